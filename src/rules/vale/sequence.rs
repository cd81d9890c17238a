//! `sequence`: words one after another, by their patterns and their parts of speech.
//!
//! There is no tagger here. Words of closed classes, figures, names inside a sentence and words with some endings have a tag
//! by themselves; of all others nothing is known, and a token that asks for their tag does not match them.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use super::pattern::{Pattern, translate};
use crate::article::{Paragraph, Sentence, Word, WordKind};
use crate::stylebook::vale::{Part, Token, ValeRule};
use crate::text::Span;

/// The tags that words have by themselves.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TagTable {
    words: BTreeMap<String, Vec<String>>,
    ly: Ending,
    ing: Ending,
    ed: Ending,
    number: String,
    name: String,
    upos: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Ending {
    tag: String,
    also: Option<String>,
    not: Vec<String>,
}

/// The tags of words, ready to be looked up.
pub(super) struct Tags {
    words: HashMap<String, Vec<String>>,
    endings: [(&'static str, Vec<String>, HashSet<String>); 3],
    number: Vec<String>,
    name: Vec<String>,
    upos: BTreeMap<String, String>,
}

impl Tags {
    pub(super) fn new(table: TagTable) -> Self {
        let mut words: HashMap<String, Vec<String>> = HashMap::new();
        for (tag, tagged) in table.words {
            for word in tagged {
                words.entry(word).or_default().push(tag.clone());
            }
        }
        let ending = |end, ending: Ending| {
            let tags = std::iter::once(ending.tag).chain(ending.also).collect();
            (end, tags, ending.not.into_iter().collect())
        };
        Tags {
            words,
            endings: [ending("ly", table.ly), ending("ing", table.ing), ending("ed", table.ed)],
            number: vec![table.number],
            name: vec![table.name],
            upos: table.upos,
        }
    }

    /// All tags that a word may have, if that is known of it. It opens its sentence or not.
    fn of(&self, text: &str, word: Option<&Word>, opens: bool) -> Option<Vec<String>> {
        let Some(word) = word else { return Some(vec![text.to_owned()]) };
        if word.kind == WordKind::Number {
            return Some(self.number.clone());
        }
        let lower = text.to_lowercase();
        if let Some(tags) = self.words.get(&lower) {
            return Some(tags.clone());
        }
        if text.starts_with(char::is_uppercase) {
            return (!opens).then(|| self.name.clone());
        }
        let ends = |(end, _, not): &&(&str, Vec<String>, HashSet<String>)| {
            lower.len() > end.len() + 2 && lower.ends_with(end) && !not.contains(&lower)
        };
        self.endings.iter().find(ends).map(|(_, tags, _)| tags.clone())
    }

    /// Whether some word can be known to have a tag of a pattern.
    fn can_tell(&self, tag: &Pattern) -> bool {
        let endings = self.endings.iter().flat_map(|(_, tags, _)| tags);
        let marks = [".", ",", ":", "(", ")"].map(str::to_owned);
        self.words
            .values()
            .flatten()
            .chain(endings)
            .chain(&self.number)
            .chain(&self.name)
            .chain(&marks)
            .any(|known| tag.is_in(known))
    }
}

/// A sequence that can be looked for.
pub(super) struct Sequence {
    steps: Vec<Step>,
    exceptions: Vec<Pattern>,
}

struct Step {
    pattern: Option<Pattern>,
    tag: Option<Pattern>,
    negate: bool,
    skip: usize,
    target: bool,
}

/// Why a sequence cannot be run.
pub(super) enum Unable {
    /// A pattern, and what is wrong with it.
    Wrong(String, String),
    /// A tag that no word is known to have.
    Tag(String),
    /// It names a tagger of its own.
    Model,
}

/// A word or a mark of a sentence.
struct Item<'p> {
    span: Span,
    text: &'p str,
    tags: Option<Vec<String>>,
}

impl Sequence {
    pub(super) fn new(rule: &ValeRule, tags: &Tags) -> Result<Self, Unable> {
        const MOST: usize = 64;
        if rule.keys.model.is_some() {
            return Err(Unable::Model);
        }
        let case = if rule.keys.ignorecase { "(?i)" } else { "" };
        let mut steps = Vec::new();
        for token in &rule.keys.tokens {
            let part = match token {
                Token::Pattern(pattern) => Part { pattern: pattern.clone(), ..Part::default() },
                Token::Part(part) => part.clone(),
            };
            let universal = match part.upos.as_str() {
                "" => None,
                upos => Some(tags.upos.get(upos).ok_or_else(|| Unable::Tag(upos.to_owned()))?.clone()),
            };
            let tag = universal.or_else(|| (!part.tag.is_empty()).then(|| part.tag.clone()));
            for _ in 0..part.min.clamp(1, 8) {
                let tag = match &tag {
                    None => None,
                    Some(tag) => {
                        // Vale looks for it anywhere in the tag; whoever writes NN means NNS as well, but not PRP$ by PRP.
                        let read = Pattern::new(&format!("^(?:{})$", translate(tag, true)))
                            .map_err(|error| Unable::Wrong(tag.clone(), error))?;
                        if !tags.can_tell(&read) {
                            return Err(Unable::Tag(tag.clone()));
                        }
                        Some(read)
                    }
                };
                let pattern = match part.pattern.as_str() {
                    "" => None,
                    pattern => Some(
                        Pattern::new(&format!("{case}^(?:{})$", translate(pattern, false)))
                            .map_err(|error| Unable::Wrong(pattern.to_owned(), error))?,
                    ),
                };
                steps.push(Step {
                    pattern,
                    tag,
                    negate: part.negate,
                    skip: (part.skip as usize).min(MOST),
                    target: part.target,
                });
            }
        }
        steps.truncate(MOST);
        let exceptions = rule.keys.exceptions.0.iter().map(|exception| {
            Pattern::new(&translate(exception, false)).map_err(|error| Unable::Wrong(exception.clone(), error))
        });
        Ok(Sequence { exceptions: exceptions.collect::<Result<_, _>>()?, steps })
    }

