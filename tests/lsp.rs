//! The language server, over pipes in memory: transcripts of sessions, and what must hold of any session.
//!
//! `COPYDESK_BLESS=1` writes down what the server says now. `COPYDESK_LSP` names a command to be tested in the place of the
//! server in this process, such as one that stands between and judges every message.

#![allow(clippy::unwrap_used)]

mod lsp_client;
#[path = "lsp_client/transcript.rs"]
mod transcript;

use std::path::Path;

use lsp_client::{Client, modern, pulling};
use serde_json::{Value, json};

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
