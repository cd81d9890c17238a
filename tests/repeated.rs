//! Repeated words: which of them are meant so, and which form is kept.

mod one_rule;

use copydesk::language::Language;
use copydesk::{Applicability, Diagnostic, Level, Linter, Source, Text};
use one_rule::{linter, shown};
use proptest::prelude::*;

const RULE: &str = "spelling/repeated-word";

fn check(linter: &Linter, text: &str) -> Vec<Diagnostic> {
    one_rule::check(linter, RULE, text)
}

#[test]
fn flags_what_was_set_twice() {
    let linter = linter(Language::EnUs);
    for (text, expected) in [
        ("The mayor said the the bridge is shut.", &["the the→the"][..]),
        ("The the bridge is shut.", &["The the→The"]),
        ("He went to to Rome and and back.", &["to to→to", "and and→and"]),
        ("The 4th air Air Defence Regiment left.", &["air Air→Air"]),
        ("The 4th Air air Defence Regiment left.", &["Air air→Air"]),
        ("It was was was late.", &["was was was→was"]),
        ("It is is late.", &["is is→is"]),
        ("He said that that the plan is dead.", &["that that→that"]),
        ("He said that that that plan is dead.", &["that that that→that"]),
        ("She met her her on Monday.", &["her her→her"]),
        ("They sat in in the car.", &["in in→in"]),
        ("They can can go if they do do it.", &["can can→can", "do do→do"]),
        ("I I think so.", &["I I→I"]),
        ("It is a a fine day.", &["a a→a"]),
        ("A a fine day dawned.", &["A a→A"]),
        ("It was very very cold.", &["very very→very"]),
        ("It was so so cold.", &["so so→so"]),
        ("The shop shop’s owner and the the\nbridge.", &["the the→the"]),
        ("The\nthe bridge is shut.", &["The\nthe→The"]),
        ("He met Smith Smith on Monday.", &["Smith Smith→Smith"]),
        ("He ate a an apple, then an a pear.", &["a an→", "an a→"]),
        ("He is the a man for it, in a the way.", &["the a→", "a the→"]),
        ("“We saw the the fire,” she said.", &["the the→the"]),
        ("The tax rose in in May.", &["in in→in"]),
        ("Antonio Hart Hart won.", &["Hart Hart→Hart"]),
        ("Duran duran played.", &["Duran duran→Duran"]),
        ("Élan élan is rare.", &["Élan élan→Élan"]),
    ] {
        assert_eq!(shown(text, &check(&linter, text)), expected, "{text}");
    }
}

#[test]
fn lets_alone_what_is_meant() {
    let linter = linter(Language::EnUs);
    for text in [
        "The trouble they had had was over.",
        "She said that that plan is dead.",
        "What it is is a scandal.",
        "The problem is is that nobody came.",
        "He signed in in March and moved on on Monday.",
        "She gave her her keys and told her her name.",
        "“It was very very cold and so so far,” she said.",
        "“No no no, bye bye,” she said.",
        "Duran Duran and Talk Talk played in Wagga Wagga.",
        "She flew from Walla Walla to Bora Bora and Pago Pago.",
        "The Mau Mau revolt, Sirhan Sirhan and Boutros Boutros-Ghali.",
        "They ate mahi mahi and waved pom poms, or a pom pom.",
        "It was there, there and nowhere else.",
        "He ran; ran hard.",
        "It ended. Ended, he said, in tears.",
        "The votes were 5 5 and 10 10.",
        "The poet A A Milne wrote it.",
        "He took the A train, and the a cappella group sang.",
        "The a la carte menu is a treat.",
        "They live on Ukraine Ukraine’s border.",
        "Smith Smith won in May. The band Smith Smith is new.",
        "The one-one draw was a 1-1 draw.",
        "Aye aye, sir.",
        "When will Will Hart come? The bill Bill Hart signed is law.",
        "They will march March 5. He told us US troops had left.",
        "Officials asked who WHO doctors were.",
        "The role earned her her first prize and cost her her job.",
        "The tax kicked in in May, and the plan was voted on on Monday.",
        "What it was was a scandal.",
        "Antonio Diaz Diaz won.",
        "Plan A a year later was plan B.",
        "It is (the) the most odd word.",
        "First the\n\nthe second.",
    ] {
        assert_eq!(shown(text, &check(&linter, text)), [""; 0], "{text}");
    }
}

