//! Straight and curly marks in one story.

use super::MarkFacts;
use crate::article::quotes::{Mark, MarkKind};
use crate::article::{MarkRole, Paragraph};
use crate::check::{ArticleFacts, ArticleFindings, Findings, FixDraft, Place};
use crate::text::Span;

/// The pairs and apostrophes of a paragraph, by their places.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Style {
    pairs: Vec<Pair>,
    straight: Vec<u32>,
    curly: Vec<u32>,
}

impl Style {
    /// Gives back memory that was taken for growth.
    pub(super) fn shrink(&mut self) {
        self.pairs.shrink_to_fit();
        self.straight.shrink_to_fit();
        self.curly.shrink_to_fit();
    }
}

/// A quotation of the first level.
#[derive(Debug, PartialEq)]
struct Pair {
    dress: Dress,
    single: bool,
    whole: u32,
    open: u32,
    close: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dress {
    Straight,
    Curly,
    /// One mark straight, one curly.
    Both,
}

/// What marks a paragraph uses. A mark that points the wrong way, and one in a token with digits, has no vote.
pub(super) fn read(paragraph: &Paragraph<'_>, findings: &mut Findings) -> Style {
    let mut style = Style::default();
    let wrong: Vec<usize> =
        paragraph.marks.iter().filter(|mark| mark.misdirected).map(|mark| mark.at as usize).collect();
    let is_wrong = |span: Span| wrong.binary_search(&span.start).is_ok();
    for quote in paragraph.quotes.iter().filter(|quote| quote.level == 1) {
        let Some(close) = quote.close else { continue };
        let straight = |span: Span| paragraph.text[span.range()].starts_with(['"', '\'']);
        if is_wrong(quote.open)
            || is_wrong(close)
            || !matches!(quote.kind, MarkKind::Double | MarkKind::Single)
            || paragraph.text[quote.open.range()].starts_with('„')
        {
            continue;
        }
        style.pairs.push(Pair {
            dress: match (straight(quote.open), straight(close)) {
                (true, true) => Dress::Straight,
                (false, false) => Dress::Curly,
                _ => Dress::Both,
            },
            single: quote.kind == MarkKind::Single,
            whole: findings.place(quote.span),
            open: findings.place(quote.open),
            close: findings.place(close),
        });
    }
    for mark in paragraph.marks.iter().filter(|mark| votes(paragraph, mark)) {
        let place = findings.place(mark.span());
        if mark.is_straight() {
            style.straight.push(place);
        } else {
            style.curly.push(place);
        }
    }
    style
}

fn votes(paragraph: &Paragraph<'_>, mark: &Mark) -> bool {
    if mark.role != MarkRole::Apostrophe || mark.misdirected || mark.glyph == '‘' {
        return false;
    }
    let beside = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let span = mark.span();
    !beside(paragraph.text[..span.start].chars().next_back()) && !beside(paragraph.text[span.end..].chars().next())
}

/// Flags the kind that a story uses less.
pub(super) fn article(article: &ArticleFacts<'_>, findings: &mut ArticleFindings) {
    let at = |paragraph: usize| move |place: u32| Place { paragraph, place };
    let pairs: Vec<(usize, &Pair)> =
        article.all::<MarkFacts>().flat_map(|(i, facts)| facts.style.pairs.iter().map(move |pair| (i, pair))).collect();
    let straight = pairs.iter().filter(|(_, pair)| pair.dress == Dress::Straight).count();
    let curly = pairs.iter().filter(|(_, pair)| pair.dress == Dress::Curly).count();
    let first = pairs.iter().find(|(_, pair)| pair.dress != Dress::Both);
    let to_curly = match dominant(straight, curly) {
        Some(straight) => !straight,
        None if (straight, curly) == (1, 1) => first.is_some_and(|(_, pair)| pair.dress == Dress::Curly),
        // A pair of unlike marks is wrong whatever the story does.
        None => curly >= straight,
    };
    let decided = dominant(straight, curly).is_some() || (straight, curly) == (1, 1);
    let odd: Vec<&(usize, &Pair)> = pairs
        .iter()
        .filter(|(_, pair)| match pair.dress {
            Dress::Both => true,
            Dress::Straight => decided && to_curly,
            Dress::Curly => decided && !to_curly,
        })
        .collect();
    for (paragraph, pair) in &odd {
        let place = at(*paragraph);
        let (left, right) = glyphs(pair.single, to_curly);
        let draft = findings.flag("mixed-marks", place(pair.whole));
        draft.fix(FixDraft::safe("pair").edit(place(pair.open), left).edit(place(pair.close), right).preferred());
        if odd.len() > 1 && odd.len() <= ALL {
            let mut all = FixDraft::ask("all");
            for (paragraph, pair) in &odd {
                let place = at(*paragraph);
                let (left, right) = glyphs(pair.single, to_curly);
                all = all.edit(place(pair.open), left).edit(place(pair.close), right);
            }
            draft.fix(all);
        }
    }
    apostrophes(article, findings);
}

/// More than these are not changed one by one, nor all at once from each of them.
const ALL: usize = 50;

/// Apostrophes are flagged once: where the rarer kind first stands.
fn apostrophes(article: &ArticleFacts<'_>, findings: &mut ArticleFindings) {
    let of = |straight: bool| {
        article.all::<MarkFacts>().flat_map(move |(paragraph, facts)| {
            let places = if straight { &facts.style.straight } else { &facts.style.curly };
            places.iter().map(move |&place| Place { paragraph, place })
        })
    };
    let Some(straight) = dominant(of(true).count(), of(false).count()) else {
        return;
    };
    let Some(first) = of(!straight).next() else { return };
    let right = if straight { "'" } else { "’" };
    let mut all = FixDraft::safe("apostrophes").preferred();
    for place in of(!straight) {
        all = all.edit(place, right);
    }
    findings.flag("mixed-marks", first).slot("found", if straight { "’" } else { "'" }).fix(all);
}

/// Whether straight marks, or else curly ones, are two thirds or more and there are some of both.
fn dominant(straight: usize, curly: usize) -> Option<bool> {
    let total = straight + curly;
    if straight == 0 || curly == 0 {
        return (total > 0).then_some(straight > 0);
    }
    if straight * 3 >= total * 2 {
        Some(true)
    } else if curly * 3 >= total * 2 {
        Some(false)
    } else {
        None
    }
}

fn glyphs(single: bool, curly: bool) -> (&'static str, &'static str) {
    match (single, curly) {
        (false, true) => ("“", "”"),
        (false, false) => ("\"", "\""),
        (true, true) => ("‘", "’"),
        (true, false) => ("'", "'"),
    }
}
