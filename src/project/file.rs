//! One file: read as text with an error a user can act on, replaced in one step.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::stylebook::Problem;

/// The text of a file, which must be UTF-8 without NUL and hold at most `max` bytes. A byte order mark stays in it.
///
/// # Errors
/// A problem that says what is wrong with the file and what to do.
pub fn read(path: &Path, max: u64) -> Result<String, Problem> {
    let failed = |error: io::Error| unreadable(path, &error);
    let file = File::open(path).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    if about.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    if about.len() > max {
        return Err(Problem::too_large(shown(path), about.len(), max));
    }
    read_stream(file, &shown(path), about.len(), max)
}

/// The text of a stream, under the same conditions as [`read`]. `name` is what problems call it, `len` its probable
/// length in bytes.
///
/// # Errors
/// As for [`read`].
pub fn read_stream(stream: impl Read, name: &str, len: u64, max: u64) -> Result<String, Problem> {
    let mut bytes = Vec::with_capacity(usize::try_from(len).map_or(0, |len| len + 1));
    // A pipe has no length before it ends, and a file may grow.
    stream.take(max.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| unreadable(Path::new(name), &error))?;
    if bytes.len() as u64 > max {
        return Err(Problem::too_large(name, bytes.len() as u64, max));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Problem::new(name, "this is UTF-16").with_help("Save it as UTF-8."));
    }
    // `contains` is a fast search, `position` is not.
    if bytes.contains(&0) {
        let at = bytes.iter().position(|byte| *byte == 0).unwrap_or_default();
        let problem = Problem::new(name, "there is a NUL byte, so this is no text");
        return Err(Problem {
            place: Some(place(&String::from_utf8_lossy(&bytes[..at]))),
            ..problem.with_help("Save it as UTF-8 text, or leave it out.")
        });
    }
    String::from_utf8(bytes).map_err(|error| {
        let (good, bad) = error.as_bytes().split_at(error.utf8_error().valid_up_to());
        let bad = bad.first().copied().unwrap_or_default();
        let message = format!("this is not UTF-8: the byte 0x{bad:02X} stands for no character");
        Problem {
            place: Some(place(&String::from_utf8_lossy(good))),
            ..Problem::new(name, message)
                .with_help("Save it with the encoding UTF-8; most editors offer that under “Save as”.")
        }
    })
}

/// The 1-based line and UTF-16 column just past a text.
fn place(before: &str) -> (usize, usize) {
    let line = before
        .bytes()
        .enumerate()
        .filter(|(i, byte)| *byte == b'\n' || (*byte == b'\r' && before.as_bytes().get(i + 1) != Some(&b'\n')))
        .count();
    let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let column = before[start..].trim_start_matches('\u{feff}').encode_utf16().count();
    (line + 1, column + 1)
}

/// What an error of the operating system means to the user who gave the file.
pub fn unreadable(path: &Path, error: &io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::NotFound => {
            Problem::new(shown(path), "there is no such file").with_help("Check how the path is written.")
        }
        _ => Problem::unreadable(shown(path), error),
    }
}

/// A path as messages show it: with `/`, without a leading `./`.
pub fn shown(path: &Path) -> String {
    let short = path.strip_prefix("./").unwrap_or(path);
    let short = if short.as_os_str().is_empty() { path } else { short };
    let text = short.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '\\' { text.replace('\\', "/") } else { text.into_owned() }
}

/// Replaces the contents of a file in one step: readers see the old text or the new one, and a failure leaves the old.
/// Permissions stay. A link stays a link, and the file that it leads to is replaced. `was` is the text that the new one
/// was made from; a file that holds something else by now is left alone.
///
/// # Errors
/// A problem that says why the file was left as it is.
pub fn replace(path: &Path, was: &str, text: &str) -> Result<(), Problem> {
    let unreadable = |error: io::Error| unreadable(path, &error);
    let left = |message: &str| Problem::new(shown(path), message).with_help("The file was left as it is.");
    let target = fs::canonicalize(path).map_err(unreadable)?;
    let permissions = fs::metadata(&target).map_err(unreadable)?.permissions();
    if permissions.readonly() {
        return Err(left("this file is read-only, so it was not mended"));
    }
    if fs::read(&target).map_err(unreadable)? != was.as_bytes() {
        return Err(left("this file has changed while it was being checked"));
    }
    write_beside(&target, text, permissions).map_err(|error| left(&format!("this file cannot be written: {error}")))
}

