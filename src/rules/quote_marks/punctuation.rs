//! Commas and stops beside closing marks.

use super::{MarkFacts, Punctuation, encloses};
use crate::article::tags::{Tags, is_blank, tag_at};
use crate::article::{Paragraph, Quote, Word, WordKind};
use crate::check::{ArticleFacts, ArticleFindings, Findings, FixDraft, Place};
use crate::text::Span;

/// A comma or stop beside the closing mark of a quoted fragment, where houses differ.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Case {
    inside: bool,
    place: u32,
    found: String,
    right: String,
    safe: bool,
}

/// Flags what is wrong in this paragraph; what depends on the story's habit is returned.
pub(super) fn check(paragraph: &Paragraph<'_>, house: Punctuation, tags: &Tags, findings: &mut Findings) -> Vec<Case> {
    let mut cases = Vec::new();
    let flag = |span: Span, right: String, findings: &mut Findings| {
        let fix = if encloses(paragraph, span) { FixDraft::ask("replace") } else { FixDraft::safe("replace") };
        findings.flag("punctuation", span).slot("right", right.clone()).fix(fix.edit(span, right).preferred());
    };
    // Where the last quotation of the first level before this one ends.
    let mut previous: Option<Span> = None;
    for quote in &paragraph.quotes {
        let Some(close) = quote.close else { continue };
        if let Some((span, right)) = doubled(paragraph, close) {
            flag(span, right, findings);
        } else if let Some((span, right)) = tag_without_comma(paragraph, tags, quote, close, previous) {
            flag(span, right, findings);
        } else if let Some((span, right)) = outside(paragraph, quote, close) {
            if house == Punctuation::Inside {
                flag(span, right, findings);
            } else if house == Punctuation::Infer {
                cases.push(case(paragraph, false, span, right, findings));
            }
        } else if house != Punctuation::Inside
            && let Some((span, right)) = inside(paragraph, tags, quote, close, previous)
        {
            if house == Punctuation::Logical {
                flag(span, right, findings);
            } else {
                cases.push(case(paragraph, true, span, right, findings));
            }
        }
        if quote.level == 1 {
            previous = Some(quote.span);
        }
    }
    cases
}

fn case(paragraph: &Paragraph<'_>, inside: bool, span: Span, right: String, findings: &mut Findings) -> Case {
    Case {
        inside,
        place: findings.place(span),
        found: paragraph.text[span.range()].to_owned(),
        right,
        safe: !encloses(paragraph, span),
    }
}

/// Flags what goes against the story's own habit: three cases or more, two thirds of them alike.
pub(super) fn article(article: &ArticleFacts<'_>, findings: &mut ArticleFindings) {
    let cases = || {
        article.all::<MarkFacts>().flat_map(|(paragraph, facts)| {
            facts.stops.iter().map(move |case| {
                let place = Place { paragraph, place: case.place };
                (place, case)
            })
        })
    };
    let total = cases().count();
    let inside = cases().filter(|(_, case)| case.inside).count();
    let habit = if inside * 3 >= total * 2 {
        true
    } else if (total - inside) * 3 >= total * 2 {
        false
    } else {
        return;
    };
    if total < 3 {
        return;
    }
    for (place, case) in cases().filter(|(_, case)| case.inside != habit) {
        let fix = if case.safe { FixDraft::safe("replace") } else { FixDraft::ask("replace") };
        findings
            .flag("punctuation", place)
            .slot("found", case.found.clone())
            .slot("right", case.right.clone())
            .fix(fix.edit(place, case.right.clone()).preferred());
    }
}

/// *“Why?,” she asked*: a comma after a mark that ends the sentence.
fn doubled(paragraph: &Paragraph<'_>, close: Span) -> Option<(Span, String)> {
    let inner = &paragraph.text[..close.start];
    let rest = inner.strip_suffix(',')?;
    let mark = rest.chars().next_back().filter(|c| matches!(c, '?' | '!'))?;
    Some((Span::new(rest.len() - 1, inner.len()), mark.to_string()))
}

