//! The examples of rules, run by the real engine: what is `bad` is found by the rule, what is `good` is not, and `better`
//! is what the preferred fixes make of `bad`.
//!
//! An example of a bundled rule is read in the house that it names, or in the first that has the rule on, the rule's own
//! house before others. One of a rule of a team's own is read by the team's stylebook.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::{Linter, Resources, Source};
use crate::article::Format;
use crate::diagnostic::Diagnostic;
use crate::language::Language;
use crate::names::NameList;
use crate::stylebook::{Example, LevelSetting, Problem, RuleDeclaration, Stylebook};
use crate::text::Text;

/// Runs the examples of the rules of one stylebook. A linter is made once for all examples that need the same.
pub struct Examples<'a> {
    book: &'a Stylebook,
    resources: &'a Resources,
    linters: HashMap<Wanted, Result<Arc<Linter>, Failure>>,
    /// The stylebook in each of the bundled houses, that of the rule first.
    houses: Vec<(&'static str, Stylebook)>,
}

/// What a linter is made for: house, language, list of names, and the rule if it is off otherwise.
type Wanted = (Option<String>, Option<String>, Option<String>, Option<String>);

/// What became of an example that is not true.
#[derive(Clone, Debug)]
pub enum Failure {
    /// It is neither `bad` nor `good`, or `better` stands without `bad`.
    Shape,
    /// It asks for a house, a language or a list of names that does not exist.
    Unknown(&'static str, String),
    /// The stylebook that it is read by has mistakes.
    Stylebook(Vec<Problem>),
    /// The rule is silent on what is `bad`.
    Missed {
        /// The text.
        bad: String,
        /// What other rules find there.
        others: Vec<Diagnostic>,
    },
    /// The rule finds something in what is `good`.
    FalseAlarm {
        /// The text.
        good: String,
        /// What is found.
        found: Vec<Diagnostic>,
    },
    /// A slot of the message is left empty.
    Slot {
        /// The message.
        message: String,
    },
    /// The fixes make something else than what is `better`.
    Mended {
        /// The text.
        bad: String,
        /// What it should become.
        better: String,
        /// What it becomes.
        got: String,
    },
    /// The rule still finds something in what is `better`.
    StillFound {
        /// The text.
        better: String,
        /// What is found.
        found: Vec<Diagnostic>,
    },
}

impl<'a> Examples<'a> {
    /// For the rules of a stylebook, with the words and names that belong to it.
    pub fn new(book: &'a Stylebook, resources: &'a Resources) -> Self {
        let houses = Stylebook::houses().filter_map(|name| Some((name, book.with_house(name).ok()?))).collect();
        Examples { book, resources, linters: HashMap::new(), houses }
    }

    /// Runs one example of a rule.
    pub fn run(&mut self, rule: &RuleDeclaration, example: &Example) -> Result<(), Failure> {
        if !matches!((&example.bad, &example.good, &example.better), (Some(_), _, _) | (None, Some(_), None)) {
            return Err(Failure::Shape);
        }
        let linter = self.linter(rule, example)?;
        if let Some(good) = &example.good {
            let (found, _) = findings(&linter, rule, example, good);
            if !found.is_empty() {
                return Err(Failure::FalseAlarm { good: good.clone(), found });
            }
        }
        match &example.bad {
            Some(bad) => bad_is_mended(&linter, rule, example, bad),
            None => Ok(()),
        }
    }

