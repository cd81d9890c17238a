//! What goes to the client.
//!
//! Answers and their parts never wait: there are as many as the client has asked for. What the server says by itself waits while the
//! client does not read, so that no pile of outdated diagnostics grows.

use serde::Serialize;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tower_lsp::lsp_types::notification::{LogMessage, Notification, Progress, ShowMessage};
use tower_lsp::lsp_types::{LogMessageParams, MessageType, ShowMessageParams};

/// So many messages of the server’s own may wait for the client to read.
const WAITING: usize = 16;

/// The sending end. Clones send to the same client.
#[derive(Clone)]
pub(super) struct Outbox {
    answers: mpsc::UnboundedSender<Vec<u8>>,
    news: mpsc::Sender<Vec<u8>>,
}

/// The end that is written to the client.
pub(super) struct Queue {
    answers: mpsc::UnboundedReceiver<Vec<u8>>,
    news: mpsc::Receiver<Vec<u8>>,
}

#[derive(Serialize)]
struct Note<'a, P> {
    jsonrpc: &'static str,
    method: &'a str,
    params: P,
}

impl Outbox {
    /// Both ends of a new one.
    pub(super) fn new() -> (Self, Queue) {
        let (answers, answers_out) = mpsc::unbounded_channel();
        let (news, news_out) = mpsc::channel(WAITING);
        (Outbox { answers, news }, Queue { answers: answers_out, news: news_out })
    }

    /// Sends the answer to a request.
    pub(super) fn answer(&self, response: &impl Serialize) {
        // If nobody writes any more, the server is about to end.
        let _ = self.answers.send(bytes(response));
    }

    /// Sends a request of the server’s own, which is ready as JSON-RPC.
    pub(super) async fn ask(&self, request: &impl Serialize) -> bool {
        self.news.send(bytes(request)).await.is_ok()
    }

    /// Sends a notification from a thread that may wait.
    pub(super) fn notify<N: Notification>(&self, params: N::Params) {
        let _ = self.news.blocking_send(bytes(&Note { jsonrpc: "2.0", method: N::METHOD, params }));
    }

    /// Sends a part of an answer, or how far it is. These go with the answers, since a client listens for them only until it
    /// has the answer that they belong to.
    pub(super) fn progress(&self, params: impl Serialize) {
        self.answer(&Note { jsonrpc: "2.0", method: Progress::METHOD, params });
    }

    /// Ends the writing once the answers that wait have been written.
    pub(super) fn end(&self) {
        let _ = self.answers.send(Vec::new());
    }

    /// Writes a line into the client’s log. Lines are few, so they go with the answers and never wait.
    pub(super) fn log(&self, kind: MessageType, message: impl Into<String>) {
        let params = LogMessageParams { typ: kind, message: message.into() };
        self.answer(&Note { jsonrpc: "2.0", method: LogMessage::METHOD, params });
    }

    /// Shows a message to the user.
    pub(super) fn show(&self, kind: MessageType, message: impl Into<String>) {
        let params = ShowMessageParams { typ: kind, message: message.into() };
        self.answer(&Note { jsonrpc: "2.0", method: ShowMessage::METHOD, params });
    }
}

fn bytes(message: &impl Serialize) -> Vec<u8> {
    // Strings, numbers, lists and records always have a form in JSON.
    serde_json::to_vec(message).unwrap_or_default()
}

/// Writes what is queued until [`Outbox::end`], or until the client has closed its end.
pub(super) async fn write(mut queue: Queue, mut writer: impl AsyncWrite + Unpin) {
    loop {
        let message = tokio::select! {
            biased;
            Some(answer) = queue.answers.recv() => answer,
            Some(news) = queue.news.recv() => news,
            else => return,
        };
        if message.is_empty() {
            return;
        }
        let header = format!("Content-Length: {}\r\n\r\n", message.len());
        let mut frame = header.into_bytes();
        frame.extend(message);
        if writer.write_all(&frame).await.is_err() || writer.flush().await.is_err() {
            return;
        }
    }
}
