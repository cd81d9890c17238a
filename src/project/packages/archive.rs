//! A `.zip` with a stylebook in it, read in memory. Nothing of it is ever unpacked to disk.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

use zip::ZipArchive;

use super::super::{STYLEBOOK, file};
use crate::stylebook::Problem;

/// The largest archive, and the most that one may hold when it is unpacked, in bytes.
pub const LARGEST: u64 = 64 << 20;
/// The most files in an archive.
const MOST_FILES: usize = 10_000;
/// What begins the entry of each file in the list of contents.
const ENTRY: &[u8] = b"PK\x01\x02";

/// An archive that keeps to the rules: no path leads out of it, nothing in it is a link, it unpacks to a bounded size.
pub(super) struct Archive {
    /// What problems call it.
    name: String,
    zip: ZipArchive<Cursor<Vec<u8>>>,
    /// The files by their paths from the folder of the stylebook.
    files: HashMap<String, usize>,
}

/// The bytes of an archive on disk.
pub(super) fn bytes(path: &Path, name: &str) -> Result<Vec<u8>, Problem> {
    let failed = |error: io::Error| Problem::unreadable(name, &error);
    let file = File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

impl Archive {
    /// The archive in a file.
    pub(super) fn open(path: &Path, name: &str) -> Result<Self, Problem> {
        Archive::of(bytes(path, name)?, name)
    }

    /// The archive in bytes.
    pub(super) fn of(bytes: Vec<u8>, name: &str) -> Result<Self, Problem> {
        let refused = |message: String| refused(name, message);
        if bytes.len() as u64 > LARGEST {
            return Err(refused(format!("this package is larger than {} MB", LARGEST >> 20)));
        }
        // Before the list of contents is taken apart, which takes memory for each.
        if memchr::memmem::find_iter(&bytes, ENTRY).nth(MOST_FILES).is_some() {
            return Err(refused(format!("this package has more than {MOST_FILES} files")));
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(name, &error))?;
        let mut paths = Vec::new();
        let mut total: u64 = 0;
        for at in 0..zip.len() {
            let entry = zip.by_index_raw(at).map_err(|error| broken(name, &error))?;
            let path = entry.name().map_err(|error| broken(name, &error))?.replace('\\', "/");
            if entry.is_symlink() {
                return Err(refused(format!("“{path}” in this package is a link")));
            }
            if entry.encrypted() {
                return Err(refused(format!("“{path}” in this package is encrypted")));
            }
            let leaves =
                path.starts_with('/') || path.get(1..2) == Some(":") || path.split('/').any(|part| part == "..");
            if leaves || path.contains(char::is_control) {
                return Err(refused(format!("“{}” in this package leads out of it", path.escape_debug())));
            }
            total = total.saturating_add(entry.size());
            if total > LARGEST {
                return Err(refused(format!("this package unpacks to more than {} MB", LARGEST >> 20)));
            }
            if !entry.is_dir() {
                paths.push((path, at));
            }
        }
        let root = root(paths.iter().map(|(path, _)| path.as_str()));
        let Some(root) = root else {
            let problem = Problem::new(name, format!("there is no {STYLEBOOK} in this package"));
            return Err(
                problem.with_help("It should be at the top of the archive, or in the one folder that is there.")
            );
        };
        let files =
            paths.into_iter().filter_map(|(path, at)| Some((path.strip_prefix(&root)?.to_owned(), at))).collect();
        Ok(Archive { name: name.to_owned(), zip, files })
    }

    /// The text of a file.
    pub(super) fn text(&mut self, path: &str) -> io::Result<String> {
        if path.split('/').any(|part| part == "..") {
            let problem = Problem::new(format!("{}/{path}", self.name), "this is not in the package that names it");
            return Err(problem.with_help("A package has all that it names in its own folder.").into());
        }
        let at = *self.files.get(path).ok_or(io::ErrorKind::NotFound)?;
        let bytes = self.unpack(at)?;
        String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// Unpacks all of it once, to see that it can be.
    pub(super) fn verify(&mut self) -> Result<(), Problem> {
        for at in 0..self.zip.len() {
            self.unpack(at)?;
        }
        Ok(())
    }

    fn unpack(&mut self, at: usize) -> Result<Vec<u8>, Problem> {
        let entry = self.zip.by_index(at).map_err(|error| broken(&self.name, &error))?;
        let size = entry.size();
        let path = entry.name().map(|name| name.escape_debug().to_string()).unwrap_or_default();
        let mut bytes = Vec::new();
        // What it says of its size is only what it says.
        entry
            .take(size.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| refused(&self.name, format!("“{path}” in this package is damaged: {error}")))?;
        if bytes.len() as u64 > size {
            return Err(refused(&self.name, format!("“{path}” in this package is larger than it says")));
        }
        Ok(bytes)
    }
}

/// What to take off the paths, so that the stylebook is at the top: nothing, or the one folder that all is in.
fn root<'a>(paths: impl Iterator<Item = &'a str> + Clone) -> Option<String> {
    if paths.clone().any(|path| path == STYLEBOOK) {
        return Some(String::new());
    }
    let mut books = paths.filter_map(|path| {
        let folder = path.strip_suffix(STYLEBOOK)?;
        (folder.ends_with('/') && folder.matches('/').count() == 1 && !folder.starts_with("__MACOSX")).then_some(folder)
    });
    books.next().filter(|_| books.next().is_none()).map(str::to_owned)
}

fn broken(name: &str, error: &zip::result::ZipError) -> Problem {
    refused(name, format!("this is no package that can be read: {error}"))
}

fn refused(name: &str, message: String) -> Problem {
    Problem::new(file::shown(Path::new(name)), message)
        .with_help("Ask whoever made it for another; nothing of it is used.")
}