/// Changes a file in one step, or makes it where there is none, whoever else changes it at the same time. `change` is given
/// the text, and returns the new one, or nothing if none is needed; it is asked again if the file was changed meanwhile.
/// Returns whether the file was changed. A file that is not UTF-8 is left alone.
///
/// # Errors
/// What `change` says, or a problem that says why the file was left as it is.
pub fn update(
    path: &Path,
    max: u64,
    change: &dyn Fn(&str) -> Result<Option<String>, Problem>,
) -> Result<bool, Problem> {
    let failed = |error: io::Error| {
        // An error of the temporary file names that file, of which the user knows nothing.
        let error = error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error);
        Problem::new(shown(path), format!("this file cannot be written: {error}"))
            .with_help("It was left as it is. Check its permissions and that the disk has room.")
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    // The file itself is replaced, so its folder is what others of our kind wait for. Where a folder cannot be locked, the
    // comparison below has to do.
    let lock = File::open(folder).ok().filter(|folder| folder.lock().is_ok());
    for _ in 0..ATTEMPTS {
        let Ok(target) = fs::canonicalize(path) else {
            let Some(text) = change("")? else { return Ok(false) };
            match create_whole(path, folder, &text) {
                Ok(()) => return Ok(true),
                // Somebody else was quicker; theirs is changed in the next round.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                Err(error) => return Err(failed(error)),
            }
        };
        let permissions = fs::metadata(&target).map_err(failed)?.permissions();
        let text = read(&target, max)?;
        let Some(new) = change(&text)? else { return Ok(false) };
        if permissions.readonly() {
            return Err(failed(io::ErrorKind::PermissionDenied.into()));
        }
        // An editor takes no lock.
        if fs::read(&target).map_err(failed)? != text.as_bytes() {
            continue;
        }
        write_beside(&target, &new, permissions).map_err(failed)?;
        return Ok(true);
    }
    drop(lock);
    Err(Problem::new(shown(path), "this file keeps changing, so nothing was added to it").with_help("Try again."))
}

/// Puts bytes into a file in one step, whatever was there; its folder is made if there is none.
///
/// # Errors
/// A problem that says why they could not be written.
pub fn put(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || {
        fs::create_dir_all(folder)?;
        // A link stays a link.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(folder);
        filled(bytes, folder)?.persist(&target).map_err(|error| error.error).map(drop)
    };
    write().map_err(|error: io::Error| {
        let error = error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error);
        Problem::new(shown(path), format!("this file cannot be written: {error}"))
            .with_help("Check the permissions of its folder and that the disk has room.")
    })
}

/// How often a change is tried that others cut across who take no lock.
const ATTEMPTS: usize = 20;

/// Makes a file with all of its text, or none.
fn create_whole(path: &Path, folder: &Path, text: &str) -> io::Result<()> {
    filled(text.as_bytes(), folder)?.persist_noclobber(path).map_err(|error| error.error)?;
    Ok(())
}

/// A temporary file that is ready to take the place of another.
fn filled(bytes: &[u8], folder: &Path) -> io::Result<NamedTempFile> {
    let mut temporary = NamedTempFile::with_prefix_in(".copydesk-", folder)?;
    temporary.write_all(bytes)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A temporary file is for its owner alone; this one is for the newsroom.
        temporary.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    temporary.as_file().sync_all()?;
    Ok(temporary)
}

fn write_beside(target: &Path, text: &str, permissions: fs::Permissions) -> io::Result<()> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut temporary = NamedTempFile::with_prefix_in(".copydesk-", folder)?;
    temporary.write_all(text.as_bytes())?;
    temporary.as_file().set_permissions(permissions)?;
    temporary.as_file().sync_all()?;
    temporary.persist(target).map_err(|error| error.error)?;
    Ok(())
}

/// Writes a file that is not there yet.
///
/// # Errors
/// A problem if there is one already, or if it cannot be written.
pub fn create(path: &Path, text: &str) -> Result<(), Problem> {
    let written = File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Problem::new(shown(path), "there is such a file already").with_help("It was left as it is.")
        }
        _ => Problem::new(shown(path), format!("this file cannot be written: {error}")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_the_first_bad_byte_is() {
        let bad = |bytes: &[u8]| read_stream(bytes, "a.txt", 0, 100).unwrap_err();
        assert_eq!(bad(b"ab\r\ncd\xe9f").place, Some((2, 3)));
        assert_eq!(bad(b"\xef\xbb\xbfab\xff").place, Some((1, 3)));
        assert_eq!(bad("é😀\0".as_bytes()).place, Some((1, 4)));
        assert_eq!(bad(b"\xff\xfea\0").message, "this is UTF-16");
        assert!(bad(&[b'a'; 101]).message.contains("101 bytes"));
    }

    #[test]
    fn many_change_a_file_at_once_and_nothing_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/words.txt");
        std::thread::scope(|scope| {
            for worker in 0..4 {
                let path = &path;
                scope.spawn(move || {
                    for word in 0..25 {
                        let add = |text: &str| Ok(Some(format!("{text}{worker}-{word}\n")));
                        assert_eq!(update(path, 1 << 20, &add), Ok(true));
                    }
                });
            }
        });
        let text = fs::read_to_string(&path).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len(), 100);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
        assert_eq!(update(&path, 1 << 20, &|_| Ok(None)), Ok(false));
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }

    #[test]
    fn leaves_a_file_alone_that_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "new").unwrap();
        assert!(replace(&path, "old", "fixed").is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        replace(&path, "new", "fixed").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "fixed");
    }
}
