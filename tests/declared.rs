//! Rules that are data through and through, as a team writes them: what they find, where they are silent, and what they cost.

use std::io::ErrorKind;

use copydesk::article::Format;
use copydesk::diagnostic::Level;
use copydesk::linter::Resources;
use copydesk::stylebook::RuleDeclaration;
use copydesk::{Analysis, Linter, Source, Stylebook, Text};
use proptest::prelude::*;

fn linter(rules: &str) -> (Linter, Vec<String>) {
    let (mut book, problems) = Stylebook::load("copydesk.yaml", rules, &mut |_| Err(ErrorKind::NotFound.into()));
    let mut said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    book.rules.retain(|rule| rule.id.starts_with("desk/"));
    let (linter, problems) = Linter::new(&book, &Resources::default());
    said.extend(problems.iter().map(ToString::to_string));
    (linter, said)
}

fn good(rules: &str) -> Linter {
    let (linter, said) = linter(rules);
    assert!(said.is_empty(), "{said:?}");
    linter
}

fn source(text: &str) -> Source {
    Source { text: Text::new(text), format: Format::Markdown, ..Source::default() }
}

/// What is found, as `text` or `text→better`.
fn found(linter: &Linter, text: &str) -> Vec<String> {
    shown(&linter.check(&source(text)))
}

fn shown(analysis: &Analysis) -> Vec<String> {
    let one = |diagnostic: &copydesk::Diagnostic| {
        let found = &analysis.source()[diagnostic.span.range()];
        match diagnostic.fixes().next() {
            Some(fix) => format!("{found}→{}", fix.edits[0].text),
            None => found.to_owned(),
        }
    };
    analysis.diagnostics.iter().map(one).collect()
}

const UTILIZE: &str = "rules:\n  desk/use:\n    check: prefer\n    level: warning\n    swap: {utilize: use, e-mail: email}\n    inflect: verb\n";

#[test]
fn a_word_is_found_in_its_forms_and_left_alone_where_it_is_no_word_of_the_reporter() {
    let linter = good(UTILIZE);
    for (text, expected) in [
        ("The city utilized it.", vec!["utilized→used"]),
        ("Utilizing it is cheap.", vec!["Utilizing→Using"]),
        ("📰 Café owners utilize it.", vec!["utilize→use"]),
        ("“We utilize it,” Cho said.", vec![]),
        ("> We utilize it.", vec![]),
        ("# Mayor to utilize pier\n\nThe mayor spoke.", vec![]),
        ("See https://a.example/utilize and `utilize`.", vec![]),
        ("The Utilize Group met.", vec![]),
        ("Utilize Partners met.", vec![]),
        ("They over-utilize it.", vec![]),
        ("An e-mail came. No e-mailers came.", vec!["e-mail→email"]),
    ] {
        assert_eq!(found(&linter, text), expected, "{text}");
    }
}

#[test]
fn conditions_narrow_a_rule() {
    let case = |keys: &str, text: &str| {
        let rules = format!(
            "lists: {{place: [New York, Ohio]}}\nrules:\n  desk/x:\n    check: avoid\n    level: info\n    words: [pier]\n{keys}"
        );
        found(&good(&rules), text).len()
    };
    for (keys, some, none) in [
        ("    before: [old]\n", "The old pier fell.", "The new pier fell."),
        ("    after: ['/in {{place}}/']\n", "The pier in New York fell.", "The pier in Rome fell."),
        ("    unless_before: [old/new]\n", "The pier fell.", "The new pier fell."),
        ("    unless_after: [in <place>]\n", "The pier in Rome fell.", "The pier in New\u{a0}York fell."),
        ("    except: [wooden pier]\n", "The pier fell.", "The wooden pier fell."),
        ("    if_in_sentence: [harbor]\n", "The harbor has a pier.", "The harbor is old. The pier fell."),
        ("    unless_in_sentence: [harbor]\n", "The harbor is old. The pier fell.", "The harbor has a pier."),
        ("    if_in_article: [Ukraine]\n", "The pier fell.\n\nIt is in Ukraine.", "The pier fell."),
        ("    unless_in_article: [Ukraine]\n", "The pier fell.", "The pier fell.\n\nIt is in Ukraine."),
        ("    zones: [caption]\n", "The day was long.\n\nPHOTO: The pier fell.", "The pier fell."),
        ("    inside_quotes: only\n", "“The pier fell,” Cho said.", "The pier fell."),
        ("    languages: [en-US]\n", "The pier fell.", "---\nlang: en-US\n---\n\nThe bridge fell."),
        ("    before: [<s> the]\n", "The pier fell.", "It fell, and the pier too."),
        ("    after: [fell <end>]\n", "The pier fell.", "The pier fell down."),
    ] {
        assert_eq!(case(keys, some), 1, "{keys}{some}");
        assert_eq!(case(keys, none), 0, "{keys}{none}");
    }
    assert_eq!(case("    once: true\n", "The pier fell.\n\nThe pier rose. A pier!"), 1);
}

