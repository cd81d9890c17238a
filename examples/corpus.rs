//! Writes the texts to measure on to a folder: `cargo run --release --example corpus -- DIR [LARGEST_MB]`.
//!
//! `DIR/small` has 2,000 files of 5 KB, `DIR/large/article.txt` 10 MB, `DIR/one/article.txt` 5 KB, and `DIR/sizes` files of
//! 1, 2, 5, … MB, up to 100 MB or to `LARGEST_MB`.

#![allow(clippy::print_stdout, clippy::cast_precision_loss, clippy::cast_sign_loss)]

use std::path::Path;
use std::process::ExitCode;

#[path = "../benches/corpus.rs"]
#[allow(dead_code, reason = "the benchmarks use the rest of it")]
mod corpus;

use corpus::{Corpus, Markup};

const KB: usize = 1_000;
const MB: usize = 1_000_000;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let largest = |text: String| text.parse::<usize>().ok();
    let (Some(folder), Some(largest)) = (arguments.next(), arguments.next().map_or(Some(100), largest)) else {
        eprintln!("usage: corpus DIR [LARGEST_MB]");
        return ExitCode::from(2);
    };
    match write_all(Path::new(&folder), largest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{folder}: {error}");
            ExitCode::from(2)
        }
    }
}

fn write_all(folder: &Path, largest: usize) -> std::io::Result<()> {
    let write = |path: String, text: String| {
        let path = folder.join(path);
        path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        std::fs::write(path, text)
    };
    let mut small = Corpus::new(Markup::Plain, 1);
    for number in 0..2_000 {
        write(format!("small/{:02}/story-{number:04}.txt", number / 100), small.text(5 * KB))?;
    }
    write("one/article.txt".into(), Corpus::new(Markup::Plain, 2).text(5 * KB))?;
    write("large/article.txt".into(), Corpus::new(Markup::Plain, 3).text(10 * MB))?;
    for size in [1, 2, 5, 10, 20, 50, 100].into_iter().filter(|size| *size <= largest) {
        write(format!("sizes/{size:03}-mb.txt"), Corpus::new(Markup::Plain, 4).text(size * MB))?;
    }
    write("markdown/article.md".into(), Corpus::new(Markup::Markdown, 5).text(MB))
}
