//! The command `copydesk`.

use copydesk::cli::{self, Asked, LogLevel, Serve};
use copydesk::lsp;

fn main() {
    let code = match cli::run() {
        Asked::Done(code) => code,
        Asked::Serve(serve) => serve_editor(serve),
    };
    // Threads that wait for a pipe cannot be told to end.
    std::process::exit(code);
}

fn serve_editor(serve: Serve) -> i32 {
    let log = lsp::Log {
        file: serve.log_file,
        level: match serve.log_level {
            LogLevel::Off => None,
            LogLevel::Error => Some(tracing::Level::ERROR),
            LogLevel::Warn => Some(tracing::Level::WARN),
            LogLevel::Info => Some(tracing::Level::INFO),
            LogLevel::Debug => Some(tracing::Level::DEBUG),
        },
    };
    let place =
        serve.listen.map_or(lsp::Place::Stdio, |address| lsp::Place::Socket { address, to_all: serve.listen_to_all });
    let options = lsp::Options {
        typing_pause: serve.typing_pause,
        house: serve.house,
        language: serve.language,
        stylebook: serve.stylebook,
    };
    lsp::run(&options, place, &log)
}
