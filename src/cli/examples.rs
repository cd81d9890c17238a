//! `copydesk test`: runs the examples of rules, as a test runner does.

use std::fmt::Write as _;
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use similar::TextDiff;

use super::explain::{project, told};
use super::output::Output;
use super::{Color, Exit, complain};
use crate::diagnostic::{Diagnostic, Level};
use crate::linter::Resources;
use crate::linter::examples::{Examples, Failure};
use crate::project::{file, rule_files};
use crate::stylebook::{RuleDeclaration, Stylebook};

#[derive(Args)]
pub(super) struct TestArguments {
    /// Files of rules, or stylebooks; the copydesk.yaml that governs the current folder, with all that it extends, if none
    #[arg(value_name = "PATHS")]
    paths: Vec<PathBuf>,

    /// Test the bundled rules, too
    #[arg(long)]
    all: bool,

    /// The copydesk.yaml to test, if not the one that governs the current folder
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// How to report
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: TestFormat,

    /// When to colour the report
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    color: Color,
}

/// How to report on examples or hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum TestFormat {
    /// For reading
    #[default]
    Human,
    /// For programs; see the README for the fields
    Json,
}

/// What became of the examples of one rule.
struct Tested<'a> {
    rule: &'a RuleDeclaration,
    bad: usize,
    good: usize,
    /// The number of an example, from 0, and what is wrong with it.
    failures: Vec<(usize, Failure)>,
}

/// Runs the examples; 1 if one is not true.
pub(super) fn run(arguments: &TestArguments) -> Exit {
    let project = project(None, arguments.config.as_deref());
    let mut exit = told(&project);
    let mut book = project.stylebook;
    for path in &arguments.paths {
        match rule_files::lay_over(&book, path) {
            Ok((laid, problems)) => {
                problems.iter().for_each(complain);
                if problems.iter().any(|problem| problem.level == Level::Error) {
                    exit = Exit::Trouble;
                }
                book = laid;
            }
            Err(problem) => {
                complain(&problem);
                exit = Exit::Trouble;
            }
        }
    }
    let files: Vec<String> = if arguments.paths.is_empty() {
        book.layer_files().map(str::to_owned).collect()
    } else {
        arguments.paths.iter().map(|path| file::shown(path)).collect()
    };
    let resources = Resources::of(&book).0;
    let mut examples = Examples::new(&book, &resources);
    let named: Vec<&RuleDeclaration> = files.iter().flat_map(|file| book.rules_of(file)).collect();
    let is_chosen =
        |rule: &RuleDeclaration| arguments.all && rule.is_bundled || named.iter().any(|known| known.id == rule.id);
    let tested: Vec<Tested<'_>> =
        book.rules.iter().filter(|rule| is_chosen(rule)).map(|rule| test(&mut examples, rule)).collect();
    if tested.iter().any(|tested| !tested.failures.is_empty()) {
        exit = exit.max(Exit::Findings);
    }
    let mut output = match Output::open(None, false) {
        Ok(output) => output,
        Err(problem) => {
            complain(&problem);
            return Exit::Trouble;
        }
    };
    let report = match arguments.format {
        TestFormat::Human => human(&book, &tested, &Look::new(output.is_styled(arguments.color))),
        TestFormat::Json => format!("{:#}\n", as_json(&book, &tested)),
    };
    match output.write(&report).and_then(|()| output.finish()) {
        Ok(()) => exit,
        Err(problem) => {
            complain(&problem);
            Exit::Trouble
        }
    }
}

fn test<'a>(examples: &mut Examples<'_>, rule: &'a RuleDeclaration) -> Tested<'a> {
    let run = |(i, example)| Some((i, examples.run(rule, example).err()?));
    let failures = rule.examples.iter().enumerate().filter_map(run).collect();
    let bad = rule.examples.iter().filter(|example| example.bad.is_some()).count();
    let good = rule.examples.iter().filter(|example| example.good.is_some()).count();
    Tested { rule, bad, good, failures }
}

/// The colours of a report.
pub(super) struct Look {
    pub(super) right: Style,
    pub(super) wrong: Style,
    pub(super) faint: Style,
}

impl Look {
    pub(super) fn new(styled: bool) -> Self {
        if !styled {
            return Look { right: Style::new(), wrong: Style::new(), faint: Style::new() };
        }
        let color = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
        Look { right: color(AnsiColor::Green), wrong: color(AnsiColor::Red).bold(), faint: Style::new().dimmed() }
    }
}

