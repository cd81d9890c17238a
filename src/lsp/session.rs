//! The state of one session with an editor. Handlers lock it, change it and let go; nothing is awaited inside.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tower_lsp::Client;
use tower_lsp::lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, InitializeParams, MessageType,
    Url,
};
use tracing::warn;

use super::Options;
use super::client::Abilities;
use super::documents::{Document, Reading};
use super::outbox::Outbox;
use super::settings::Settings;
use super::workspace::Shelf;
use crate::diagnostic::Diagnostic;
use crate::project::{Overrides, Projects};

/// One session with an editor.
pub(super) struct Session {
    /// What goes to the client.
    pub(super) outbox: Outbox,
    state: Mutex<State>,
    /// Wakes the checker.
    work: Condvar,
    /// What was found in files that are not open.
    pub(super) shelf: Shelf,
    /// Counts what the checker has done, for those who wait for it.
    done: watch::Sender<u64>,
    /// Whom to ask, and where to wait for the answer.
    client: OnceLock<(Client, Handle)>,
}

/// What is known in a session.
pub(super) struct State {
    /// What the client can do.
    pub(super) client: Abilities,
    /// What the editor decides; see [`State::default_settings`].
    pub(super) settings: Settings,
    /// What holds where the editor decides nothing.
    pub(super) default_settings: Settings,
    /// The folders that the editor has open.
    pub(super) folders: Vec<PathBuf>,
    /// What governs articles.
    pub(super) projects: Arc<Projects>,
    /// The documents that are open.
    pub(super) documents: HashMap<Url, Document>,
    /// What the client watches.
    pub(super) watching: Watching,
    tasks: VecDeque<Task>,
    is_over: bool,
}

/// What the client watches for the server.
#[derive(Default)]
pub(super) struct Watching {
    /// How often it has been told what to watch.
    pub(super) registered: u32,
    /// Files beside those with names that always count.
    pub(super) others: BTreeSet<PathBuf>,
}

/// What the checker is to do.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Task {
    /// Read the projects of the open folders, so that the first document need not wait for them.
    WarmUp,
    /// Check the document.
    Check(Url),
    /// Say again what was found, now that the typing rests.
    Release(Url),
    /// Say that nothing is found in a document that was closed.
    Clear(Url),
    /// Read the next story on disk for its names.
    Gather,
    /// Compare the names of a document with those of the other stories.
    Compare(Url),
}

impl Session {
    /// A session in which the client has said nothing yet.
    pub(super) fn new(outbox: Outbox, options: &Options) -> Self {
        let settings = Settings {
            typing_pause: options.typing_pause.unwrap_or(Settings::default().typing_pause),
            ..Settings::default()
        };
        let overrides = Overrides {
            house: options.house.clone(),
            language: options.language,
            stylebook: options.stylebook.clone(),
            ..Overrides::default()
        };
        let state = State {
            client: Abilities::default(),
            default_settings: settings.clone(),
            settings,
            folders: Vec::new(),
            projects: Arc::new(Projects::new(overrides)),
            documents: HashMap::new(),
            watching: Watching::default(),
            tasks: VecDeque::new(),
            is_over: false,
        };
        Session {
            outbox,
            state: Mutex::new(state),
            work: Condvar::new(),
            shelf: Shelf::default(),
            done: watch::Sender::new(0),
            client: OnceLock::new(),
        }
    }

    /// The state, which a panic elsewhere leaves as it was.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes whom to ask. It is called where the tasks of the session can run.
    pub(super) fn meet(&self, client: Client) {
        let _ = self.client.set((client, Handle::current()));
    }

    /// Asks the client something, in a task of its own: nobody may wait for it who keeps others waiting.
    pub(super) fn ask<F>(&self, question: impl FnOnce(Client) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        if let Some((client, runtime)) = self.client.get() {
            runtime.spawn(question(client.clone()));
        }
    }

