//! What a house has against an expression, and how it would write it.

use super::house::{
    Commas, DatelineMonth, DecadeForm, DropOrKeep, FullOrAny, MonthForm, NeverOrAny, Order, RangeMark, ShortDecade,
};
use super::write::Writer;
use super::{DateCheck, Spans};
use crate::article::dates::{
    AfterYear, Dash, Decade, Expression, FullDate, MonthName, MonthOnly, Numeric, Weekday, What,
};
use crate::article::{Paragraph, calendar};
use crate::check::{Findings, FixDraft};
use crate::text::Span;

/// An expression with what is wrong with it, without offsets in the paragraph.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "what a rewrite must know of its place")]
pub(super) struct Case {
    /// As it stands in the text.
    pub(super) text: Box<str>,
    pub(super) what: What,
    /// As the house would have it.
    pub(super) target: What,
    /// The rules that it breaks, each once.
    pub(super) defects: Vec<&'static str>,
    /// What takes the place of the one part that is wrong, where only that is shown.
    pub(super) single: Option<String>,
    /// Whether `target` is what it should be.
    pub(super) fixable: bool,
    /// Whether the text can be edited there, as a whole and where only a part is wrong: markup may stand in it.
    pub(super) editable: bool,
    pub(super) single_editable: bool,
    pub(super) full_stop: bool,
    pub(super) unsure_stop: bool,
    /// What joins the range in words.
    pub(super) joint: Option<Box<str>>,
    /// For a weekday that is not the day’s: the right one, and the same weekday on another day.
    pub(super) calendar: Option<Calendar>,
    /// What an ambiguous date may mean.
    pub(super) readings: Vec<What>,
}

/// What the calendar says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Calendar {
    pub(super) right: u8,
    pub(super) other: What,
}

impl Case {
    /// The expression in another form, as it is shown; and as it is put into the text, where its stop may end the sentence.
    pub(super) fn rewrite(&self, writer: &Writer, target: &What) -> (String, String) {
        let mut out = writer.write(target, self.joint.as_deref());
        if let (What::Day(was), What::Day(is)) = (&self.what, target)
            && was.after_year == AfterYear::Missing
            && is.after_year == AfterYear::Comma
        {
            out.push(',');
        }
        let mut edit = out.clone();
        if self.full_stop && !out.ends_with('.') {
            edit.push('.');
        }
        (out, edit)
    }
}

/// Keeps a defect, and the only one's place and cure.
pub(super) struct Defects<'a> {
    check: &'a DateCheck,
    kinds: Vec<&'static str>,
    single: Option<(Span, String)>,
}

impl Defects<'_> {
    /// Adds a defect of the whole expression; false if its rule is off.
    pub(super) fn whole(&mut self, kind: &'static str) -> bool {
        if !self.check.is_on(kind) {
            return false;
        }
        if !self.kinds.contains(&kind) {
            self.kinds.push(kind);
        }
        self.single = None;
        true
    }

    /// Adds a defect of a part, in bytes from the start of the expression, with what takes its place.
    fn part(&mut self, kind: &'static str, at: Span, text: impl Into<String>) -> bool {
        if !self.check.is_on(kind) {
            return false;
        }
        let first = self.kinds.is_empty();
        self.kinds.push(kind);
        self.single = first.then(|| (at, text.into()));
        true
    }
}

