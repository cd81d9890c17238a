//! A linter reads articles by one stylebook.
//!
//! What it finds in a paragraph depends on the bytes of the paragraph, its zone, what was settled for the article, and the
//! linter, and on nothing else. So an article that has changed in one place is read again only there, and
//! [`Linter::recheck`] always says what [`Linter::check`] would.

use std::sync::{Arc, Mutex};

use crate::article::reading::ReadingTable;
use crate::article::tags::VerbTable;
use crate::article::{Article, Date, Format, ParagraphMode, Reading, Settings};
use crate::check::{ArticleFacts, ArticleFindings, Facts, Findings, OtherFacts};
use crate::diagnostic::{Diagnostic, Fix};
use crate::dictionary::Lexicon;
use crate::rules::{Build, CHECKS, quote_marks};
use crate::stylebook::{Problem, Stylebook};
use crate::text::{Span, Text};
use crate::vocabulary::{Lexemes, Vocabulary};

mod across;
mod failure;
mod fixes;
pub mod ignore;
mod overlap;
mod render;
mod resources;
mod story;
mod suggest;

pub use failure::Failure;
pub use fixes::Fixed;
pub use ignore::IgnoreEntry;
use render::{ArticleFound, BuiltCheck, Found};
pub use resources::{DictionaryFiles, Resources, WordFile};
pub use story::{Around, Seen, Speech, Story};
pub use suggest::Suggester;

/// A text to be checked, and what is known of it beside its words.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The text.
    pub text: Text,
    /// How it is written.
    pub format: Format,
    /// The name of its file, which may tell the day of the article: `2023-03-01-ferry.md`.
    pub name: Option<String>,
    /// The day of the article, where its own text does not tell.
    pub date: Option<Date>,
    /// Findings to be passed over.
    pub ignores: Arc<[IgnoreEntry]>,
}

/// What was found in a text.
#[derive(Clone)]
pub struct Analysis {
    /// The text it describes.
    pub text: Text,
    /// The findings, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// The checks that failed, which is a mistake in them. What the others found is there.
    pub failures: Vec<Failure>,
    source: Arc<String>,
    article: Arc<Article>,
    checked: Vec<Arc<Checked>>,
    /// For each check, what its article check found, or how it failed.
    found: Vec<Result<Arc<[ArticleFound]>, Arc<str>>>,
}

impl Analysis {
    /// The article as it was read.
    pub fn article(&self) -> &Article {
        &self.article
    }

    /// The text as one string.
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// What was found in one paragraph, with spans that count from its start in the source.
pub(crate) struct Checked {
    pub(crate) found: Vec<Found>,
    pub(crate) remembered: Vec<Remembered>,
    /// What quotations of the first level enclose, and whether the quotation is closed.
    pub(crate) quoted: Vec<(Span, bool)>,
    /// The checks that failed, and how.
    failed: Vec<(usize, Arc<str>)>,
    /// The rules, by check and number, that took more steps than they may.
    given_up: Vec<(usize, u32)>,
}

/// What one check remembers of a paragraph.
pub(crate) struct Remembered {
    pub(crate) check: usize,
    pub(crate) facts: Box<dyn Facts>,
    places: Box<[(u32, u32)]>,
}

/// A stylebook made ready to read articles.
pub struct Linter {
    reading: Reading,
    lexicon: Arc<Lexicon>,
    checks: Vec<BuiltCheck>,
    settings: Settings,
    primary_quotes: quote_marks::Primary,
    paragraphs: ParagraphMode,
    lexemes: Mutex<Vec<Lexemes>>,
    /// For names across stories; nothing where the table cannot be read.
    comparison: Option<across::Comparison>,
}

impl Linter {
    /// Compiles a stylebook. What cannot be built is left out and reported.
    pub fn new(stylebook: &Stylebook, resources: &Resources) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let lexicon = Arc::new(resources.lexicon(stylebook.language, &mut problems));
        let mut vocabulary = Vocabulary::default();
        let mut checks = Vec::new();
        for kind in CHECKS {
            let rules = render::rules_of(kind, stylebook);
            if rules.is_empty() {
                continue;
            }
            let mut build = Build {
                stylebook,
                language: stylebook.language,
                lexicon: Arc::clone(&lexicon),
                names: Arc::clone(&resources.names),
                vocabulary: &mut vocabulary,
                problems: &mut problems,
            };
            match (kind.build)(&mut build) {
                Ok(check) => checks.push(BuiltCheck::new(kind.name, check, rules)),
                Err(problem) => problems.push(problem),
            }
        }
        let table: ReadingTable = stylebook.table("reading.yaml").unwrap_or_else(|problem| {
            problems.push(problem);
            ReadingTable::default()
        });
        let verbs: VerbTable = stylebook.table("verbs.yaml").unwrap_or_else(|problem| {
            problems.push(problem);
            VerbTable::default()
        });
        let reading = Reading::new(table, verbs.forms(), vocabulary);
        let quotes: quote_marks::Options = stylebook.section("quotes").unwrap_or_default();
        let settings = Settings { language: stylebook.language, ..Settings::default() };
        let linter = Linter {
            reading,
            lexicon,
            checks,
            settings,
            primary_quotes: quotes.primary,
            paragraphs: stylebook.paragraphs(),
            lexemes: Mutex::default(),
            comparison: across::Comparison::new(stylebook, &resources.names)
                .map_err(|problem| problems.push(problem))
                .ok(),
        };
        (linter, problems)
    }

