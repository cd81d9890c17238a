//! The built-in engine against Hunspell itself, over the same dictionaries.
#![cfg(feature = "hunspell")]

use copydesk::dictionary::{Engine, Language, Lexicon, Verdict, bundled_forms, bundled_source, load};

#[test]
#[allow(clippy::print_stdout)]
fn the_engines_agree() {
    for language in Language::ALL {
        let source = bundled_source(language);
        let [ours, theirs] = [Engine::Spellbook, Engine::Hunspell]
            .map(|engine| load(&source, engine).unwrap_or_else(|problem| panic!("{engine}: {problem}")));
        let words = sample();
        let (mut differ, mut odd) = (0usize, Vec::new());
        for batch in words.chunks(4096) {
            let batch: Vec<&str> = batch.iter().map(String::as_str).collect();
            for ((word, one), other) in batch.iter().zip(ours.accepts_all(&batch)).zip(theirs.accepts_all(&batch)) {
                if one != other {
                    differ += 1;
                    if odd.len() < 20 {
                        odd.push(format!("{word}: {one} {other}"));
                    }
                }
            }
        }
        #[allow(clippy::cast_precision_loss)]
        let agreement = 1.0 - differ as f64 / words.len() as f64;
        println!("{language}: {} words, {differ} differ, agreement {:.4}%", words.len(), 100.0 * agreement);
        assert!(agreement >= 0.999, "{language}: {differ} of {} differ, such as {odd:?}", words.len());
        assert_eq!(theirs.trouble(), None);
    }
}

/// Every form, in its other capitals, with a curly possessive, doubled by a hyphen, and with a letter dropped, doubled
/// or moved.
fn sample() -> Vec<String> {
    let mut words = Vec::new();
    bundled_forms(|form, _| {
        let letters: Vec<char> = form.chars().collect();
        let middle = letters.len() / 2;
        let mut dropped = letters.clone();
        dropped.remove(middle);
        let mut doubled = letters.clone();
        doubled.insert(middle, letters[middle]);
        let mut moved = letters.clone();
        moved.swap(middle, middle.saturating_sub(1));
        let capital: String =
            letters[..1].iter().flat_map(|letter| letter.to_uppercase()).chain(letters[1..].iter().copied()).collect();
        words.extend([form.to_owned(), capital, form.to_uppercase(), format!("{form}’s")]);
        words.extend([dropped, doubled, moved].map(|letters| letters.into_iter().collect::<String>()));
    });
    words.extend(["aaa-bbb", "10th", "10st", "don’t", "’"].map(str::to_owned));
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn a_lexicon_over_hunspell() {
    let engine = load(&bundled_source(Language::EnUs), Engine::Hunspell).expect("loads");
    let lexicon = Lexicon::bundled_with(Language::EnUs, engine);
    assert_eq!(lexicon.engine(), Engine::Hunspell);
    assert_eq!(lexicon.verdict("aggression’s"), Verdict::Known);
    assert_eq!(lexicon.verdict("agression"), Verdict::Unknown { part: 0..9 });
    assert_eq!(lexicon.verdict("10th"), Verdict::Known);
}
