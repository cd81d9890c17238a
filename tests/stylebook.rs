//! What a stylebook may say, what is said of its mistakes, and how its layers come together.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use copydesk::article::{Language, ParagraphMode};
use copydesk::stylebook::{LevelSetting, RuleDeclaration};
use copydesk::{Level, Problem, Stylebook};

/// Loads the first of some files; the others are there to be found.
fn load(files: &[(&str, &str)]) -> (Stylebook, Vec<Problem>) {
    let found: BTreeMap<&str, &str> = files.iter().copied().collect();
    let mut find = |path: &str| {
        let text = found.get(path).map(ToString::to_string);
        text.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    };
    Stylebook::load(files[0].0, files[0].1, &mut find)
}

fn shown(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

/// Loads one file that must be without problems.
fn good(source: &str) -> Stylebook {
    let (book, problems) = load(&[("copydesk.yaml", source)]);
    assert!(problems.is_empty(), "{:#?}", shown(&problems));
    book
}

/// Sections of the bundle whose checks are still to come.
const TO_COME: &[&str] = &[];

/// The bundle, read as the user would write it, with places.
#[test]
fn bundled_stylebooks_have_no_problem() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/stylebooks");
    let mut houses: Vec<String> = std::fs::read_dir(root)
        .expect("the folder of stylebooks")
        .map(|entry| entry.expect("an entry").path().display().to_string())
        .collect();
    houses.sort();
    // One of the files is what the houses have in common.
    assert_eq!(houses.len(), Stylebook::houses().count() + 1);
    for path in houses {
        let source = std::fs::read_to_string(&path).expect("a stylebook");
        let (_, mut problems) = load(&[(&path, &source)]);
        let awaited = |text: &str| TO_COME.iter().any(|key| text.contains(&format!("there is no key `{key}`")));
        problems.retain(|problem| !awaited(&problem.message));
        assert!(problems.is_empty(), "{}", shown(&problems).join("\n"));
    }
    let here = copydesk::rules::SECTIONS.iter().find(|section| TO_COME.contains(&section.name));
    assert!(here.is_none(), "its check has come: take it out of TO_COME");
}

/// The declarations, too, must pass as rules of a team.
#[test]
fn bundled_rules_are_rules_like_any_other() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/core");
    let mut count = 0;
    for entry in std::fs::read_dir(root).expect("the folder of declarations") {
        let path = entry.expect("an entry").path();
        let source = std::fs::read_to_string(&path).expect("a file of declarations");
        let indented = source.replace('\n', "\n  ");
        let (book, problems) = load(&[(&path.display().to_string(), &format!("rules:\n  {indented}"))]);
        assert!(problems.is_empty(), "{}", shown(&problems).join("\n"));
        count += book.rules.len();
    }
    assert!(count > 0);
}

