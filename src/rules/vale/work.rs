//! What each kind of rule finds in a stretch of text.

use std::collections::HashSet;

use super::action::{cased, listed, options};
use super::article::{What, first_word};
use super::case::Case;
use super::counts::{Counts, Measure};
use super::finder::{Finder, Swaps};
use super::formula::Formula;
use super::pattern::{Pattern, TooSlow};
use super::sequence::Sequence;
use super::{Hit, Notes, Offer, Rule, ValeCheck, is_of_article};
use crate::article::{Paragraph, WordKind};
use crate::check::Findings;
use crate::text::Span;

/// What a rule does.
pub(super) enum Work {
    Existence(Finder),
    Substitution(Swaps),
    Occurrence(Occurrence),
    Repetition(Repetition),
    /// Pairs of which only one side should be used.
    Consistency(Vec<[Finder; 2]>),
    /// What calls for something, and what it calls for; whether that explains it by its groups.
    Conditional {
        first: Finder,
        second: Pattern,
        explains: bool,
    },
    Case(Case),
    Metric(Metric),
    Readability(Readability),
    Spelling(Speller),
    Sequence(Sequence),
}

pub(super) struct Occurrence {
    pub(super) finder: Finder,
    /// No more than these; 0 is no limit.
    pub(super) most: usize,
    /// No fewer.
    pub(super) least: usize,
}

impl Occurrence {
    pub(super) const fn is_wrong(&self, count: usize) -> bool {
        (self.most > 0 && count > self.most) || (self.least > 0 && count < self.least)
    }
}

pub(super) struct Repetition {
    pub(super) finder: Finder,
}

pub(super) struct Metric {
    pub(super) formula: Formula,
    /// Compares 0, in whose place the value of the formula is put.
    pub(super) condition: Formula,
}

impl Metric {
    /// The value of the formula, if it meets the condition.
    pub(super) fn wrong(&self, counts: &Counts) -> Option<f64> {
        let values = counts.values();
        let value = self.formula.value(&values);
        (value.is_finite() && self.condition.with_first(value).value(&values) != 0.0).then_some(value)
    }
}

pub(super) struct Readability {
    pub(super) measures: Vec<Measure>,
    pub(super) most: f64,
}

impl Readability {
    /// The mean grade, if it is too high.
    pub(super) fn wrong(&self, counts: &Counts) -> Option<f64> {
        let sum: f64 = self.measures.iter().map(|measure| measure.grade(counts)).sum();
        let grade = sum / f64::from(self.measures.len().max(1) as u32);
        (counts.words > 0 && grade > self.most).then_some(grade)
    }
}

pub(super) struct Speller {
    pub(super) filters: Vec<Pattern>,
    pub(super) ignored: HashSet<String>,
    /// Whether names with capitals inside, initialisms and words with figures are left out.
    pub(super) usual: bool,
}

impl Work {
    /// Texts of which one must stand where something is found.
    pub(super) fn needed(&self) -> Option<Vec<String>> {
        match self {
            Work::Existence(finder) | Work::Repetition(Repetition { finder }) => finder.needed.clone(),
            Work::Substitution(swaps) => swaps.needed.clone(),
            _ => None,
        }
    }

    /// Whether something of it is decided for the article as a whole.
    pub(super) fn is_decided_late(&self, rule: &Rule) -> bool {
        match self {
            Work::Consistency(_) => true,
            Work::Conditional { explains, .. } => *explains || is_of_article(rule),
            Work::Occurrence(_) | Work::Metric(_) | Work::Readability(_) => is_of_article(rule),
            _ => false,
        }
    }

    /// Whether it needs counts of words and sentences.
    pub(super) const fn measures(&self) -> bool {
        matches!(self, Work::Metric(_) | Work::Readability(_))
    }
}

/// A rule that looks at a unit of a paragraph.
pub(super) struct Seen<'a> {
    pub(super) check: &'a ValeCheck,
    pub(super) rule: &'a Rule,
    pub(super) paragraph: &'a Paragraph<'a>,
    pub(super) unit: Span,
}

