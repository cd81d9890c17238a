//! A pattern made ready: where it matches in a text.

use std::sync::OnceLock;

use regex::Regex;
use serde::Deserialize;

use super::inflection::Inflect;
use super::literals::{self, Needs};
use super::notation::{self, END, Lists, NotationError, START};
use crate::text::{Span, ceil, floor};

/// Which capitals a pattern matches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Case {
    /// Small letters also with a capital that only the start of a sentence gives them.
    #[default]
    Smart,
    /// Any case.
    Ignore,
    /// As it is written.
    Exact,
}

/// How the patterns of a rule are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    pub(super) case: Case,
    pub(super) whole_words: bool,
    pub(super) lookaround: bool,
    pub(super) inflect: Inflect,
}

/// A pattern made ready. It is compiled when a text first holds what it needs.
pub(super) struct Pattern {
    regex: String,
    manner: Manner,
    needs: Option<Needs>,
    /// Whether there is a digit in every match.
    needs_digit: bool,
    /// The bytes with which a match may begin, as bits.
    first: Option<[u64; 4]>,
    groups: usize,
    engine: OnceLock<Option<Engine>>,
    /// What a pattern with look-around is without it: where this is not, nothing else needs to be tried.
    outline: OnceLock<Option<Regex>>,
}

enum Engine {
    Linear(Regex),
    Backtracking(Box<fancy_regex::Regex>),
}

/// Where a pattern matches: the whole, and its groups from the first on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Match {
    /// What is flagged: the group called `mark`, or the whole.
    pub(super) span: Span,
    /// All that was matched.
    pub(super) whole: Span,
    pub(super) groups: Vec<Option<Span>>,
    /// Whether it matches only because a sentence starts with it.
    pub(super) opens: bool,
}

/// The sentences of a text that open with a capital letter.
pub(super) struct Openings {
    /// Where their first letters are.
    places: Vec<usize>,
    /// The text with these letters small.
    lowered: String,
}

impl Openings {
    /// Of a text, from the places of the first letters of its sentences.
    pub(super) fn new(text: &str, mut places: Vec<usize>) -> Self {
        places.retain(|at| text.as_bytes().get(*at).is_some_and(u8::is_ascii_uppercase));
        let mut lowered = String::with_capacity(text.len());
        let mut from = 0;
        for &at in &places {
            lowered.push_str(&text[from..at]);
            lowered.extend(text[at..].chars().next().map(|c| c.to_ascii_lowercase()));
            from = at + 1;
        }
        lowered.push_str(&text[from..]);
        Openings { places, lowered }
    }
}

/// A pattern with look-around took more steps than it may.
#[derive(Clone, Copy, Debug)]
pub(super) struct GaveUp;

/// Steps back that a pattern with look-around may take in one search. A paragraph of ordinary prose takes some hundreds.
const MOST_STEPS: usize = 20_000;
/// So many bytes from its start, a sentence that opens with a match holds it.
const OPENING: usize = 400;
/// Places where a match that is no whole word is looked for again from its second letter on.
const MOST_RETRIES: usize = 64;

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "/{}/ ({:?})", self.regex, self.needs)
    }
}

impl Pattern {
    /// Reads a pattern as it is written in a stylebook.
    pub(super) fn new(written: &str, manner: Manner, lists: &Lists) -> Result<Self, NotationError> {
        let read = notation::read(written, lists, manner.inflect)?;
        Pattern::of_regex(read.regex, manner)
    }

