//! Which quotations of a paragraph have a source, in their own sentence or in one beside it.

use super::Beats;
use super::fixes;
use super::kinds::Kind;
use super::scene::{Host, Scene};
use super::settle::{Facts, Late, Open, Status};
use super::speakers::subject;
use crate::article::tags::is_blank;
use crate::check::{Findings, FixDraft};

/// Sentences that quotations join to one.
pub(super) struct Block {
    pub(super) first: usize,
    pub(super) last: usize,
    /// The numbers of the quotations that begin in it.
    pub(super) hosts: std::ops::Range<usize>,
}

/// What an attributed quotation hands on to the ones behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Carry {
    /// Nobody has spoken yet.
    None,
    /// One source, who may go on speaking.
    One,
    /// The paragraph's first quotation, whose source the paragraphs before may know.
    Waiting,
    /// Several, or somebody else came in.
    Broken,
}

/// Settles what the paragraph can settle by itself; the rest goes to the facts.
/// Returns what is known of each quotation within its paragraph.
pub(super) fn check(
    scene: &Scene<'_>,
    kinds: &[Kind],
    beats: Beats,
    facts: &mut Facts,
    findings: &mut Findings,
) -> Vec<Status> {
    let blocks = blocks(scene);
    let mut carry = Carry::None;
    // Quotations in the sentences right before this one, which are nothing but quotations.
    let mut pending: Vec<usize> = Vec::new();
    let mut open: Vec<(usize, usize, bool)> = Vec::new();
    let mut status = vec![Status::None; scene.hosts.len()];
    for (b, block) in blocks.iter().enumerate() {
        let cues = &scene.cues[block.first..=block.last];
        let any = cues.iter().any(|cue| cue.any);
        let mental = cues.iter().any(|cue| cue.mental);
        let quote_only = cues.iter().all(|cue| cue.quote_only);
        let strong = cues.iter().position(|cue| cue.strong.is_some()).map(|at| block.first + at);
        let mut attributed = false;
        let mut waiting = false;
        for i in block.hosts.clone() {
            let (host, kind) = (&scene.hosts[i], kinds[i]);
            if kind == Kind::Term && (any || has_own_cue(scene, host)) {
                status[i] = Status::Attributed;
            }
            if !matches!(kind, Kind::Direct | Kind::Partial) || host.broken {
                continue;
            }
            let here =
                any || (kind == Kind::Partial && (mental || has_far_cue(scene, host))) || has_own_cue(scene, host);
            let here = here || (kind == Kind::Direct && answers(scene, block, i));
            if here || carry == Carry::One {
                attributed |= here;
                status[i] = Status::Attributed;
            } else if kind == Kind::Partial {
                let next = blocks.get(b + 1).is_some_and(|next| speaks_alone(scene, next));
                if next {
                    status[i] = Status::Attributed;
                } else if carry != Carry::Waiting {
                    findings.flag("partial-missing", host.span).fix(FixDraft::ask("not-speech"));
                }
            } else if quote_only {
                pending.push(i);
                waiting = true;
            } else {
                status[i] = Status::Open;
                open.push((i, b, carry == Carry::Waiting));
                waiting = true;
            }
        }
        let speaks = attributed || strong.is_some();
        if speaks {
            if carry != Carry::One {
                late(scene, kinds, block, &pending, strong, facts, findings);
            }
            for i in pending.drain(..) {
                status[i] = Status::Attributed;
            }
        } else if !quote_only {
            for i in pending.drain(..) {
                status[i] = Status::Open;
                open.push((i, block_of(&blocks, scene.hosts[i].first), carry == Carry::Waiting && i > 0));
            }
        }
        carry = if let Some(sentence) = strong {
            if is_several(scene, sentence) { Carry::Broken } else { Carry::One }
        } else if attributed {
            Carry::One
        } else if waiting && carry == Carry::None && b == 0 {
            Carry::Waiting
        } else if !quote_only && carry != Carry::None && brings_another(scene, block) {
            Carry::Broken
        } else {
            carry
        };
    }
    let waits = |i: usize| i > 0 && matches!(carry, Carry::Waiting);
    for i in pending {
        status[i] = Status::Open;
        open.push((i, block_of(&blocks, scene.hosts[i].first), waits(i)));
    }
    open.sort_unstable();
    for (i, block, after_first) in open {
        let host = &scene.hosts[i];
        if is_beat(scene, &blocks, block) {
            status[i] = Status::Attributed;
            if beats == Beats::Flag {
                let draft = findings.flag("implied", host.span);
                if let Some(fix) = fixes::placeholder(scene, host) {
                    draft.fix(fix);
                }
            }
            continue;
        }
        facts.open.push(Open {
            place: findings.place(host.span),
            first: i == 0 && facts.starts_open,
            runs_on: !host.closed,
            after_first,
            plan: fixes::plan(scene, host, findings),
        });
    }
    facts.first = status.first().copied().unwrap_or_default();
    if scene.ends_open {
        facts.last_open = status.last().copied().unwrap_or_default();
    }
    status
}