    /// Reads a text and returns what is to be said of it.
    pub fn check(&self, source: &Source) -> Analysis {
        self.analyse(None, source, &|| false).unwrap_or_else(|| unreachable!("nothing makes a check stale"))
    }

    /// Does what [`Linter::check`] does, with the help of an earlier analysis of nearly the same text. Between paragraphs it
    /// asks whether the text is stale, and returns `None` if so.
    pub fn recheck(&self, earlier: &Analysis, source: &Source, stale: &dyn Fn() -> bool) -> Option<Analysis> {
        self.analyse(Some(earlier), source, stale)
    }

    fn analyse(&self, earlier: Option<&Analysis>, source: &Source, stale: &dyn Fn() -> bool) -> Option<Analysis> {
        let text = Arc::new(whole(&source.text));
        let article = self.read(&text, source);
        let reuse = earlier.map_or_else(Reuse::default, |earlier| Reuse::find(earlier, &text, &article));
        let mut lexemes = self.lexemes.lock().ok().and_then(|mut pool| pool.pop()).unwrap_or_default();
        let mut checked = Vec::with_capacity(article.len());
        if let Some(earlier) = earlier {
            checked.extend_from_slice(&earlier.checked[..reuse.before]);
        }
        for i in reuse.before..article.len() - reuse.after {
            if stale() {
                self.give_back(lexemes);
                return None;
            }
            checked.push(Arc::new(self.check_paragraph(&article, i, &text, &mut lexemes)));
        }
        if let Some(earlier) = earlier {
            checked.extend_from_slice(&earlier.checked[earlier.checked.len() - reuse.after..]);
        }
        self.give_back(lexemes);
        let found = (0..self.checks.len())
            .map(|check| self.check_article(check, &article, &checked, earlier, &reuse))
            .collect();
        let mut analysis = Analysis {
            text: source.text.clone(),
            diagnostics: Vec::new(),
            failures: Vec::new(),
            source: text,
            article: Arc::new(article),
            checked,
            found,
        };
        analysis.diagnostics = self.diagnostics(&analysis, source);
        analysis.failures = self.failures(&analysis);
        Some(analysis)
    }

    /// Keeps what was learnt of words for the next article.
    fn give_back(&self, lexemes: Lexemes) {
        if let Ok(mut pool) = self.lexemes.lock() {
            pool.push(lexemes);
        }
    }

    fn read(&self, text: &str, source: &Source) -> Article {
        let mut settings = self.settings.clone();
        let from_name = || source.name.as_deref().and_then(date_in_name);
        settings.date = source.date.or_else(from_name);
        settings.single_quotes_first = self.primary_quotes.single_quotes_first(text);
        Article::read(text, source.format, self.paragraphs, &settings)
    }

