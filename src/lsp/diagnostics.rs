//! Findings as LSP has them.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tower_lsp::lsp_types::{
    self, CodeDescription, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location, NumberOrString,
    Url,
};

use super::client::Abilities;
use super::convert;
use super::documents::{Reading, Typing};
use super::session::Session;
use crate::diagnostic::{Diagnostic, Level};
use crate::project::Projects;
use crate::stylebook::{InArchive, Problem, RuleTag};
use crate::text::{Encoding, Position, Positions, Span, Text};

/// Who a diagnostic says that it is from.
pub(super) const SOURCE: &str = "copydesk";

/// Turns the findings in one document into what its client can show.
pub(super) struct Reporter<'a> {
    client: &'a Abilities,
    uri: &'a Url,
    reading: &'a Reading,
}

impl<'a> Reporter<'a> {
    /// One for a document and a client.
    pub(super) fn new(client: &'a Abilities, uri: &'a Url, reading: &'a Reading) -> Self {
        Reporter { client, uri, reading }
    }

    /// All findings but those in words that are being typed; `across` is what other stories say.
    pub(super) fn diagnostics(&self, across: &[Diagnostic], typing: Option<&Typing>) -> Vec<lsp_types::Diagnostic> {
        let found = &self.reading.analysis.diagnostics;
        let mut positions = self.positions();
        let mut rules: HashMap<&str, Shown> = HashMap::new();
        let shown =
            found.iter().chain(across).filter(|finding| typing.is_none_or(|typing| !typing.holds(finding.span)));
        shown
            .map(|finding| {
                let rule = rules.entry(&finding.rule).or_insert_with(|| self.rule(&finding.rule));
                self.one(finding, rule, &mut positions)
            })
            .collect()
    }

    /// One finding.
    pub(super) fn diagnostic(&self, finding: &Diagnostic) -> lsp_types::Diagnostic {
        self.one(finding, &self.rule(&finding.rule), &mut self.positions())
    }

    fn positions(&self) -> Positions<'a> {
        let analysis = &self.reading.analysis;
        Positions::new(&analysis.text, analysis.source(), self.client.encoding)
    }

    fn one(&self, finding: &Diagnostic, rule: &Shown, positions: &mut Positions<'_>) -> lsp_types::Diagnostic {
        let mut range = |span: Span| {
            let start = convert::position_of(positions.at(span.start));
            lsp_types::Range { start, end: convert::position_of(positions.at(span.end)) }
        };
        let own = range(finding.span);
        let related = || -> Vec<DiagnosticRelatedInformation> {
            let places = finding.related.iter();
            places
                .map(|related| DiagnosticRelatedInformation {
                    location: Location { uri: self.uri.clone(), range: range(related.span) },
                    message: related.message.clone(),
                })
                .collect()
        };
        lsp_types::Diagnostic {
            range: own,
            severity: Some(severity(finding.level)),
            code: Some(NumberOrString::String(finding.rule.to_string())),
            code_description: rule.page.clone(),
            source: Some(SOURCE.to_owned()),
            message: finding.message.to_string(),
            related_information: (self.client.related_places && !finding.related.is_empty()).then(related),
            tags: rule.tags.clone(),
            data: None,
        }
    }

    fn rule(&self, id: &str) -> Shown {
        let rule = self.reading.project.stylebook.rule(id);
        let page = rule.filter(|_| self.client.links_codes).and_then(|rule| Url::parse(rule.page()?.as_str()).ok());
        let tag = rule.and_then(|rule| rule.tag).map(|tag| match tag {
            RuleTag::Unnecessary => DiagnosticTag::UNNECESSARY,
            RuleTag::Deprecated => DiagnosticTag::DEPRECATED,
        });
        Shown {
            page: page.map(|href| CodeDescription { href }),
            tags: tag.filter(|tag| self.client.tags.contains(tag)).map(|tag| vec![tag]),
        }
    }
}

/// What the findings of a rule have in common.
struct Shown {
    page: Option<CodeDescription>,
    tags: Option<Vec<DiagnosticTag>>,
}

/// The severity of a level.
pub(super) fn severity(level: Level) -> DiagnosticSeverity {
    match level {
        Level::Error => DiagnosticSeverity::ERROR,
        Level::Warning => DiagnosticSeverity::WARNING,
        Level::Info => DiagnosticSeverity::INFORMATION,
        Level::Hint => DiagnosticSeverity::HINT,
    }
}

/// What is wrong in the files of projects, by file; and in words what is wrong beside them.
pub(super) fn problems_by_file(projects: &Projects) -> (BTreeMap<PathBuf, Vec<Problem>>, Vec<String>) {
    let mut by_file: BTreeMap<PathBuf, Vec<Problem>> = BTreeMap::new();
    let mut others = Vec::new();
    for project in projects.loaded() {
        for problem in &project.problems {
            let path = Path::new(&problem.path);
            // No editor opens what is in an archive.
            if path.is_absolute() && InArchive::of(&problem.path).is_none() {
                let of_file = by_file.entry(path.to_path_buf()).or_default();
                if !of_file.contains(problem) {
                    of_file.push(problem.clone());
                }
            } else {
                others.push(problem.to_string());
            }
        }
        others.extend(project.overruled.iter().cloned());
    }
    for problems in by_file.values_mut() {
        problems.sort_by(|a, b| (a.place, &a.message).cmp(&(b.place, &b.message)));
    }
    (by_file, others)
}

/// What is wrong in a file if it belongs to a project.
pub(super) fn of_project_file(session: &Session, uri: &Url) -> Vec<lsp_types::Diagnostic> {
    let (projects, encoding) = {
        let state = session.state();
        (Arc::clone(&state.projects), state.client.encoding)
    };
    let Ok(path) = uri.to_file_path() else { return Vec::new() };
    let (by_file, _) = problems_by_file(&projects);
    by_file.get(&path).map(|problems| of_problems(&path, problems, encoding)).unwrap_or_default()
}

/// What is wrong in one file, as diagnostics in it.
pub(super) fn of_problems(path: &Path, problems: &[Problem], encoding: Encoding) -> Vec<lsp_types::Diagnostic> {
    let text = std::fs::read_to_string(path).map(|text| Text::new(&text)).unwrap_or_default();
    problems.iter().map(|problem| of_problem(&text, problem, encoding)).collect()
}

fn of_problem(text: &Text, problem: &Problem, encoding: Encoding) -> lsp_types::Diagnostic {
    let (line, column) = problem.place.unwrap_or((1, 1));
    let at = text.offset(Position { line: line - 1, column: column - 1 }, Encoding::Utf16);
    let span = problem.span.filter(|span| !span.is_empty() && span.end <= text.len()).unwrap_or_else(|| {
        // To the end of the line, so that there is something to see.
        Span::new(at, text.line_span(text.line_of(at)).end)
    });
    let message = match &problem.help {
        Some(help) => format!("{}\n{help}", problem.message),
        None => problem.message.clone(),
    };
    lsp_types::Diagnostic {
        range: convert::range(text, span, encoding),
        severity: Some(severity(problem.level)),
        source: Some(SOURCE.to_owned()),
        message,
        ..lsp_types::Diagnostic::default()
    }
}
