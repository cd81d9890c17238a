//! What a reader of the whole story may want to know of it, beside what is wrong: who is in it, who is quoted where, how
//! long it is, what is around a place. It is worked out when somebody asks.

use super::{Analysis, Linter};
use crate::article::{Paragraph, Zone};
use crate::check::{Place, Teller};
use crate::text::Span;
use crate::vocabulary::Lexemes;

/// Someone whom a story names in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The name as it is introduced, without title.
    pub full: String,
    /// The last name.
    pub last: String,
    /// Where the full name first stands, in bytes of the text.
    pub introduced: Span,
    /// Where the last name stands, the first introduction included, in bytes of the text, in order.
    pub mentions: Vec<Span>,
}

/// A quotation of what somebody said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speech {
    /// The quotation with its marks, in bytes of the text.
    pub span: Span,
    /// Who says it: a full name, or what the story calls the speaker; `None` where no name is near.
    pub speaker: Option<String>,
    /// Whether a reader can tell who says it.
    pub is_attributed: bool,
    /// Whether only a part of a sentence is quoted.
    pub is_partial: bool,
}

/// A story in figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// How many words the story has, headlines and notes left out.
    pub words: usize,
    /// How many sentences.
    pub sentences: usize,
    /// Who is quoted with what, in order.
    pub quotations: Vec<Speech>,
}

/// What is around a place, from the inside out, in bytes of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// The word at the place, the quotations and the sentence that it is in, the paragraph: each inside the next.
    pub spans: Vec<Span>,
    /// Whether the place is inside a quotation.
    pub in_quotation: bool,
}

/// Words that an adult reads in a minute, silently, in English non-fiction: the mean of 190 studies in M. Brysbaert, “How many
/// words do we read per minute?”, Journal of Memory and Language 109 (2019).
const WORDS_A_MINUTE: usize = 238;

impl Story {
    /// How long it takes to read, in seconds.
    pub fn reading_seconds(&self) -> usize {
        self.words * 60 / WORDS_A_MINUTE
    }

    /// How many of the quotations have a source that a reader can tell.
    pub fn attributed(&self) -> usize {
        self.quotations.iter().filter(|speech| speech.is_attributed).count()
    }
}

impl Linter {
    /// The people whom a story names in full, in the order of their introductions.
    pub fn people(&self, analysis: &Analysis) -> Vec<Seen> {
        let Some((check, cast)) = self.cast(analysis) else { return Vec::new() };
        let span = |place: Place| {
            let base = analysis.article.span(place.paragraph).start;
            analysis.checked[place.paragraph].place(check, place.place).shifted(base)
        };
        let seen = cast.people.iter().map(|person| {
            let mut mentions: Vec<Span> = person.mentions.iter().map(|mention| span(mention.last)).collect();
            mentions.sort_unstable();
            Seen {
                full: person.full.to_owned(),
                last: person.last.to_owned(),
                introduced: span(person.introduction),
                mentions,
            }
        });
        seen.collect()
    }

