//! The language server, over pipes in memory: transcripts of sessions, and what must hold of any session.
//!
//! `COPYDESK_BLESS=1` writes down what the server says now. `COPYDESK_LSP` names a command to be tested in the place of the
//! server in this process, such as one that stands between and judges every message.

#![allow(clippy::unwrap_used)]

mod lsp_client;
#[path = "lsp_client/transcript.rs"]
mod transcript;
#[path = "lsp_client/typist.rs"]
mod typist;

use std::path::Path;

use lsp_client::{Client, modern, pulling};
use serde_json::{Value, json};
use typist::{Typist, Units};

#[test]
fn transcripts_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lsp");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "session"));
    paths.sort();
    assert!(paths.len() > 5, "the transcripts are there");
    let mut different = Vec::new();
    for path in paths {
        let now = lsp_client::run(transcript::run(&path));
        if now == std::fs::read_to_string(&path).unwrap() {
            continue;
        }
        if std::env::var_os("COPYDESK_BLESS").is_some() {
            std::fs::write(&path, now).unwrap();
        } else {
            different.push(format!("{}:\n{now}", path.display()));
        }
    }
    assert!(different.is_empty(), "COPYDESK_BLESS=1 would write:\n{}", different.join("\n"));
}

const STORY: &str = "Mayor Ana Ruiz 😀 spoke of agression.\r\n\r\n“We will,” Ruiz said. Riuz left the the café.\r\n";

/// After any burst of edits, what the server says is what it says of the same text newly opened, and no version comes
/// after a newer one.
#[test]
fn the_server_is_in_step_after_any_burst() {
    for (units, name) in Units::ALL {
        lsp_client::run(async move {
            let mut can = modern();
            can["general"]["positionEncodings"] = json!([name]);
            let mut client = Client::connect();
            let answer = client.start(can, json!({"typingPause": 0})).await;
            assert_eq!(answer["capabilities"]["positionEncoding"], name);
            for (format, ending) in [("plaintext", "txt"), ("markdown", "md")] {
                let (typed, fresh) = (format!("typed.{ending}"), format!("fresh.{ending}"));
                let mut typist = Typist::new(STORY, units);
                client.open(&typed, format, STORY).await;
                for burst in 0..25 {
                    for _ in 0..40 {
                        let changes = typist.message();
                        client.change(&typed, typist.version, changes).await;
                    }
                    let now = client.published(&typed, typist.version).await;
                    client.open(&fresh, format, &typist.text).await;
                    let anew = client.published(&fresh, 1).await;
                    assert_eq!(plain(&now), plain(&anew), "{name} {format}, burst {burst}: {:?}", typist.text);
                    client.notify("textDocument/didClose", json!({"textDocument": {"uri": client.uri(&fresh)}})).await;
                    client.next("textDocument/publishDiagnostics").await;
                }
            }
            assert_eq!(client.end().await, 0);
        });
    }
}

/// Diagnostics without the address of their document.
fn plain(found: &[Value]) -> Vec<String> {
    found.iter().map(|found| found.to_string().replace("typed.", "fresh.")).collect()
}

/// What a client is told is what another one is answered.
#[test]
fn pushed_and_pulled_diagnostics_are_the_same() {
    lsp_client::run(async {
        let mut told = Client::modern().await;
        let mut asking = Client::connect();
        asking.start(pulling(), json!({"typingPause": 0})).await;
        let mut typist = Typist::new(STORY, Units::Utf16);
        told.open("a.txt", "plaintext", STORY).await;
        asking.open("a.txt", "plaintext", STORY).await;
        for _ in 0..30 {
            for _ in 0..5 {
                let changes = typist.message();
                told.change("a.txt", typist.version, changes.clone()).await;
                asking.change("a.txt", typist.version, changes).await;
            }
            let pushed = told.published("a.txt", typist.version).await;
            let params = json!({"textDocument": {"uri": asking.uri("a.txt")}});
            let pulled = asking.request("textDocument/diagnostic", params).await;
            let of = |found: &[Value], root: &std::path::Path| {
                let text = Value::from(found.to_vec()).to_string();
                text.replace(root.to_str().unwrap(), "")
            };
            let pulled = pulled["items"].as_array().unwrap();
            assert_eq!(of(&pushed, told.root.path()), of(pulled, asking.root.path()));
        }
        // Never both to one client.
        asking.request("shutdown", Value::Null).await;
        assert!(
            asking.said.iter().all(|said| said["method"] != "textDocument/publishDiagnostics"),
            "{:?}",
            asking.said
        );
    });
}

/// A client that asked for an answer in parts listens for them until it has the answer, and to its progress as long.
#[test]
fn the_parts_of_an_answer_come_before_it() {
    lsp_client::run(async {
        let mut client = Client::connect();
        for i in 0..300 {
            client.write(&format!("story{i}.txt"), "The the pier.\n");
        }
        client.start(pulling(), json!({"typingPause": 0})).await;
        let params = json!({"previousResultIds": [], "partialResultToken": "part", "workDoneToken": "work"});
        let id = client.ask("workspace/diagnostic", params).await;
        let (mut parts, mut ended) = (0, false);
        loop {
            let is_answer = |message: &Value| message.get("method").is_none() && message["id"] == id;
            let message = client.wait(|message| message["method"] == "$/progress" || is_answer(message)).await;
            if is_answer(&message) {
                assert!(parts > 1 && ended, "{parts} parts before the answer; ended: {ended}");
                assert_eq!(message["result"], json!({"items": []}));
                break;
            }
            parts += usize::from(message["params"]["token"] == "part");
            ended |= message["params"]["value"]["kind"] == "end";
        }
        assert_eq!(client.end().await, 0);
    });
}

