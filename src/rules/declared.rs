//! Rules that are data through and through: which words they find, where, and what takes their place.
//!
//! All of them are one check, so that one pass over a paragraph tells which of their patterns can match in it at all: what
//! a pattern needs is read off it (`literals`), and an automaton looks for all of that together. A pattern that may match
//! is then run by itself, in time linear in the paragraph, or under a limit of steps if it asks for look-around.

use std::collections::BTreeMap;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::de::DeserializeOwned;

use super::{Build, CheckType};
use crate::article::Paragraph;
use crate::check::{ArticleFacts, ArticleFindings, Check, Findings, FixDraft, Place};
use crate::stylebook::{Problem, RuleDeclaration, Section, Stylebook};
use crate::text::Span;
use crate::vocabulary::WordSet;

mod capitalize;
mod conditions;
mod consistent;
mod inflection;
mod introduce;
mod limit;
mod literals;
mod look;
mod notation;
mod numbers;
mod pattern;
mod phrases;
mod repeat;
mod sequence;
mod template;

use conditions::{Conditions, Guard};
use inflection::Inflections;
use look::{Look, Scene};
use notation::Lists;
use numbers::NumberWords;
use pattern::{Beside, Manner, Pattern};
use template::{Tables, Template, TemplateError};

/// The name of the check.
pub const NAME: &str = "declared";

pub(super) const CHECK: CheckType = CheckType { name: NAME, kinds: &[], build };

/// A kind of rule that is data through and through.
pub struct RuleKind {
    /// Its name in declarations.
    pub name: &'static str,
    /// The keys that it has beside those of every rule and of [`CONDITIONS`].
    pub keys: &'static [&'static str],
    /// Reads these keys, to say what is wrong with them.
    pub section: Section,
    build: fn(&mut Compile<'_>) -> Result<Box<dyn Form>, Problem>,
}

impl RuleKind {
    const fn of<T: DeserializeOwned>(
        name: &'static str,
        keys: &'static [&'static str],
        build: fn(&mut Compile<'_>) -> Result<Box<dyn Form>, Problem>,
    ) -> Self {
        RuleKind { name, keys, section: Section::of::<T>(name), build }
    }
}

/// All kinds, a line each.
pub const KINDS: &[RuleKind] = &[
    RuleKind::of::<phrases::Avoid>("avoid", phrases::AVOID_KEYS, phrases::avoid),
    RuleKind::of::<phrases::Prefer>("prefer", phrases::PREFER_KEYS, phrases::prefer),
    RuleKind::of::<phrases::Find>("pattern", phrases::FIND_KEYS, phrases::find),
    RuleKind::of::<consistent::Consistent>("consistent", consistent::KEYS, consistent::build),
    RuleKind::of::<introduce::Introduce>("introduce", introduce::KEYS, introduce::build),
    RuleKind::of::<limit::Limit>("limit", limit::KEYS, limit::build),
    RuleKind::of::<repeat::Repeat>("repeat", repeat::KEYS, repeat::build),
    RuleKind::of::<capitalize::Capitalize>("capitalize", capitalize::KEYS, capitalize::build),
    RuleKind::of::<sequence::Sequence>("sequence", sequence::KEYS, sequence::build),
];

/// The keys that each of them may have: what it asks of a place.
pub const CONDITIONS: (Section, &[&str]) = (Section::of::<Conditions>("conditions"), conditions::KEYS);

/// The rules of a stylebook that are of these kinds and that are on, in their order.
pub fn rules(stylebook: &Stylebook) -> impl Iterator<Item = &RuleDeclaration> {
    let of_kind = |rule: &&RuleDeclaration| kind(rule).is_some() && rule.level().is_some();
    stylebook.rules.iter().filter(of_kind)
}

fn kind(rule: &RuleDeclaration) -> Option<&'static RuleKind> {
    KINDS.iter().find(|kind| kind.name == rule.check)
}

/// The number of a pattern among all patterns.
type PatternId = u32;

/// What a rule of one kind does with a paragraph, and with an article.
trait Form: Send + Sync {
    /// The patterns without one of which a paragraph holds nothing for it; none if it looks at every paragraph.
    fn triggers(&self) -> &[PatternId];

