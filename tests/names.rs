//! `name/*` by the tables of the specification, and on texts of every kind.

#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]

#[allow(dead_code)]
mod spec;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use copydesk::linter::Resources;
use copydesk::names::NameList;
use copydesk::stylebook::LevelSetting;
use copydesk::{Linter, Source, Stylebook, Text};
use proptest::prelude::*;

/// The names files that the table means.
const NAMES: &[(&str, &str)] = &[
    (
        "zelenskyy",
        "people:\n  - name: Volodymyr Zelenskyy\n    short: Zelenskyy\n    aliases: [President Zelenskyy]\n    \
         never: [Zelensky, Zelenskiy, Vladimir Zelensky]\n    title: Ukrainian President\n    pronouns: he\n    \
         distinct_from: [Olena Zelenska]\n    notes: Desk memo 12/22\n",
    ),
    ("xi:family_name_first", "people:\n  - {name: Xi Jinping, family_name_first: true}\n"),
    ("lula:mononym", "people:\n  - {name: Lula, mononym: true}\n"),
    ("colbert", "people:\n  - {name: Stephen Colbert, distinct_from: [Steven Colbert]}\n  - {name: Steven Colbert}\n"),
];

fn linter(stylebook: &Stylebook) -> Linter {
    linter_with(stylebook, "")
}

/// A linter with the names of a names file.
fn linter_with(stylebook: &Stylebook, names: &str) -> Linter {
    let (names, problems) = NameList::read("names.yaml", names);
    assert!(problems.is_empty(), "{problems:?}");
    let resources = Resources { names: Arc::new(names), ..Resources::default() };
    let (linter, problems) = Linter::new(stylebook, &resources);
    assert!(problems.is_empty(), "{problems:?}");
    linter
}

fn found(linter: &Linter, text: &str) -> Vec<copydesk::Diagnostic> {
    let source = Source { text: Text::new(text), ..Source::default() };
    let mut found = linter.check(&source).diagnostics;
    found.retain(|diagnostic| diagnostic.rule.starts_with("name/"));
    found
}

/// What was found, as `rule span => preferred fix`.
fn told(linter: &Linter, text: &str) -> Vec<String> {
    found(linter, text)
        .iter()
        .map(|one| {
            let fix = one.preferred_fix().map(|fix| fix.edits[0].text.clone()).unwrap_or_default();
            format!("{} {} => {fix}", one.rule, &text[one.span.range()])
        })
        .collect()
}

