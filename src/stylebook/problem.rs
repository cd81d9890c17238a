//! Something wrong in a file that is not an article.

use std::fmt;
use std::io;

use crate::diagnostic::Level;
use crate::text::{Encoding, Span, Text};

/// Something wrong in a file that is not an article: a stylebook, a word list, a names file. It stops nothing: what can
/// be used of the file is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as the user named it.
    pub path: String,
    /// 1-based line and 1-based column in UTF-16 units, where the problem has a place.
    pub place: Option<(usize, usize)>,
    /// The same place in bytes of the file.
    pub span: Option<Span>,
    /// How bad it is: an error is something that was asked for and is not done.
    pub level: Level,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<Box<str>>,
}

impl Problem {
    /// An error in a file as a whole.
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Problem { path: path.into(), place: None, span: None, level: Level::Error, message: message.into(), help: None }
    }

    /// A file that could not be read, with what a person can do about it. If the error is one of ours, made of a problem, it
    /// is that problem.
    pub fn unreadable(path: impl Into<String>, error: &io::Error) -> Self {
        if let Some(problem) = error.get_ref().and_then(|inner| inner.downcast_ref::<Problem>()) {
            return problem.clone();
        }
        let path = path.into();
        match error.kind() {
            io::ErrorKind::NotFound => Problem::new(path, "there is no such file")
                .with_help("Check the name; it is looked for beside the file that names it."),
            io::ErrorKind::InvalidData => Problem::not_utf8(path, None),
            io::ErrorKind::PermissionDenied => Problem::new(path, "this file may not be read")
                .with_help("Change its permissions, or run copydesk as a user who may read it."),
            io::ErrorKind::IsADirectory => {
                Problem::new(path, "this is a folder, not a file").with_help("Name a file inside it.")
            }
            _ => Problem::new(path, format!("this file cannot be read: {error}")),
        }
    }

    /// A file that is not UTF-8, with the number of bytes before the first that is wrong, if it is known.
    pub fn not_utf8(path: impl Into<String>, valid_up_to: Option<usize>) -> Self {
        let at = valid_up_to.map_or(String::new(), |bytes| format!(" (the first bad byte is number {})", bytes + 1));
        Problem::new(path, format!("this file is not UTF-8 text{at}"))
            .with_help("Save it with the encoding UTF-8; most editors offer that under “Save as”.")
    }

    /// A file that is larger than allowed, both in bytes.
    pub fn too_large(path: impl Into<String>, size: u64, most: u64) -> Self {
        Problem::new(path, format!("this file has {size} bytes; at most {most} are read"))
            .with_help("Split the file, or raise `max_file_size` in copydesk.yaml.")
    }

    /// The same problem at a span of a file's text.
    #[must_use]
    pub fn at(mut self, source: &str, span: Span) -> Self {
        let at = Text::new(source).position(span.start, Encoding::Utf16);
        self.place = Some((at.line + 1, at.column + 1));
        self.span = Some(span);
        self
    }

    /// The same problem with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<Box<str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same problem at another level.
    #[must_use]
    pub fn with_level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }
}

impl fmt::Display for Problem {
    /// `copydesk.yaml:3:5: error: there is no key …`, with the advice on a line of its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.path)?;
        if let Some((line, column)) = self.place {
            write!(f, "{line}:{column}:")?;
        }
        write!(f, " {}: {}", self.level, self.message)?;
        if let Some(help) = &self.help {
            write!(f, "\n  {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

impl From<Problem> for io::Error {
    /// For who finds files and knows more than the system says; [`Problem::unreadable`] is the way back.
    fn from(problem: Problem) -> Self {
        io::Error::other(problem)
    }
}
