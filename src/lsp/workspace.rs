//! The findings in all articles of the open folders, for clients that ask for them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use serde_json::{Value, json};
use tower_lsp::lsp_types::{
    self, FullDocumentDiagnosticReport, NumberOrString, UnchangedDocumentDiagnosticReport, Url,
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDiagnosticReportResult,
    WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};

use super::checker;
use super::client::Abilities;
use super::diagnostics::{self, Reporter};
use super::documents::Reading;
use super::pull;
use super::session::Session;
use crate::article::Format;
use crate::linter::Source;
use crate::project::articles::articles;
use crate::project::{Projects, file};
use crate::text::Text;

/// So many files go into one part of an answer that is sent in parts.
const PART: usize = 16;

/// What was found in files that are not open, so that they are read again only if they have changed.
#[derive(Default)]
pub(super) struct Shelf {
    files: Mutex<HashMap<PathBuf, Kept>>,
    /// Numbers what is put on it.
    numbers: AtomicU64,
}

/// What was found in one file.
struct Kept {
    stamp: Option<(SystemTime, u64)>,
    projects: Arc<Projects>,
    id: String,
    items: Arc<Vec<lsp_types::Diagnostic>>,
}

/// Tells the work on a thread that nobody waits for it any more.
struct Wanted(Arc<AtomicBool>);

impl Drop for Wanted {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// The findings in all articles of the open folders; in parts, and with the progress made, if the client asks so.
pub(super) async fn folders(
    session: &Arc<Session>,
    params: WorkspaceDiagnosticParams,
) -> WorkspaceDiagnosticReportResult {
    let known: HashMap<Url, String> = params.previous_result_ids.into_iter().map(|id| (id.uri, id.value)).collect();
    let mut answer = Answer {
        session,
        parts: params.partial_result_params.partial_result_token,
        progress: params.work_done_progress_params.work_done_token,
        items: Vec::new(),
        known,
    };
    let (projects, folders, client) = {
        let state = session.state();
        (Arc::clone(&state.projects), state.folders.clone(), state.client.clone())
    };
    answer.tell("begin", json!({"title": "Checking stories", "cancellable": true, "percentage": 0}));
    let walking = Arc::clone(&projects);
    let walked = tokio::task::spawn_blocking(move || {
        // An editor may name a folder that is gone.
        let there: Vec<PathBuf> = folders.into_iter().filter(|folder| folder.is_dir()).collect();
        articles(&there, &walking, None)
    })
    .await;
    let (found, problems) = walked.unwrap_or_default();
    for problem in problems {
        tracing::warn!("{problem}");
    }
    let still = Arc::new(AtomicBool::new(true));
    let _wanted = Wanted(Arc::clone(&still));
    let total = found.len().max(1);
    for (number, path) in found.into_iter().enumerate() {
        let Ok(uri) = Url::from_file_path(&path) else { continue };
        let is_open = session.state().documents.contains_key(&uri);
        if is_open {
            if let Some(reading) = session.reading(&uri).await {
                answer.add_open(&uri, &reading, &client);
            }
        } else {
            let (working, still, client) = (Arc::clone(session), Arc::clone(&still), client.clone());
            let (projects, of) = (Arc::clone(&projects), uri.clone());
            let read = tokio::task::spawn_blocking(move || {
                still.load(Ordering::Acquire).then(|| working.shelf.read(&path, &of, &projects, &client))
            });
            if let Ok(Some((id, items))) = read.await {
                answer.add(&uri, None, Some(id), &items);
            }
        }
        if answer.items.len() >= PART {
            answer.send_part();
            let percentage = (number + 1) * 100 / total;
            answer.tell("report", json!({"percentage": percentage, "message": format!("{} of {total}", number + 1)}));
        }
    }
    let (by_file, _) = diagnostics::problems_by_file(&projects);
    for (path, problems) in by_file {
        if let Ok(uri) = Url::from_file_path(&path) {
            let items = diagnostics::of_problems(&path, &problems, client.encoding);
            answer.add(&uri, None, None, &items);
        }
    }
    answer.forget_the_rest();
    answer.end()
}

/// An answer in the making.
struct Answer<'a> {
    session: &'a Arc<Session>,
    parts: Option<NumberOrString>,
    progress: Option<NumberOrString>,
    items: Vec<WorkspaceDocumentDiagnosticReport>,
    /// What the client has, by the ids of results.
    known: HashMap<Url, String>,
}