    /// The story in figures, with who is quoted where.
    pub fn story(&self, analysis: &Analysis) -> Story {
        let people = self.people(analysis);
        let mut story = Story::default();
        // Who spoke last, and in which paragraph; and whether a quotation is still open there.
        let mut last: Option<(usize, Option<String>)> = None;
        let mut open: Option<usize> = None;
        let mut lexemes = Lexemes::default();
        let article = &analysis.article;
        let unattributed = unattributed(analysis);
        for number in 0..article.len() {
            if !article.zone(number).is_story() {
                continue;
            }
            let paragraph = article.paragraph(number, &analysis.source, &self.reading, &mut lexemes);
            story.words += paragraph.words.len();
            story.sentences += paragraph.sentences.len();
            let base = article.span(number).start;
            let goes_on = open.take().filter(|before| before + 1 == number);
            for told in self.checks.iter().flat_map(|built| built.check.told(&paragraph)) {
                let span = paragraph.map.source(told.span).0.shifted(base);
                let from_before = told.opens && goes_on.is_some();
                let is_near = last.as_ref().is_some_and(|(at, _)| number - at <= 2);
                let speaker = match &told.teller {
                    Teller::Named(name) => Some(full_name(name, &people)),
                    Teller::Before if is_near => last.as_ref().and_then(|(_, speaker)| speaker.clone()),
                    Teller::Nobody if from_before => last.as_ref().and_then(|(_, speaker)| speaker.clone()),
                    _ => None,
                };
                if !told.is_closed {
                    open = Some(number);
                }
                last = Some((number, speaker.clone()));
                // What is found of a quotation stands in its paragraph.
                let first = unattributed.partition_point(|found| found.start < base);
                let mut near = unattributed[first..].iter().take_while(|found| found.start < span.end);
                let is_reported = near.any(|found| found.overlaps(span));
                let before = story.quotations.last().filter(|_| from_before);
                let is_attributed = before.map_or(!is_reported && !from_before, |speech| speech.is_attributed);
                story.quotations.push(Speech { span, speaker, is_attributed, is_partial: told.is_partial });
            }
        }
        story
    }

    /// What is around a place of the text, in bytes.
    pub fn around(&self, analysis: &Analysis, offset: usize) -> Around {
        let article = &analysis.article;
        let Some(number) = article.paragraph_at(offset) else { return Around::default() };
        let whole = article.span(number);
        let mut spans = vec![whole];
        let checked = &analysis.checked[number];
        let in_quotation = checked.quoted.iter().any(|(inside, _)| inside.shifted(whole.start).contains(offset));
        if article.zone(number) != Zone::Opaque {
            let paragraph = article.paragraph(number, &analysis.source, &self.reading, &mut Lexemes::default());
            let source = |span| paragraph.map.source(span).0.shifted(whole.start);
            let inner = inner_spans(&paragraph).map(source);
            spans.extend(inner.filter(|span| span.start <= offset && offset <= span.end));
        }
        // The smaller first; what is not inside the next is left out.
        spans.sort_by_key(|span| span.len());
        spans.dedup();
        let mut nested: Vec<Span> = Vec::new();
        for span in spans {
            if nested.last().is_none_or(|last| span.covers(*last)) {
                nested.push(span);
            }
        }
        Around { spans: nested, in_quotation }
    }
}

/// Where quotations were found to lack a source, in order.
fn unattributed(analysis: &Analysis) -> Vec<Span> {
    let is_of_source = |rule: &str| {
        let (family, kind) = rule.split_once('/').unwrap_or_default();
        family == "attribution" && matches!(kind, "missing" | "partial-missing" | "floating" | "implied")
    };
    let found = analysis.diagnostics.iter().filter(|found| is_of_source(&found.rule));
    let mut spans: Vec<Span> = found.map(|found| found.span).collect();
    spans.sort_unstable();
    spans
}

fn inner_spans<'p>(paragraph: &'p Paragraph<'_>) -> impl Iterator<Item = Span> + 'p {
    let words = paragraph.words.iter().map(crate::article::Word::span);
    let quotes = paragraph.quotes.iter().flat_map(|quote| [quote.inner(), quote.span]);
    words.chain(quotes).chain(paragraph.sentences.iter().map(|sentence| sentence.span))
}

/// The full name of whoever a tag calls so: *Ana Ruiz* for *Mayor Ruiz*.
fn full_name(called: &str, people: &[Seen]) -> String {
    let called = ["’s", "'s"].iter().find_map(|end| called.strip_suffix(end)).unwrap_or(called);
    let ends = |name: &str| {
        called.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with([' ', '\u{a0}', '\n']))
    };
    let person =
        people.iter().find(|person| ends(&person.full)).or_else(|| people.iter().find(|person| ends(&person.last)));
    person.map_or_else(|| called.split_whitespace().collect::<Vec<_>>().join(" "), |person| person.full.clone())
}
