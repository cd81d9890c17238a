//! The shape of the source: who may know whom, what is embedded, how long a file may be.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use copydesk::Stylebook;

/// The table “Who may know whom” of `lib.rs`: a module, the modules of this crate that it may use, the crates that it must not use.
/// A module of a folder is judged by the longest name that fits.
const ROWS: &[Row] = &[
    row("text", &[], &[]),
    row("language", &[], &["ropey"]),
    row("vocabulary", &[], &["ropey"]),
    row("diagnostic", &["text"], &["ropey", "regex"]),
    row("article", &["text", "language", "vocabulary"], &["ropey"]),
    // The words that tell a person are a table of the bundle.
    row(
        "people",
        &["text", "language", "vocabulary", "article", "check", "names", "dictionary", "stylebook"],
        &["ropey"],
    ),
    row("check", &["text", "language", "article", "diagnostic", "dictionary"], &["ropey", "serde"]),
    row("names", &["text", "diagnostic", "vocabulary", "stylebook"], &["ropey"]),
    row("dictionary", &["text", "language", "vocabulary"], &["ropey"]),
    // It knows the list of checks, so that it can say what a stylebook may contain, and the values of its own keys.
    row("stylebook", &["text", "language", "diagnostic", "article", "dictionary", "rules"], &["ropey"]),
    row(
        "rules",
        &[
            "text",
            "language",
            "vocabulary",
            "article",
            "diagnostic",
            "check",
            "stylebook",
            "names",
            "people",
            "dictionary",
        ],
        &["ropey", "granit_parser"],
    ),
    row(
        "linter",
        &[
            "text",
            "language",
            "vocabulary",
            "article",
            "diagnostic",
            "check",
            "stylebook",
            "names",
            "people",
            "dictionary",
            "rules",
        ],
        &["ropey", "granit_parser"],
    ),
    row(
        "project",
        &["text", "language", "article", "diagnostic", "stylebook", "names", "dictionary", "linter"],
        // What is on this machine. The network is asked by one command, `sync`, and never by the server.
        &["ropey", "granit_parser", "clap", "tower_lsp", "tokio", "ureq"],
    ),
    row(
        "cli",
        &["text", "language", "article", "diagnostic", "stylebook", "names", "dictionary", "linter", "project"],
        &["ropey", "granit_parser", "tower_lsp", "tokio"],
    ),
    row(
        "lsp",
        &["text", "language", "article", "diagnostic", "stylebook", "names", "dictionary", "linter", "project"],
        &["ropey", "granit_parser", "clap", "ureq"],
    ),
];

struct Row {
    module: &'static str,
    may_use: &'static [&'static str],
    must_not_use: &'static [&'static str],
}