    fn check_paragraph(&self, article: &Article, number: usize, text: &str, lexemes: &mut Lexemes) -> Checked {
        let mut checked = Checked {
            found: Vec::new(),
            remembered: Vec::new(),
            quoted: Vec::new(),
            failed: Vec::new(),
            given_up: Vec::new(),
        };
        if !article.zone(number).is_checked() {
            return checked;
        }
        let paragraph = article.paragraph(number, text, &self.reading, lexemes);
        checked.quoted = render::quoted(&paragraph);
        for (check, built) in self.checks.iter().enumerate() {
            let mut findings = Findings::default();
            if let Err(message) = failure::caught(|| built.check.paragraph(&paragraph, &mut findings)) {
                checked.failed.push((check, message));
                continue;
            }
            checked.given_up.extend(findings.given_up.into_iter().map(|rule| (check, rule)));
            for draft in findings.found {
                checked.found.extend(built.render_here(check, draft, &paragraph, &checked.quoted));
            }
            if let Some(facts) = findings.facts {
                let place = |place: &Span| {
                    let span = paragraph.map.source(*place).0;
                    (span.start as u32, span.end as u32)
                };
                let places = findings.places.iter().map(place).collect();
                checked.remembered.push(Remembered { check, facts, places });
            }
        }
        checked.found.shrink_to_fit();
        checked.remembered.shrink_to_fit();
        checked.quoted.shrink_to_fit();
        checked
    }

    fn check_article(
        &self,
        check: usize,
        article: &Article,
        checked: &[Arc<Checked>],
        earlier: Option<&Analysis>,
        reuse: &Reuse,
    ) -> Result<Arc<[ArticleFound]>, Arc<str>> {
        if let Some(earlier) = earlier.filter(|earlier| {
            let read = std::iter::once(check).chain(self.read_by(check));
            read.into_iter().all(|check| reuse.says_the_same(check, earlier, article, checked))
        }) {
            return earlier.found[check].clone();
        }
        let paragraphs: Vec<_> =
            checked.iter().enumerate().map(|(i, checked)| (article.zone(i), checked.facts(check))).collect();
        if paragraphs.iter().all(|(_, facts)| facts.is_none()) {
            return Ok(Arc::default());
        }
        let others = self.read_by(check).map(|other| {
            Box::new(move |i: usize| checked.get(i).and_then(|checked: &Arc<Checked>| checked.facts(other)))
                as OtherFacts<'_>
        });
        let facts = ArticleFacts { settings: &article.settings, paragraphs, others: others.collect() };
        let mut findings = ArticleFindings::default();
        failure::caught(|| self.checks[check].check.article(&facts, &mut findings))?;
        Ok(findings.found.into_iter().filter_map(|draft| self.checks[check].prepare(draft)).collect())
    }

    /// The other checks whose facts the article check of one reads.
    fn read_by(&self, check: usize) -> impl Iterator<Item = usize> + '_ {
        let names = self.checks[check].check.also_reads();
        (0..self.checks.len()).filter(|other| names.contains(&self.checks[*other].name))
    }

    fn diagnostics(&self, analysis: &Analysis, source: &Source) -> Vec<Diagnostic> {
        let mut all = Vec::new();
        for (i, checked) in analysis.checked.iter().enumerate() {
            let base = analysis.article.span(i).start;
            all.extend(checked.found.iter().map(|found| self.checks[found.check].diagnostic(found, base)));
        }
        for (check, found) in analysis.found.iter().enumerate() {
            all.extend(
                found
                    .iter()
                    .flat_map(|found| found.iter())
                    .map(|found| self.checks[check].render_at(check, found, analysis)),
            );
        }
        // Equal findings must come in one order whatever was read again, so every part of them counts.
        all.sort_by(|a, b| {
            (a.span.start, std::cmp::Reverse(a.level), a.span.end, &a.rule, &a.message).cmp(&(
                b.span.start,
                std::cmp::Reverse(b.level),
                b.span.end,
                &b.rule,
                &b.message,
            ))
        });
        overlap::settle(&mut all);
        self.suppress(analysis, source, &mut all);
        all
    }

    /// The fixes that are too slow to make while checking, for one finding, best first.
    pub fn suggest(&self, analysis: &Analysis, diagnostic: &Diagnostic) -> Vec<Fix> {
        self.suggester(analysis).fixes(diagnostic)
    }

    /// The same for several findings of one analysis.
    pub fn suggester<'a>(&'a self, analysis: &'a Analysis) -> Suggester<'a> {
        Suggester::new(self, analysis)
    }

    /// Adds the slow fixes to all findings of an analysis.
    pub fn suggest_all(&self, analysis: &mut Analysis) {
        suggest::suggest_all(self, analysis);
    }

    /// Applies the preferred fixes that are safe, until none is left.
    pub fn fix_all(&self, source: &Source) -> Fixed {
        fixes::fix_all(self, source)
    }
}

impl Checked {
    fn remembered(&self, check: usize) -> Option<&Remembered> {
        self.remembered.iter().find(|remembered| remembered.check == check)
    }