fn human(book: &Stylebook, tested: &[Tested<'_>], look: &Look) -> String {
    let mut out = String::new();
    let widest = tested.iter().map(|tested| tested.rule.id.len()).max().unwrap_or_default();
    for Tested { rule, bad, good, failures } in tested {
        let (right, wrong, faint) = (look.right, look.wrong, look.faint);
        let verdict = match (rule.examples.len(), failures.len()) {
            (0, _) => format!("{faint}none  {faint:#}"),
            (_, 0) => format!("{right}ok    {right:#}"),
            _ => format!("{wrong}FAILED{wrong:#}"),
        };
        let counts = match (*bad, *good) {
            (0, 0) => "no examples".to_owned(),
            (bad, 0) => format!("{bad} bad, no good: say when it must be silent"),
            (0, good) => format!("no bad, {good} good: say when it must speak"),
            (bad, good) => format!("{bad} bad, {good} good"),
        };
        let _ = writeln!(out, "{verdict}  {:widest$}  {counts}", rule.id);
    }
    for Tested { rule, failures, .. } in tested {
        for (i, failure) in failures {
            let at = book.problem(&["rules", &rule.id, "examples", &i.to_string()], "");
            let place = at.place.map(|(line, _)| format!(":{line}")).unwrap_or_default();
            let _ = writeln!(out, "\n{}, example {} ({}{place})\n  {failure}", rule.id, i + 1, at.path);
            show(failure, look, &mut out);
        }
    }
    let failed = tested.iter().filter(|tested| !tested.failures.is_empty()).count();
    let without = tested.iter().filter(|tested| tested.rule.examples.is_empty()).count();
    let run: usize = tested.iter().map(|tested| tested.rule.examples.len()).sum();
    let _ = write!(out, "{}", if tested.is_empty() { "" } else { "\n" });
    let _ = write!(out, "{} of {}", plural(run, "example", "examples"), plural(tested.len(), "rule", "rules"));
    let _ = write!(out, ": {} ok, {failed} failed", tested.len() - failed - without);
    if without > 0 {
        let _ = write!(out, ", {without} without examples");
    }
    out.push('\n');
    out
}

/// A number of things.
pub(super) fn plural(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn show(failure: &Failure, look: &Look, out: &mut String) {
    let (right, wrong) = (look.right, look.wrong);
    let indented = |text: &str| format!("    {}\n", text.trim_end().replace('\n', "\n    "));
    let found = |text: &str, found: &[Diagnostic], out: &mut String| {
        for found in found {
            let words = text.get(found.span.range()).unwrap_or_default();
            let _ = writeln!(out, "  found “{words}”: {} ({})", found.message, found.rule);
        }
    };
    match failure {
        Failure::Missed { bad, others } => {
            *out += &indented(bad);
            found(bad, others, out);
        }
        Failure::FalseAlarm { good: text, found: all } | Failure::StillFound { better: text, found: all } => {
            *out += &indented(text);
            found(text, all, out);
        }
        Failure::Mended { better, got, .. } => {
            let (was, is) = (format!("{}\n", better.trim_end()), format!("{}\n", got.trim_end()));
            for change in TextDiff::from_lines(&was, &is).iter_all_changes() {
                let line = change.value().trim_end();
                let _ = match change.tag() {
                    similar::ChangeTag::Delete => writeln!(out, "    {right}- {line}{right:#}  (better)"),
                    similar::ChangeTag::Insert => writeln!(out, "    {wrong}+ {line}{wrong:#}  (the fixes)"),
                    similar::ChangeTag::Equal => writeln!(out, "      {line}"),
                };
            }
        }
        Failure::Shape | Failure::Unknown(..) | Failure::Stylebook(_) | Failure::Slot { .. } => {}
    }
}

fn as_json(book: &Stylebook, tested: &[Tested<'_>]) -> Value {
    let rules = tested.iter().map(|Tested { rule, bad, good, failures }| {
        let failures: Vec<Value> = failures
            .iter()
            .map(|(i, failure)| {
                let at = book.problem(&["rules", &rule.id, "examples", &i.to_string()], "");
                let (got, found) = match failure {
                    Failure::Mended { got, .. } => (Some(got), &[][..]),
                    Failure::FalseAlarm { found, .. } | Failure::StillFound { found, .. } => (None, &found[..]),
                    _ => (None, &[][..]),
                };
                let found: Vec<Value> = found
                    .iter()
                    .map(|found| json!({"start": found.span.start, "end": found.span.end, "message": &*found.message}))
                    .collect();
                json!({
                    "example": i + 1,
                    "path": at.path,
                    "line": at.place.map(|(line, _)| line),
                    "message": failure.to_string(),
                    "got": got,
                    "found": found,
                })
            })
            .collect();
        json!({"rule": rule.id, "bad": bad, "good": good, "ok": failures.is_empty(), "failures": failures})
    });
    json!({"version": 1, "rules": rules.collect::<Vec<_>>()})
}
