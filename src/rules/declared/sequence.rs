//! `sequence`: words one after another, each of some kind.

use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::inflection::Inflect;
use super::look::Look;
use super::pattern::Pattern;
use super::template::Template;
use super::{Compile, Form, Hit, Hits, PatternId};
use crate::article::{Word, WordKind};
use crate::stylebook::{OneOrMore, Problem};
use crate::text::Span;

/// The keys of [`Sequence`].
pub(super) const KEYS: &[&str] = &["tokens", "fix"];

/// Words one after another.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Sequence {
    tokens: Vec<Token>,
    fix: OneOrMore,
}

/// One of the words.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Token {
    /// It is one of these.
    words: Vec<String>,
    /// This pattern fits it.
    pattern: Option<String>,
    /// It is of this kind.
    class: Option<Class>,
    /// It is none of that.
    not: bool,
    /// It may be missing.
    optional: bool,
    /// So many words may stand before it.
    skip: usize,
    /// It is what is flagged; else all of them are.
    mark: bool,
}

/// Kinds of words that their form tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Class {
    Any,
    Capitalised,
    Lowercase,
    Number,
    Plural,
    Ly,
    Ing,
    Ed,
}

struct Steps {
    tokens: Vec<Step>,
    fix: Option<Template>,
    /// The patterns of the first token that must be there, if it has any.
    triggers: Vec<PatternId>,
}

struct Step {
    words: FxHashSet<String>,
    pattern: Option<Pattern>,
    token: Token,
}

/// More words than this are not passed over.
const MOST_SKIPPED: usize = 20;

pub(super) fn build(compile: &mut Compile<'_>) -> Result<Box<dyn Form>, Problem> {
    let options: Sequence = compile.options(KEYS)?;
    if options.tokens.iter().all(|token| token.optional) {
        return Err(compile.problem(&["tokens"], "a sequence needs a word that must be there"));
    }
    let manner = compile.conditions.manner(Inflect::No);
    let (mut tokens, mut triggers) = (Vec::new(), Vec::new());
    for (i, token) in options.tokens.into_iter().enumerate() {
        let number = i.to_string();
        if token.words.is_empty() && token.pattern.is_none() && token.class.is_none() {
            return Err(compile.problem(&["tokens", &number], "this needs `words`, `pattern` or `class`"));
        }
        if token.skip > MOST_SKIPPED {
            return Err(
                compile.problem(&["tokens", &number, "skip"], format!("at most {MOST_SKIPPED} words are skipped"))
            );
        }
        let pattern = match &token.pattern {
            None => None,
            Some(regex) => {
                Some(compile.separate(&format!("/^(?:{regex})$/"), manner, &["tokens", &number, "pattern"])?)
            }
        };
        if triggers.is_empty() && !token.words.is_empty() && !token.not && !token.optional {
            for word in &token.words {
                let any_case = super::pattern::Manner { case: super::pattern::Case::Ignore, ..manner };
                triggers.push(compile.pattern(word, any_case, &["tokens", &number, "words"])?);
            }
        }
        let words = token.words.iter().map(|word| word.to_lowercase().replace('’', "'")).collect();
        tokens.push(Step { words, pattern, token });
    }
    let fix = match options.fix.0.first() {
        None => None,
        Some(fix) => {
            let template = compile.template(fix, &["fix"])?;
            if template.groups() > tokens.len() {
                return Err(compile.problem(&["fix"], format!("there are only {} words", tokens.len())));
            }
            Some(template)
        }
    };
    Ok(Box::new(Steps { tokens, fix, triggers }))
}

impl Form for Steps {
    fn triggers(&self) -> &[PatternId] {
        &self.triggers
    }

    fn paragraph(&self, look: &Look<'_>, hits: &mut Hits) {
        for sentence in &look.paragraph.sentences {
            let mut at = sentence.words.start;
            while at < sentence.words.end {
                match self.from(look, at, sentence.words.end) {
                    Some(found) => {
                        at = found.iter().flatten().max().map_or(at, |last| *last) + 1;
                        hits.found.extend(self.hit(look, &found));
                    }
                    None => at += 1,
                }
            }
        }
    }
}

impl Steps {
    /// The words that the tokens are, if they are there from one word on. Each token takes the first word that fits it.
    fn from(&self, look: &Look<'_>, start: usize, end: usize) -> Option<Vec<Option<usize>>> {
        let words = &look.paragraph.words;
        let mut found = Vec::with_capacity(self.tokens.len());
        let mut at = start;
        for step in &self.tokens {
            let begins = found.iter().all(Option::is_none);
            let most = if begins { 0 } else { step.token.skip };
            let hit = (at..end.min(at + most + 1)).find(|i| step.fits(look, &words[*i]));
            match hit {
                Some(word) => {
                    found.push(Some(word));
                    at = word + 1;
                }
                None if step.token.optional => found.push(None),
                None => return None,
            }
        }
        Some(found)
    }

    fn hit(&self, look: &Look<'_>, found: &[Option<usize>]) -> Option<Hit> {
        let words = &look.paragraph.words;
        let span = |word: usize| words[word].span();
        let marked = self.tokens.iter().zip(found).find(|(step, _)| step.token.mark).and_then(|(_, word)| *word);
        let (first, last) = (found.iter().flatten().min()?, found.iter().flatten().max()?);
        let whole = marked.map_or(Span::new(span(*first).start, span(*last).end), span);
        if !look.allows(whole) {
            return None;
        }
        let groups: Vec<Option<&str>> = found.iter().map(|word| word.map(|word| look.text(span(word)))).collect();
        let mut hit = Hit { span: whole, ..Hit::default() };
        for (number, group) in super::phrases::NUMBERS.iter().zip(&groups) {
            hit.slots.push((number, group.unwrap_or_default().to_owned()));
        }
        if let Some(fix) = &self.fix {
            let better = fix.fill(look.text(whole), &groups)?;
            hit.slots.push(("better", better.clone()));
            hit.replacements.push(("replace", whole, better));
        }
        Some(hit)
    }
}

impl Step {
    fn fits(&self, look: &Look<'_>, word: &Word) -> bool {
        let text = look.text(word.span());
        let lower = text.to_lowercase().replace('’', "'");
        let listed = self.token.words.is_empty() || self.words.contains(&lower);
        let formed = self.pattern.as_ref().is_none_or(|pattern| pattern.is_in(text).unwrap_or(false));
        let classed = self.token.class.is_none_or(|class| class.has(word, &lower));
        (listed && formed && classed) != self.token.not
    }
}

impl Class {
    fn has(self, word: &Word, lower: &str) -> bool {
        let long = lower.len() > 4;
        match self {
            Class::Any => true,
            Class::Capitalised => word.is_capitalised(),
            Class::Lowercase => !word.is_capitalised() && word.kind == WordKind::Plain,
            Class::Number => word.kind == WordKind::Number,
            Class::Plural => {
                lower.len() > 3 && lower.ends_with('s') && !["ss", "us", "is"].iter().any(|it| lower.ends_with(it))
            }
            Class::Ly => long && lower.ends_with("ly"),
            Class::Ing => long && lower.ends_with("ing"),
            Class::Ed => long && lower.ends_with("ed"),
        }
    }
}
