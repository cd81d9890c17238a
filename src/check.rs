//! All that a rule module needs to know: the trait it implements and the sink it reports to.
//!
//! A check sees prose and says where something is wrong and what would mend it. It holds no English of its own: the
//! messages and the titles of fixes are in the declaration of the rule, in `rules/`, as templates with `{slots}`.

use std::any::Any;
use std::borrow::Cow;

use crate::article::{Paragraph, Settings, Zone};
use crate::diagnostic::Applicability;
use crate::text::Span;

/// An algorithm that looks for one family of problems.
///
/// A check is built once per linter, with its patterns compiled and its tables read; checking is then pure. It must
/// survive any text, in time linear in its length.
pub trait Check: Send + Sync {
    /// Looks at one paragraph by itself. What the article check needs to know of it goes to [`Findings::remember`].
    fn paragraph(&self, paragraph: &Paragraph<'_>, findings: &mut Findings);

    /// Looks at the facts remembered of all paragraphs, in order; no prose is read here.
    fn article(&self, article: &ArticleFacts<'_>, findings: &mut ArticleFindings) {
        let _ = (article, findings);
    }

    /// The checks, by name, whose facts the article check reads beside its own: see [`ArticleFacts::of_others`].
    fn also_reads(&self) -> &'static [&'static str] {
        &[]
    }

    /// What somebody is quoted with in a paragraph, for those who list the quotations of a story. It is asked for only then.
    fn told(&self, paragraph: &Paragraph<'_>) -> Vec<Told> {
        let _ = paragraph;
        Vec::new()
    }

    /// Fixes too slow to make while checking, for one finding of this check. They come after those already made, best first.
    fn suggest(&self, request: &SuggestRequest<'_>) -> Vec<FixDraft> {
        let _ = request;
        Vec::new()
    }
}

/// A quotation of what somebody said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The quotation with its marks, in bytes of the paragraph's text.
    pub span: Span,
    /// Who says it, as far as the paragraph tells.
    pub teller: Teller,
    /// Whether only a part of a sentence is quoted.
    pub is_partial: bool,
    /// Whether it is the first thing in its paragraph, so that it may go on from the one before.
    pub opens: bool,
    /// Whether its closing mark is there.
    pub is_closed: bool,
}

/// Who says something, as a paragraph tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Teller {
    /// Somebody with a name, as it is written there.
    Named(String),
    /// Somebody who was named before, *he* or *she*.
    Before,
    /// Somebody without a name, such as *a spokesman*.
    Unnamed,
    /// Nobody in this paragraph.
    Nobody,
}

/// A finding for which slow fixes are wanted.
pub struct SuggestRequest<'a> {
    /// The kind of the finding, as it was flagged.
    pub kind: &'a str,
    /// The id of the rule.
    pub rule: &'a str,
    /// The text of the finding's span.
    pub found: &'a str,
    /// The words of the article, from which a suggestion may be taken.
    pub context: &'a crate::dictionary::SuggestContext,
}

/// Collects what a check finds in one paragraph. Spans are bytes of [`Paragraph::text`].
#[derive(Default)]
pub struct Findings {
    pub(crate) found: Vec<Draft>,
    pub(crate) facts: Option<Box<dyn Facts>>,
    pub(crate) places: Vec<Span>,
    pub(crate) given_up: Vec<u32>,
}

/// The kind of what is found for rules that are data through and through; the number of the rule tells them apart.
const DECLARED: &str = "";

