//! What only the paragraphs together can tell: quotations that run on, float, or have no source anywhere.

use std::sync::Arc;

use super::fixes::Plan;
use super::lexicon::{Form, Lexicon, phrase_at};
use super::offers::Offers;
use super::scene::Scene;
use super::speakers::subject;
use super::{carry, tense};
use crate::article::tags::is_blank;
use crate::article::{Paragraph, Zone};
use crate::check::{ArticleFacts, ArticleFindings, Findings, FixDraft, Place};

/// What is known of a quotation within its paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Status {
    /// There is none, or it is no speech.
    #[default]
    None,
    /// It has a source.
    Attributed,
    /// It has none in its paragraph.
    Open,
}

/// Who spoke last in a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Speaker {
    #[default]
    Nobody,
    One,
    Several,
}

/// A direct quotation without a source in its paragraph.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Open {
    pub(super) place: u32,
    /// Whether it is the first thing in its paragraph.
    pub(super) first: bool,
    /// Whether it is still open at the end of the paragraph.
    pub(super) runs_on: bool,
    /// Whether it has the source of the paragraph's first quotation, should that have one.
    pub(super) after_first: bool,
    pub(super) plan: Option<Plan>,
}

/// A quotation whose source comes late.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Late {
    pub(super) place: u32,
    pub(super) first: bool,
    pub(super) moved: Option<[(u32, String); 2]>,
}

/// What is remembered of a paragraph.
#[derive(Debug, Default, PartialEq)]
#[allow(clippy::struct_excessive_bools)]
pub(super) struct Facts {
    pub(super) starts_open: bool,
    ends_open: bool,
    /// Whether the first quotation is the one still open at the end.
    through: bool,
    quote_only: bool,
    /// Whether it begins by saying who said what stood before it.
    retro: bool,
    /// Whether its first sentence has a verb of saying.
    lead_cue: bool,
    ends_colon: bool,
    speaker: Speaker,
    pub(super) first: Status,
    pub(super) last_open: Status,
    pub(super) open: Vec<Open>,
    pub(super) late: Option<Box<Late>>,
    /// The closing mark at the paragraph's end, and whether it is a straight one.
    closing: Option<u32>,
    /// For a quotation set off by markup: its first line.
    block: Option<u32>,
    speakers: Vec<String>,
    pub(super) tenses: Vec<(Form, u32, Arc<str>, Box<str>)>,
}

impl Facts {
    /// Gives back memory that was taken for growth: facts are kept as long as the article.
    pub(super) fn shrink(&mut self) {
        self.open.shrink_to_fit();
        self.speakers.shrink_to_fit();
        self.tenses.shrink_to_fit();
    }

    /// The facts of a paragraph, before its quotations are looked at.
    pub(super) fn of(scene: &Scene<'_>, findings: &mut Findings) -> Self {
        let paragraph = scene.paragraph;
        let text: &str = &paragraph.text;
        let mut facts = Facts {
            ends_open: scene.ends_open,
            ends_colon: text.trim_end_matches(is_blank).ends_with(':'),
            lead_cue: scene.cues.first().is_some_and(|cue| cue.strong.is_some()),
            ..Facts::default()
        };
        if let (Some(first), Some(last)) = (scene.hosts.first(), scene.hosts.last()) {
            let lead = &text[paragraph.dateline.end.min(first.span.start)..first.span.start];
            facts.starts_open = lead.chars().all(|c| !c.is_alphanumeric());
            facts.through = facts.starts_open && scene.ends_open && scene.hosts.len() == 1;
            facts.quote_only = scene.cues.iter().all(|cue| cue.quote_only);
            if last.closed && text[last.span.end..].trim_matches(|c: char| c.is_whitespace() || c == '.').is_empty() {
                facts.closing = Some(findings.place(crate::text::Span::new(last.inner.end, last.span.end)));
            }
        }
        facts.retro = looks_back(paragraph, scene.lexicon)
            && !scene.is_quoted(paragraph.word_at_or_after(paragraph.dateline.end));
        if paragraph.zone == Zone::BlockQuote {
            let line = text.find('\n').unwrap_or(text.len());
            facts.block =
                Some(findings.place(crate::text::Span::new(0, text[..line].trim_end_matches(is_blank).len())));
        }
        let mut last_name: Option<String> = None;
        for sentence in 0..scene.cues.len() {
            let Some(verb) = scene.cues[sentence].strong else {
                continue;
            };
            let who = subject(scene, verb, sentence);
            // A second name in the paragraph leaves open who goes on.
            let surname = who.name.as_deref().and_then(|name| name.rsplit(' ').next());
            let other = match (surname, last_name.as_deref()) {
                (Some(new), Some(old)) => new != old,
                _ => false,
            };
            facts.speaker = if carry::is_several(scene, sentence) || (other && facts.speaker != Speaker::Nobody) {
                Speaker::Several
            } else {
                Speaker::One
            };
            if let Some(surname) = surname {
                last_name = Some(surname.to_owned());
            }
            facts.speakers.extend(who.name);
        }
        facts
    }
}

/// Whether a paragraph begins by saying who said what stood before it: *That is how Lena Ortiz described it.*
pub(super) fn looks_back(paragraph: &Paragraph<'_>, lexicon: &Lexicon) -> bool {
    let first = paragraph.word_at_or_after(paragraph.dateline.end);
    let start = paragraph.words.get(first);
    start.is_some_and(|word| word.classes.is(lexicon.retro_starts))
        && phrase_at(paragraph, first, &lexicon.retro_cues).is_some()
}

