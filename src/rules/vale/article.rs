//! What a paragraph remembers for rules that look at the whole article, and what is decided of it.

use std::collections::{HashMap, HashSet};

use super::counts::Counts;
use super::work::Work;
use super::{Hit, Rule, ValeCheck, is_of_article, tell};
use crate::article::Paragraph;
use crate::check::{Anchor, ArticleFacts, ArticleFindings, Findings, Place};
use crate::text::Span;

/// What a paragraph remembers.
#[derive(Default, PartialEq)]
pub(super) struct Notes {
    /// Where the paragraph begins.
    start: u32,
    counts: Option<Counts>,
    all: Vec<Note>,
}

#[derive(PartialEq)]
struct Note {
    /// The number of the rule among those that are on.
    rule: usize,
    place: Option<u32>,
    what: What,
}

#[derive(PartialEq)]
pub(super) enum What {
    /// A finding of a rule that may only have so many.
    Hit { arguments: Vec<String>, fixes: Vec<String>, takes_out: Option<u32> },
    /// How often something stands in the paragraph.
    Counted(usize),
    /// A side of a pair is used.
    Side { pair: usize, side: usize, found: String },
    /// Something is explained, or simply there.
    Explains(String),
    /// Something calls for an explanation.
    Wants(String),
}

impl Notes {
    pub(super) fn start(check: &ValeCheck, paragraph: &Paragraph<'_>, findings: &mut Findings) -> Self {
        if !check.remembers {
            return Notes::default();
        }
        let counts = check.measures.then(|| Counts::of(paragraph, &check.syllables));
        Notes { start: findings.place(first_word(paragraph)), counts, all: Vec::new() }
    }

    pub(super) fn note(&mut self, rule: &Rule, span: Span, what: What, findings: &mut Findings) {
        let place = Some(findings.place(span));
        self.all.push(Note { rule: rule.number, place, what });
    }

    /// Notes something that needs no place.
    pub(super) fn known(&mut self, rule: &Rule, what: What) {
        self.all.push(Note { rule: rule.number, place: None, what });
    }

    pub(super) fn hit(&mut self, rule: &Rule, hit: Hit, findings: &mut Findings) {
        let takes_out = hit.takes_out.map(|span| findings.place(span));
        let what = What::Hit { arguments: hit.arguments, fixes: hit.fixes, takes_out };
        self.note(rule, hit.span, what, findings);
    }
}

/// The first word of a paragraph, for what is said of it as a whole.
pub(super) fn first_word(paragraph: &Paragraph<'_>) -> Span {
    let first = paragraph.words.iter().find(|word| word.start as usize >= paragraph.dateline.end);
    first.map_or_else(|| Span::new(0, paragraph.text.trim_end().len().min(1)), crate::article::Word::span)
}

/// Decides what only the whole article tells.
pub(super) fn decide(check: &ValeCheck, facts: &ArticleFacts<'_>, findings: &mut ArticleFindings) {
    for rule in check.rules.iter().filter(|rule| rule.waits() || rule.work.is_decided_late(rule)) {
        let mut told = Told { rule, findings, count: 0 };
        match &rule.work {
            Work::Metric(metric) if is_of_article(rule) => {
                told.measure(facts, |counts| metric.wrong(counts));
            }
            Work::Readability(readability) if is_of_article(rule) => {
                told.measure(facts, |counts| readability.wrong(counts));
            }
            Work::Occurrence(occurrence) if is_of_article(rule) => {
                let mut total = 0;
                let mut first: Option<(bool, Place)> = None;
                for (number, note) in notes(facts, rule) {
                    if let What::Counted(count) = note.what {
                        total += count;
                        let better = first.is_none_or(|(found, _)| !found && count > 0);
                        if let (true, Some(place)) = (better, note.place) {
                            first = Some((count > 0, Place { paragraph: number, place }));
                        }
                    }
                }
                if let (true, Some((_, place))) = (occurrence.is_wrong(total), first) {
                    told.plain(place, vec![total.to_string()]);
                }
            }
            Work::Consistency(_) => told.consistency(facts),
            Work::Conditional { explains, .. } if *explains || is_of_article(rule) => {
                told.conditional(facts, *explains);
            }
            _ => {}
        }
        for (number, note) in notes(facts, rule) {
            if let (What::Hit { arguments, fixes, takes_out }, Some(place)) = (&note.what, note.place) {
                told.hit(number, place, arguments, fixes, *takes_out);
            }
        }
    }
}