impl Findings {
    /// Reports a problem of one of the check's kinds. The text of the span is the slot `{found}`.
    pub fn flag(&mut self, kind: &'static str, span: Span) -> &mut Draft {
        self.found.push(Draft::new(kind, Anchor::Here(span)));
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// Reports a problem for one rule among those that are data through and through, by its number in the check's list.
    pub fn flag_for(&mut self, rule: u32, span: Span) -> &mut Draft {
        let draft = self.flag(DECLARED, span);
        draft.rule = Some(rule);
        draft
    }

    /// Says that one of these rules took more steps over the paragraph than it may, so that nobody waits for it.
    pub fn give_up(&mut self, rule: u32) {
        self.given_up.push(rule);
    }

    /// Keeps facts for the article check. Spans that it may flag, edit or point to are kept apart, by [`Findings::place`],
    /// so that facts stay equal when text before them grows.
    pub fn remember(&mut self, facts: impl Facts) {
        self.facts = Some(Box::new(facts));
    }

    /// Keeps a span for the article check and returns its number in this paragraph.
    pub fn place(&mut self, span: Span) -> u32 {
        self.places.push(span);
        (self.places.len() - 1) as u32
    }
}

/// What a check remembers of a paragraph. Implemented for every type that can be compared.
pub trait Facts: Any + Send + Sync {
    /// Whether the article check would say the same, place by place, of both.
    fn same(&self, other: &dyn Facts) -> bool;
    /// For downcasting.
    fn as_any(&self) -> &dyn Any;
}

impl<T: PartialEq + Any + Send + Sync> Facts for T {
    fn same(&self, other: &dyn Facts) -> bool {
        other.as_any().downcast_ref::<T>() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A place that a paragraph check has remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The number of the paragraph in the article.
    pub paragraph: usize,
    /// The number that [`Findings::place`] gave.
    pub place: u32,
}

/// The facts that one check has remembered of an article.
pub struct ArticleFacts<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) paragraphs: Vec<(Zone, Option<&'a dyn Facts>)>,
    /// The facts of a paragraph that each check of [`Check::also_reads`] remembers.
    pub(crate) others: Vec<OtherFacts<'a>>,
}

/// The facts that another check remembers of a paragraph.
pub(crate) type OtherFacts<'a> = Box<dyn Fn(usize) -> Option<&'a dyn Facts> + 'a>;

impl<'a> ArticleFacts<'a> {
    /// What was settled once for the article: language, primary quotation mark, date.
    pub fn settings(&self) -> &'a Settings {
        self.settings
    }

    /// The number of paragraphs, those without facts included.
    pub fn len(&self) -> usize {
        self.paragraphs.len()
    }

    /// Whether the article has no paragraph.
    pub fn is_empty(&self) -> bool {
        self.paragraphs.is_empty()
    }

    /// The zone of a paragraph.
    pub fn zone(&self, paragraph: usize) -> Zone {
        self.paragraphs[paragraph].0
    }

