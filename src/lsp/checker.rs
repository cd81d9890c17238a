//! The one who checks: a thread that takes what waits, checks the newest text of it, and says what was found.
//!
//! Nobody else publishes, so the versions that a client sees never go backwards. A check gives up as soon as its text has
//! changed, and a panic in one is the end of that check alone.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tower_lsp::lsp_types::notification::PublishDiagnostics;
use tower_lsp::lsp_types::{Diagnostic, MessageType, PublishDiagnosticsParams, Url};
use tracing::{error, info};

use super::across::Newsroom;
use super::diagnostics::{self, Reporter};
use super::documents::{Reading, Typing};
use super::session::{Session, Task};
use super::watch;
use crate::article::Format;
use crate::linter::{Analysis, Source};
use crate::project::{Project, Projects};
use crate::stylebook::Problem;
use crate::text::{Span, Text};

/// Does what the session asks for, until it ends.
pub(super) fn run(session: &Arc<Session>) {
    let mut checker = Checker { session, told: BTreeMap::new(), projects: None, heard: Vec::new(), newsroom: None };
    while let Some(task) = session.next_task() {
        let done = catch_unwind(AssertUnwindSafe(|| checker.do_task(&task)));
        if let Err(panic) = done {
            checker.failed(&task, panic.as_ref());
        }
        session.tell();
    }
}

struct Checker<'a> {
    session: &'a Arc<Session>,
    /// Files of projects about which something is published, with the problems.
    told: BTreeMap<PathBuf, Vec<Problem>>,
    /// The projects whose problems are told, and how many there were.
    projects: Option<(Arc<Projects>, usize)>,
    /// What the user has been told about files that are none.
    heard: Vec<String>,
    /// The names of all stories, if they are compared.
    newsroom: Option<Newsroom>,
}

/// A document to be checked, as it was when the check began.
struct Job {
    path: Option<PathBuf>,
    folder: Option<PathBuf>,
    name: Option<String>,
    format: Format,
    version: i32,
    text: Text,
    changes: Arc<std::sync::atomic::AtomicU64>,
    begun: u64,
    earlier: Option<Reading>,
    projects: Arc<Projects>,
}