const fn row(module: &'static str, may_use: &'static [&'static str], must_not_use: &'static [&'static str]) -> Row {
    Row { module, may_use, must_not_use }
}

/// Files, network, threads of an executor and the clock are for the front ends.
const NOT_IN_THE_CORE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "std::time",
    "tokio",
    "tower_lsp",
    "lsp_types",
    "clap",
    "ureq",
    "zip",
];
/// Where the core ends.
const FRONT_ENDS: &[&str] = &["main", "project", "cli", "lsp"];
/// Modules that read files of their own: dictionaries that the user names.
const MAY_DO_IO: &[&str] = &["dictionary/hunspell"];
/// A longer file is two rooms.
const LONGEST: usize = 600;

#[test]
fn nobody_knows_whom_they_must_not() {
    let mut broken = Vec::new();
    for (module, source) in modules() {
        if FRONT_ENDS.contains(&module.as_str()) && module == "main" || module == "lib" {
            continue;
        }
        let Some(row) = row_of(&module) else {
            broken.push(format!("src/{module}.rs: add a row for it to ROWS in tests/tidy.rs"));
            continue;
        };
        let own = module.split('/').next().unwrap_or_default();
        for used in used_paths(&source).into_iter().map(|used| from_the_crate(&module, used)) {
            if let Some(path) = used.strip_prefix("crate::") {
                let other = path.split("::").next().unwrap_or_default();
                let known = other == own || row.may_use.contains(&other) || !other.starts_with(char::is_lowercase);
                let sibling = own == "rules" && other == "rules" && knows_another_rule(&module, path);
                if !known || sibling {
                    broken.push(format!(
                        "src/{module}.rs uses {used}, but `{}` may use only: {}",
                        row.module,
                        row.may_use.join(", ")
                    ));
                }
            } else if row.must_not_use.iter().any(|name| begins(&used, name)) {
                broken.push(format!("src/{module}.rs uses {used}, which `{}` must not know", row.module));
            }
            let core = !FRONT_ENDS.contains(&own) && !MAY_DO_IO.contains(&module.as_str());
            if core && NOT_IN_THE_CORE.iter().any(|name| begins(&used, name)) {
                broken.push(format!("src/{module}.rs uses {used}: the core does no IO and has no clock"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn no_file_is_two_rooms() {
    let long: Vec<String> = modules()
        .into_iter()
        .map(|(module, source)| (module, source.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(module, lines)| format!("src/{module}.rs has {lines} lines; split it, {LONGEST} is the most"))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn everything_below_rules_is_embedded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let embedded: BTreeSet<&str> = Stylebook::bundled_files().collect();
    // What the program is built of may also be read when its dictionaries are made.
    let makers = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples"));
    let makers = makers.into_iter().filter_map(|path| fs::read_to_string(path).ok());
    let source: String = modules().into_iter().map(|(_, source)| source).chain(makers).collect();
    let mut forgotten = Vec::new();
    for path in files(&root) {
        let name = path.strip_prefix(&root).expect("below rules").display().to_string().replace('\\', "/");
        let file = name.rsplit('/').next().unwrap_or_default();
        // Pages for people.
        if ["LICENSE", "README", "RULES", "NOTICE", "SOURCE"].iter().any(|page| file.contains(page)) {
            continue;
        }
        if !embedded.contains(name.as_str())
            && !source.contains(&format!("rules/{name}\""))
            && !source.contains(&format!("\"{file}\""))
        {
            forgotten.push(format!(
                "rules/{name} is in no program: give it the ending .yaml or .txt, or include_bytes! it where it is read"
            ));
        }
    }
    assert!(embedded.len() > 4);
    assert!(forgotten.is_empty(), "{}", forgotten.join("\n"));
}

/// All modules of `src/` by their path without the ending, with their text.
fn modules() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    files(&root)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| {
            let name = path.strip_prefix(&root).expect("below src").with_extension("");
            let source = fs::read_to_string(&path).expect("a source file");
            (name.display().to_string().replace('\\', "/"), source)
        })
        .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn row_of(module: &str) -> Option<&'static Row> {
    ROWS.iter()
        .filter(|row| module == row.module || module.starts_with(&format!("{}/", row.module)))
        .max_by_key(|row| row.module.len())
}

/// Whether a rule uses another rule's module: `rules/a.rs` and `rules/a/b.rs` may use `crate::rules::a`, and all may use
/// what `rules.rs` itself has.
fn knows_another_rule(module: &str, path: &str) -> bool {
    let own = module.split('/').nth(1);
    let other = path.split("::").nth(1).filter(|other| other.starts_with(char::is_lowercase));
    own.is_some() && other.is_some() && own != other
}

/// `super::b` in the module `a/c` is `crate::a::b`.
fn from_the_crate(module: &str, used: String) -> String {
    let mut parents: Vec<&str> = module.split('/').collect();
    let mut rest = used.as_str();
    while let Some(path) = rest.strip_prefix("super::") {
        parents.pop();
        rest = path;
    }
    if rest.len() == used.len() {
        return used;
    }
    [&["crate"], parents.as_slice(), &[rest]].concat().join("::")
}

fn begins(used: &str, name: &str) -> bool {
    used == name || used.starts_with(&format!("{name}::"))
}

/// The paths of the `use` declarations outside tests, groups written out: `use a::{b, c::d};` is `a::b` and `a::c::d`.
fn used_paths(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let mut paths = Vec::new();
    let mut statement: Option<String> = None;
    for line in code.lines() {
        let line = line.split("//").next().unwrap_or_default().trim();
        let begins = ["use ", "pub use ", "pub(crate) use ", "pub(super) use "];
        if statement.is_none() {
            statement = begins.iter().find_map(|start| line.strip_prefix(start)).map(|_| String::new());
        }
        if let Some(text) = &mut statement {
            text.push_str(line);
            text.push(' ');
            if line.ends_with(';') {
                let text = text.split_once("use ").map_or("", |(_, tree)| tree);
                write_out("", text.trim().trim_end_matches(';'), &mut paths);
                statement = None;
            }
        }
    }
    paths
}

fn write_out(prefix: &str, tree: &str, paths: &mut Vec<String>) {
    let tree = tree.trim();
    if tree.is_empty() {
        return;
    }
    let Some((before, group)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        paths.push(format!("{prefix}{path}"));
        return;
    };
    let group = group.trim_end().trim_end_matches('}');
    let prefix = format!("{prefix}{}", before.trim());
    let mut depth = 0;
    let mut start = 0;
    for (i, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                write_out(&prefix, &group[start..i], paths);
                start = i + 1;
            }
            _ => {}
        }
    }
    write_out(&prefix, &group[start..], paths);
}

/// A notification changes the state of the server before the next message is looked at. It cannot if it waits.
#[test]
fn handlers_of_notifications_do_not_wait() {
    let source = include_str!("../src/lsp/server.rs");
    let handlers: Vec<(&str, &str)> = source
        .split("\n    async fn ")
        .skip(1)
        .filter_map(|part| {
            let (name, rest) = part.split_once('(')?;
            Some((name, rest.split("\n    }").next()?))
        })
        .filter(|(name, _)| name.starts_with("did_") || matches!(*name, "initialize" | "initialized" | "shutdown"))
        .collect();
    assert!(handlers.len() >= 8, "{handlers:?}");
    for (name, body) in handlers {
        assert!(!body.contains(".await"), "src/lsp/server.rs: {name} waits");
    }
}

/// The pipe of the protocol is written in one place.
#[test]
fn the_server_prints_nothing() {
    for (module, source) in modules().into_iter().filter(|(module, _)| module.starts_with("lsp")) {
        for printing in ["println!", "print!(", "io::stdout"] {
            let allowed = module == "lsp" && printing == "io::stdout";
            let line = source.lines().find(|line| line.contains(printing) && !line.contains("eprintln!"));
            assert!(allowed || line.is_none(), "src/{module}.rs: {line:?}");
        }
    }
}

/// The reader of `use` lines is itself worth a look: a tidy test that sees nothing cannot fail.
#[test]
fn use_lines_are_read() {
    let source = "use std::fs;\nuse crate::{a::{b, c as d}, e};\npub use x::{\n    y, // z\n    w::*,\n};\nfn f() {}\n";
    assert_eq!(used_paths(source), ["std::fs", "crate::a::b", "crate::a::c", "crate::e", "x::y", "x::w::*"]);
    assert_eq!(from_the_crate("rules/a/b", "super::super::c::D".into()), "crate::rules::c::D");
    assert!(knows_another_rule("rules/a/b", "rules::c::D") && !knows_another_rule("rules/a/b", "rules::a::D"));
    assert!(used_paths(include_str!("../src/linter.rs")).contains(&"crate::stylebook::Problem".to_owned()));
}
