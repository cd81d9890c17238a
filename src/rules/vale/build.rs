//! Makes rules of what their files say, and reports by name those that cannot be run.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::action::Offer;
use super::case::Case;
use super::counts::{Measure, NAMES};
use super::finder::{Exceptions, Finder, Swaps};
use super::formula::Formula;
use super::pattern::{Pattern, translate};
use super::scope::{Scope, Unit};
use super::sequence::{Sequence, Tags, Unable};
use super::work::{Metric, Occurrence, Readability, Repetition, Speller, Work};
use super::{Prefilter, Rule, Table, ValeCheck};
use crate::diagnostic::Level;
use crate::rules::Build;
use crate::stylebook::Problem;
use crate::stylebook::vale::{CHECK, Vale, ValeRule};

/// What a rule is made with.
struct Maker<'a> {
    table: &'a Table,
    tags: &'a Tags,
    vale: &'a Vale,
    problems: Vec<Problem>,
    /// Why rules are not run, or not wholly.
    partly: Vec<(String, String)>,
}

/// Builds the rules that are on.
pub(super) fn check(build: &mut Build<'_>) -> Result<ValeCheck, Problem> {
    let table: Table = build.stylebook.table("vale.yaml")?;
    let tags = Tags::new(table.tags.clone());
    let vale = Arc::clone(build.stylebook.vale());
    let mut maker = Maker { table: &table, tags: &tags, vale: &vale, problems: Vec::new(), partly: Vec::new() };
    let mut rules = Vec::new();
    let mut not_run: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut all: BTreeMap<String, usize> = BTreeMap::new();
    let on = build.stylebook.rules.iter().filter(|rule| rule.check == CHECK && rule.level().is_some());
    for (number, declared) in on.enumerate() {
        let Some(rule) = vale.rules.iter().find(|rule| rule.id == declared.id) else { continue };
        *all.entry(rule.style().to_owned()).or_default() += 1;
        match maker.rule(number, rule) {
            Ok(made) => rules.push(made),
            Err(why) => not_run.entry(rule.style().to_owned()).or_default().push(format!("{} ({why})", rule.id)),
        }
    }
    let mut problems = std::mem::take(&mut maker.problems);
    for (rule, what) in &maker.partly {
        not_run
            .entry(rule.split('.').next().unwrap_or_default().to_owned())
            .or_default()
            .push(format!("{rule} ({what})"));
    }
    for (style, names) in not_run {
        let count = names.iter().len();
        let slots = [
            ("count", count.to_string().into()),
            ("all", all.get(&style).copied().unwrap_or(count).to_string().into()),
            ("style", style.clone().into()),
            ("names", names.join(", ").into()),
        ];
        let message = fill(maker.message("not_run"), &slots);
        let path = vale.rules.iter().find(|rule| rule.style() == style).map(|rule| folder(&rule.file.path).to_owned());
        problems.push(Problem::new(path.unwrap_or(style), message).with_level(Level::Warning));
    }
    let ignores =
        vale.token_ignores.iter().filter_map(|pattern| Pattern::new(&translate(pattern, false)).ok()).collect();
    build.problems.extend(problems);
    let remembers = rules.iter().any(|rule| rule.waits() || rule.work.is_decided_late(rule));
    Ok(ValeCheck {
        prefilter: Prefilter::new(&rules),
        measures: rules.iter().any(|rule| rule.work.measures() && rule.scope.unit == Unit::Article),
        rules,
        ignores,
        syllables: build.stylebook.table("syllables.yaml")?,
        tags,
        lexicon: Arc::clone(&build.lexicon),
        remembers,
    })
}

fn folder(path: &str) -> &str {
    path.rfind(['/', '\\']).map_or(path, |at| &path[..at])
}

