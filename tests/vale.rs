//! Styles of Vale run as they are: every kind of rule, scopes, actions, vocabularies, configurations, and what is said of
//! what cannot be run. The styles here are our own; public ones are read from a folder that `COPYDESK_VALE_STYLES` names.

#![allow(clippy::print_stdout, clippy::case_sensitive_file_extension_comparisons)]

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use copydesk::article::Format;
use copydesk::linter::Resources;
use copydesk::{Analysis, Level, Linter, Problem, Source, Stylebook};

/// Files of a project, by their paths.
struct Files(BTreeMap<String, String>);

impl Files {
    fn new(files: &[(&str, &str)]) -> Self {
        Files(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }

    /// All files of a folder on disk, below a name.
    fn of_folder(folder: &Path, name: &str) -> Self {
        let mut files = BTreeMap::new();
        let mut open = vec![(folder.to_path_buf(), name.to_owned())];
        while let Some((folder, name)) = open.pop() {
            for entry in std::fs::read_dir(&folder).expect("a folder") {
                let entry = entry.expect("an entry");
                let name = format!("{name}/{}", entry.file_name().to_string_lossy());
                if entry.path().is_dir() {
                    open.push((entry.path(), name));
                } else if let Ok(text) = std::fs::read_to_string(entry.path()) {
                    files.insert(name, text);
                }
            }
        }
        Files(files)
    }

    fn find(&self, path: &str) -> io::Result<String> {
        if path.ends_with('/') {
            let below = self.0.keys().filter_map(|file| file.strip_prefix(path));
            let names: BTreeSet<String> = below
                .map(|rest| rest.split_once('/').map_or(rest.to_owned(), |(folder, _)| format!("{folder}/")))
                .collect();
            let names: Vec<String> = names.into_iter().collect();
            return if names.is_empty() { Err(io::ErrorKind::NotFound.into()) } else { Ok(names.join("\n")) };
        }
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn load(&self, path: &str) -> (Stylebook, Vec<Problem>) {
        let source = self.find(path).expect("the stylebook");
        Stylebook::load(path, &source, &mut |path| self.find(path))
    }

    fn linter(&self, path: &str) -> (Linter, Vec<Problem>) {
        let (book, mut problems) = self.load(path);
        let (resources, more) = Resources::of(&book);
        problems.extend(more);
        let (linter, more) = Linter::new(&book, &resources);
        problems.extend(more);
        (linter, problems)
    }
}

/// A linter with one rule, `Desk.Rule`.
fn rule(yaml: &str) -> (Linter, Vec<Problem>) {
    Files::new(&[("copydesk.yaml", "styles: [styles/Desk]\n"), ("styles/Desk/Rule.yml", yaml)]).linter("copydesk.yaml")
}

/// What a rule finds in a text, as `found: message`, and the text with the preferred fixes.
struct Found {
    told: Vec<String>,
    levels: Vec<Level>,
    fixed: String,
}

fn read(linter: &Linter, text: &str, format: Format) -> Analysis {
    linter.check(&Source { text: text.into(), format, ..Source::default() })
}

fn found_by(linter: &Linter, prefix: &str, text: &str) -> Found {
    let format = if text.starts_with('#') { Format::Markdown } else { Format::Plain };
    let mut analysis = read(linter, text, format);
    assert!(analysis.failures.is_empty(), "{:?}", analysis.failures);
    linter.suggest_all(&mut analysis);
    let mut found = Found { told: Vec::new(), levels: Vec::new(), fixed: text.to_owned() };
    let own: Vec<_> = analysis.diagnostics.iter().filter(|one| one.rule.starts_with(prefix)).collect();
    for diagnostic in &own {
        found.told.push(format!("{}: {}", &text[diagnostic.span.range()], diagnostic.message));
        found.levels.push(diagnostic.level);
    }
    let mut edits: Vec<_> = own.iter().filter_map(|one| one.preferred_fix()).flat_map(|fix| fix.edits).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    for edit in edits {
        found.fixed.replace_range(edit.span.range(), &edit.text);
    }
    found
}

/// What a rule without problems finds in a text.
fn told(yaml: &str, text: &str) -> Vec<String> {
    finds(yaml, text).told
}

fn finds(yaml: &str, text: &str) -> Found {
    let (linter, problems) = rule(yaml);
    assert!(problems.is_empty(), "{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    found_by(&linter, "Desk.Rule", text)
}

#[test]
fn existence() {
    let yaml = "extends: existence\nmessage: \"Not '%s', please.\"\nlevel: suggestion\nignorecase: true\ntokens:\n  - quay(?:side)?s?\n  - dock\n";
    let found = finds(yaml, "The Quaysides and the docks, “the dock,” he said.");
    assert_eq!(found.told, ["Quaysides: Not 'Quaysides', please.", "dock: Not 'dock', please."]);
    assert_eq!(found.levels, [Level::Info, Level::Info]);
    // Words that are addresses or file names are no prose.
    assert!(told(yaml, "See https://dock.example/dock for it.").is_empty());
    // `raw` is put together without word boundaries, tokens after it or before it.
    let raw = "extends: existence\nmessage: m\nraw:\n  - '(?:a|the)\\s'\n  - 'moot\\s'\ntokens: [point, question]\n";
    assert_eq!(told(raw, "It is a moot question here."), ["a moot question: m"]);
    let append = "extends: existence\nmessage: m\nappend: true\nraw: ['\\s+is moot']\ntokens: [point]\n";
    assert_eq!(told(append, "The point is moot."), ["point is moot: m"]);
    let nonword = "extends: existence\nmessage: m\nnonword: true\ntokens: ['[!?]{2,}']\n";
    assert_eq!(told(nonword, "Who is there?! It was he."), ["?!: m"]);
    let exceptions = "extends: existence\nmessage: m\ntokens: ['[A-Z]{3}']\nexceptions: [ABC, 'XY\\w']\n";
    assert_eq!(told(exceptions, "The ABC, the XYZ and the DEF."), ["DEF: m"]);
}

#[test]
fn actions() {
    let remove = "extends: existence\nmessage: m\naction: {name: remove}\ntokens: [very]\n";
    assert_eq!(finds(remove, "A very long pier.").fixed, "A long pier.");
    let replace =
        "extends: existence\nmessage: \"'%s' or '%s'\"\naction: {name: replace, params: [ferry]}\ntokens: [boat]\n";
    let found = finds(replace, "The boat came.");
    assert_eq!((found.told, found.fixed), (vec!["boat: 'boat' or 'ferry'".into()], "The ferry came.".into()));
    let regex = "extends: existence\nmessage: m\naction:\n  name: edit\n  params: [regex, '(\\d+)th of (\\w+)', '$2 $1']\ntokens: ['\\d+th of \\w+']\n";
    assert_eq!(finds(regex, "On the 4th of July it rained.").fixed, "On the July 4 it rained.");
    for (params, text, fixed) in [
        ("[trim_right, '!']", "It is late!! Go.", "It is late Go."),
        ("[truncate, '!']", "It is late!! Go.", "It is late Go."),
        ("[split, ' ', 1]", "It is late!! Go.", "It late!! Go."),
    ] {
        let token = if params.starts_with("[split") { "is late" } else { "late!!" };
        let yaml = format!(
            "extends: existence\nmessage: m\nnonword: true\naction: {{name: edit, params: {params}}}\ntokens: ['{token}']\n"
        );
        assert_eq!(finds(&yaml, text).fixed, fixed, "{params}");
    }
    // A fix at the start of a sentence keeps its capital.
    let start = "extends: substitution\nmessage: m\nignorecase: true\naction: {name: replace}\nswap: {utilise: use}\n";
    assert_eq!(finds(start, "Utilise it. They utilise it.").fixed, "Use it. They use it.");
}

#[test]
fn substitution() {
    let yaml = "extends: substitution\nmessage: \"Use '%s' instead of '%s'.\"\nlevel: error\nignorecase: true\naction: {name: replace}\nswap:\n  quay side: quayside\n  'quay': pier|wharf\n  '(\\d+) ?kms?': $1 km\n";
    let found = finds(yaml, "The quay side, the quay, 5kms on.");
    assert_eq!(
        found.told,
        [
            "quay side: Use 'quayside' instead of 'quay side'.",
            "quay: Use 'pier' or 'wharf' instead of 'quay'.",
            "5kms: Use '5 km' instead of '5kms'."
        ]
    );
    assert_eq!(found.fixed, "The quayside, the pier, 5 km on.");
    assert_eq!(found.levels, [Level::Error; 3]);
    // Pairs may be a list, and a better text may be a pattern of what is right.
    let list = "extends: substitution\nmessage: \"%s, not %s\"\nignorecase: true\nswap:\n  - 'internet': '[Ii]nternet|net'\n  - jetski: jet ski\n";
    assert_eq!(
        told(list, "The Internet and the INTERNET, a jetski."),
        ["INTERNET: [Ii]nternet|net, not INTERNET", "jetski: jet ski, not jetski"]
    );
    // What is right already is no finding.
    let capital = "extends: substitution\nmessage: m\nignorecase: true\nswap: {'web ?site': website}\n";
    assert_eq!(told(capital, "A website, a web site."), ["web site: m"]);
}

#[test]
fn look_around_and_back_references() {
    let yaml = "extends: existence\nmessage: m\ntokens: ['(?<!the )council(?! house)', 'harbour', '(\\w+) of \\1']\n";
    assert_eq!(
        told(yaml, "A council met; the council and a council house; man of man, a harbour."),
        ["council: m", "man of man: m", "harbour: m"]
    );
    let swap = "extends: substitution\nmessage: \"%s\"\nswap: {'(?<=new )record': mark, 'a lot': much}\n";
    assert_eq!(told(swap, "A new record, a record, a lot."), ["record: mark", "a lot: much"]);
}

/// Steps are counted, not time: the same text is given up on every machine, and the rule is named.
#[test]
fn a_hostile_pattern_is_given_up_and_named() {
    let (linter, problems) =
        rule("extends: existence\nmessage: m\nlevel: error\nnonword: true\ntokens: ['(?!x)(?:a|a)*(?=b)']\n");
    assert!(problems.is_empty(), "{problems:?}");
    let text = format!("Here is {}c.\n\nAll is well here.", "a".repeat(80));
    let analysis = read(&linter, &text, Format::Plain);
    assert_eq!(analysis.failures.len(), 1, "{:?}", analysis.failures);
    assert_eq!(analysis.failures[0].rule.as_deref(), Some("Desk.Rule"));
    assert_eq!(analysis.failures[0].paragraph, Some(0));
}

#[test]
fn occurrence() {
    let commas = "extends: occurrence\nmessage: \"%d commas\"\nscope: sentence\nmax: 2\ntoken: ','\n";
    assert_eq!(told(commas, "A, b, c, d. One, two."), [",: 3 commas"]);
    let least = "extends: occurrence\nmessage: \"no date\"\nscope: paragraph\nmin: 1\ntoken: '\\d{4}'\n";
    assert_eq!(told(least, "It was in 1998 there.\n\nIt was long ago."), ["It: no date"]);
    // Over the whole article.
    let whole = "extends: occurrence\nmessage: \"%s piers\"\nscope: summary\nmax: 2\ntoken: '\\bpier\\b'\n";
    assert_eq!(told(whole, "A pier here is one.\n\nA pier and a pier there."), ["pier: 3 piers"]);
    assert!(told(whole, "A pier here is one.\n\nA pier there is two.").is_empty());
}

#[test]
fn repetition_consistency_and_conditional() {
    let repetition =
        "extends: repetition\nmessage: \"'%s' twice\"\nignorecase: true\nalpha: true\ntokens: ['[^\\s]+']\n";
    assert_eq!(told(repetition, "He said that that was it. It was so so."), ["that that: 'that' twice"]);
    let consistency = "extends: consistency\nmessage: \"both '%s' and another\"\nignorecase: true\neither: {advisor: adviser, jail: gaol}\n";
    assert_eq!(
        told(consistency, "An adviser came.\n\nThe advisor left the jail.\n\nAn Advisor stayed."),
        ["advisor: both 'advisor' and another", "Advisor: both 'Advisor' and another"]
    );
    assert!(told(consistency, "An adviser came.\n\nThe adviser left the jail.").is_empty());
    let acronyms = "extends: conditional\nmessage: \"What is %s?\"\nfirst: '\\b([A-Z]{3,5})\\b'\nsecond: '(?:\\b[A-Z][a-z]+ )+\\(([A-Z]{3,5})\\)'\nexceptions: [NASA]\n";
    let text = "The PQR met NASA.\n\nThe Harbour Ferry Board (HFB) met. The HFB left.\n\nThe Port Quay Raft (PQR) met the PQR.";
    assert_eq!(told(acronyms, text), ["PQR: What is PQR?"]);
    // Without a group it is enough that the second is there, in the same paragraph.
    let plain = "extends: conditional\nmessage: m\nfirst: 'percent'\nsecond: '\\d'\n";
    assert_eq!(told(plain, "It rose 5 percent.\n\nIt rose some percent."), ["percent: m"]);
}

#[test]
fn capitalization() {
    let title = "extends: capitalization\nmessage: \"'%s' should be '%s'\"\nscope: heading\nmatch: $title\nstyle: AP\nexceptions: [iPad]\naction: {name: replace}\n";
    let found = finds(title, "# the council of the city votes on iPad use\n\nThe council met on the pier on Monday.\n");
    assert_eq!(found.told.len(), 1, "{:?}", found.told);
    assert!(found.fixed.starts_with("# The Council of the City Votes on iPad Use\n"), "{}", found.fixed);
    assert!(
        told(title, "# The Council of the City Votes on iPad Use\n\nThe council met on the pier on Monday.\n")
            .is_empty()
    );
    let sentence = "extends: capitalization\nmessage: m\nscope: heading\nmatch: $sentence\naction: {name: replace}\n";
    let found = finds(sentence, "# Council Of The City Meets In Boston\n\nThe council met on the pier on Monday.\n");
    // A name is not taken for a word.
    assert!(found.fixed.starts_with("# Council of the city meets in Boston\n"), "{}", found.fixed);
    for (shape, good, bad) in [
        ("$lower", "# council meets\n", "# Council meets\n"),
        ("$upper", "# COUNCIL MEETS\n", "# Council meets\n"),
        ("'^The'", "# The council\n", "# A council\n"),
    ] {
        let yaml = format!("extends: capitalization\nmessage: m\nscope: heading\nmatch: {shape}\n");
        let rest = "\nThe council met on the pier on Monday.\n";
        assert_eq!(told(&yaml, &format!("{good}{rest}")).len(), 0, "{shape}");
        assert_eq!(told(&yaml, &format!("{bad}{rest}")).len(), 1, "{shape}");
    }
}

#[test]
fn metric_and_readability() {
    let metric =
        "extends: metric\nmessage: \"%s words a sentence\"\nformula: |\n  words / sentences\ncondition: '> 6'\n";
    assert_eq!(
        told(metric, "One two three four.\n\nOne two three four five six seven eight nine ten."),
        ["One: 7.00 words a sentence"]
    );
    assert!(told(metric, "One two three four.\n\nFive six seven.").is_empty());
    let headings = "extends: metric\nmessage: \"%s\"\nformula: heading.h2\ncondition: '> 1'\n";
    assert_eq!(
        told(
            headings,
            "# One of them\n\nThey met there.\n\n## Two of them\n\nThey met.\n\n## Three of them\n\nThey met.\n"
        )
        .len(),
        1
    );
    let grade = "extends: readability\nmessage: \"Grade %s\"\ngrade: 8\nmetrics: [Flesch-Kincaid, Gunning Fog]\n";
    let hard =
        "The administration’s environmental considerations necessitated extraordinary organizational transformation.";
    assert_eq!(told(grade, hard).len(), 1);
    assert!(told(grade, "The cat sat on the mat. The dog ran to the sea.").is_empty());
}

#[test]
fn spelling() {
    let files = Files::new(&[
        ("copydesk.yaml", "styles: [styles/Desk]\nrules: {spelling/unknown: off}\n"),
        (
            "styles/Desk/Rule.yml",
            "extends: spelling\nmessage: \"Is '%s' a word?\"\nignore: words.txt\nfilters: ['[a-z]+onium']\naction: {name: suggest, params: [spellings]}\n",
        ),
        ("styles/Desk/words.txt", "# ours\nquaybord\n"),
    ]);
    let (linter, problems) = files.linter("copydesk.yaml");
    assert!(problems.is_empty(), "{problems:?}");
    let text = "The goverment and the quaybord of Zzyzx met the smurfonium at the XQZV.";
    let mut analysis = read(&linter, text, Format::Plain);
    linter.suggest_all(&mut analysis);
    let own: Vec<_> = analysis.diagnostics.iter().filter(|one| &*one.rule == "Desk.Rule").collect();
    assert_eq!(own.len(), 1, "{own:?}");
    assert_eq!(&*own[0].message, "Is 'goverment' a word?");
    assert_eq!(own[0].fixes().next().expect("a fix").edits[0].text, "government");
}

#[test]
fn sequence() {
    let yaml = "extends: sequence\nmessage: \"'%s' is long\"\nignorecase: true\ntokens:\n  - tag: MD\n  - pattern: be\n    skip: 1\n  - tag: VBN|VBD\n";
    assert_eq!(
        told(yaml, "It will be opened. It could soon be closed, and it must be red."),
        ["will be opened: 'will be opened' is long", "could soon be closed: 'could soon be closed' is long"]
    );
    let negated = "extends: sequence\nmessage: m\ntokens:\n  - pattern: the\n    negate: true\n  - pattern: pier\n    target: true\n";
    assert_eq!(told(negated, "He saw the pier, a pier."), ["pier: m"]);
    // A word of which nothing is known is not flagged, and a rule that needs such words says so.
    let (linter, problems) = rule("extends: sequence\nmessage: m\ntokens:\n  - tag: JJ\n  - tag: NN\n");
    assert_eq!(problems.len(), 1);
    assert!(problems[0].message.contains("Desk.Rule (the tag JJ cannot be told without a tagger)"), "{}", problems[0]);
    assert!(found_by(&linter, "Desk", "A long pier is there.").told.is_empty());
}

#[test]
fn scopes_and_limits() {
    let text = "# A pier headline\n\nThe pier is here.\n\n- a pier item here\n\n> A pier quoted there.\n";
    let count =
        |scope: &str| told(&format!("extends: existence\nmessage: m\nscope: {scope}\ntokens: [pier]\n"), text).len();
    assert_eq!(count("text"), 4);
    assert_eq!(count("heading"), 1);
    assert_eq!(count("~heading"), 3);
    assert_eq!(count("[list, blockquote]"), 2);
    assert_eq!(count("paragraph"), 1);
    assert_eq!(count("'~list & ~heading'"), 2);
    assert_eq!(count("summary"), 3);
    let bold = "extends: existence\nmessage: m\nscope: strong\ntokens: [pier]\n";
    assert_eq!(told(bold, "# Headline of it\n\nThe **pier here** and a pier there.\n").len(), 1);
    let limit = "extends: existence\nmessage: m\nlimit: 2\naction: {name: replace, params: [quay]}\ntokens: [pier]\n";
    let found = finds(limit, "A pier.\n\nA pier.\n\nA pier.");
    assert_eq!((found.told.len(), found.fixed.as_str()), (2, "A quay.\n\nA quay.\n\nA pier."));
}

/// What does not run is said once, by name.
#[test]
fn what_is_not_run_is_named_once() {
    let files = Files::new(&[
        ("copydesk.yaml", "styles: [styles/Desk]\n"),
        ("styles/Desk/Script.yml", "extends: script\nmessage: m\nscope: raw\nscript: |\n  text := import(\"text\")\n"),
        ("styles/Desk/Cells.yml", "extends: existence\nmessage: m\nscope: table.cell\ntokens: [x]\n"),
        ("styles/Desk/Fine.yml", "extends: existence\nmessage: m\ntokens: [pier]\n"),
        (
            "styles/Desk/Guess.yml",
            "extends: existence\nmessage: m\naction: {name: suggest, params: [guess.tengo]}\ntokens: [quay]\n",
        ),
    ]);
    let (linter, problems) = files.linter("copydesk.yaml");
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        ["styles/Desk: warning: 3 of 4 rules of the style Desk are not run: Desk.Cells (the scope table.cell), \
        Desk.Script (a script), Desk.Guess (a script for its fixes; it is run without them)"]
    );
    assert_eq!(found_by(&linter, "Desk", "A pier, a quay.").told, ["pier: m", "quay: m"]);
}

/// Mistakes in rule files have places.
#[test]
fn mistakes_have_places() {
    let said = |yaml: &str| {
        let (_, problems) = rule(yaml);
        problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let key = said("extends: existence\nmessage: m\ntokens: [x]\nignorcase: true\n");
    assert!(
        key.starts_with("styles/Desk/Rule.yml:4:1: error: a rule of the kind existence has no key `ignorcase`"),
        "{key}"
    );
    assert!(key.contains("Did you mean `ignorecase`?"), "{key}");
    let kind = said("extends: existance\nmessage: m\n");
    assert!(
        kind.starts_with("styles/Desk/Rule.yml:1:10: error: there is no kind of rule `existance` in Vale"),
        "{kind}"
    );
    let pattern = said("extends: existence\nmessage: m\ntokens: [fine, 'b(ad']\n");
    assert!(pattern.starts_with("styles/Desk/Rule.yml:3:17: error: this pattern cannot be read"), "{pattern}");
    let level = said("extends: existence\nmessage: m\nlevel: loud\ntokens: [x]\n");
    assert!(level.starts_with("styles/Desk/Rule.yml:3:8: error:"), "{level}");
    let yaml = said("extends: existence\nmessage: \"m\ntokens: [x]\n");
    assert!(yaml.contains("styles/Desk/Rule.yml:"), "{yaml}");
    assert!(
        said("extends: metric\nmessage: m\nformula: letters * 2\ncondition: '> 1'\n")
            .contains("the formula letters * 2")
    );
    let (_, problems) = Files::new(&[("copydesk.yaml", "styles: [styles/Nowhere]\n")]).linter("copydesk.yaml");
    assert_eq!(problems.len(), 1);
    assert!(problems[0].to_string().starts_with("copydesk.yaml:1:10: error: styles/Nowhere: there is no rule of Vale"));
}

/// A rule may start from another, and the stylebook has the last word on levels.
#[test]
fn a_stylebook_decides_over_its_styles() {
    let files = Files::new(&[
        ("copydesk.yaml", "styles: [styles/Desk]\nrules:\n  Desk.Base: off\n  Desk.Deep.Own: error\n"),
        ("styles/Desk/Base.yml", "extends: existence\nmessage: m\ntokens: [pier]\n"),
        ("styles/Desk/Deep/Own.yml", "extends: Desk.Base\nmessage: mine\nlevel: suggestion\n"),
    ]);
    let (linter, problems) = files.linter("copydesk.yaml");
    assert!(problems.is_empty(), "{problems:?}");
    let found = found_by(&linter, "Desk", "A pier.");
    assert_eq!((found.told, found.levels), (vec!["pier: mine".to_owned()], vec![Level::Error]));
    let files = Files::new(&[
        ("copydesk.yaml", "styles: [styles/Desk]\nrules:\n  Desk/*: off\n"),
        ("styles/Desk/Base.yml", "extends: existence\nmessage: m\ntokens: [pier]\n"),
    ]);
    let (book, problems) = files.load("copydesk.yaml");
    assert!(problems.is_empty() && book.rule("Desk.Base").expect("a rule").level().is_none(), "{problems:?}");
}

#[test]
fn a_configuration_of_vale() {
    let files = Files::new(&[
        (
            ".vale.ini",
            "StylesPath = styles\nMinAlertLevel = warning ; at least\nVocab = Desk\n\n[*]\nBasedOnStyles = Desk, Vale\nVale.Spelling = NO\n\n\
             [*.{md,markdown}]\nBasedOnStyles = Desk, Other, \\\n  Vale\nDesk.Mild = error\nOther.Pier = NO\nTokenIgnores = (quay\\d+)\nOther.Quay = suggestion\n",
        ),
        ("styles/Desk/Mild.yml", "extends: existence\nmessage: mild\nlevel: suggestion\ntokens: [boat]\n"),
        ("styles/Desk/Plain.yml", "extends: existence\nmessage: plain\ntokens: [ferry, 'quay\\d+', plugh]\n"),
        ("styles/Other/Pier.yml", "extends: existence\nmessage: pier\ntokens: [pier]\n"),
        ("styles/Other/Quay.yml", "extends: existence\nmessage: quay\ntokens: [quay]\n"),
        ("styles/Other/Dock.yml", "extends: existence\nmessage: dock\ntokens: [dock]\n"),
        ("styles/config/vocabularies/Desk/accept.txt", "plugh\nHarbourFest\n"),
        ("styles/config/vocabularies/Desk/reject.txt", "wharfside\n"),
    ]);
    let (book, problems) = files.load(".vale.ini");
    assert!(problems.is_empty(), "{problems:?}");
    let text = "A boat, a ferry, quay7, a pier, a quay, a dock, plugh, harbourfest and wharfside.";
    let found_for = |name: &str| {
        let key = book.sections_of(name).expect("sections");
        let book = book.with_sections(&key);
        let (linter, problems) = Linter::new(&book, &Resources::of(&book).0);
        assert!(problems.is_empty(), "{problems:?}");
        let found = read(&linter, text, Format::Plain).diagnostics;
        found.iter().map(|one| format!("{} {}", one.rule, &text[one.span.range()])).collect::<Vec<_>>()
    };
    assert_eq!(
        found_for("story.txt"),
        ["Desk.Plain ferry", "Desk.Plain quay7", "Vale.Terms harbourfest", "Vale.Avoid wharfside"]
    );
    // The last section that names styles counts, and a level below the least is none.
    assert_eq!(
        found_for("news/story.md"),
        ["Desk.Mild boat", "Desk.Plain ferry", "Other.Dock dock", "Vale.Terms harbourfest", "Vale.Avoid wharfside"]
    );
    assert_ne!(book.sections_of("a.md"), book.sections_of("a.txt"));
}

#[test]
fn what_a_configuration_asks_for_in_vain() {
    let files = Files::new(&[
        ("copydesk.yaml", "extends: [ap]\n"),
        (
            ".vale.ini",
            "StylesPath = styles\nPackages = Google, https://example.org/x.zip\nIgnoredScopes = code\nColour = red\nVocab = Gone\n\
             [*.md]\nBasedOnStyles = Desk, Google\nBlockIgnores = (x)\nDesk.Rule = loud\n",
        ),
        ("styles/Desk/Rule.yml", "extends: existence\nmessage: m\ntokens: [pier]\n"),
    ]);
    // A configuration beside the stylebook counts without being named.
    let (_, problems) = files.load("copydesk.yaml");
    let mut said: Vec<String> =
        problems.iter().map(|problem| problem.to_string().lines().next().unwrap_or_default().to_owned()).collect();
    said.sort();
    assert_eq!(
        said,
        [
            ".vale.ini:2:1: warning: packages are not fetched: Google, https://example.org/x.zip",
            ".vale.ini:3:1: warning: `IgnoredScopes` has no effect in copydesk",
            ".vale.ini:4:1: error: there is no key `Colour` here",
            ".vale.ini:5:1: error: there is no vocabulary `Gone` in styles",
            ".vale.ini:7:1: warning: there is no style `Google` in styles",
            ".vale.ini:8:1: warning: `BlockIgnores` has no effect in copydesk",
            ".vale.ini:9:1: error: `loud` is no level of Vale",
        ]
    );
    // Unless the stylebook names other styles, or none.
    let files = Files::new(&[("copydesk.yaml", "styles: []\n"), (".vale.ini", "Colour = red\n")]);
    assert!(files.load("copydesk.yaml").1.is_empty());
}

/// The past makes a check faster, never different.
#[test]
fn a_recheck_says_what_a_check_says() {
    let (linter, _) = rule("extends: consistency\nmessage: \"%s\"\neither: {advisor: adviser}\n");
    let texts = [
        "An adviser.\n\nAn advisor.\n\nA pier.",
        "An adviser.\n\nA long advisor.\n\nA pier.",
        "A man.\n\nAn advisor.\n\nA pier.",
    ];
    let mut earlier = read(&linter, texts[0], Format::Plain);
    for text in texts {
        let source = Source { text: text.into(), ..Source::default() };
        let again = linter.recheck(&earlier, &source, &|| false).expect("not stale");
        let anew = linter.check(&source);
        assert_eq!(again.diagnostics, anew.diagnostics);
        earlier = again;
    }
}

/// Public styles load without an unknown key. `COPYDESK_VALE_STYLES=folder cargo test --test vale` reads all styles of a
/// folder, prints how many rules of each kind they have and which are not run, and fails if anything is wrong with a file.
#[test]
fn public_styles_load() {
    let Some(folder) = std::env::var_os("COPYDESK_VALE_STYLES") else {
        println!("skipped: COPYDESK_VALE_STYLES names no folder of Vale styles");
        return;
    };
    let mut files = Files::of_folder(Path::new(&folder), "styles");
    let named: BTreeSet<String> = files
        .0
        .keys()
        .filter(|path| path.ends_with(".yml") && path.matches('/').count() > 1)
        .filter_map(|path| Some(path.split('/').nth(1)?.to_owned()))
        .filter(|style| style != "config" && style != "Vocab")
        .collect();
    let list: Vec<String> = named.iter().map(|style| format!("styles/{style}")).collect();
    files.0.insert("copydesk.yaml".into(), format!("styles: [{}]\n", list.join(", ")));
    let (book, loading) = files.load("copydesk.yaml");
    let (linter, building) = Linter::new(&book, &Resources::of(&book).0);
    let mut kinds: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for rule in &book.vale().rules {
        *kinds.entry((rule.style(), &rule.kind)).or_default() += 1;
    }
    for ((style, kind), count) in kinds {
        println!("{style}\t{kind}\t{count}");
    }
    for problem in loading.iter().chain(&building) {
        println!("{problem}");
    }
    let analysis = read(&linter, "The council met on the pier. It was very late.", Format::Plain);
    assert!(analysis.failures.is_empty(), "{:?}", analysis.failures);
    let wrong: Vec<_> = loading.iter().chain(&building).filter(|problem| problem.level == Level::Error).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What `copydesk import vale` writes is a stylebook like any other, and finds what the style finds.
#[test]
fn an_imported_style_finds_the_same() {
    let styles = [
        (
            "styles/Desk/Weak.yml",
            "extends: existence\nmessage: \"Not '%s'.\"\nignorecase: true\ntokens: [rather, 'quite(?: a)?']\n",
        ),
        (
            "styles/Desk/Terms.yml",
            "extends: substitution\nmessage: \"'%s', not '%s'.\"\nignorecase: true\naction: {name: replace}\nswap: {quay side: quayside, '(\\d+)kms?': $1 km}\n",
        ),
        ("styles/Desk/Around.yml", "extends: existence\nmessage: m\ntokens: ['(?<!new )record']\n"),
        ("styles/Desk/Script.yml", "extends: script\nmessage: m\nscript: x\n"),
    ];
    let mut files = Files::new(&styles);
    files.0.insert("copydesk.yaml".into(), "styles: [styles/Desk]\n".into());
    let (book, _) = files.load("copydesk.yaml");
    let yaml = book.vale().to_yaml();
    assert!(yaml.contains("#   Desk.Script: scripts are not run\n"), "{yaml}");
    let imported = Files::new(&[("copydesk.yaml", &yaml)]);
    let (linter, problems) = imported.linter("copydesk.yaml");
    assert!(problems.is_empty(), "{problems:?}");
    let text = "It was rather far, quite a way, to the quay side, 5kms on. A new record, a record.";
    let places = |linter: &Linter, prefix: &str| {
        let found = read(linter, text, Format::Plain).diagnostics;
        let own = found.into_iter().filter(|one| one.rule.starts_with(prefix));
        own.map(|one| (one.span, one.preferred_fix().map(|fix| fix.edits))).collect::<Vec<_>>()
    };
    let expected = places(&files.linter("copydesk.yaml").0, "Desk.");
    assert_eq!(expected.len(), 5);
    assert_eq!(places(&linter, "Desk/"), expected);
}
