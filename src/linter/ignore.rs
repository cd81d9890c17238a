//! Findings that somebody has decided to let stand: comments in Markdown, front matter, and the list beside a plain text.

use serde::Deserialize;

use super::{Analysis, Linter, Source};
use crate::diagnostic::Diagnostic;
use crate::text::Span;

/// An entry of `.copydesk/ignore.yaml`: a finding that stands.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IgnoreEntry {
    /// The file it is about, as written, with `/` between its parts.
    pub file: String,
    /// The rule.
    pub rule: String,
    /// The text that was marked, its white space folded.
    pub text: String,
    /// What [`context_hash`] says of the place; without it the entry holds everywhere in the file.
    #[serde(default)]
    pub context: Option<String>,
    /// Why it stands.
    #[serde(default)]
    pub reason: Option<String>,
}

/// The number, in hexadecimal digits, that a place keeps while the text is edited elsewhere: FNV-1a (64 bits) over the 20 characters
/// before the span, the span, and the 20 characters after it, with white space folded.
pub fn context_hash(text: &str, span: Span) -> String {
    let before = text.get(..span.start).unwrap_or_default();
    let start = before.char_indices().rev().nth(19).map_or(0, |(i, _)| i);
    let after = text.get(span.end..).unwrap_or_default();
    let end = after.char_indices().nth(20).map_or(text.len(), |(i, _)| span.end + i);
    let context = fold(text.get(start..end).unwrap_or_default());
    let hash = context
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}

/// A text with each run of white space made one space, and none at its ends.
pub fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A decision to let findings stand.
struct Suppression<'a> {
    /// Where it is written; the start of the text for an entry of the list beside it.
    written: Span,
    rule: &'a str,
    /// Where it holds.
    holds: Span,
    entry: Option<&'a IgnoreEntry>,
    used: bool,
}

impl Linter {
    /// Takes out the findings that stand, and reports decisions that were of no use.
    pub(super) fn suppress(&self, analysis: &Analysis, source: &Source, all: &mut Vec<Diagnostic>) {
        if let Some((span, message)) = &analysis.article.front_matter.problem {
            let slots = [("problem", message.clone().into())];
            all.extend(self.own("front-matter", *span, &slots));
            all.sort_by_key(|diagnostic| diagnostic.span.start);
        }
        let mut suppressions = suppressions(analysis, source);
        if suppressions.is_empty() {
            return;
        }
        all.retain(|diagnostic| {
            let mut stands = false;
            for suppression in &mut suppressions {
                if suppression.covers(diagnostic, &analysis.source) {
                    suppression.used = true;
                    stands = true;
                }
            }
            !stands
        });
        for suppression in suppressions.iter().filter(|suppression| !suppression.used) {
            let what = suppression.entry.map_or(suppression.rule, |entry| entry.text.as_str());
            let slots = [("rule", suppression.rule.to_owned().into()), ("what", what.to_owned().into())];
            all.extend(self.own("unused", suppression.written, &slots));
        }
        all.sort_by_key(|diagnostic| (diagnostic.span.start, std::cmp::Reverse(diagnostic.level)));
    }

    /// A finding of the linter itself.
    fn own(&self, kind: &str, span: Span, slots: &[crate::check::Slot]) -> Option<Diagnostic> {
        let built = self.checks.iter().find(|built| built.name == "article")?;
        built.own(kind, span, slots)
    }
}

impl Suppression<'_> {
    fn covers(&self, diagnostic: &Diagnostic, text: &str) -> bool {
        let rule = self.rule == "*" || *diagnostic.rule == *self.rule || {
            let family = self.rule.strip_suffix("/*");
            family.is_some_and(|family| diagnostic.rule.split(['/', '.']).next() == Some(family))
        };
        if !rule || !self.holds.covers(diagnostic.span) {
            return false;
        }
        self.entry.is_none_or(|entry| {
            fold(text.get(diagnostic.span.range()).unwrap_or_default()) == entry.text
                && entry.context.as_ref().is_none_or(|context| *context == context_hash(text, diagnostic.span))
        })
    }
}

fn suppressions<'a>(analysis: &'a Analysis, source: &'a Source) -> Vec<Suppression<'a>> {
    let whole = Span::new(0, analysis.source.len());
    let front = &analysis.article.front_matter;
    let mut all: Vec<Suppression<'a>> = Vec::new();
    let add = |all: &mut Vec<_>, written, rule, holds, entry| {
        all.push(Suppression { written, rule, holds, entry, used: false });
    };
    for (rule, span) in front.ignore.iter().zip(&front.ignore_spans) {
        add(&mut all, *span, rule.as_str(), whole, None);
    }
    for entry in source.ignores.iter() {
        add(&mut all, Span::default(), entry.rule.as_str(), whole, Some(entry));
    }
    let mut open: Vec<(&'a str, Span)> = Vec::new();
    for comment in &analysis.article.comments {
        let Some((order, rules)) = order(&comment.text) else {
            continue;
        };
        for rule in rules {
            match order {
                Order::Disable => open.push((rule, comment.span)),
                Order::Enable => {
                    if let Some(at) = open.iter().rposition(|(disabled, _)| *disabled == rule || rule == "*") {
                        let (rule, written) = open.remove(at);
                        add(&mut all, written, rule, Span::new(written.end, comment.span.start), None);
                    }
                }
                Order::IgnoreNext => {
                    // The rest of its own paragraph, or else the next one.
                    let article = &analysis.article;
                    let next = (0..article.len()).map(|i| article.span(i)).find(|span| span.end > comment.span.end);
                    let holds = next.map_or(whole, |span| Span::new(comment.span.end.max(span.start), span.end));
                    add(&mut all, comment.span, rule, holds, None);
                }
            }
        }
    }
    for (rule, written) in open {
        add(&mut all, written, rule, Span::new(written.end, whole.end), None);
    }
    all
}

#[derive(Clone, Copy)]
enum Order {
    Disable,
    Enable,
    IgnoreNext,
}

/// What a comment orders, and for which rules: `copydesk-disable name/near-miss, quote/unclosed because …`. Without a rule it is
/// for all.
fn order(comment: &str) -> Option<(Order, Vec<&str>)> {
    let rest = comment.strip_prefix("copydesk-")?;
    let (word, rules) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let order = match word {
        "disable" => Order::Disable,
        "enable" => Order::Enable,
        "ignore-next" => Order::IgnoreNext,
        _ => return None,
    };
    let rules = rules.split([',', ' ']).map(str::trim).filter(|rule| !rule.is_empty());
    let rules: Vec<&str> = rules.take_while(|rule| *rule != "because" && rule.contains(['/', '*'])).collect();
    Some((order, if rules.is_empty() { vec!["*"] } else { rules }))
}
