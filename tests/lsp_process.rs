//! The server as a process: how it ends, and what it survives.
//!
//! `COPYDESK_SERVER` names another build to be tested.

// Processes are looked at below /proc.
#![cfg(target_os = "linux")]
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    clippy::cast_possible_wrap,
    clippy::print_stdout,
    unreachable_pub
)]

#[path = "lsp_process/client.rs"]
mod client;
#[path = "lsp_process/ends.rs"]
mod ends;
#[path = "lsp_process/guards.rs"]
mod guards;
#[path = "lsp_process/options.rs"]
mod options;
