//! The words around a day: *on Monday*, *last Tuesday*, *today*, plans for a day that is past.

use super::DateCheck;
use super::house::{DropOrKeep, NeverOrAny, WeekdayOrAny};
use crate::article::dates::{Cues, Expression, FullDate, Gap, Reader, What};
use crate::article::{Date, Paragraph, WordKind, Zone, calendar};
use crate::check::{Findings, FixDraft};
use crate::diagnostic::Level;
use crate::text::Span;

/// A plan stands at most so many words before its day.
const PLAN_BEFORE: usize = 6;

impl DateCheck {
    /// What the words before a weekday or a date are worth.
    pub(super) fn around(&self, paragraph: &Paragraph<'_>, expression: &Expression, findings: &mut Findings) {
        let reader = Reader { paragraph, words: &self.writer.words };
        match &expression.what {
            What::Weekday(weekday) if weekday.name == 0 && !self.relative_weekday(&reader, expression, findings) => {
                self.on_weekday(&reader, expression, findings);
            }
            What::Day(day) => {
                if day.weekday.is_some() {
                    self.on_weekday(&reader, expression, findings);
                }
                self.past_plan(&reader, expression, day, findings);
            }
            _ => {}
        }
    }

    /// *last Tuesday*; true if it is reported.
    fn relative_weekday(&self, reader: &Reader<'_>, expression: &Expression, findings: &mut Findings) -> bool {
        if self.house.relative_weekday != NeverOrAny::Never {
            return false;
        }
        let Some(before) = expression.first.checked_sub(1) else {
            return false;
        };
        if !reader.cues_before(expression.first).any(Cues::RELATIVE_WEEKDAY)
            || reader.cues_before(before).any(Cues::BEFORE_RELATIVE)
            || capital_follows(reader, expression)
        {
            return false;
        }
        let paragraph = reader.paragraph;
        let span = Span::new(paragraph.words[before].start as usize, expression.span.end);
        let weekday = &paragraph.text[expression.span.range()];
        let draft = findings.flag("redundant-relative", span);
        draft.slot("right", weekday.to_owned());
        if paragraph.settings.date.is_some() {
            draft.fix(FixDraft::safe("replace").edit(span, weekday).preferred());
        } else {
            draft.at_most(Level::Hint);
        }
        true
    }

    /// *resigned on Monday*, where the house drops the word. A capital or a number before it, or a phrase that needs it, keeps it.
    fn on_weekday(&self, reader: &Reader<'_>, expression: &Expression, findings: &mut Findings) {
        let paragraph = reader.paragraph;
        if self.house.on_weekday != DropOrKeep::Drop || paragraph.zone == Zone::Caption || expression.first < 2 {
            return;
        }
        let on = expression.first - 1;
        let before = &paragraph.words[on - 1];
        if !reader.cues_before(expression.first).any(Cues::ON)
            || paragraph.words[on].is_capitalised()
            || reader.gap(on - 1) != Gap::Space
            || before.is_capitalised()
            || before.kind != WordKind::Plain
            || reader.cues(on - 1).any(Cues::KEEP_ON)
            || paragraph.text[expression.span.end..].starts_with(['-', '‑', '–'])
            || capital_follows(reader, expression)
        {
            return;
        }
        let sentence = paragraph.sentence_at(expression.span.start).map(|i| paragraph.sentences[i].words.start);
        if sentence.is_none_or(|first| on <= first + 1) {
            return;
        }
        let span = Span::new(before.end as usize, paragraph.words[on].end as usize);
        findings.flag("on-day", span).fix(FixDraft::safe("drop").edit(span, "").preferred());
    }

    /// *will rule Jan. 4, 2022*, of a story that is younger than that.
    fn past_plan(&self, reader: &Reader<'_>, expression: &Expression, day: &FullDate, findings: &mut Findings) {
        let Some((year, today)) = day.year.zip(reader.paragraph.settings.date) else {
            return;
        };
        let date = Date { year: Some(year), month: day.month.number, day: day.day };
        if self.house.past_plan != NeverOrAny::Never || calendar::days_between(date, today).is_none_or(|days| days <= 1)
        {
            return;
        }
        let first = expression.first;
        for i in (first.saturating_sub(PLAN_BEFORE)..first).rev() {
            if reader.gap(i) != Gap::Space {
                return;
            }
            if self.writer.words.is_plan(reader, i) {
                let span = Span::new(reader.paragraph.words[i].start as usize, expression.span.end);
                findings.flag("tense", span);
                return;
            }
        }
    }

    /// *today*, *yesterday* and *tomorrow*, where the house wants the weekday.
    pub(super) fn relative_day(
        &self,
        paragraph: &Paragraph<'_>,
        expression: &Expression,
        days: i8,
        findings: &mut Findings,
    ) {
        if self.house.relative_day != WeekdayOrAny::Weekday {
            return;
        }
        let reader = Reader { paragraph, words: &self.writer.words };
        let i = expression.first;
        let Some(sentence) = paragraph.sentence_at(expression.span.start).map(|at| &paragraph.sentences[at]) else {
            return;
        };
        let is_name = paragraph.words[i].is_capitalised() && i > sentence.words.start;
        let joined = paragraph.text[expression.span.end..].starts_with(['-', '‑']);
        if is_name || joined || reader.cues_before(i).any(Cues::NOWADAYS) {
            return;
        }
        if days == 0 && is_nowadays(&reader, i) {
            return;
        }
        let date = paragraph.settings.date.and_then(|today| calendar::days_after(today, i32::from(days)));
        let draft = findings.flag("relative-day", expression.span);
        if let Some(weekday) = date.and_then(calendar::weekday) {
            let weekday = self.writer.words.weekday(weekday);
            draft.fix(FixDraft::safe("replace").edit(expression.span, weekday).preferred());
        }
    }
}

/// Whether *today* means these days: its clause is in the present tense.
fn is_nowadays(reader: &Reader<'_>, i: usize) -> bool {
    let sentence = reader.sentence_around(i);
    let mut start = i;
    while start > sentence.start && reader.gap(start - 1) == Gap::Space {
        start -= 1;
    }
    let mut end = i + 1;
    while end < sentence.end && reader.gap(end - 1) == Gap::Space {
        end += 1;
    }
    let clause = start..end;
    // *Today, the mill is a museum*; *Today, 30 years after the flood, the town struggles*.
    if clause.len() <= 2 {
        let has = |cue| sentence.clone().any(|word| reader.cues(word).any(cue));
        return has(Cues::PRESENT) || !has(Cues::PAST);
    }
    let present = clause.clone().any(|word| reader.cues(word).any(Cues::PRESENT));
    present && !clause.into_iter().any(|word| reader.cues(word).any(Cues::PAST))
}

/// Whether a word with a capital follows at once: *Monday Night Football*.
fn capital_follows(reader: &Reader<'_>, expression: &Expression) -> bool {
    let next = reader.paragraph.words.get(expression.last + 1);
    reader.gap(expression.last) == Gap::Space && next.is_some_and(crate::article::Word::is_capitalised)
}