    fn linter(&mut self, rule: &RuleDeclaration, example: &Example) -> Result<Arc<Linter>, Failure> {
        let is_on = |book: &Stylebook| book.rule(&rule.id).and_then(RuleDeclaration::level).is_some();
        let has = |book: &Stylebook| book.rule(&rule.id).is_some();
        let of_house = |name: &str| self.houses.iter().find(|(house, _)| *house == name);
        let house = match &example.house {
            Some(name) => Some(of_house(name).ok_or_else(|| Failure::Unknown("house", name.clone()))?),
            None if !rule.is_bundled || is_on(self.book) => None,
            None => {
                let own = || of_house(rule.family()).into_iter().chain(&self.houses);
                let on = own().find(|(_, book)| is_on(book));
                on.or_else(|| if has(self.book) { None } else { own().find(|(_, book)| has(book)) })
            }
        };
        let book = house.map_or(self.book, |(_, book)| book);
        // A rule that no house has on is there for teams that want it.
        let off = (!is_on(book)).then(|| rule.id.clone());
        let house = house.map(|(name, _)| (*name).to_owned());
        let wanted = (house, example.lang.clone(), example.names.clone(), off.clone());
        if let Some(known) = self.linters.get(&wanted) {
            return known.clone();
        }
        let made = make(book, self.resources, example, off.as_deref());
        self.linters.insert(wanted, made.clone());
        made
    }
}

/// A linter of a stylebook for examples like this one, with the rule that is off in it switched on.
fn make(book: &Stylebook, resources: &Resources, example: &Example, off: Option<&str>) -> Result<Arc<Linter>, Failure> {
    let mut book = book.clone();
    if let Some(tag) = &example.lang {
        let language = Language::from_tag(tag).ok_or_else(|| Failure::Unknown("language", tag.clone()))?;
        book = book.with_language(language);
    }
    for rule in book.rules.iter_mut().filter(|rule| Some(rule.id.as_str()) == off) {
        rule.level = Some(LevelSetting::Warning);
    }
    let mut resources = resources.clone();
    if let Some(list) = &example.names {
        let own = format!("names: [{list}]");
        let (names, problems) =
            Stylebook::load("copydesk.yaml", &own, &mut |_| Err(std::io::ErrorKind::NotFound.into()));
        if !problems.is_empty() {
            return Err(Failure::Unknown("list of names", list.clone()));
        }
        resources.names = Arc::new(NameList::of(&names).0);
    }
    let (linter, problems) = Linter::new(&book, &resources);
    if problems.is_empty() { Ok(Arc::new(linter)) } else { Err(Failure::Stylebook(problems)) }
}

fn bad_is_mended(linter: &Linter, rule: &RuleDeclaration, example: &Example, bad: &str) -> Result<(), Failure> {
    let (found, others) = findings(linter, rule, example, bad);
    if found.is_empty() {
        return Err(Failure::Missed { bad: bad.to_owned(), others });
    }
    let is_unfilled = |found: &&Diagnostic| ["{", "}", "“”", "  "].iter().any(|gap| found.message.contains(gap));
    if let Some(unfilled) = found.iter().find(is_unfilled) {
        return Err(Failure::Slot { message: unfilled.message.to_string() });
    }
    let Some(better) = &example.better else { return Ok(()) };
    let got = mended(bad, &found);
    if got.trim_end() != better.trim_end() {
        return Err(Failure::Mended { bad: bad.to_owned(), better: better.clone(), got });
    }
    let (found, _) = findings(linter, rule, example, better);
    if found.is_empty() { Ok(()) } else { Err(Failure::StillFound { better: better.clone(), found }) }
}

/// What the rule itself finds, with all its fixes, and what others find.
fn findings(
    linter: &Linter,
    rule: &RuleDeclaration,
    example: &Example,
    text: &str,
) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
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
    analysis.diagnostics.into_iter().partition(|found| *found.rule == rule.id)
}

/// The text after the preferred fix of every finding that has one.
fn mended(text: &str, found: &[Diagnostic]) -> String {
    let mut edits: Vec<_> = found.iter().filter_map(Diagnostic::preferred_fix).flat_map(|fix| fix.edits).collect();
    edits.sort_by_key(|edit| edit.span);
    edits.dedup();
    let mut out = text.to_owned();
    for edit in edits.iter().rev() {
        let range = edit.span.range();
        // Of two fixes that want the same words, the later one was made.
        if range.end <= out.len() && out.is_char_boundary(range.start) && out.is_char_boundary(range.end) {
            out.replace_range(range, &edit.text);
        }
    }
    out
}

impl fmt::Display for Failure {
    /// What is wrong, in a line; the texts are in the variant.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Shape => f.write_str("an example is `bad`, perhaps with `better`, or `good`"),
            Failure::Unknown(what, name) => write!(f, "there is no {what} `{name}`"),
            Failure::Stylebook(problems) => {
                f.write_str("the rule cannot be run:")?;
                problems.iter().try_for_each(|problem| write!(f, " {problem}"))
            }
            Failure::Missed { .. } => f.write_str("should find something in what is bad, but is silent"),
            Failure::FalseAlarm { .. } => f.write_str("should be silent on what is good, but finds something"),
            Failure::Slot { message } => write!(f, "a slot of the message is not filled: {message}"),
            Failure::Mended { .. } => f.write_str("the fixes make something else than what is better"),
            Failure::StillFound { .. } => f.write_str("still finds something in what is better"),
        }
    }
}

impl std::error::Error for Failure {}