    /// From a regular expression.
    pub(super) fn of_regex(regex: String, manner: Manner) -> Result<Self, NotationError> {
        let regex = match manner.case {
            Case::Ignore => format!("(?i:{regex})"),
            Case::Smart | Case::Exact => regex,
        };
        let parsed = if manner.lookaround {
            literals::read(&regex)
        } else {
            let parsed = regex_syntax::parse(&regex);
            Some(parsed.map_err(|error| NotationError::Regex { message: last_line(&error.to_string()) })?)
        };
        let mut pattern = Pattern {
            needs: parsed.as_ref().and_then(literals::needs),
            needs_digit: parsed.as_ref().is_some_and(literals::needs_digit),
            first: parsed.as_ref().and_then(literals::first_bytes),
            groups: parsed.as_ref().map_or(0, |parsed| parsed.properties().explicit_captures_len()),
            regex,
            manner,
            engine: OnceLock::new(),
            outline: OnceLock::new(),
        };
        // Only its engine knows whether a pattern with look-around is one, and how many groups it has.
        if manner.lookaround {
            pattern = pattern.compiled()?;
            pattern.groups = pattern.engine().map_or(0, Engine::groups);
        }
        Ok(pattern)
    }

    /// Compiles it now, so that what is too large is known.
    pub(super) fn compiled(self) -> Result<Self, NotationError> {
        let engine = compile(&self.regex, self.manner.lookaround)?;
        let _ = self.engine.set(Some(engine));
        Ok(self)
    }

    /// How many groups it has.
    pub(super) const fn groups(&self) -> usize {
        self.groups
    }

    /// What a text must hold for it to match.
    pub(super) fn needs(&self) -> Option<&Needs> {
        self.needs.as_ref()
    }

    /// Whether a text without digits holds no match.
    pub(super) const fn needs_digit(&self) -> bool {
        self.needs_digit
    }

    /// Whether a match never begins, or ends, inside a word.
    pub(super) const fn keeps_words(&self) -> bool {
        self.manner.whole_words
    }

    fn engine(&self) -> Option<&Engine> {
        self.engine.get_or_init(|| compile(&self.regex, self.manner.lookaround).ok()).as_ref()
    }

    /// Whether a search that takes steps back may find anything: one without look-around is linear and finds more.
    fn is_worth_a_search(&self, text: &str) -> bool {
        let outline = || Regex::new(&literals::without_lookaround(&self.regex)).ok();
        !self.manner.lookaround
            || self.outline.get_or_init(outline).as_ref().is_none_or(|outline| outline.is_match(text))
    }

    /// All matches in a text, in order.
    pub(super) fn matches(&self, text: &str, openings: Option<&Openings>) -> Result<Vec<Match>, GaveUp> {
        let mut found = Vec::new();
        let Some(engine) = self.engine() else { return Ok(found) };
        let (mut from, mut retries) = (if self.is_worth_a_search(text) { 0 } else { text.len() + 1 }, 0);
        while from <= text.len() {
            let Some(next) = engine.find(text, from)? else { break };
            let whole = next.whole;
            if self.fits(text, whole) {
                from = if whole.is_empty() { next_char(text, whole.end) } else { whole.end };
                retries = 0;
                found.push(next);
            } else {
                retries += 1;
                let step = next_char(text, whole.start);
                from = if retries > MOST_RETRIES { whole.end.max(step) } else { step };
            }
        }
        if let Some(openings) = openings.filter(|_| self.manner.case == Case::Smart) {
            self.opening_matches(engine, openings, &mut found)?;
        }
        Ok(found)
    }

    /// Adds the matches with which a sentence opens, whose first letter is a capital only for that.
    fn opening_matches(&self, engine: &Engine, openings: &Openings, found: &mut Vec<Match>) -> Result<(), GaveUp> {
        let text = openings.lowered.as_str();
        let mut added = false;
        for &at in &openings.places {
            let byte = text.as_bytes()[at] as usize;
            let end = floor(text, at + OPENING);
            let opening = &text[at..end];
            let may_begin = self.first.is_none_or(|first| first[byte >> 6] >> (byte & 63) & 1 == 1);
            if !may_begin || !self.is_worth_a_search(opening) {
                continue;
            }
            // The first match is the one that starts first, so no other can start where the sentence does.
            let Some(mut next) = engine.find(opening, 0)?.filter(|next| next.whole.start == 0) else { continue };
            next.shift(at);
            next.opens = true;
            if self.fits(text, next.whole) && found.iter().all(|other| !other.whole.overlaps(next.whole)) {
                found.push(next);
                added = true;
            }
        }
        if added {
            found.sort_by_key(|one| one.whole);
        }
        Ok(())
    }