    /// Looks at a paragraph.
    fn paragraph(&self, look: &Look<'_>, hits: &mut Hits);

    /// Looks at what was noted in the paragraphs of the article, in order.
    fn article(&self, notes: &[Noted<'_>], verdicts: &mut Vec<Verdict>) {
        let _ = (notes, verdicts);
    }
}

/// What a rule finds in a paragraph.
#[derive(Default)]
struct Hits {
    found: Vec<Hit>,
    notes: Vec<(u32, Span, String)>,
}

impl Hits {
    /// Notes a place for the article, with a text and a number that the rule knows.
    fn note(&mut self, tag: u32, span: Span, text: impl Into<String>) {
        self.notes.push((tag, span, text.into()));
    }
}

/// A finding of a rule.
#[derive(Default)]
struct Hit {
    span: Span,
    slots: Vec<(&'static str, String)>,
    /// What may take the place of what: the key of the title, the place, the text. The first is the preferred one.
    replacements: Vec<(&'static str, Span, String)>,
}

/// What was noted at a place, as the article check sees it.
struct Noted<'a> {
    place: Place,
    tag: u32,
    text: &'a str,
}

/// A finding of the article check: at which of the notes.
struct Verdict {
    note: usize,
    slots: Vec<(&'static str, String)>,
    /// What may take the place of the note's place.
    replacement: Option<(&'static str, String)>,
    /// Another note that explains it, and what is said of it.
    related: Option<(usize, String)>,
}

/// What is remembered of a paragraph.
#[derive(Clone, Debug, Default, PartialEq)]
struct Remembered {
    notes: Vec<Note>,
    /// The patterns that some rule wants to know of.
    seen: Vec<PatternId>,
}

#[derive(Clone, Debug, PartialEq)]
struct Note {
    rule: u32,
    place: u32,
    what: What,
}

#[derive(Clone, Debug, PartialEq)]
enum What {
    /// For the rule to judge.
    Noted { tag: u32, text: String },
    /// A finding that holds if the article is one that the rule is for.
    Found { text: String, slots: Vec<(&'static str, String)>, replacements: Vec<(&'static str, u32, String)> },
}

struct Rule {
    number: u32,
    guard: Guard,
    form: Box<dyn Form>,
    safe: bool,
}

/// A pattern that may match where a literal is found.
#[derive(Clone, Copy)]
struct Wake {
    pattern: PatternId,
    /// Whether the literal must not begin, or end, inside a word.
    starts_word: bool,
    ends_word: bool,
}

impl Wake {
    /// Whether the bytes beside the literal let the pattern match there.
    fn may_match(self, before: Option<&u8>, after: Option<&u8>) -> bool {
        let inside = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        !(self.starts_word && inside(before) || self.ends_word && inside(after))
    }
}

struct Declared {
    rules: Vec<Rule>,
    patterns: Vec<Pattern>,
    /// Patterns that need no literal, as bits.
    always: Vec<u64>,
    /// Patterns that match in no text without digits, as bits.
    numeric: Vec<u64>,
    /// For the literals of all others.
    automaton: Option<AhoCorasick>,
    /// The patterns that a literal stands for.
    of_literal: Vec<Vec<Wake>>,
    /// The rules that a pattern sets going.
    of_pattern: Vec<Vec<u32>>,
    /// The rules that look at every paragraph.
    untriggered: Vec<u32>,
    /// Patterns that rules want to know of, wherever they are.
    wanted: Vec<PatternId>,
    no_names: WordSet,
}

/// What a kind of rule can use while it is built.
struct Compile<'a> {
    stylebook: &'a Stylebook,
    rule: &'a RuleDeclaration,
    conditions: Conditions,
    lists: &'a Lists,
    tables: &'a Tables,
    numbers: &'a Arc<NumberWords>,
    patterns: &'a mut Vec<Pattern>,
    known: &'a mut FxHashMap<String, PatternId>,
}

impl Compile<'_> {
    /// The options of the rule.
    fn options<T: DeserializeOwned>(&self, keys: &[&str]) -> Result<T, Problem> {
        self.rule.options.read(keys).map_err(|message| self.problem(&[], message))
    }

    /// A pattern made ready, by its number. `keys` lead to where it is written.
    fn pattern(&mut self, written: &str, manner: Manner, keys: &[&str]) -> Result<PatternId, Problem> {
        let key = format!("{manner:?} {written}");
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let pattern = Pattern::new(written, manner, self.lists);
        // What the bundle has is tested; what a desk writes may be too large, which only compiling tells.
        let pattern = pattern.and_then(|pattern| if self.rule.is_bundled { Ok(pattern) } else { pattern.compiled() });
        let pattern = pattern.map_err(|error| self.problem(keys, error.to_string()))?;
        self.patterns.push(pattern);
        let id = (self.patterns.len() - 1) as PatternId;
        self.known.insert(key, id);
        Ok(id)
    }

    /// Patterns in a list, by their numbers.
    fn patterns(&mut self, written: &[String], manner: Manner, key: &str) -> Result<Vec<PatternId>, Problem> {
        let each = written.iter().enumerate();
        each.map(|(i, one)| self.pattern(one, manner, &[key, &i.to_string()])).collect()
    }

    /// A pattern for one side of a match.
    fn beside(&self, written: &str, before: bool, manner: Manner, keys: &[&str]) -> Result<Beside, Problem> {
        Beside::new(written, before, manner, self.lists, self.rule.is_bundled)
            .map_err(|error| self.problem(keys, error.to_string()))
    }

    /// A pattern that is asked word by word, and so is none of those that are looked for.
    fn separate(&self, written: &str, manner: Manner, keys: &[&str]) -> Result<Pattern, Problem> {
        let pattern = Pattern::new(written, manner, self.lists);
        pattern.map_err(|error| self.problem(keys, error.to_string()))
    }

    /// A template of a fix.
    fn template(&self, written: &str, keys: &[&str]) -> Result<Template, Problem> {
        Template::new(written, self.tables, self.numbers).map_err(|error| self.problem(keys, error.to_string()))
    }

    /// A template of a fix of what a pattern finds.
    fn template_for(&self, pattern: PatternId, written: &str, keys: &[&str]) -> Result<Template, Problem> {
        let template = self.template(written, keys)?;
        let count = self.patterns[pattern as usize].groups();
        if template.groups() > count {
            let error = TemplateError::Group { group: template.groups(), count };
            return Err(self.problem(keys, error.to_string()));
        }
        Ok(template)
    }

    fn problem(&self, keys: &[&str], message: impl Into<String>) -> Problem {
        let mut way = vec!["rules", self.rule.id.as_str()];
        way.extend(keys);
        self.stylebook.problem(&way, message)
    }
}

fn build(build: &mut Build<'_>) -> Result<Box<dyn Check>, Problem> {
    compile(build).map(|declared| Box::new(declared) as Box<dyn Check>)
}

fn compile(build: &mut Build<'_>) -> Result<Declared, Problem> {
    let inflections: Inflections = build.stylebook.table("inflections.yaml")?;
    let capitals: BTreeMap<String, Vec<String>> = build.stylebook.table("capitals.yaml")?;
    let no_names = build.vocabulary.exact_set("declared no-names", capitals.values().flatten());
    let numbers: Arc<NumberWords> = Arc::new(build.stylebook.table("numbers.yaml")?);
    let lists = Lists::new(build.stylebook.lists(), inflections, &numbers);
    let tables = build.stylebook.tables();
    let (mut patterns, mut known, mut all) = (Vec::new(), FxHashMap::default(), Vec::new());
    for (number, rule) in rules(build.stylebook).enumerate() {
        let Some(kind) = kind(rule) else { continue };
        let conditions = match rule.options.read::<Conditions>(conditions::KEYS) {
            Ok(conditions) => conditions,
            Err(message) => {
                build.problems.push(build.stylebook.problem(&["rules", &rule.id], message));
                continue;
            }
        };
        if !conditions.is_for(build.language) {
            continue;
        }
        let safe = conditions.safe;
        let mut compile = Compile {
            stylebook: build.stylebook,
            rule,
            conditions,
            lists: &lists,
            tables: &tables,
            numbers: &numbers,
            patterns: &mut patterns,
            known: &mut known,
        };
        let form = (kind.build)(&mut compile);
        let conditions = std::mem::take(&mut compile.conditions);
        match form.and_then(|form| Ok((Guard::new(&conditions, &mut compile)?, form))) {
            Ok((guard, form)) => all.push(Rule { number: number as u32, guard, form, safe }),
            Err(problem) => build.problems.push(problem),
        }
    }
    Ok(Declared::new(all, patterns, no_names))
}

impl Declared {
    fn new(rules: Vec<Rule>, patterns: Vec<Pattern>, no_names: WordSet) -> Self {
        let mut always = vec![0u64; patterns.len().div_ceil(64)];
        let mut numeric = always.clone();
        let mut literals: Vec<&str> = Vec::new();
        let mut number_of: FxHashMap<&str, usize> = FxHashMap::default();
        let mut of_literal: Vec<Vec<Wake>> = Vec::new();
        for (id, pattern) in patterns.iter().enumerate() {
            numeric[id >> 6] |= u64::from(pattern.needs_digit()) << (id & 63);
            let Some(needs) = pattern.needs() else {
                always[id >> 6] |= 1 << (id & 63);
                continue;
            };
            for literal in &needs.literals {
                let number = *number_of.entry(literal).or_insert_with(|| {
                    literals.push(literal);
                    of_literal.push(Vec::new());
                    literals.len() - 1
                });
                let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric) && pattern.keeps_words();
                of_literal[number].push(Wake {
                    pattern: id as PatternId,
                    starts_word: needs.starts && is_word(literal.as_bytes().first()),
                    ends_word: needs.ends && is_word(literal.as_bytes().last()),
                });
            }
        }
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&literals)
            .ok()
            .filter(|_| !literals.is_empty());
        if automaton.is_none() {
            always.fill(u64::MAX);
        }
        let mut of_pattern = vec![Vec::new(); patterns.len()];
        let mut untriggered = Vec::new();
        let mut wanted: FxHashSet<PatternId> = FxHashSet::default();
        for (i, rule) in rules.iter().enumerate() {
            for pattern in rule.form.triggers() {
                of_pattern[*pattern as usize].push(i as u32);
            }
            if rule.form.triggers().is_empty() {
                untriggered.push(i as u32);
            }
            wanted.extend(rule.guard.if_in_article.iter().chain(&rule.guard.unless_in_article));
        }
        let mut wanted: Vec<PatternId> = wanted.into_iter().collect();
        wanted.sort_unstable();
        Declared { rules, patterns, always, numeric, automaton, of_literal, of_pattern, untriggered, wanted, no_names }
    }

    /// The patterns that may match in a text, as bits.
    fn possible(&self, text: &str) -> Vec<u64> {
        if literals::is_beyond_filter(text) {
            return vec![u64::MAX; self.always.len()];
        }
        let mut possible = self.always.clone();
        let bytes = text.as_bytes();
        for found in self.automaton.iter().flat_map(|automaton| automaton.find_overlapping_iter(text)) {
            let (before, after) = (found.start().checked_sub(1).map(|at| &bytes[at]), bytes.get(found.end()));
            for wake in &self.of_literal[found.pattern().as_usize()] {
                if wake.may_match(before, after) {
                    possible[wake.pattern as usize >> 6] |= 1 << (wake.pattern & 63);
                }
            }
        }
        if !literals::may_hold_digit(text) {
            possible.iter_mut().zip(&self.numeric).for_each(|(bits, numeric)| *bits &= !numeric);
        }
        possible
    }

    /// The rules that have something to look at in a paragraph, in order.
    fn awake(&self, scene: &Scene<'_>) -> Vec<u32> {
        let mut awake = self.untriggered.clone();
        for pattern in scene.possible() {
            awake.extend(self.of_pattern.get(pattern as usize).into_iter().flatten());
        }
        awake.sort_unstable();
        awake.dedup();
        awake
    }
}

impl Check for Declared {
    fn paragraph(&self, paragraph: &Paragraph<'_>, findings: &mut Findings) {
        if !paragraph.zone.is_prose() || self.rules.is_empty() {
            return;
        }
        let scene = Scene::new(paragraph, &self.patterns, self.possible(&paragraph.text), self.no_names);
        let mut remembered = Remembered::default();
        for index in self.awake(&scene) {
            let rule = &self.rules[index as usize];
            if !rule.guard.wants(paragraph.zone) {
                continue;
            }
            let look = Look::new(&scene, &rule.guard);
            let mut hits = Hits::default();
            rule.form.paragraph(&look, &mut hits);
            if look.gave_up() {
                findings.give_up(rule.number);
                continue;
            }
            for hit in hits.found {
                if rule.guard.waits() {
                    remembered.notes.push(kept(index, &hit, &paragraph.text, findings));
                } else {
                    report(rule, hit, findings);
                }
            }
            for (tag, span, text) in hits.notes {
                let place = findings.place(span);
                remembered.notes.push(Note { rule: index, place, what: What::Noted { tag, text } });
            }
        }
        remembered.seen.extend(self.wanted.iter().filter(|pattern| scene.holds(**pattern).unwrap_or(false)));
        if remembered != Remembered::default() {
            findings.remember(remembered);
        }
    }

