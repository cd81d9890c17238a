//! Verbs that judge what was said, and verbs that say nothing.

use super::lexicon::{Form, plain};
use super::scene::Scene;
use crate::article::tags::{is_blank, tag_at};
use crate::check::{Findings, FixDraft};

/// Flags loaded verbs where they attribute, and gestures that stand for *said*.
pub(super) fn check(scene: &Scene<'_>, findings: &mut Findings) {
    let paragraph = scene.paragraph;
    let tags = &scene.lexicon.tags;
    let judged = tags.loaded.mask().union(tags.non_speech.mask());
    if !paragraph.words.iter().any(|word| word.classes.any(judged)) {
        return;
    }
    // The verbs of tags right behind a quotation that ends in a comma.
    let mut tagged: Vec<usize> = Vec::new();
    for host in &scene.hosts {
        let comma = scene.inner(host).trim_end_matches(is_blank).ends_with(',')
            || paragraph.text[host.span.end..].starts_with(',');
        let plain = comma || scene.inner(host).trim_end_matches(is_blank).ends_with(['?', '!']);
        if host.closed
            && plain
            && let Some(tag) = tag_at(paragraph, tags, host.words.end)
            && !scene.is_quoted(tag.verb)
        {
            let gesture = paragraph.words[tag.verb].classes.is(tags.non_speech);
            if comma || !gesture {
                tagged.push(tag.verb);
            }
        }
    }
    for (sentence, words) in paragraph.sentences.iter().map(|sentence| sentence.words.clone()).enumerate() {
        for at in words.clone() {
            let word = &paragraph.words[at];
            if !word.classes.any(judged) || scene.is_quoted(at) {
                continue;
            }
            let Some((form, lemma, reason)) = scene.lexicon.judged.get(&plain(paragraph, at)) else {
                continue;
            };
            let is_tag = tagged.binary_search(&at).is_ok();
            let Some(reason) = reason else {
                if is_tag && matches!(form, Form::Past | Form::Present | Form::Participle) {
                    flag("non-speech-verb", scene, at, *form, "", findings);
                }
                continue;
            };
            if is_loaded(scene, at, sentence, *form, lemma, is_tag) {
                flag("loaded-verb", scene, at, *form, reason, findings);
            }
        }
    }
}

fn flag(kind: &'static str, scene: &Scene<'_>, at: usize, form: Form, reason: &str, findings: &mut Findings) {
    let span = scene.paragraph.words[at].span();
    let plain = match form {
        Form::Past | Form::Participle => "said",
        Form::Present => "says",
        Form::Gerund => "saying",
        Form::Lemma => "say",
    };
    findings
        .flag(kind, span)
        .slot("plain", plain)
        .slot("reason", reason.to_owned())
        .fix(FixDraft::ask("replace").edit(span, plain).preferred());
}

/// Whether a loaded verb attributes here, rather than reporting a deed.
fn is_loaded(scene: &Scene<'_>, at: usize, sentence: usize, form: Form, lemma: &str, is_tag: bool) -> bool {
    let paragraph = scene.paragraph;
    let lexicon = scene.lexicon;
    let words = paragraph.sentences[sentence].words.clone();
    let before = scene.before(at, sentence, 1).next().filter(|&before| before + 1 == at);
    // A noun: *the claim that*, *his claims*.
    if matches!(form, Form::Lemma | Form::Present) && !is_tag {
        let subject = before.is_some_and(|before| {
            let word = &paragraph.words[before];
            word.classes.is(lexicon.tags.pronouns)
                || (form == Form::Present && word.is_capitalised() && !word.is_possessive())
        });
        if !subject {
            return false;
        }
    }
    // *It is claimed that*: nobody is said to say it.
    let passive = before.is_some_and(|before| {
        matches!(
            plain(paragraph, before).as_str(),
            "is" | "are" | "was" | "were" | "be" | "been" | "being" | "a" | "the" | "an"
        )
    });
    if passive {
        return false;
    }
    if matches!(lemma, "admit" | "confess") && words.clone().any(|at| paragraph.words[at].classes.is(lexicon.court)) {
        return false;
    }
    if is_tag {
        return true;
    }
    let next = at + 1;
    let gap = paragraph.between(at, next);
    if next < words.end && scene.is_quoted(next) {
        // Right before a quotation, with at most a comma or a colon between.
        return gap.contains(['“', '"', '‘', '\''])
            && scene.hosts.iter().any(|host| host.words.start == next && host.words.len() > 4);
    }
    if next < words.end && gap.chars().all(is_blank) {
        let text = plain(paragraph, next);
        let objects = scene.lexicon.loaded_objects.get(lemma);
        // *Records revealed that*: what is no person casts no doubt.
        let person = before.is_some_and(|before| {
            let word = &paragraph.words[before];
            word.is_capitalised() || word.classes.is(lexicon.tags.pronouns) || word.classes.is(lexicon.auxiliaries)
        });
        return text == "that"
            && (person || form == Form::Gerund)
            && !objects.is_some_and(|objects| objects.contains(&text));
    }
    // At the end of the sentence, as a tag: *The vote was close, Cho claimed.*
    if next == words.end && matches!(form, Form::Past | Form::Present) {
        let low = words.start.max(at.saturating_sub(7));
        return (low + 1..at)
            .rev()
            .find(|&k| paragraph.between(k - 1, k).starts_with(','))
            .and_then(|start| tag_at(paragraph, &lexicon.tags, start))
            .is_some_and(|tag| tag.verb == at);
    }
    false
}