#[test]
fn says_what_is_wrong_and_where_and_what_is_allowed() {
    let cases: &[(&str, &[&str])] = &[
        (
            "rulez:\n  x: off\n",
            &["copydesk.yaml:1:1: error: there is no key `rulez` in a stylebook", "Did you mean `rules`? Allowed: "],
        ),
        ("lang: en-AU\n", &["copydesk.yaml:1:7: error: `en-AU` is not a value of this key", "Allowed: en-US, en-GB."]),
        (
            "rules:\n  suppression/unsed: off\n",
            &["copydesk.yaml:2:3: error: there is no rule `suppression/unsed`", "Did you mean `suppression/unused`?"],
        ),
        (
            "rules:\n  suppression/other: off\n",
            &["copydesk.yaml:2:3: error: there is no rule `suppression/other`", "Allowed: suppression/unused."],
        ),
        ("rules:\n  nothing/such: off\n", &["copydesk.yaml:2:3: ", "The families of rules are: ", "suppression"]),
        (
            "rules:\n  suppression/unused: warn\n",
            &["copydesk.yaml:2:23: error: `warn` is not a value", "Allowed: off, hint, info, warning, error."],
        ),
        (
            "rules:\n  suppression/unused: {level: error, mesage: x}\n",
            &["copydesk.yaml:2:38: error: there is no key `mesage` here", "Did you mean `message`?"],
        ),
        ("rules:\n  suppression/*: loud\n", &["copydesk.yaml:2:18: error: `loud` is not a value"]),
        ("rules:\n  slang: {check: article, message: x}\n", &["copydesk.yaml:2:3: error: `slang` is no id of a rule"]),
        ("fail_on: [error]\n", &["copydesk.yaml:1:10: error: this should be one word, not a list"]),
        ("paragraphs: lines\n", &["copydesk.yaml:1:13: ", "Did you mean `line`? Allowed: auto, blank, line."]),
        ("max_file_size: big\n", &["copydesk.yaml:1:16: error: this should be a size such as 128 MB, not “big”"]),
        ("dictionary:\n  engine: aspell\n", &["copydesk.yaml:2:11: ", "Allowed: spellbook, hunspell."]),
        (
            "dictionary: {word: [a.txt]}\n",
            &["copydesk.yaml:1:14: ", "Did you mean `words`? Allowed: engine, words, aff, dic."],
        ),
        ("extends: [apx]\n", &["copydesk.yaml:1:11: error: there is no house style `apx`", "Did you mean `ap`?"]),
        ("extends: gone.yaml\n", &["copydesk.yaml:1:10: error: gone.yaml: there is no such file"]),
        (
            "names: [a.yaml, gone.yaml]\n",
            &["copydesk.yaml:1:9: error: a.yaml: there is no such file", "copydesk.yaml:1:17: error: gone.yaml: "],
        ),
        ("fail_on: info\nfail_on: error\n", &["copydesk.yaml:2:1: error: `fail_on` stands here a second time"]),
        ("- a\n- b\n", &["copydesk.yaml:1:1: error: a stylebook is made of keys"]),
        ("---\nlang: en-GB\n---\nlang: en-US\n", &["copydesk.yaml:3:1: error: a second document begins here"]),
        // Columns are UTF-16 units: the emoji is two.
        ("{\"😀\": 1}\n", &["copydesk.yaml:1:2: error: there is no key `😀`"]),
        ("include: [\"😀\", lang: {a: b}]\n", &["copydesk.yaml:1:17: error: "]),
        // A file that is no YAML.
        ("rules:\n\tx: off\n", &["copydesk.yaml:2:2: error: there is a tab", "Indent with spaces"]),
        ("why: 'don't'\n", &["copydesk.yaml:1:", "inside single marks write an apostrophe twice"]),
        ("include: [a, b\nlang: en-GB\n", &["copydesk.yaml:", "close the bracket"]),
        ("lang: @en\n", &["copydesk.yaml:1:7: error: a value cannot begin with `@`", "quotation marks"]),
        (
            "include: *.txt\n",
            &["copydesk.yaml:1:10: error: a value begins with * and names nothing", "quotation marks"],
        ),
        ("lang: en: GB\n", &["copydesk.yaml:1:9: error: a colon is not allowed here", "quotation marks"]),
    ];
    for (source, expected) in cases {
        let (_, problems) = load(&[("copydesk.yaml", source)]);
        let text = shown(&problems).join("\n");
        for part in *expected {
            assert!(text.contains(part), "{source:?}\nshould say: {part}\nsays: {text}");
        }
    }
}

#[test]
fn reports_every_mistake_and_uses_the_rest() {
    let (book, problems) = load(&[
        (
            "copydesk.yaml",
            "lang: en-GB\nfail_on: sometimes\nrules:\n  suppression/unused: {level: error, x: 1, y: 2}\n  no/such: off\ndictionary:\n  engine: b\n  words: [w.txt]\n  z: 3\n",
        ),
        ("w.txt", "ferry\n"),
    ]);
    let places: Vec<_> = problems.iter().filter_map(|problem| problem.place).collect();
    assert_eq!(places, [(2, 10), (4, 38), (4, 44), (5, 3), (7, 11), (9, 3)], "{:#?}", shown(&problems));
    assert_eq!(book.language, Language::EnGb);
    assert_eq!(book.fail_on(), Some(Level::Warning));
    assert_eq!(book.rule("suppression/unused").and_then(RuleDeclaration::level), Some(Level::Error));
    assert_eq!(book.dictionary().words.len(), 1);
}

#[test]
fn a_broken_file_leaves_the_house_that_it_extends() {
    let (book, problems) = load(&[("copydesk.yaml", "extends: [guardian]\nrules:\n  - [a\n")]);
    assert_eq!(problems.len(), 1, "{:#?}", shown(&problems));
    assert_eq!(book.language, Language::EnGb);
    let (book, problems) = load(&[("copydesk.yaml", "\"")]);
    assert_eq!(problems.len(), 1);
    assert_eq!(book.rules.len(), Stylebook::default().rules.len());
}

