//! Where a tag goes into a quotation.

use super::scene::{Host, Scene};
use crate::article::tags::{is_blank, tag_at};
use crate::check::{Findings, FixDraft};
use crate::text::Span;

/// What replaces a place so that a quotation has a tag: the text before the speaker and the verb, and the text after.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    pub(super) place: u32,
    pub(super) before: String,
    pub(super) after: String,
}

/// Where a tag goes: after the first sentence of the quotation.
pub(super) fn plan(scene: &Scene<'_>, host: &Host, findings: &mut Findings) -> Option<Plan> {
    let (span, before, after) = spot(scene, host)?;
    Some(Plan { place: findings.place(span), before, after })
}

/// A tag with a placeholder for the speaker, for findings of one paragraph.
pub(super) fn placeholder(scene: &Scene<'_>, host: &Host) -> Option<FixDraft> {
    let (span, before, after) = spot(scene, host)?;
    Some(FixDraft::ask("placeholder").edit(span, format!("{before}TKTK said{after}")).preferred())
}

/// The marks of a quotation: opening, closing.
fn marks<'a>(scene: &'a Scene<'_>, host: &Host) -> (&'a str, &'static str) {
    let open = &scene.paragraph.text[host.span.start..host.inner.start];
    let close = match open {
        "\"" => "\"",
        "'" => "'",
        "‘" | "’" => "’",
        _ => "”",
    };
    (open, close)
}

fn spot(scene: &Scene<'_>, host: &Host) -> Option<(Span, String, String)> {
    let text: &str = &scene.paragraph.text;
    let (open, close) = marks(scene, host);
    if host.first < host.last {
        // After the first sentence, the quotation closes for the tag and opens again.
        let end = scene.paragraph.sentences[host.first].span.end;
        let next = scene.paragraph.sentences[host.first + 1].span.start;
        let stop = text[..end].chars().next_back()?;
        return match stop {
            '.' => Some((Span::new(end - 1, next), format!(",{close} "), format!(". {open}"))),
            '?' | '!' => Some((Span::new(end, next), format!("{close} "), format!(". {open}"))),
            _ => None,
        };
    }
    let inner = text[host.inner.range()].trim_end_matches(is_blank);
    let inner_end = host.inner.start + inner.len();
    if !host.closed {
        return inner.ends_with('.').then(|| (Span::new(inner_end - 1, inner_end), format!(",{close} "), ".".into()));
    }
    let end = host.span.end;
    if scene.is_followed(host) && !text[end..].starts_with('.') {
        let before = if inner.ends_with([',', '?', '!']) { " " } else { ", " };
        return Some((Span::new(end, end), before.into(), ",".into()));
    }
    if inner.ends_with('.') {
        return Some((Span::new(inner_end - 1, end), format!(",{} ", &text[inner_end..end]), ".".into()));
    }
    if text[end..].starts_with('.') {
        return Some((Span::new(end, end + 1), ", ".into(), ".".into()));
    }
    if inner.ends_with(['?', '!']) {
        return Some((Span::new(end, end), " ".into(), ".".into()));
    }
    let before = if inner.ends_with(',') { " " } else { ", " };
    Some((Span::new(end, end), before.into(), ".".into()))
}

/// The edits that move a tag from behind a quotation to behind its first sentence, as places and texts.
pub(super) fn move_tag(scene: &Scene<'_>, host: &Host, findings: &mut Findings) -> Option<[(u32, String); 2]> {
    let text: &str = &scene.paragraph.text;
    if !host.closed || host.first == host.last {
        return None;
    }
    let tag = tag_at(scene.paragraph, &scene.lexicon.tags, host.words.end)?;
    let sentence = &scene.paragraph.sentences[host.last];
    let tag_end = scene.paragraph.words[tag.last].end as usize;
    if tag.last + 1 != sentence.words.end || text[tag_end..sentence.span.end].trim_end_matches(is_blank) != "." {
        return None;
    }
    let inner = text[host.inner.range()].trim_end_matches(is_blank);
    let inner_end = host.inner.start + inner.len();
    if !inner.ends_with(',') {
        return None;
    }
    let (span, before, after) = spot(scene, host)?;
    let words = text[host.span.end..tag_end].trim();
    let close = &text[inner_end..host.span.end];
    Some([
        (findings.place(span), format!("{before}{words}{after}")),
        (findings.place(Span::new(inner_end - 1, sentence.span.end)), format!(".{close}")),
    ])
}
