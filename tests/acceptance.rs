//! Acceptance on real stories, which are not part of the project: `COPYDESK_SHARED` names the folder that holds them.
//! Without it the tests say that they are skipped.

#![allow(clippy::print_stdout, clippy::cast_precision_loss, clippy::cast_sign_loss)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use copydesk::language::Language;
use copydesk::linter::Resources;
use copydesk::{Analysis, Diagnostic, Encoding, Level, Linter, Source, Stylebook, Text};

const WIRE_STORY: &str = "samples/000_9023a8208e1b2f3f.txt";

fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("COPYDESK_SHARED").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: COPYDESK_SHARED names no folder of real stories");
    }
    folder
}

fn linter(house: &str, language: Language, change: impl Fn(&mut Stylebook)) -> Linter {
    let mut stylebook = Stylebook::house(house).expect("a bundled house").with_language(language);
    change(&mut stylebook);
    let (linter, problems) = Linter::new(&stylebook, &Resources::default());
    assert!(problems.is_empty(), "{problems:?}");
    linter
}

fn source(path: &Path) -> Source {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Source { text: Text::new(&text), ..Source::default() }
}

/// `line:column-column level rule ⟦text⟧ => preferred fix`.
fn told(analysis: &Analysis) -> Vec<String> {
    let one = |diagnostic: &Diagnostic| {
        let start = analysis.text.position(diagnostic.span.start, Encoding::Utf16);
        let end = analysis.text.position(diagnostic.span.end, Encoding::Utf16);
        let found = analysis.text.slice(diagnostic.span);
        let fix = diagnostic.preferred_fix().map(|fix| fix.edits[0].text.clone()).unwrap_or_default();
        let (line, from, to) = (start.line + 1, start.column + 1, end.column + 1);
        format!("{line}:{from}-{to} {} {} ⟦{found}⟧ => {fix}", diagnostic.level, diagnostic.rule)
    };
    analysis.diagnostics.iter().map(one).collect()
}

/// Section G1 of the specification.
const G1: [&str; 5] = [
    "16:10-17 warning name/near-miss ⟦Blinked⟧ => Blinken",
    "16:169-178 error spelling/unknown ⟦agression⟧ => aggression",
    "18:100-101 warning quote/apostrophe-direction ⟦‘⟧ => ’",
    "24:16-23 warning spelling/repeated-word ⟦air Air⟧ => Air",
    "24:62-69 warning spelling/confusion ⟦solider⟧ => soldier",
];

#[test]
fn the_wire_story_has_five_findings() {
    let Some(shared) = shared() else { return };
    let story = source(&shared.join(WIRE_STORY));
    for house in ["consistency", "upi"] {
        let linter = linter(house, Language::EnUs, |_| {});
        let mut analysis = linter.check(&story);
        linter.suggest_all(&mut analysis);
        assert_eq!(told(&analysis), G1, "{house}");
        let near_miss = &analysis.diagnostics[0].related[0];
        assert_eq!(analysis.text.line_of(near_miss.span.start) + 1, 4);
        assert_eq!(near_miss.message, "Antony Blinken");
    }
}

/// What section G2 adds under the house `ap`, but for the pack.
const G2: [&str; 4] = [
    "13:157-160 hint date/on-day ⟦ on⟧ => ",
    "16:37-40 hint date/on-day ⟦ on⟧ => ",
    "26:82-85 hint date/on-day ⟦ on⟧ => ",
    "31:110-116 hint ap/acronym-parens ⟦ (FSB)⟧ => ",
];

#[test]
fn the_wire_story_in_the_manner_of_the_ap() {
    let Some(shared) = shared() else { return };
    let mut story = source(&shared.join(WIRE_STORY));
    let linter = linter("ap", Language::EnUs, |_| {});
    // The day of the dateline, once with its year, is a Wednesday and agrees with the copy.
    let day = copydesk::article::Date { year: Some(2023), month: 3, day: 1 };
    for date in [None, Some(day)] {
        story.date = date;
        let mut analysis = linter.check(&story);
        linter.suggest_all(&mut analysis);
        let told = told(&analysis);
        let mut expected: Vec<&str> = G1.into_iter().chain(G2).collect();
        expected.sort_by_key(|one| one.split([':', '-']).take(2).map(|n| n.parse().unwrap_or(0)).collect::<Vec<u32>>());
        assert_eq!(told, expected, "{date:?}");
    }
}

#[test]
fn the_wire_story_holds_no_date_for_the_other_houses() {
    let Some(shared) = shared() else { return };
    let story = source(&shared.join(WIRE_STORY));
    for house in Stylebook::houses().filter(|house| *house != "ap") {
        let mut told = told(&linter(house, Language::EnUs, |_| {}).check(&story));
        told.retain(|one| one.contains(" date/"));
        assert_eq!(told, Vec::<String>::new(), "{house}");
    }
}

