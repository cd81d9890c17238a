//! Code actions: fixes for what was found, and ways to say that it is right.
//!
//! Whatever an action carries comes from the analysis of the version that the client has, and an edit names that version,
//! so that an editor refuses one that comes late. An edit that takes time to make is made when the action is chosen, from
//! the analysis again: a client is given numbers to hand back, not edits to be trusted.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, Command, Url, WorkspaceEdit,
};

use super::client::Abilities;
use super::commands::{self, Order};
use super::diagnostics::Reporter;
use super::documents::Reading;
use super::edits;
use super::session::Session;
use super::{convert, ignoring};
use crate::diagnostic::{Applicability, Diagnostic, Fix, Level};
use crate::linter::Suggester;
use crate::stylebook::Offer;
use crate::text::{Edit, Span};

/// The kind of the action that applies all fixes which need no look.
pub(super) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.copydesk");

/// So many findings at one place are offered fixes.
const MOST_FINDINGS: usize = 20;

/// What an action is about, for when it is chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Chosen {
    uri: Url,
    /// The state of the document that the numbers are of.
    state: u64,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum What {
    /// All fixes that are safe.
    All,
    /// One fix of one finding, by their numbers.
    Fix { finding: usize, fix: usize },
    /// The same for every finding of the same text.
    Every { finding: usize, fix: usize },
}

/// The actions at a range.
pub(super) async fn at(session: &Arc<Session>, params: CodeActionParams) -> Option<Vec<CodeActionOrCommand>> {
    let reading = session.reading(&params.text_document.uri).await?;
    let client = session.state().client.clone();
    // Looking for the right spelling takes longer than a handler may.
    let made = tokio::task::spawn_blocking(move || Menu::new(client, &params.text_document.uri, &reading).at(&params));
    made.await.ok()
}

/// Makes the edit of an action that was chosen.
pub(super) async fn resolve(session: &Arc<Session>, mut action: CodeAction) -> Result<CodeAction> {
    let data = action.data.take().unwrap_or_default();
    let chosen: Chosen = serde_json::from_value(data).map_err(|_| Error::invalid_params("this action is not ours"))?;
    action.edit = Some(make(session, chosen).await?);
    Ok(action)
}

/// Makes the edit of what was chosen.
pub(super) async fn make(session: &Arc<Session>, chosen: Chosen) -> Result<WorkspaceEdit> {
    let reading = session.reading(&chosen.uri).await.filter(|reading| reading.changes == chosen.state);
    let Some(reading) = reading else { return Err(outdated()) };
    let client = session.state().client.clone();
    let made = tokio::task::spawn_blocking(move || {
        let menu = Menu::new(client, &chosen.uri, &reading);
        menu.edits(chosen.what).map(|made| menu.edit(&made))
    });
    made.await.ok().flatten().ok_or_else(outdated)
}

/// All safe fixes of a document, as it is now; nothing if there are none.
pub(super) async fn fix_all(session: &Arc<Session>, uri: &Url) -> Result<Option<WorkspaceEdit>> {
    let Some(reading) = session.reading(uri).await else { return Ok(None) };
    let chosen = Chosen { uri: uri.clone(), state: reading.changes, what: What::All };
    make(session, chosen).await.map(|edit| (edit != WorkspaceEdit::default()).then_some(edit))
}

fn outdated() -> Error {
    let message = "the text has changed since this was offered";
    Error { code: ErrorCode::ContentModified, message: message.into(), data: None }
}

/// What can be done about the findings of one reading.
struct Menu<'a> {
    client: Abilities,
    uri: &'a Url,
    reading: &'a Reading,
    suggester: Suggester<'a>,
}

impl<'a> Menu<'a> {
    fn new(client: Abilities, uri: &'a Url, reading: &'a Reading) -> Self {
        Menu { client, uri, reading, suggester: reading.project.linter.suggester(&reading.analysis) }
    }

    fn at(&self, params: &CodeActionParams) -> Vec<CodeActionOrCommand> {
        let only = params.context.only.as_deref();
        let wants = |kind: &CodeActionKind| only.is_none_or(|only| only.iter().any(|wanted| is_part_of(kind, wanted)));
        let mut actions = Vec::new();
        if wants(&CodeActionKind::QUICKFIX) || wants(&CodeActionKind::REFACTOR_REWRITE) {
            let span = convert::span(&self.reading.analysis.text, params.range, self.client.encoding);
            let touched = |found: &Diagnostic| found.span.start <= span.end && span.start <= found.span.end;
            let found = self.reading.analysis.diagnostics.iter().enumerate().filter(|(_, found)| touched(found));
            for (number, finding) in found.take(MOST_FINDINGS) {
                self.of_finding(number, finding, &wants, &mut actions);
            }
        }
        if wants(&FIX_ALL) {
            actions.extend(self.fix_all(only.is_some()));
        }
        actions
    }