fn notes<'a>(facts: &'a ArticleFacts<'_>, rule: &'a Rule) -> impl Iterator<Item = (usize, &'a Note)> {
    let all = facts.all::<Notes>().flat_map(|(number, notes)| notes.all.iter().map(move |note| (number, note)));
    all.filter(|(_, note)| note.rule == rule.number)
}

/// Reports for one rule, up to its limit.
struct Told<'a, 'f> {
    rule: &'a Rule,
    findings: &'f mut ArticleFindings,
    count: u32,
}

impl Told<'_, '_> {
    fn is_full(&mut self) -> bool {
        self.count += 1;
        self.rule.waits() && self.count > self.rule.keys.limit
    }

    fn plain(&mut self, place: Place, arguments: Vec<String>) {
        if !self.is_full() {
            let hit = Hit { span: Span::default(), arguments, fixes: Vec::new(), takes_out: None };
            tell(self.findings.flag_for(self.rule.number as u32, place), &hit, |_| Anchor::At(place));
        }
    }

    fn hit(&mut self, paragraph: usize, place: u32, arguments: &[String], fixes: &[String], takes_out: Option<u32>) {
        if self.is_full() {
            return;
        }
        let place = Place { paragraph, place };
        // The spans are told apart by whether they are empty.
        let whole = Span::new(0, 1);
        let hit = Hit {
            span: Span::default(),
            arguments: arguments.to_vec(),
            fixes: fixes.to_vec(),
            takes_out: takes_out.map(|_| whole),
        };
        let out = takes_out.map_or(place, |place| Place { paragraph, place });
        let draft = self.findings.flag_for(self.rule.number as u32, place);
        draft.slot("found", arguments.first().cloned().unwrap_or_default());
        tell(draft, &hit, |span| Anchor::At(if span == whole { out } else { place }));
    }

    fn measure(&mut self, facts: &ArticleFacts<'_>, wrong: impl Fn(&Counts) -> Option<f64>) {
        let mut sum = Counts::default();
        let mut start = None;
        for (number, notes) in facts.all::<Notes>() {
            if let Some(counts) = &notes.counts {
                sum.add(counts);
                start.get_or_insert(Place { paragraph: number, place: notes.start });
            }
        }
        if let (Some(place), Some(value)) = (start, wrong(&sum)) {
            self.plain(place, vec![format!("{value:.2}")]);
        }
    }

    /// Once both sides of a pair are used, the side that came second is reported, once in a paragraph.
    fn consistency(&mut self, facts: &ArticleFacts<'_>) {
        let mut first: HashMap<usize, usize> = HashMap::new();
        let mut told = HashSet::new();
        for (number, note) in notes(facts, self.rule) {
            let (What::Side { pair, side, found }, Some(place)) = (&note.what, note.place) else { continue };
            let begun = *first.entry(*pair).or_insert(*side);
            if begun != *side && told.insert((*pair, number)) {
                self.plain(Place { paragraph: number, place }, vec![found.clone()]);
            }
        }
    }

    /// What is explained in a paragraph is so from the start of that paragraph.
    fn conditional(&mut self, facts: &ArticleFacts<'_>, explains: bool) {
        let mut known: HashMap<&str, usize> = HashMap::new();
        for (number, note) in notes(facts, self.rule) {
            if let What::Explains(what) = &note.what {
                known.entry(what).or_insert(number);
            }
        }
        if !explains && !known.is_empty() {
            return;
        }
        for (number, note) in notes(facts, self.rule) {
            let (What::Wants(what), Some(place)) = (&note.what, note.place) else { continue };
            if known.get(what.as_str()).is_none_or(|explained| *explained > number) {
                self.plain(Place { paragraph: number, place }, vec![what.clone()]);
            }
        }
    }
}