#[test]
fn table_e() {
    let mut linters: BTreeMap<(String, Option<String>), Linter> = BTreeMap::new();
    let mut complaints = Vec::new();
    let cases = spec::cases(include_str!("spec/e.txt"), "consistency");
    for case in &cases {
        let linter = linters.entry((case.house.clone(), case.names.clone())).or_insert_with(|| {
            let stylebook = Stylebook::house(&case.house).expect("a bundled house");
            let yaml = case.names.as_ref().map(|names| {
                NAMES.iter().find(|(name, _)| name == names).unwrap_or_else(|| panic!("{names} is no fixture")).1
            });
            linter_with(&stylebook, yaml.unwrap_or_default())
        });
        complaints.extend(case.complaint(&found(linter, &case.text)));
    }
    assert!(cases.len() >= 64);
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// What looks like a slip and is none.
const SILENT: &[&str] = &[
    // Husband and wife, brother and sister, in languages that tell them apart.
    "President Volodymyr Zelensky spoke. Zelensky left. His wife met Zelenska in Kyiv.",
    "Opposition leader Alexei Navalny spoke. Navalny left. Then Navalnaya returned.",
    // Two people, each introduced.
    "Stephen Miller, 40, and Steven Millar, 38, spoke. Miller left. Millar stayed.",
    "Daniel Baker spoke. Baker left. Daniela Baker then sang.",
    "Mayor Michael Brown praised Michael Braun, 44. Brown left. Braun stayed.",
    // Families, followers, countries, months, teams.
    "President George Bush spoke. Bush left. The Bushes returned.",
    "Jacob Martin, 44, spoke. Martin left. He drank a Martini in Martinique.",
    "Omar Iran, 30, spoke. Iran left. In Iraq, he said no.",
    "Judge Ruth March spoke. March left. In May, he returned.",
    "Coach Joe Hunter spoke. Hunter left. Hunger was everywhere. Hunters shot bears.",
    "Coach Joe Walker spoke. Walker left. The Walkers, the Walter Museum and Lake Waller stayed.",
    "Sen. Ann Rivers spoke. Rivers left. River levels rose.",
    // A title of a work, an address, capital letters, a headline in title case.
    "Director Ann Marchetti spoke. Marchetti left. MARCHETI BILL SIGNED. See marcheti.com or @Marcheti.",
    // A list of names.
    "Gov. Ann Barton spoke. Barton left.¶Barten Burton Bartin Borton Bartol Barlton Barson Bardon Berton 3",
    // One with accents, two people.
    "Mayor José Ramírez and Jorge Ramirez, 40, spoke. Ramirez left.",
    // Called by another name of their own.
    "Edward “Ted” Marchetti, 50, spoke. Marchetti left. Ted Marchetti returned.",
    "Gov. Ann Helger spoke. Helger left. Then Helge, her dog, barked.",
];

#[test]
fn stays_silent() {
    let linter = linter(&Stylebook::default());
    for text in SILENT {
        let text = text.replace('¶', "\n\n");
        assert!(told(&linter, &text).is_empty(), "{text}\n{:?}", told(&linter, &text));
    }
}

/// What one rule of the family finds in a text, and what it leaves alone, under `ap` with the names of [`STRICT`].
const STRICTLY: &[(&str, &[&str])] = &[
    // The registry: capitals, possessives, quotations, the longest form, phrases in which a form is right.
    ("KIEV — Zelensky’s aide left.", &["name/registry KIEV => KYIV", "name/registry Zelensky => Zelenskyy"]),
    ("“Vladimir Zelensky is here,” a clerk said.", &["name/registry Vladimir Zelensky => Volodymyr Zelenskyy"]),
    ("They ate chicken Kiev. See kiev.example.org and @Kiev.", &[]),
    // A name that is right needs no remark but that.
    ("Pelé said he would run.", &["name/verified Pelé => "]),
    // Introductions.
    ("The mill will close. Dunne said that she would appeal.", &["name/not-introduced Dunne => "]),
    ("Mr. Speaker, the vote is in. Miss America said she would sing. Toyota said it would appeal.", &[]),
    ("“Mr. Dunne said no,” a clerk recalled. President Biden said he would sign it.", &[]),
    ("Dunne said he would appeal.\n\nCAPTION: Patrick Dunne, 44, at the mill.", &["name/late-introduction Dunne => "]),
    // Titles.
    ("On Monday, sen. Ann Reed spoke.", &["name/title-case sen. => Sen."]),
    ("They met club president Ann Reed and former president Joe Biden.", &[]),
    (
        "They met Voice Actor Tom Hanks and heard that the President of the club, Ann Reed, left.",
        &["name/title-case President => president"],
    ),
    ("Ann Reed, Mayor Smith’s aide, 40, spoke.", &[]),
    ("Pope John Paul II spoke. King Charles III left. Later, King Charles returned.", &[]),
    // Initials and suffixes.
    ("Author J.K. Moreau, 58, met W. E. B. Hale, 40.", &["name/initial-spacing W. E. B. => W.E.B."]),
    // Places: what is told of both names is known to the reporter.
    (
        "He left Myanmar. The country was formerly Burma. “I say Burma,” he said. Bank of Burma is shut. Myanmar slept.",
        &[],
    ),
    ("He left Myanmar. Burma was quiet. Myanmar slept.", &["name/place-variant Burma => Myanmar"]),
];

#[test]
fn finds_under_a_strict_house() {
    for (text, expected) in STRICTLY {
        assert_eq!(told(&STRICT, text), *expected, "{text}");
    }
}

/// What is found, whatever the dress of the text.
const FOUND: &[(&str, &[&str])] = &[
    (
        "Sen. Maria Kowalski spoke. Kowalski left. In Kowalksi’s view, it failed.",
        &["name/near-miss Kowalksi => Kowalski"],
    ),
    (
        "Mayor José Ramírez spoke. Ramírez left. Then Ramirez returned, and Ramírz spoke.",
        &["name/diacritics Ramirez => Ramírez", "name/near-miss Ramírz => Ramírez"],
    ),
    (
        "Commission President Ursula von der Leyen spoke. Then Van der Leyen left.",
        &["name/near-miss Van der Leyen => Von der Leyen"],
    ),
    (
        "Edward “Ted” Marchetti, 50, spoke. Marchetti left. “We won,” Marcheti said.",
        &["name/near-miss Marcheti => Marchetti"],
    ),
    ("Ian McDonald, 51, spoke. McDonald left. Then Mcdonald returned.", &["name/near-miss Mcdonald => McDonald"]),
    ("Syrian President Bashar al-Assad spoke. Then al-Asad returned.", &["name/near-miss al-Asad => al-Assad"]),
];

#[test]
fn finds_it_in_any_dress() {
    use unicode_normalization::UnicodeNormalization;
    let linter = linter(&Stylebook::default());
    for (text, expected) in FOUND {
        assert_eq!(told(&linter, text), *expected);
        let nfc = |found: Vec<String>| -> Vec<String> {
            found
                .iter()
                .map(|one| one.nfc().collect::<String>().replace(['\u{a0}', '\n'], " ").replace('\r', ""))
                .collect()
        };
        let decomposed: String = text.nfd().collect();
        let dresses = [decomposed, text.replace(' ', "\u{a0}"), text.replace(' ', "\r\n"), text.replace('’', "'")];
        for dress in dresses {
            assert_eq!(nfc(told(&linter, &dress)), *expected, "{dress:?}");
        }
    }
}

#[test]
fn points_to_the_introduction_and_changes_all() {
    let linter = linter(&Stylebook::default());
    let text = "Sen. Maria Kowalski spoke. Kowalski left. Kowalski ran. Then Kowalsky returned.\n\nBut Kowalsky lost, and Kowalski won.";
    let found = found(&linter, text);
    assert_eq!(found.len(), 2);
    assert_eq!(&text[found[0].related[0].span.range()], "Maria Kowalski");
    assert_eq!(found[0].related[0].message, "Maria Kowalski");
    assert_eq!(&*found[0].message, "“Kowalsky” looks like a slip for “Kowalski”.");
    let all = found[0].fixes().nth(1).unwrap();
    assert_eq!(all.title, "Change every “Kowalsky” to “Kowalski”");
    assert_eq!(all.edits.len(), 2);
    assert_eq!(all.applicability, copydesk::Applicability::Ask);
    assert_eq!(found[0].preferred_fix().unwrap().applicability, copydesk::Applicability::Safe);
}

#[test]
fn says_nothing_of_noise() {
    let linter = linter(&Stylebook::default());
    let mut text = String::new();
    for i in 0..60_000_u32 {
        let word: String = (0..7).map(|at| char::from(b'a' + ((i * 7919) >> (at * 2)) as u8 % 13)).collect();
        text.extend(["Sen. John B", &word, " left. "]);
        if i % 20 == 0 {
            text += "\n\n";
        }
    }
    assert!(told(&linter, &text).is_empty());
}

/// Every rule of the family, with names that the newsroom has decided.
static STRICT: LazyLock<Linter> = LazyLock::new(|| {
    let mut stylebook = Stylebook::house("ap").expect("a bundled house");
    for rule in stylebook.rules.iter_mut().filter(|rule| rule.id.starts_with("name/")) {
        rule.level = Some(LevelSetting::Warning);
    }
    linter_with(
        &stylebook,
        "people:\n  - {name: Volodymyr Zelenskyy, never: [Zelensky, Vladimir Zelensky]}\n  - {name: Pelé, mononym: true}\n\
         places:\n  - {name: Kyiv, never: [Kiev], except: [chicken Kiev]}\n",
    )
});

fn words() -> impl Strategy<Value = String> {
    let words = [
        "Antony",
        "Blinken",
        "Blinked",
        "van",
        "der",
        "Jr.",
        "J.",
        "’s",
        "“",
        "”",
        ",",
        "34",
        "Sen.",
        "U.S.",
        "O’Connor",
        "al-Assad",
        "(",
        ")",
        "\n\n",
        "José",
        "Jose\u{301}",
        "the",
        "King",
        "of",
        "Secretary",
        "I",
        "\u{ad}",
        "said",
        "New",
        "York",
        ".",
        "-",
        "Ruiz-Soto",
        "Mr.",
        "Ms.",
        "president",
        "President",
        "Actor",
        "actor",
        "he",
        "Robert",
        "Bob",
        "Kyiv",
        "Kiev",
        "KIEV",
        "chicken",
        "Zelensky",
        "Vladimir",
        "Pelé",
        "Myanmar",
        "Burma",
        "formerly",
        "é",
        "K.",
        "Hale",
        "Rose",
        "The",
        "former",
        "’",
        "Sergey",
        "Sergei",
        "Lavrov",
        "\u{200b}",
        "Côte",
        "d’Ivoire",
        "Ivory",
        "Coast",
        "Coach",
    ];
    let glue = prop_oneof![4 => Just(" "), 1 => Just(""), 1 => Just("\u{a0}"), 1 => Just("\r\n")];
    proptest::collection::vec((proptest::sample::select(words.to_vec()), glue), 0..60)
        .prop_map(|words| words.into_iter().flat_map(|(word, glue)| [word, glue]).collect())
}

proptest! {
    #[test]
    fn survives_any_text(text in "\\PC{0,200}") {
        let _ = told(&STRICT, &text);
    }

    #[test]
    fn says_the_same_after_an_edit(text in words(), edit in words(), at in 0.0..1.0_f64) {
        let place = (0..=(at * text.len() as f64) as usize).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let changed = format!("{}{edit}{}", &text[..place], &text[place..]);
        let source = |text: &str| Source { text: Text::new(text), ..Source::default() };
        let again = STRICT.recheck(&STRICT.check(&source(&text)), &source(&changed), &|| false).unwrap();
        prop_assert_eq!(again.diagnostics, STRICT.check(&source(&changed)).diagnostics);
    }
}

/// Who wrote a story is no one in it, but the newsroom has decided how the name is written.
#[test]
fn a_byline_is_held_to_the_names_file() {
    let names = "people:\n  - {name: Volodymyr Zelenskyy, never: [Vladimir Zelensky]}\n";
    let story = "Ferry runs aground\n\nBy Vladimir Zelensky, Staff Writer\n\nThe ferry ran aground Monday. Zelenska said so to Zelensk.\n";
    let linter = linter_with(&Stylebook::default(), names);
    assert_eq!(told(&linter, story), ["name/registry Vladimir Zelensky => Volodymyr Zelenskyy"]);
}
