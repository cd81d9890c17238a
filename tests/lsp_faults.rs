//! What the language server does when something around it fails. `benches/README.md` has a table of what it costs.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod lsp_client;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use lsp_client::{Client, modern, run, url};
use serde_json::{Value, json};

/// A workspace with a stylebook.
fn newsroom() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("copydesk.yaml"), "").unwrap();
    root
}

fn add(root: &Path, word: &str) -> Value {
    let argument = json!({"uri": url(&root.join("a.txt")), "word": word, "to": "project"});
    json!({"command": "copydesk.addWord", "arguments": [argument]})
}

async fn started(root: tempfile::TempDir) -> Client {
    let mut client = Client::in_process(root);
    client.start(modern(), json!({"typingPause": 0})).await;
    client
}

/// Killed in the middle of it, the server leaves a word list of whole lines, and no word twice.
#[cfg(unix)]
#[test]
fn a_server_that_is_killed_leaves_whole_files() {
    use rustix::process::{Pid, Signal, kill_process};

    run(async {
        for after in [1, 3, 8, 15] {
            let mut client = started(newsroom()).await;
            let root = client.root.path().to_path_buf();
            let mut asked = Vec::new();
            for word in 0..40 {
                asked.push(client.ask("workspace/executeCommand", add(&root, &format!("quayword{word:03}"))).await);
            }
            // They are done in no order, so any of them tells how far it is.
            for _ in 0..after {
                let done = client.wait(|said| said.get("method").is_none() && said["id"].as_i64() > Some(1)).await;
                assert!(done.get("error").is_none(), "{done}");
            }
            let pid = Pid::from_raw(i32::try_from(client.process.unwrap()).unwrap()).unwrap();
            kill_process(pid, Signal::KILL).unwrap();
            let folder = std::mem::replace(&mut client.root, tempfile::tempdir().unwrap());
            assert_eq!(client.gone().await, -1);
            let text = fs::read_to_string(folder.path().join("dictionary.txt")).unwrap();
            assert!(text.ends_with('\n'), "{text:?}");
            let words: BTreeSet<&str> = text.lines().collect();
            assert_eq!(words.len(), text.lines().count(), "{text}");
            assert!(words.len() >= after && words.iter().all(|word| word.len() == 11), "{text}");
            for entry in fs::read_dir(folder.path()).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                let known = ["copydesk.yaml", "dictionary.txt"].contains(&name.as_str());
                assert!(known || name.starts_with(".copydesk-"), "{name} is left");
            }
        }
    });
}

/// Two servers that add to one names file and one word list lose nothing of each other’s.
#[test]
fn two_servers_share_their_files() {
    run(async {
        let mut one = started(newsroom()).await;
        let root = one.root.path().to_path_buf();
        let mut two = started(tempfile::tempdir().unwrap()).await;
        let mut asked = Vec::new();
        for i in 0..25 {
            for (name, client) in [("Ann", &mut one), ("Bob", &mut two)] {
                let word = client.ask("workspace/executeCommand", add(&root, &format!("{name}word{i}"))).await;
                let argument =
                    json!({"uri": url(&root.join("a.txt")), "name": format!("{name} Quay{}", "x".repeat(i))});
                let person = json!({"command": "copydesk.addName", "arguments": [argument]});
                asked.push((name, word, client.ask("workspace/executeCommand", person).await));
            }
        }
        for (name, word, person) in asked {
            let client = if name == "Ann" { &mut one } else { &mut two };
            for id in [word, person] {
                assert_eq!(client.answer(id).await, Value::Null);
            }
        }
        let read = |file: &str| fs::read_to_string(root.join(file)).unwrap();
        assert_eq!(read("dictionary.txt").lines().count(), 50);
        assert_eq!(read("names.yaml").matches("- name: ").count(), 50, "{}", read("names.yaml"));
        assert_eq!((one.end().await, two.end().await), (0, 0));
    });
}

/// Where the disk is full, the user is told which file it is about and what to do, and the file stays as it was.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_spoils_nothing() {
    use std::process::Command;

    let disk = tempfile::tempdir().unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(disk.path()).status();
    if !mounted.is_ok_and(|status| status.success()) {
        println!("skipped: a small disk can be mounted by root only");
        return;
    }
    let unmount = || Command::new("umount").arg(disk.path()).status().unwrap();
    let tried = std::panic::catch_unwind(|| {
        run(async {
            fs::write(disk.path().join("copydesk.yaml"), "").unwrap();
            let before = "quay\n".repeat(2000);
            fs::write(disk.path().join("dictionary.txt"), &before).unwrap();
            // What is left would hold a part of the new list.
            let _ = fs::write(disk.path().join("ballast"), vec![0; 60 << 10]);
            let mut client = started(tempfile::tempdir().unwrap()).await;
            let answer = client.request("workspace/executeCommand", add(disk.path(), "grommeted")).await;
            assert!(answer["message"].as_str().is_some_and(|said| said.contains("dictionary.txt")), "{answer}");
            let shown = client.next("window/showMessage").await;
            let message = shown["message"].as_str().unwrap();
            assert!(
                message.contains("cannot be written")
                    && message.contains("the disk has room")
                    && !message.contains(".copydesk-"),
                "{message}"
            );
            assert_eq!(fs::read_to_string(disk.path().join("dictionary.txt")).unwrap(), before);
            fs::remove_file(disk.path().join("ballast")).unwrap();
            assert_eq!(client.request("workspace/executeCommand", add(disk.path(), "grommeted")).await, Value::Null);
            assert_eq!(client.end().await, 0);
        });
    });
    assert!(unmount().success());
    tried.unwrap();
}

