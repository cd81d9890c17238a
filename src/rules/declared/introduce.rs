//! `introduce`: the full name before the short one.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::inflection::Inflect;
use super::look::Look;
use super::{Compile, Form, Hit, Hits, Noted, PatternId, Verdict};
use crate::stylebook::{OneOrMore, Problem};
use crate::text::Span;

/// The keys of [`Introduce`].
pub(super) const KEYS: &[&str] = &["short", "full", "required", "acronyms", "allow", "unused", "parens"];

/// A short form and the full one that comes first.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a key of its own in a stylebook")]
pub(super) struct Introduce {
    short: OneOrMore,
    full: OneOrMore,
    /// Whether the short form is flagged too where the full one never comes.
    required: bool,
    /// Whether it is about initialisms and the names that they stand for.
    acronyms: bool,
    /// Initialisms that need no introduction.
    allow: OneOrMore,
    /// Whether it is about initialisms that are introduced and never used.
    unused: bool,
    /// Whether it is about initialisms in brackets after their names, used later or not.
    parens: bool,
}

struct Pair {
    short: Vec<PatternId>,
    full: Vec<PatternId>,
    all: Vec<PatternId>,
    required: bool,
}

/// Initialisms, of two to six capitals.
struct Acronyms {
    allow: Vec<String>,
    aim: Aim,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Aim {
    /// Those that come before their full name.
    Early,
    /// Those in brackets that never come again.
    Unused,
    /// Those in brackets.
    Parens,
}

pub(super) fn build(compile: &mut Compile<'_>) -> Result<Box<dyn Form>, Problem> {
    let options: Introduce = compile.options(KEYS)?;
    if options.acronyms || options.unused || options.parens {
        let aim = match (options.unused, options.parens) {
            (true, _) => Aim::Unused,
            (_, true) => Aim::Parens,
            _ => Aim::Early,
        };
        return Ok(Box::new(Acronyms { allow: options.allow.0, aim }));
    }
    if options.short.0.is_empty() || options.full.0.is_empty() {
        return Err(compile.problem(&[], "this rule needs `short` and `full`, or `acronyms: true`"));
    }
    let manner = compile.conditions.manner(Inflect::No);
    let short = compile.patterns(&options.short.0, manner, "short")?;
    let full = compile.patterns(&options.full.0, manner, "full")?;
    let all = short.iter().chain(&full).copied().collect();
    Ok(Box::new(Pair { short, full, all, required: options.required }))
}

const SHORT: u32 = 0;
const FULL: u32 = 1;
const DEFINED: u32 = 2;

impl Form for Pair {
    fn triggers(&self) -> &[PatternId] {
        &self.all
    }

    fn paragraph(&self, look: &Look<'_>, hits: &mut Hits) {
        let fulls: Vec<Span> = look.matches_of(&self.full).into_iter().map(|(_, found)| found.whole).collect();
        let shorts = look.matches_of(&self.short).into_iter().map(|(_, found)| found.span);
        // The short form may be a part of the full one.
        let mut all: Vec<(Span, u32)> =
            shorts.filter(|span| fulls.iter().all(|full| !full.overlaps(*span))).map(|span| (span, SHORT)).collect();
        all.extend(fulls.iter().map(|span| (*span, FULL)));
        all.sort();
        for (span, tag) in all {
            hits.note(tag, span, look.text(span));
        }
    }

    fn article(&self, notes: &[Noted<'_>], verdicts: &mut Vec<Verdict>) {
        let full = notes.iter().position(|note| note.tag == FULL);
        let first = notes.iter().position(|note| note.tag == SHORT);
        let Some(first) = first.filter(|first| full.map_or(self.required, |full| *first < full)) else { return };
        let name = full.map(|full| notes[full].text.to_owned()).unwrap_or_default();
        let related = full.map(|full| (full, name.clone()));
        verdicts.push(Verdict { note: first, slots: vec![("full", name)], replacement: None, related });
    }
}

impl Form for Acronyms {
    fn triggers(&self) -> &[PatternId] {
        &[]
    }

