//! Rules that find words: `avoid`, `prefer` and `pattern`.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::inflection::Inflect;
use super::look::Look;
use super::numbers::NumberWords;
use super::pattern::Match;
use super::template::{Template, in_case_of};
use super::{Compile, Form, Hit, Hits, PatternId};
use crate::stylebook::{OneOrMore, Problem};
use crate::text::Span;

/// The keys of [`Avoid`].
pub(super) const AVOID_KEYS: &[&str] = &["words", "delete", "inflect"];
/// The keys of [`Prefer`].
pub(super) const PREFER_KEYS: &[&str] = &["swap", "inflect"];
/// The keys of [`Find`].
pub(super) const FIND_KEYS: &[&str] = &["find", "fix", "if", "inflect"];

/// Words that are better left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Avoid {
    words: OneOrMore,
    /// Whether the fix deletes them.
    delete: bool,
    inflect: Inflect,
}

/// Words with those that are better.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Prefer {
    swap: BTreeMap<String, OneOrMore>,
    inflect: Inflect,
}

/// What is found by its form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Find {
    #[serde(rename = "find")]
    patterns: OneOrMore,
    fix: OneOrMore,
    #[serde(rename = "if")]
    comparisons: BTreeMap<String, String>,
    inflect: Inflect,
}

/// Patterns, each with what takes its place.
struct Phrases {
    patterns: Vec<PatternId>,
    /// For each pattern, what may take its place, best first.
    better: Vec<Vec<Template>>,
    /// Whether what takes the place of something is written as that was.
    keeps_case: bool,
    deletes: bool,
    comparisons: Vec<(usize, Comparison, f64)>,
    numbers: Arc<NumberWords>,
}

#[derive(Clone, Copy)]
enum Comparison {
    Less,
    LessOrEqual,
    More,
    MoreOrEqual,
    Equal,
}

pub(super) fn avoid(compile: &mut Compile<'_>) -> Result<Box<dyn Form>, Problem> {
    let options: Avoid = compile.options(AVOID_KEYS)?;
    let manner = compile.conditions.manner(options.inflect);
    let mut patterns = Vec::new();
    for (i, written) in options.words.0.iter().enumerate() {
        for form in in_forms(written, options.inflect, compile) {
            patterns.push(compile.pattern(&form, manner, &["words", &i.to_string()])?);
        }
    }
    some(&patterns, compile, "words")?;
    let numbers = Arc::clone(compile.numbers);
    let better = patterns.iter().map(|_| Vec::new()).collect();
    Ok(Box::new(Phrases {
        patterns,
        better,
        keeps_case: false,
        deletes: options.delete,
        comparisons: Vec::new(),
        numbers,
    }))
}

pub(super) fn prefer(compile: &mut Compile<'_>) -> Result<Box<dyn Form>, Problem> {
    let options: Prefer = compile.options(PREFER_KEYS)?;
    let manner = compile.conditions.manner(options.inflect);
    let (mut patterns, mut better) = (Vec::new(), Vec::new());
    for (written, good) in &options.swap {
        let keys = ["swap", written.as_str()];
        let forms = in_forms(written, options.inflect, compile);
        let good: Vec<Vec<String>> = good.0.iter().map(|good| in_forms(good, options.inflect, compile)).collect();
        for (i, form) in forms.iter().enumerate() {
            // Two forms may be the same word, as past and participle are of most verbs.
            if forms[..i].contains(form) {
                continue;
            }
            let pattern = compile.pattern(form, manner, &keys)?;
            patterns.push(pattern);
            let each = good.iter().map(|good| good.get(i).or(good.first()).map_or("", String::as_str));
            better.push(each.map(|good| compile.template_for(pattern, good, &keys)).collect::<Result<Vec<_>, _>>()?);
        }
    }
    some(&patterns, compile, "swap")?;
    let numbers = Arc::clone(compile.numbers);
    Ok(Box::new(Phrases { patterns, better, keeps_case: true, deletes: false, comparisons: Vec::new(), numbers }))
}

pub(super) fn find(compile: &mut Compile<'_>) -> Result<Box<dyn Form>, Problem> {
    let options: Find = compile.options(FIND_KEYS)?;
    let manner = compile.conditions.manner(options.inflect);
    let patterns = compile.patterns(&options.patterns.0, manner, "find")?;
    some(&patterns, compile, "find")?;
    let numbers = Arc::clone(compile.numbers);
    let mut better = Vec::new();
    for pattern in &patterns {
        let each = options.fix.0.iter().enumerate();
        let each = each.map(|(i, fix)| compile.template_for(*pattern, fix, &["fix", &i.to_string()]));
        better.push(each.collect::<Result<_, _>>()?);
    }
    let comparisons = options.comparisons.iter().map(|(group, written)| {
        let wrong = || compile.problem(&["if", group], "write a comparison such as `1: \"< 10\"`");
        comparison(group, written, &numbers).ok_or_else(wrong)
    });
    let comparisons = comparisons.collect::<Result<_, _>>()?;
    Ok(Box::new(Phrases { patterns, better, keeps_case: false, deletes: false, comparisons, numbers }))
}

