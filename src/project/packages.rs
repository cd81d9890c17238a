//! Packages of stylebooks on this machine: archives that lie beside a stylebook, and those from the web that
//! `copydesk sync` has fetched. Nothing here asks the network.
//!
//! What was fetched lies in `.copydesk/packages/`, each archive under its SHA-256, so that a file there is what it should be
//! or is refused. `copydesk.lock` says which hash belongs to which address.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use self::archive::Archive;
use super::{MAX_PROJECT_FILE, file, folder_of};
use crate::stylebook::{InArchive, Package, Problem, Stylebook};

mod archive;
mod lock;

pub use archive::LARGEST;
pub use lock::{Lock, Pin};

/// The file that says which bytes belong to which address.
pub const LOCK: &str = "copydesk.lock";
/// The folder of what was fetched.
pub const PACKAGES: &str = ".copydesk/packages";

/// The packages of one stylebook.
pub struct Packages {
    /// The folder of the stylebook.
    folder: PathBuf,
    lock: Option<Lock>,
    open: HashMap<PathBuf, Result<Archive, Problem>>,
    /// The files that count, those included that would if they were there.
    files: BTreeSet<PathBuf>,
    /// What is wrong with the lock.
    problems: Vec<Problem>,
}

/// What is known of a package on the web.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It was fetched, and is what it should be.
    Held {
        /// Its hash.
        sha256: String,
        /// Its size in bytes.
        size: u64,
    },
    /// It is not here.
    Missing {
        /// The hash that it must have, if one is known.
        sha256: Option<String>,
    },
    /// What is here is no package, or not the one it should be.
    Refused(Problem),
}

impl Packages {
    /// The packages of a stylebook, by its file.
    pub fn of(stylebook: &Path) -> Self {
        Packages {
            folder: folder_of(stylebook).to_path_buf(),
            lock: None,
            open: HashMap::new(),
            files: BTreeSet::new(),
            problems: Vec::new(),
        }
    }

    /// Reads the stylebook with all that it extends.
    pub fn load(&mut self, path: &Path, text: &str) -> (Stylebook, Vec<Problem>) {
        let (stylebook, mut problems) = Stylebook::load(&file::shown(path), text, &mut |path| self.read(path));
        problems.append(&mut self.problems);
        (stylebook, problems)
    }

    /// The archives and locks that the stylebook depends on, those included that would count if they were there.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(PathBuf::as_path)
    }

    /// The text of a file that a stylebook names, in an archive or not.
    fn read(&mut self, path: &str) -> io::Result<String> {
        match InArchive::of(path) {
            // A folder may have such a name, too.
            Some(InArchive { archive, inner, .. }) if !Path::new(archive).is_dir() => {
                let remote = InArchive::of(path).filter(InArchive::is_remote);
                let place = match remote {
                    Some(InArchive { sha256, .. }) => self.place_of(archive, sha256)?,
                    None => PathBuf::from(archive),
                };
                self.files.insert(place.clone());
                if remote.is_some() && !place.exists() {
                    return Err(missing(archive).into());
                }
                let open = self.open.entry(place).or_insert_with_key(|place| match remote {
                    Some(_) => held(place, archive).map(|(archive, _)| archive),
                    None => Archive::open(place, archive),
                });
                match open {
                    Ok(open) => open.text(inner),
                    Err(problem) => Err(problem.clone().into()),
                }
            }
            _ => super::found(path),
        }
    }

    /// Where a package on the web is kept.
    fn place_of(&mut self, url: &str, sha256: Option<&str>) -> Result<PathBuf, Problem> {
        let pinned = match sha256 {
            Some(hash) => Some(hash.to_owned()),
            None => self.lock().pin(url).map(|pin| pin.sha256.clone()),
        };
        pinned.map(|hash| self.place(&hash)).ok_or_else(|| missing(url))
    }

    /// Where the package with a hash is kept.
    fn place(&self, sha256: &str) -> PathBuf {
        self.folder.join(PACKAGES).join(format!("{sha256}.zip"))
    }

    /// The file of the lock.
    pub fn lock_file(&self) -> PathBuf {
        self.folder.join(LOCK)
    }

    /// What the lock says.
    pub fn lock(&mut self) -> &Lock {
        let path = self.lock_file();
        self.files.insert(path.clone());
        self.lock.get_or_insert_with(|| {
            if !path.exists() {
                return Lock::default();
            }
            let (lock, problems) = match file::read(&path, MAX_PROJECT_FILE) {
                Ok(text) => Lock::read(&file::shown(&path), &text),
                Err(problem) => (Lock::default(), vec![problem]),
            };
            self.problems.extend(problems);
            lock
        })
    }

    /// What is known of a package.
    pub fn state(&mut self, package: &Package) -> State {
        let wanted = package.sha256.clone().or_else(|| self.lock().pin(&package.url).map(|pin| pin.sha256.clone()));
        let Some(sha256) = wanted else { return State::Missing { sha256: None } };
        let place = self.place(&sha256);
        if !place.exists() {
            return State::Missing { sha256: Some(sha256) };
        }
        match held(&place, &package.url) {
            Ok((_, size)) => State::Held { sha256, size },
            Err(problem) => State::Refused(problem),
        }
    }

    /// Keeps what was fetched, if it is a package, and says which it is.
    ///
    /// # Errors
    /// A problem that says what is wrong with it, or why it cannot be kept.
    pub fn keep(&mut self, url: &str, bytes: &[u8]) -> Result<Pin, Problem> {
        let sha256 = hash(bytes);
        let size = bytes.len() as u64;
        let folder = self.folder.join(PACKAGES);
        let is_new = !folder.exists();
        Archive::of(bytes.to_vec(), url)?.verify()?;
        file::put(&self.place(&sha256), bytes)?;
        if is_new {
            // What can be fetched again is nothing to commit.
            file::put(&folder.join(".gitignore"), b"*\n")?;
        }
        Ok(Pin { url: url.to_owned(), sha256, size })
    }

    /// Writes the lock, unless it says the same already. Returns whether it was written.
    ///
    /// # Errors
    /// A problem that says why it was not.
    pub fn write_lock(&mut self, lock: Lock) -> Result<bool, Problem> {
        if *self.lock() == lock {
            return Ok(false);
        }
        file::put(&self.lock_file(), lock.to_string().as_bytes())?;
        self.lock = Some(lock);
        Ok(true)
    }
}

/// The SHA-256 of bytes, in hexadecimal digits.
pub fn hash(bytes: &[u8]) -> String {
    use std::fmt::Write as _;

    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// An archive that was fetched, and its size; refused if it is not the one that its name promises.
fn held(place: &Path, url: &str) -> Result<(Archive, u64), Problem> {
    let bytes = archive::bytes(place, url)?;
    let size = bytes.len() as u64;
    let promised = place.file_stem().unwrap_or_default().to_string_lossy();
    let is = hash(&bytes);
    if is != promised {
        return Err(
            differs(url, &promised, &is).with_help(format!("Remove {} and run `copydesk sync`.", file::shown(place)))
        );
    }
    Ok((Archive::of(bytes, url)?, size))
}

/// A package that is not the one that was agreed on.
pub fn differs(url: &str, promised: &str, is: &str) -> Problem {
    Problem::new(url, format!("this package should have the SHA-256 {promised}, but has {is}"))
}

fn missing(url: &str) -> Problem {
    Problem::new(url, "this package has not been fetched, so its rules do not count")
        .with_help("Run `copydesk sync`, which fetches it once; after that, no network is needed.")
}
