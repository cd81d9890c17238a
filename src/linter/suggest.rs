//! Fixes that take longer than a keystroke: suggestions for a misspelling.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::render::is_quoted;
use super::{Analysis, Linter};
use crate::article::WordKind;
use crate::check::{FixDraft, SuggestRequest};
use crate::diagnostic::{Diagnostic, Fix};
use crate::dictionary::SuggestContext;
use crate::text::{Edit, Span};
use crate::vocabulary::Lexemes;

/// Asks checks for slow fixes, on behalf of one analysis. The words of the article are counted once, for the first that
/// wants them.
pub struct Suggester<'a> {
    linter: &'a Linter,
    analysis: &'a Analysis,
    context: OnceCell<SuggestContext>,
}

impl<'a> Suggester<'a> {
    pub(crate) fn new(linter: &'a Linter, analysis: &'a Analysis) -> Self {
        Suggester { linter, analysis, context: OnceCell::new() }
    }

    /// The slow fixes of one finding, best first.
    pub fn fixes(&self, diagnostic: &Diagnostic) -> Vec<Fix> {
        let Some((check, kind)) = self.check_of(diagnostic) else {
            return Vec::new();
        };
        self.render(check, diagnostic, &self.drafts(check, kind, diagnostic))
    }

    fn check_of(&self, diagnostic: &Diagnostic) -> Option<(usize, &'static str)> {
        let mut checks = self.linter.checks.iter().enumerate();
        checks.find_map(|(i, built)| Some((i, built.kind_of(&diagnostic.rule)?)))
    }

    fn drafts(&self, check: usize, kind: &str, diagnostic: &Diagnostic) -> Vec<FixDraft> {
        let found = self.analysis.source.get(diagnostic.span.range()).unwrap_or_default();
        let context = self.context.get_or_init(|| {
            let words = self.count_words();
            SuggestContext::new(words.iter().map(|(word, n)| (&**word, *n)), [], &self.linter.lexicon)
        });
        self.linter.checks[check].check.suggest(&SuggestRequest { kind, rule: &diagnostic.rule, found, context })
    }

    fn render(&self, check: usize, diagnostic: &Diagnostic, drafts: &[FixDraft]) -> Vec<Fix> {
        let analysis = self.analysis;
        let built = &self.linter.checks[check];
        let Some(rule) = built.rule_with_id(&diagnostic.rule) else {
            return Vec::new();
        };
        let found = analysis.source.get(diagnostic.span.range()).unwrap_or_default();
        let paragraph = analysis.article.paragraph_at(diagnostic.span.start);
        let changes_quotation = |text: &str| {
            paragraph.is_some_and(|number| {
                let base = analysis.article.span(number).start;
                let at = Span::new(diagnostic.span.start - base, diagnostic.span.end - base);
                is_quoted(at, found, text, &analysis.checked[number].quoted)
            })
        };
        let slots = [("found", Cow::Owned(found.to_owned()))];
        let fix = |draft: &FixDraft| {
            let text = draft.edits.first().map(|(_, text)| text.clone()).unwrap_or_default();
            let quoted = changes_quotation(&text);
            built.fix(rule, draft, &slots, vec![Edit { span: diagnostic.span, text }], quoted)
        };
        drafts.iter().map(fix).collect()
    }

    /// How often each word stands in the article.
    fn count_words(&self) -> FxHashMap<Box<str>, u32> {
        let mut counts = FxHashMap::default();
        let mut lexemes = Lexemes::default();
        for number in 0..self.analysis.article.len() {
            if !self.analysis.article.zone(number).is_prose() {
                continue;
            }
            let paragraph =
                self.analysis.article.paragraph(number, &self.analysis.source, &self.linter.reading, &mut lexemes);
            for word in paragraph.words.iter().filter(|word| word.kind == WordKind::Plain && word.is_long()) {
                let word = paragraph.str(word);
                match counts.get_mut(word) {
                    Some(count) => *count += 1,
                    None => {
                        counts.insert(word.into(), 1);
                    }
                }
            }
        }
        counts
    }
}

/// Adds the slow fixes to all findings of an analysis, asking once for each distinct text.
pub(crate) fn suggest_all(linter: &Linter, analysis: &mut Analysis) {
    let mut changed = Vec::new();
    {
        let suggester = Suggester::new(linter, analysis);
        let mut known: FxHashMap<(&str, &str), Vec<FixDraft>> = FxHashMap::default();
        for (i, diagnostic) in analysis.diagnostics.iter().enumerate() {
            let Some((check, kind)) = suggester.check_of(diagnostic) else {
                continue;
            };
            let found = analysis.source.get(diagnostic.span.range()).unwrap_or_default();
            let drafts =
                known.entry((&diagnostic.rule, found)).or_insert_with(|| suggester.drafts(check, kind, diagnostic));
            if drafts.is_empty() {
                continue;
            }
            let slow = suggester.render(check, diagnostic, drafts);
            let built = &linter.checks[check];
            let message =
                built.rule_with_id(&diagnostic.rule).and_then(|rule| built.suggestion(rule)).map(|template| {
                    let best = slow.first().and_then(|fix| fix.edits.first()).map(|edit| edit.text.clone());
                    let slots = [("text", Cow::Owned(best.unwrap_or_default()))];
                    Arc::from(format!("{} {}", diagnostic.message, super::render::fill(template, &slots)))
                });
            let fixes: Arc<[Fix]> = diagnostic.fixes().chain(slow).collect();
            changed.push((i, fixes, message));
        }
    }
    for (i, fixes, message) in changed {
        let diagnostic = &mut analysis.diagnostics[i];
        diagnostic.relative_fixes = fixes;
        diagnostic.base = 0;
        if let Some(message) = message {
            diagnostic.message = message;
        }
    }
}