impl Maker<'_> {
    fn message(&self, key: &str) -> &str {
        self.table.messages.get(key).map_or("", String::as_str)
    }

    /// A reason, with what it is about.
    fn why(&self, key: &'static str, slot: &'static str, what: &str) -> String {
        fill(self.message(key), &[(slot, what.to_owned().into())])
    }

    /// Reports patterns that cannot be read, where they stand.
    fn report(&mut self, rule: &ValeRule, wrong: impl IntoIterator<Item = (String, String)>) {
        for (pattern, error) in wrong {
            let message = self.why("unreadable", "error", &error);
            self.problems.push(rule.problem(&pattern, message));
        }
    }

    /// Makes a rule; the error says why it cannot be run.
    fn rule(&mut self, number: usize, rule: &ValeRule) -> Result<Rule, String> {
        let keys = &rule.keys;
        let mut scope = Scope::new(&keys.scope.0).map_err(|scope| self.why("scope", "scope", &scope))?;
        let accepted = &self.vale.accepted;
        let (exceptions, wrong) =
            if rule.kind == "sequence" { (Exceptions::default(), Vec::new()) } else { Exceptions::new(rule, accepted) };
        self.report(rule, wrong);
        let offer = match Offer::new(&keys.action) {
            Ok(Offer::Script) => {
                let what = self.message("action").to_owned();
                self.partly.push((rule.id.clone(), what));
                Offer::Script
            }
            Ok(offer) => offer,
            Err(wrong) => {
                self.report(rule, [wrong]);
                Offer::Nothing
            }
        };
        let work = self.work(rule, &mut scope)?;
        let id = rule.id.as_str().into();
        Ok(Rule { number, id, keys: keys.clone(), scope, exceptions, offer, work })
    }

    fn work(&mut self, rule: &ValeRule, scope: &mut Scope) -> Result<Work, String> {
        let keys = &rule.keys;
        let template = self.vale.word_template.as_deref();
        let nothing = self.message("no_patterns").to_owned();
        Ok(match rule.kind.as_str() {
            "existence" => {
                let (finder, wrong) = Finder::of_existence(keys, template);
                self.report(rule, wrong);
                if finder.is_empty() {
                    return Err(nothing);
                }
                Work::Existence(finder)
            }
            "substitution" => {
                let (swaps, wrong) = Swaps::new(keys, template);
                self.report(rule, wrong);
                if swaps.is_empty() {
                    return Err(nothing);
                }
                Work::Substitution(swaps)
            }
            "occurrence" => {
                let finder = self.pattern(rule, &keys.token, &nothing)?;
                Work::Occurrence(Occurrence { finder, most: keys.max as usize, least: keys.min as usize })
            }
            "repetition" => {
                let tokens: Vec<&str> = keys.patterns().collect();
                let finder = self.pattern(rule, &tokens.join("|"), &nothing)?;
                Work::Repetition(Repetition { finder })
            }
            "consistency" => self.consistency(rule, template, nothing)?,
            "conditional" => {
                // Vale takes these two as they are, whatever the rule says of case.
                let first = self.pattern_as_it_is(rule, &keys.first, false, &nothing)?;
                let second = match Pattern::new(&translate(&keys.second, false)) {
                    Ok(second) => second,
                    Err(error) => {
                        self.report(rule, [(keys.second.clone(), error)]);
                        return Err(nothing);
                    }
                };
                let quiet = translate(&keys.second, true);
                Work::Conditional { first, second, explains: quiet != translate(&keys.second, false) }
            }
            "capitalization" => match Case::new(keys, &self.table.title, &self.vale.accepted) {
                Ok(case) => Work::Case(case),
                Err(wrong) => {
                    self.report(rule, [wrong]);
                    return Err(nothing);
                }
            },
            "metric" => {
                let read = |formula: &str| {
                    Formula::parse(formula, &NAMES).map_err(|what| self.why("formula", "formula", &what))
                };
                let formula = read(&keys.formula)?;
                let condition = read(&format!("0 {}", keys.condition))?;
                measured(scope, &keys.scope.0);
                Work::Metric(Metric { formula, condition })
            }
            "readability" => {
                let measure = |name: &String| Measure::of_name(name).ok_or_else(|| self.why("metric", "metric", name));
                let measures = keys.metrics.0.iter().map(measure).collect::<Result<Vec<_>, _>>()?;
                if measures.is_empty() {
                    return Err(nothing);
                }
                measured(scope, &keys.scope.0);
                Work::Readability(Readability { measures, most: keys.grade })
            }
            "spelling" => {
                if keys.aff.is_some() || keys.dic.is_some() || keys.dicpath.is_some() || !keys.dictionaries.0.is_empty()
                {
                    let what = self.message("dictionary").to_owned();
                    self.partly.push((rule.id.clone(), what));
                }
                let (mut filters, mut wrong) = (Vec::new(), Vec::new());
                for filter in &keys.filters.0 {
                    match Pattern::new(&translate(filter, true)) {
                        Ok(filter) => filters.push(filter),
                        Err(error) => wrong.push((filter.clone(), error)),
                    }
                }
                self.report(rule, wrong);
                let ignored = rule.ignored.iter().map(|word| word.to_lowercase()).collect();
                Work::Spelling(Speller { filters, ignored, usual: !keys.custom })
            }
            "sequence" => match Sequence::new(rule, self.tags) {
                Ok(sequence) => {
                    scope.unit = Unit::Sentence;
                    Work::Sequence(sequence)
                }
                Err(Unable::Tag(tag)) => return Err(self.why("tags", "tag", &tag)),
                Err(Unable::Model) => return Err(self.message("model").to_owned()),
                Err(Unable::Wrong(pattern, error)) => {
                    self.report(rule, [(pattern, error)]);
                    return Err(nothing);
                }
            },
            _ => return Err(self.message("script").to_owned()),
        })
    }

    fn pattern(&mut self, rule: &ValeRule, pattern: &str, nothing: &str) -> Result<Finder, String> {
        self.pattern_as_it_is(rule, pattern, rule.keys.ignorecase, nothing)
    }

    fn pattern_as_it_is(
        &mut self,
        rule: &ValeRule,
        pattern: &str,
        ignorecase: bool,
        nothing: &str,
    ) -> Result<Finder, String> {
        if pattern.trim().is_empty() {
            return Err(nothing.to_owned());
        }
        Finder::of_pattern(pattern, ignorecase).map_err(|error| {
            self.report(rule, [(pattern.to_owned(), error)]);
            nothing.to_owned()
        })
    }

    fn consistency(&mut self, rule: &ValeRule, template: Option<&str>, nothing: String) -> Result<Work, String> {
        let frame = super::finder::Frame {
            ignorecase: rule.keys.ignorecase,
            nonword: rule.keys.nonword,
            word_template: template,
        };
        let mut pairs = Vec::new();
        for (one, other) in &rule.keys.either.0 {
            let sides = [one, other].map(|side| {
                let (finder, wrong) = Finder::of_tokens(std::slice::from_ref(side), &frame);
                self.report(rule, wrong.into_iter().map(|(_, error)| (side.clone(), error)));
                finder
            });
            if sides.iter().all(|side| !side.is_empty()) {
                pairs.push(sides);
            }
        }
        if pairs.is_empty() { Err(nothing) } else { Ok(Work::Consistency(pairs)) }
    }
}

/// A measure is of the whole article unless the rule says of what else.
fn measured(scope: &mut Scope, declared: &[String]) {
    if declared.is_empty() || declared == ["text"] {
        scope.unit = Unit::Article;
    }
}

/// Fills the slots of a message.
fn fill(template: &str, slots: &[(&str, Cow<'_, str>)]) -> String {
    slots.iter().fold(template.to_owned(), |text, (slot, with)| text.replace(&format!("{{{slot}}}"), with))
}