impl Seen<'_> {
    fn text(&self) -> &str {
        &self.paragraph.text[self.unit.range()]
    }

    fn at(&self, span: Span) -> Span {
        span.shifted(self.unit.start)
    }

    pub(super) fn find(&self, hits: &mut Vec<Hit>, notes: &mut Notes, findings: &mut Findings) -> Result<(), TooSlow> {
        let rule = self.rule;
        match &rule.work {
            Work::Existence(finder) => {
                for span in finder.find_all(self.text())? {
                    let trimmed = &self.text()[span.range()];
                    let lead = trimmed.len() - trimmed.trim_start().len();
                    let inner = Span::new(span.start + lead, span.start + lead + trimmed.trim().len());
                    if inner.is_empty() || !rule.exceptions.hold(self.text(), inner) {
                        hits.push(self.hit(span, &[], None));
                    }
                }
            }
            Work::Substitution(swaps) => self.substitution(swaps, hits)?,
            Work::Occurrence(occurrence) => {
                let finds = occurrence.finder.find_all(self.text())?;
                if is_of_article(rule) {
                    let first = finds.first().map_or_else(|| first_word(self.paragraph), |span| self.at(*span));
                    notes.note(rule, first, What::Counted(finds.len()), findings);
                } else if occurrence.is_wrong(finds.len()) {
                    let start = Span::new(
                        0,
                        self.text().len().min(self.text().find(char::is_whitespace).unwrap_or(usize::MAX)),
                    );
                    let span = self.at(finds.first().copied().unwrap_or(start));
                    hits.push(Hit {
                        span,
                        arguments: vec![finds.len().to_string()],
                        fixes: Vec::new(),
                        takes_out: None,
                    });
                }
            }
            Work::Repetition(repetition) => self.repetition(repetition, hits)?,
            Work::Consistency(pairs) => {
                let mut sides = Vec::new();
                for (number, pair) in pairs.iter().enumerate() {
                    for (side, finder) in pair.iter().enumerate() {
                        sides.extend(finder.find_all(self.text())?.into_iter().map(|span| (span, number, side)));
                    }
                }
                sides.sort_unstable();
                for (span, pair, side) in sides {
                    let found = self.text()[span.range()].to_owned();
                    notes.note(rule, self.at(span), What::Side { pair, side, found }, findings);
                }
            }
            Work::Conditional { first, second, explains } => {
                self.conditional(first, second, *explains, hits, notes, findings)?;
            }
            Work::Case(case) => {
                let line = self.text().trim_end();
                let is_word = |word: &str| self.check.lexicon.accepts(word);
                if let Some(better) = case.better(line, &rule.exceptions, &is_word) {
                    let own = if case.makes_lines() { vec![better.clone()] } else { Vec::new() };
                    let span = self.at(Span::new(0, line.len()));
                    let fixes = rule.offer.texts(line, &own);
                    hits.push(Hit { span, arguments: vec![line.to_owned(), better], fixes, takes_out: None });
                }
            }
            Work::Metric(metric) if !is_of_article(rule) => {
                hits.extend(metric.wrong(&self.counts()).map(|value| self.whole(value)));
            }
            Work::Readability(readability) if !is_of_article(rule) => {
                hits.extend(readability.wrong(&self.counts()).map(|grade| self.whole(grade)));
            }
            Work::Metric(_) | Work::Readability(_) => {}
            Work::Spelling(speller) => self.spelling(speller, hits),
            Work::Sequence(sequence) => {
                let sentence = self.paragraph.sentences.iter().find(|sentence| sentence.span == self.unit);
                for span in
                    sentence.map(|one| sequence.find_all(self.paragraph, one, &self.check.tags)).unwrap_or_default()
                {
                    let span = Span::new(span.start - self.unit.start, span.end - self.unit.start);
                    hits.push(self.hit(span, &[], None));
                }
            }
        }
        Ok(())
    }

    /// A find with what is offered for it. `own` are the texts that the rule knows; `expected` stands before the find in the
    /// message.
    fn hit(&self, span: Span, own: &[String], expected: Option<String>) -> Hit {
        let rule = self.rule;
        let found = &self.text()[span.range()];
        let opens = self.paragraph.sentences.iter().any(|sentence| sentence.span.start == self.at(span).start);
        let texts = rule.offer.texts(found, own);
        let takes_out = matches!(rule.offer, Offer::Remove).then(|| self.with_a_blank(span));
        let own_blanks = |text: String| with_blanks_of(text, found);
        let mut fixes: Vec<String> =
            texts.iter().map(|text| own_blanks(cased(text, found, &rule.keys, opens))).collect();
        fixes.retain(|text| text != found);
        let arguments = match expected {
            Some(expected) => vec![expected, found.to_owned()],
            None => vec![found.to_owned(), if texts.len() == 1 { texts[0].clone() } else { listed(&texts) }],
        };
        Hit { span: self.at(span), arguments, fixes, takes_out }
    }

    /// A span with the blank that would be one too many without it.
    fn with_a_blank(&self, span: Span) -> Span {
        let text = self.text();
        let span = if text[span.end..].starts_with(' ') && !text[..span.start].ends_with(|c: char| c.is_alphanumeric())
        {
            Span::new(span.start, span.end + 1)
        } else if text[..span.start].ends_with(' ') {
            Span::new(span.start - 1, span.end)
        } else {
            span
        };
        self.at(span)
    }

    fn substitution(&self, swaps: &Swaps, hits: &mut Vec<Hit>) -> Result<(), TooSlow> {
        let rule = self.rule;
        for (span, swap) in swaps.find_all(self.text())? {
            let found = &self.text()[span.range()];
            let better = swap.better_than(found);
            let replaces = rule.keys.action.name == "replace";
            let known = options(&better);
            let is_right =
                if replaces { known.iter().any(|text| text == found) } else { swap.is_right(found, &better) };
            if is_right || rule.exceptions.hold(self.text(), span) {
                continue;
            }
            let shown: Vec<String> = known.iter().map(|text| cased(text, found, &rule.keys, false)).collect();
            let expected = if replaces && rule.keys.action.params.0.is_empty() { listed(&shown) } else { better };
            hits.push(self.hit(span, &known, Some(expected)));
        }
        Ok(())
    }

    fn repetition(&self, repetition: &Repetition, hits: &mut Vec<Hit>) -> Result<(), TooSlow> {
        let rule = self.rule;
        let text = self.text();
        let mut before: Option<Span> = None;
        let mut count = 0;
        for span in repetition.finder.find_all(text)? {
            let found = text[span.range()].trim();
            let same = before.is_some_and(|before| {
                let was = text[before.range()].trim();
                let same = if rule.keys.ignorecase { was.to_lowercase() == found.to_lowercase() } else { was == found };
                same && !found.is_empty() && (!rule.keys.alpha || found.chars().all(char::is_alphabetic))
            });
            if let Some(first) = before.filter(|_| same) {
                count += 1;
                let both = Span::new(first.start, span.end);
                let sentence = |at: usize| self.paragraph.sentence_at(self.unit.start + at);
                let one_sentence = sentence(both.start) == sentence(span.start);
                if count > rule.keys.max && one_sentence && !rule.exceptions.hold(text, both) {
                    let mut hit = self.hit(both, &[], None);
                    hit.arguments = vec![found.to_owned()];
                    hits.push(hit);
                    count = 0;
                }
            }
            before = Some(span);
        }
        Ok(())
    }

    fn conditional(
        &self,
        first: &Finder,
        second: &Pattern,
        explains: bool,
        hits: &mut Vec<Hit>,
        notes: &mut Notes,
        findings: &mut Findings,
    ) -> Result<(), TooSlow> {
        let rule = self.rule;
        let text = self.text();
        let waits = explains || is_of_article(rule);
        if explains {
            for groups in second.groups(text)? {
                for group in groups.into_iter().skip(1).flatten().filter(|group| !group.is_empty()) {
                    notes.known(rule, What::Explains(text[group.range()].to_owned()));
                }
            }
        } else if second.is_in(text) {
            if waits {
                notes.known(rule, What::Explains(String::new()));
            }
            return Ok(());
        }
        for span in first.find_all(text)? {
            if rule.exceptions.hold(text, span) || self.check.is_left_alone(self.paragraph, self.at(span)) {
                continue;
            }
            if waits {
                notes.note(rule, self.at(span), What::Wants(text[span.range()].to_owned()), findings);
            } else {
                hits.push(self.hit(span, &[], None));
            }
        }
        Ok(())
    }

    fn spelling(&self, speller: &Speller, hits: &mut Vec<Hit>) {
        for (number, word) in self.paragraph.words.iter().enumerate() {
            let span = word.span();
            if word.kind != WordKind::Plain || span.start < self.unit.start || span.end > self.unit.end {
                continue;
            }
            let text = self.paragraph.str(word);
            let opens = self.paragraph.sentences.iter().any(|sentence| sentence.words.start == number);
            let capital = text.starts_with(char::is_uppercase);
            // A word with a capital inside a sentence is a name, which no dictionary has to know.
            if capital && !opens || speller.usual && text.chars().skip(1).any(char::is_uppercase) {
                continue;
            }
            let local = Span::new(span.start - self.unit.start, span.end - self.unit.start);
            if self.check.lexicon.accepts(text)
                || self.paragraph.settings.words.iter().any(|known| known == text)
                || speller.ignored.contains(&text.to_lowercase())
                || speller.filters.iter().any(|filter| filter.is_in(text))
                || self.rule.exceptions.hold(self.text(), local)
            {
                continue;
            }
            hits.push(Hit { span, arguments: vec![text.to_owned()], fixes: Vec::new(), takes_out: None });
        }
    }

    fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        counts.measure(self.paragraph, &self.check.syllables);
        counts.paragraphs = 1;
        counts
    }

    fn whole(&self, value: f64) -> Hit {
        let arguments = vec![format!("{value:.2}")];
        Hit { span: first_word(self.paragraph), arguments, fixes: Vec::new(), takes_out: None }
    }
}

/// A text in place of one that begins or ends with a blank, which stays where words would run together.
fn with_blanks_of(text: String, found: &str) -> String {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let lead = &found[..found.len() - found.trim_start().len()];
    let tail = &found[found.trim_end().len()..];
    let lead = if is_word(text.chars().next()) { lead } else { "" };
    let tail = if is_word(text.chars().next_back()) && !found.trim().is_empty() { tail } else { "" };
    if lead.is_empty() && tail.is_empty() { text } else { format!("{lead}{text}{tail}") }
}
