//! `repeat`: the same words again, too soon.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::inflection::Inflect;
use super::look::Look;
use super::{Compile, Form, Hit, Hits, PatternId};
use crate::stylebook::{OneOrMore, Problem};
use crate::text::Span;

/// The keys of [`Repeat`].
pub(super) const KEYS: &[&str] = &["find", "within"];

/// What is not to come twice within so many words.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Repeat {
    /// What may not be repeated; any word, if nothing is said.
    find: OneOrMore,
    /// How many words apart at most; 1 for neighbours.
    within: Option<usize>,
}

struct Again {
    patterns: Vec<PatternId>,
    within: usize,
}

pub(super) fn build(compile: &mut Compile<'_>) -> Result<Box<dyn Form>, Problem> {
    let options: Repeat = compile.options(KEYS)?;
    let within = options.within.unwrap_or(1);
    if within == 0 {
        return Err(compile.problem(&["within"], "this should be 1 or more"));
    }
    let manner = compile.conditions.manner(Inflect::No);
    let patterns = compile.patterns(&options.find.0, manner, "find")?;
    Ok(Box::new(Again { patterns, within }))
}

impl Form for Again {
    fn triggers(&self) -> &[PatternId] {
        &self.patterns
    }

    fn paragraph(&self, look: &Look<'_>, hits: &mut Hits) {
        let words = &look.paragraph.words;
        let number = |at: usize| words.partition_point(|word| word.end as usize <= at);
        let found: Vec<Span> = if self.patterns.is_empty() {
            words.iter().map(crate::article::Word::span).filter(|span| look.allows(*span)).collect()
        } else {
            look.matches_of(&self.patterns).into_iter().map(|(_, found)| found.span).collect()
        };
        let mut last: FxHashMap<String, (usize, Span)> = FxHashMap::default();
        for span in found {
            let at = number(span.start);
            let text = look.text(span).to_lowercase();
            if let Some((before, first)) = last.get(&text)
                && at - before <= self.within
            {
                let slots = vec![("first", look.text(*first).to_owned())];
                hits.found.push(Hit { span, slots, replacements: Vec::new() });
            }
            last.insert(text, (at, span));
        }
    }
}
