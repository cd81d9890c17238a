//! What the server does when it is told to: everything that is no edit of the article, so that it works the same in every
//! editor.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{Command, ExecuteCommandParams, MessageType, ShowDocumentParams, Url, WorkspaceEdit};

use super::actions::{self, Chosen};
use super::session::Session;
use super::{outline, watch};
use crate::names::PersonEntry;
use crate::project::{Lasting, Project, add_word, names_file, personal_word_list};
use crate::stylebook::Problem;
use crate::text::Span;

/// What the server can be told to do. In JSON, the name of the command is apart from its one argument.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", content = "argument")]
pub(super) enum Order {
    /// Make the edit of an action and have the client apply it.
    #[serde(rename = "copydesk.apply")]
    Apply(Chosen),
    /// Apply all safe fixes to a document.
    #[serde(rename = "copydesk.fixAll")]
    FixAll { uri: Url },
    /// Add a word to a word list.
    #[serde(rename = "copydesk.addWord")]
    AddWord { uri: Url, word: String, to: Whose },
    /// Add a name to the names file.
    #[serde(rename = "copydesk.addName")]
    AddName { uri: Url, name: String },
    /// Say in the names file that a name is not that of somebody else whom it is like.
    #[serde(rename = "copydesk.differentPerson")]
    DifferentPerson { uri: Url, name: String, other: String },
    /// Leave a finding alone from now on.
    #[serde(rename = "copydesk.ignore")]
    Ignore {
        uri: Url,
        rule: String,
        /// What is marked, in bytes.
        start: usize,
        end: usize,
        /// The state of the document in which it is.
        state: u64,
        lasts: Lasts,
        reason: Option<String>,
    },
    /// Show the page of a rule.
    #[serde(rename = "copydesk.openRule")]
    OpenRule { rule: String },
    /// The story in figures, with who is quoted where.
    #[serde(rename = "copydesk.story")]
    Story {
        uri: Url,
        /// Whether to show it to the user as well.
        #[serde(default)]
        show: bool,
    },
    /// Read stylebooks, names and dictionaries again.
    #[serde(rename = "copydesk.reload")]
    Reload {},
}

/// Whose word list a word goes into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Whose {
    /// The newsroom’s.
    Project,
    /// The user’s own.
    Personal,
}

/// For how much of an article a finding is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Lasts {
    /// At this place.
    Here,
    /// Wherever the same text is marked by the same rule.
    Article,
}

/// The names of all commands.
pub(super) const NAMES: [&str; 9] = [
    "copydesk.apply",
    "copydesk.fixAll",
    "copydesk.addWord",
    "copydesk.addName",
    "copydesk.differentPerson",
    "copydesk.ignore",
    "copydesk.openRule",
    "copydesk.story",
    "copydesk.reload",
];

/// An order as a command of LSP.
pub(super) fn command(title: String, order: &Order) -> Command {
    let mut told = serde_json::to_value(order).unwrap_or_default();
    let argument = told.get_mut("argument").map_or_else(|| json!({}), Value::take);
    let name = told.get("command").and_then(Value::as_str).unwrap_or_default().to_owned();
    Command { title, command: name, arguments: Some(vec![argument]) }
}

/// Does what it is told. What cannot be done is shown to the user, and is the error of the answer as well.
pub(super) async fn execute(session: &Arc<Session>, params: ExecuteCommandParams) -> Result<Option<Value>> {
    let argument = params.arguments.into_iter().next().unwrap_or_else(|| json!({}));
    let told = json!({"command": params.command, "argument": argument});
    let order: Order = serde_json::from_value(told)
        .map_err(|error| Error::invalid_params(format!("{} cannot be done: {error}", params.command)))?;
    match order {
        Order::Apply(chosen) => {
            apply(session, actions::make(session, chosen).await?);
            Ok(None)
        }
        Order::FixAll { uri } => {
            match actions::fix_all(session, &uri).await? {
                Some(edit) => apply(session, edit),
                None => session.outbox.show(MessageType::INFO, "Nothing here can be fixed without a second look."),
            }
            Ok(None)
        }
        Order::AddWord { uri, word, to } => {
            let list = on_disk(session, move |session| {
                let list = match to {
                    Whose::Personal => personal_word_list().ok_or_else(nowhere),
                    Whose::Project => {
                        session.project_of(&uri).and_then(|project| project.word_list()).ok_or_else(nowhere)
                    }
                }?;
                add_word(&list, &word)?;
                Ok(list)
            });
            let list = list.await?;
            watch::changed(session, &[list]);
            Ok(None)
        }
        Order::AddName { uri, name } => {
            add_person(session, uri, PersonEntry { name, ..PersonEntry::default() }).await?;
            Ok(None)
        }
        Order::DifferentPerson { uri, name, other } => {
            let person = PersonEntry { name, distinct_from: vec![other], ..PersonEntry::default() };
            add_person(session, uri, person).await?;
            Ok(None)
        }
        Order::Ignore { uri, rule, start, end, state, lasts, reason } => {
            let Some(reading) = session.reading(&uri).await.filter(|reading| reading.changes == state) else {
                return Err(Error::invalid_params("the text has changed since this was offered"));
            };
            let list = on_disk(session, move |_| {
                let article: PathBuf = uri.to_file_path().map_err(|()| nowhere())?;
                let lasting = if lasts == Lasts::Here { Lasting::Here } else { Lasting::Article };
                let place = (reading.analysis.source(), Span::new(start, end));
                reading.project.leave_alone(&article, place, &rule, lasting, &reason.unwrap_or_default())
            });
            let list = list.await?;
            watch::changed(session, &[list]);
            Ok(None)
        }
        Order::OpenRule { rule } => {
            open_rule(session, &rule);
            Ok(None)
        }
        Order::Story { uri, show } => Ok(outline::ledger(session, &uri, show).await),
        Order::Reload {} => {
            watch::reload(session);
            Ok(None)
        }
    }
}