impl DateCheck {
    /// Judges an expression. Where it is not free, in a quotation or an embargo, only the calendar counts.
    pub(super) fn judge(&self, paragraph: &Paragraph<'_>, expression: &Expression, free: bool) -> (Case, Spans) {
        let mut defects = Defects { check: self, kinds: Vec::new(), single: None };
        let mut case = Case {
            text: paragraph.text[expression.span.range()].into(),
            what: expression.what.clone(),
            target: expression.what.clone(),
            defects: Vec::new(),
            single: None,
            fixable: true,
            editable: true,
            single_editable: false,
            full_stop: expression.full_stop,
            unsure_stop: expression.unsure_stop,
            joint: None,
            calendar: None,
            readings: Vec::new(),
        };
        let mut edit_end = expression.span.end;
        match &expression.what {
            What::Day(day) => {
                let target = self.day(paragraph, expression, day, free, &mut case, &mut defects);
                if free && case.fixable && drops_year(day, &target) && starts_later(paragraph, expression) {
                    edit_end += paragraph.text[edit_end..].find(',').filter(|at| *at <= 2).map_or(0, |at| at + 1);
                }
                case.target = target;
            }
            What::Month(month) if free => {
                case.target = What::Month(self.month(month, case.full_stop && month.year.is_none(), &mut defects));
            }
            What::Numeric(numeric) => self.numeric(numeric, free, &mut case, &mut defects),
            What::Time(time) => {
                case.target = What::Time(self.time(paragraph, time, free, &mut case, &mut defects));
            }
            What::Decade(decade) if free => case.target = What::Decade(self.decade(decade, &mut defects)),
            What::Years(years) if free => {
                let mut years = years.clone();
                self.range(&mut years.dash, &mut defects);
                case.target = What::Years(years);
            }
            What::Weekday(weekday)
                if free
                    && self.house.weekday == FullOrAny::Full
                    && weekday.name > 0
                    && defects.whole("weekday-abbrev") =>
            {
                case.target = What::Weekday(Weekday { name: 0, stop: false, ..weekday.clone() });
            }
            _ => {}
        }
        let mut whole = expression.span;
        if free
            && let Some((lead, start)) = expression.lead
            && is_range(&expression.what)
            && self.house.half_range == NeverOrAny::Never
            && defects.whole("range")
        {
            case.joint = Some(self.writer.words.range_word(lead).into());
            whole.start = start;
        }
        let edit = Span::new(expression.span.start, edit_end);
        case.editable = paragraph.map.source(edit).1;
        case.defects = defects.kinds;
        let single = defects.single.map(|(at, text)| {
            let at = at.shifted(expression.span.start);
            case.single = Some(text);
            case.single_editable = paragraph.map.source(at).1;
            at
        });
        // A rewrite that ends in a stop takes the place of the stop behind it.
        let stop =
            paragraph.text[edit.end..].find('.').filter(|_| expression.stop_after && edit.end == expression.span.end);
        let with_stop = stop.map(|stop| Span::new(edit.start, edit.end + stop + 1));
        (case, Spans { whole, edit, with_stop, single })
    }

    fn day(
        &self,
        paragraph: &Paragraph<'_>,
        expression: &Expression,
        day: &FullDate,
        free: bool,
        case: &mut Case,
        defects: &mut Defects<'_>,
    ) -> What {
        let mut target = day.clone();
        let impossible = !is_possible(day);
        if impossible {
            defects.whole("impossible");
            case.fixable = false;
        }
        let mismatch = if impossible { None } else { self.mismatch(paragraph, expression, day) };
        if let Some((right, _)) = mismatch
            && defects.whole("weekday-mismatch")
            && let Some(weekday) = &mut target.weekday
        {
            weekday.number = right;
        }
        let by_calendar = impossible || mismatch.is_some();
        if free {
            self.day_form(day, &mut target, by_calendar, defects);
        }
        if let Some((right, date)) = mismatch {
            let other = self.same_weekday(day, &target, right, date);
            case.calendar = other.map(|other| Calendar { right, other: What::Day(other) });
        }
        if free && !by_calendar {
            if let Some(weekday) = self.in_the_window(paragraph, expression, day)
                && defects.whole("weekday-window")
            {
                return What::Weekday(weekday);
            }
            let current = paragraph.settings.date.and_then(|date| date.year);
            if self.house.current_year == DropOrKeep::Drop
                && day.year.is_some()
                && day.year == current
                && !target.day_first
                && defects.whole("current-year")
            {
                target.year = None;
                target.after_year = AfterYear::Other;
            }
        }
        What::Day(target)
    }

