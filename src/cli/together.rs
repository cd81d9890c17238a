//! `copydesk check --together`: what stories say of one another.

use std::collections::HashMap;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::parallel;
use crate::diagnostic::Diagnostic;
use crate::linter::Source;
use crate::names::Across;
use crate::project::{Project, file};

/// Reads all articles and compares those of one project: the findings in each.
pub(super) fn compare(
    articles: &[PathBuf],
    threads: NonZero<usize>,
    read: impl Fn(&Path) -> Option<(Arc<Project>, Source)> + Sync,
) -> HashMap<PathBuf, Vec<Diagnostic>> {
    let mut indexes: Vec<(Arc<Project>, Across)> = Vec::new();
    let mut by_name: HashMap<String, PathBuf> = HashMap::new();
    parallel::in_order(
        articles,
        threads,
        |path| {
            // A story that copydesk fails on is reported when it is checked.
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                let (project, source) = read(path)?;
                let names = project.linter.names_in(&project.linter.check(&source));
                Some((project, path.clone(), names))
            }))
            .ok()
            .flatten()
        },
        |story| {
            let Some((project, path, names)) = story else { return ControlFlow::Continue(()) };
            let name = file::shown(&path);
            by_name.insert(name.clone(), path);
            let known = indexes.iter().position(|(known, _)| Arc::ptr_eq(known, &project));
            let number = known.unwrap_or_else(|| {
                indexes.push((Arc::clone(&project), project.linter.across()));
                indexes.len() - 1
            });
            indexes[number].1.add(&name, names);
            ControlFlow::Continue(())
        },
    );
    let mut found: HashMap<PathBuf, Vec<Diagnostic>> = HashMap::new();
    for (project, index) in &indexes {
        for disagreement in index.disagreements() {
            let diagnostic = project.linter.disagreement(&disagreement);
            if let (Some(path), Some(diagnostic)) = (by_name.get(&disagreement.story), diagnostic) {
                found.entry(path.clone()).or_default().push(diagnostic);
            }
        }
    }
    found
}
