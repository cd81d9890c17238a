//! A linter reads articles by one stylebook.

use std::borrow::Cow;
use std::sync::{Arc, Mutex};

use crate::article::reading::ReadingTable;
use crate::article::{Paragraph, Reading, Settings, Zone};
use crate::check::{Anchor, ArticleFacts, ArticleFindings, Check, Draft, Facts, Findings, Slot};
use crate::diagnostic::{Diagnostic, Fix, Level, Related};
use crate::rules::{Build, CHECKS, CheckType};
use crate::stylebook::{Problem, RuleDeclaration, Stylebook};
use crate::text::{Edit, Span, Text};
use crate::vocabulary::{Lexemes, Vocabulary};

/// A text to be checked.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The text.
    pub text: Text,
}

/// What was found in a text.
pub struct Analysis {
    /// The text it describes.
    pub text: Text,
    /// The findings, in order.
    pub diagnostics: Vec<Diagnostic>,
}

/// A stylebook made ready to read articles.
pub struct Linter {
    reading: Reading,
    checks: Vec<BuiltCheck>,
    settings: Settings,
    lexemes: Mutex<Vec<Lexemes>>,
}

struct BuiltCheck {
    check: Box<dyn Check>,
    /// The rules this check reports for, by kind.
    rules: Vec<(&'static str, Arc<str>, Level, RuleDeclaration)>,
}

impl Linter {
    /// Compiles a stylebook. What cannot be built is left out and reported.
    pub fn new(stylebook: &Stylebook) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut vocabulary = Vocabulary::default();
        let mut checks = Vec::new();
        for kind in CHECKS {
            let rules = rules_of(kind, stylebook);
            if rules.is_empty() {
                continue;
            }
            let mut build = Build {
                stylebook,
                language: stylebook.language,
                vocabulary: &mut vocabulary,
            };
            match (kind.build)(&mut build) {
                Ok(check) => checks.push(BuiltCheck { check, rules }),
                Err(problem) => problems.push(problem),
            }
        }
        let table: ReadingTable = stylebook
            .table("reading.yaml")
            .expect("bundled tables are tested");
        let reading = Reading::new(table, ["said"], vocabulary);
        let settings = Settings {
            language: stylebook.language,
            ..Settings::default()
        };
        (
            Linter {
                reading,
                checks,
                settings,
                lexemes: Mutex::default(),
            },
            problems,
        )
    }

    /// Reads a text and returns what is to be said of it. (First form: blank lines split paragraphs, all is body.)
    pub fn check(&self, source: &Source) -> Analysis {
        let text = source.text.to_string();
        let mut lexemes = self
            .lexemes
            .lock()
            .ok()
            .and_then(|mut pool| pool.pop())
            .unwrap_or_default();
        let mut diagnostics = Vec::new();
        let mut starts = Vec::new();
        let mut facts: Vec<Vec<Option<Box<dyn Facts>>>> = Vec::new();
        let mut places: Vec<Vec<Vec<Span>>> = Vec::new();
        let mut at = 0;
        for block in text.split("\n\n") {
            let start = at;
            at += block.len() + 2;
            if block.trim().is_empty() {
                continue;
            }
            let paragraph = Paragraph::read(
                Cow::Borrowed(block),
                Zone::Body,
                Span::default(),
                &self.settings,
                &self.reading,
                &mut lexemes,
            );
            starts.push(start);
            let mut row = Vec::new();
            let mut row_places = Vec::new();
            for built in &self.checks {
                let mut findings = Findings::default();
                built.check.paragraph(&paragraph, &mut findings);
                for mut draft in findings.found {
                    if let Anchor::Here(span) = draft.anchor {
                        draft
                            .slots
                            .push(("found", Cow::Owned(paragraph.text[span.range()].to_owned())));
                    }
                    diagnostics.extend(built.render(draft, &|anchor| match anchor {
                        Anchor::Here(span) => span.shifted(start),
                        Anchor::At(_) => Span::default(),
                    }));
                }
                row.push(findings.facts);
                row_places.push(findings.places);
            }
            facts.push(row);
            places.push(row_places);
        }
        for (i, built) in self.checks.iter().enumerate() {
            let view = ArticleFacts {
                settings: &self.settings,
                paragraphs: facts.iter().map(|row| (Zone::Body, row[i].as_deref())).collect(),
            };
            let mut findings = ArticleFindings::default();
            built.check.article(&view, &mut findings);
            for draft in findings.found {
                diagnostics.extend(built.render(draft, &|anchor| match anchor {
                    Anchor::Here(span) => span,
                    Anchor::At(at) => {
                        places[at.paragraph][i][at.place as usize].shifted(starts[at.paragraph])
                    }
                }));
            }
        }
        diagnostics.sort_by_key(|d| (d.span.start, std::cmp::Reverse(d.level)));
        if let Ok(mut pool) = self.lexemes.lock() {
            pool.push(lexemes);
        }
        Analysis {
            text: source.text.clone(),
            diagnostics,
        }
    }
}

fn rules_of(
    kind: &CheckType,
    stylebook: &Stylebook,
) -> Vec<(&'static str, Arc<str>, Level, RuleDeclaration)> {
    let mut rules = Vec::new();
    for rule in stylebook.rules.iter().filter(|rule| rule.check == kind.name) {
        let last = rule.id.rsplit('/').next().unwrap_or_default();
        let Some(found) = kind.kinds.iter().find(|k| **k == last) else {
            continue;
        };
        let Some(level) = rule.level.and_then(crate::stylebook::LevelSetting::level) else {
            continue;
        };
        rules.push((*found, Arc::from(rule.id.as_str()), level, rule.clone()));
    }
    rules
}

impl BuiltCheck {
    fn render(&self, draft: Draft, locate: &dyn Fn(Anchor) -> Span) -> Option<Diagnostic> {
        let (_, id, level, rule) = self.rules.iter().find(|(kind, ..)| *kind == draft.kind)?;
        let fixes = draft.fixes.iter().map(|fix| {
            let mut slots = fix.slots.clone();
            slots.extend(draft.slots.iter().cloned());
            if let Some((_, text)) = fix.edits.first() {
                slots.push(("text", Cow::Owned(text.clone())));
            }
            let template = rule
                .fixes
                .get(fix.key)
                .map_or("Change to “{text}”", String::as_str);
            Fix {
                title: fill(template, &slots),
                edits: fix
                    .edits
                    .iter()
                    .map(|(at, text)| Edit {
                        span: locate(*at),
                        text: text.clone(),
                    })
                    .collect(),
                applicability: fix.applicability,
                preferred: fix.preferred,
            }
        });
        Some(Diagnostic {
            rule: id.clone(),
            level: draft.level.map_or(*level, |most| most.min(*level)),
            span: locate(draft.anchor),
            message: fill(&rule.message, &draft.slots).into(),
            relative_fixes: fixes.collect(),
            related: draft
                .related
                .iter()
                .map(|(at, message)| Related {
                    span: locate(*at),
                    message: message.clone(),
                })
                .collect(),
            base: 0,
        })
    }
}

/// Fills the `{slots}` of a template; one that is not there stays empty.
fn fill(template: &str, slots: &[Slot]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else {
            break;
        };
        out.push_str(before);
        out.push_str(
            slots
                .iter()
                .find(|(slot, _)| *slot == name)
                .map_or("", |(_, text)| text),
        );
        rest = tail;
    }
    out.push_str(rest);
    out
}
