//! The report for people: the line, a mark under it, what might be done.

use std::fmt::Write;

use annotate_snippets::renderer::{DEFAULT_LINE_NUM_STYLE, Style};
use annotate_snippets::{AnnotationKind, Group, Level as Mark, Renderer, Snippet, normalize_untrusted_str};

use super::{Checked, Positions, Summary, advice, count, message};
use crate::cli::excerpt::excerpt;
use crate::diagnostic::Level;
use crate::stylebook::Problem;

/// How the report looks.
pub(in crate::cli) struct Human {
    renderer: Renderer,
    arrow: Style,
    width: usize,
}

impl Human {
    /// With colours or without, for a number of columns.
    pub(super) fn new(styled: bool, width: usize) -> Self {
        let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
        Human {
            // Lines are cut before they get there.
            renderer: renderer.term_width(usize::from(u16::MAX)),
            arrow: if styled { DEFAULT_LINE_NUM_STYLE } else { Style::new() },
            width,
        }
    }

    /// One block for each finding.
    pub(super) fn file(&self, checked: &Checked<'_>, out: &mut String) {
        let positions = Positions::of(checked.analysis);
        for found in &checked.analysis.diagnostics {
            let (line, column) = positions.at(found.span.start);
            let (end_line, _) = positions.at(found.span.end);
            // The number of the line, a bar and spaces stand before it, and two columns hold what joins several lines.
            let gutter = end_line.to_string().len() + 3;
            let joint = if end_line > line { 2 } else { 0 };
            let shown = excerpt(&checked.analysis.text, found.span, self.width.saturating_sub(gutter + joint));
            let snippet = Snippet::source(shown.source)
                .line_start(shown.line)
                .fold(false)
                .annotation(AnnotationKind::Primary.span(shown.mark));
            let mut group: Group<'_> = mark(found.level)
                .primary_title(one_line(&message(found, &positions)))
                .id(found.rule.as_ref())
                .element(snippet);
            if let Some(advice) = advice(found) {
                group = group.element(Mark::HELP.message(normalize_untrusted_str(&one_line(&advice))));
            }
            // The renderer would count the column in what is left of the line, so the place is put in here.
            let block = self.renderer.render(&[group]);
            let (title, rest) = block.split_once('\n').unwrap_or((&block, ""));
            let indent = gutter - 3;
            let (arrow, path) = (self.arrow, normalize_untrusted_str(checked.path));
            let _ = writeln!(out, "{title}\n{:indent$}{arrow}-->{arrow:#} {path}:{line}:{column}\n{rest}\n", "");
        }
    }
}

/// The line under everything.
pub(super) fn end(summary: &Summary, problems: &[Problem]) -> String {
    let mut parts = Vec::new();
    if summary.fixed > 0 {
        let (fixed, files) = (count(summary.fixed, "finding"), count(summary.files_fixed, "file"));
        parts.push(format!("fixed {fixed} in {files}"));
    }
    let files = count(summary.files, "file");
    if summary.findings() == 0 {
        parts.push(format!("no findings in {files}"));
    } else {
        let findings = count(summary.findings(), "finding");
        let levels = levels(summary);
        parts.push(if summary.with_findings < summary.files {
            format!("{findings} ({levels}) in {} of {files}", summary.with_findings)
        } else {
            format!("{findings} ({levels}) in {files}")
        });
    }
    if summary.fixable > 0 {
        parts.push(format!("{} can be fixed with --fix", summary.fixable));
    }
    if !problems.is_empty() {
        parts.push(format!("{}, see the errors", count(problems.len(), "problem")));
    }
    parts.join("; ") + "\n"
}

/// The number of findings of each level that has any, worst first.
fn levels(summary: &Summary) -> String {
    let worst_first = Level::ALL.iter().zip(summary.by_level).rev();
    let shown = worst_first.filter(|(_, number)| *number > 0).map(|(level, number)| match level {
        Level::Info => format!("{number} info"),
        level => count(number, level.name()),
    });
    shown.collect::<Vec<_>>().join(", ")
}

/// A text with its line breaks made spaces: what was found may be on two lines.
fn one_line(text: &str) -> String {
    text.replace("\r\n", " ").replace(['\n', '\r'], " ")
}

fn mark(level: Level) -> Mark<'static> {
    match level {
        Level::Error => Mark::ERROR,
        Level::Warning => Mark::WARNING,
        Level::Info => Mark::INFO,
        Level::Hint => Mark::NOTE.with_name("hint"),
    }
}