pub(super) fn blocks(scene: &Scene<'_>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::with_capacity(scene.cues.len());
    let mut host = 0;
    let mut sentence = 0;
    while sentence < scene.cues.len() {
        let first = sentence;
        let from = host;
        let mut last = sentence;
        while host < scene.hosts.len() && scene.hosts[host].first <= last {
            last = last.max(scene.hosts[host].last);
            host += 1;
        }
        blocks.push(Block { first, last, hosts: from..host });
        sentence = last + 1;
    }
    blocks
}

fn block_of(blocks: &[Block], sentence: usize) -> usize {
    blocks.partition_point(|block| block.first <= sentence).saturating_sub(1)
}

/// Whether a block has a verb of saying with one speaker.
fn speaks_alone(scene: &Scene<'_>, block: &Block) -> bool {
    (block.first..=block.last).any(|sentence| scene.cues[sentence].strong.is_some() && !is_several(scene, sentence))
}

/// Whether several people speak in a sentence, so that none of them is known to go on.
pub(super) fn is_several(scene: &Scene<'_>, sentence: usize) -> bool {
    let Some(verb) = scene.cues[sentence].strong else {
        return false;
    };
    let words = scene.paragraph.sentences[sentence].words.clone();
    scene.paragraph.words[verb].classes.is(scene.lexicon.disagreements) && !words.is_empty()
        || subject(scene, verb, sentence).joined
}

/// Whether a block without a cue brings in a person who may be the next to speak: it begins with a name in full, or with
/// *others*.
fn brings_another(scene: &Scene<'_>, block: &Block) -> bool {
    let words = &scene.paragraph.words;
    let start = scene.paragraph.sentences[block.first].words.start;
    let Some(first) = words.get(start) else {
        return false;
    };
    matches!(scene.paragraph.str(first), "Others" | "Another")
}

/// Whether a quotation answers a question that the story itself asks right before it: *Paula Jones? “I know her.”* Who is
/// interviewed answers.
fn answers(scene: &Scene<'_>, block: &Block, host: usize) -> bool {
    let host = &scene.hosts[host];
    let Some(before) = host.first.checked_sub(1).filter(|_| host.first == block.first && !scene.is_led(host)) else {
        return false;
    };
    let sentence = &scene.paragraph.sentences[before];
    !scene.cues[before].quote_only
        && sentence.words.len() <= 12
        && scene.paragraph.text[sentence.span.range()].ends_with('?')
}

/// Whether a weak verb stands anywhere before a quotation in its sentence: *described the plan of the city as “…”*.
fn has_far_cue(scene: &Scene<'_>, host: &Host) -> bool {
    scene
        .before(host.words.start, host.first, 30)
        .any(|at| scene.paragraph.words[at].classes.is(scene.lexicon.tags.weak))
}