    fn article(&self, article: &ArticleFacts<'_>, findings: &mut ArticleFindings) {
        let mut seen: FxHashSet<PatternId> = FxHashSet::default();
        let mut of_rule: BTreeMap<u32, Vec<(usize, &Note)>> = BTreeMap::new();
        for (paragraph, remembered) in article.all::<Remembered>() {
            seen.extend(&remembered.seen);
            for note in &remembered.notes {
                of_rule.entry(note.rule).or_default().push((paragraph, note));
            }
        }
        for (index, notes) in of_rule {
            let rule = &self.rules[index as usize];
            if rule.guard.allows_article(&|pattern| seen.contains(&pattern)) {
                rule.judge(&notes, findings);
            }
        }
    }
}

impl Rule {
    /// Reports what holds of an article that the rule is for.
    fn judge(&self, notes: &[(usize, &Note)], findings: &mut ArticleFindings) {
        let mut noted = Vec::new();
        for &(paragraph, note) in notes {
            let place = Place { paragraph, place: note.place };
            match &note.what {
                What::Noted { tag, text } => noted.push(Noted { place, tag: *tag, text }),
                What::Found { text, slots, replacements } => {
                    let draft = findings.flag_for(self.number, place);
                    draft.slot("found", text.clone());
                    for (name, text) in slots {
                        draft.slot(name, text.clone());
                    }
                    for (i, (key, at, text)) in replacements.iter().enumerate() {
                        draft.fix(self.fix(key, i == 0).edit(Place { paragraph, place: *at }, text.clone()));
                    }
                    if self.guard.once {
                        return;
                    }
                }
            }
        }
        let mut verdicts = Vec::new();
        self.form.article(&noted, &mut verdicts);
        if self.guard.once {
            verdicts.truncate(1);
        }
        for verdict in verdicts {
            let Some(note) = noted.get(verdict.note) else { continue };
            let draft = findings.flag_for(self.number, note.place);
            for (name, text) in verdict.slots {
                draft.slot(name, text);
            }
            // Where a slot is filled twice, the first one counts.
            draft.slot("found", note.text.to_owned());
            if let Some((key, text)) = verdict.replacement {
                draft.fix(self.fix(key, true).edit(note.place, text));
            }
            if let Some((other, said)) = verdict.related
                && let Some(other) = noted.get(other)
            {
                draft.related(other.place, said);
            }
        }
    }