/// Reports what has no source.
pub(super) fn article(article: &ArticleFacts<'_>, findings: &mut ArticleFindings) {
    let story: Vec<usize> = (0..article.len()).filter(|&i| article.zone(i).is_story()).collect();
    let facts: Vec<Option<&Facts>> = story.iter().map(|&i| article.facts::<Facts>(i)).collect();
    let chains = Chains::read(&facts);
    let verb = if tense::is_present(article) { "says" } else { "said" };
    let body = story.iter().position(|&i| article.zone(i) == Zone::Body);
    let mut offers = Offers::new(article, verb);
    // Whether the paragraph is settled by the one before it, and whether it floats.
    let mut known = vec![false; story.len()];
    let mut floats = vec![false; story.len()];
    for (p, facts_of) in facts.iter().enumerate() {
        let Some(fact) = facts_of else { continue };
        offers.heard(&fact.speakers);
        let place = |place: u32| Place { paragraph: story[p], place };
        let inherited = chains.into[p].is_some_and(|chain| chains.attributed[chain]);
        known[p] = inherited;
        if let Some(late) = &fact.late
            && !(late.first && chains.into[p].is_some())
        {
            let draft = findings.flag("late", place(late.place));
            if let Some([first, second]) = &late.moved {
                draft.fix(
                    FixDraft::ask("move")
                        .edit(place(first.0), first.1.clone())
                        .edit(place(second.0), second.1.clone())
                        .preferred(),
                );
            }
        }
        if let Some(line) = fact.block {
            let before = p.checked_sub(1);
            let goes_on = before.is_some_and(|b| article.zone(story[b]) == Zone::BlockQuote);
            let led = before
                .and_then(|b| facts[b])
                .is_some_and(|before| before.ends_colon || before.speaker != Speaker::Nobody);
            if !goes_on && !led && fact.speaker == Speaker::Nobody && fact.first != Status::Attributed {
                findings.flag("missing", place(line)).fix(FixDraft::ask("not-speech"));
            }
            continue;
        }
        for open in &fact.open {
            let chain = if open.first && chains.into[p].is_some() {
                chains.into[p]
            } else if open.runs_on {
                chains.out[p]
            } else {
                None
            };
            if let Some(chain) = chain {
                // It has a source in another paragraph, is in disorder, or was reported where it began.
                if chains.attributed[chain] || chains.broken[chain] || chains.into[p] == Some(chain) {
                    continue;
                }
            } else if open.runs_on {
                continue;
            }
            if open.after_first && fact.first != Status::Attributed {
                continue;
            }
            let zone = article.zone(story[p]);
            if open.first && fact.quote_only && zone != Zone::Caption {
                let end = chain.map_or(p, |chain| chains.end[chain]);
                let next = facts.get(end + 1).copied().flatten();
                let lead = body == Some(p);
                if next.is_some_and(|next| next.retro || (lead && next.lead_cue)) {
                    known[p] = true;
                    if !lead {
                        findings.flag("late", place(open.place));
                    }
                    continue;
                }
                // *Ruiz put it another way:*
                if p.checked_sub(1).and_then(|before| facts[before]).is_some_and(|before| before.ends_colon) {
                    known[p] = true;
                    known[end] = true;
                    continue;
                }
                if let Some(before) = p.checked_sub(1)
                    && let Some(last) = facts[before]
                    && !floats[before]
                    && (last.speaker == Speaker::One || known[before])
                {
                    floats[end] = true;
                    let draft = findings.flag("floating", place(open.place));
                    if let Some(mark) = last.closing {
                        let mark = Place { paragraph: story[before], place: mark };
                        draft.fix(FixDraft::ask("continue").edit(mark, "").preferred());
                    }
                    offers.add(draft, open.plan.as_ref(), story[p], last.closing.is_none());
                    continue;
                }
            }
            let draft = findings.flag("missing", place(open.place));
            offers.add(draft, open.plan.as_ref(), story[p], true);
        }
    }
}

/// Quotations that run on over several paragraphs.
struct Chains {
    /// The chain that a paragraph's first quotation continues.
    into: Vec<Option<usize>>,
    /// The chain that its last one belongs to, if that is open at its end.
    out: Vec<Option<usize>>,
    attributed: Vec<bool>,
    /// Whether the chain never closes.
    broken: Vec<bool>,
    /// The last paragraph of each chain.
    end: Vec<usize>,
}

impl Chains {
    fn read(facts: &[Option<&Facts>]) -> Self {
        let mut chains = Chains {
            into: vec![None; facts.len()],
            out: vec![None; facts.len()],
            attributed: Vec::new(),
            broken: Vec::new(),
            end: Vec::new(),
        };
        for (p, fact) in facts.iter().enumerate() {
            let before = p.checked_sub(1).and_then(|before| chains.out[before]);
            let Some(fact) = fact else {
                if let Some(chain) = before {
                    chains.broken[chain] = true;
                }
                continue;
            };
            if let Some(chain) = before {
                if fact.starts_open {
                    chains.into[p] = Some(chain);
                    chains.attributed[chain] |= fact.first == Status::Attributed;
                    chains.end[chain] = p;
                } else {
                    chains.broken[chain] = true;
                }
            }
            if !fact.ends_open {
                continue;
            }
            let chain = match chains.into[p] {
                Some(chain) if fact.through => chain,
                _ => {
                    chains.attributed.push(false);
                    chains.broken.push(false);
                    chains.end.push(p);
                    chains.attributed.len() - 1
                }
            };
            chains.attributed[chain] |= fact.last_open == Status::Attributed;
            chains.out[p] = Some(chain);
        }
        if let Some(chain) = chains.out.last().copied().flatten() {
            chains.broken[chain] = true;
        }
        chains
    }
}
