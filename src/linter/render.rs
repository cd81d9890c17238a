//! From what a check reports to a diagnostic: the rule gives it an id, a level and words.

use std::borrow::Cow;
use std::sync::Arc;

use super::Analysis;
use crate::article::{Paragraph, Zone};
use crate::check::{Anchor, Check, Draft, FixDraft, Slot};
use crate::diagnostic::{Applicability, Diagnostic, Fix, Level, Related};
use crate::rules::{self, CheckType};
use crate::stylebook::{RuleDeclaration, Stylebook};
use crate::text::{Edit, Span};

/// A check and the rules that it reports for.
pub(crate) struct BuiltCheck {
    pub(crate) name: &'static str,
    pub(crate) check: Box<dyn Check>,
    rules: Vec<BuiltRule>,
}

/// A rule that is on.
pub(crate) struct BuiltRule {
    kind: &'static str,
    id: Arc<str>,
    level: Level,
    declaration: RuleDeclaration,
}

/// A finding in a paragraph, in words; its spans count from the start of the paragraph in the source.
pub(crate) struct Found {
    pub(crate) check: usize,
    rule: usize,
    level: Level,
    span: Span,
    message: Arc<str>,
    fixes: Arc<[Fix]>,
    related: Arc<[Related]>,
}

/// A finding of an article check. Its places are found anew whenever the text has changed.
pub(crate) struct ArticleFound {
    draft: Draft,
    rule: usize,
    level: Level,
    message: Arc<str>,
}

/// The rules of a stylebook that a check finds and that are on.
pub(crate) fn rules_of(kind: &CheckType, stylebook: &Stylebook) -> Vec<BuiltRule> {
    let built = |kind, rule: &RuleDeclaration| {
        let level = rule.level?.level()?;
        Some(BuiltRule { kind, id: rule.id.as_str().into(), level, declaration: rule.clone() })
    };
    if kind.name == rules::DECLARED {
        return rules::declared_rules(stylebook).filter_map(|rule| built("", rule)).collect();
    }
    let declared = stylebook.rules.iter().filter(|rule| rule.check == kind.name);
    declared
        .filter_map(|rule| {
            let last = rule.id.rsplit('/').next()?;
            // The rules of some checks have no kinds and are known by their numbers.
            let found = if kind.kinds.is_empty() { &"" } else { kind.kinds.iter().find(|kind| **kind == last)? };
            built(found, rule)
        })
        .collect()
}

/// What quotations of the first level enclose, in bytes of the source from the start of the paragraph, and whether they close.
pub(crate) fn quoted(paragraph: &Paragraph<'_>) -> Vec<(Span, bool)> {
    if paragraph.zone == Zone::BlockQuote {
        return vec![(paragraph.map.source(Span::new(0, paragraph.text.len())).0, true)];
    }
    let first_level = paragraph.quotes.iter().filter(|quote| quote.level == 1);
    first_level.map(|quote| (paragraph.map.source(quote.inner()).0, quote.close.is_some())).collect()
}

impl BuiltCheck {
    pub(crate) fn new(name: &'static str, check: Box<dyn Check>, rules: Vec<BuiltRule>) -> Self {
        BuiltCheck { name, check, rules }
    }

    /// The number of the rule that stands for a kind of finding, if it is on.
    pub(crate) fn rule(&self, kind: &str) -> Option<usize> {
        self.rules.iter().position(|rule| rule.kind == kind)
    }

    /// The number of the rule of an id.
    pub(crate) fn rule_with_id(&self, id: &str) -> Option<usize> {
        self.rules.iter().position(|rule| *rule.id == *id)
    }

    /// The id of a rule by its number.
    pub(crate) fn id(&self, rule: usize) -> Option<&Arc<str>> {
        Some(&self.rules.get(rule)?.id)
    }

    /// The number of the rule that a finding is for, if it is on.
    fn rule_of(&self, draft: &Draft) -> Option<usize> {
        match draft.rule {
            Some(number) => Some(number as usize).filter(|number| *number < self.rules.len()),
            None => self.rule(draft.kind),
        }
    }

