//! Every pair of the table of confusions, by its own sentences, through the whole linter.

mod one_rule;

use copydesk::article::Language;
use copydesk::linter::Resources;
use copydesk::rules::confusion::Table;
use copydesk::{Applicability, Diagnostic, Level, Linter, Stylebook};
use one_rule::{linter, shown};
use proptest::prelude::*;

const RULE: &str = "spelling/confusion";

fn check(linter: &Linter, text: &str) -> Vec<Diagnostic> {
    one_rule::check(linter, RULE, text)
}

/// A record that names no language is for all of them.
fn languages(tags: &[String]) -> Vec<Language> {
    let named: Vec<Language> = tags.iter().filter_map(|tag| Language::from_tag(tag)).collect();
    if named.is_empty() { Language::ALL.to_vec() } else { named }
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
        let forms: Vec<String> = std::iter::once((&pair.wrong, &pair.right))
            .chain(&pair.also)
            .map(|(wrong, right)| format!("{wrong}→{right}").to_lowercase())
            .collect();
        for (language, linter) in &linters {
            for text in &pair.no {
                let found = shown(text, &check(linter, text));
                if !found.is_empty() {
                    wrong.push(format!("{name} ({}): {found:?} in: {text}", language.tag()));
                }
            }
            if !languages(&pair.languages).contains(language) {
                continue;
            }
            for text in &pair.yes {
                let found = shown(text, &check(linter, text));
                let right = found.len() == 1 && forms.contains(&found[0].replace('’', "'").to_lowercase());
                if !right {
                    wrong.push(format!("{name} ({}): found {found:?} in: {text}", language.tag()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}

/// The specification numbers 117 entries, and a comment with the number opens each in the table.
#[test]
fn no_entry_of_the_specification_is_left_out() {
    let table = include_str!("../rules/confusions.yaml");
    let numbers: Vec<usize> = table.lines().filter_map(|line| line.strip_prefix("  # ")?.parse().ok()).collect();
    assert_eq!(numbers, (1..=117).collect::<Vec<_>>());
}

/// What a reader could well take for a slip and is none.
const TRAPS: &[&str] = &[
    "Prices remained quite high.",
    "She waved his right hand at the crowd.",
    "They acted according to advice from the bank.",
    "The city must find $50 million by May.",
    "They married in a Georgian manor.",
    "They studied a gorilla group in Rwanda.",
    "The runner got passed by a boy of nine.",
    "The delegates met the TUC general council in Leeds.",
    "She queued for tickets to Dire Straits.",
    "Many Poles and Germans live here.",
    "The way is marked on trail maps.",
    "The accord is solider than the last.",
    "No king was to reign in Spain again.",
    "The alarm gave them peace of mind.",
    "The house had gone to rack and ruin.",
    "The runner was in the lead by a yard.",
    "Led Zeppelin and Lead Belly were on the jukebox.",
    "Judge Marshall Law declined to comment.",
    "The trail to the lake is shut.",
    "She wants to effect the release of her son.",
    "Low temperatures affect the bees.",
    "They own their own homes.",
    "Who’s that at the door?",
    "It’s been a long year.",
    "There lives in the hills a fox.",
    "He is taller then he was.",
    "The minister sought legal advice.",
    "The team hopes to medal in the relay.",
    "Cars went past the house.",
    "She passed the week at home.",
    "The senior aide to the mayor quit.",
    "Congressional aid to the islands was cut.",
    "The baby was in the breech position.",
    "It’s time to go.",
    "He can’t bear the thought.",
    "They lie in wait for their prey.",
    "Birds of prey nest here.",
    "The site of the crash is closed.",
    "The sight of the crash stays with him.",
    "Officials cited a lack of staff.",
    "The hostel fire killed two.",
    "He gave the principal reason at the school.",
    "He struck a chord with voters.",
    "The band struck a power chord.",
    "She has a flair for drama.",
    "She sets out the law in principle.",
    "Homeowners paid more in principal and interest.",
    "The statue of the duke stands outside the state court.",
    "Every state statute was read.",
    "The lightening of the load helped.",
    "She was loath to go.",
    "To lose the house would hurt.",
    "The loose wires were fixed.",
    "A loose cannon rolled across the deck.",
    "The canon of the cathedral spoke.",
    "Police in plain clothes left.",
    "A plane landed on the plain.",
    "He does not know the weather in Rome.",
    "Forecasters said the weather or its lack would decide.",
    "His bare feet were cold.",
    "She dared not bare her arms.",
    "He is a confidant of the queen.",
    "The guests had dessert in the desert.",
    "The team is too good to be beaten.",
    "There are two many-sided answers.",
    "To many, he is a hero.",
    "It means a lot to few people.",
    "The road to late-night bars is shut.",
    "More than the rest, then the last.",
    "The council sought counsel.",
    "The council’s general counsel spoke.",
    "County Counsel Ana Ruiz disagreed.",
    "The city counselor’s office filed a lawsuit.",
    "The state capital is a town of hills.",
    "She put capital into the Capitol Theatre.",
    "The Sole Trader is a shop in Seoul.",
    "Altar boys and servers walked to the altar.",
    "Its own rules bind the club.",
    "The firm lost its way.",
    "Of course it’s members who vote.",
    "He formally apologized.",
    "The formerly rich man wept.",
    "They will forgo the foregone conclusion.",
    "A host of fans came.",
    "The incidence of flu fell.",
    "The metal gold is soft.",
    "The gold medal won in 1980 was sold.",
    "He pored over the maps.",
    "Rain poured over the maps.",
    "He peddled his bike pumps to shops.",
    "She pedals the bike.",
    "They prayed on the hill.",
    "The new president set a precedent.",
    "They then rather then late chose.",
    "She took a different tack.",
    "The vial of blood was vile.",
];

#[test]
fn traps_stay_silent() {
    let linter = linter(Language::EnUs);
    let mut wrong = Vec::new();
    for text in TRAPS {
        let found = shown(text, &check(&linter, text));
        if !found.is_empty() {
            wrong.push(format!("{found:?} in: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}

#[test]
fn speaks_plainly_keeps_the_capital_and_offers_one_safe_fix() {
    let linter = linter(Language::EnUs);
    let text = "Solider or not, he went. “The soliders’ camp is near,” she said.";
    let found = check(&linter, text);
    assert_eq!(shown(text, &found), ["Solider→Soldier", "soliders→soldiers"]);
    assert_eq!(&*found[0].message, "“Solider” is a real word but here probably “Soldier” (real-word confusion).");
    assert_eq!(found[0].level, Level::Warning);
    let fix = found[0].preferred_fix().unwrap();
    assert_eq!((fix.title.as_str(), fix.applicability), ("Change to “Soldier”", Applicability::Safe));
    // What is quoted is changed by a person only.
    assert_eq!(found[1].preferred_fix().map(|fix| fix.applicability), Some(Applicability::Ask));
    assert_eq!(check(&linter, "The singer formally known as Dusk is back.")[0].level, Level::Info);
}

#[test]
fn a_capital_inside_a_sentence_makes_a_name() {
    let linter = linter(Language::EnUs);
    for (text, expected) in [
        ("The band Solider played.", &[][..]),
        ("The park is at Untied States Road.", &["Untied→United"]),
        ("SOLIDER SHOT IN CITY\n\nThe army said on Monday that it would look into the case.", &[]),
        ("Officials Praise Free Reign For Young Editors\n\nThe army said so on Monday in Rome.", &[]),
        ("Council says solider is safe\n\nThe army said on Monday that it would look into it.", &["solider→soldier"]),
    ] {
        assert_eq!(shown(text, &check(&linter, text)), expected, "{text}");
    }
}

#[test]
fn a_team_adds_and_takes_out_pairs() {
    let load = |yaml: &str| {
        let (stylebook, problems) =
            Stylebook::load("desk.yaml", yaml, &mut |_| Err(std::io::Error::from(std::io::ErrorKind::NotFound)));
        assert!(problems.is_empty(), "{problems:?}");
        Linter::new(&stylebook, &Resources::default())
    };
    let (linter, problems) = load(
        "confusions:\n  - {wrong: hale, right: hail, after: [storm, storms], capitalised: true, level: info}\n  \
         - {wrong: solider, right: soldier, level: off}\n",
    );
    assert!(problems.is_empty(), "{problems:?}");
    let text = "A Hale storm hit; a solider fell, and the inquiry was lead by a judge.";
    let found = check(&linter, text);
    assert_eq!(shown(text, &found), ["Hale→Hail", "lead→led"]);
    assert_eq!(found[0].level, Level::Info);

    let (linter, problems) = load(
        "lang: en-US\nconfusions:\n  - {wrong: hale, right: hail, after: [storm]}\n  - {wrong: bail, right: bale}\n",
    );
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].message.contains("“bail”: say when it is wrong"), "{problems:?}");
    assert_eq!((problems[0].path.as_str(), problems[0].place), ("desk.yaml", Some((4, 5))));
    let text = "A hale storm hit; the inquiry was lead by a judge.";
    assert_eq!(shown(text, &check(&linter, text)), ["hale→hail", "lead→led"]);
}

#[test]
fn the_dress_of_a_text_changes_nothing() {
    let linter = linter(Language::EnUs);
    let text = "The inquiry was lead by a judge. It’s own goal; the club has it’s own pool. Police gave free reign.";
    let plain = shown(text, &check(&linter, text));
    assert_eq!(plain, ["lead→led", "it’s→its", "reign→rein"]);
    for dressed in [
        text.replace(' ', "\u{a0}"),
        text.replace(' ', "\r\n"),
        text.replace(' ', "\n"),
        text.replace(' ', " \u{200b}"),
        text.replace('’', "'"),
        format!("\u{feff}{text}"),
    ] {
        let found: Vec<String> =
            shown(&dressed, &check(&linter, &dressed)).iter().map(|s| s.replace('\'', "’")).collect();
        assert_eq!(found, plain, "{dressed:?}");
    }
    let soft = "The inquiry was le\u{ad}ad by a ju\u{ad}dge.";
    assert_eq!(shown(soft, &check(&linter, soft)), ["le\u{ad}ad→led"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn survives_any_text(
        parts in proptest::collection::vec(prop_oneof![
            ".{0,12}",
            Just("lead".to_owned()), Just(" to ".to_owned()), Just("was ".to_owned()), Just("on route".to_owned()),
            Just("it’s".to_owned()), Just(" own".to_owned()), Just("’s".to_owned()), Just("\n\n".to_owned()),
            Just("sol\u{ad}ider".to_owned()), Just("“".to_owned()), Just(" $5".to_owned()),
        ], 0..40)
    ) {
        thread_local!(static LINTER: Linter = linter(Language::EnUs));
        let text = parts.concat();
        LINTER.with(|linter| {
            for found in check(linter, &text) {
                assert!(text.get(found.span.range()).is_some_and(|found| !found.is_empty()));
                let fix = found.preferred_fix().expect("a fix");
                assert_eq!(fix.edits[0].span, found.span);
            }
        });
    }
}
