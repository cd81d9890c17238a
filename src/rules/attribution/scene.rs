//! A paragraph laid out for attribution: which words are quoted, and which sentences have a cue.

use std::ops::Range;

use super::lexicon::{Lexicon, is_word, phrase_at};
use crate::article::quotes::{self, MarkKind};
use crate::article::tags::is_blank;
use crate::article::{Paragraph, Quote};
use crate::text::Span;

/// A quotation of the first level, in the marks that quote first.
#[derive(Debug)]
pub(super) struct Host {
    /// Its span with the marks.
    pub(super) span: Span,
    /// Its span without them.
    pub(super) inner: Span,
    pub(super) closed: bool,
    /// Its words.
    pub(super) words: Range<usize>,
    /// The sentence in which it begins and the one in which it ends.
    pub(super) first: usize,
    pub(super) last: usize,
    /// Whether its marks are in disorder, so that nobody knows what it holds.
    pub(super) broken: bool,
}

/// What a sentence has outside its quotations.
#[derive(Clone, Debug, Default)]
pub(super) struct Cues {
    /// The first verb of saying that can carry over to other sentences, or *according*.
    pub(super) strong: Option<usize>,
    /// Whether anything attributes a quotation of the same sentence.
    pub(super) any: bool,
    /// Whether a verb of thinking attributes what is quoted in part.
    pub(super) mental: bool,
    /// Whether all its words are quoted.
    pub(super) quote_only: bool,
}

pub(super) struct Scene<'a> {
    pub(super) paragraph: &'a Paragraph<'a>,
    pub(super) lexicon: &'a Lexicon,
    pub(super) hosts: Vec<Host>,
    pub(super) cues: Vec<Cues>,
    /// Whether each word is quoted; empty where nothing is.
    quoted: Vec<bool>,
    /// Whether the paragraph ends in a quotation that is still open.
    pub(super) ends_open: bool,
}

impl<'a> Scene<'a> {
    pub(super) fn new(paragraph: &'a Paragraph<'a>, lexicon: &'a Lexicon) -> Self {
        let mut scene =
            Scene { paragraph, lexicon, hosts: Vec::new(), cues: Vec::new(), quoted: Vec::new(), ends_open: false };
        if !paragraph.quotes.is_empty() {
            scene.read_hosts();
        }
        scene.cues = (0..paragraph.sentences.len()).map(|i| scene.read_cues(i)).collect();
        scene
    }

    /// Whether a word is inside a quotation.
    pub(super) fn is_quoted(&self, word: usize) -> bool {
        self.quoted.get(word).copied().unwrap_or(false)
    }

    /// The text of a quotation without its marks.
    pub(super) fn inner(&self, host: &Host) -> &str {
        &self.paragraph.text[host.inner.range()]
    }

