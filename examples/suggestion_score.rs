//! How good and how fast suggestions are on a list of `wrong<TAB>right [right…]` lines:
//! `cargo run --release --example suggestion_score -- misspellings.tsv`. Prints the share right first and in the
//! first five, and the time per word; exits with 1 when the shares are below the target. The times are for reading:
//! a busy machine is no fault of the suggestions. `--missed` lists the words that failed,
//! `--half 0|1` takes every other line.

#![allow(clippy::print_stdout, clippy::cast_precision_loss, clippy::cast_sign_loss)]

use std::process::ExitCode;
use std::time::Instant;

use copydesk::dictionary::{Language, Lexicon, SuggestContext};

/// Right first and within the first five, of pairs whose right word the dictionary has.
const TARGET: (f64, f64) = (0.85, 0.91);

#[allow(clippy::print_stdout, clippy::cast_precision_loss)]
fn main() -> ExitCode {
    let mut paths = Vec::new();
    let (mut missed, mut half) = (false, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--missed" => missed = true,
            "--half" => half = arguments.next().and_then(|number| number.parse::<usize>().ok()),
            _ => paths.push(argument),
        }
    }
    let [path] = paths.as_slice() else {
        eprintln!("usage: suggestion_score [--missed] [--half 0|1] FILE.tsv");
        return ExitCode::from(2);
    };
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{path}: {error}");
            return ExitCode::from(2);
        }
    };
    let lexicon = Lexicon::bundled(Language::EnUs);
    let british = Lexicon::bundled(Language::EnGb);
    let context = SuggestContext::default();
    let start = Instant::now();
    let _ = lexicon.suggest("misteak", &context, 5);
    let setting_up = start.elapsed();

    let (mut pairs, mut first, mut five, mut known_wrong, mut unknown_right) = (0, 0, 0, 0, 0);
    let mut times = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let Some((wrong, right)) = line.split_once('\t') else { continue };
        if half.is_some_and(|half| number % 2 != half) {
            continue;
        }
        let rights: Vec<&str> = right.split_whitespace().collect();
        // A pair whose right word only the other language has is judged by that language.
        let Some(lexicon) =
            [&lexicon, &british].into_iter().find(|lexicon| rights.iter().any(|right| lexicon.accepts(right)))
        else {
            unknown_right += 1;
            continue;
        };
        known_wrong += usize::from(lexicon.accepts(wrong));
        pairs += 1;
        let start = Instant::now();
        let suggestions = lexicon.suggest(wrong, &context, 5);
        times.push(start.elapsed());
        let place = suggestions
            .iter()
            .position(|suggestion| rights.iter().any(|right| right.eq_ignore_ascii_case(&suggestion.text)));
        first += usize::from(place == Some(0));
        five += usize::from(place.is_some());
        if missed && place != Some(0) {
            let list: Vec<String> = suggestions.iter().map(|one| format!("{} {:.2}", one.text, one.cost)).collect();
            println!("{wrong}\t{right}\t{}", list.join(", "));
        }
    }
    times.sort();
    let (Some(median), Some(p99)) = (times.get(times.len() / 2), times.get(times.len() * 99 / 100)) else {
        eprintln!("{path}: no pair to judge");
        return ExitCode::from(2);
    };
    let share = |count: usize| count as f64 / f64::from(pairs);
    println!("pairs {pairs}, right word unknown {unknown_right}, misspelling accepted {known_wrong}");
    println!("right first {:.1}%  in first five {:.1}%", 100.0 * share(first), 100.0 * share(five));
    println!(
        "median {median:?}  99th percentile {p99:?}  longest {:?}  setting up {setting_up:?}",
        times[times.len() - 1]
    );
    let good = share(first) >= TARGET.0 && share(five) >= TARGET.1;
    ExitCode::from(u8::from(!good))
}