    fn paragraph(&self, look: &Look<'_>, hits: &mut Hits) {
        let paragraph = look.paragraph;
        if self.aim == Aim::Early {
            note_names(look, hits);
        }
        for (i, word) in paragraph.words.iter().enumerate() {
            let mut span = word.span();
            let mut text = look.text(span);
            for ending in ["’s", "'s", "s"] {
                if let Some(stem) = text.strip_suffix(ending) {
                    text = stem;
                    span = Span::new(span.start, span.start + stem.len());
                    break;
                }
            }
            let capitals = (2..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase());
            if !capitals || self.allow.iter().any(|known| known == text) {
                continue;
            }
            let in_dateline = span.start < paragraph.dateline.end;
            let after = paragraph.text[span.end..].starts_with(')');
            let before = paragraph.text[..span.start].ends_with('(');
            let name = Some(i).filter(|_| before && after).and_then(|i| name_before(look, i, text));
            let is_bracketed = before && after && self.aim == Aim::Parens;
            if is_bracketed && (name.is_some() || follows_a_name(look, i, text)) {
                let brackets = bracketed(look, span);
                if look.allows(span) {
                    let replacements = vec![("delete", brackets, String::new())];
                    hits.found.push(Hit { span: brackets, slots: Vec::new(), replacements });
                }
            } else if let Some(name) = name {
                if look.allows(span) {
                    hits.note(DEFINED, bracketed(look, span), format!("{text} {}", look.text(name)));
                }
            } else if let Some(name) = followed_name(look, i, text) {
                // The name stands in brackets after its initialism, which is an introduction as well.
                hits.note(FULL, name, format!("{text} {}", look.text(name)));
            } else if !in_dateline && (self.aim != Aim::Early || look.allows(span)) {
                hits.note(SHORT, span, text);
            }
        }
        hits.notes.sort_by_key(|(_, span, _)| *span);
    }

