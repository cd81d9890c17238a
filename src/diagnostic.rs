//! What a check reports: plain values, without a notion of who made them or who shows them.

use std::fmt;
use std::sync::Arc;

use crate::text::{Edit, Span};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// A nudge that a desk may well leave alone.
    Hint,
    /// Worth a look.
    Info,
    /// Should be changed before publication.
    Warning,
    /// Is wrong.
    Error,
}

impl Level {
    /// All levels, mildest first.
    pub const ALL: [Level; 4] = [Level::Hint, Level::Info, Level::Warning, Level::Error];

    /// The level's name, as written in stylebooks and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Level::Hint => "hint",
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// The level of that name.
    pub fn from_name(name: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.name() == name)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How far a fix may be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Applicability {
    /// May be applied without a look, by `--fix` and by fix-all.
    Safe,
    /// Needs a person to choose it.
    Ask,
}

impl Applicability {
    /// The name used in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Applicability::Safe => "safe",
            Applicability::Ask => "ask",
        }
    }
}

/// One way to mend a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What a menu shows.
    pub title: String,
    /// The replacements, in bytes of the text, sorted and not overlapping.
    pub edits: Vec<Edit>,
    /// How far it may be trusted.
    pub applicability: Applicability,
    /// Whether it is the one to take if only one is taken.
    pub preferred: bool,
}

impl Fix {
    /// The same fix, moved towards the end of the text by `by` bytes.
    #[must_use]
    pub fn shifted(mut self, by: usize) -> Self {
        for edit in &mut self.edits {
            edit.span = edit.span.shifted(by);
        }
        self
    }
}

/// Another place in the same article that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The place, in bytes of the text.
    pub span: Span,
    /// What is to be seen there, such as a person's full name.
    pub message: String,
}

/// A finding in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The id of the rule, such as `name/near-miss`.
    pub rule: Arc<str>,
    /// How much it weighs.
    pub level: Level,
    /// What is marked, in bytes of the text.
    pub span: Span,
    /// One sentence for a person.
    pub message: Arc<str>,
    /// Other places that explain it.
    pub related: Arc<[Related]>,
    /// Fixes with spans that count from `base`: a diagnostic is moved by an edit before it, its fixes are not
    /// written anew for that.
    pub(crate) relative_fixes: Arc<[Fix]>,
    pub(crate) base: usize,
}

impl Diagnostic {
    /// The fixes, best first, in bytes of the text.
    pub fn fixes(&self) -> impl Iterator<Item = Fix> + '_ {
        self.relative_fixes.iter().map(|fix| fix.clone().shifted(self.base))
    }

    /// The fix to take if only one is taken.
    pub fn preferred_fix(&self) -> Option<Fix> {
        self.relative_fixes.iter().find(|fix| fix.preferred).map(|fix| fix.clone().shifted(self.base))
    }
}