#[test]
fn layers_lie_over_one_another_deep_down() {
    let (book, problems) = load(&[
        ("desk/copydesk.yaml", "extends: [guardian, ../shared/base.yaml]\n+exclude: [drafts/**]\nnames: [own.yaml]\n"),
        (
            "shared/base.yaml",
            "extends: common.yaml\nexclude: [old/**]\nlang: en-US\nrules:\n  suppression/unused: {level: error}\n",
        ),
        (
            "shared/common.yaml",
            "lang: en-GB\nfail_on: off\nexclude: [x]\ndictionary: {words: [a.txt]}\nrules: {suppression/unused: hint}\n",
        ),
        ("shared/a.txt", "one\n"),
        ("desk/dictionary.txt", "two\n"),
        ("desk/own.yaml", "people: []\n"),
    ]);
    assert!(problems.is_empty(), "{:#?}", shown(&problems));
    assert_eq!(book.language, Language::EnUs);
    assert_eq!(book.fail_on(), None);
    assert_eq!(book.exclude(), ["old/**", "drafts/**"]);
    let words: Vec<String> = book.dictionary().words.into_iter().map(|file| file.path).collect();
    assert_eq!(words, ["shared/a.txt", "desk/dictionary.txt"]);
    assert_eq!(book.names()[0].path, "desk/own.yaml");
    let page = book.explain("suppression/unused").expect("a page");
    let decisions: Vec<_> = page.decisions.iter().map(|d| (d.path.as_str(), d.line, d.what.as_str())).collect();
    assert_eq!(
        decisions,
        [
            ("rules/core/article.yaml", None, "declared, level: info"),
            ("shared/common.yaml", Some(5), "level: hint"),
            ("shared/base.yaml", Some(5), "level: error"),
        ]
    );
    assert_eq!(page.rule.level(), Some(Level::Error));
}

#[test]
fn circles_are_reported() {
    let (book, problems) = load(&[
        ("copydesk.yaml", "extends: a.yaml\nlang: en-GB\n"),
        ("a.yaml", "extends: [./b.yaml]\n"),
        ("b.yaml", "extends: [copydesk.yaml]\nfail_on: error\n"),
    ]);
    assert_eq!(problems.len(), 1);
    assert_eq!((problems[0].path.as_str(), problems[0].place), ("b.yaml", Some((1, 11))));
    assert!(problems[0].message.contains("copydesk.yaml extends a.yaml extends b.yaml extends copydesk.yaml"));
    assert_eq!((book.language, book.fail_on()), (Language::EnGb, Some(Level::Error)));
}

#[test]
fn a_file_that_two_extend_counts_once() {
    let (book, problems) = load(&[
        ("copydesk.yaml", "extends: [a.yaml, b.yaml]\n"),
        ("a.yaml", "extends: base.yaml\nfail_on: error\n"),
        ("b.yaml", "extends: base.yaml\n"),
        ("base.yaml", "fail_on: info\n"),
    ]);
    assert!(problems.is_empty());
    assert_eq!(book.fail_on(), Some(Level::Error));
}

#[test]
fn the_command_line_is_above_the_file_and_the_editor_below() {
    let own = good("extends: [ap]\nfail_on: error\n");
    let guardian = own.with_house("guardian").expect("a house");
    assert_eq!((guardian.language, guardian.fail_on()), (Language::EnGb, Some(Level::Error)));
    assert_eq!(guardian.with_house("ap").expect("a house").language, Language::EnUs);
    let american = own.with_language(Language::EnUs).with_house("guardian").expect("a house");
    assert_eq!(american.language, Language::EnUs);
    let stays = good("lang: en-US\n").with_house("guardian").expect("a house");
    assert_eq!(stays.language, Language::EnUs);

    let editor = |source: &str| {
        good(source)
            .with_editor_settings(Some("guardian"), Some(Language::EnUs), &BTreeMap::new())
            .map(|(b, _)| b.language)
    };
    assert_eq!(editor(""), Ok(Language::EnUs));
    assert_eq!(editor("lang: en-GB\n"), Ok(Language::EnGb));
    let editor =
        good("extends: [ap]\n").with_editor_settings(Some("guardian"), None, &BTreeMap::new()).map(|(b, _)| b.language);
    assert_eq!(editor, Ok(Language::EnUs));
    let editor = good("").with_editor_settings(Some("guardian"), None, &BTreeMap::new()).map(|(b, _)| b.language);
    assert_eq!(editor, Ok(Language::EnGb));

    let error = own.with_house("guardain").expect_err("no house").to_string();
    assert!(error.contains("Did you mean `guardian`?"), "{error}");
}

#[test]
fn levels_come_in_three_forms() {
    let book = good(
        "rules:\n  suppression/unused: {level: hint, message: Out of use.}\n  suppression/*: error\n  article/front-matter: off\n",
    );
    let rule = book.rule("suppression/unused").expect("a rule");
    assert_eq!((rule.level, rule.message.as_str()), (Some(LevelSetting::Hint), "Out of use."));
    assert!(!rule.examples.is_empty(), "what the file does not say stays");
    assert_eq!(book.rule("article/front-matter").and_then(RuleDeclaration::level), None);
}