/// A client that answers nothing is served all the same.
#[test]
fn a_client_that_never_answers_is_served() {
    run(async {
        let mut can = modern();
        for ability in ["didChangeWatchedFiles", "didChangeConfiguration"] {
            can["workspace"][ability] = json!({"dynamicRegistration": true});
        }
        can["workspace"]["configuration"] = json!(true);
        let mut client = Client::connect();
        client.is_silent = true;
        client.start(can, json!({"typingPause": 0})).await;
        for version in 1..50 {
            if version == 1 {
                client.open("a.txt", "plaintext", "It was teh quay.").await;
            } else {
                client.change("a.txt", version, json!([{"text": format!("It was teh quay {version}.")}])).await;
            }
            assert_eq!(client.published("a.txt", version).await.len(), 1);
        }
        assert_eq!(client.end().await, 0);
    });
}

/// A client that does not read for a while misses old diagnostics, not the newest.
#[test]
fn a_client_that_does_not_read_gets_the_newest() {
    run(async {
        let mut client = Client::modern().await;
        let slips = "agression goverment accross ".repeat(200);
        client.open("a.txt", "plaintext", &slips).await;
        // Nothing is read here: the pipe and all queues fill up long before the last of these.
        for version in 2..2000 {
            let start = json!({"line": 0, "character": 0});
            let change = json!([{"range": {"start": start, "end": start}, "text": "teh "}]);
            client.change("a.txt", version, change).await;
        }
        let versions = |client: &Client| {
            let said = client.said.iter().filter(|said| said["method"] == "textDocument/publishDiagnostics");
            said.map(|said| said["params"]["version"].as_i64().unwrap()).collect::<Vec<_>>()
        };
        client
            .request(
                "workspace/executeCommand",
                json!({"command": "copydesk.story", "arguments": [{"uri": client.uri("a.txt")}]}),
            )
            .await;
        let seen = versions(&client);
        assert!(seen.is_sorted() && seen.len() < 1000, "{seen:?}");
        let newest = client.published("a.txt", 1999).await;
        client.open("b.txt", "plaintext", &format!("{}{slips}", "teh ".repeat(1998))).await;
        assert_eq!(newest.len(), client.published("b.txt", 1).await.len());
        assert_eq!(client.end().await, 0);
    });
}

/// Two hundred open documents are all checked; a change in one of them is answered before the rest is checked again.
#[test]
fn two_hundred_documents_are_open() {
    run(async {
        let mut client = Client::modern().await;
        let text = format!("It was teh quay.\n\n{}", "The mayor spoke of the quay and of the ferry.\n\n".repeat(20));
        for i in 0..200 {
            client.open(&format!("{i}.txt"), "plaintext", &text).await;
        }
        for i in 0..200 {
            assert_eq!(client.published(&format!("{i}.txt"), 1).await.len(), 1, "{i}");
        }
        let settings = json!({"settings": {"copydesk": {"levels": {"spelling/unknown": "hint"}}}});
        client.notify("workspace/didChangeConfiguration", settings).await;
        client.change("7.txt", 2, json!([{"text": "It was teh wharf."}])).await;
        let changed = client.published("7.txt", 2).await;
        assert_eq!(changed[0]["severity"], 4);
        for i in (0..200).filter(|i| *i != 7) {
            assert_eq!(client.published(&format!("{i}.txt"), 1).await[0]["severity"], 4, "{i}");
        }
        assert_eq!(client.end().await, 0);
    });
}

/// Files of a project that are broken from the start are marked, and stories are checked without them.
#[test]
fn broken_files_are_marked_and_stories_checked() {
    run(async {
        let mut client = Client::connect();
        client.write("copydesk.yaml", "rules: {quote/unclosed: off\n");
        client.write("names.yaml", "people:\n  - name: Ann Quay\n  - nam");
        fs::write(client.root.path().join("dictionary.txt"), b"quay\xff\n").unwrap();
        let missing =
            json!([{"uri": client.uri("not/there"), "name": "gone"}, {"uri": client.uri(""), "name": "desk"}]);
        let params = json!({"processId": null, "rootUri": null, "workspaceFolders": missing, "capabilities": modern(),
            "initializationOptions": {"typingPause": 0}});
        client.request("initialize", params).await;
        client.notify("initialized", json!({})).await;
        client.open("a.txt", "plaintext", "It was teh quay.").await;
        assert_eq!(client.published("a.txt", 1).await.len(), 1);
        let mut marked = BTreeSet::new();
        while marked.len() < 3 {
            let said = client.next("textDocument/publishDiagnostics").await;
            let found = said["diagnostics"].as_array().unwrap();
            assert!(!found.is_empty() && found.iter().all(|found| found["source"] == "copydesk"), "{said}");
            marked.insert(said["uri"].as_str().unwrap().rsplit('/').next().unwrap().to_owned());
        }
        client.write("copydesk.yaml", "rules: {spelling/unknown: hint}\n");
        client.write("names.yaml", "people:\n  - name: Ann Quay\n");
        client.write("dictionary.txt", "quay\n");
        let changes: Vec<Value> = ["copydesk.yaml", "names.yaml", "dictionary.txt"]
            .map(|name| json!({"uri": client.uri(name), "type": 2}))
            .to_vec();
        client.notify("workspace/didChangeWatchedFiles", json!({"changes": changes})).await;
        assert_eq!(client.published("a.txt", 1).await[0]["severity"], 4);
        assert_eq!(client.end().await, 0);
    });
}
