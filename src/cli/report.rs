//! Reports: what was found, for a person or for a program.

use std::sync::Arc;

use crate::diagnostic::{Applicability, Diagnostic, Fix, Level};
use crate::linter::Analysis;
use crate::project::Project;
use crate::stylebook::Problem;
use crate::text::{Encoding, Text};

pub(super) mod diff;
mod github;
mod human;
mod json;
mod sarif;

/// A way to report. What is said of one file is made where the file is checked; the frame around it once.
pub(super) enum Report {
    Human(human::Human),
    Json,
    Github,
    Sarif,
    /// Only what the fixes would change.
    Diff,
}

/// A file that was checked.
pub(super) struct Checked<'a> {
    /// The path as the user gave it, with `/`.
    pub(super) path: &'a str,
    /// What was found, and the text that it was found in.
    pub(super) analysis: &'a Analysis,
}

/// Numbers over files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Summary {
    /// Files that were checked.
    pub(super) files: usize,
    /// Those among them with findings.
    pub(super) with_findings: usize,
    /// Findings by level, mildest first.
    pub(super) by_level: [usize; Level::ALL.len()],
    /// Findings that `--fix` can mend.
    pub(super) fixable: usize,
    /// Fixes that were applied.
    pub(super) fixed: usize,
    /// Files in which fixes were applied.
    pub(super) files_fixed: usize,
}

impl Report {
    /// The report for people.
    pub(super) fn human(styled: bool, width: usize) -> Self {
        Report::Human(human::Human::new(styled, width))
    }

    /// Whether what could not be read or configured is part of the report and need not be told beside it.
    pub(super) fn shows_problems(&self) -> bool {
        matches!(self, Report::Github)
    }

    /// What comes before all files.
    pub(super) fn start(&self) -> String {
        match self {
            Report::Human(_) | Report::Github | Report::Diff => String::new(),
            Report::Json => json::START.into(),
            Report::Sarif => sarif::START.into(),
        }
    }

    /// What comes between the reports of two files, where neither is empty.
    pub(super) fn separator(&self) -> &'static str {
        match self {
            Report::Human(_) | Report::Github | Report::Diff => "",
            Report::Json | Report::Sarif => ",\n",
        }
    }

    /// What is said of a file.
    pub(super) fn file(&self, checked: &Checked<'_>, out: &mut String) {
        match self {
            Report::Human(human) => human.file(checked, out),
            Report::Json => json::file(checked, out),
            Report::Github => github::file(checked, out),
            Report::Sarif => sarif::file(checked, out),
            Report::Diff => {}
        }
    }

    /// What comes after all files.
    pub(super) fn end(&self, summary: &Summary, problems: &[Problem], projects: &[Arc<Project>]) -> String {
        match self {
            Report::Human(_) => human::end(summary, problems),
            Report::Json => json::end(problems),
            Report::Github => github::end(problems),
            Report::Sarif => sarif::end(problems, projects),
            Report::Diff => String::new(),
        }
    }
}

impl Summary {
    /// The numbers of one file.
    pub(super) fn of(diagnostics: &[Diagnostic], fixed: usize) -> Self {
        let mut summary = Summary {
            files: 1,
            with_findings: usize::from(!diagnostics.is_empty()),
            fixed,
            files_fixed: usize::from(fixed > 0),
            ..Summary::default()
        };
        for found in diagnostics {
            summary.by_level[found.level as usize] += 1;
            let safe = |fix: Fix| fix.applicability == Applicability::Safe;
            summary.fixable += usize::from(found.level >= Level::Warning && found.preferred_fix().is_some_and(safe));
        }
        summary
    }

    /// Adds the numbers of other files.
    pub(super) fn add(&mut self, other: &Summary) {
        self.files += other.files;
        self.with_findings += other.with_findings;
        self.fixable += other.fixable;
        self.fixed += other.fixed;
        self.files_fixed += other.files_fixed;
        for (sum, more) in self.by_level.iter_mut().zip(other.by_level) {
            *sum += more;
        }
    }

    fn findings(&self) -> usize {
        self.by_level.iter().sum()
    }
}

/// Positions in a text as reports give them: lines and columns from 1, columns in UTF-16 units. A byte order mark takes no
/// column, because no editor shows one.
struct Positions<'a> {
    text: &'a Text,
    mark: usize,
}

impl<'a> Positions<'a> {
    fn of(analysis: &'a Analysis) -> Self {
        Positions { text: &analysis.text, mark: usize::from(analysis.source().starts_with('\u{feff}')) }
    }

    fn at(&self, offset: usize) -> (usize, usize) {
        let at = self.text.position(offset, Encoding::Utf16);
        let mark = if at.line == 0 { self.mark } else { 0 };
        (at.line + 1, at.column.saturating_sub(mark) + 1)
    }
}

/// The message, with the places that explain it by their lines, as far as they fit a sentence.
fn message(found: &Diagnostic, positions: &Positions<'_>) -> String {
    let places: Vec<String> = found
        .related
        .iter()
        .take(3)
        .map(|place| {
            let (line, _) = positions.at(place.span.start);
            match place.message.as_str() {
                "" => format!("line {line}"),
                said => format!("{said}, line {line}"),
            }
        })
        .collect();
    if places.is_empty() {
        return found.message.to_string();
    }
    // The stop of the message, if it has one, comes after the places.
    let (said, stop) = found.message.strip_suffix('.').map_or((&*found.message, ""), |said| (said, "."));
    format!("{said} ({}){stop}", places.join("; "))
}

/// What a person might do: the preferred fix, or the replacements to choose from.
fn advice(found: &Diagnostic) -> Option<String> {
    let fixes: Vec<Fix> = found.fixes().collect();
    if let Some(preferred) = fixes.iter().find(|fix| fix.preferred) {
        return Some(preferred.title.clone());
    }
    let words: Vec<String> = fixes
        .iter()
        .take(5)
        .filter(|fix| fix.edits.len() == 1 && fix.edits[0].span == found.span && !fix.edits[0].text.is_empty())
        .map(|fix| format!("“{}”", fix.edits[0].text))
        .collect();
    match words.as_slice() {
        [first @ .., last] if !first.is_empty() && words.len() == fixes.len().min(5) => {
            Some(format!("perhaps {} or {last}", first.join(", ")))
        }
        _ => fixes.first().map(|fix| fix.title.clone()),
    }
}

/// The advice, unless the message says as much.
fn news(found: &Diagnostic) -> Option<String> {
    let said = |fix: Fix| {
        let text = fix.edits.first().map_or("", |edit| edit.text.as_str());
        !text.is_empty() && found.message.contains(text)
    };
    advice(found).filter(|_| !found.preferred_fix().is_some_and(said))
}

/// A number with its noun.
fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// What is wrong with a file and what to do about it, in one line.
fn problem_text(problem: &Problem) -> String {
    match &problem.help {
        Some(help) => format!("{}. {help}", problem.message.trim_end_matches('.')),
        None => problem.message.clone(),
    }
}