#[test]
fn every_kind_finds_what_it_is_for() {
    for (rule, text, expected) in [
        ("check: avoid\n    words: [very~ unique, alot]", "It was alot.", "alot"),
        ("check: avoid\n    words: [really]\n    delete: true", "It was really big.", "really→"),
        (
            "check: pattern\n    find: /(\\d+) firms/\n    if: {1: \"< 10\"}\n    fix: \"{1|spell} firms\"",
            "It has 5 firms and 12 firms.",
            "5 firms→five firms",
        ),
        ("check: pattern\n    find: /(?<mark>Ore\\.), a/\n    fix: Oregon", "In Salem, Ore., a town.", "Ore.→Oregon"),
        (
            "check: consistent\n    forms: [[cease-fire, ceasefire]]",
            "A cease-fire held.\n\nThe ceasefire ended. A cease-fire.",
            "ceasefire→cease-fire",
        ),
        (
            "check: consistent\n    forms: [[cease-fire, ceasefire]]\n    prefer: 2",
            "A cease-fire held.",
            "cease-fire→ceasefire",
        ),
        (
            "check: introduce\n    short: [FSB]\n    full: [Federal Security Service]",
            "The FSB said so.\n\nThe Federal Security Service spoke.",
            "FSB",
        ),
        ("check: introduce\n    acronyms: true", "The HBA met.\n\nThe Harbor Bridge Authority spoke.", "HBA"),
        ("check: introduce\n    unused: true", "The Harbor Bridge Authority (HBA) met.", " (HBA)→"),
        ("check: limit\n    of: words\n    in: sentence\n    most: 4", "One two three four five six.", "five"),
        (
            "check: limit\n    of: matches\n    find: [very]\n    in: article\n    most: 1",
            "Very big.\n\nIt was very, very big.",
            "It",
        ),
        ("check: repeat\n    find: [however]\n    within: 8", "It was, however, late and, however, cold.", "however"),
        (
            "check: capitalize\n    style: sentence\n    zones: [headline]\n    exceptions: [Elm]",
            "# Council Says No to Elm Bridge\n\nIt met.",
            "Council Says No to Elm Bridge→Council says no to Elm bridge",
        ),
        (
            "check: sequence\n    tokens: [{words: [a, an]}, {class: ly, optional: true}, {words: [unique], mark: true}]",
            "It is a really unique pier.",
            "unique",
        ),
    ] {
        let linter = good(&format!("rules:\n  desk/x:\n    level: info\n    message: Look.\n    {rule}\n"));
        let got = found(&linter, text);
        assert_eq!(got.join("|"), expected, "{rule}");
    }
}

/// A rule that has no message speaks with that of its kind, which must make sense of whatever the rule sets.
#[test]
fn a_rule_without_a_message_speaks_for_itself() {
    for (rule, text, message, related) in [
        ("check: pattern\n    find: /pier/", "The pier fell.", "Write “pier” otherwise.", ""),
        ("check: pattern\n    find: /pier/\n    fix: quay", "The pier fell.", "Write “quay”, not “pier”.", ""),
        (
            "check: limit\n    of: words\n    most: 3\n    least: 2",
            "One two three four.",
            "4 here; the limit is 3.",
            "",
        ),
        (
            "check: limit\n    of: words\n    most: 9\n    least: 5",
            "One two three four.",
            "4 here; the limit is 5.",
            "",
        ),
        (
            "check: introduce\n    acronyms: true",
            "The HBA met.\n\nThe Harbor Bridge Authority spoke.",
            "“HBA” comes before what it stands for.",
            "Harbor Bridge Authority",
        ),
        (
            "check: consistent\n    forms: [[cease-fire, ceasefire]]",
            "A cease-fire held.\n\nThe ceasefire ended.",
            "“ceasefire” here, “cease-fire” elsewhere in the story.",
            "cease-fire",
        ),
    ] {
        let linter = good(&format!("rules:\n  desk/x:\n    level: info\n    {rule}\n"));
        let analysis = linter.check(&source(text));
        let said: Vec<&str> = analysis.diagnostics.iter().map(|found| &*found.message).collect();
        assert_eq!(said, [message], "{rule}");
        let others: Vec<&str> = analysis.diagnostics[0].related.iter().map(|one| one.message.as_str()).collect();
        assert_eq!(others.join("|"), related, "{rule}");
    }
}

