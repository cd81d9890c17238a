//! The command `copydesk` as a user meets it: transcripts, and input that is not what it should be.
//!
//! A folder in `tests/cli/` holds a `transcript.txt` and the files that it starts from, in `in/`. A transcript is made of
//! commands (`$ copydesk …`, with `< file` for standard input), the code each ended with unless it was 0 (`? 1`), what it
//! wrote to standard output and, behind `!`, to standard error. `$ cat file` shows a file. With `COPYDESK_BLESS=1` the
//! transcripts are written anew.

#![allow(clippy::unwrap_used, clippy::format_push_string)]

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use similar::TextDiff;
use tempfile::TempDir;

#[test]
fn transcripts() {
    let mut wrong = String::new();
    let mut folders: Vec<_> = fs::read_dir("tests/cli").unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(!folders.is_empty());
    for folder in folders {
        let path = folder.join("transcript.txt");
        let expected = fs::read_to_string(&path).unwrap();
        let sandbox = Sandbox::new();
        copy(&folder.join("in"), sandbox.path());
        let happened: String = expected
            .lines()
            .filter_map(|line| line.strip_prefix("$ "))
            .map(|command| sandbox.replay(command))
            .collect();
        if happened == expected {
            continue;
        }
        if std::env::var_os("COPYDESK_BLESS").is_some() {
            fs::write(&path, happened).unwrap();
        } else {
            let diff = TextDiff::from_lines(&expected, &happened);
            wrong += &diff.unified_diff().header(path.to_str().unwrap(), "what happened").to_string();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_order_does_not_depend_on_the_threads() {
    let sandbox = Sandbox::new();
    for i in 0..300 {
        let folder = sandbox.path().join(format!("desk{}", i % 7));
        fs::create_dir_all(&folder).unwrap();
        // Sizes differ, so that files end out of order.
        let text = "The goverment met on the pier.\n\n".repeat(1 + (i * 37) % 41);
        fs::write(folder.join(format!("story{i}.txt")), text).unwrap();
    }
    let one = sandbox.run(["check", "-j", "1", "--no-suggest"], None);
    assert_eq!(one.status.code(), Some(1));
    for _ in 0..3 {
        let many = sandbox.run(["check", "-j", "8", "--no-suggest"], None);
        assert!(many.stdout == one.stdout);
    }
}

#[test]
fn sarif_is_valid() {
    let schema = fs::read_to_string("tests/sarif/sarif-schema-2.1.0.json").unwrap();
    // The pattern of a language has a bracket too many, which the dialect of the schema does not allow.
    assert_eq!(schema.matches("{2}]?$").count(), 2);
    let schema: serde_json::Value = serde_json::from_str(&schema.replace("{2}]?$", "{2}$")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let sandbox = Sandbox::new();
    copy(Path::new("tests/cli/programs/in"), sandbox.path());
    fs::write(sandbox.path().join("bad name.txt"), b"\xff").unwrap();
    for arguments in [
        vec!["check", "--format", "sarif"],
        vec!["check", "--format", "sarif", "nothing.txt"],
        vec!["check", "--format", "sarif", "--skip", "spelling"],
    ] {
        let output = sandbox.run(&arguments, None);
        let log: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let errors: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{arguments:?}: {errors:?}");
    }
}

#[test]
fn offsets_are_those_of_the_file_on_disk() {
    let sandbox = Sandbox::new();
    // A byte order mark, CRLF, and characters of one to four bytes before the word.
    let text = "\u{feff}Harbor opens\r\n\r\n“Naïve” 😀 the goverment said.\r\n";
    fs::write(sandbox.path().join("a.txt"), text).unwrap();
    let output = sandbox.run(["check", "--format", "json", "--only", "spelling", "a.txt"], None);
    let log: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(log["version"], 1);
    let found = &log["files"][0]["diagnostics"][0];
    let start = text.find("goverment").unwrap();
    assert_eq!(found["start"], start);
    assert_eq!(found["end"], start + "goverment".len());
    assert_eq!((&found["line"], &found["column"]), (&3.into(), &16.into()));
    assert_eq!((&found["end_line"], &found["end_column"]), (&3.into(), &25.into()));
    assert_eq!(found["fixes"][0]["edits"][0]["text"], "government");

    // A mark on the first line takes no column.
    fs::write(sandbox.path().join("b.txt"), "\u{feff}Goverment meets on the pier.\n").unwrap();
    let output = sandbox.run(["check", "--format", "json", "--only", "spelling", "b.txt"], None);
    let log: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = &log["files"][0]["diagnostics"][0];
    assert_eq!((&found["start"], &found["column"]), (&3.into(), &1.into()));
}

#[test]
fn a_fix_keeps_line_ends_permissions_and_the_missing_last_newline() {
    let sandbox = Sandbox::new();
    let path = sandbox.path().join("a.txt");
    fs::write(&path, "\u{feff}The pier opens\r\n\r\nThe goverment said so.").unwrap();
    set_mode(&path, 0o640);
    let output = sandbox.run(["check", "--fix", "--only", "spelling", "a.txt"], None);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "\u{feff}The pier opens\r\n\r\nThe government said so.");
    assert_eq!(mode(&path), 0o640);
    // No temporary file stays.
    assert_eq!(fs::read_dir(sandbox.path()).unwrap().count(), 1);
}

#[test]
fn a_file_without_a_fix_is_not_touched() {
    let sandbox = Sandbox::new();
    let path = sandbox.path().join("a.txt");
    fs::write(&path, "The pier opens on Monday.\n").unwrap();
    let before = fs::metadata(&path).unwrap();
    let output = sandbox.run(["check", "--fix", "a.txt"], None);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let after = fs::metadata(&path).unwrap();
    assert_eq!(before.modified().unwrap(), after.modified().unwrap());
    assert!(same_file(&before, &after));
}

#[cfg(unix)]
#[test]
fn a_fix_goes_through_a_link_and_leaves_a_read_only_file_alone() {
    let sandbox = Sandbox::new();
    let (real, link) = (sandbox.path().join("real.txt"), sandbox.path().join("link.txt"));
    fs::write(&real, "The goverment said so.\n").unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let output = sandbox.run(["check", "--fix", "--only", "spelling", "link.txt"], None);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&real).unwrap(), "The government said so.\n");

    fs::write(&real, "The goverment said so.\n").unwrap();
    set_mode(&real, 0o444);
    let output = sandbox.run(["check", "--fix", "--only", "spelling", "real.txt"], None);
    assert_trouble(&output, "real.txt", "read-only");
    assert_eq!(fs::read_to_string(&real).unwrap(), "The goverment said so.\n");
}

#[test]
fn text_that_is_no_text_is_a_problem_of_its_file_only() {
    let long = "word ".repeat(200_000);
    for (name, bytes, says) in [
        ("latin1.txt", b"The caf\xe9 opens.\n".as_slice(), "not UTF-8"),
        ("nul.txt", b"The pier\0opens.\n", "NUL"),
        ("utf16.txt", b"\xff\xfeT\0h\0e\0", "UTF-16"),
        ("cut.txt", b"The caf\xc3", "not UTF-8"),
        ("bom-only.txt", b"\xef\xbb\xbf", ""),
        ("empty.txt", b"", ""),
        ("cr.txt", b"One.\rTwo.\r", ""),
        ("line.txt", long.as_bytes(), ""),
    ] {
        let sandbox = Sandbox::new();
        fs::write(sandbox.path().join(name), bytes).unwrap();
        fs::write(sandbox.path().join("z.txt"), "The goverment said so.\n").unwrap();
        let output = sandbox.run(["check", "--only", "spelling/unknown"], None);
        assert!(stdout(&output).contains("z.txt:1:5"), "{name}: {output:?}");
        if says.is_empty() {
            assert_eq!(output.status.code(), Some(1), "{name}: {output:?}");
        } else {
            assert_trouble(&output, name, says);
        }
        let output = sandbox.run(["check", "-"], Some(bytes));
        assert_eq!(output.status.code() == Some(2), !says.is_empty(), "{name}: {output:?}");
    }
}

#[test]
fn a_word_of_a_million_letters_is_one_finding_at_most() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path().join("a.txt"), format!("A {} b.\n", "xq".repeat(500_000))).unwrap();
    let output = sandbox.run(["check", "a.txt"], None);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{:?}", output.status);
    assert!(stdout(&output).len() < 10_000_000);
    assert!(stdout(&output).lines().all(|line| line.chars().count() < 1_200_000));
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path().join("copydesk.yaml"), "max_file_size: 1 kB\n").unwrap();
    fs::write(sandbox.path().join("big.txt"), "word ".repeat(250)).unwrap();
    fs::write(sandbox.path().join("small.txt"), "The goverment said so.\n").unwrap();
    let output = sandbox.run(["check"], None);
    assert_trouble(&output, "big.txt", "max_file_size");
    assert!(stdout(&output).contains("small.txt:1:5"), "{output:?}");
    let output = sandbox.run(["check", "-"], Some("word ".repeat(250).as_bytes()));
    assert_trouble(&output, "<stdin>", "max_file_size");

    let sandbox = Sandbox::new();
    let huge = File::create(sandbox.path().join("huge.txt")).unwrap();
    huge.set_len(200_000_000).unwrap();
    let output = sandbox.run(["check"], None);
    assert_trouble(&output, "huge.txt", "max_file_size");
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_back_is_a_problem_and_not_a_trap() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path().join("desk");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a.txt"), "The goverment said so.\n").unwrap();
    std::os::unix::fs::symlink("..", folder.join("loop")).unwrap();
    let output = sandbox.run(["check"], None);
    assert_trouble(&output, "desk/loop", "leads back");
    assert_eq!(stdout(&output).matches("a.txt:1:5").count(), 1);
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_or_written_is_a_problem() {
    let sandbox = Sandbox::new();
    let (closed, open) = (sandbox.path().join("closed.txt"), sandbox.path().join("open.txt"));
    fs::write(&closed, "One.\n").unwrap();
    fs::write(&open, "The goverment said so.\n").unwrap();
    set_mode(&closed, 0o000);
    if File::open(&closed).is_ok() {
        eprintln!("skipped: this user may read every file, so no file is unreadable");
    } else {
        let output = sandbox.run(["check"], None);
        assert_trouble(&output, "closed.txt", "may not be read");
        assert!(stdout(&output).contains("open.txt:1:5"));
    }
    let output = sandbox.run(["check", "open.txt", "--output", "."], None);
    assert_trouble(&output, ".", "folder");
    let output = sandbox.run(["check", "open.txt", "--output", "none/report.txt"], None);
    assert_trouble(&output, "none/report.txt", "no such folder");
    let output = sandbox.run(["check", "missing.txt", "open.txt"], None);
    assert_trouble(&output, "missing.txt", "no such file");
    assert!(stdout(&output).contains("open.txt:1:5"));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_the_command_quietly() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path().join("a.txt"), "The goverment said so.\n\n".repeat(5_000)).unwrap();
    let mut child = sandbox
        .command(["check", "--no-suggest", "a.txt", "a.txt"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn colours_are_for_terminals() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path().join("a.txt"), "The goverment said so.\n").unwrap();
    let plain = sandbox.run(["check", "a.txt"], None);
    assert!(!plain.stdout.contains(&0x1b));
    let styled = sandbox.run(["check", "--color", "always", "a.txt"], None);
    assert!(styled.stdout.contains(&0x1b));
    let asked = sandbox.run(["check", "--color", "never", "a.txt"], None);
    assert_eq!(asked.stdout, plain.stdout);
}

