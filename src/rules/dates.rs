//! `date/*`: dates and times that do not exist, that a house writes in another way, or that a story writes in two.

use crate::article::dates::{self, DateTable, DateWords, Expression, What};
use crate::article::{Paragraph, Zone};
use crate::check::{Anchor, ArticleFacts, ArticleFindings, Check, Draft, Findings, FixDraft, Place};
use crate::diagnostic::Level;
use crate::rules::{Build, CheckType};
use crate::stylebook::Problem;
use crate::text::Span;

mod around;
mod calendar;
mod clock;
mod consistency;
mod house;
mod judge;
mod write;

pub use house::Options;

use judge::Case;
use write::Writer;

/// The check of dates and times. The kinds stand in the order in which the specification has the rules: of two defects that
/// weigh the same, the first names the finding.
pub(super) const CHECK: CheckType =
    CheckType { name: "dates", kinds: KINDS, build: |build| Ok(Box::new(DateCheck::new(build)?)) };

const KINDS: &[&str] = &[
    "month-abbrev",
    "month-spelled",
    "ordinal",
    "order",
    "comma-year",
    "comma-month-year",
    "of-year",
    "weekday-abbrev",
    "impossible",
    "weekday-mismatch",
    "ambiguous-numeric",
    "numeric",
    "decade",
    "range",
    "time-format",
    "noon-midnight",
    "time-redundant",
    "relative-day",
    "redundant-relative",
    "weekday-window",
    "current-year",
    "on-day",
    "tense",
    "consistency",
];

struct DateCheck {
    house: Options,
    writer: Writer,
    /// The level of each of [`KINDS`]; none if the rule is off.
    levels: Vec<Option<Level>>,
}

impl DateCheck {
    fn new(build: &mut Build<'_>) -> Result<Self, Problem> {
        let book = build.stylebook;
        let table: DateTable = book.table("dates.yaml")?;
        let house: Options = book.section("dates")?;
        // The set of the check of names, which is the same list.
        let given = build.vocabulary.exact_set("names/given", book.word_list("names/given.txt"));
        let words = DateWords::new(table, given, build.vocabulary);
        let level = |kind: &&str| book.rules.iter().find(|rule| rule.check == "dates" && rule.kind() == *kind)?.level();
        let writer = Writer { words, abbreviations: house.abbreviations.clone() };
        for (i, form) in house.abbreviations.iter().enumerate() {
            let month = u8::try_from(i + 1).ok().filter(|month| *month <= 12);
            if month.is_none_or(|month| writer.abbreviated(month).is_none()) {
                let at = i.to_string();
                let message = format!("“{form}” is no name of month {} that copydesk knows", i + 1);
                build.problems.push(book.problem(&["dates", "abbreviations", &at], message));
            }
        }
        Ok(DateCheck { writer, levels: KINDS.iter().map(level).collect(), house })
    }

    /// The level of a rule that is on.
    fn level(&self, kind: &str) -> Option<Level> {
        self.levels[rank(kind)]
    }

    fn is_on(&self, kind: &str) -> bool {
        self.level(kind).is_some()
    }
}

/// The place of a rule in the order of the rules.
fn rank(kind: &str) -> usize {
    KINDS.iter().position(|known| *known == kind).unwrap_or(KINDS.len() - 1)
}

/// What is kept of a paragraph: expressions in which the story may disagree with itself.
#[derive(Debug, Default, PartialEq)]
struct DateFacts {
    voters: Vec<Voter>,
    /// Months that are names of people here, as bits.
    surnames: u16,
    /// How many weekdays stand by themselves in full, and the first of them.
    weekdays: u32,
    first_weekday: Option<(u32, Box<str>)>,
}

/// An expression that is weighed against the rest of the story.
#[derive(Debug, PartialEq)]
struct Voter {
    case: Case,
    votes: bool,
    whole: u32,
    edit: u32,
    with_stop: Option<u32>,
    single: Option<u32>,
}

/// What the fixes of a case replace.
struct Anchors {
    edit: Anchor,
    /// With the stop behind it, for what ends in a stop itself.
    with_stop: Option<Anchor>,
    single: Option<Anchor>,
}

impl Anchors {
    /// What a rewrite replaces.
    fn of(&self, text: &str) -> Anchor {
        self.with_stop.filter(|_| text.ends_with('.')).unwrap_or(self.edit)
    }
}

impl Check for DateCheck {
    fn paragraph(&self, paragraph: &Paragraph<'_>, findings: &mut Findings) {
        let zone = paragraph.zone;
        if matches!(zone, Zone::Headline | Zone::Subheading) || !(zone.is_prose() || zone == Zone::Embargo) {
            return;
        }
        self.dateline(paragraph, findings);
        let expressions = dates::read(paragraph, &self.writer.words);
        let mut facts = DateFacts { surnames: dates::surnames(paragraph, &self.writer.words), ..DateFacts::default() };
        for expression in &expressions {
            let free = zone.is_prose() && zone != Zone::BlockQuote && !paragraph.in_quote(expression.span.start);
            let votes = free && zone.is_story() && self.is_on("consistency");
            match &expression.what {
                What::Relative(days) if free => self.relative_day(paragraph, expression, *days, findings),
                What::Relative(_) => {}
                what => {
                    if free {
                        self.around(paragraph, expression, findings);
                    }
                    if let What::Weekday(weekday) = what
                        && weekday.name == 0
                    {
                        if votes {
                            facts.weekdays += 1;
                            facts.first_weekday.get_or_insert_with(|| {
                                let found = paragraph.text[expression.span.range()].into();
                                (findings.place(expression.span), found)
                            });
                        }
                        continue;
                    }
                    self.expression(paragraph, expression, free, votes, &mut facts, findings);
                }
            }
        }
        if facts != DateFacts::default() {
            facts.voters.shrink_to_fit();
            findings.remember(facts);
        }
    }

