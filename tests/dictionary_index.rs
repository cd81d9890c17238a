//! The index of bundled forms against its sources and against the engine.

#[path = "../examples/build_lexicon/build.rs"]
mod build;
#[path = "../examples/build_lexicon/expand.rs"]
mod expand;
#[allow(dead_code, unreachable_pub)]
#[path = "../src/dictionary/letters.rs"]
mod letters;
#[allow(dead_code)]
#[path = "../src/dictionary/suggest/sound.rs"]
mod sound;

use std::path::Path;

use copydesk::dictionary::{Language, Lexicon, Verdict, bundled_dictionary, bundled_forms};

#[test]
fn the_index_is_what_its_sources_give() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/dictionaries");
    let built = build::build(&folder).expect("the sources can be read");
    for (name, built) in [("english.fst", built.index), ("english.candidates", built.candidates)] {
        let kept = std::fs::read(folder.join(name)).expect("the file is there");
        assert!(built == kept, "rules/dictionaries/{name} is out of date: run `cargo run --example build_lexicon`");
    }
}

#[test]
fn the_engine_accepts_every_form_in_the_index() {
    let mut refused = Vec::new();
    let mut count = [0usize; 2];
    for (number, language) in Language::ALL.into_iter().enumerate() {
        let engine = bundled_dictionary(language).expect("the bundled dictionary loads");
        bundled_forms(|word, form| {
            if form.is_in(language) {
                count[number] += 1;
                if !engine.accepts(word) {
                    refused.push(format!("{language} {word}"));
                }
            }
        });
    }
    assert!(refused.is_empty(), "{} forms, such as {:?}", refused.len(), &refused[..refused.len().min(20)]);
    assert!(count[0] > 130_000 && count[1] > 85_000, "{count:?}");
}

/// The index decides alone about words of letters, so the engine must know none that it lacks. (British
/// *esophagus’s*, a leftover in that dictionary without its *esophagus*, is a variant to us.)
#[test]
fn the_engine_knows_no_word_that_the_index_lacks() {
    for language in Language::ALL {
        let engine = bundled_dictionary(language).expect("the bundled dictionary loads");
        let lexicon = Lexicon::bundled(language);
        let (mut words, mut missed) = (0, Vec::new());
        bundled_forms(|form, _| {
            for word in neighbours(form) {
                words += 1;
                if engine.accepts(&word) && matches!(lexicon.verdict(&word), Verdict::Unknown { .. }) {
                    missed.push(word);
                }
            }
        });
        assert!(
            missed.is_empty(),
            "{language}: {} of {words}, such as {:?}",
            missed.len(),
            &missed[..missed.len().min(20)]
        );
    }
}

/// A form in its other capitals, with endings, and with small slips: enough to find an affix left out.
fn neighbours(form: &str) -> impl Iterator<Item = String> + '_ {
    let letters = form.chars().count();
    let cut = form.char_indices().nth(letters / 2).map_or(0, |(at, _)| at);
    let capital: String = form.chars().take(1).flat_map(char::to_uppercase).chain(form.chars().skip(1)).collect();
    let endings = ["", "s", "ed", "ing", "ly", "ness", "er", "ment", "able", "'s"];
    let prefixes = ["re", "un", "dis", "in", "con", "pro", "de"];
    endings
        .into_iter()
        .map(move |ending| format!("{form}{ending}"))
        .chain(prefixes.into_iter().map(move |prefix| format!("{prefix}{form}")))
        .chain([
            capital,
            form.to_uppercase(),
            form.to_lowercase(),
            format!("{}{}", &form[..cut], form.get(cut + 1..).unwrap_or("")),
        ])
}
