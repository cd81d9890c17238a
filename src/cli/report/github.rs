//! Annotations of GitHub Actions: one workflow command a line.
//!
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

use std::fmt::Write;

use super::{Checked, Positions, message, news, problem_text};
use crate::diagnostic::Level;
use crate::stylebook::Problem;

/// One line for each finding.
pub(super) fn file(checked: &Checked<'_>, out: &mut String) {
    let positions = Positions::of(checked.analysis);
    for found in &checked.analysis.diagnostics {
        let (line, column) = positions.at(found.span.start);
        let (end_line, end_column) = positions.at(found.span.end);
        let mut text = message(found, &positions);
        if let Some(advice) = news(found) {
            text = format!("{text}\nhelp: {advice}");
        }
        let _ = write!(out, "::{} file={},line={line}", command(found.level), property(checked.path));
        // Columns are only understood inside one line.
        let _ = if line == end_line {
            write!(out, ",col={column},endColumn={end_column}")
        } else {
            write!(out, ",endLine={end_line}")
        };
        let _ = writeln!(out, ",title={}::{}", property(&found.rule), data(&text));
    }
}

/// One line for each problem.
pub(super) fn end(problems: &[Problem]) -> String {
    let mut out = String::new();
    for problem in problems {
        let _ = write!(out, "::{} file={}", command(problem.level), property(&problem.path));
        if let Some((line, column)) = problem.place {
            let _ = write!(out, ",line={line},col={column}");
        }
        let text = format!("{}: {}", problem.path, problem_text(problem));
        let _ = writeln!(out, ",title=copydesk::{}", data(&text));
    }
    out
}

fn command(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Hint => "notice",
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_would_end_a_command() {
        assert_eq!(data("100%\r\na: b, c"), "100%25%0D%0Aa: b, c");
        assert_eq!(property("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
    }
}