    /// The finds in a sentence.
    pub(super) fn find_all(&self, paragraph: &Paragraph<'_>, sentence: &Sentence, tags: &Tags) -> Vec<Span> {
        let items = items(paragraph, sentence, tags);
        let text = &paragraph.text[sentence.span.range()];
        let left_alone: Vec<Span> =
            self.exceptions.iter().filter_map(|exception| exception.find_all(text).ok()).flatten().collect();
        let mut finds = Vec::new();
        let mut from = 0;
        while from < items.len() {
            let mut failed = HashSet::new();
            let mut way = vec![None; self.steps.len()];
            let Some(end) = self.walk(&items, 0, from, &mut failed, &mut way) else {
                from += 1;
                continue;
            };
            let words: Vec<usize> = way.iter().flatten().copied().collect();
            let target = self.steps.iter().zip(&way).find_map(|(step, word)| word.filter(|_| step.target));
            if let (Some(first), Some(last)) = (words.first(), words.last()) {
                let (first, last) = target.map_or((*first, *last), |word| (word, word));
                let span = Span::new(items[first].span.start, items[last].span.end);
                let start = span.start - sentence.span.start;
                if !left_alone.iter().any(|region| region.contains(start)) {
                    finds.push(span);
                }
            }
            from = end.max(from + 1);
        }
        finds
    }

    /// Goes on with a step at an item; where the sequence ends, if it does. A place from which it failed is not tried again.
    fn walk(
        &self,
        items: &[Item<'_>],
        step: usize,
        at: usize,
        failed: &mut HashSet<(usize, usize)>,
        way: &mut [Option<usize>],
    ) -> Option<usize> {
        let Some(wanted) = self.steps.get(step) else { return Some(at) };
        if failed.contains(&(step, at)) {
            return None;
        }
        // Nothing can be skipped before the first word: the sequence would only begin later.
        let skip = if step == 0 { 0 } else { wanted.skip };
        for word in at..=at + skip {
            let Some(item) = items.get(word) else {
                // Past the end of the sentence there is no word, so none that must not be there.
                return (wanted.negate && word == at).then(|| self.walk(items, step + 1, at, failed, way)).flatten();
            };
            if wanted.matches(item) {
                way[step] = Some(word);
                if let Some(end) = self.walk(items, step + 1, word + 1, failed, way) {
                    return Some(end);
                }
                way[step] = None;
            }
        }
        failed.insert((step, at));
        None
    }
}

impl Step {
    fn matches(&self, item: &Item<'_>) -> bool {
        let pattern = self.pattern.as_ref().is_none_or(|pattern| pattern.is_in(item.text) != self.negate);
        let tag = self.tag.as_ref().is_none_or(|tag| match &item.tags {
            None => false,
            Some(tags) if self.negate => tags.iter().all(|known| !tag.is_in(known)),
            Some(tags) => tags.iter().all(|known| tag.is_in(known)),
        });
        pattern && tag
    }
}

/// The words of a sentence and the marks between them.
fn items<'p>(paragraph: &'p Paragraph<'_>, sentence: &Sentence, tags: &Tags) -> Vec<Item<'p>> {
    let text: &'p str = &paragraph.text;
    let mut items = Vec::new();
    let mut from = sentence.span.start;
    let mark = |from: usize, to: usize, items: &mut Vec<Item<'p>>| {
        for (at, c) in text[from..to.max(from)].char_indices().filter(|(_, c)| !c.is_whitespace()) {
            let span = Span::new(from + at, from + at + c.len_utf8());
            let text = &text[span.range()];
            items.push(Item { span, text, tags: tags.of(text, None, false) });
        }
    };
    for number in sentence.words.clone() {
        let Some(word) = paragraph.words.get(number) else { break };
        mark(from, word.start as usize, &mut items);
        let text = &text[word.span().range()];
        items.push(Item { span: word.span(), text, tags: tags.of(text, Some(word), number == sentence.words.start) });
        from = word.end as usize;
    }
    mark(from, sentence.span.end, &mut items);
    items
}