    /// Whether it matches anywhere in a text.
    pub(super) fn is_in(&self, text: &str) -> Result<bool, GaveUp> {
        self.matches(text, None).map(|found| !found.is_empty())
    }

    fn fits(&self, text: &str, span: Span) -> bool {
        !self.manner.whole_words || (starts_word(text, span) && ends_word(text, span))
    }
}

impl Match {
    fn shift(&mut self, by: usize) {
        self.span = self.span.shifted(by);
        self.whole = self.whole.shifted(by);
        for group in self.groups.iter_mut().flatten() {
            *group = group.shifted(by);
        }
    }
}

impl Engine {
    fn groups(&self) -> usize {
        let all = match self {
            Engine::Linear(regex) => regex.captures_len(),
            Engine::Backtracking(regex) => regex.captures_len(),
        };
        all.saturating_sub(1)
    }

    fn find(&self, text: &str, from: usize) -> Result<Option<Match>, GaveUp> {
        match self {
            Engine::Linear(regex) if regex.captures_len() == 1 => {
                Ok(regex.find_at(text, from).map(|found| plain(Span::new(found.start(), found.end()))))
            }
            // Finding the groups takes longer than finding that there is no match.
            Engine::Linear(regex) => {
                Ok(regex.find_at(text, from).and_then(|found| regex.captures_at(text, found.start())).map(|groups| {
                    let span = |group: regex::Match<'_>| Span::new(group.start(), group.end());
                    with_groups(groups.iter().map(|group| group.map(span)).collect(), groups.name("mark").map(span))
                }))
            }
            Engine::Backtracking(regex) => {
                let found = regex.captures_from_pos(text, from).map_err(|_| GaveUp)?;
                Ok(found.map(|groups| {
                    let span = |group: fancy_regex::Match<'_>| Span::new(group.start(), group.end());
                    with_groups(groups.iter().map(|group| group.map(span)).collect(), groups.name("mark").map(span))
                }))
            }
        }
    }
}

fn plain(span: Span) -> Match {
    Match { span, whole: span, groups: Vec::new(), opens: false }
}

fn with_groups(mut groups: Vec<Option<Span>>, mark: Option<Span>) -> Match {
    let whole = groups.first().copied().flatten().unwrap_or_default();
    groups.drain(..1.min(groups.len()));
    Match { span: mark.unwrap_or(whole), whole, groups, opens: false }
}

fn compile(regex: &str, lookaround: bool) -> Result<Engine, NotationError> {
    if lookaround {
        let built = fancy_regex::RegexBuilder::new(regex).backtrack_limit(MOST_STEPS).build();
        return built
            .map(|regex| Engine::Backtracking(Box::new(regex)))
            .map_err(|error| NotationError::Regex { message: last_line(&error.to_string()) });
    }
    Regex::new(regex)
        .map(Engine::Linear)
        .map_err(|error| NotationError::Regex { message: last_line(&error.to_string()) })
}

/// The line of an error that says what is wrong; the others draw the expression.
fn last_line(message: &str) -> String {
    let line = message.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or(message);
    line.trim().trim_start_matches("error: ").to_owned()
}

/// Looks on one side of a match.
pub(super) struct Beside {
    /// The expression, and the engine for it once it has been asked for.
    pattern: Option<(String, OnceLock<Option<Regex>>)>,
    /// Whether a sentence starts, or ends, where the pattern does.
    at_edge: bool,
    before: bool,
    whole_words: bool,
}

/// How far beside a match a pattern is looked for, in bytes.
const WINDOW: usize = 240;