    /// The kind of finding that a rule of this check stands for.
    pub(crate) fn kind_of(&self, id: &str) -> Option<&'static str> {
        self.rules.iter().find(|rule| *rule.id == *id).map(|rule| rule.kind)
    }

    /// Puts a finding of a paragraph into words.
    pub(crate) fn render_here(
        &self,
        check: usize,
        mut draft: Draft,
        paragraph: &Paragraph<'_>,
        quoted: &[(Span, bool)],
    ) -> Option<Found> {
        let rule = self.rule_of(&draft)?;
        let Anchor::Here(span) = draft.anchor else {
            return None;
        };
        // A check that has set it shows something else than the text.
        draft.slots.push(("found", Cow::Owned(shown(paragraph.text.get(span.range())?))));
        let locate = |anchor| match anchor {
            Anchor::Here(span) => Some(paragraph.map.source(span)),
            Anchor::At(_) => None,
        };
        let source_of = |span: Span| -> &str {
            // Only a fix in one run of the markup gets here, and there prose and source are the same.
            paragraph.text.get(span.range()).unwrap_or_default()
        };
        let mut fixes = Vec::new();
        for fix in &draft.fixes {
            let mut edits = Vec::with_capacity(fix.edits.len());
            let mut changes_quotation = false;
            for (anchor, text) in &fix.edits {
                let Some((at, true)) = locate(*anchor) else { break };
                let old = if let Anchor::Here(span) = anchor { source_of(*span) } else { "" };
                changes_quotation |= is_quoted(at, old, text, quoted);
                edits.push(Edit { span: at, text: text.clone() });
            }
            if edits.len() == fix.edits.len() && !edits.is_empty() {
                fixes.push(self.fix(rule, fix, &draft.slots, edits, changes_quotation));
            }
        }
        let related = draft
            .related
            .iter()
            .filter_map(|(anchor, message)| Some(Related { span: locate(*anchor)?.0, message: message.clone() }));
        Some(Found {
            check,
            rule,
            level: self.level(rule, &draft),
            span: paragraph.map.source(span).0,
            message: fill(&self.rules[rule].declaration.message, &draft.slots).into(),
            related: related.collect(),
            fixes: fixes.into(),
        })
    }

    /// Makes a diagnostic of a finding in the paragraph that starts at `base`.
    pub(crate) fn diagnostic(&self, found: &Found, base: usize) -> Diagnostic {
        let moved = |related: &Related| Related { span: related.span.shifted(base), ..related.clone() };
        Diagnostic {
            rule: Arc::clone(&self.rules[found.rule].id),
            level: found.level,
            span: found.span.shifted(base),
            message: Arc::clone(&found.message),
            related: if found.related.is_empty() {
                Arc::clone(&found.related)
            } else {
                found.related.iter().map(moved).collect()
            },
            relative_fixes: Arc::clone(&found.fixes),
            base,
        }
    }

    /// Puts a finding of the article check into words, but for its places.
    pub(crate) fn prepare(&self, draft: Draft) -> Option<ArticleFound> {
        let rule = self.rule_of(&draft)?;
        let message = fill(&self.rules[rule].declaration.message, &draft.slots).into();
        Some(ArticleFound { rule, level: self.level(rule, &draft), message, draft })
    }

    /// Makes a diagnostic of a finding of the article check.
    pub(crate) fn render_at(&self, check: usize, found: &ArticleFound, analysis: &Analysis) -> Diagnostic {
        let locate = |anchor: Anchor| match anchor {
            Anchor::Here(span) => span,
            Anchor::At(at) => {
                let base = analysis.article.span(at.paragraph).start;
                analysis.checked[at.paragraph].place(check, at.place).shifted(base)
            }
        };
        let fixes = found.draft.fixes.iter().filter(|fix| !fix.edits.is_empty()).map(|fix| {
            let mut changes_quotation = false;
            let mut edits: Vec<Edit> = Vec::with_capacity(fix.edits.len());
            for (anchor, text) in &fix.edits {
                let span = locate(*anchor);
                if let Anchor::At(at) = anchor {
                    let base = analysis.article.span(at.paragraph).start;
                    let old = analysis.source.get(span.range()).unwrap_or_default();
                    let here = Span::new(span.start - base, span.end - base);
                    changes_quotation |= is_quoted(here, old, text, &analysis.checked[at.paragraph].quoted);
                }
                edits.push(Edit { span, text: text.clone() });
            }
            edits.sort_by_key(|edit| edit.span);
            self.fix(found.rule, fix, &found.draft.slots, edits, changes_quotation)
        });
        let related = found.draft.related.iter();
        Diagnostic {
            rule: Arc::clone(&self.rules[found.rule].id),
            level: found.level,
            span: locate(found.draft.anchor),
            message: Arc::clone(&found.message),
            related: related.map(|(at, message)| Related { span: locate(*at), message: message.clone() }).collect(),
            relative_fixes: fixes.collect(),
            base: 0,
        }
    }

    /// Gives a fix its title, and lowers it if it changes what somebody is quoted with: a quotation is never rewritten unasked.
    pub(crate) fn fix(
        &self,
        rule: usize,
        fix: &FixDraft,
        slots: &[Slot],
        edits: Vec<Edit>,
        changes_quotation: bool,
    ) -> Fix {
        let mut all = fix.slots.clone();
        all.extend_from_slice(slots);
        all.push(("text", Cow::Owned(edits.first().map(|edit| edit.text.clone()).unwrap_or_default())));
        let titles = &self.rules[rule].declaration.fixes;
        let template = titles.get(fix.key).map_or("Change to “{text}”", String::as_str);
        Fix {
            title: fill(template, &all),
            edits,
            applicability: if changes_quotation { Applicability::Ask } else { fix.applicability },
            preferred: fix.preferred,
        }
    }

    /// A finding of the linter itself, for the rules that no prose needs.
    pub(crate) fn own(&self, kind: &str, span: Span, slots: &[Slot]) -> Option<Diagnostic> {
        let rule = &self.rules[self.rule(kind)?];
        Some(Diagnostic {
            rule: Arc::clone(&rule.id),
            level: rule.level,
            span,
            message: fill(&rule.declaration.message, slots).into(),
            related: Arc::default(),
            relative_fixes: Arc::default(),
            base: 0,
        })
    }

    /// What a rule adds to its message once a fix is known.
    pub(crate) fn suggestion(&self, rule: usize) -> Option<&str> {
        self.rules[rule].declaration.suggestion.as_deref()
    }

    fn level(&self, rule: usize, draft: &Draft) -> Level {
        let level = self.rules[rule].level;
        draft.level.map_or(level, |most| most.min(level))
    }
}

/// Whether an edit changes what is quoted. Marks that are put into a quotation which never closes do not: there the marks are
/// what is wrong.
pub(crate) fn is_quoted(at: Span, old: &str, new: &str, quoted: &[(Span, bool)]) -> bool {
    let words = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    // Quotations of the first level stand one after another.
    let from = quoted.partition_point(|(inside, _)| inside.end < at.start);
    quoted[from..].iter().take_while(|(inside, _)| inside.start <= at.end).any(|(inside, closed)| {
        let touches =
            if at.is_empty() { inside.start < at.start && at.start < inside.end } else { inside.overlaps(at) };
        touches && (*closed || words(old) != words(new))
    })
}

/// A text as a message shows it: a long one is cut.
fn shown(text: &str) -> String {
    const MOST: usize = 80;
    match text.char_indices().nth(MOST) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}

/// Fills the `{slots}` of a template; one that was not given stays empty.
pub(crate) fn fill(template: &str, slots: &[Slot]) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else {
            break;
        };
        out.push_str(before);
        out.push_str(slots.iter().find(|(slot, _)| *slot == name).map_or("", |(_, text)| text));
        rest = tail;
    }
    out.push_str(rest);
    out
}