    /// The form of a date, part by part.
    fn day_form(&self, day: &FullDate, target: &mut FullDate, by_calendar: bool, defects: &mut Defects<'_>) {
        let house = &self.house;
        let want = match house.month_with_day {
            MonthForm::Abbreviated => self.writer.abbreviated(day.month.number),
            MonthForm::Full => Some((0, false)),
            MonthForm::Any => None,
        };
        if let Some((name, stop)) = want
            && (name, stop) != (day.month.name, day.month.stop)
        {
            let month = MonthName { name, stop, ..day.month.clone() };
            if defects.part("month-abbrev", day.month.at, self.writer.month_name(&month)) {
                target.month = month;
            }
        }
        if house.ordinal == NeverOrAny::Never
            && let Some(at) = day.ordinal
        {
            let removed = if day.of { defects.whole("ordinal") } else { defects.part("ordinal", at, "") };
            if removed {
                target.ordinal = None;
            }
        }
        let day_first = match house.order {
            Order::DayFirst => true,
            Order::MonthFirst => false,
            Order::Any => day.day_first,
        };
        let moved = day_first != day.day_first && !by_calendar && defects.whole("order");
        if moved {
            target.day_first = day_first;
            target.year_comma = !day_first;
            target.weekday_comma = !day_first && !day.bracket;
            if !day_first && day.after_year == AfterYear::Missing {
                target.after_year = AfterYear::Comma;
            }
        }
        match house.year_commas {
            Commas::Pair if !target.day_first && !moved => Self::commas(day, target, defects),
            Commas::Never
                if target.year_comma && day.year.is_some() || target.weekday_comma && day.weekday.is_some() =>
            {
                let told = moved || defects.whole("comma-year");
                (target.year_comma, target.weekday_comma) = (target.year_comma && !told, target.weekday_comma && !told);
            }
            _ => {}
        }
        if house.weekday == FullOrAny::Full
            && let Some(weekday) = day.weekday.as_ref().filter(|weekday| weekday.name > 0)
            && let Some(target) = &mut target.weekday
            && defects.part("weekday-abbrev", weekday.at, self.writer.words.weekday(weekday.number))
        {
            (target.name, target.stop) = (0, false);
        }
        if let Some((dash, _)) = &mut target.last_day {
            self.range(dash, defects);
        }
    }

    /// Commas before and after the year and after the weekday.
    fn commas(day: &FullDate, target: &mut FullDate, defects: &mut Defects<'_>) {
        let before = day.year.is_some() && !day.year_comma;
        let weekday = day.weekday.is_some() && !day.weekday_comma && !day.bracket;
        let after = day.year.is_some() && day.after_year == AfterYear::Missing;
        let told = if before || weekday {
            defects.whole("comma-year")
        } else if let (true, Some(year)) = (after, day.year) {
            defects.part("comma-year", day.year_at, format!("{year},"))
        } else {
            return;
        };
        if told {
            target.year_comma |= before;
            target.weekday_comma |= weekday;
            if after {
                target.after_year = AfterYear::Comma;
            }
        }
    }

    fn month(&self, month: &MonthOnly, ends_sentence: bool, defects: &mut Defects<'_>) -> MonthOnly {
        let mut target = month.clone();
        if self.house.month_alone == FullOrAny::Full && month.month.name > 0 {
            let full = MonthName { name: 0, stop: false, ..month.month.clone() };
            let text = self.writer.month_name(&full).into_owned() + if ends_sentence { "." } else { "" };
            if defects.part("month-spelled", month.month.at, text) {
                target.month = full;
            }
        }
        if self.house.month_year_comma == NeverOrAny::Never && month.comma && defects.whole("comma-month-year") {
            target.comma = false;
        }
        if self.house.of_year == NeverOrAny::Never && month.of && defects.whole("of-year") {
            target.of = false;
        }
        target
    }

    fn numeric(&self, numeric: &Numeric, free: bool, case: &mut Case, defects: &mut Defects<'_>) {
        let [a, b] = numeric.parts;
        let exists = |month: u8, day: u8| (1..=calendar::days_in_month(Some(numeric.year), month)).contains(&day);
        let month_first = exists(a, b).then_some((a, b));
        let day_first = (exists(b, a) && !numeric.iso).then_some((b, a));
        case.fixable = false;
        let in_words =
            |(month, day): (u8, u8), day_first: bool| What::Day(self.in_words(month, day, numeric.year, day_first));
        match (month_first, day_first) {
            (None, None) => {
                defects.whole("impossible");
            }
            (Some(one), Some(other)) if one != other => {
                if free && defects.whole("ambiguous-numeric") {
                    let open = self.house.order == Order::Any;
                    let first = self.house.order == Order::DayFirst;
                    case.readings = vec![in_words(one, first), in_words(other, first || open)];
                }
            }
            (Some(only), _) | (_, Some(only)) => {
                case.target = in_words(only, self.house.order == Order::DayFirst);
                if free && self.house.numeric == NeverOrAny::Never && defects.whole("numeric") {
                    case.fixable = true;
                }
            }
        }
    }

