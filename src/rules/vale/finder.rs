//! The kinds of rules that look for patterns: what each finds in a stretch of text.

use super::pattern::{Pattern, TooSlow, needed, translate};
use crate::stylebook::vale::{Keys, ValeRule};
use crate::text::Span;

/// Word boundaries around the tokens of a rule.
const WORD: &str = r"(?m)\b(?:%s)\b";
const ANYWHERE: &str = "(?m)(?:%s)";

/// Patterns that are looked for together; of two finds in one place the first pattern's counts.
pub(super) struct Finder {
    patterns: Vec<Pattern>,
    /// Texts of which one must stand where anything is found; nothing where that is not known.
    pub(super) needed: Option<Vec<String>>,
}

/// What stands around the tokens of a rule.
pub(super) struct Frame<'a> {
    pub(super) ignorecase: bool,
    pub(super) nonword: bool,
    pub(super) word_template: Option<&'a str>,
}

impl Frame<'_> {
    fn around(&self, tokens: &str) -> String {
        let template = if self.nonword { ANYWHERE } else { self.word_template.unwrap_or(WORD) };
        let case = if self.ignorecase { "(?i)" } else { "" };
        format!("{case}{}", template.replacen("%s", tokens, 1))
    }
}

/// Whether a pattern needs a matcher that goes back and forth.
pub(super) fn is_stepping(pattern: &str) -> bool {
    let reference = |pattern: &str| (b'1'..=b'9').any(|digit| pattern.contains(&format!("\\{}", digit as char)));
    ["(?=", "(?!", "(?<=", "(?<!", "(?>", "\\k<"].iter().any(|sign| pattern.contains(sign)) || reference(pattern)
}

impl Finder {
    /// Looks for any of some tokens, those without look-around all at once. Tokens that cannot be read are given back with
    /// what is wrong with them.
    pub(super) fn of_tokens(tokens: &[String], frame: &Frame<'_>) -> (Self, Vec<(usize, String)>) {
        let mut wrong = Vec::new();
        let mut patterns = Vec::new();
        let translated: Vec<String> = tokens.iter().map(|token| translate(token, true)).collect();
        let stepping = |at: &usize| is_stepping(&translated[*at]);
        let plain: Vec<usize> = (0..tokens.len()).filter(|at| !stepping(at)).collect();
        let joined = |at: &[usize]| at.iter().map(|at| translated[*at].as_str()).collect::<Vec<_>>().join("|");
        if !plain.is_empty() {
            if let Ok(pattern) = Pattern::new(&frame.around(&joined(&plain))) {
                patterns.push(pattern);
            } else {
                let mut right = Vec::new();
                for at in plain {
                    match Pattern::new(&frame.around(&translated[at])) {
                        Ok(_) => right.push(at),
                        Err(error) => wrong.push((at, error)),
                    }
                }
                patterns.extend(Pattern::new(&frame.around(&joined(&right))).ok().filter(|_| !right.is_empty()));
            }
        }
        for at in (0..tokens.len()).filter(stepping) {
            // A back-reference counts groups, so these keep theirs.
            match Pattern::new(&frame.around(&translate(&tokens[at], false))) {
                Ok(pattern) => patterns.push(pattern),
                Err(error) => wrong.push((at, error)),
            }
        }
        let needed = tokens_needed(&translated, frame);
        (Finder { patterns, needed }, wrong)
    }

    /// Looks for one pattern as it is.
    pub(super) fn of_pattern(pattern: &str, ignorecase: bool) -> Result<Self, String> {
        let translated = translate(pattern, false);
        let case = if ignorecase { "(?i)" } else { "" };
        let needed = needed(&translated);
        Ok(Finder { patterns: vec![Pattern::new(&format!("{case}{translated}"))?], needed })
    }

