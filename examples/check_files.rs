//! Checks files and folders with the bundled stylebook and prints how much was found: the cost of checking without the
//! rest of the command. `cargo run --release --example check_files -- [--suggest] [--lang TAG] PATH…`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use copydesk::article::{Format, Language};
use copydesk::linter::Resources;
use copydesk::{Linter, Source, Stylebook, Text};

fn main() -> ExitCode {
    let mut stylebook = Stylebook::default();
    let (mut suggest, mut list, mut paths) = (false, false, Vec::new());
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--suggest") => suggest = true,
            Some("--list") => list = true,
            Some("--lang") => {
                let tag = arguments.next().unwrap_or_default();
                stylebook.language = Language::from_tag(&tag.to_string_lossy()).unwrap_or_default();
            }
            _ => collect(Path::new(&argument), &mut paths),
        }
    }
    paths.sort();
    let (linter, _) = Linter::new(&stylebook, &Resources::default());
    let (mut bytes, mut findings) = (0, 0);
    for path in &paths {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                eprintln!("{}: {error}", path.display());
                return ExitCode::from(2);
            }
        };
        bytes += text.len();
        let source =
            Source { text: Text::new(&text), format: Format::of_name(&path.to_string_lossy()), ..Source::default() };
        let mut analysis = linter.check(&source);
        if suggest {
            linter.suggest_all(&mut analysis);
        }
        findings += analysis.diagnostics.len();
        if list {
            for found in &analysis.diagnostics {
                println!("{}: {} {} | {}", path.display(), found.rule, &text[found.span.range()], found.message);
            }
        }
    }
    println!("{} files, {bytes} bytes, {findings} findings", paths.len());
    ExitCode::SUCCESS
}

/// The files under a path.
fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(path) else {
        files.push(path.to_owned());
        return;
    };
    for entry in entries.flatten() {
        collect(&entry.path(), files);
    }
}