    /// Has a client that pulls ask for diagnostics again.
    pub(super) fn refresh_diagnostics(&self) {
        self.ask(|client| async move {
            // A client that cannot do it now does it with the next change.
            let _ = client.workspace_diagnostic_refresh().await;
        });
    }

    /// Notes what the client is.
    pub(super) fn begin(&self, params: &InitializeParams) {
        let mut state = self.state();
        state.client = Abilities::of(params);
        state.folders = folders(params);
        if let Some(options) = &params.initialization_options {
            self.take_settings(&mut state, options);
        }
    }

    /// Takes the settings of the editor. Whatever depends on them is checked again.
    pub(super) fn configure(&self, value: &serde_json::Value) {
        let mut state = self.state();
        if self.take_settings(&mut state, value) {
            self.queue_all(&mut state);
        }
    }

    fn take_settings(&self, state: &mut State, value: &serde_json::Value) -> bool {
        let (settings, wrong) = Settings::read(&state.default_settings, value);
        for wrong in wrong {
            warn!("{wrong}");
            self.outbox.log(MessageType::WARNING, wrong);
        }
        if settings == state.settings {
            return false;
        }
        if settings.style != state.settings.style {
            let projects = state.projects.with_editor(settings.style.clone());
            state.projects = Arc::new(projects);
        }
        state.settings = settings;
        true
    }

    /// Takes in folders that the editor has opened, and lets go of those it has closed.
    pub(super) fn change_folders(&self, added: &[PathBuf], removed: &[PathBuf]) {
        let mut state = self.state();
        state.tasks.push_front(Task::WarmUp);
        state.folders.retain(|folder| !removed.contains(folder));
        for folder in added {
            if !state.folders.contains(folder) {
                state.folders.push(folder.clone());
            }
        }
        drop(state);
        self.work.notify_one();
    }

    /// Takes in a document.
    pub(super) fn open(&self, params: DidOpenTextDocumentParams) {
        let mut state = self.state();
        let document = Document::open(params.text_document);
        let uri = document.uri.clone();
        if let Some(before) = state.documents.insert(uri.clone(), document) {
            // Work on the text that was there is out of date.
            before.outdate();
            warn!("{uri} was opened twice; the second text counts");
        }
        self.queue(&mut state, &uri);
    }

    /// Makes the changes of a message.
    pub(super) fn change(&self, params: DidChangeTextDocumentParams) {
        let uri = params.text_document.uri;
        let mut state = self.state();
        let encoding = state.client.encoding;
        let no_pause = state.settings.typing_pause.is_zero();
        let Some(document) = state.documents.get_mut(&uri) else {
            warn!("{uri} was changed, but is not open");
            return;
        };
        let odd = document.change(params.text_document.version, params.content_changes, encoding);
        if no_pause {
            document.typing = None;
        }
        for odd in odd {
            warn!("{uri}: {odd}");
            self.outbox.log(MessageType::WARNING, format!("{uri}: {odd}"));
        }
        self.queue(&mut state, &uri);
    }

    /// Lets go of a document.
    pub(super) fn close(&self, params: &DidCloseTextDocumentParams) {
        let uri = &params.text_document.uri;
        let mut state = self.state();
        let Some(document) = state.documents.remove(uri) else {
            warn!("{uri} was closed, but is not open");
            return;
        };
        document.outdate();
        state.tasks.push_back(Task::Clear(uri.clone()));
        drop(state);
        self.work.notify_one();
        self.tell();
    }

    /// Has a document checked before all others that wait.
    fn queue(&self, state: &mut State, uri: &Url) {
        let Some(document) = state.documents.get_mut(uri) else { return };
        if document.is_queued {
            return;
        }
        document.is_queued = true;
        state.tasks.push_front(Task::Check(uri.clone()));
        self.work.notify_one();
    }