/// A text that takes a while to check.
fn long_text(paragraphs: usize) -> String {
    "The mayor spoke of agression and of the the quay. “We will,” Ana Ruiz said, and left.\n\n".repeat(paragraphs)
}

/// However many requests wait, a change is made at once and a cancelled request is answered at once; each request is answered
/// once, and reads the text of its moment or a later one.
#[test]
fn neither_changes_nor_cancels_stand_behind_slow_requests() {
    lsp_client::run(async {
        let mut client = Client::modern().await;
        client.open("long.txt", "plaintext", &long_text(3000)).await;
        let document = json!({"textDocument": {"uri": client.uri("long.txt")}});
        let mut waiting = Vec::new();
        for _ in 0..80 {
            waiting.push(client.ask("textDocument/documentSymbol", document.clone()).await);
        }
        for id in &waiting {
            client.notify("$/cancelRequest", json!({"id": id})).await;
        }
        client.open("short.txt", "plaintext", "It was teh quay.").await;
        let hover = json!({"textDocument": {"uri": client.uri("short.txt")}, "position": {"line": 0, "character": 8}});
        let hover = client.ask("textDocument/hover", hover).await;
        assert!(client.answer(hover).await["contents"]["value"].as_str().unwrap().contains("“teh”"));
        for id in waiting {
            let answer = client.answer(id).await;
            // One that was done before its cancellation came has its answer.
            assert!(answer["code"] == -32800 || answer.is_array(), "{answer}");
        }
        let said = client.published("short.txt", 1).await;
        assert_eq!(said.len(), 1);
        assert_eq!(client.end().await, 0);
    });
}

/// A read after a change sees the change, although nobody waits in between.
#[test]
fn no_read_is_stale() {
    lsp_client::run(async {
        let mut client = Client::connect();
        client.start(pulling(), json!({"typingPause": 0})).await;
        client.open("a.txt", "plaintext", "").await;
        let document = json!({"textDocument": {"uri": client.uri("a.txt")}});
        let mut asked = Vec::new();
        for i in 0..200_u32 {
            let start = json!({"line": 0, "character": 5 * i});
            let change = json!([{"range": {"start": start, "end": start}, "text": "agrs "}]);
            client.change("a.txt", i64::from(i) + 2, change).await;
            asked.push(client.ask("textDocument/diagnostic", document.clone()).await);
        }
        let mut most = 0;
        for (i, id) in asked.into_iter().enumerate() {
            let answer = client.answer(id).await;
            let items = answer["items"].as_array().unwrap();
            // Two and more in a row are one repeated word, so places are counted, not words.
            let end = items.iter().map(|item| item["range"]["end"]["character"].as_u64().unwrap()).max().unwrap();
            assert!(end >= 5 * i as u64 + 4, "read {i} saw only {end}");
            most = most.max(end);
        }
        assert_eq!(most, 5 * 199 + 4);
        assert_eq!(client.end().await, 0);
    });
}

/// What a client asks or says out of turn is answered, and does no harm.
#[test]
fn what_is_out_of_turn_does_no_harm() {
    lsp_client::run(async {
        let mut client = Client::modern().await;
        let nowhere = json!({"textDocument": {"uri": "file:///nowhere.txt"}, "position": {"line": 9, "character": 9}});
        for method in
            ["textDocument/hover", "textDocument/completion", "textDocument/codeLens", "textDocument/foldingRange"]
        {
            assert_eq!(client.request(method, nowhere.clone()).await, Value::Null, "{method}");
        }
        client.change("nowhere.txt", 2, json!([{"text": "x"}])).await;
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": client.uri("nowhere.txt")}})).await;
        client.open("a.txt", "plaintext", "Fine.").await;
        client.open("a.txt", "plaintext", "It was teh quay.").await;
        let end = json!({"line": 99, "character": 99});
        client
            .change("a.txt", 2, json!([{"range": {"start": end, "end": {"line": 0, "character": 3}}, "text": "s"}]))
            .await;
        assert_eq!(client.published("a.txt", 2).await.len(), 0);
        client.change("a.txt", 2, json!([{"text": "teh teh"}])).await;
        client.change("a.txt", 7, json!([{"text": "It was teh quay."}])).await;
        assert_eq!(client.published("a.txt", 7).await.len(), 1);
        let unknown = client.request("copydesk/nothing", json!({})).await;
        assert_eq!(unknown["code"], -32601);
        let command = json!({"command": "copydesk.addWord", "arguments": [{"word": 7}]});
        assert_eq!(client.request("workspace/executeCommand", command).await["code"], -32602);
        let stale = json!({"title": "x", "data": {"uri": client.uri("a.txt"), "state": 1, "what": "all"}});
        assert_eq!(client.request("codeAction/resolve", stale).await["code"], -32801);
        assert_eq!(client.end().await, 0);
    });
}