    fn fix(&self, key: &'static str, first: bool) -> FixDraft {
        let fix = if self.safe && first { FixDraft::safe(key) } else { FixDraft::ask(key) };
        if first { fix.preferred() } else { fix }
    }
}

fn report(rule: &Rule, hit: Hit, findings: &mut Findings) {
    let draft = findings.flag_for(rule.number, hit.span);
    for (name, text) in hit.slots {
        draft.slot(name, text);
    }
    for (i, (key, at, text)) in hit.replacements.into_iter().enumerate() {
        draft.fix(rule.fix(key, i == 0).edit(at, text));
    }
}

/// A finding that waits for the rest of the article.
fn kept(rule: u32, hit: &Hit, text: &str, findings: &mut Findings) -> Note {
    let found = text.get(hit.span.range()).unwrap_or_default().to_owned();
    let place = findings.place(hit.span);
    let replacements =
        hit.replacements.iter().map(|(key, at, text)| (*key, findings.place(*at), text.clone())).collect();
    Note { rule, place, what: What::Found { text: found, slots: hit.slots.clone(), replacements } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::Lexicon;
    use crate::language::Language;
    use crate::vocabulary::Vocabulary;

    /// What is not looked for would not be found: over every example of every pack, no pattern matches that the filter
    /// passes over.
    #[test]
    fn the_filter_passes_over_no_match() {
        let (mut matches, mut passed_over) = (0, Vec::new());
        for book in Stylebook::houses().filter_map(Stylebook::house) {
            let declared = compile(&mut Build {
                stylebook: &book,
                language: Language::EnUs,
                lexicon: Arc::new(Lexicon::bundled(Language::EnUs)),
                names: Arc::default(),
                vocabulary: &mut Vocabulary::default(),
                problems: &mut Vec::new(),
            });
            let declared = declared.expect("the bundle can be compiled");
            let examples = rules(&book).flat_map(|rule| &rule.examples);
            for text in examples.flat_map(|example| example.bad.iter().chain(&example.good).chain(&example.better)) {
                let possible = declared.possible(text);
                for (id, pattern) in declared.patterns.iter().enumerate() {
                    if pattern.is_in(text).unwrap_or(false) {
                        matches += 1;
                        if possible[id >> 6] >> (id & 63) & 1 == 0 {
                            passed_over.push(format!("{pattern:?} in {text}"));
                        }
                    }
                }
            }
        }
        assert!(matches > 1000, "{matches}");
        assert!(passed_over.is_empty(), "{}", passed_over.join("\n"));
    }
}
