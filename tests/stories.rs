//! Our own stories: clean copy in which no rule has anything to say, and one story with planted errors, which the README
//! shows to a new user.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use copydesk::article::Format;
use copydesk::linter::Resources;
use copydesk::{Diagnostic, Encoding, Level, Linter, Source, Stylebook, Text};

mod stories {
    use super::{Path, PathBuf};

    pub fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories")
    }

    /// The stories, in the order of their names.
    pub fn all() -> Vec<PathBuf> {
        let mut paths: Vec<_> = std::fs::read_dir(folder())
            .expect("the folder of the stories")
            .map(|entry| entry.expect("a story").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "txt" || extension == "md"))
            .collect();
        paths.sort();
        paths
    }
}

const PLANTED: &str = "harbor-bridge.txt";
const EXPECTED: &str = "harbor-bridge.expected";

#[test]
fn clean_stories_are_silent() {
    let mut complaints = String::new();
    let mut checked = 0;
    for path in stories::all() {
        let name = file_name(&path);
        if name == PLANTED {
            continue;
        }
        checked += 1;
        let source = source(&path);
        let analysis = linter(&name).check(&source);
        for line in listed(&analysis.diagnostics, &source.text) {
            let _ = writeln!(complaints, "{name}:{line}");
        }
    }
    assert!(checked >= 14, "there are only {checked} clean stories");
    assert!(complaints.is_empty(), "clean stories have findings:\n{complaints}");
}

#[test]
fn the_planted_errors_are_found_and_nothing_else() {
    let path = stories::folder().join(PLANTED);
    let source = source(&path);
    let analysis = linter(PLANTED).check(&source);
    let found = listed(&analysis.diagnostics, &source.text).join("\n") + "\n";
    let expected = stories::folder().join(EXPECTED);
    if std::env::var_os("COPYDESK_BLESS").is_some() {
        std::fs::write(&expected, &found).expect("the list can be written");
    }
    let expected = std::fs::read_to_string(expected).expect("the list of the planted errors");
    assert_eq!(found, expected, "COPYDESK_BLESS=1 rewrites the list");
}

#[test]
fn fixing_the_planted_errors_leaves_what_only_a_person_can_mend() {
    let source = source(&stories::folder().join(PLANTED));
    let linter = linter(PLANTED);
    let fixed = linter.fix_all(&source);
    let mended = Source { text: fixed.text, ..source };
    let left = linter.check(&mended).diagnostics;
    let rules: Vec<&str> = left.iter().map(|diagnostic| &*diagnostic.rule).collect();
    assert_eq!(rules, ["attribution/missing"], "{}", listed(&left, &mended.text).join("\n"));
    let text = mended.text.to_string();
    for mended in ["Pickett said the city", "the town’s only", "across the bay", "state Bridge Repair", "complimentary"]
    {
        assert!(text.contains(mended), "“{mended}” is not in the text:\n{text}");
    }
    assert_eq!(linter.fix_all(&Source { text: fixed.analysis.text, ..Source::default() }).applied, 0);
}

/// `line:column rule text`, lines and columns counted from 1, columns in UTF-16 units.
fn listed(diagnostics: &[Diagnostic], text: &Text) -> Vec<String> {
    let line = |diagnostic: &Diagnostic| {
        let at = text.position(diagnostic.span.start, Encoding::Utf16);
        format!("{}:{} {} {}", at.line + 1, at.column + 1, diagnostic.rule, text.slice(diagnostic.span))
    };
    assert!(diagnostics.iter().all(|diagnostic| diagnostic.level >= Level::Hint));
    diagnostics.iter().map(line).collect()
}

/// Stories whose names start with `gb-` are British.
fn linter(name: &str) -> Linter {
    let mut stylebook = Stylebook::default();
    if name.starts_with("gb-") {
        stylebook.language = copydesk::article::Language::EnGb;
    }
    let (linter, problems) = Linter::new(&stylebook, &Resources::default());
    assert!(problems.is_empty(), "{problems:?}");
    linter
}

fn source(path: &Path) -> Source {
    let name = file_name(path);
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Source { text: Text::new(&text), format: Format::of_name(&name), name: Some(name), ..Source::default() }
}

fn file_name(path: &Path) -> String {
    path.file_name().expect("a file").to_string_lossy().into_owned()
}