    fn article(&self, article: &ArticleFacts<'_>, findings: &mut ArticleFindings) {
        let surnames = article.all::<DateFacts>().fold(0, |all, (_, facts)| all | facts.surnames);
        let all = article.all::<DateFacts>().flat_map(|(at, facts)| facts.voters.iter().map(move |voter| (at, voter)));
        // *May 1* is no day where *Theresa May* is in the story.
        let is_day = |voter: &Voter| match &voter.case.what {
            What::Day(day) => !day.doubtful || surnames >> day.month.number & 1 == 0,
            _ => true,
        };
        let voters: Vec<(usize, &Voter)> = all.filter(|(_, voter)| is_day(voter)).collect();
        let weekdays = article.all::<DateFacts>().fold((0, None), |(count, first), (at, facts)| {
            let here =
                facts.first_weekday.as_ref().map(|(place, text)| (Place { paragraph: at, place: *place }, &**text));
            (count + facts.weekdays, first.or(here))
        });
        let ballots = consistency::count(self, &voters, weekdays);
        for (number, (paragraph, voter)) in voters.iter().enumerate() {
            let at = |place: u32| Place { paragraph: *paragraph, place };
            let misses = ballots.misses(self, number, voter);
            let anchors = Anchors {
                edit: at(voter.edit).into(),
                with_stop: voter.with_stop.map(|place| at(place).into()),
                single: voter.single.map(|place| at(place).into()),
            };
            let Some(kind) = self.kind(&voter.case, misses.as_ref().map(|misses| misses.level)) else { continue };
            let draft = findings
                .flag(kind, at(if misses.is_none() { voter.single.unwrap_or(voter.whole) } else { voter.whole }));
            self.tell(&voter.case, misses, kind, &anchors, draft);
        }
    }
}

impl DateCheck {
    /// Judges an expression; reports what is wrong with it, or keeps it until the whole story is known.
    fn expression(
        &self,
        paragraph: &Paragraph<'_>,
        expression: &Expression,
        free: bool,
        votes: bool,
        facts: &mut DateFacts,
        findings: &mut Findings,
    ) {
        let (case, spans) = self.judge(paragraph, expression, free);
        let votes = votes && consistency::is_voter(self, &case.what);
        let doubtful = matches!(&case.what, What::Day(day) if day.doubtful);
        if votes || (doubtful && !case.defects.is_empty()) {
            let whole = findings.place(spans.whole);
            let edit = findings.place(spans.edit);
            let single = spans.single.map(|span| findings.place(span));
            let with_stop = spans.with_stop.map(|span| findings.place(span));
            facts.voters.push(Voter { case, votes, whole, edit, with_stop, single });
            return;
        }
        let Some(kind) = self.kind(&case, None) else { return };
        let anchors = Anchors {
            edit: spans.edit.into(),
            with_stop: spans.with_stop.map(Anchor::from),
            single: spans.single.map(Anchor::from),
        };
        let draft = findings.flag(kind, spans.single.unwrap_or(spans.whole));
        self.tell(&case, None, kind, &anchors, draft);
    }

    /// The rule that speaks for a case: that of its gravest defect.
    fn kind(&self, case: &Case, consistency: Option<Level>) -> Option<&'static str> {
        let own = case.defects.iter().filter_map(|kind| Some((self.level(kind)?, *kind)));
        own.chain(consistency.map(|level| (level, "consistency")))
            .min_by_key(|(level, kind)| (std::cmp::Reverse(*level), rank(kind)))
            .map(|(_, kind)| kind)
    }

    /// Fills in what is said of a case, and how to mend it.
    fn tell(
        &self,
        case: &Case,
        misses: Option<consistency::Misses>,
        kind: &'static str,
        anchors: &Anchors,
        draft: &mut Draft,
    ) {
        draft.slot("found", case.text.to_string());
        let alone = misses.is_none();
        let mut target = case.target.clone();
        let mut fixable = case.fixable;
        if let Some(misses) = misses {
            target = misses.target;
            fixable &= misses.fixable;
            if kind == "consistency" {
                draft.at_most(misses.level);
            }
            if let Some((place, text)) = misses.example {
                draft.related(place, text);
            }
        }
        if let Some(calendar) = &case.calendar {
            draft.slot("weekday", self.writer.words.weekday(calendar.right).to_owned());
        }
        let (right, edit) = case.rewrite(&self.writer, &target);
        draft.slot("right", right.trim_end_matches(',').to_owned());
        let sure = !case.unsure_stop && !matches!(kind, "weekday-mismatch" | "impossible");
        let fix = if sure { FixDraft::safe("replace") } else { FixDraft::ask("replace") };
        let cure = match (&case.single, anchors.single) {
            (Some(text), Some(at)) if alone => case.single_editable.then(|| fix.edit(at, text.clone())),
            _ => case.editable.then(|| fix.edit(anchors.of(&edit), edit).slot("text", right)),
        };
        if let Some(cure) = cure.filter(|_| fixable) {
            draft.fix(cure.preferred());
        }
        if !case.editable {
            return;
        }
        let other = |key: &'static str, what: &What| {
            let (shown, edit) = case.rewrite(&self.writer, what);
            FixDraft::ask(key).edit(anchors.of(&edit), edit).slot("text", shown)
        };
        if let Some(calendar) = &case.calendar {
            draft.fix(other("other-date", &calendar.other));
        }
        for reading in &case.readings {
            draft.fix(other("reading", reading));
        }
    }
}

/// Where a case stands, in bytes of the paragraph.
struct Spans {
    whole: Span,
    edit: Span,
    with_stop: Option<Span>,
    single: Option<Span>,
}