    fn facts(&self, check: usize) -> Option<&dyn Facts> {
        self.remembered(check).map(|remembered| remembered.facts.as_ref())
    }

    /// The place that a check has remembered, in bytes of the source from the start of the paragraph.
    pub(crate) fn place(&self, check: usize, place: u32) -> Span {
        let at = self.remembered(check).and_then(|remembered| remembered.places.get(place as usize));
        at.map_or_else(Span::default, |(start, end)| Span::new(*start as usize, *end as usize))
    }
}

/// How many paragraphs at either end of an article are those of an earlier analysis.
#[derive(Default)]
struct Reuse {
    before: usize,
    after: usize,
    same_count: bool,
}

impl Reuse {
    fn find(earlier: &Analysis, text: &str, article: &Article) -> Self {
        let (old, new) = (&*earlier.article, article);
        if old.settings != new.settings {
            return Reuse::default();
        }
        let (a, b) = (earlier.source.as_bytes(), text.as_bytes());
        let most = old.len().min(new.len());
        let head = common_prefix(a, b);
        let tail = common_suffix(&a[head..], &b[head..]);
        let before = (0..most)
            .take_while(|&i| {
                let (was, is) = (&old.blocks[i], &new.blocks[i]);
                is.span.end <= head && was == is
            })
            .count();
        let shift = |span: Span, total: usize| Span::new(total - span.start, total - span.start + span.len());
        let after = (0..most - before)
            .take_while(|&i| {
                let (was, is) = (&old.blocks[old.len() - 1 - i], &new.blocks[new.len() - 1 - i]);
                b.len() - is.span.start <= tail
                    && shift(was.span, a.len()) == shift(is.span, b.len())
                    && (was.zone, was.dateline, &was.markup) == (is.zone, is.dateline, &is.markup)
            })
            .count();
        Reuse { before, after, same_count: old.len() == new.len() }
    }

    /// Whether a check would say of the article what it said before, because no paragraph that was read again has other
    /// facts than it had, or plays another part.
    fn says_the_same(&self, check: usize, earlier: &Analysis, article: &Article, checked: &[Arc<Checked>]) -> bool {
        self.same_count
            && (self.before..checked.len() - self.after).all(|i| {
                let same_facts = match (earlier.checked[i].facts(check), checked[i].facts(check)) {
                    (Some(was), Some(is)) => was.same(is),
                    (None, None) => true,
                    _ => false,
                };
                same_facts && earlier.article.zone(i) == article.zone(i)
            })
    }
}

/// A text as one string, of exactly its length.
fn whole(text: &Text) -> String {
    let mut whole = String::with_capacity(text.len());
    text.chunks().for_each(|chunk| whole.push_str(chunk));
    whole
}

/// The length of the common start of two byte strings, found a block at a time.
fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    const BLOCK: usize = 4096;
    let n = a.len().min(b.len());
    let mut at = 0;
    while at + BLOCK <= n && a[at..at + BLOCK] == b[at..at + BLOCK] {
        at += BLOCK;
    }
    at + a[at..n].iter().zip(&b[at..n]).take_while(|(x, y)| x == y).count()
}

/// The length of the common end of two byte strings.
fn common_suffix(a: &[u8], b: &[u8]) -> usize {
    const BLOCK: usize = 4096;
    let n = a.len().min(b.len());
    let mut len = 0;
    while len + BLOCK <= n && a[a.len() - len - BLOCK..a.len() - len] == b[b.len() - len - BLOCK..b.len() - len] {
        len += BLOCK;
    }
    let rest = a[a.len() - n..a.len() - len].iter().rev().zip(b[b.len() - n..b.len() - len].iter().rev());
    len + rest.take_while(|(x, y)| x == y).count()
}

/// The day in a file's name: `2023-03-01` anywhere in it.
fn date_in_name(name: &str) -> Option<Date> {
    let name = name.rsplit(['/', '\\']).next()?;
    let bytes = name.as_bytes();
    (0..bytes.len().saturating_sub(9)).find_map(|i| {
        let part = name.get(i..i + 10)?;
        let alone = i == 0 || !bytes[i - 1].is_ascii_digit();
        let digits =
            part.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
        let (year, month, day) = (part[..4].parse().ok()?, part[5..7].parse().ok()?, part[8..].parse().ok()?);
        let valid = (1..=12).contains(&month) && (1..=31).contains(&day);
        (alone && digits && valid).then_some(Date { year: Some(year), month, day })
    })
}
