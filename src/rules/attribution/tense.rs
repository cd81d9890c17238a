//! One tense for tags in a story: *said* or *says*.

use std::sync::Arc;

use super::kinds::Kind;
use super::lexicon::{Form, plain};
use super::scene::Scene;
use super::settle::Facts;
use crate::article::Zone;
use crate::check::{ArticleFacts, ArticleFindings, Findings, FixDraft, Place};

/// Notes the tense of each plain tag of a direct quotation.
pub(super) fn vote(scene: &Scene<'_>, kinds: &[Kind], facts: &mut Facts, findings: &mut Findings) {
    let paragraph = scene.paragraph;
    if paragraph.zone != Zone::Body {
        return;
    }
    let mut last = None;
    for (host, kind) in scene.hosts.iter().zip(kinds) {
        // A short complete utterance counts too: it is tagged.
        if !matches!(kind, Kind::Direct | Kind::Term) {
            continue;
        }
        let near = scene.after(host.words.end, host.last, 4).chain(scene.before(host.words.start, host.first, 4));
        for at in near {
            let word = &paragraph.words[at];
            if !word.classes.is(scene.lexicon.tags.strong) || !word.classes.is(scene.lexicon.tags.finite) {
                continue;
            }
            let Some((form, other)) = scene.lexicon.tenses.get(&plain(paragraph, at)) else {
                continue;
            };
            let sentence = if at >= host.words.end { host.last } else { host.first };
            let words = paragraph.sentences[sentence].words.clone();
            let apart = scene.lexicon.auxiliaries.mask().union(scene.lexicon.documents.mask());
            let aside = scene.before(at, sentence, 3).any(|at| paragraph.words[at].classes.any(apart))
                || words
                    .take(60)
                    .any(|at| !scene.is_quoted(at) && paragraph.words[at].classes.is(scene.lexicon.habits));
            if !aside && last != Some(at) {
                facts.tenses.push((*form, findings.place(word.span()), Arc::clone(other), paragraph.str(word).into()));
                last = Some(at);
            }
            break;
        }
    }
}

/// Whether most tags of an article are in the present tense.
pub(super) fn is_present(article: &ArticleFacts<'_>) -> bool {
    let (past, present) = count(article);
    present > past
}

fn count(article: &ArticleFacts<'_>) -> (usize, usize) {
    let all = || article.all::<Facts>().flat_map(|(_, facts)| &facts.tenses);
    let past = all().filter(|(form, ..)| *form == Form::Past).count();
    (past, all().count() - past)
}

/// Flags the tags in the rarer tense, if it is rare.
pub(super) fn article(article: &ArticleFacts<'_>, findings: &mut ArticleFindings) {
    let (past, present) = count(article);
    let total = past + present;
    let rare = past.min(present);
    if total < 3 || rare == 0 || rare * 3 >= total {
        return;
    }
    let rarer = if past < present { Form::Past } else { Form::Present };
    for (paragraph, facts) in article.all::<Facts>() {
        for (_, place, other, found) in facts.tenses.iter().filter(|(form, ..)| *form == rarer) {
            let place = Place { paragraph, place: *place };
            findings
                .flag("tense", place)
                .slot("found", found.to_string())
                .slot("other", other.to_string())
                .fix(FixDraft::ask("replace").edit(place, other.to_string()).preferred());
        }
    }
}
