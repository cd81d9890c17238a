//! `limit`: how long, how many, how hard to read.

use serde::Deserialize;

use super::inflection::Inflect;
use super::look::Look;
use super::{Compile, Form, Hit, Hits, Noted, PatternId, Verdict};
use crate::article::syllables::{Syllables, flesch_kincaid};
use crate::article::{Sentence, WordKind};
use crate::stylebook::{OneOrMore, Problem};
use crate::text::Span;

/// The keys of [`Limit`].
pub(super) const KEYS: &[&str] = &["of", "in", "most", "least", "find"];

/// What is counted, where, and how much of it there may be.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Limit {
    of: Counted,
    #[serde(rename = "in")]
    within: Within,
    most: Option<u32>,
    least: Option<u32>,
    find: OneOrMore,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Counted {
    #[default]
    Words,
    Characters,
    Sentences,
    Paragraphs,
    Quotes,
    Matches,
    Grade,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Within {
    Sentence,
    #[default]
    Paragraph,
    Article,
}

struct Bound {
    of: Counted,
    within: Within,
    most: Option<u32>,
    least: Option<u32>,
    patterns: Vec<PatternId>,
    syllables: Syllables,
}

pub(super) fn build(compile: &mut Compile<'_>) -> Result<Box<dyn Form>, Problem> {
    let options: Limit = compile.options(KEYS)?;
    if options.most.is_none() && options.least.is_none() {
        return Err(compile.problem(&[], "this rule sets no limit: give it `most` or `least`"));
    }
    if (options.of == Counted::Matches) == options.find.0.is_empty() {
        return Err(compile.problem(&["of"], "`of: matches` needs `find`, and nothing else has it"));
    }
    let whole = matches!(options.of, Counted::Paragraphs | Counted::Grade);
    if whole && options.within != Within::Article {
        return Err(compile.problem(&["of"], "this is counted in an article: add `in: article`"));
    }
    let manner = compile.conditions.manner(Inflect::No);
    let patterns = compile.patterns(&options.find.0, manner, "find")?;
    let syllables = compile.stylebook.table("syllables.yaml")?;
    let Limit { of, within, most, least, .. } = options;
    Ok(Box::new(Bound { of, within, most, least, patterns, syllables }))
}

impl Form for Bound {
    fn triggers(&self) -> &[PatternId] {
        // Where too few matches are wrong, no match at all is, too.
        if self.least.is_some() { &[] } else { &self.patterns }
    }

    fn paragraph(&self, look: &Look<'_>, hits: &mut Hits) {
        let paragraph = look.paragraph;
        let whole = Span::new(0, paragraph.text.len());
        match self.within {
            Within::Sentence => {
                for sentence in &paragraph.sentences {
                    self.judge(look, sentence.span, hits);
                }
            }
            Within::Paragraph => self.judge(look, whole, hits),
            Within::Article => {
                if !look.allows(first_word(look)) {
                    return;
                }
                let count = match self.of {
                    Counted::Paragraphs => 1,
                    Counted::Grade => {
                        let sentences = paragraph.sentences.len() as u32;
                        return hits.note(sentences, first_word(look), self.measures(look));
                    }
                    _ => self.count(look, whole),
                };
                hits.note(count, first_word(look), String::new());
            }
        }
    }

    fn article(&self, notes: &[Noted<'_>], verdicts: &mut Vec<Verdict>) {
        if notes.is_empty() {
            return;
        }
        let mut total = 0;
        let mut at = 0;
        if self.of == Counted::Grade {
            let Some(grade) = grade(notes) else { return };
            total = grade;
        } else {
            for (i, note) in notes.iter().enumerate() {
                if self.most.is_some_and(|most| total <= most) {
                    at = i;
                }
                total += note.tag;
            }
        }
        if self.is_beyond(total) {
            // Too much is too much from the paragraph on that is above the limit.
            let note = if self.of == Counted::Grade || self.most.is_none_or(|most| total <= most) { 0 } else { at };
            verdicts.push(Verdict { note, slots: self.slots(total), replacement: None, related: None });
        }
    }
}

impl Bound {
    /// Words and syllables, as a text that the article check reads.
    fn measures(&self, look: &Look<'_>) -> String {
        let words = words(look, Span::new(0, look.paragraph.text.len()));
        let syllables: u32 = words.iter().map(|span| self.syllables.of(look.text(*span))).sum();
        format!("{} {syllables}", words.len())
    }

    fn is_beyond(&self, count: u32) -> bool {
        self.most.is_some_and(|most| count > most) || self.least.is_some_and(|least| count < least)
    }

    fn slots(&self, count: u32) -> Vec<(&'static str, String)> {
        let mut slots = vec![("count", count.to_string())];
        slots.extend(self.most.map(|most| ("most", most.to_string())));
        slots.extend(self.least.map(|least| ("least", least.to_string())));
        // The one of the two that it is beyond.
        let limit = self.most.filter(|most| count > *most).or(self.least);
        slots.extend(limit.map(|limit| ("limit", limit.to_string())));
        slots
    }

    fn judge(&self, look: &Look<'_>, part: Span, hits: &mut Hits) {
        let count = self.count(look, part);
        let words = words(look, part);
        let Some(first) = words.first().copied().filter(|first| self.is_beyond(count) && look.allows(*first)) else {
            return;
        };
        // What is flagged is the first word of what is too long, so that no long line hides other marks.
        let span = match (self.of, self.most) {
            (Counted::Words, Some(most)) if count > most => words.get(most as usize).copied().unwrap_or(first),
            _ => first,
        };
        hits.found.push(Hit { span, slots: self.slots(count), replacements: Vec::new() });
    }

    fn count(&self, look: &Look<'_>, part: Span) -> u32 {
        let paragraph = look.paragraph;
        let count = match self.of {
            Counted::Words => words(look, part).len(),
            Counted::Characters => look.text(part).trim().chars().count(),
            Counted::Sentences => {
                let inside = |sentence: &&Sentence| part.start <= sentence.span.start && sentence.span.start < part.end;
                paragraph.sentences.iter().filter(inside).count()
            }
            Counted::Quotes => {
                let first_level = paragraph.quotes.iter().filter(|quote| quote.level == 1);
                first_level.filter(|quote| part.start <= quote.span.start && quote.span.start < part.end).count()
            }
            Counted::Matches => {
                let found = look.matches_of(&self.patterns);
                found.iter().filter(|(_, found)| part.start <= found.span.start && found.span.start < part.end).count()
            }
            Counted::Paragraphs | Counted::Grade => 1,
        };
        count as u32
    }
}

/// The words of a part of a paragraph, what stands in the dateline left out.
fn words(look: &Look<'_>, part: Span) -> Vec<Span> {
    let start = part.start.max(look.paragraph.dateline.end);
    let all = &look.paragraph.words;
    let inside = all[all.partition_point(|word| (word.start as usize) < start)..].iter();
    let inside = inside.take_while(|word| word.end as usize <= part.end);
    inside.filter(|word| word.kind != WordKind::Opaque).map(crate::article::Word::span).collect()
}

fn first_word(look: &Look<'_>) -> Span {
    let whole = Span::new(0, look.paragraph.text.len());
    words(look, whole).first().copied().unwrap_or_default()
}

/// A shorter text tells nothing of how a story reads, in words.
const TELLING: u32 = 100;

/// The school grade that a text asks for, from the measures of its paragraphs.
fn grade(notes: &[Noted<'_>]) -> Option<u32> {
    let (mut all_words, mut all_syllables, mut all_sentences) = (0u32, 0u32, 0u32);
    for note in notes {
        let mut numbers = note.text.split(' ').map(|number| number.parse::<u32>().unwrap_or(0));
        all_words += numbers.next().unwrap_or(0);
        all_syllables += numbers.next().unwrap_or(0);
        all_sentences += note.tag;
    }
    if all_words < TELLING || all_sentences == 0 {
        return None;
    }
    let grade = flesch_kincaid(f64::from(all_words), f64::from(all_sentences), f64::from(all_syllables));
    format!("{:.0}", grade.max(0.0)).parse().ok()
}