    /// Up to `most` words outside quotations before a word of the same sentence, nearest first.
    pub(super) fn before(&self, word: usize, sentence: usize, most: usize) -> impl Iterator<Item = usize> + '_ {
        let start = self.paragraph.sentences[sentence].words.start;
        (start..word.max(start)).rev().take(most * 4 + 16).filter(|&word| !self.is_quoted(word)).take(most)
    }

    /// Up to `most` words outside quotations from a word on, in the same sentence.
    pub(super) fn after(&self, word: usize, sentence: usize, most: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.paragraph.sentences[sentence].words.end;
        (word..end.max(word)).take(most * 4 + 16).filter(|&word| !self.is_quoted(word)).take(most)
    }

    /// Whether words outside quotations stand before a quotation in its sentence.
    pub(super) fn is_led(&self, host: &Host) -> bool {
        let start = self.paragraph.sentences[host.first].words.start;
        start < host.words.start && !self.is_quoted(start)
            || self.before(host.words.start, host.first, 1).next().is_some()
    }

    /// Whether words outside quotations follow it in its sentence.
    pub(super) fn is_followed(&self, host: &Host) -> bool {
        self.after(host.words.end, host.last, 1).next().is_some()
    }

    fn read_hosts(&mut self) {
        let paragraph = self.paragraph;
        let kind = if paragraph.settings.single_quotes_first { MarkKind::Single } else { MarkKind::Double };
        let end = paragraph.text.trim_end_matches(is_blank).len();
        let stray = !quotes::unopened(paragraph).is_empty();
        self.quoted = vec![false; paragraph.words.len()];
        for quote in &paragraph.quotes {
            if quote.level != 1 {
                if quote.misnested
                    && let Some(host) = self.hosts.last_mut()
                {
                    host.broken = true;
                }
                continue;
            }
            if quote.kind != kind {
                continue;
            }
            self.read_host(quote, end, stray);
        }
        self.ends_open = self.hosts.last().is_some_and(|host| !host.closed && host.span.end >= end);
    }

    fn read_host(&mut self, quote: &Quote, end: usize, stray: bool) {
        let paragraph = self.paragraph;
        let inner = quote.inner();
        let words = paragraph.word_at_or_after(inner.start)..paragraph.word_at_or_after(inner.end);
        let sentence = |offset: usize| {
            let after = paragraph.sentences.partition_point(|sentence| sentence.span.start <= offset);
            after.saturating_sub(1)
        };
        if words.is_empty() || paragraph.sentences.is_empty() {
            return;
        }
        for word in words.clone() {
            self.quoted[word] = true;
        }
        let first = sentence(quote.span.start);
        self.hosts.push(Host {
            span: quote.span,
            inner,
            closed: quote.close.is_some(),
            first,
            last: sentence(inner.end.max(1) - 1).max(first),
            words,
            broken: stray || (quote.close.is_none() && quote.span.end < end),
        });
    }

    fn read_cues(&self, sentence: usize) -> Cues {
        let lexicon = self.lexicon;
        let mut cues = Cues { quote_only: true, ..Cues::default() };
        let nouns = lexicon.documents.mask().union(lexicon.messages.mask());
        for at in self.paragraph.sentences[sentence].words.clone() {
            if self.is_quoted(at) {
                continue;
            }
            cues.quote_only = false;
            let classes = self.paragraph.words[at].classes;
            if classes.is(lexicon.tags.strong) {
                if classes.is(lexicon.not_speech_starts) && phrase_at(self.paragraph, at, &lexicon.not_speech).is_some()
                {
                    continue;
                }
                cues.any = true;
                if cues.strong.is_none() && self.is_verb(at, sentence) {
                    cues.strong = Some(at);
                }
            } else if classes.is(lexicon.sources) {
                cues.any = true;
                if cues.strong.is_none() && is_word(self.paragraph, at, "according") {
                    cues.strong = Some(at);
                }
            } else if classes.is(lexicon.tags.phrasal) {
                cues.any |= self.is_phrasal(at);
            } else if classes.any(nouns) {
                cues.any = true;
            } else if classes.is(lexicon.tags.mental) {
                cues.mental = true;
            }
        }
        cues
    }

    /// Whether a phrasal verb has its particle: *points out*.
    pub(super) fn is_phrasal(&self, at: usize) -> bool {
        let next = self.paragraph.words.get(at + 1);
        next.is_some_and(|next| next.classes.is(self.lexicon.tags.particles)) && !self.is_quoted(at + 1)
    }

    /// Whether a word that may be a verb of saying is no noun: *comments*, not *the comments*.
    fn is_verb(&self, at: usize, sentence: usize) -> bool {
        let lexicon = self.lexicon;
        if self.paragraph.words[at].classes.is(lexicon.past) {
            return true;
        }
        if !self.paragraph.words[at].classes.is(lexicon.tags.finite) {
            return true;
        }
        let before = self.before(at, sentence, 1).next();
        before.is_none_or(|before| {
            let word = &self.paragraph.words[before];
            !word.classes.is(lexicon.determiners) && !word.is_possessive()
        })
    }
}