/// What attributes a quotation by itself: a verb right beside it, a colon, a possessive, the form of a tag.
fn has_own_cue(scene: &Scene<'_>, host: &Host) -> bool {
    let paragraph = scene.paragraph;
    let lexicon = scene.lexicon;
    let words = &paragraph.words;
    let text: &str = &paragraph.text;
    // A weak verb within four words, with no other verb between.
    let beside = |near: &mut dyn Iterator<Item = usize>| {
        for at in near {
            let classes = words[at].classes;
            if classes.is(lexicon.tags.weak)
                || classes.is(lexicon.tags.non_speech)
                || (classes.is(lexicon.tags.phrasal) && scene.is_phrasal(at))
            {
                return true;
            }
            if classes.is(lexicon.auxiliaries) {
                return false;
            }
        }
        false
    };
    if beside(&mut scene.before(host.words.start, host.first, 4))
        || beside(&mut scene.after(host.words.end, host.last, 4))
    {
        return true;
    }
    let lead = text[..host.span.start].trim_end_matches(is_blank);
    let led = scene.is_led(host);
    let named = || {
        scene.before(host.words.start, host.first, 40).any(|at| {
            let word = &words[at];
            word.classes.is(lexicon.tags.pronouns)
                || (word.is_capitalised()
                    && (at > paragraph.sentences[host.first].words.start || !word.classes.is(lexicon.openers)))
        })
    };
    if led && lead.ends_with(':') && named() {
        return true;
    }
    let inner = scene.inner(host);
    if led && lead.ends_with(',') && inner.starts_with(char::is_uppercase) && named() {
        return true;
    }
    // *Cho’s “…”*, *her “…”*
    if let Some(before) = scene.before(host.words.start, host.first, 1).next()
        && before + 1 == host.words.start
        && (words[before].is_possessive()
            || text[words[before].end as usize..].starts_with(['’', '\''])
            || matches!(paragraph.str(&words[before]), "his" | "her" | "their" | "its" | "my" | "our"))
    {
        return true;
    }
    let tail = &text[host.span.end..];
    // *“…,” Cho deadpanned*: the comma says that a tag follows, whatever its verb.
    let comma = inner.trim_end_matches(is_blank).ends_with(',') || tail.starts_with(',');
    if host.closed && !led && comma && scene.is_followed(host) {
        return true;
    }
    // *“…” — Ana Ruiz*
    let dash = tail.trim_start_matches(is_blank);
    host.closed
        && dash.starts_with(['—', '–', '-'])
        && dash.trim_start_matches(['—', '–', '-', ' ']).starts_with(char::is_uppercase)
}

/// Whether a gesture of somebody stands right before or after a block, or in it.
fn is_beat(scene: &Scene<'_>, blocks: &[Block], block: usize) -> bool {
    let near = block.saturating_sub(1)..blocks.len().min(block + 2);
    near.clone().any(|at| {
        let sentences = blocks[at].first..=blocks[at].last;
        sentences.clone().any(|sentence| {
            // A long sentence is no beat.
            let words = scene.paragraph.sentences[sentence].words.clone();
            words.clone().take(8).any(|at| {
                let word = &scene.paragraph.words[at];
                word.classes.is(scene.lexicon.gestures)
                    && !scene.is_quoted(at)
                    && at > words.start
                    && is_person(scene, at - 1)
            })
        })
    })
}

/// Whether a word is *he*, *she* or a name.
fn is_person(scene: &Scene<'_>, at: usize) -> bool {
    let word = &scene.paragraph.words[at];
    let text = scene.paragraph.str(word);
    matches!(text, "He" | "She" | "he" | "she")
        || (word.is_capitalised() && !scene.is_quoted(at) && !word.classes.is(scene.lexicon.openers))
}

/// Notes quotations of which three sentences, or two long ones, stand before their source.
fn late(
    scene: &Scene<'_>,
    kinds: &[Kind],
    block: &Block,
    pending: &[usize],
    strong: Option<usize>,
    facts: &mut Facts,
    findings: &mut Findings,
) {
    let Some(own) = block.hosts.clone().find(|&i| kinds[i] == Kind::Direct) else {
        return;
    };
    let host = &scene.hosts[own];
    let after = strong.and_then(|sentence| scene.cues[sentence].strong).is_some_and(|verb| verb >= host.words.end);
    if !after || scene.is_led(host) || host.broken {
        return;
    }
    let count = |i: usize| scene.hosts[i].last - scene.hosts[i].first + 1;
    let all = pending.iter().copied().chain([own]);
    let sentences: usize = all.clone().map(count).sum();
    let words: usize = all.map(|i| scene.hosts[i].words.len()).sum();
    if sentences < 3 && (sentences < 2 || words <= 45) {
        return;
    }
    let first = pending.first().copied().unwrap_or(own);
    let moved = if pending.is_empty() { fixes::move_tag(scene, host, findings) } else { None };
    facts.late = Some(Box::new(Late {
        place: findings.place(scene.hosts[first].span),
        first: first == 0 && facts.starts_open,
        moved,
    }));
}
