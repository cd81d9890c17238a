//! `copydesk lsp`: what the command line says of a server. Serving is not done here.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::language::Language;

#[derive(Args)]
pub(super) struct ServeArguments {
    /// Talk over standard input and output, which is the default; editors that ask may write it
    #[arg(long)]
    stdio: bool,

    /// Listen on this address instead, such as 127.0.0.1:9257, and serve whoever connects, one at a time
    #[arg(long, value_name = "ADDRESS", value_parser = address, conflicts_with = "stdio")]
    listen: Option<SocketAddr>,

    /// Let --listen take an address that other machines can reach
    ///
    /// Whoever connects can have files of stylebooks and dictionaries read and written. Without this, only addresses of
    /// this machine are taken.
    #[arg(long, requires = "listen")]
    listen_to_all: bool,

    /// Write the log to this file instead of standard error
    #[arg(long, value_name = "FILE")]
    log_file: Option<PathBuf>,

    /// How much to log
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t)]
    log_level: LogLevel,

    /// How long typing must rest before the word at the caret is marked, in milliseconds; 0 marks it at once
    ///
    /// The setting copydesk.typingPause of the editor wins. Without either it is 500.
    #[arg(long, value_name = "MS")]
    typing_pause: Option<u64>,

    /// The house style of all stories, instead of what copydesk.yaml and the editor say
    #[arg(long, value_name = "HOUSE", value_parser = super::house)]
    house: Option<String>,

    /// The language of stories that do not say: en-US or en-GB
    #[arg(long, value_name = "TAG", value_parser = super::language)]
    lang: Option<Language>,

    /// The copydesk.yaml to use for all stories, wherever they are
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// How much is logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogLevel {
    /// Nothing
    Off,
    /// What copydesk or the client got wrong
    Error,
    /// What is odd, too
    #[default]
    Warn,
    /// What happens, too
    Info,
    /// Every message
    Debug,
}

/// An editor is to be served.
pub struct Serve {
    /// The address to listen on, instead of standard input and output.
    pub listen: Option<SocketAddr>,
    /// Whether that may be one that other machines can reach.
    pub listen_to_all: bool,
    /// The file of the log, instead of standard error.
    pub log_file: Option<PathBuf>,
    /// How much is logged.
    pub log_level: LogLevel,
    /// How long typing must rest before the word at the caret is marked.
    pub typing_pause: Option<Duration>,
    /// The house style of all stories.
    pub house: Option<String>,
    /// The language of stories that do not say.
    pub language: Option<Language>,
    /// The stylebook of all stories.
    pub stylebook: Option<PathBuf>,
}

impl From<ServeArguments> for Serve {
    fn from(arguments: ServeArguments) -> Self {
        Serve {
            listen: arguments.listen,
            listen_to_all: arguments.listen_to_all,
            log_file: arguments.log_file,
            log_level: arguments.log_level,
            typing_pause: arguments.typing_pause.map(Duration::from_millis),
            house: arguments.house,
            language: arguments.lang,
            stylebook: arguments.config,
        }
    }
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "an address is written 127.0.0.1:9257, or [::1]:9257".to_owned())
}
