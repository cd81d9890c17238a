//! What the command line says of a server.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use serde_json::json;

use super::client::{Start, frame_of};

#[test]
fn an_address_that_other_machines_can_reach_is_refused() {
    let server = Start::new().args(&["--listen", "0.0.0.0:0"]).go();
    assert!(server.ends_with(2).contains("--listen-to-all"));
    // The user reads it although the log is elsewhere.
    let server = Start::new().args(&["--listen", "0.0.0.0:0", "--log-level", "off"]).go();
    assert!(server.ends_with(2).contains("--listen-to-all"));
}

#[test]
fn the_log_goes_to_a_file() {
    let mut server = Start::new().args(&["--stdio", "--log-file", "log.txt", "--log-level", "debug"]).go();
    let root = server.root.clone();
    server.request("initialize", json!({"processId": null, "capabilities": {}}));
    server.shut_down();
    server.notify("exit", json!(null));
    assert_eq!(server.ends_with(0), "");
    assert!(std::fs::read_to_string(root.path().join("log.txt")).unwrap().contains("initialize"));
}

/// Clients may come one after another; what one of them does is not the end of the server.
#[test]
fn clients_may_connect_one_after_another() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["lsp", "--listen", "127.0.0.1:0"])
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    BufReader::new(server.stderr.take().unwrap()).read_line(&mut said).unwrap();
    let address = said.trim().strip_prefix("listening on ").unwrap().to_owned();
    for is_polite in [false, true] {
        let mut client = TcpStream::connect(&address).unwrap();
        let hello = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}});
        client.write_all(&frame_of(&hello.to_string())).unwrap();
        let mut start = [0; 16];
        client.read_exact(&mut start).unwrap();
        assert_eq!(&start, b"Content-Length: ");
        if is_polite {
            let bye = json!({"jsonrpc": "2.0", "id": 2, "method": "shutdown"});
            client.write_all(&frame_of(&bye.to_string())).unwrap();
            client.write_all(&frame_of(&json!({"jsonrpc": "2.0", "method": "exit"}).to_string())).unwrap();
            let mut rest = String::new();
            client.read_to_string(&mut rest).unwrap();
            assert!(rest.contains(r#""id":2"#), "{rest}");
        }
    }
    server.kill().unwrap();
    server.wait().unwrap();
}
