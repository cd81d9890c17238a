//! Too many scraps of quotation.

use super::kinds::Kind;
use super::scene::Scene;
use crate::check::Findings;

/// Scraps in one sentence, and in ten sentences of a paragraph.
const IN_SENTENCE: usize = 3;
const IN_TEN: usize = 6;

/// Flags sentences, and runs of ten sentences of a paragraph, with too many.
pub(super) fn check(scene: &Scene<'_>, kinds: &[Kind], findings: &mut Findings) {
    if scene.hosts.len() < IN_SENTENCE {
        return;
    }
    let weak = |i: usize| {
        let host = &scene.hosts[i];
        // *Cho called it “unfair”*: named by somebody, so it is somebody’s word.
        let called = |at: usize| {
            let classes = scene.paragraph.words[at].classes;
            classes.is(scene.lexicon.sign_verbs) && classes.is(scene.lexicon.tags.weak)
        };
        let signed = |at: usize| {
            let classes = scene.paragraph.words[at].classes;
            classes.is(scene.lexicon.signs)
                || (classes.is(scene.lexicon.sign_verbs) && !classes.is(scene.lexicon.tags.weak))
        };
        scene.before(host.words.start, host.first, 6).any(called)
            && !scene.before(host.words.start, host.first, 6).any(signed)
    };
    let mut scraps: Vec<usize> = Vec::new();
    for (i, kind) in kinds.iter().enumerate() {
        let host = &scene.hosts[i];
        let scrap = host.closed
            && host.first == host.last
            && match kind {
                Kind::Partial | Kind::Term => true,
                Kind::Sign => host.words.len() <= 12 && weak(i),
                _ => false,
            };
        if scrap {
            scraps.push(i);
        }
    }
    let sentence = |i: usize| scene.hosts[i].first;
    let mut at = 0;
    while at < scraps.len() {
        let same = scraps[at..].iter().take_while(|&&i| sentence(i) == sentence(scraps[at])).count();
        // A run of ten sentences counts from its first scrap.
        let ten = scraps[at..].iter().take(IN_TEN).filter(|&&i| sentence(i) < sentence(scraps[at]) + 10).count();
        let length = if same >= IN_SENTENCE {
            same
        } else if ten >= IN_TEN {
            ten
        } else {
            at += 1;
            continue;
        };
        let (first, last) = (scraps[at], scraps[at + length - 1]);
        findings.flag("fragment-overuse", scene.hosts[first].span.joined(scene.hosts[last].span));
        at += length;
    }
}
