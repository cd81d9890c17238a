//! Where a report goes.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::Color;
use crate::project::file;
use crate::stylebook::Problem;

/// The width of a report that no terminal shows, in columns.
const WIDTH: usize = 100;

/// Standard output, standard error or a file. A reader that goes away closes it, which is no error.
pub(super) struct Output {
    to: Target,
    closed: bool,
}

enum Target {
    Stdout,
    Stderr,
    /// A regular file, which appears when it is complete.
    File(NamedTempFile, PathBuf),
    /// A pipe or a device.
    Other(File, PathBuf),
}

impl Output {
    /// The report's place: a file if one is named, standard error if standard output is taken.
    pub(super) fn open(path: Option<&Path>, stdout_is_taken: bool) -> Result<Self, Problem> {
        let to = match path {
            Some(path) => file_target(path).map_err(|error| problem(path, &error))?,
            None if stdout_is_taken => Target::Stderr,
            None => Target::Stdout,
        };
        Ok(Output { to, closed: false })
    }

    /// Whether colours are shown there.
    pub(super) fn is_styled(&self, color: Color) -> bool {
        let choice = match (color, &self.to) {
            (Color::Always, _) => return true,
            (Color::Never, _) | (_, Target::File(..) | Target::Other(..)) => return false,
            (Color::Auto, Target::Stdout) => anstream::AutoStream::choice(&io::stdout()),
            (Color::Auto, Target::Stderr) => anstream::AutoStream::choice(&io::stderr()),
        };
        choice != anstream::ColorChoice::Never
    }

    /// The columns to fill.
    pub(super) fn width(&self) -> usize {
        let terminal = match &self.to {
            Target::Stdout if io::stdout().is_terminal() => terminal_size::terminal_size_of(io::stdout()),
            Target::Stderr if io::stderr().is_terminal() => terminal_size::terminal_size_of(io::stderr()),
            _ => None,
        };
        terminal.map_or(WIDTH, |(width, _)| usize::from(width.0))
    }

    /// Whether nobody reads any more.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// Adds to the report.
    pub(super) fn write(&mut self, text: &str) -> Result<(), Problem> {
        if self.closed || text.is_empty() {
            return Ok(());
        }
        let bytes = text.as_bytes();
        let written = match &mut self.to {
            Target::Stdout => io::stdout().lock().write_all(bytes),
            Target::Stderr => io::stderr().lock().write_all(bytes),
            Target::File(file, _) => file.write_all(bytes),
            Target::Other(file, _) => file.write_all(bytes),
        };
        self.settle(written)
    }

    /// Writes the new text of standard input to standard output.
    pub(super) fn write_text(&mut self, text: &str) -> Result<(), Problem> {
        let written = io::stdout().lock().write_all(text.as_bytes());
        self.settle(written)
    }

    /// The report is complete.
    pub(super) fn finish(self) -> Result<(), Problem> {
        match self.to {
            Target::File(temporary, path) => persist(temporary, &path).map_err(|error| problem(&path, &error)),
            Target::Stdout if !self.closed => match io::stdout().lock().flush() {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                    Err(problem(Path::new("standard output"), &error))
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn path(&self) -> &Path {
        match &self.to {
            Target::Stdout => Path::new("standard output"),
            Target::Stderr => Path::new("standard error"),
            Target::File(_, path) | Target::Other(_, path) => path,
        }
    }

    fn settle(&mut self, written: io::Result<()>) -> Result<(), Problem> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            Err(error) => Err(problem(self.path(), &error)),
            Ok(()) => Ok(()),
        }
    }
}

fn file_target(path: &Path) -> io::Result<Target> {
    match path.metadata() {
        Ok(about) if about.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Ok(about) if !about.is_file() => {
            let file = File::options().write(true).open(path)?;
            Ok(Target::Other(file, path.to_owned()))
        }
        _ => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let temporary = NamedTempFile::with_prefix_in(".copydesk-", folder)?;
            Ok(Target::File(temporary, path.to_owned()))
        }
    }
}

/// Puts the complete report in its place. It gets the permissions of the report before it, or those of any new file;
/// a temporary file is private.
fn persist(temporary: NamedTempFile, path: &Path) -> io::Result<()> {
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let _new = File::options().create(true).append(true).open(&target)?;
    let permissions = std::fs::metadata(&target)?.permissions();
    temporary.as_file().set_permissions(permissions)?;
    temporary.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

fn problem(path: &Path, error: &io::Error) -> Problem {
    let help = match error.kind() {
        io::ErrorKind::IsADirectory => "This is a folder; name a file.".into(),
        io::ErrorKind::NotFound => "There is no such folder; make it first.".into(),
        io::ErrorKind::PermissionDenied => "You may not write here; name another file.".into(),
        _ => error.to_string(),
    };
    Problem::new(file::shown(path), "the report cannot be written").with_help(help)
}
