//! Settings and files that change while the server runs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use tower_lsp::lsp_types::{
    ConfigurationItem, DidChangeWatchedFilesParams, MessageType, Registration, Unregistration, Url,
};
use tracing::{info, warn};

use super::session::Session;
use super::settings::SECTION;
use crate::project::{DICTIONARY, IGNORES, NAMES, Projects, STYLEBOOK, VALE};

/// The method under which clients watch files.
const WATCHED: &str = "workspace/didChangeWatchedFiles";
/// How often files are looked at where the client does not watch them.
const EVERY: Duration = Duration::from_secs(2);

/// Asks the client for its settings, and to say when files of projects change.
pub(super) fn begin(session: &Arc<Session>) {
    let client = session.state().client.clone();
    if client.registers_settings {
        let registration = Registration {
            id: "copydesk-settings".into(),
            method: "workspace/didChangeConfiguration".into(),
            register_options: Some(json!({"section": SECTION})),
        };
        session.ask(|client| async move {
            if let Err(error) = client.register_capability(vec![registration]).await {
                info!("the client does not tell of its settings: {error}");
            }
        });
    }
    ask_for_settings(session);
    if client.watches_files {
        follow(session, &[]);
    } else {
        let watching = Arc::downgrade(session);
        session.ask(|_| async move {
            let mut seen = BTreeMap::new();
            let mut every = tokio::time::interval(EVERY);
            loop {
                every.tick().await;
                let Some(session) = watching.upgrade() else { return };
                look(&session, &mut seen).await;
            }
        });
    }
}

/// Takes settings that the client has sent, or asks for them if it sent none.
pub(super) fn settings_changed(session: &Arc<Session>, settings: &Value) {
    let ours = settings.get(SECTION);
    if session.state().client.tells_settings && ours.is_none() {
        ask_for_settings(session);
    } else if let Some(ours) = ours {
        session.configure(ours);
    } else if settings.as_object().is_some_and(|keys| !keys.is_empty()) {
        session.configure(settings);
    }
}

fn ask_for_settings(session: &Arc<Session>) {
    if !session.state().client.tells_settings {
        return;
    }
    let asking = Arc::clone(session);
    session.ask(|client| async move {
        let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
        match client.configuration(vec![item]).await {
            // A client that has none answers with null; what it said at the start stays.
            Ok(answer) => match answer.into_iter().next() {
                Some(Value::Null) | None => {}
                Some(settings) => asking.configure(&settings),
            },
            Err(error) => info!("the client does not tell its settings: {error}"),
        }
    });
}

/// Has the client watch the files of projects: those with names that always count, and `others` wherever they are.
pub(super) fn follow(session: &Arc<Session>, others: &[PathBuf]) {
    let mut state = session.state();
    if !state.client.watches_files {
        return;
    }
    let others: BTreeSet<PathBuf> = others.iter().cloned().collect();
    let round = &mut state.watching;
    if round.registered > 0 && round.others == others {
        return;
    }
    let before = round.registered;
    round.registered += 1;
    round.others.clone_from(&others);
    let id = |number: u32| format!("copydesk-files-{number}");
    let (old, new) = ((before > 0).then(|| id(before)), id(round.registered));
    let relative = state.client.relative_patterns;
    drop(state);
    let always = [STYLEBOOK, DICTIONARY, NAMES, "names.csv", IGNORES, VALE]
        .map(|name| json!({"globPattern": format!("**/{name}")}));
    let others =
        others.iter().filter_map(|path| pattern(path, relative)).map(|pattern| json!({"globPattern": pattern}));
    let watchers: Vec<Value> = always.into_iter().chain(others).collect();
    let registration =
        Registration { id: new, method: WATCHED.into(), register_options: Some(json!({"watchers": watchers})) };
    session.ask(|client| async move {
        if let Err(error) = client.register_capability(vec![registration]).await {
            warn!("the client does not watch files: {error}");
        }
        if let Some(id) = old {
            let _ = client.unregister_capability(vec![Unregistration { id, method: WATCHED.into() }]).await;
        }
    });
}

/// The pattern of one file, wherever it is.
fn pattern(path: &Path, relative: bool) -> Option<Value> {
    let name = path.file_name()?.to_str()?;
    if !relative {
        return Some(json!(path.to_str()?));
    }
    let base = Url::from_directory_path(path.parent()?).ok()?;
    Some(json!({"baseUri": base, "pattern": name}))
}

/// Reads projects again if a file that the client tells of belongs to one.
pub(super) fn told(session: &Arc<Session>, params: &DidChangeWatchedFilesParams) {
    let paths: Vec<PathBuf> = params.changes.iter().filter_map(|change| change.uri.to_file_path().ok()).collect();
    changed(session, &paths);
}

/// Reads projects again if one of these files belongs to one, or may begin to.
pub(super) fn changed(session: &Arc<Session>, paths: &[PathBuf]) {
    let projects = Arc::clone(&session.state().projects);
    let names = [STYLEBOOK, DICTIONARY, NAMES, "names.csv", "ignore.yaml", VALE];
    let known = files(&projects);
    let counts = |path: &PathBuf| {
        known.contains(path) || path.file_name().is_some_and(|name| names.iter().any(|known| name == *known))
    };
    if paths.iter().any(counts) {
        reload(session);
    }
}

/// Reads stylebooks, names and dictionaries again, and checks what is open by them.
pub(super) fn reload(session: &Session) {
    let mut state = session.state();
    state.projects = Arc::new(state.projects.reread());
    session.queue_all(&mut state);
    drop(state);
    session.outbox.log(MessageType::INFO, "stylebooks, names and dictionaries are read again");
}

/// The files of all projects that have been read.
pub(super) fn files(projects: &Projects) -> BTreeSet<PathBuf> {
    let files = projects.loaded().into_iter().flat_map(|project| project.files());
    files.filter_map(|file| std::path::absolute(file).ok()).collect()
}

/// A file as it was seen: when it was changed, and how long it is; `None` if it is not there.
type Stamp = Option<(SystemTime, u64)>;

/// Looks whether files of projects have changed.
async fn look(session: &Arc<Session>, seen: &mut BTreeMap<PathBuf, Stamp>) {
    let projects = Arc::clone(&session.state().projects);
    let looked = tokio::task::spawn_blocking(move || {
        let stamp = |file: &PathBuf| {
            let about = std::fs::metadata(file).ok()?;
            Some((about.modified().ok()?, about.len()))
        };
        files(&projects).into_iter().map(|file| (file.clone(), stamp(&file))).collect::<BTreeMap<_, Stamp>>()
    });
    let Ok(now) = looked.await else { return };
    // A file that is new to the list has just been read.
    let has_changed = now.iter().any(|(file, stamp)| seen.get(file).is_some_and(|before| before != stamp));
    *seen = now;
    if has_changed {
        reload(session);
    }
}
