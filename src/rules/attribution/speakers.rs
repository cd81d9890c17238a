//! Who is the subject of a verb of saying.

use super::scene::Scene;
use crate::article::tags::is_blank;
use crate::article::{Word, WordKind};

/// The subject of a verb.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Subject {
    /// The capitalised words that name it, if any do.
    pub(super) name: Option<String>,
    /// Whether two are joined by *and*.
    pub(super) joined: bool,
}

/// How many words back the subject may begin.
const REACH: usize = 24;

/// The subject of the verb at a word: before it, or after it where it follows a quotation.
pub(super) fn subject(scene: &Scene<'_>, verb: usize, sentence: usize) -> Subject {
    let lexicon = scene.lexicon;
    let words = &scene.paragraph.words;
    let start = scene.paragraph.sentences[sentence].words.start;
    let end = scene.paragraph.sentences[sentence].words.end;
    if words[verb].classes.is(lexicon.sources) {
        return named_after(scene, verb + 2, end);
    }
    let free = |at: usize| !scene.is_quoted(at);
    // *“…,” said Cho*
    if verb == start || !free(verb - 1) || gap_has_mark(scene, verb) {
        return named_after(scene, verb + 1, end);
    }
    let mut at = verb;
    // *Cho has also said*
    while at > start && free(at - 1) && is_adverbial(scene, &words[at - 1], at - 1) {
        at -= 1;
    }
    if at == start || !free(at - 1) {
        return Subject::default();
    }
    // *Cho, the mayor of the river town, said*
    if scene.paragraph.between(at - 1, at).starts_with(',') {
        let low = start.max(at.saturating_sub(REACH));
        let comma = (low + 1..at - 1).rev().find(|&k| free(k) && scene.paragraph.between(k - 1, k).starts_with(','));
        if let Some(comma) = comma {
            return named_before(scene, comma, start);
        }
    }
    named_before(scene, at, start)
}

fn is_adverbial(scene: &Scene<'_>, word: &Word, at: usize) -> bool {
    let text = scene.paragraph.str(word);
    word.classes.is(scene.lexicon.auxiliaries)
        || (text.ends_with("ly") && !word.is_capitalised())
        || matches!(
            text,
            "also"
                | "later"
                | "then"
                | "once"
                | "again"
                | "even"
                | "just"
                | "been"
                | "not"
                | "first"
                | "himself"
                | "herself"
        )
        || (at > 0 && text == "to")
}

fn gap_has_mark(scene: &Scene<'_>, word: usize) -> bool {
    word > 0
        && scene.paragraph.between(word - 1, word).contains(['”', '"', '’', '\'', '»'])
        && scene.is_quoted(word - 1)
}

/// The run of capitalised words that ends before a word.
fn named_before(scene: &Scene<'_>, end: usize, start: usize) -> Subject {
    let words = &scene.paragraph.words;
    let mut from = end;
    while from > start
        && !scene.is_quoted(from - 1)
        && is_name(scene, &words[from - 1])
        && (from == end || joined(scene, from))
    {
        from -= 1;
    }
    if from == end {
        return Subject { name: None, joined: false };
    }
    let both = from >= start + 2
        && scene.paragraph.str(&words[from - 1]) == "and"
        && (is_name(scene, &words[from - 2]) || !scene.is_quoted(from - 2));
    let the = from > start && scene.paragraph.str(&words[from - 1]).eq_ignore_ascii_case("the");
    Subject { name: (!the).then(|| run(scene, from, end)).flatten(), joined: both }
}

/// The first run of capitalised words from a word on.
fn named_after(scene: &Scene<'_>, start: usize, end: usize) -> Subject {
    let words = &scene.paragraph.words;
    let limit = end.min(start + 8);
    let Some(from) = (start..limit).find(|&at| !scene.is_quoted(at) && is_name(scene, &words[at])) else {
        return Subject::default();
    };
    let mut to = from + 1;
    while to < end && !scene.is_quoted(to) && is_name(scene, &words[to]) && joined(scene, to) {
        to += 1;
    }
    let the = from > start && scene.paragraph.str(&words[from - 1]).eq_ignore_ascii_case("the");
    Subject {
        name: (!the).then(|| run(scene, from, to)).flatten(),
        joined: words.get(to).is_some_and(|word| scene.paragraph.str(word) == "and")
            && words.get(to + 1).is_some_and(|word| is_name(scene, word)),
    }
}

fn is_name(scene: &Scene<'_>, word: &Word) -> bool {
    word.is_capitalised()
        && word.kind != WordKind::Number
        && !word.classes.is(scene.lexicon.openers)
        && !word.classes.is(scene.lexicon.tags.pronouns)
}

/// Whether only blanks, or the stop of an initial or a title, stand before a word.
fn joined(scene: &Scene<'_>, word: usize) -> bool {
    let gap = scene.paragraph.between(word - 1, word);
    let gap = gap.strip_prefix('.').unwrap_or(gap);
    gap.chars().all(is_blank)
}

/// The name as it is written, possessive endings left out; nothing if it is not a plausible name.
fn run(scene: &Scene<'_>, from: usize, to: usize) -> Option<String> {
    let from = from.max(to.saturating_sub(4));
    let words = &scene.paragraph.words[from..to];
    let span = words.first()?.start as usize..words.last()?.end as usize;
    let text = &scene.paragraph.text[span];
    (words.last()?.is_long() && !text.contains(['\n', '"', '“'])).then(|| text.to_owned())
}