#[test]
fn a_team_declares_rules_of_its_own() {
    let declared = "rules:\n  desk/unused:\n    check: article\n    level: info\n    message: Ours.\n    examples: [{good: Fine.}]\n";
    let book = good(declared);
    assert_eq!(book.rule("desk/unused").map(|rule| rule.message.as_str()), Some("Ours."));
    let cases = [
        (declared.replace("check: article", "check: artcle"), "3:12", "there is no check `artcle`"),
        (declared.replace("desk/unused", "desk/other"), "2:3", "finds nothing called `other`"),
        (declared.replace("    message: Ours.\n", ""), "2:3", "the key `message` is missing"),
    ];
    for (source, place, message) in cases {
        let (book, problems) = load(&[("copydesk.yaml", &source)]);
        let text = shown(&problems).join("\n");
        assert!(text.starts_with(&format!("copydesk.yaml:{place}:")) && text.contains(message), "{source}\n{text}");
        assert!(book.rule("desk/unused").is_none() && book.rule("desk/other").is_none());
    }
}

/// A word list beside the stylebook counts without being named, whatever else the stylebook says of dictionaries.
#[test]
fn a_word_list_beside_the_stylebook_counts() {
    for source in ["", "extends: [ap]\n", "dictionary:\n", "dictionary: {engine: spellbook}\n"] {
        let (book, problems) = load(&[("copydesk.yaml", source), ("dictionary.txt", "grommeted\n")]);
        assert!(problems.is_empty(), "{source}: {problems:?}");
        let words: Vec<String> = book.dictionary().words.into_iter().map(|list| list.path).collect();
        assert_eq!(words, ["dictionary.txt"], "{source}");
    }
}

#[test]
fn settings_are_read() {
    let book = good("max_file_size: 2 MB\nparagraphs: line\nfail_on: off\ninclude: '*.txt'\nextends:\nrules:\n");
    assert_eq!(book.max_file_size(), 2 << 20);
    assert_eq!(book.paragraphs(), ParagraphMode::Line);
    assert_eq!(book.fail_on(), None);
    assert_eq!(book.include(), ["*.txt"]);
    assert_eq!(Stylebook::default().max_file_size(), 128 << 20);
}

#[test]
fn the_starter_has_no_problem() {
    let book = good(Stylebook::starter());
    assert_eq!(book.rules.len(), Stylebook::default().rules.len());
    // What is commented out must be right as well, once a person takes the marks away.
    let all: String = Stylebook::starter()
        .lines()
        .map(|line| line.replacen("# ", "", 1))
        .filter(|line| line.contains(':') && line.split(':').next().is_some_and(|key| !key.trim().contains(' ')))
        .map(|line| line + "\n")
        .collect();
    let (_, problems) = load(&[("copydesk.yaml", &all), ("dictionary.txt", ""), ("names.yaml", "")]);
    let other: Vec<_> = problems.iter().filter(|problem| !problem.message.starts_with("there is no rule")).collect();
    assert!(other.is_empty(), "{other:#?}\n{all}");
}

#[test]
fn no_yaml_is_a_bomb() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for i in 1..12 {
        let alias = format!("*a{}, ", i - 1).repeat(10);
        writeln!(bomb, "a{i}: &a{i} [{}]", alias.trim_end_matches(", ")).expect("a string grows");
    }
    let (_, problems) = load(&[("copydesk.yaml", &bomb)]);
    assert!(shown(&problems).join("\n").contains("this alias copies too much"));
    let many = "rules:\n".to_owned() + &"  a/b: off\n".repeat(50_000) + &"  suppression/unusd: off\n".repeat(10);
    let (_, problems) = load(&[("copydesk.yaml", &many)]);
    assert!((1..=100).contains(&problems.len()), "more than anybody reads");
    let (_, problems) = load(&[("copydesk.yaml", &many.repeat(2))]);
    assert!(problems[0].message.contains("larger than"));
    for deep in ["[".repeat(100_000), "a: ".repeat(5_000), "- ".repeat(100_000), "{a: ".repeat(50_000)] {
        let (_, problems) = load(&[("copydesk.yaml", &deep)]);
        assert!(!problems.is_empty());
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_survived(source in "(?s)([a-z:{}\\[\\],\\-*&'\"|> \n\t#!%@😀é]|rules|extends|lang|ap|: |\n  ){0,60}") {
        let (book, _) = load(&[("copydesk.yaml", &source)]);
        proptest::prop_assert!(!book.rules.is_empty());
    }
}
