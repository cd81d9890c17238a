//! Where a sentence ends.

use std::ops::Range;

use super::words::WordKind;
use super::{Paragraph, Reading};
use crate::text::Span;
use crate::vocabulary::is_invisible;

/// A sentence of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// From its first word or mark to its last stop or closing mark, in bytes of the paragraph's text.
    pub span: Span,
    /// The numbers of its words.
    pub words: Range<usize>,
}

/// Reads the sentences of a paragraph, whose words and marks are already read. A dateline is no sentence.
pub fn read(paragraph: &Paragraph<'_>, reading: &Reading) -> Vec<Sentence> {
    let text: &str = &paragraph.text;
    let words = &paragraph.words;
    let first = paragraph.word_at_or_after(paragraph.dateline.end);
    let mut sentences = Vec::new();
    let mut start = paragraph.dateline.end;
    let mut from = first;
    for i in first..words.len() {
        let next = words.get(i + 1);
        let Some(next) = next else { break };
        let gap = &text[words[i].end as usize..(next.start as usize).max(words[i].end as usize)];
        if gap == " " && words[i].kind != WordKind::Abbreviation {
            continue;
        }
        let Some(end) = boundary(paragraph, reading, i, i == from, gap) else {
            continue;
        };
        let end = words[i].end as usize + end;
        sentences.push(Sentence { span: trimmed(text, start, end), words: from..i + 1 });
        start = end;
        from = i + 1;
    }
    if from < words.len() || (sentences.is_empty() && !text[start..].trim().is_empty()) {
        sentences.push(Sentence { span: trimmed(text, start, text.len()), words: from..words.len() });
    } else if let Some(last) = sentences.last_mut() {
        last.span.end = start + text[start..].trim_end().len();
    }
    sentences
}

fn trimmed(text: &str, start: usize, end: usize) -> Span {
    let part = &text[start..end];
    let lead = part.len() - part.trim_start().len();
    Span::new(start + lead, start + part.trim_end().len().max(lead))
}

/// Marks that may stand between the end of a sentence and the space after it.
fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '“' | ')' | ']' | '»' | '›' | '*' | '_')
}

/// If a sentence ends in the gap after word `i`, which may be its first, the length in bytes of the part of the gap that belongs to it.
fn boundary(paragraph: &Paragraph<'_>, reading: &Reading, i: usize, is_first: bool, gap: &str) -> Option<usize> {
    let word = &paragraph.words[i];
    let next = &paragraph.words[i + 1];
    // An abbreviation with inner stops holds its last stop itself.
    let own_stop = word.kind == WordKind::Abbreviation && paragraph.str(word).ends_with('.');
    let terminal = gap.find(['.', '!', '?', '…']).or_else(|| own_stop.then_some(0))?;
    let stop = gap[terminal..].chars().next().filter(|c| matches!(c, '.' | '!' | '?' | '…')).unwrap_or('.');
    let mut end = terminal;
    let mut closed = false;
    for c in gap[terminal..].chars() {
        if matches!(c, '.' | '!' | '?' | '…') || is_invisible(c) {
            end += c.len_utf8();
        } else if is_closing(c) {
            end += c.len_utf8();
            closed = true;
        } else {
            break;
        }
    }
    let rest = &gap[end..];
    if !rest.starts_with(|c: char| c.is_whitespace()) {
        return None;
    }
    let opens_with_mark = rest
        .trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c))
        .starts_with(['“', '"', '‘', '\'', '«', '(', '[', '—', '–']);
    let next_str = paragraph.str(next);
    let starts = next.is_capitalised() || next_str.starts_with(|c: char| c.is_numeric()) || opens_with_mark;
    if !starts {
        return None;
    }
    let before = &gap[..terminal];
    let is_blank = |c: char| c.is_whitespace() || is_invisible(c);
    // Behind an abbreviation, a closing mark shows no end either: *“Acme Inc.” Ruiz*. An opening mark after a space does.
    if stop == '.' && before.chars().all(is_blank) && !follows_stop(paragraph, reading, i, is_first, own_stop) {
        return None;
    }
    // “Why?” Smith asked. The tag after a closed quotation continues the sentence.
    if closed && !opens_with_mark && matches!(stop, '?' | '!' | '…') && is_tag(paragraph, reading, i + 1) {
        return None;
    }
    if stop == '…' || gap[terminal..end].starts_with("..") {
        return next.is_capitalised().then_some(end);
    }
    Some(end)
}

/// Whether the stop after word `i` can end a sentence.
fn follows_stop(paragraph: &Paragraph<'_>, reading: &Reading, i: usize, is_first: bool, own_stop: bool) -> bool {
    let word = &paragraph.words[i];
    let opener = paragraph.words[i + 1].classes.is(reading.openers);
    if word.classes.is(reading.final_abbreviations) || own_stop {
        return opener;
    }
    if word.classes.is(reading.abbreviations) {
        return false;
    }
    if word.classes.is(reading.number_abbreviations) {
        return !paragraph.str(&paragraph.words[i + 1]).starts_with(|c: char| c.is_numeric());
    }
    // A numeral that only numbers what follows: *1. Turn off the gas.*
    if is_first && word.kind == WordKind::Number {
        return paragraph.str(word).len() > 2;
    }
    // An initial: *J. K. Rowling*. The pronoun I and a lettered part may end a sentence.
    if !word.is_long() && word.kind == WordKind::Plain && word.is_capitalised() {
        return opener;
    }
    true
}

/// Whether a name or pronoun with a verb of saying starts at word `i`: *Smith asked*, *asked Smith*, *she said*.
fn is_tag(paragraph: &Paragraph<'_>, reading: &Reading, i: usize) -> bool {
    for at in i..paragraph.words.len().min(i + 6) {
        let word = &paragraph.words[at];
        if at > i {
            let gap = paragraph.between(at - 1, at);
            let abbreviated = gap.starts_with('.') && paragraph.words[at - 1].classes.is(reading.abbreviations);
            if !gap.trim_start_matches(|c| c == '.' && abbreviated).trim().is_empty() {
                return false;
            }
        }
        if word.classes.is(reading.reporting_verbs) {
            return true;
        }
        if !word.is_capitalised() && !word.classes.is(reading.subject_pronouns) {
            return false;
        }
    }
    false
}
