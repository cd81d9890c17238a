//! Rules of Vale, as their files are. The findings carry the names that the rules have there: `Style.Rule`.
//!
//! What a rule finds in a paragraph it says there; what needs the rest of the article, such as an acronym that was explained
//! before, is remembered as notes and decided by the article check, in the order of the text.

use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use serde::Deserialize;

use crate::article::syllables::Syllables;
use crate::article::{Paragraph, WordKind};
use crate::check::{ArticleFacts, ArticleFindings, Check, Draft, Findings, FixDraft, SuggestRequest};
use crate::dictionary::Lexicon;
use crate::rules::CheckType;
use crate::stylebook::vale as style;
use crate::text::Span;

mod action;
mod article;
mod build;
mod case;
mod counts;
mod finder;
mod formula;
mod pattern;
mod scope;
mod sequence;
mod work;

use action::Offer;
use article::Notes;
use finder::Exceptions;
use pattern::Pattern;
use scope::{Scope, Unit};
use sequence::Tags;
use work::Work;

/// The check of rules that are written for Vale. Its rules are known by their numbers, not by kinds of findings.
pub(super) const CHECK: CheckType =
    CheckType { name: style::CHECK, kinds: &[], build: |build| Ok(Box::new(build::check(build)?)) };

/// `rules/vale.yaml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Table {
    messages: std::collections::BTreeMap<String, String>,
    title: case::SmallWords,
    tags: sequence::TagTable,
}

/// A rule that is on and can be run.
struct Rule {
    /// Its number among the rules of this check that are on.
    number: usize,
    id: Arc<str>,
    keys: style::Keys,
    scope: Scope,
    exceptions: Exceptions,
    offer: Offer,
    work: Work,
}

impl Rule {
    /// Whether its findings wait until the whole article is known.
    fn waits(&self) -> bool {
        self.keys.limit > 0
    }
}

struct ValeCheck {
    rules: Vec<Rule>,
    prefilter: Prefilter,
    /// What no rule looks at.
    ignores: Vec<Pattern>,
    syllables: Syllables,
    tags: Tags,
    lexicon: Arc<Lexicon>,
    /// Whether something is decided for the article as a whole.
    remembers: bool,
    /// Whether words and sentences of the article are counted.
    measures: bool,
}

/// Which rules may find something in a text: one search over the texts that they need.
struct Prefilter {
    search: Option<AhoCorasick>,
    /// The rule that needs each of the texts.
    owners: Vec<usize>,
    /// Rules that need nothing, and may find something anywhere.
    always: Vec<bool>,
}

impl Prefilter {
    fn new(rules: &[Rule]) -> Self {
        let mut texts = Vec::new();
        let mut owners = Vec::new();
        let mut always = Vec::with_capacity(rules.len());
        for (number, rule) in rules.iter().enumerate() {
            let needed = rule.work.needed();
            always.push(needed.is_none());
            for text in needed.into_iter().flatten() {
                texts.push(text);
                owners.push(number);
            }
        }
        let search =
            AhoCorasickBuilder::new().ascii_case_insensitive(true).match_kind(MatchKind::Standard).build(&texts);
        match search {
            Ok(search) => Prefilter { search: Some(search).filter(|_| !texts.is_empty()), owners, always },
            // Too many texts for one search: all rules look for themselves.
            Err(_) => Prefilter { search: None, owners: Vec::new(), always: vec![true; rules.len()] },
        }
    }

    fn may_find(&self, text: &str) -> Vec<bool> {
        let mut may = self.always.clone();
        if let Some(search) = &self.search {
            for find in search.find_overlapping_iter(text) {
                may[self.owners[find.pattern().as_usize()]] = true;
            }
        }
        may
    }
}

/// Something that a rule has found, with spans in bytes of the paragraph's text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hit {
    span: Span,
    /// What `%s` stands for in the message, in its order.
    arguments: Vec<String>,
    /// What may stand in place of the span, best first.
    fixes: Vec<String>,
    /// What is to be taken out, where that is more than the span.
    takes_out: Option<Span>,
}

/// The names of the slots that the arguments of a message fill.
const SLOTS: [&str; 4] = ["1", "2", "3", "4"];