#[test]
fn control_characters_of_a_story_do_not_reach_the_terminal() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path().join("a.txt"), "The \u{1b}[31mgoverment\u{7} \u{202e}said so.\n").unwrap();
    let output = sandbox.run(["check", "a.txt"], None);
    assert!(!output.stdout.contains(&0x1b) && !output.stdout.contains(&7), "{output:?}");
    assert!(!stdout(&output).contains('\u{202e}'));
}

#[test]
fn a_report_goes_to_its_file_and_is_no_article() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path().join("a.txt"), "The goverment said so.\n").unwrap();
    for _ in 0..2 {
        let output = sandbox.run(["check", "--output", "report.txt"], None);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(output.stdout.is_empty());
        let report = fs::read_to_string(sandbox.path().join("report.txt")).unwrap();
        assert!(report.contains("a.txt:1:5") && report.contains("in 1 file"), "{report}");
    }
}

/// The words of a command; what stands between double quotation marks is one.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (number, part) in command.split('"').enumerate() {
        if number % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// A folder of its own for a command, far from the settings of whoever runs the tests.
struct Sandbox {
    folder: TempDir,
    home: TempDir,
}

impl Sandbox {
    fn new() -> Self {
        Sandbox { folder: tempfile::tempdir().unwrap(), home: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn command(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .env("HOME", self.home.path())
            .env("XDG_CONFIG_HOME", self.home.path().join("config"))
            .stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>, stdin: Option<&[u8]>) -> Output {
        let mut command = self.command(arguments);
        if let Some(bytes) = stdin {
            let path = self.home.path().join("stdin");
            fs::write(&path, bytes).unwrap();
            command.stdin(File::open(path).unwrap());
        }
        command.output().unwrap()
    }

    /// What a transcript says of a command.
    fn replay(&self, line: &str) -> String {
        let (command, stdin) = match line.split_once(" < ") {
            Some((command, file)) => (command, Some(fs::read(self.path().join(file)).unwrap())),
            None => (line, None),
        };
        let words = words(command);
        let mut words = words.iter().map(String::as_str);
        let mut shown = format!("$ {line}\n");
        match words.next() {
            Some("cat") => shown += &fs::read_to_string(self.path().join(words.next().unwrap())).unwrap(),
            Some("copydesk") => {
                let output = self.run(words, stdin.as_deref());
                if output.status.code() != Some(0) {
                    shown += &format!("? {}\n", output.status.code().unwrap());
                }
                shown += &stdout(&output);
                for line in String::from_utf8(output.stderr).unwrap().lines() {
                    shown += format!("! {line}").trim_end();
                    shown.push('\n');
                }
            }
            other => panic!("a transcript cannot run {other:?}"),
        }
        if !shown.ends_with('\n') {
            shown += "\n";
        }
        shown
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The command ended with 2, and said of the file what is wrong.
fn assert_trouble(output: &Output, file: &str, says: &str) {
    let error = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(error.contains(&format!("error: {file}:")) && error.contains(says), "{error}");
    assert!(!error.contains("panicked"), "{error}");
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) {}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[cfg(not(unix))]
fn mode(_: &Path) -> u32 {
    0o640
}

#[cfg(unix)]
fn same_file(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    one.ino() == other.ino()
}

#[cfg(not(unix))]
fn same_file(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    true
}
