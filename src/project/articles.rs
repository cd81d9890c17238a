//! Which files are read.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::{Projects, file};
use crate::stylebook::Problem;

/// The articles that `paths` stand for, in their order; those in a folder are sorted by name. Hidden files and those
/// that an ignore file names are left out, and nothing comes twice. `not` is a file that is never read: the report.
pub fn articles(paths: &[PathBuf], projects: &Projects, not: Option<&Path>) -> (Vec<PathBuf>, Vec<Problem>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    let not = not.and_then(|path| fs::canonicalize(path).ok());
    let mut seen = HashSet::new();
    for path in paths {
        if path.is_dir() {
            walk(path, projects, &mut found, &mut problems);
        } else {
            found.push((path.clone(), true));
        }
    }
    let found = found
        .into_iter()
        .filter(|(path, named)| {
            // A file that cannot be found is reported when it is read.
            let real = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
            (*named || not.as_ref() != Some(&real)) && seen.insert(real)
        })
        .map(|(path, _)| path)
        .collect();
    (found, problems)
}

fn walk(folder: &Path, projects: &Projects, found: &mut Vec<(PathBuf, bool)>, problems: &mut Vec<Problem>) {
    let walk =
        WalkBuilder::new(folder).follow_links(true).require_git(false).sort_by_file_name(std::ffi::OsStr::cmp).build();
    for entry in walk {
        match entry {
            Ok(entry) => {
                let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
                if is_file && projects.of_article(entry.path()).is_article(entry.path()) {
                    found.push((entry.into_path(), false));
                }
            }
            Err(error) => problems.push(problem(&error, folder)),
        }
    }
}

fn problem(error: &ignore::Error, folder: &Path) -> Problem {
    let mut path = folder;
    let mut inner = error;
    loop {
        match inner {
            ignore::Error::WithPath { path: at, err } => {
                path = at;
                inner = err;
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => inner = err,
            ignore::Error::Partial(errors) if !errors.is_empty() => inner = &errors[0],
            _ => break,
        }
    }
    match inner {
        ignore::Error::Loop { ancestor, child } => {
            let message = format!("this link leads back to {}, so it was not followed", file::shown(ancestor));
            Problem::new(file::shown(child), message).with_help("Remove it, or name it in a file .ignore.")
        }
        ignore::Error::Io(error) => file::unreadable(path, error),
        other => Problem::new(file::shown(path), other.to_string()),
    }
}