impl Answer<'_> {
    fn add(&mut self, uri: &Url, version: Option<i64>, id: Option<String>, items: &[lsp_types::Diagnostic]) {
        let known = self.known.remove(uri);
        let report = match id {
            Some(id) if known.as_ref() == Some(&id) => unchanged(uri, version, id),
            id => full(uri, version, id, items.to_vec()),
        };
        self.items.push(report);
    }

    fn add_open(&mut self, uri: &Url, reading: &Reading, client: &Abilities) {
        let (typing, across) = {
            let state = self.session.state();
            let document = state.documents.get(uri);
            (document.and_then(|document| document.typing.clone()), state.across(uri))
        };
        let items = Reporter::new(client, uri, reading).diagnostics(&across, typing.as_ref());
        let id = pull::id(reading, &across, typing.as_ref());
        self.add(uri, Some(i64::from(reading.version)), Some(id), &items);
    }

    /// Takes back what the client has of files that are no articles any more.
    fn forget_the_rest(&mut self) {
        let mut rest: Vec<Url> = self.known.drain().map(|(uri, _)| uri).collect();
        rest.sort();
        self.items.extend(rest.iter().map(|uri| full(uri, None, None, Vec::new())));
    }

    fn send_part(&mut self) {
        if let Some(token) = &self.parts {
            let items = std::mem::take(&mut self.items);
            let part = json!({"token": token, "value": {"items": items}});
            self.session.outbox.progress(part);
        }
    }

    fn tell(&self, kind: &str, mut value: Value) {
        if let Some(token) = &self.progress {
            value["kind"] = kind.into();
            self.session.outbox.progress(json!({"token": token, "value": value}));
        }
    }

    fn end(mut self) -> WorkspaceDiagnosticReportResult {
        if !self.items.is_empty() {
            self.send_part();
        }
        self.tell("end", json!({}));
        // If it was sent in parts, nothing is left.
        WorkspaceDiagnosticReportResult::Report(WorkspaceDiagnosticReport { items: self.items })
    }
}

fn full(
    uri: &Url,
    version: Option<i64>,
    result_id: Option<String>,
    items: Vec<lsp_types::Diagnostic>,
) -> WorkspaceDocumentDiagnosticReport {
    WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
        uri: uri.clone(),
        version,
        full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id, items },
    })
}

fn unchanged(uri: &Url, version: Option<i64>, result_id: String) -> WorkspaceDocumentDiagnosticReport {
    WorkspaceDocumentDiagnosticReport::Unchanged(WorkspaceUnchangedDocumentDiagnosticReport {
        uri: uri.clone(),
        version,
        unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
    })
}

impl Shelf {
    /// What is found in a file, read again only if it or what governs it has changed.
    fn read(
        &self,
        path: &Path,
        uri: &Url,
        projects: &Arc<Projects>,
        client: &Abilities,
    ) -> (String, Arc<Vec<lsp_types::Diagnostic>>) {
        let about = std::fs::metadata(path).ok();
        let stamp = about.and_then(|about| Some((about.modified().ok()?, about.len())));
        let files = || self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = files().get(path)
            && stamp.is_some()
            && kept.stamp == stamp
            && Arc::ptr_eq(&kept.projects, projects)
        {
            return (kept.id.clone(), Arc::clone(&kept.items));
        }
        let items = Arc::new(check(path, uri, projects, client));
        let id = format!("file-{}", self.numbers.fetch_add(1, Ordering::Relaxed));
        let kept = Kept { stamp, projects: Arc::clone(projects), id: id.clone(), items: Arc::clone(&items) };
        files().insert(path.to_path_buf(), kept);
        (id, items)
    }
}

/// What is found in a file on disk. One that cannot be read says so at its start.
fn check(path: &Path, uri: &Url, projects: &Projects, client: &Abilities) -> Vec<lsp_types::Diagnostic> {
    let most = projects.of_article(path).stylebook.max_file_size();
    let text = match file::read(path, most) {
        Ok(text) => Text::new(&text),
        Err(problem) => return diagnostics::of_problems(Path::new(""), &[problem], client.encoding),
    };
    let project = checker::govern(projects, Some(path), None, &text);
    let source = Source {
        text,
        format: Format::of_name(&path.to_string_lossy()),
        name: path.file_name().map(|name| name.to_string_lossy().into_owned()),
        date: None,
        ignores: project.ignores_of(path),
    };
    let analysis = Arc::new(project.linter.check(&source));
    let reading = Reading { version: 0, changes: 0, source, analysis, project };
    Reporter::new(client, uri, &reading).diagnostics(&[], None)
}
