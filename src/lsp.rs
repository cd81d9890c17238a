//! `copydesk lsp`: the language server.
//!
//! It keeps each open document as a rope in step with the editor, checks it whenever it changes, and says what was found:
//! by publishing, or to a client that asks. What keeps it in step and alive:
//!
//! 1. Handlers of notifications never wait. They lock the [`Session`](session), change it, and wake the checker.
//! 2. Handlers of requests take what they need from the session first; only then may they wait, and only for the checker.
//! 3. No handler waits for an answer of the client: what asks it something runs in a task of its own.
//! 4. Whatever is slow happens in the [`checker`], which gives up when newer text is there, or on a thread for such work.
//! 5. Only the checker publishes.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Notify;
use tower_lsp::LspService;

use crate::language::Language;

mod actions;
mod checker;
mod client;
mod commands;
mod completion;
mod convert;
mod diagnostics;
mod documents;
mod edits;
mod ending;
mod frames;
mod hover;
mod ignoring;
mod log;
mod outbox;
mod outline;
mod pull;
mod server;
mod session;
mod settings;
mod socket;
mod transport;
mod watch;
mod workspace;

pub use log::Log;
use outbox::Outbox;
use server::Server;
use session::Session;

/// What the command line decides for a server.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How long the typing must rest before the word at the caret counts as finished; the editor’s setting wins.
    pub typing_pause: Option<Duration>,
    /// The house style, above stylebooks and the editor.
    pub house: Option<String>,
    /// The language, above stylebooks and the editor.
    pub language: Option<Language>,
    /// The stylebook of all articles.
    pub stylebook: Option<PathBuf>,
}

/// Serves one client over a pair of pipes until it goes. Returns the code that the process should end with: 0 after the
/// client has asked for a shutdown, 1 if it left without, 2 if the stream could not be followed any more.
pub async fn serve(
    reader: impl AsyncRead + Unpin,
    writer: impl AsyncWrite + Unpin + Send + 'static,
    options: &Options,
    stop: Arc<Notify>,
) -> i32 {
    let (outbox, queue) = Outbox::new();
    let session = Arc::new(Session::new(outbox.clone(), options));
    let checking = Arc::clone(&session);
    let checker = std::thread::Builder::new().name("checker".into()).spawn(move || checker::run(&checking));
    let (service, socket) = {
        let (session, stop) = (Arc::clone(&session), Arc::clone(&stop));
        LspService::new(|client| Server::new(client, session, stop))
    };
    let code = transport::run(service, socket, reader, writer, (outbox, queue), stop).await;
    session.end();
    drop(checker);
    code
}

/// Where the client is.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// At standard input and output.
    Stdio,
    /// Wherever it connects from.
    Socket {
        /// The address to listen on.
        address: SocketAddr,
        /// Whether other machines may reach it.
        to_all: bool,
    },
}

/// Serves a client, or one after another of those who connect, until the process is to end; returns its code.
pub fn run(options: &Options, place: Place, log: &Log) -> i32 {
    log.begin();
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!("the server cannot start: {error}");
            return transport::OUT_OF_STEP;
        }
    };
    let stop = Arc::new(Notify::new());
    let code = runtime.block_on(async {
        let asked = Arc::clone(&stop);
        tokio::spawn(async move {
            ending::asked_to_stop().await;
            asked.notify_one();
        });
        match place {
            Place::Stdio => serve(tokio::io::stdin(), tokio::io::stdout(), options, stop).await,
            Place::Socket { address, to_all } => socket::serve_all(address, to_all, options, stop).await,
        }
    });
    // Whoever reads standard input cannot be told to stop, and nobody waits for what is being made for a client that is gone.
    runtime.shutdown_background();
    code
}
