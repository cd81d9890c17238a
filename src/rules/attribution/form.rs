//! The words and marks between a verb of saying and what it introduces: *that*, comma, colon.

use super::kinds::Kind;
use super::lexicon::plain;
use super::scene::{Host, Scene};
use crate::article::tags::is_blank;
use crate::check::{Findings, FixDraft};
use crate::text::Span;

/// Flags *said that “We…”*, and a comma or a colon before a quotation of the other length.
pub(super) fn check(scene: &Scene<'_>, kinds: &[Kind], findings: &mut Findings) {
    for (host, kind) in scene.hosts.iter().zip(kinds) {
        if host.broken || !matches!(kind, Kind::Direct | Kind::Partial) {
            continue;
        }
        said_that(scene, host, findings);
        colon(scene, host, findings);
    }
}

/// *Cho said that “We will appeal.”*: a whole sentence needs no *that*.
fn said_that(scene: &Scene<'_>, host: &Host, findings: &mut Findings) {
    let paragraph = scene.paragraph;
    let mut before = scene.before(host.words.start, host.first, 6);
    let Some(that) = before.next().filter(|&at| at + 1 == host.words.start) else {
        return;
    };
    let says = before.next().is_some_and(|at| paragraph.words[at].classes.is(scene.lexicon.tags.strong));
    if !says || plain(paragraph, that) != "that" {
        return;
    }
    // A capital alone may be a name; a word that opens sentences shows that one begins.
    let first = &paragraph.words[host.words.start];
    let whole = first.is_capitalised()
        && first.classes.is(scene.lexicon.openers)
        && paragraph.str(first) != "I"
        && host.words.len() >= 5
        && scene.inner(host).trim_end_matches(is_blank).ends_with(['.', '?', '!']);
    let word = &paragraph.words[that];
    let gap = &paragraph.text[word.end as usize..host.span.start];
    let start = paragraph.text[..word.start as usize].trim_end_matches(is_blank).len();
    if whole && gap.chars().all(is_blank) {
        let span = Span::new(start, word.end as usize);
        findings.flag("said-that-quote", span).fix(FixDraft::ask("comma").edit(span, ",").preferred());
    }
}

/// One sentence takes a comma, two or more take a colon.
fn colon(scene: &Scene<'_>, host: &Host, findings: &mut Findings) {
    let text: &str = &scene.paragraph.text;
    let lead = text[..host.span.start].trim_end_matches(is_blank);
    let Some(mark) = lead.chars().next_back().filter(|c| matches!(c, ',' | ':')) else {
        return;
    };
    let Some(at) = scene.before(host.words.start, host.first, 1).next() else {
        return;
    };
    let says = scene
        .before(host.words.start, host.first, 4)
        .any(|at| scene.lexicon.tags.is_tag_verb(&scene.paragraph.words[at]));
    if !says || scene.paragraph.words[at].end as usize + 1 != lead.len() || !host.closed {
        return;
    }
    let several = host.first < host.last && text[host.span.end..].trim_start_matches(['.', ' ']).is_empty();
    let one = host.first == host.last && !scene.is_followed(host);
    let right = match mark {
        ',' if several => ":",
        ':' if one && host.words.len() <= SHORT => ",",
        _ => return,
    };
    let span = Span::new(lead.len() - 1, lead.len());
    findings.flag("colon", span).slot("right", right).fix(FixDraft::ask("replace").edit(span, right).preferred());
}

/// A single sentence longer than this may well take a colon.
const SHORT: usize = 25;
