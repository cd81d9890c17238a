//! What a client may get wrong without the server losing step.

use serde_json::{Value, json};

use super::client::{Server, Start, frame_of, modern};

#[test]
fn frames_that_are_no_messages_are_passed_over_and_only_frames_are_written() {
    let mut server = Start::new().args(&["--log-level", "debug"]).go();
    server.initialize(modern(), Value::Null);
    for wrong in [b"{".as_slice(), b"[]", b"\xff\xfe", b"7"] {
        server.send_bytes(&[format!("Content-Length: {}\r\n\r\n", wrong.len()).as_bytes(), wrong].concat());
    }
    server.send_bytes(b"copydesk says hello\r\n\r\n");
    // An answer that nobody waits for.
    server.send(&json!({"jsonrpc": "2.0", "id": 4242, "result": null}));
    assert_eq!(server.request("copydesk/nothing", json!({}))["code"], -32601);
    assert_eq!(server.request("textDocument/hover", json!({"textDocument": 7}))["code"], -32602);
    server.end();
}

#[test]
fn a_length_that_is_none_ends_the_server() {
    for length in ["99999999999", "many", "-5"] {
        let mut server = Server::modern();
        server.send_bytes(format!("Content-Length: {length}\r\n\r\n{{}}").as_bytes());
        server.ends_with(2);
    }
}

#[test]
fn nothing_is_answered_before_initialize() {
    let mut server = Start::new().go();
    assert_eq!(server.request("textDocument/hover", json!({}))["code"], -32002);
    assert!(server.initialize(modern(), Value::Null).get("capabilities").is_some());
}

#[test]
fn half_a_surrogate_is_mended_and_columns_after_it_stay() {
    let mut server = Server::modern();
    let text = json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {
        "uri": server.uri("a.txt"), "languageId": "plaintext", "version": 1, "text": "@@ The goverment met."}}});
    server.send_bytes(&frame_of(&text.to_string().replace("@@", "\\ud83d")));
    let found = server.published("a.txt", 1);
    let wrong: Vec<&Value> = found.iter().filter(|found| found["code"] == "spelling/unknown").collect();
    assert_eq!(wrong.len(), 1, "{found:?}");
    assert_eq!(wrong[0]["range"]["start"], json!({"line": 0, "character": 6}));
}

#[test]
fn ten_thousand_changes_in_one_burst_leave_the_right_text() {
    let mut server = Server::modern();
    server.open("a.txt", "");
    let line = "The goverment met.\n";
    let letters: Vec<char> = line.chars().cycle().take(10_000).collect();
    let (mut row, mut column) = (0, 0);
    for (version, letter) in (2..).zip(&letters) {
        let at = json!({"line": row, "character": column});
        let change = json!([{"range": {"start": at, "end": at}, "text": letter}]);
        server.change("a.txt", version, change);
        (row, column) = if *letter == '\n' { (row + 1, 0) } else { (row, column + 1) };
    }
    let typed = server.published("a.txt", 10_001);
    server.open("b.txt", &letters.iter().collect::<String>());
    let opened = server.published("b.txt", 1);
    assert!(opened.len() > 100);
    assert_eq!(typed.len(), opened.len());
    assert!(typed.iter().zip(&opened).all(|(a, b)| a["range"] == b["range"] && a["code"] == b["code"]));
}