    /// A date in the words of the house.
    pub(super) fn in_words(&self, month: u8, day: u8, year: i16, day_first: bool) -> FullDate {
        let (name, stop) = match self.house.month_with_day {
            MonthForm::Abbreviated => self.writer.abbreviated(month).unwrap_or((0, false)),
            _ => (0, false),
        };
        FullDate {
            weekday: None,
            weekday_comma: false,
            bracket: false,
            month: MonthName { number: month, name, stop, at: Span::default() },
            day,
            ordinal: None,
            of: false,
            last_day: None,
            year: Some(year),
            year_at: Span::default(),
            year_comma: !day_first && self.house.year_commas != Commas::Never,
            after_year: AfterYear::Other,
            day_first,
            doubtful: false,
        }
    }

    fn decade(&self, decade: &Decade, defects: &mut Defects<'_>) -> Decade {
        let mut target = decade.clone();
        if decade.short {
            let lead = match self.house.short_decade {
                ShortDecade::Apostrophe => true,
                ShortDecade::Plain => false,
                ShortDecade::Any => return target,
            };
            (target.lead, target.inner) = (lead, false);
        } else if self.house.decade == DecadeForm::Plain {
            target.inner = false;
        }
        if target != *decade && !defects.whole("decade") {
            return decade.clone();
        }
        target
    }

    pub(super) fn range(&self, dash: &mut Dash, defects: &mut Defects<'_>) {
        let want = match self.house.range {
            RangeMark::Hyphen => Dash::Hyphen,
            RangeMark::EnDash => Dash::En,
            RangeMark::Any => return,
        };
        if *dash != want && defects.whole("range") {
            *dash = want;
        }
    }

    /// The month of a dateline, which has a table of its own.
    pub(super) fn dateline(&self, paragraph: &Paragraph<'_>, findings: &mut Findings) {
        if paragraph.dateline.is_empty() || self.house.dateline_month.is_open() {
            return;
        }
        let head = crate::article::dates::in_dateline(paragraph, &self.writer.words);
        for month in head {
            let want = match self.house.dateline_month {
                DatelineMonth::AsText => self.writer.abbreviated(month.number),
                DatelineMonth::NoStops => self.writer.abbreviated(month.number).map(|(name, _)| (name, false)),
                DatelineMonth::Any => None,
            };
            let Some((name, stop)) = want.filter(|want| *want != (month.name, month.stop)) else { continue };
            let right = self.writer.month_name(&MonthName { name, stop, ..month.clone() }).into_owned();
            findings
                .flag("month-abbrev", month.at)
                .slot("right", right.clone())
                .fix(FixDraft::safe("replace").edit(month.at, right).preferred());
        }
    }
}

fn is_range(what: &What) -> bool {
    match what {
        What::Day(day) => day.last_day.is_some(),
        What::Time(time) => time.from.is_some(),
        What::Years(_) => true,
        _ => false,
    }
}

/// Whether the days of a date exist.
fn is_possible(day: &FullDate) -> bool {
    let days = 1..=calendar::days_in_month(day.year, day.month.number);
    days.contains(&day.day) && day.last_day.is_none_or(|(_, last)| days.contains(&last))
}

fn drops_year(day: &FullDate, target: &What) -> bool {
    let without = match target {
        What::Day(target) => target.year.is_none(),
        _ => true,
    };
    without && day.year.is_some() && day.after_year == AfterYear::Comma
}

/// Whether something stands before a date in its sentence but a preposition: then the comma after its year goes with the year.
fn starts_later(paragraph: &Paragraph<'_>, expression: &Expression) -> bool {
    let sentence = paragraph.sentence_at(expression.span.start).map(|i| paragraph.sentences[i].words.start);
    sentence.is_none_or(|first| expression.first > first + 1)
}