#[test]
fn a_pair_of_equal_names_is_decided_by_the_article() {
    let linter = linter(Language::EnUs);
    let once = "The band Gogol Gogol is new.";
    assert_eq!(shown(once, &check(&linter, once)), ["Gogol Gogol→Gogol"]);
    let twice = "The band Gogol Gogol is new.\n\nGogol Gogol will tour in May, the band said.";
    assert_eq!(shown(twice, &check(&linter, twice)), [""; 0]);
    let openers = "Police Police came at once.\n\nPolice Police left soon after, the mayor said.";
    assert_eq!(check(&linter, openers).len(), 2);
    let last = check(&linter, once);
    assert_eq!(&*last[0].message, "Repeated word “Gogol Gogol”.");
    assert_eq!(last[0].fixes().next().map(|fix| fix.title), Some("Keep one “Gogol”".into()));
}

#[test]
fn levels_and_fixes_depend_on_where_it_stands() {
    let linter = linter(Language::EnUs);
    let one = |text: &str| check(&linter, text).remove(0);
    assert_eq!(one("It was very very cold.").level, Level::Info);
    assert_eq!(one("It was so so cold.").level, Level::Warning);
    let fix = one("We saw the the fire.").preferred_fix().unwrap();
    assert_eq!((fix.title.as_str(), fix.applicability), ("Keep one “the”", Applicability::Safe));
    // What is quoted is changed by a person only.
    let quoted = one("“We saw the the fire,” she said.").preferred_fix().unwrap();
    assert_eq!(quoted.applicability, Applicability::Ask);
    let clash = one("He ate a an apple.");
    let fixes: Vec<_> = clash.fixes().map(|fix| fix.edits[0].text.clone()).collect();
    assert_eq!(fixes, ["an", "a"]);
    assert_eq!(&*clash.message, "Repeated word “a an”; only one of them can stand here.");
    assert_eq!(
        &*one("The 4th air Air Regiment left.").message,
        "Repeated word “air Air”; keep the form that fits the name."
    );
}

/// Other people's story lies beside the repository where this is developed; without it there is nothing to compare.
#[test]
fn the_wire_story_has_one_repeated_and_one_confused_word() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/samples/000_9023a8208e1b2f3f.txt");
    let Ok(text) = std::fs::read_to_string(path) else {
        return;
    };
    let source = Source { text: Text::new(&text), ..Source::default() };
    let mut found = one_rule::linter(Language::EnUs).check(&source).diagnostics;
    found.retain(|d| matches!(&*d.rule, RULE | "spelling/confusion"));
    assert_eq!(shown(&text, &found), ["air Air→Air", "solider→soldier"]);
    let columns: Vec<_> = found
        .iter()
        .map(|d| {
            let (start, end) =
                [d.span.start, d.span.end].map(|at| source.text.position(at, copydesk::Encoding::Utf16)).into();
            (start.line + 1, start.column + 1, end.column + 1)
        })
        .collect();
    assert_eq!(columns, [(24, 16, 23), (24, 62, 69)]);
}

#[test]
fn the_dress_of_a_text_changes_nothing() {
    let linter = linter(Language::EnUs);
    for (text, expected) in [
        ("We saw the\u{a0}the fire.", "the\u{a0}the→the"),
        ("We saw the\r\nthe fire.", "the\r\nthe→the"),
        ("We saw the th\u{ad}e fire.", "the th\u{ad}e→the"),
        ("We saw the \u{200b}the fire.", "the \u{200b}the→the"),
        ("\u{feff}The the fire.", "The the→The"),
    ] {
        assert_eq!(shown(text, &check(&linter, text)), [expected], "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn survives_any_text(
        parts in proptest::collection::vec(prop_oneof![
            ".{0,10}",
            Just("the".to_owned()), Just(" ".to_owned()), Just(" a".to_owned()), Just(" an".to_owned()),
            Just("Ö ö".to_owned()), Just("’s".to_owned()), Just("\n".to_owned()), Just("th\u{ad}e ".to_owned()),
            Just("“".to_owned()), Just(" Gogol Gogol".to_owned()),
        ], 0..40)
    ) {
        thread_local!(static LINTER: Linter = one_rule::linter(Language::EnUs));
        let text = parts.concat();
        LINTER.with(|linter| {
            for found in check(linter, &text) {
                assert!(text.get(found.span.range()).is_some_and(|found| found.contains(char::is_whitespace)));
            }
        });
    }
}
