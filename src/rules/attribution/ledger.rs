//! Who is quoted with what in a paragraph, for a list of the quotations of a story.

use super::carry::{self, Block};
use super::kinds::{self, Kind};
use super::scene::Scene;
use super::settle::{Facts, Status};
use super::speakers::subject;
use super::{Beats, Options};
use crate::check::{Findings, Teller, Told};

/// The quotations of a paragraph that are speech, in order.
pub(super) fn read(scene: &Scene<'_>, options: &Options) -> Vec<Told> {
    let kinds = kinds::read(scene, options);
    // What the check finds is not wanted here, only what it makes of each quotation.
    let (mut facts, mut findings) = (Facts::default(), Findings::default());
    let statuses = carry::check(scene, &kinds, Beats::Allow, &mut facts, &mut findings);
    let blocks = carry::blocks(scene);
    let tellers: Vec<Option<Teller>> = blocks.iter().map(|block| teller(scene, block)).collect();
    let lead = &scene.paragraph.text[scene.paragraph.dateline.end..];
    let start = scene.paragraph.text.len() - lead.trim_start().len();
    let mut told = Vec::new();
    for (b, block) in blocks.iter().enumerate() {
        for i in block.hosts.clone() {
            let host = &scene.hosts[i];
            let is_attributed = statuses.get(i) == Some(&Status::Attributed);
            // A few words that are a sentence of their own are no term: *“We will,” Ruiz said*.
            let inner = scene.inner(host).trim_end();
            let is_brief = kinds[i] == Kind::Term && is_attributed && inner.ends_with([',', '.', '?', '!', '…']);
            if host.broken || !(matches!(kinds[i], Kind::Direct | Kind::Partial) || is_brief) {
                continue;
            }
            // Its own sentence tells, or one before, or at last one behind.
            let near = || tellers[..=b].iter().rev().chain(&tellers[b + 1..]).flatten().next().cloned();
            let teller =
                if is_attributed { beside(scene, i).or_else(near).unwrap_or(Teller::Unnamed) } else { Teller::Nobody };
            told.push(Told {
                span: host.span,
                teller,
                is_partial: kinds[i] == Kind::Partial,
                opens: host.span.start <= start,
                is_closed: host.closed,
            });
        }
    }
    told
}

/// Who speaks in sentences that belong together, by their first verb of saying.
fn teller(scene: &Scene<'_>, block: &Block) -> Option<Teller> {
    let sentence = (block.first..=block.last).find(|&sentence| scene.cues[sentence].strong.is_some())?;
    let verb = scene.cues[sentence].strong?;
    Some(who(scene, verb, sentence))
}

/// Who speaks by a weaker verb right beside a quotation: *Ruiz called it “…”*.
fn beside(scene: &Scene<'_>, host: usize) -> Option<Teller> {
    let host = &scene.hosts[host];
    if (host.first..=host.last).any(|sentence| scene.cues[sentence].strong.is_some()) {
        return None;
    }
    let tags = &scene.lexicon.tags;
    let words = &scene.paragraph.words;
    let is_verb = |at: &usize| words[*at].classes.is(tags.weak) || words[*at].classes.is(tags.non_speech);
    let before = scene.before(host.words.start, host.first, 6).find(is_verb).map(|verb| (verb, host.first));
    let verb = before.or_else(|| scene.after(host.words.end, host.last, 4).find(is_verb).map(|verb| (verb, host.last)));
    verb.map(|(verb, sentence)| who(scene, verb, sentence))
}

fn who(scene: &Scene<'_>, verb: usize, sentence: usize) -> Teller {
    if let Some(name) = subject(scene, verb, sentence).name {
        return Teller::Named(name);
    }
    let words = &scene.paragraph.words;
    let mut near = scene.before(verb, sentence, 3).chain(scene.after(verb + 1, sentence, 2));
    let is_pronoun = near.any(|at| matches!(scene.paragraph.str(&words[at]), "he" | "she" | "He" | "She"));
    if is_pronoun { Teller::Before } else { Teller::Unnamed }
}