impl Beside {
    /// A pattern that is to stand right before a match, or right after it. Small letters match in any case.
    pub(super) fn new(
        written: &str,
        before: bool,
        manner: Manner,
        lists: &Lists,
        is_tested: bool,
    ) -> Result<Self, NotationError> {
        let at_edge = written.split_whitespace().any(|word| word == if before { START } else { END });
        let read = notation::read(written, lists, manner.inflect)?;
        let flags = if written.chars().any(char::is_uppercase) { "" } else { "i" };
        let regex = match (before, read.regex.is_empty()) {
            (_, true) => None,
            (true, false) => Some(format!(r#"(?{flags}:(?P<it>{}))[\s\p{{Ps}}\p{{Pi}}"]*\z"#, read.regex)),
            (false, false) => Some(format!(r#"\A[\s\p{{Pe}}\p{{Pf}}"]*?(?{flags}:(?P<it>{}))"#, read.regex)),
        };
        let pattern = match regex {
            None => None,
            // What the bundle has is tested; it is compiled when it is asked for.
            Some(regex) if is_tested => Some((regex, OnceLock::new())),
            Some(regex) => {
                let wrong = |error: &regex::Error| NotationError::Regex { message: last_line(&error.to_string()) };
                let engine = Regex::new(&regex).map_err(|error| wrong(&error))?;
                Some((regex, OnceLock::from(Some(engine))))
            }
        };
        let whole_words = manner.whole_words && !read.is_regex;
        Ok(Beside { pattern, at_edge, before, whole_words })
    }

    /// Whether it stands there. `sentence` is where the sentence of the match is.
    pub(super) fn stands(&self, text: &str, at: Span, sentence: Span) -> bool {
        let near = if self.before {
            Span::new(ceil(text, at.start.saturating_sub(WINDOW)), at.start)
        } else {
            Span::new(at.end, floor(text, at.end + WINDOW))
        };
        let mut span = at;
        if let Some((regex, engine)) = &self.pattern {
            let Some(pattern) = engine.get_or_init(|| Regex::new(regex).ok()) else { return false };
            let Some(found) = pattern.captures(&text[near.range()]).and_then(|groups| groups.name("it")) else {
                return false;
            };
            span = Span::new(found.start(), found.end()).shifted(near.start);
            let fits = if self.before { starts_word(text, span) } else { ends_word(text, span) };
            if self.whole_words && !fits {
                return false;
            }
        }
        let silent = |span: Span| text.get(span.range()).is_some_and(|text| !text.contains(char::is_alphanumeric));
        match (self.at_edge, self.before) {
            (false, _) => true,
            (true, true) => silent(Span::new(sentence.start.min(span.start), span.start)),
            (true, false) => silent(Span::new(span.end, sentence.end.max(span.end))),
        }
    }
}

/// Whether what stands before a span does not belong to its first word.
pub(super) fn starts_word(text: &str, span: Span) -> bool {
    if !text[span.range()].starts_with(is_letter) {
        return true;
    }
    let mut before = text[..span.start].chars().rev();
    match before.next() {
        Some(c) if is_letter(c) => false,
        Some(c) if joins(c) => !before.next().is_some_and(is_letter),
        Some('.' | ',' | '/') if text[span.range()].starts_with(|c: char| c.is_ascii_digit()) => {
            !before.next().is_some_and(|c| c.is_ascii_digit())
        }
        _ => true,
    }
}

/// Whether what stands after a span does not belong to its last word; the *’s* of a possessive does not.
pub(super) fn ends_word(text: &str, span: Span) -> bool {
    if !text[span.range()].ends_with(is_letter) {
        return true;
    }
    let rest = &text[span.end..];
    let mut after = rest.chars();
    match after.next() {
        Some(c) if is_letter(c) => false,
        Some('\'' | '’') => {
            let first = after.next();
            !first.is_some_and(is_letter) || (matches!(first, Some('s' | 'S')) && !after.next().is_some_and(is_letter))
        }
        Some(c) if joins(c) => !after.next().is_some_and(is_letter),
        Some('.' | ',' | '/') if text[span.range()].ends_with(|c: char| c.is_ascii_digit()) => {
            !after.next().is_some_and(|c| c.is_ascii_digit())
        }
        _ => true,
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Marks that join two words to one.
fn joins(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\'' | '’')
}

fn next_char(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}