/// *“We won” Lee said*: no comma between what was said and who said it.
fn tag_without_comma(
    paragraph: &Paragraph<'_>,
    tags: &Tags,
    quote: &Quote,
    close: Span,
    previous: Option<Span>,
) -> Option<(Span, String)> {
    let text: &str = &paragraph.text;
    if quote.level != 1 || !text[close.end..].starts_with(' ') {
        return None;
    }
    let inner = &text[quote.inner().range()];
    if !inner.starts_with(char::is_uppercase) || !inner.ends_with(char::is_alphanumeric) {
        return None;
    }
    let first = paragraph.word_at_or_after(quote.open.end);
    let next = paragraph.word_at_or_after(close.end);
    // A title may be the subject of what follows it, so something in the quotation must be in small letters.
    if next < first + 2 || paragraph.words[first + 1..next].iter().all(Word::is_capitalised) {
        return None;
    }
    let sentence = &paragraph.sentences[paragraph.sentence_at(quote.open.start)?];
    if sentence.span.start != quote.open.start || previous.is_some_and(|span| span.end > sentence.span.start) {
        return None;
    }
    let tag = tag_at(paragraph, tags, next)?;
    let verb = &paragraph.words[tag.verb];
    // The tag is all that follows, and its verb can be nothing but one of saying.
    let after = text[paragraph.words[tag.last].end as usize..].trim_start_matches(is_blank);
    (tags.is_plain_saying(verb) && (after.is_empty() || after.starts_with(['.', ','])))
        .then(|| (close, format!(",{}", &text[close.range()])))
}

/// *“absurd”.*: a comma or stop behind the closing mark.
fn outside(paragraph: &Paragraph<'_>, quote: &Quote, close: Span) -> Option<(Span, String)> {
    let text: &str = &paragraph.text;
    let rest = &text[close.end..];
    let stop = rest.chars().next().filter(|c| matches!(c, ',' | '.'))?;
    if rest[1..].starts_with(|c: char| c == '.' || c == '…' || c.is_alphanumeric()) {
        return None;
    }
    // Closing marks of inner quotations stand together with this one.
    let marks = text[..close.start].trim_end_matches(['”', '’', '"', '\'']).len();
    let start = marks.max(quote.open.end);
    let last = text[quote.open.end..start].chars().next_back()?;
    if !(last.is_alphanumeric() || matches!(last, ')' | '%' | '$' | '*')) {
        return None;
    }
    let word = paragraph.word_at_or_after(close.start).checked_sub(1)?;
    if paragraph.words[word].kind == WordKind::Opaque {
        return None;
    }
    let span = Span::new(start, close.end + 1);
    Some((span, format!("{stop}{}", &text[start..close.end])))
}

/// *“absurd,” then left*: a comma or stop that belongs to the sentence around a fragment stands before the closing mark.
fn inside(
    paragraph: &Paragraph<'_>,
    tags: &Tags,
    quote: &Quote,
    close: Span,
    previous: Option<Span>,
) -> Option<(Span, String)> {
    let text: &str = &paragraph.text;
    let inner = &text[quote.inner().range()];
    let stop = inner.chars().next_back().filter(|c| matches!(c, ',' | '.'))?;
    let body = &inner[..inner.len() - 1];
    if quote.level != 1 || !inner.starts_with(char::is_lowercase) || !body.ends_with(char::is_alphanumeric) {
        return None;
    }
    let sentence = &paragraph.sentences[paragraph.sentence_at(quote.open.start)?];
    let first = paragraph.word_at_or_after(quote.open.end);
    let next = paragraph.word_at_or_after(close.end);
    let last = next.checked_sub(1)?;
    let word = &paragraph.words[last];
    if sentence.words.start >= first
        || !sentence.words.contains(&last)
        || next > first + FRAGMENT
        || word.kind != WordKind::Plain
        || !word.is_long()
    {
        return None;
    }
    // The second half of what someone said keeps its own stop: *“We will,” he said, “go home.”*
    let split = previous.filter(|span| span.end > sentence.span.start).is_some_and(|span| {
        let between = paragraph.word_at_or_after(span.end)..first;
        paragraph.words[between].iter().any(|word| tags.is_tag_verb(word))
    });
    if split || paragraph.words[sentence.words.start..first].iter().rev().take(2).any(|word| tags.is_plain_saying(word))
    {
        return None;
    }
    let span = Span::new(close.start - 1, close.end);
    Some((span, format!("{}{stop}", &text[close.range()])))
}

/// A fragment has no more words than this; a longer one may be a sentence of its own.
const FRAGMENT: usize = 6;