    fn of_finding(
        &self,
        number: usize,
        finding: &Diagnostic,
        wants: &dyn Fn(&CodeActionKind) -> bool,
        actions: &mut Vec<CodeActionOrCommand>,
    ) {
        let shown = Reporter::new(&self.client, self.uri, self.reading).diagnostic(finding);
        let action = |title: String, kind: CodeActionKind| CodeAction {
            title,
            kind: Some(kind),
            diagnostics: Some(vec![shown.clone()]),
            ..CodeAction::default()
        };
        let quick: Vec<Fix> = finding.fixes().collect();
        let fixes = self.fixes(finding);
        let is_ready = |fix: usize| fix < quick.len();
        let mut preferred = fixes.iter().position(|fix| fix.preferred);
        if wants(&CodeActionKind::QUICKFIX) {
            for (i, fix) in fixes.iter().enumerate() {
                let mut action = action(fix.title.clone(), CodeActionKind::QUICKFIX);
                let is_preferred = self.client.preferred_actions && preferred.take_if(|at| *at == i).is_some();
                action.is_preferred = is_preferred.then_some(true);
                self.add(
                    action,
                    What::Fix { finding: number, fix: i },
                    is_ready(i).then(|| self.edit(&fix.edits)),
                    actions,
                );
            }
        }
        if wants(&CodeActionKind::REFACTOR_REWRITE) {
            for (i, fix) in fixes.iter().enumerate().take(1) {
                // A check that knows the story better may have made such a fix itself.
                let is_there = fixes.iter().any(|fix| fix.edits.len() > 1);
                let same = self.every(finding, i);
                if same.len() > 1 && !is_there {
                    let (from, to) = (self.text(finding.span), fix.edits.first().map_or("", |edit| &edit.text));
                    let title = format!("Change every “{from}” to “{to}” ({} places)", same.len());
                    let action = action(title, CodeActionKind::REFACTOR_REWRITE);
                    self.add(action, What::Every { finding: number, fix: i }, None, actions);
                }
            }
        }
        if wants(&CodeActionKind::QUICKFIX) {
            if let Some((title, edit)) = ignoring::comment(self.reading, finding) {
                let chosen = action(title, CodeActionKind::QUICKFIX);
                let edit = self.edit(&[edit]);
                if self.client.action_literals {
                    actions.push(CodeActionOrCommand::CodeAction(CodeAction { edit: Some(edit), ..chosen }));
                }
            }
            for (title, order) in self.orders(finding) {
                let command = commands::command(title.clone(), &order);
                actions.push(self.command(action(title, CodeActionKind::QUICKFIX), command));
            }
        }
    }

    /// Adds an action whose edit is made now or when it is chosen, as the client can.
    fn add(
        &self,
        mut action: CodeAction,
        what: What,
        ready: Option<WorkspaceEdit>,
        actions: &mut Vec<CodeActionOrCommand>,
    ) {
        let chosen = Chosen { uri: self.uri.clone(), state: self.reading.changes, what };
        if !self.client.action_literals {
            let title = action.title.clone();
            actions.push(CodeActionOrCommand::Command(commands::command(title, &Order::Apply(chosen))));
            return;
        }
        if ready.is_some() {
            action.edit = ready;
        } else if self.client.resolves_edits {
            action.data = serde_json::to_value(&chosen).ok();
        } else {
            action.edit = self.edits(what).map(|made| self.edit(&made));
        }
        actions.push(CodeActionOrCommand::CodeAction(action));
    }

    fn command(&self, mut action: CodeAction, command: Command) -> CodeActionOrCommand {
        if !self.client.action_literals {
            return CodeActionOrCommand::Command(command);
        }
        action.command = Some(command);
        CodeActionOrCommand::CodeAction(action)
    }

    /// Ways to say that a finding is right, with what the server is to do.
    fn orders(&self, finding: &Diagnostic) -> Vec<(String, Order)> {
        let mut orders = Vec::new();
        let project = &self.reading.project;
        let rule = project.stylebook.rule(&finding.rule);
        let offers = rule.map(|rule| rule.offers.as_slice()).unwrap_or_default();
        let found = self.text(finding.span);
        if offers.contains(&Offer::AddWord) {
            let add = |to| Order::AddWord { uri: self.uri.clone(), word: found.clone(), to };
            if project.word_list().is_some() {
                orders.push((format!("Add “{found}” to the newsroom’s dictionary"), add(commands::Whose::Project)));
            }
            orders.push((format!("Add “{found}” to your own dictionary"), add(commands::Whose::Personal)));
        }
        if project.file.is_some() {
            let uri = || self.uri.clone();
            if offers.contains(&Offer::DifferentPerson)
                && let Some(other) = finding.related.first()
            {
                let (name, other) = (found.clone(), other.message.clone());
                let title = format!("“{found}” is somebody else than {other}");
                orders.push((title, Order::DifferentPerson { uri: uri(), name, other }));
            }
            if offers.contains(&Offer::AddName) && found.starts_with(char::is_uppercase) {
                let title = format!("Add “{found}” to the names file");
                orders.push((title, Order::AddName { uri: uri(), name: found.clone() }));
            }
        }
        orders.extend(ignoring::orders(self.uri, self.reading, finding));
        if rule.is_some() {
            orders.push((format!("Why? About {}", finding.rule), Order::OpenRule { rule: finding.rule.to_string() }));
        }
        orders
    }