/// Fills the message of a finding and adds its fixes; `place` is where a span is.
fn tell<A: Into<crate::check::Anchor>>(draft: &mut Draft, hit: &Hit, place: impl Fn(Span) -> A) {
    for (slot, argument) in SLOTS.iter().zip(&hit.arguments) {
        draft.slot(slot, argument.clone());
    }
    draft.slot("open", "{");
    let texts = hit.fixes.iter().map(|text| (hit.span, text.as_str()));
    let edits = texts.chain(hit.takes_out.map(|span| (span, "")));
    for (number, (span, text)) in edits.enumerate() {
        let key = if text.is_empty() { "delete" } else { "replace" };
        let fix = FixDraft::ask(key).edit(place(span), text);
        draft.fix(if number == 0 { fix.preferred() } else { fix });
    }
}

impl ValeCheck {
    /// Whether a find is in what is no prose: an address, a handle, a file name, or what the newsroom leaves alone.
    fn is_left_alone(&self, paragraph: &Paragraph<'_>, span: Span) -> bool {
        let first = paragraph.words.partition_point(|word| (word.end as usize) <= span.start);
        let words = paragraph.words[first..].iter().take_while(|word| (word.start as usize) < span.end);
        words.into_iter().any(|word| word.kind == WordKind::Opaque)
            || self.ignores.iter().any(|pattern| {
                pattern.find_all(&paragraph.text).is_ok_and(|finds| finds.iter().any(|find| find.overlaps(span)))
            })
    }
}

impl Check for ValeCheck {
    fn paragraph(&self, paragraph: &Paragraph<'_>, findings: &mut Findings) {
        if !paragraph.zone.is_prose() || paragraph.text.trim().is_empty() {
            return;
        }
        let may_find = self.prefilter.may_find(&paragraph.text);
        let mut notes = Notes::start(self, paragraph, findings);
        for rule in self.rules.iter().zip(may_find).filter(|(_, may)| *may).map(|(rule, _)| rule) {
            if !rule.scope.takes(paragraph.zone) {
                continue;
            }
            let mut hits = Vec::new();
            for unit in rule.scope.units(paragraph) {
                let found = work::Seen { check: self, rule, paragraph, unit }.find(&mut hits, &mut notes, findings);
                if found.is_err() {
                    // The rest of the paragraph would be no better.
                    findings.give_up(rule.number as u32);
                    break;
                }
            }
            for hit in hits {
                if self.is_left_alone(paragraph, hit.span) {
                    continue;
                }
                if rule.waits() {
                    notes.hit(rule, hit, findings);
                } else {
                    tell(findings.flag_for(rule.number as u32, hit.span), &hit, |span| span);
                }
            }
        }
        if self.remembers {
            findings.remember(notes);
        }
    }

    fn article(&self, facts: &ArticleFacts<'_>, findings: &mut ArticleFindings) {
        article::decide(self, facts, findings);
    }

    fn suggest(&self, request: &SuggestRequest<'_>) -> Vec<FixDraft> {
        const MOST: usize = 5;
        let rule = self.rules.iter().find(|rule| *rule.id == *request.rule);
        if !rule.is_some_and(|rule| matches!(rule.work, Work::Spelling(_))) {
            return Vec::new();
        }
        let suggestions = self.lexicon.suggest(request.found, request.context, MOST);
        suggestions.into_iter().map(|one| FixDraft::ask("replace").edit(Span::default(), one.text)).collect()
    }
}

/// The zones, by their names in a stylebook, that a rule with some scopes looks at; nothing where it cannot be told.
pub(crate) fn zones_of(scopes: &[String]) -> Option<Vec<&'static str>> {
    use crate::article::Zone;
    const ZONES: [(Zone, &str); 8] = [
        (Zone::Headline, "headline"),
        (Zone::Deck, "deck"),
        (Zone::Subheading, "subheading"),
        (Zone::Body, "body"),
        (Zone::ListItem, "list"),
        (Zone::BlockQuote, "blockquote"),
        (Zone::Caption, "caption"),
        (Zone::EndNote, "note"),
    ];
    let scope = Scope::new(scopes).ok()?;
    Some(ZONES.iter().filter(|(zone, _)| scope.takes(*zone)).map(|(_, name)| *name).collect())
}

/// Whether a pattern needs look-around or back-references.
pub(crate) fn needs_look_around(pattern: &str) -> bool {
    finder::is_stepping(pattern)
}

/// A pattern of Vale in the syntax of copydesk.
pub(crate) fn translated(pattern: &str, quiet: bool) -> String {
    pattern::translate(pattern, quiet)
}

/// The texts that `a|b` offers.
pub(crate) fn options_of(better: &str) -> Vec<String> {
    action::options(better)
}

/// Whether a rule counts over the whole article.
fn is_of_article(rule: &Rule) -> bool {
    rule.scope.unit == Unit::Article
}