    fn article(&self, notes: &[Noted<'_>], verdicts: &mut Vec<Verdict>) {
        let mut known: FxHashMap<&str, Met> = FxHashMap::default();
        for (i, note) in notes.iter().enumerate() {
            let met = known.entry(initials(note)).or_insert(Met { first: i, named: None, times: 0 });
            met.times += 1;
            if note.tag != SHORT {
                met.named.get_or_insert(i);
            }
        }
        for (i, note) in notes.iter().enumerate() {
            let Some(met) = known.get(initials(note)) else { continue };
            match (self.aim, note.tag, met.named) {
                (Aim::Unused, DEFINED, _) if met.times == 1 => {
                    let slots = vec![("found", format!("({})", initials(note)))];
                    let replacement = Some(("delete", String::new()));
                    verdicts.push(Verdict { note: i, slots, replacement, related: None });
                }
                (Aim::Early, SHORT, Some(named)) if met.first == i => {
                    let name = notes[named].text.split_once(' ').map_or("", |(_, name)| name).to_owned();
                    let related = Some((named, name.clone()));
                    verdicts.push(Verdict { note: i, slots: vec![("full", name)], replacement: None, related });
                }
                _ => {}
            }
        }
    }
}

/// Where initials are met in an article.
struct Met {
    /// The first note that is about them.
    first: usize,
    /// The first in which their name is said.
    named: Option<usize>,
    times: usize,
}

/// The initials that a note is about: the name that they stand for may follow them.
fn initials<'a>(note: &Noted<'a>) -> &'a str {
    note.text.split(' ').next().unwrap_or_default()
}

/// The brackets around an initialism with the blank before them.
fn bracketed(look: &Look<'_>, span: Span) -> Span {
    let start = span.start - 1;
    let text = &look.paragraph.text[..start];
    let blank = text.chars().next_back().filter(|c| c.is_whitespace()).map_or(0, char::len_utf8);
    Span::new(start - blank, span.end + 1)
}

/// Small words that initialisms mostly pass over.
fn is_passed_over(word: &str) -> bool {
    word.len() <= 3 && word.chars().all(char::is_lowercase)
}

/// The words before a bracket, if they are the name that the initialism in it stands for.
fn name_before(look: &Look<'_>, at: usize, initials: &str) -> Option<Span> {
    let words = &look.paragraph.words;
    let mut left: Vec<char> = initials.chars().collect();
    for i in (at.saturating_sub(initials.len() * 2 + 2)..at).rev() {
        let word = look.text(words[i].span());
        let wanted = left.last()?;
        // A small word gives no initial.
        let gives = word.chars().next().is_some_and(|first| first.to_ascii_uppercase() == *wanted)
            && (word.starts_with(char::is_uppercase) || !is_passed_over(word));
        if gives {
            left.pop();
            if left.is_empty() {
                return Some(Span::new(words[i].start as usize, words[at - 1].end as usize));
            }
        } else if !is_passed_over(word) {
            return None;
        }
    }
    None
}

/// Whether a name stands before a bracket that the initialism in it may come from in another language: *Federal Security
/// Service (FSB)*. The name starts with its first letter and has about as many words.
fn follows_a_name(look: &Look<'_>, at: usize, initials: &str) -> bool {
    let words = &look.paragraph.words;
    let mut first = at;
    while first > 0 && words[first - 1].is_capitalised() && !words[first - 1].is_all_caps() && at - first < 8 {
        first -= 1;
    }
    let name = &words[first..at];
    let starts = |word: &crate::article::Word| look.text(word.span()).starts_with(&initials[..1]);
    name.len() > 1 && initials.len() <= name.len() + 1 && name.iter().rev().take(initials.len()).any(starts)
}

/// The name in brackets right after an initialism that stands for it: *FSB (Federal Security Service)*.
fn followed_name(look: &Look<'_>, at: usize, initials: &str) -> Option<Span> {
    let paragraph = look.paragraph;
    let end = paragraph.words[at].end as usize;
    let rest = paragraph.text[end..].strip_prefix(" (")?;
    let close = rest.find(')')?;
    let start = end + 2;
    let name = Span::new(start, start + close);
    let found: String =
        look.text(name).split([' ', '-']).filter_map(|word| word.chars().next()).filter(|c| c.is_uppercase()).collect();
    (found == initials).then_some(name)
}

/// Notes runs of words with capitals by their initials: the full names that an initialism may stand for.
fn note_names(look: &Look<'_>, hits: &mut Hits) {
    let paragraph = look.paragraph;
    let words = &paragraph.words;
    let mut i = 0;
    while i < words.len() {
        if !words[i].is_capitalised() || words[i].is_all_caps() || (words[i].start as usize) < paragraph.dateline.end {
            i += 1;
            continue;
        }
        let (mut end, mut last) = (i + 1, i);
        while end < words.len() && end - i < 10 && paragraph.between(end - 1, end).trim_matches(' ').is_empty() {
            if words[end].is_capitalised() && !words[end].is_all_caps() {
                last = end;
            } else if !is_passed_over(look.text(words[end].span())) {
                break;
            }
            end += 1;
        }
        // A run may begin with an article that belongs to the sentence and not to the name.
        let article = usize::from(look.text(words[i].span()).len() <= 3);
        for first in i..=i + article {
            let initials = initials_of(look, &words[first.min(last)..=last]);
            if last > first && (2..=6).contains(&initials.len()) {
                let span = Span::new(words[first].start as usize, words[last].end as usize);
                hits.note(FULL, span, format!("{initials} {}", look.text(span)));
            }
        }
        i = last + 1;
    }
}

fn initials_of(look: &Look<'_>, name: &[crate::article::Word]) -> String {
    let parts = name.iter().flat_map(|word| look.text(word.span()).split('-'));
    parts.filter_map(|part| part.chars().next()).filter(char::is_ascii_uppercase).collect()
}