    /// All fixes of a finding, best first: those made while checking, then those that took longer.
    fn fixes(&self, finding: &Diagnostic) -> Vec<Fix> {
        finding.fixes().chain(self.suggester.fixes(finding)).collect()
    }

    /// The action for all that is safe. If it is not asked for by its name, it is offered only where it would do something.
    fn fix_all(&self, is_asked_for: bool) -> Option<CodeActionOrCommand> {
        let serious = || self.reading.analysis.diagnostics.iter().filter(|found| found.level >= Level::Warning);
        let is_safe = |found: &Diagnostic| {
            let fix = found.preferred_fix().or_else(|| self.fixes(found).into_iter().find(|fix| fix.preferred));
            fix.is_some_and(|fix| fix.applicability == Applicability::Safe)
        };
        // A few look-ups tell for most stories; one with many findings has something to fix.
        if !serious().take(MOST_FINDINGS).any(is_safe) && serious().count() <= MOST_FINDINGS {
            return None;
        }
        let title = "Fix everything that needs no second look".to_owned();
        let action = CodeAction { title: title.clone(), kind: Some(FIX_ALL), ..CodeAction::default() };
        let chosen = Chosen { uri: self.uri.clone(), state: self.reading.changes, what: What::All };
        if !self.client.action_literals || (!is_asked_for && !self.client.resolves_edits) {
            // To make it beforehand for every menu would be slow.
            return Some(self.command(action, commands::command(title, &Order::Apply(chosen))));
        }
        let mut added = Vec::new();
        self.add(action, What::All, None, &mut added);
        added.pop()
    }

    fn edits(&self, what: What) -> Option<Vec<Edit>> {
        match what {
            What::All => {
                let fixed = self.reading.project.linter.fix_all(&self.reading.source);
                Some(edits::between(self.reading.analysis.source(), &fixed.text.to_string()))
            }
            What::Fix { finding, fix } => {
                let finding = self.reading.analysis.diagnostics.get(finding)?;
                self.fixes(finding).into_iter().nth(fix).map(|fix| fix.edits)
            }
            What::Every { finding, fix } => {
                let finding = self.reading.analysis.diagnostics.get(finding)?;
                Some(self.every(finding, fix)).filter(|made| !made.is_empty())
            }
        }
    }

    /// The edits of one fix at every finding of the same rule and the same text.
    fn every(&self, finding: &Diagnostic, fix: usize) -> Vec<Edit> {
        let quick: Vec<Fix> = finding.fixes().collect();
        let found = self.text(finding.span);
        let others = self.reading.analysis.diagnostics.iter();
        let same = others.filter(|other| other.rule == finding.rule && self.text(other.span) == found);
        let Some(Fix { edits: model, .. }) = self.fixes(finding).into_iter().nth(fix) else { return Vec::new() };
        // A change of another place than the finding is for that place only.
        let [Edit { span, text }] = model.as_slice() else { return Vec::new() };
        if *span != finding.span {
            return Vec::new();
        }
        let has_it = |other: &Diagnostic| {
            fix >= quick.len() || other.fixes().any(|fix| fix.edits.len() == 1 && fix.edits[0].text == *text)
        };
        let spans: Vec<Span> = same.filter(|other| has_it(other)).map(|other| other.span).collect();
        spans.into_iter().map(|span| Edit { span, text: text.clone() }).collect()
    }

    fn edit(&self, made: &[Edit]) -> WorkspaceEdit {
        edits::workspace_edit(&self.client, self.uri, self.reading, made)
    }

    fn text(&self, span: Span) -> String {
        self.reading.analysis.source().get(span.range()).unwrap_or_default().to_owned()
    }
}

/// Whether a kind is that which is wanted, or one of its parts: `source.fixAll.copydesk` is part of `source`.
fn is_part_of(kind: &CodeActionKind, wanted: &CodeActionKind) -> bool {
    let rest = kind.as_str().strip_prefix(wanted.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || wanted.as_str().is_empty())
}
