//! Every pair of the table of confusions, by its own sentences, through the whole linter.

use copydesk::article::Language;
use copydesk::rules::confusion::Table;
use copydesk::linter::Resources;
use copydesk::{Diagnostic, Level, Linter, Source, Stylebook, Text};
use proptest::prelude::*;

fn linter(language: Language) -> Linter {
    let mut stylebook = Stylebook::default();
    stylebook.language = language;
    let (linter, problems) = Linter::new(&stylebook, &Resources::default());
    assert!(problems.is_empty(), "{problems:?}");
    linter
}

fn check(linter: &Linter, text: &str) -> Vec<Diagnostic> {
    let source = Source {
        text: Text::new(text),
        ..Source::default()
    };
    let mut found = linter.check(&source).diagnostics;
    found.retain(|diagnostic| &*diagnostic.rule == "spelling/confusion");
    found
}

fn shown(text: &str, found: &[Diagnostic]) -> Vec<String> {
    let one = |d: &Diagnostic| {
        let fix = d.preferred_fix().map(|fix| fix.edits[0].text.clone());
        format!("{}→{}", &text[d.span.range()], fix.unwrap_or_default())
    };
    found.iter().map(one).collect()
}

/// The English of the United States says what it is not for; both are checked where nothing is said.
fn languages(tags: &[String]) -> Vec<Language> {
    let named: Vec<Language> = tags.iter().filter_map(|tag| Language::from_tag(tag)).collect();
    if named.is_empty() {
        Language::ALL.to_vec()
    } else {
        named
    }
}

#[test]
fn every_pair_is_flagged_and_let_alone_as_its_sentences_say() {
    let table: Table = Stylebook::default().table("confusions.yaml").unwrap();
    let linters = Language::ALL.map(|language| (language, linter(language)));
    let mut wrong = Vec::new();
    for pair in &table.confusions {
        let name = format!("{} → {}", pair.wrong, pair.right);
        if pair.yes.is_empty() || pair.no.is_empty() {
            wrong.push(format!("{name}: needs a sentence under `yes` and one under `no`"));
        }
        for (language, linter) in &linters {
            for text in &pair.no {
                let found = check(linter, text);
                if !found.is_empty() {
                    wrong.push(format!("{name} ({}): {:?} in: {text}", language.tag(), shown(text, &found)));
                }
            }
            if !languages(&pair.languages).contains(language) {
                continue;
            }
            for text in &pair.yes {
                let found = check(linter, text);
                let forms = std::iter::once((&pair.wrong, &pair.right)).chain(&pair.also);
                let expected: Vec<String> =
                    forms.map(|(wrong, right)| format!("{wrong}→{right}").to_lowercase()).collect();
                let got = shown(text, &found);
                let got_one = got.len() == 1 && expected.contains(&got[0].replace('’', "'").to_lowercase());
                if !got_one {
                    wrong.push(format!("{name} ({}): found {got:?} in: {text}", language.tag()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}
