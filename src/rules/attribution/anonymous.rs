//! Sources without a face.

use super::lexicon::{is_word, phrase_at};
use super::scene::Scene;
use crate::article::tags::is_blank;
use crate::check::Findings;
use crate::text::Span;

/// Flags the first source of a paragraph of which nothing more is said.
pub(super) fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let paragraph = scene.paragraph;
    let lexicon = scene.lexicon;
    let words = &paragraph.words;
    let sets = lexicon.anonymous.mask().union(lexicon.faceless.mask());
    if !words.iter().any(|word| word.classes.any(sets)) {
        return;
    }
    if words.iter().any(|word| word.classes.is(lexicon.spokespeople)) {
        return;
    }
    for (number, sentence) in paragraph.sentences.iter().enumerate() {
        for at in sentence.words.clone() {
            if scene.is_quoted(at) || !words[at].classes.any(sets) {
                continue;
            }
            let found = if words[at].classes.is(lexicon.faceless) {
                faceless(scene, at, sentence.words.start, sentence.words.end)
            } else {
                None
            };
            let found = found.or_else(|| bare(scene, at, sentence.words.start, sentence.words.end));
            if let Some(span) = found
                && !is_excused(scene, number)
            {
                findings.flag("anonymous", span);
                return;
            }
        }
    }
}

/// *officials said*, *said officials*: nothing says whose.
fn bare(scene: &Scene<'_>, at: usize, start: usize, end: usize) -> Option<Span> {
    let paragraph = scene.paragraph;
    let words = &paragraph.words;
    if !words[at].classes.is(scene.lexicon.anonymous) {
        return None;
    }
    let says = |at: usize| !scene.is_quoted(at) && scene.lexicon.tags.is_plain_saying(&words[at]);
    let article = at > start && ["a", "an", "one"].iter().any(|article| is_word(paragraph, at - 1, article));
    let first = if article { at - 1 } else { at };
    let open = first == start || {
        let gap = paragraph.between(first - 1, first);
        scene.is_quoted(first - 1) || !gap.chars().all(is_blank)
    };
    let span = words[first].span().joined(words[at].span());
    let next = at + 1;
    if open && next < end && paragraph.between(at, next).chars().all(is_blank) && says(next) {
        // *officials said in a statement*: the statement has a sender.
        return Some(span);
    }
    let closed = next >= end || !paragraph.between(at, next).chars().all(is_blank);
    (first > start && says(first - 1) && closed && paragraph.between(first - 1, first).chars().all(is_blank))
        .then_some(span)
}

/// *a person familiar with the matter said*: from the phrase to the verb.
fn faceless(scene: &Scene<'_>, at: usize, start: usize, end: usize) -> Option<Span> {
    let paragraph = scene.paragraph;
    let words = &paragraph.words;
    let after = phrase_at(paragraph, at, &scene.lexicon.anonymous_phrases)?;
    let mut last = after - 1;
    while last + 1 < end
        && last < at + 10
        && !scene.lexicon.tags.is_tag_verb(&words[last + 1])
        && paragraph.between(last, last + 1).chars().all(is_blank)
    {
        last += 1;
    }
    // The article belongs to it.
    let article = at > start && ["a", "an"].iter().any(|article| is_word(paragraph, at - 1, article));
    let first = if article { at - 1 } else { at };
    let tagged = words.get(last + 1).is_some_and(|word| last + 1 < end && scene.lexicon.tags.is_tag_verb(word))
        || (first > 0 && (scene.lexicon.tags.is_tag_verb(&words[first - 1]) || is_word(paragraph, first - 1, "to")));
    tagged.then(|| Span::new(words[first].start as usize, words[last].end as usize))
}

/// Whether the sentence or the next one tells why there is no name.
fn is_excused(scene: &Scene<'_>, sentence: usize) -> bool {
    let sentences = &scene.paragraph.sentences;
    let words = sentences[sentence].words.start..sentences[(sentence + 1).min(sentences.len() - 1)].words.end;
    words.into_iter().any(|at| {
        scene.paragraph.words[at].classes.is(scene.lexicon.excused)
            && phrase_at(scene.paragraph, at, &scene.lexicon.anonymity).is_some()
    })
}
