//! Names that disagree between the stories of the open folders, for those who turn it on.
//!
//! The names of every story are kept, a few words each. Stories on disk are read one by one while nothing else is to be done;
//! an open one is looked at again when its typing rests, and only if its names have changed are the others compared anew.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::checker;
use super::documents::Reading;
use crate::article::Format;
use crate::diagnostic::Diagnostic;
use crate::linter::{Analysis, Source};
use crate::names::{Across, StoryNames};
use crate::project::articles::articles;
use crate::project::{Project, Projects, file};
use crate::text::Text;

/// The names of all stories that one set of projects governs.
pub(super) struct Newsroom {
    projects: Arc<Projects>,
    folders: Vec<PathBuf>,
    indexes: Vec<(Arc<Project>, Across)>,
    names: HashMap<PathBuf, StoryNames>,
    /// The states of open documents that their names were taken from.
    states: HashMap<PathBuf, u64>,
    /// Stories on disk that have not been read yet.
    waiting: Vec<PathBuf>,
}

impl Newsroom {
    /// The stories of these folders, none of them read yet.
    pub(super) fn new(projects: Arc<Projects>, folders: Vec<PathBuf>) -> Self {
        let there: Vec<PathBuf> = folders.iter().filter(|folder| folder.is_dir()).cloned().collect();
        let (mut waiting, _) = articles(&there, &projects, None);
        waiting.reverse();
        Newsroom { projects, folders, indexes: Vec::new(), names: HashMap::new(), states: HashMap::new(), waiting }
    }

    /// Whether it is of these projects and folders.
    pub(super) fn is_of(&self, projects: &Arc<Projects>, folders: &[PathBuf]) -> bool {
        Arc::ptr_eq(&self.projects, projects) && self.folders == folders
    }

    /// Reads the next story on disk, unless it is open; false if there is none left.
    pub(super) fn read_next(&mut self, is_open: impl Fn(&Path) -> bool) -> bool {
        let Some(path) = self.waiting.pop() else { return false };
        if !is_open(&path) {
            // One that cannot be read is reported where it is checked.
            self.read(&path);
        }
        true
    }

    /// Reads a story on disk, in place of what was known of it. Returns whether its names are others than before.
    pub(super) fn read(&mut self, path: &Path) -> bool {
        let most = self.projects.of_article(path).stylebook.max_file_size();
        self.states.remove(path);
        let Ok(text) = file::read(path, most) else { return self.remove(path) };
        let text = Text::new(&text);
        let project = checker::govern(&self.projects, Some(path), None, &text);
        let format = Format::of_name(&path.to_string_lossy());
        let analysis = project.linter.check(&Source { text, format, ..Source::default() });
        self.add(path, &project, &analysis)
    }

    /// Takes in the names of an open document. Returns whether they are others than before.
    pub(super) fn add_open(&mut self, path: &Path, reading: &Reading) -> bool {
        if self.is_current(path, reading) {
            return false;
        }
        self.states.insert(path.to_path_buf(), reading.changes);
        self.add(path, &reading.project, &reading.analysis)
    }

    /// Whether the names of a document were taken from what was read last.
    pub(super) fn is_current(&self, path: &Path, reading: &Reading) -> bool {
        self.states.get(path) == Some(&reading.changes)
    }

    /// Takes in the names of a story. Returns whether they are others than before.
    fn add(&mut self, path: &Path, project: &Arc<Project>, analysis: &Analysis) -> bool {
        let names = project.linter.names_in(analysis);
        if self.names.get(path) == Some(&names) {
            return false;
        }
        self.names.insert(path.to_path_buf(), names.clone());
        let story = self.shown(path);
        let known = self.indexes.iter().position(|(known, _)| Arc::ptr_eq(known, project));
        let number = known.unwrap_or_else(|| {
            self.indexes.push((Arc::clone(project), project.linter.across()));
            self.indexes.len() - 1
        });
        self.indexes[number].1.add(&story, names);
        true
    }

    fn remove(&mut self, path: &Path) -> bool {
        let story = self.shown(path);
        self.indexes.iter_mut().for_each(|(_, index)| index.remove(&story));
        self.names.remove(path).is_some()
    }

    /// The findings, by what messages call the story.
    pub(super) fn disagreements(&self) -> HashMap<String, Vec<Diagnostic>> {
        let mut found: HashMap<String, Vec<Diagnostic>> = HashMap::new();
        for (project, index) in &self.indexes {
            for disagreement in index.disagreements() {
                if let Some(diagnostic) = project.linter.disagreement(&disagreement) {
                    found.entry(disagreement.story).or_default().push(diagnostic);
                }
            }
        }
        found
    }

    /// What messages call a story: its path from the folder that is open.
    pub(super) fn shown(&self, path: &Path) -> String {
        let inside = self.folders.iter().find_map(|folder| path.strip_prefix(folder).ok());
        file::shown(inside.unwrap_or(path))
    }
}
