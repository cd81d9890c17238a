//! How the server ends. Its code tells the editor whether it was meant, and nothing stays behind.

use std::process::{Command, Stdio};

use rustix::process::Signal;
use serde_json::{Value, json};

use super::client::{Server, Start, long_text, modern, pulling};

#[test]
fn after_a_shutdown_and_an_exit_although_the_pipe_stays_open() {
    let mut server = Server::modern();
    server.open("a.txt", "It was teh quay.");
    server.published("a.txt", 1);
    server.shut_down();
    server.notify("exit", Value::Null);
    server.ends_with(0);
}

#[test]
fn at_an_exit_without_a_shutdown() {
    let mut server = Server::modern();
    server.notify("exit", Value::Null);
    server.ends_with(1);
    // Not even begun.
    let mut server = Start::new().go();
    server.notify("exit", Value::Null);
    server.ends_with(1);
}

#[test]
fn when_the_pipe_closes() {
    let mut server = Start::new().go();
    server.hang_up();
    server.ends_with(1);
    let mut server = Server::modern();
    server.hang_up();
    server.ends_with(1);
    let mut server = Server::modern();
    server.shut_down();
    server.hang_up();
    server.ends_with(0);
}

#[test]
fn when_the_pipe_closes_in_the_middle_of_a_message() {
    let mut server = Server::modern();
    server.send_bytes(b"Content-Length: 400\r\n\r\n{\"jsonrpc\"");
    server.hang_up();
    server.ends_with(1);
}

#[test]
fn when_the_pipe_closes_while_requests_wait() {
    let mut server = Server::modern();
    server.open("long.txt", &long_text(20_000));
    let document = json!({"textDocument": {"uri": server.uri("long.txt")}});
    for _ in 0..8 {
        server.ask("textDocument/documentSymbol", document.clone());
    }
    server.hang_up();
    server.ends_with(1);
}

#[test]
fn at_an_exit_while_requests_wait() {
    let mut server = Start::new().go();
    server.initialize(pulling(), Value::Null);
    server.open("long.txt", &long_text(20_000));
    let document = json!({"textDocument": {"uri": server.uri("long.txt")}});
    for _ in 0..8 {
        server.ask("textDocument/diagnostic", document.clone());
    }
    server.shut_down();
    server.notify("exit", Value::Null);
    server.ends_with(0);
}

#[test]
fn at_a_signal() {
    for signal in [Signal::TERM, Signal::INT] {
        let server = Server::modern();
        server.signal(signal);
        server.ends_with(1);
        let mut server = Server::modern();
        server.shut_down();
        server.signal(signal);
        server.ends_with(0);
    }
}

#[test]
fn at_a_signal_while_a_long_text_is_checked() {
    let mut server = Server::modern();
    server.open("long.txt", &long_text(20_000));
    // What is answered comes after the opening has been taken in.
    server.request("copydesk/nothing", json!({}));
    server.signal(Signal::TERM);
    server.ends_with(1);
}

#[test]
fn when_the_client_is_gone_although_its_pipes_stay_open() {
    for (is_shut, code) in [(false, 1), (true, 0)] {
        let mut client = Command::new("sleep").arg("1000").stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        let mut server = Start::new().go();
        server.initialize(modern(), json!(client.id()));
        if is_shut {
            server.shut_down();
        } else {
            // It is served as long as the client is there.
            server.open("a.txt", "It was teh quay.");
            assert_eq!(server.published("a.txt", 1).len(), 1);
        }
        client.kill().unwrap();
        client.wait().unwrap();
        server.ends_with(code);
    }
}

#[test]
fn when_the_client_was_gone_before_it_began() {
    let mut client = Command::new("true").spawn().unwrap();
    client.wait().unwrap();
    let mut server = Start::new().go();
    let params = json!({"processId": client.id(), "rootUri": null, "capabilities": {}});
    server.ask("initialize", params);
    server.ends_with(1);
}

#[test]
fn when_nobody_reads_what_it_says() {
    let mut server = Start::new().without_reading().go();
    let params = json!({"processId": null, "rootUri": null, "capabilities": {}});
    server.ask("initialize", params);
    server.notify("initialized", json!({}));
    // More than a pipe holds.
    for number in 0..200 {
        server.open(&format!("{number}.txt"), &long_text(20));
    }
    server.signal(Signal::TERM);
    server.ends_with(1);
}

#[test]
fn when_the_client_has_closed_its_end() {
    let mut server = Start::new().without_reading().go();
    server.stop_listening();
    server.ask("initialize", json!({"processId": null, "rootUri": null, "capabilities": {}}));
    server.ends_with(1);
}