/// Adds a person to the names file of a document’s project.
async fn add_person(session: &Arc<Session>, uri: Url, person: PersonEntry) -> Result<()> {
    let list = on_disk(session, move |session| {
        let project = session.project_of(&uri).filter(|project| project.file.is_some()).ok_or_else(nowhere)?;
        let list = names_file::of_stylebook(project.file.as_deref());
        names_file::add_person(&list, &person)?;
        Ok(list)
    });
    let list = list.await?;
    watch::changed(session, &[list]);
    Ok(())
}

/// Has the client apply an edit, without waiting for it.
fn apply(session: &Arc<Session>, edit: WorkspaceEdit) {
    if !session.state().client.applies_edits {
        session.outbox.show(MessageType::WARNING, "This editor does not let copydesk change the text.");
        return;
    }
    let outbox = session.outbox.clone();
    session.ask(|client| async move {
        if let Ok(answer) = client.apply_edit(edit).await
            && !answer.applied
        {
            let why = answer.failure_reason.unwrap_or_else(|| "the text may have changed since".into());
            outbox.show(MessageType::WARNING, format!("The editor did not make the change: {why}."));
        }
    });
}

/// Does what reads and writes files where it keeps nobody waiting. What goes wrong is shown to the user.
async fn on_disk<T: Send + 'static>(
    session: &Arc<Session>,
    work: impl FnOnce(&Session) -> std::result::Result<T, Problem> + Send + 'static,
) -> Result<T> {
    let working = Arc::clone(session);
    let done = tokio::task::spawn_blocking(move || work(&working)).await;
    let done = done.map_err(|_| Error::internal_error())?;
    done.map_err(|problem| {
        session.outbox.show(MessageType::ERROR, problem.to_string());
        let mut error = Error::internal_error();
        error.message = problem.to_string().into();
        error
    })
}

fn nowhere() -> Problem {
    Problem::new("copydesk.yaml", "no stylebook governs this article, so there is no file for it")
        .with_help("`copydesk init` in the folder of the stories makes one.")
}

fn open_rule(session: &Arc<Session>, rule: &str) {
    let (projects, shows) = {
        let state = session.state();
        (Arc::clone(&state.projects), state.client.shows_documents)
    };
    let loaded = projects.loaded();
    let Some((project, known)) = loaded.iter().find_map(|project| Some((project, project.stylebook.rule(rule)?)))
    else {
        session.outbox.show(MessageType::WARNING, format!("There is no rule {rule}."));
        return;
    };
    let page = known.page().and_then(|page| Url::parse(&page).ok());
    let Some(uri) = page.filter(|_| shows) else {
        let page = project.stylebook.explain(rule).map(|page| page.to_string()).unwrap_or_default();
        session.outbox.show(MessageType::INFO, page);
        return;
    };
    let params = ShowDocumentParams { uri, external: Some(true), take_focus: Some(true), selection: None };
    session.ask(|client| async move {
        // A client that cannot open it has said so to its user.
        let _ = client.show_document(params).await;
    });
}

impl Session {
    /// What governs a document, open or not.
    pub(super) fn project_of(&self, uri: &Url) -> Option<Arc<Project>> {
        let state = self.state();
        if let Some(reading) = state.documents.get(uri).and_then(|document| document.reading.as_ref()) {
            return Some(Arc::clone(&reading.project));
        }
        let projects = Arc::clone(&state.projects);
        drop(state);
        Some(projects.of_article(&uri.to_file_path().ok()?))
    }
}
