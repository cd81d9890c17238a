//! The report for programs. The README documents its fields; a change that a reader could trip over raises the version.
//!
//! `start` and `end` are bytes of the file as it is on disk; lines and columns count from 1, columns in UTF-16 units. The
//! fixes of a finding come best first.

use serde::Serialize;

use super::{Checked, Positions, problem_text};
use crate::stylebook::Problem;
use crate::text::Span;

/// What comes before the files.
pub(super) const START: &str = "{\"version\": 1, \"files\": [\n";

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    diagnostics: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    level: &'a str,
    message: &'a str,
    #[serde(flatten)]
    place: Place,
    fixes: Vec<FixShown>,
    related: Vec<RelatedShown<'a>>,
}

#[derive(Serialize)]
struct Place {
    start: usize,
    end: usize,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct FixShown {
    title: String,
    applicability: &'static str,
    preferred: bool,
    edits: Vec<EditShown>,
}

#[derive(Serialize)]
struct EditShown {
    start: usize,
    end: usize,
    text: String,
}

#[derive(Serialize)]
struct RelatedShown<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Place,
}

#[derive(Serialize)]
struct ProblemShown<'a> {
    path: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    level: &'a str,
    message: String,
}

/// One file.
pub(super) fn file(checked: &Checked<'_>, out: &mut String) {
    let positions = Positions::of(checked.analysis);
    let diagnostics = checked.analysis.diagnostics.iter().map(|found| Finding {
        rule: &found.rule,
        level: found.level.name(),
        message: &found.message,
        place: place(&positions, found.span),
        fixes: found
            .fixes()
            .map(|fix| FixShown {
                title: fix.title,
                applicability: fix.applicability.name(),
                preferred: fix.preferred,
                edits: fix
                    .edits
                    .into_iter()
                    .map(|edit| EditShown { start: edit.span.start, end: edit.span.end, text: edit.text })
                    .collect(),
            })
            .collect(),
        related: found
            .related
            .iter()
            .map(|related| RelatedShown { message: &related.message, place: place(&positions, related.span) })
            .collect(),
    });
    out.push_str(&json(&File { path: checked.path, diagnostics: diagnostics.collect() }));
}

/// What comes after the files.
pub(super) fn end(problems: &[Problem]) -> String {
    let problems: Vec<ProblemShown<'_>> = problems
        .iter()
        .map(|problem| ProblemShown {
            path: &problem.path,
            line: problem.place.map(|(line, _)| line),
            column: problem.place.map(|(_, column)| column),
            level: problem.level.name(),
            message: problem_text(problem),
        })
        .collect();
    format!("\n], \"problems\": {}}}\n", json(&problems))
}

fn place(positions: &Positions<'_>, span: Span) -> Place {
    let (line, column) = positions.at(span.start);
    let (end_line, end_column) = positions.at(span.end);
    Place { start: span.start, end: span.end, line, column, end_line, end_column }
}

/// Strings and numbers in lists and records always have a form in JSON.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