    /// Has all open documents checked again, since what governs them may have changed.
    pub(super) fn queue_all(&self, state: &mut State) {
        let mut uris: Vec<Url> = state.documents.keys().cloned().collect();
        uris.sort();
        for uri in uris {
            if let Some(document) = state.documents.get_mut(&uri) {
                // What was found is of another linter now.
                document.outdate();
            }
            self.queue(state, &uri);
        }
        state.tasks.push_front(Task::WarmUp);
        self.work.notify_one();
        // A client that asks for itself would not ask again before the next change.
        if state.client.pulls {
            self.refresh_diagnostics();
        }
    }

    /// Has the checker do something when it comes to it.
    pub(super) fn add_task(&self, task: Task) {
        let mut state = self.state();
        if !state.tasks.contains(&task) {
            state.tasks.push_back(task);
        }
        drop(state);
        self.work.notify_one();
    }

    /// What the checker is to do next; waits until there is something. `None` ends it.
    pub(super) fn next_task(&self) -> Option<Task> {
        let mut state = self.state();
        loop {
            if state.is_over {
                return None;
            }
            if let Some(task) = state.tasks.pop_front() {
                if let Task::Check(uri) = &task
                    && let Some(document) = state.documents.get_mut(uri)
                {
                    document.is_queued = false;
                }
                return Some(task);
            }
            let now = Instant::now();
            match state.next_release() {
                Some((uri, at)) if at <= now => {
                    if let Some(document) = state.documents.get_mut(&uri) {
                        document.typing = None;
                    }
                    return Some(Task::Release(uri));
                }
                Some((_, at)) => {
                    let (again, _) = self.work.wait_timeout(state, at - now).unwrap_or_else(PoisonError::into_inner);
                    state = again;
                }
                None => state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    /// Ends the checker.
    pub(super) fn end(&self) {
        self.state().is_over = true;
        self.work.notify_all();
        self.tell();
    }

    /// Wakes those who wait for the checker.
    pub(super) fn tell(&self) {
        self.done.send_modify(|count| *count += 1);
    }

    /// What was found in a document as it is when this is called, or in a later state of it; `None` if it is closed or no
    /// article. It waits for the checker if need be, and changes nothing.
    pub(super) async fn reading(&self, uri: &Url) -> Option<Reading> {
        let mut done = self.done.subscribe();
        let wanted = self.state().documents.get(uri)?.changes.load(Ordering::Acquire);
        loop {
            {
                let state = self.state();
                let document = state.documents.get(uri).filter(|document| document.format.is_some())?;
                if state.is_over {
                    return None;
                }
                let reading = document.reading.as_ref();
                if let Some(reading) = reading.filter(|reading| reading.changes >= wanted) {
                    return Some(reading.clone());
                }
            }
            done.changed().await.ok()?;
        }
    }
}

impl State {
    /// The document whose typing rests next, and when.
    fn next_release(&self) -> Option<(Url, Instant)> {
        let pause = self.settings.typing_pause;
        let typing = self.documents.values().filter(|document| document.format.is_some());
        typing
            .filter_map(|document| Some((document.uri.clone(), document.typing.as_ref()?.ends(pause))))
            .min_by(|(_, a), (_, b)| a.cmp(b))
    }

    /// What other stories say of a document, if that is of the text that was read last.
    pub(super) fn across(&self, uri: &Url) -> Vec<Diagnostic> {
        let document = self.documents.get(uri).filter(|document| document.is_read());
        document.map(|document| document.across.clone()).unwrap_or_default()
    }

    /// The folder whose stylebook governs what has no file: the first that is open.
    pub(super) fn first_folder(&self) -> Option<&Path> {
        self.folders.first().map(PathBuf::as_path)
    }
}

/// The folders that a client has open.
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    let open = params.workspace_folders.iter().flatten().map(|folder| &folder.uri);
    let mut folders: Vec<PathBuf> = open.filter_map(|uri| uri.to_file_path().ok()).collect();
    #[allow(deprecated)] // Older clients say only this.
    if folders.is_empty() {
        let root = params.root_uri.as_ref().and_then(|uri| uri.to_file_path().ok());
        folders.extend(root.or_else(|| params.root_path.as_ref().map(PathBuf::from)));
    }
    folders
}