    /// The facts of a paragraph, if there are any of this type.
    pub fn facts<T: Facts>(&self, paragraph: usize) -> Option<&'a T> {
        self.paragraphs.get(paragraph)?.1?.as_any().downcast_ref()
    }

    /// The facts of this type that the checks of [`Check::also_reads`] remember, in order, with the number of the paragraph.
    /// Their places are not this check's to use.
    pub fn of_others<T: Facts>(&self) -> impl Iterator<Item = (usize, &'a T)> + '_ {
        self.others
            .iter()
            .flat_map(|other| (0..self.len()).filter_map(move |i| Some((i, other(i)?.as_any().downcast_ref::<T>()?))))
    }

    /// All paragraphs that have facts of this type, in order, by their number.
    pub fn all<T: Facts>(&self) -> impl Iterator<Item = (usize, &'a T)> + '_ {
        self.paragraphs.iter().enumerate().filter_map(|(i, (_, facts))| Some((i, (*facts)?.as_any().downcast_ref()?)))
    }
}

/// Collects what a check finds in an article as a whole.
#[derive(Default)]
pub struct ArticleFindings {
    pub(crate) found: Vec<Draft>,
}

impl ArticleFindings {
    /// Reports a problem at a remembered place. There is no prose here, so a message that shows the text of the place
    /// needs its `{found}` set by [`Draft::slot`].
    pub fn flag(&mut self, kind: &'static str, place: Place) -> &mut Draft {
        self.found.push(Draft::new(kind, Anchor::At(place)));
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// Like [`Findings::flag_for`], at a remembered place.
    pub fn flag_for(&mut self, rule: u32, place: Place) -> &mut Draft {
        let draft = self.flag(DECLARED, place);
        draft.rule = Some(rule);
        draft
    }
}

/// Where a finding, an edit or a related remark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// A span of the paragraph being checked, in bytes of its text.
    Here(Span),
    /// A remembered place.
    At(Place),
}

impl From<Span> for Anchor {
    fn from(span: Span) -> Self {
        Anchor::Here(span)
    }
}

impl From<Place> for Anchor {
    fn from(place: Place) -> Self {
        Anchor::At(place)
    }
}

/// A named piece of text that a template shows.
pub type Slot = (&'static str, Cow<'static, str>);

/// A finding as a check reports it, before its rule gives it words and a level.
#[derive(Debug)]
pub struct Draft {
    pub(crate) kind: &'static str,
    /// The number of the rule, where the kind does not tell.
    pub(crate) rule: Option<u32>,
    pub(crate) anchor: Anchor,
    pub(crate) slots: Vec<Slot>,
    pub(crate) fixes: Vec<FixDraft>,
    pub(crate) related: Vec<(Anchor, String)>,
    pub(crate) level: Option<crate::diagnostic::Level>,
}

impl Draft {
    fn new(kind: &'static str, anchor: Anchor) -> Self {
        Draft { kind, rule: None, anchor, slots: Vec::new(), fixes: Vec::new(), related: Vec::new(), level: None }
    }

    /// Fills a slot of the message and of the titles of the fixes.
    pub fn slot(&mut self, name: &'static str, text: impl Into<Cow<'static, str>>) -> &mut Self {
        self.slots.push((name, text.into()));
        self
    }

    /// Adds a fix. The first fix marked preferred is the one to take.
    pub fn fix(&mut self, fix: FixDraft) -> &mut Self {
        self.fixes.push(fix);
        self
    }

    /// Points to another place that explains the finding.
    pub fn related(&mut self, at: impl Into<Anchor>, message: impl Into<String>) -> &mut Self {
        self.related.push((at.into(), message.into()));
        self
    }

    /// Lowers the level of this one finding below that of its rule (a tie, a finding inside a quotation). A level
    /// that is higher than the rule's has no effect.
    pub fn at_most(&mut self, level: crate::diagnostic::Level) -> &mut Self {
        self.level = Some(level);
        self
    }
}

/// A fix as a check proposes it. Its title is the template `fixes.<key>` of the rule's declaration.
#[derive(Clone, Debug)]
pub struct FixDraft {
    pub(crate) key: &'static str,
    pub(crate) slots: Vec<Slot>,
    pub(crate) edits: Vec<(Anchor, String)>,
    pub(crate) applicability: Applicability,
    pub(crate) preferred: bool,
}

impl FixDraft {
    /// A fix that a person must choose. The key `replace` has a title of its own, which shows the text of the first edit.
    pub fn ask(key: &'static str) -> Self {
        FixDraft { key, slots: Vec::new(), edits: Vec::new(), applicability: Applicability::Ask, preferred: false }
    }

    /// A fix that may be applied without a look.
    pub fn safe(key: &'static str) -> Self {
        FixDraft { applicability: Applicability::Safe, ..FixDraft::ask(key) }
    }

    /// Adds a replacement; an empty text deletes. A fix without a replacement is left out.
    #[must_use]
    pub fn edit(mut self, at: impl Into<Anchor>, text: impl Into<String>) -> Self {
        self.edits.push((at.into(), text.into()));
        self
    }

    /// Fills a slot of the title.
    #[must_use]
    pub fn slot(mut self, name: &'static str, text: impl Into<Cow<'static, str>>) -> Self {
        self.slots.push((name, text.into()));
        self
    }

    /// Marks the fix as the one to take if only one is taken.
    #[must_use]
    pub fn preferred(mut self) -> Self {
        self.preferred = true;
        self
    }
}
