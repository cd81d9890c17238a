//! The log of the server: a file or standard error, and never the pipe of the protocol.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Mutex;

use tracing::Level;
use tracing_subscriber::fmt::MakeWriter;

/// Where the log goes, and how much of it there is.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// The file; standard error without one. It is written anew.
    pub file: Option<PathBuf>,
    /// What is logged; nothing without a level.
    pub level: Option<Level>,
}

impl Log {
    /// Begins the log of this process. A panic is written to it with its place.
    pub(super) fn begin(&self) {
        if let Some(level) = self.level {
            let file = self.file.as_deref().map(File::create).transpose();
            match file {
                Ok(Some(file)) => write_to(Mutex::new(file), level),
                Ok(None) => write_to(io::stderr, level),
                Err(error) => {
                    write_to(io::stderr, level);
                    let name = self.file.clone().unwrap_or_default();
                    tracing::error!("{} cannot be written, so the log is here: {error}", name.display());
                }
            }
        }
        std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    }
}

fn write_to<W>(writer: W, level: Level)
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let log = tracing_subscriber::fmt().with_max_level(level).with_ansi(false).with_writer(writer);
    // A second log of one process is not begun.
    let _ = log.try_init();
}