impl Checker<'_> {
    fn do_task(&mut self, task: &Task) {
        match task {
            Task::WarmUp => self.warm_up(),
            Task::Check(uri) => self.check(uri),
            Task::Release(uri) => {
                self.say_again(uri);
                self.session.add_task(Task::Compare(uri.clone()));
            }
            Task::Gather => self.gather(),
            Task::Compare(uri) => self.compare(uri),
            Task::Clear(uri) => {
                let state = self.session.state();
                let skip = state.client.pulls || state.documents.contains_key(uri);
                drop(state);
                if !skip {
                    self.send(uri, None, Vec::new());
                }
                // Its names are those of the file again.
                self.compare(uri);
            }
        }
    }

    fn warm_up(&mut self) {
        let (projects, folders, compares) = {
            let state = self.session.state();
            (Arc::clone(&state.projects), state.folders.clone(), state.settings.across_stories)
        };
        if folders.is_empty() {
            projects.ungoverned();
        }
        for folder in &folders {
            projects.of_folder(folder);
        }
        self.tell_problems(&projects);
        if !compares {
            self.newsroom = None;
        } else if self.newsroom.as_ref().is_none_or(|newsroom| !newsroom.is_of(&projects, &folders)) {
            self.newsroom = Some(Newsroom::new(projects, folders));
            self.session.add_task(Task::Gather);
        }
    }

    /// Says what was found in a document as it is, nothing held back.
    fn say_again(&self, uri: &Url) {
        let (pulls, current) = {
            let state = self.session.state();
            let current = state.documents.get(uri).filter(|document| document.is_read());
            (state.client.pulls, current.and_then(|document| document.reading.clone()))
        };
        match current {
            Some(_) if pulls => self.session.refresh_diagnostics(),
            Some(reading) => self.publish(uri, &reading, None),
            None => {}
        }
    }

    /// Reads the next story on disk for its names; whatever else waits comes before the one after it.
    fn gather(&mut self) {
        let Some(newsroom) = &mut self.newsroom else { return };
        let session = self.session;
        let is_open =
            |path: &Path| Url::from_file_path(path).is_ok_and(|uri| session.state().documents.contains_key(&uri));
        if newsroom.read_next(is_open) {
            self.session.add_task(Task::Gather);
            return;
        }
        self.tell_disagreements();
        // Those that were opened before there was anything to compare them with.
        let open: Vec<Url> = self.session.state().documents.keys().cloned().collect();
        for uri in open {
            self.session.add_task(Task::Compare(uri));
        }
    }

    /// Compares the names of a document with those of the other stories, if they are others than before.
    fn compare(&mut self, uri: &Url) {
        let Some(newsroom) = &mut self.newsroom else { return };
        let Ok(path) = uri.to_file_path() else { return };
        let reading = {
            let state = self.session.state();
            let document = state.documents.get(uri).filter(|document| document.is_read());
            document.and_then(|document| document.reading.clone())
        };
        let is_new = match reading {
            Some(reading) => newsroom.add_open(&path, &reading),
            None if self.session.state().documents.contains_key(uri) => false,
            None => newsroom.read(&path),
        };
        if is_new {
            self.tell_disagreements();
        }
    }

    /// Says of each open document what other stories say of it, where that is not what was said before.
    fn tell_disagreements(&mut self) {
        let Some(newsroom) = &mut self.newsroom else { return };
        // Places are told in the text as it is, so the names must be of that text.
        let open: Vec<(PathBuf, Reading)> = {
            let state = self.session.state();
            let read = state.documents.values().filter(|document| document.is_read());
            read.filter_map(|document| Some((document.path.clone()?, document.reading.clone()?))).collect()
        };
        for (path, reading) in &open {
            newsroom.add_open(path, reading);
        }
        let mut found = newsroom.disagreements();
        let mut changed = Vec::new();
        {
            let mut state = self.session.state();
            for document in state.documents.values_mut().filter(|document| document.is_read()) {
                let (Some(path), Some(reading)) = (&document.path, &document.reading) else { continue };
                if !newsroom.is_current(path, reading) {
                    continue;
                }
                let across = found.remove(&newsroom.shown(path)).unwrap_or_default();
                if across != document.across {
                    document.across = across;
                    changed.push(document.uri.clone());
                }
            }
        }
        changed.sort();
        for uri in changed {
            self.say_again(&uri);
        }
    }

    fn check(&mut self, uri: &Url) {
        let Some(job) = self.job(uri) else { return };
        let project = govern(&job.projects, job.path.as_deref(), job.folder.as_deref(), &job.text);
        self.tell_problems(&job.projects);
        let is_stale = || job.changes.load(Ordering::Acquire) != job.begun;
        let is_too_large = too_large(&job, &project).map(|problem| self.hear(&problem.to_string())).is_some();
        let is_own = job.path.as_deref().is_some_and(|path| project.is_own(path));
        let source = Source {
            text: if is_own || is_too_large { Text::default() } else { job.text.clone() },
            format: job.format,
            name: job.name.clone(),
            date: None,
            ignores: job.path.as_deref().map(|path| project.ignores_of(path)).unwrap_or_default(),
        };
        let earlier = job.earlier.as_ref().filter(|earlier| Arc::ptr_eq(&earlier.project.linter, &project.linter));
        let found = match earlier {
            Some(earlier) => project.linter.recheck(&earlier.analysis, &source, &is_stale),
            None => Some(project.linter.check(&source)),
        };
        // If the text has changed, it is queued already.
        let Some(analysis) = found else { return };
        self.report_failures(uri, &analysis);
        let reading =
            Reading { version: job.version, changes: job.begun, source, analysis: Arc::new(analysis), project };
        let (typing, pulls) = {
            let mut state = self.session.state();
            let pulls = state.client.pulls;
            let Some(document) = state.documents.get_mut(uri) else { return };
            if is_stale() {
                // A long text that is typed in while it is first read would otherwise be read from the start each time.
                document.reading.get_or_insert(reading);
                return;
            }
            document.reading = Some(reading.clone());
            (document.typing.clone(), pulls)
        };
        if !pulls {
            self.publish(uri, &reading, typing.as_ref());
        }
        if typing.is_none() && self.newsroom.is_some() {
            self.session.add_task(Task::Compare(uri.clone()));
        }
    }

    fn job(&self, uri: &Url) -> Option<Job> {
        let state = self.session.state();
        let document = state.documents.get(uri)?;
        let format = document.format?;
        Some(Job {
            path: document.path.clone(),
            folder: state.first_folder().map(Path::to_path_buf),
            name: document.name(),
            format,
            version: document.version,
            text: document.text.clone(),
            changes: Arc::clone(&document.changes),
            begun: document.changes.load(Ordering::Acquire),
            earlier: document.reading.clone(),
            projects: Arc::clone(&state.projects),
        })
    }

    fn publish(&self, uri: &Url, reading: &Reading, typing: Option<&Typing>) {
        let (client, across) = {
            let state = self.session.state();
            (state.client.clone(), state.across(uri))
        };
        let reporter = Reporter::new(&client, uri, reading);
        let found = reporter.diagnostics(&across, typing);
        self.send(uri, Some(reading.version), found);
    }

    fn send(&self, uri: &Url, version: Option<i32>, diagnostics: Vec<Diagnostic>) {
        let params = PublishDiagnosticsParams { uri: uri.clone(), diagnostics, version };
        self.session.outbox.notify::<PublishDiagnostics>(params);
    }

    /// Publishes what is wrong in stylebooks, word lists and names files, each in its own file, and takes back what is
    /// mended. A client that pulls asks for it.
    fn tell_problems(&mut self, projects: &Arc<Projects>) {
        // After nearly every key there is nothing new.
        let count = projects.count();
        if self.projects.as_ref().is_some_and(|(known, told)| Arc::ptr_eq(known, projects) && *told == count) {
            return;
        }
        self.projects = Some((Arc::clone(projects), count));
        let files: Vec<PathBuf> = watch::files(projects).into_iter().collect();
        watch::follow(self.session, &files);
        let (by_file, others) = diagnostics::problems_by_file(projects);
        for other in &others {
            self.hear(other);
        }
        if by_file == self.told {
            return;
        }
        let pulls = self.session.state().client.pulls;
        let before = std::mem::replace(&mut self.told, by_file);
        if pulls {
            self.session.refresh_diagnostics();
            return;
        }
        let encoding = self.session.state().client.encoding;
        let mended = before.keys().filter(|path| !self.told.contains_key(*path));
        for path in mended {
            if let Ok(uri) = Url::from_file_path(path) {
                self.send(&uri, None, Vec::new());
            }
        }
        for (path, problems) in self.told.iter().filter(|(path, problems)| before.get(*path) != Some(problems)) {
            if let Ok(uri) = Url::from_file_path(path) {
                self.send(&uri, None, diagnostics::of_problems(path, problems, encoding));
            }
        }
    }

    /// Tells the user once.
    fn hear(&mut self, message: &str) {
        if self.heard.iter().any(|heard| heard == message) {
            return;
        }
        self.heard.push(message.to_owned());
        info!("{message}");
        self.session.outbox.log(MessageType::WARNING, message);
    }

    fn report_failures(&mut self, uri: &Url, analysis: &Analysis) {
        for failure in &analysis.failures {
            let message = format!("{uri}: {failure}");
            error!("{message}");
            self.hear(&message);
        }
    }

    /// Goes on after a panic: what was found before stays, and nobody waits for more.
    fn failed(&mut self, task: &Task, panic: &(dyn Any + Send)) {
        let what = match task {
            Task::Check(uri) | Task::Release(uri) | Task::Clear(uri) | Task::Compare(uri) => uri.to_string(),
            Task::WarmUp => "the stylebooks".to_owned(),
            Task::Gather => "the stories of the folder".to_owned(),
        };
        let message = format!("copydesk failed on {what}, which is a mistake in copydesk ({})", said(panic));
        error!("{message}");
        self.hear(&message);
        if let Task::Check(uri) = task
            && let Some(job) = self.job(uri)
        {
            let project = job.projects.ungoverned();
            let source = Source::default();
            let analysis = Arc::new(project.linter.check(&source));
            let reading = Reading { version: job.version, changes: job.begun, source, analysis, project };
            if let Some(document) = self.session.state().documents.get_mut(uri) {
                document.reading = Some(reading);
            }
        }
    }
}

/// What a panic says.
pub(super) fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message")
}

/// The start of a text in which its front matter must end, in bytes.
const FRONT: usize = 64 << 10;

/// The project that governs a document. One without a file is governed as if it stood in the first open folder.
pub(super) fn govern(projects: &Projects, path: Option<&Path>, folder: Option<&Path>, text: &Text) -> Arc<Project> {
    let inside = folder.map(|folder| folder.join("untitled"));
    let Some(place) = path.or(inside.as_deref()) else {
        return projects.ungoverned();
    };
    let has_front = text.chunks().next().is_some_and(|start| {
        let start = start.trim_start_matches('\u{feff}');
        ["---", "+++", ";;;"].iter().any(|fence| start.starts_with(fence))
    });
    if !has_front {
        return projects.of_article(place);
    }
    projects.of_text(place, &text.slice(Span::new(0, FRONT)))
}

fn too_large(job: &Job, project: &Project) -> Option<Problem> {
    let most = project.stylebook.max_file_size();
    let size = job.text.len() as u64;
    let name = job.name.clone().unwrap_or_else(|| "this text".into());
    (size > most).then(|| Problem::too_large(name, size, most))
}