    /// The finder of an `existence` rule.
    pub(super) fn of_existence(keys: &Keys, word_template: Option<&str>) -> (Self, Vec<(String, String)>) {
        let tokens: Vec<String> = keys.patterns().map(str::to_owned).collect();
        let frame = Frame { ignorecase: keys.ignorecase, nonword: keys.nonword || tokens.is_empty(), word_template };
        if keys.raw.0.is_empty() {
            let (finder, wrong) = Finder::of_tokens(&tokens, &frame);
            return (finder, wrong.into_iter().map(|(at, error)| (tokens[at].clone(), error)).collect());
        }
        let raw = keys.raw.0.concat();
        let inner = if tokens.is_empty() {
            String::new()
        } else {
            Frame { ignorecase: false, ..frame }.around(&tokens.join("|"))
        };
        let whole = if keys.append { format!("{inner}{raw}") } else { format!("{raw}{inner}") };
        match Finder::of_pattern(&format!("(?m){whole}"), keys.ignorecase) {
            Ok(finder) => (finder, Vec::new()),
            Err(error) => (Finder { patterns: Vec::new(), needed: None }, vec![(keys.raw.0[0].clone(), error)]),
        }
    }

    /// Whether nothing can be found.
    pub(super) fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// All finds in order, none over another.
    pub(super) fn find_all(&self, text: &str) -> Result<Vec<Span>, TooSlow> {
        if let [pattern] = self.patterns.as_slice() {
            return pattern.find_all(text);
        }
        let mut all = Vec::new();
        for (number, pattern) in self.patterns.iter().enumerate() {
            all.extend(pattern.find_all(text)?.into_iter().map(|span| (span.start, number, span)));
        }
        all.sort_unstable();
        let mut end = 0;
        all.retain(|(start, _, span)| {
            let free = *start >= end;
            if free {
                end = span.end;
            }
            free
        });
        Ok(all.into_iter().map(|(_, _, span)| span).collect())
    }
}

fn tokens_needed(translated: &[String], frame: &Frame<'_>) -> Option<Vec<String>> {
    let mut all = Vec::new();
    for token in translated {
        let texts = needed(token)?;
        // Only letters without marks are found in either case.
        let is_simple = |c: char| c.is_ascii() || !c.is_alphabetic();
        if frame.ignorecase && !texts.iter().all(|text| text.chars().all(is_simple)) {
            return None;
        }
        all.extend(texts);
    }
    Some(all)
}

/// The finder of a `substitution` rule.
pub(super) struct Swaps {
    /// Patterns whose groups are the keys, with the number of the swap that each group stands for.
    patterns: Vec<(Pattern, Vec<usize>)>,
    all: Vec<Swap>,
    pub(super) needed: Option<Vec<String>>,
}

/// What stands for what.
pub(super) struct Swap {
    pub(super) better: String,
    /// The key with its groups, where what stands for it uses them.
    with_groups: Option<Pattern>,
    /// What is right already, where the better text is a pattern of it.
    is_right: Option<Pattern>,
}

impl Swaps {
    pub(super) fn new(keys: &Keys, word_template: Option<&str>) -> (Self, Vec<(String, String)>) {
        let frame = Frame { ignorecase: keys.ignorecase, nonword: keys.nonword, word_template };
        let mut pairs: Vec<&(String, String)> = keys.swap.0.iter().filter(|(key, _)| !key.is_empty()).collect();
        pairs.sort_by_key(|(key, _)| std::cmp::Reverse(key.len()));
        let mut wrong = Vec::new();
        let mut swaps = Vec::new();
        let mut translated = Vec::new();
        let case = if keys.ignorecase { "(?i)" } else { "" };
        for (key, better) in pairs {
            let quiet = if is_stepping(key) { translate(key, false) } else { translate(key, true) };
            if let Err(error) = Pattern::new(&quiet) {
                wrong.push((key.clone(), error));
                continue;
            }
            let uses_groups = better.contains('$') && better.contains(|c: char| c.is_ascii_digit());
            let is_phrase =
                better.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '\'' | '’' | ',' | '/'));
            translated.push(quiet);
            swaps.push(Swap {
                better: better.clone(),
                with_groups: uses_groups
                    .then(|| Pattern::new(&format!("{case}{}", translate(key, false))).ok())
                    .flatten(),
                is_right: (!is_phrase && keys.action.name != "replace")
                    .then(|| Pattern::new(&format!("^(?:{})$", translate(better, true))).ok())
                    .flatten(),
            });
        }
        let mut patterns = Vec::new();
        let plain: Vec<usize> = (0..swaps.len()).filter(|at| !is_stepping(&translated[*at])).collect();
        let groups = |at: &[usize]| at.iter().map(|at| format!("({})", translated[*at])).collect::<Vec<_>>().join("|");
        // A few hundred at a time, so that no automaton grows too large.
        for part in plain.chunks(200) {
            match Pattern::new(&frame.around(&groups(part))) {
                Ok(pattern) => patterns.push((pattern, part.to_vec())),
                Err(error) => wrong.push((String::new(), error)),
            }
        }
        for at in (0..swaps.len()).filter(|at| is_stepping(&translated[*at])) {
            match Pattern::new(&frame.around(&groups(&[at]))) {
                Ok(pattern) => patterns.push((pattern, vec![at])),
                Err(error) => wrong.push((swaps[at].better.clone(), error)),
            }
        }
        let needed = tokens_needed(&translated, &frame);
        (Swaps { patterns, all: swaps, needed }, wrong)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// All finds in order, with what is better.
    pub(super) fn find_all(&self, text: &str) -> Result<Vec<(Span, &Swap)>, TooSlow> {
        let mut all = Vec::new();
        for (number, (pattern, swaps)) in self.patterns.iter().enumerate() {
            if pattern.find_all(text)?.is_empty() {
                continue;
            }
            for groups in pattern.groups(text)? {
                let found = groups.iter().skip(1).zip(swaps).find_map(|(group, swap)| Some(((*group)?, *swap)));
                all.extend(found.map(|(span, swap)| (span.start, number, span, swap)));
            }
        }
        all.sort_unstable();
        let mut end = 0;
        all.retain(|(start, _, span, _)| {
            let free = *start >= end && !span.is_empty();
            if free {
                end = span.end;
            }
            free
        });
        Ok(all.into_iter().map(|(_, _, span, swap)| (span, &self.all[swap])).collect())
    }
}

