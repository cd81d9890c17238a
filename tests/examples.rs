//! Every example of every declaration is run: what is `bad` is found by that rule, what is `good` is not, and `better`
//! is what the preferred fixes make of `bad`.

use std::sync::Arc;

use copydesk::article::{Format, Language};
use copydesk::linter::Resources;
use copydesk::names::NameList;
use copydesk::stylebook::{Example, LevelSetting, RuleDeclaration};
use copydesk::{Diagnostic, Linter, Source, Stylebook, Text};

#[test]
fn every_example_of_every_rule_is_true() {
    let mut complaints = Vec::new();
    let book = Stylebook::default();
    assert!(!book.rules.is_empty());
    // The packs of the houses are declared in no other.
    let houses: Vec<Stylebook> = Stylebook::houses().filter_map(Stylebook::house).collect();
    let of_houses = houses.iter().flat_map(|house| &house.rules).filter(|rule| book.rule(&rule.id).is_none());
    for rule in book.rules.iter().chain(of_houses) {
        let has = |side: fn(&Example) -> &Option<String>| rule.examples.iter().any(|example| side(example).is_some());
        if !has(|example| &example.bad) || !has(|example| &example.good) {
            complaints.push(format!("{}: needs at least one bad and one good example", rule.id));
        }
        if rule.why.trim().is_empty() {
            complaints.push(format!("{}: does not say why", rule.id));
        }
        for example in &rule.examples {
            complaints.extend(run(rule, example).err().map(|complaint| format!("{}: {complaint}", rule.id)));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
}

fn run(rule: &RuleDeclaration, example: &Example) -> Result<(), String> {
    let linter = linter(rule, example)?;
    if let Some(good) = &example.good {
        let found = findings(&linter, rule, example, good);
        if !found.is_empty() {
            return Err(format!("should leave this alone:\n{good}\nfound: {found:#?}"));
        }
    }
    let Some(bad) = &example.bad else {
        return match (&example.good, &example.better) {
            (Some(_), None) => Ok(()),
            _ => Err("an example is `bad`, perhaps with `better`, or `good`".to_owned()),
        };
    };
    let found = findings(&linter, rule, example, bad);
    if found.is_empty() {
        return Err(format!("should find something in:\n{bad}"));
    }
    for finding in &found {
        if finding.message.contains(['{', '}']) || finding.message.contains("“”") || finding.message.contains("  ")
        {
            return Err(format!("a slot of the message is not filled: {}", finding.message));
        }
    }
    if let Some(better) = &example.better {
        let got = mended(bad, &found);
        if got.trim_end() != better.trim_end() {
            return Err(format!("should make of:\n{bad}\nthis:\n{better}\nbut makes:\n{got}"));
        }
        let left = findings(&linter, rule, example, better);
        if !left.is_empty() {
            return Err(format!("still finds something in what is better:\n{better}\n{left:#?}"));
        }
    }
    Ok(())
}

/// A linter for the house of the example: the one that it names, or the first in which the rule is on.
fn linter(rule: &RuleDeclaration, example: &Example) -> Result<Linter, String> {
    let on = |book: &Stylebook| book.rule(&rule.id).and_then(RuleDeclaration::level).is_some();
    let mut book = match &example.house {
        Some(house) => Stylebook::house(house).ok_or_else(|| format!("there is no house {house}"))?,
        None => std::iter::once(Stylebook::default())
            .chain(Stylebook::houses().filter_map(Stylebook::house))
            .find(on)
            .unwrap_or_default(),
    };
    if let Some(lang) = &example.lang {
        let language = Language::from_tag(lang).ok_or_else(|| format!("there is no language {lang}"))?;
        book = book.with_language(language);
    }
    // A rule that no house has on is there for teams that want it.
    if !on(&book) {
        for known in book.rules.iter_mut().filter(|known| known.id == rule.id) {
            known.level = Some(LevelSetting::Warning);
        }
    }
    let resources = Resources { names: Arc::new(names(example)?), ..Resources::default() };
    let (linter, problems) = Linter::new(&book, &resources);
    if problems.is_empty() { Ok(linter) } else { Err(format!("{problems:?}")) }
}

/// The names that the example needs.
fn names(example: &Example) -> Result<NameList, String> {
    let Some(list) = &example.names else { return Ok(NameList::default()) };
    let own = format!("names: [{list}]");
    let (book, problems) = Stylebook::load("copydesk.yaml", &own, &mut |_| Err(std::io::ErrorKind::NotFound.into()));
    if problems.is_empty() { Ok(NameList::of(&book).0) } else { Err(format!("{problems:?}")) }
}

/// What the rule itself finds, with all its fixes.
fn findings(linter: &Linter, rule: &RuleDeclaration, example: &Example, text: &str) -> Vec<Diagnostic> {
    let source = Source {
        text: Text::new(text),
        format: match example.format.as_deref() {
            Some("markdown") => Format::Markdown,
            _ => Format::Plain,
        },
        ..Source::default()
    };
    let mut analysis = linter.check(&source);
    linter.suggest_all(&mut analysis);
    if let Some(beside) = &example.beside {
        let other = linter.check(&Source { text: Text::new(beside), ..source });
        let mut index = linter.across();
        index.add("a.txt", linter.names_in(&analysis));
        index.add("b.txt", linter.names_in(&other));
        let found = index.disagreements().into_iter().filter(|found| found.story == "a.txt");
        analysis.diagnostics.extend(found.filter_map(|found| linter.disagreement(&found)));
    }
    analysis.diagnostics.retain(|found| *found.rule == rule.id);
    analysis.diagnostics
}

/// The text after the preferred fix of every finding that has one, later ones first.
fn mended(text: &str, found: &[Diagnostic]) -> String {
    let mut edits: Vec<_> = found.iter().filter_map(Diagnostic::preferred_fix).flat_map(|fix| fix.edits).collect();
    edits.sort_by_key(|edit| edit.span);
    edits.dedup();
    let mut out = text.to_owned();
    for edit in edits.iter().rev() {
        out.replace_range(edit.span.range(), &edit.text);
    }
    out
}