#[test]
fn the_wire_story_is_clean_once_it_is_fixed() {
    let Some(shared) = shared() else { return };
    let linter = linter("consistency", Language::EnUs, |_| {});
    let fixed = linter.fix_all(&source(&shared.join(WIRE_STORY)));
    assert_eq!((fixed.applied, told(&fixed.analysis)), (5, Vec::<String>::new()));
    let text = fixed.text.to_string();
    let lines: Vec<&str> = text.split('\n').collect();
    assert!(lines[15].starts_with("However, Blinken dismissed") && lines[15].ends_with("war of aggression."));
    assert!(lines[17].contains("Ukraine’s president"));
    assert!(lines[23].starts_with("Ukraine’s 79th Air Assault Brigade said Tuesday that one soldier took out"));
    assert!(!text.ends_with('\n'), "the story has no final newline, and gets none");
}

#[test]
fn the_wire_story_in_british_english_and_with_hints() {
    let Some(shared) = shared() else { return };
    let story = source(&shared.join(WIRE_STORY));
    let only_new = |linter: &Linter| {
        let mut analysis = linter.check(&story);
        linter.suggest_all(&mut analysis);
        let mut told = told(&analysis);
        told.retain(|one| !G1.contains(&one.as_str()));
        told
    };
    let british = linter("consistency", Language::EnGb, |_| {});
    let variants = only_new(&british);
    assert_eq!(variants.len(), 2, "{variants:?}");
    for (one, line) in variants.iter().zip(["6:", "18:"]) {
        assert!(one.starts_with(line) && one.ends_with("warning spelling/variant ⟦signaled⟧ => signalled"), "{one}");
    }
    let team = "spelling: {unknown_capitalised: hint}";
    let (stylebook, problems) =
        Stylebook::load("copydesk.yaml", team, &mut |_| Err(std::io::ErrorKind::NotFound.into()));
    assert!(problems.is_empty(), "{problems:?}");
    let (hinting, _) = Linter::new(&stylebook, &Resources::default());
    let hints = only_new(&hinting);
    assert!(
        hints.len() == 1 && hints[0].starts_with("4:") && hints[0].contains("hint spelling/unknown ⟦Bakhmut⟧"),
        "{hints:?}"
    );
}

#[test]
fn the_wire_story_with_the_names_of_ap() {
    let Some(shared) = shared() else { return };
    let team = "names: [ap]";
    let (stylebook, problems) =
        Stylebook::load("copydesk.yaml", team, &mut |_| Err(std::io::ErrorKind::NotFound.into()));
    assert!(problems.is_empty(), "{problems:?}");
    let (resources, problems) = Resources::of(&stylebook);
    assert!(problems.is_empty(), "{problems:?}");
    let (linter, _) = Linter::new(&stylebook, &resources);
    let mut analysis = linter.check(&source(&shared.join(WIRE_STORY)));
    linter.suggest_all(&mut analysis);
    let mut new = told(&analysis);
    new.retain(|one| !G1.contains(&one.as_str()));
    let lines: Vec<&str> = new.iter().map(|one| one.split(':').next().unwrap_or_default()).collect();
    assert_eq!(lines, ["6", "20"], "{new:?}");
    for one in &new {
        assert!(one.ends_with("error name/registry ⟦Zelensky⟧ => Zelenskyy"), "{one}");
    }
}

/// Counts over the published stories: what the budget of the specification allows. Nearly every finding on them is false.
#[test]
fn published_stories_are_left_alone() {
    let Some(shared) = shared() else { return };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(shared.join("samples/news"))
        .expect("stories")
        .map(|entry| entry.expect("a file").path())
        .collect();
    paths.sort();
    let linters = [Language::EnUs, Language::EnGb].map(|language| linter("consistency", language, |_| {}));
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    let (mut american_words, mut american_unknown, mut loud, mut missing, mut quotes) = (0, 0, 0, 0, 0);
    for path in &paths {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let american = name.starts_with("us_");
        let text = std::fs::read_to_string(path).expect("a story");
        let analysis = linters[usize::from(!american)].check(&source(path));
        quotes += long_quotes(&text);
        if american {
            american_words += text.split_whitespace().count();
        }
        for diagnostic in &analysis.diagnostics {
            let unknown = &*diagnostic.rule == "spelling/unknown";
            american_unknown += usize::from(unknown && american && diagnostic.level >= Level::Warning);
            loud += usize::from(!unknown && diagnostic.level >= Level::Warning);
            missing += usize::from(&*diagnostic.rule == "attribution/missing");
            *counts.entry((diagnostic.level.to_string(), diagnostic.rule.to_string())).or_default() += 1;
        }
    }
    for ((level, rule), count) in &counts {
        println!("{count:6} {level:8} {rule}");
    }
    let per_story = loud as f64 / paths.len() as f64;
    let per_thousand = american_unknown as f64 * 1000.0 / american_words as f64;
    let share = missing as f64 / quotes as f64;
    println!("warnings and errors outside spelling/unknown: {per_story:.2} a story (at most 0.3)");
    println!("spelling/unknown on American stories: {per_thousand:.2} in 1,000 words (at most 1.0)");
    println!("attribution/missing: {missing} of {quotes} quotations of six words or more (at most 2%)");
    assert!(per_story <= 0.3 && per_thousand <= 1.0 && share <= 0.02);
}

/// How many quotations of six words or more a text has, by a rough count between double marks.
fn long_quotes(text: &str) -> usize {
    let lines = text.lines().map(|line| line.replace(['“', '”'], "\""));
    lines.map(|line| line.split('"').skip(1).step_by(2).filter(|q| q.split_whitespace().count() >= 6).count()).sum()
}