impl Swap {
    /// What is better than a text that was found.
    pub(super) fn better_than(&self, found: &str) -> String {
        match &self.with_groups {
            Some(pattern) => pattern.replace_all(found, &self.better),
            None => self.better.clone(),
        }
    }

    /// Whether a text is right already.
    pub(super) fn is_right(&self, found: &str, better: &str) -> bool {
        found == better || self.is_right.as_ref().is_some_and(|pattern| pattern.is_in(found))
    }
}

/// What a rule leaves alone.
#[derive(Default)]
pub(super) struct Exceptions {
    words: Option<Pattern>,
    /// Exceptions of several words, which also hold for a find inside one of them.
    phrases: Option<Pattern>,
}

impl Exceptions {
    /// Those that a rule names, and the accepted words of the vocabulary unless the rule says no.
    pub(super) fn new(rule: &ValeRule, accepted: &[String]) -> (Self, Vec<(String, String)>) {
        let keys = &rule.keys;
        let mut wrong = Vec::new();
        let vocabulary = keys.vocab.unwrap_or(true) && !(rule.kind == "existence" && keys.nonword);
        let named = keys.exceptions.0.iter();
        let mut all: Vec<String> = named
            .chain(accepted.iter().filter(|_| vocabulary))
            .filter_map(|term| {
                let translated = translate(term, true);
                match Pattern::new(&translated) {
                    Ok(_) => Some(translated),
                    Err(error) => {
                        wrong.push((term.clone(), error));
                        None
                    }
                }
            })
            .collect();
        all.sort_by_key(|term| std::cmp::Reverse(term.len()));
        let phrases: Vec<&str> =
            all.iter().filter(|term| term.contains(' ') || term.contains("\\s")).map(String::as_str).collect();
        let joined = |terms: Vec<String>, case: &str| {
            let pattern = format!(r"{case}(?m)\b(?:{})\b", terms.join("|"));
            (!terms.is_empty()).then(|| Pattern::new(&pattern).ok()).flatten()
        };
        let exceptions = Exceptions {
            phrases: joined(phrases.iter().map(ToString::to_string).collect(), "(?i)"),
            words: joined(all.clone(), ""),
        };
        (exceptions, wrong)
    }

    /// Whether a find is left alone.
    pub(super) fn hold(&self, text: &str, span: Span) -> bool {
        let found = text.get(span.range()).unwrap_or_default();
        self.words.as_ref().is_some_and(|words| words.is_in(found))
            || self.phrases.as_ref().is_some_and(|phrases| {
                let inside = |phrase: &Span| phrase.start <= span.start && span.end <= phrase.end;
                phrases.find_all(text).is_ok_and(|finds| finds.iter().any(inside))
            })
    }
}