#[test]
fn mistakes_are_named_in_their_place() {
    for (rule, place, message) in [
        ("check: prefer", "3:5", "looks for nothing"),
        ("check: pattern\n    find: /(a+/", "5:11", "does not work"),
        ("check: avoid\n    words: [fine, 'in <plaice>']", "5:19", "no list <plaice>"),
        ("check: pattern\n    find: /a(b)/\n    fix: \"{2}\"", "6:10", "no group 2"),
        ("check: pattern\n    find: /a(b)/\n    fix: \"{1|loud}\"", "6:10", "no way `loud`"),
        ("check: avoid\n    words: [a b]\n    inside_quote: also", "6:5", "has no key `inside_quote`"),
        ("check: limit\n    of: words", "3:5", "sets no limit"),
    ] {
        let (_, said) = linter(&format!("rules:\n  desk/x:\n    level: info\n    {rule}\n"));
        let text = said.join("\n");
        assert!(text.contains(message), "{rule}\n{text}");
        let line = place.split(':').next().unwrap_or_default();
        assert!(
            text.contains(&format!("copydesk.yaml:{line}:")) || text.contains(&format!("copydesk.yaml:{place}")),
            "{rule}\n{text}"
        );
    }
}

#[test]
fn a_pattern_that_takes_too_long_is_given_up_and_named() {
    let linter = good(
        "rules:\n  desk/slow:\n    check: pattern\n    level: info\n    message: Look.\n    lookaround: true\n    find: '/(?=(?:(a+)+)\\1!)b?/'\n  desk/fast:\n    check: avoid\n    level: info\n    words: [pier]\n",
    );
    let text = format!("The pier {} fell.\n\nA pier.", "a".repeat(5000));
    let analysis = linter.check(&source(&text));
    assert_eq!(shown(&analysis), ["pier", "pier"]);
    let said: Vec<String> = analysis.failures.iter().map(ToString::to_string).collect();
    assert!(said.len() == 1 && said[0].contains("desk/slow") && said[0].contains("paragraph 1"), "{said:?}");
}

#[test]
fn a_linear_pattern_survives_what_others_do_not() {
    let linter = good(
        "rules:\n  desk/x:\n    check: pattern\n    level: info\n    message: Look.\n    find: /(a+)+$/\n    whole_words: false\n",
    );
    let text = format!("The {}!", "a".repeat(200_000));
    assert!(linter.check(&source(&text)).failures.is_empty());
}

#[test]
fn the_pack_of_ap_is_complete() {
    let book = Stylebook::house("ap").expect("a house");
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in include_str!("spec/f.txt").lines().filter(|line| !line.starts_with('#')) {
        let (id, level) = line.split_once(' ').expect("an id and a level");
        count += 1;
        let wanted = match level {
            "E" => Some(Level::Error),
            "W" => Some(Level::Warning),
            "I" => Some(Level::Info),
            "H" => Some(Level::Hint),
            _ => None,
        };
        match book.rule(&format!("ap/{id}")) {
            None => wrong.push(format!("{id} is missing")),
            Some(rule) if rule.level() != wanted && !LOWERED.contains(&id) => {
                wrong.push(format!("{id}: {:?}", rule.level()));
            }
            Some(_) => {}
        }
    }
    assert_eq!(count, 196);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let (_, problems) = Linter::new(&book, &Resources::default());
    assert!(problems.is_empty(), "{problems:?}");
    let others = book.rules.iter().filter(|rule| rule.family() == "ap").map(RuleDeclaration::kind);
    assert_eq!(others.count(), 196);
}

/// Rules whose findings in published stories were wrong more than one time in five; they ship below their level.
const LOWERED: &[&str] = &[];

fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("utilize"),
        Just("Utilized"),
        Just("cease-fire"),
        Just("ceasefire"),
        Just("FSB"),
        Just("“"),
        Just("”"),
        Just("Ukraine"),
        Just("5 firms"),
        Just("📰"),
        Just("Café"),
        Just("."),
        Just("\n\n"),
        Just("\r\n\r\n"),
        Just("Federal Security Service"),
        Just("pier"),
        Just("# "),
        Just("> "),
        Just("alot"),
    ];
    proptest::collection::vec(word, 0..40).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_recheck_says_what_a_check_says(before in words(), after in words()) {
        let linter = good(concat!(
            "rules:\n",
            "  desk/a:\n    check: prefer\n    level: warning\n    swap: {utilize: use}\n    inflect: verb\n    if_in_article: [Ukraine]\n",
            "  desk/b:\n    check: consistent\n    level: info\n    forms: [[cease-fire, ceasefire]]\n",
            "  desk/c:\n    check: introduce\n    level: info\n    short: [FSB]\n    full: [Federal Security Service]\n",
            "  desk/d:\n    check: pattern\n    level: info\n    find: /(\\d) firms/\n    fix: \"{1|spell} firms\"\n    once: true\n",
            "  desk/e:\n    check: limit\n    level: info\n    of: matches\n    find: [pier]\n    in: article\n    most: 2\n",
        ));
        let earlier = linter.check(&source(&before));
        let again = linter.recheck(&earlier, &source(&after), &|| false).expect("nothing makes it stale");
        prop_assert_eq!(again.diagnostics, linter.check(&source(&after)).diagnostics);
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,200}") {
        let linter = good(UTILIZE);
        linter.check(&source(&text));
    }
}