fn comparison(group: &str, written: &str, numbers: &NumberWords) -> Option<(usize, Comparison, f64)> {
    let written = written.trim();
    let signs = [
        ("<=", Comparison::LessOrEqual),
        (">=", Comparison::MoreOrEqual),
        ("<", Comparison::Less),
        (">", Comparison::More),
        ("=", Comparison::Equal),
    ];
    let (number, comparison) = signs.iter().find_map(|(sign, it)| Some((written.strip_prefix(sign)?, *it)))?;
    Some((group.parse().ok().filter(|group| (1..=9).contains(group))?, comparison, numbers.value(number)?))
}

/// The forms of a phrase that a rule finds: all that its word has, or the phrase itself.
fn in_forms(written: &str, inflect: Inflect, compile: &Compile<'_>) -> Vec<String> {
    let is_regex = written.starts_with('/') && written.len() > 1;
    if is_regex || (inflect == Inflect::No && !written.contains('~')) {
        return vec![written.to_owned()];
    }
    compile.lists.inflections().phrase_forms(written, inflect)
}

fn some(patterns: &[PatternId], compile: &Compile<'_>, key: &str) -> Result<(), Problem> {
    if patterns.is_empty() {
        return Err(compile.problem(&[], format!("this rule looks for nothing: give it `{key}`")));
    }
    Ok(())
}

impl Form for Phrases {
    fn triggers(&self) -> &[PatternId] {
        &self.patterns
    }

    fn paragraph(&self, look: &Look<'_>, hits: &mut Hits) {
        for (i, found) in look.matches_of(&self.patterns) {
            hits.found.extend(self.hit(look, &found, &self.better[i]));
        }
    }
}

impl Phrases {
    fn hit(&self, look: &Look<'_>, found: &Match, better: &[Template]) -> Option<Hit> {
        let text = look.text(found.span);
        let groups: Vec<Option<&str>> = found.groups.iter().map(|group| group.map(|span| look.text(span))).collect();
        if !self.comparisons.iter().all(|comparison| holds(*comparison, &groups, &self.numbers)) {
            return None;
        }
        let mut hit = Hit { span: found.span, ..Hit::default() };
        for (number, group) in NUMBERS.iter().zip(&groups) {
            hit.slots.push((number, group.unwrap_or_default().to_owned()));
        }
        for template in better {
            // What a way of writing cannot be used on is not what the rule is about.
            let good = template.fill(text, &groups)?;
            let good = if self.keeps_case { in_case_of(text, &good) } else { good };
            if good == text {
                return None;
            }
            if hit.replacements.is_empty() {
                hit.slots.push(("better", good.clone()));
            }
            if good.is_empty() {
                hit.replacements.push(("delete", with_a_blank(look, found.span), good));
            } else {
                hit.replacements.push(("replace", found.span, good));
            }
        }
        if self.deletes {
            hit.replacements.push(("delete", with_a_blank(look, found.span), String::new()));
        }
        Some(hit)
    }
}

/// The slots of the groups of a pattern.
pub(super) const NUMBERS: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

fn holds(
    (group, comparison, wanted): (usize, Comparison, f64),
    groups: &[Option<&str>],
    numbers: &NumberWords,
) -> bool {
    let Some(value) = groups.get(group - 1).copied().flatten().and_then(|text| numbers.value(text)) else {
        return false;
    };
    match comparison {
        Comparison::Less => value < wanted,
        Comparison::LessOrEqual => value <= wanted,
        Comparison::More => value > wanted,
        Comparison::MoreOrEqual => value >= wanted,
        Comparison::Equal => (value - wanted).abs() < f64::EPSILON,
    }
}

/// A span with the blank before it, or after it where a sentence starts with it: what is deleted leaves no two blanks.
fn with_a_blank(look: &Look<'_>, span: Span) -> Span {
    let text = &look.paragraph.text;
    let before = text[..span.start].chars().next_back().filter(|c| c.is_whitespace());
    let after = text[span.end..].chars().next();
    match (before, after) {
        (Some(blank), _) => Span::new(span.start - blank.len_utf8(), span.end),
        (None, Some(blank)) if blank.is_whitespace() => Span::new(span.start, span.end + blank.len_utf8()),
        _ => span,
    }
}
