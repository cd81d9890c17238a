//! American and British spellings of one word, worked out from the patterns in `rules/variants.yaml`.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::Deserialize;

use super::Language;

/// Which of the two British spellings of *organise* a word has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IzeStyle {
    /// `organise`
    Ise,
    /// `organize`
    Ize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// American, British.
    patterns: Vec<(String, String)>,
    shared: BTreeSet<String>,
    ize: (String, String),
}

static SOURCE: &str = include_str!("../../rules/variants.yaml");

/// Longest word that is worked on, in bytes: a bound on the work, above every word in the dictionaries.
const LONGEST: usize = 40;

/// The spellings in `language` of a word that only the other language has: those that `accepts` knows
/// and that the fewest changes give, best first. `word` is in small letters.
pub(super) fn counterparts(word: &str, language: Language, accepts: impl Fn(&str) -> bool) -> Vec<String> {
    let Some(table) = table() else { return Vec::new() };
    if word.len() > LONGEST || !word.is_ascii() || table.shared.contains(word) {
        return Vec::new();
    }
    let rewrites: Vec<(&str, &str)> = table
        .patterns
        .iter()
        .chain(std::iter::once(&table.ize))
        .map(|(american, british)| match language {
            Language::EnUs => (british.as_str(), american.as_str()),
            Language::EnGb => (american.as_str(), british.as_str()),
        })
        .collect();
    let once = rewritten(&[format!("^{word}$")], &rewrites);
    let found = known(&once, &accepts);
    if !found.is_empty() {
        return found;
    }
    known(&rewritten(&once, &rewrites), &accepts)
}

/// The other British spelling of a word with *-ise-* or *-ize-* (in small letters), if `accepts` knows
/// it, and the style which the word has now.
pub(super) fn ize_counterpart(word: &str, accepts: impl Fn(&str) -> bool) -> Option<(IzeStyle, String)> {
    let (ize, ise) = &table()?.ize;
    if word.len() > LONGEST || !word.is_ascii() {
        return None;
    }
    [(ize, ise, IzeStyle::Ize), (ise, ize, IzeStyle::Ise)].into_iter().find_map(|(from, to, style)| {
        let others = rewritten(&[format!("^{word}$")], &[(from.as_str(), to.as_str())]);
        known(&others, &accepts).into_iter().next().map(|other| (style, other))
    })
}

/// Every word that one rewriting at one place gives; words carry their `^` and `$`.
fn rewritten(words: &[String], rewrites: &[(&str, &str)]) -> Vec<String> {
    let mut results = Vec::new();
    for word in words {
        for (from, to) in rewrites {
            for (at, _) in word.match_indices(from) {
                results.push(format!("{}{to}{}", &word[..at], &word[at + from.len()..]));
            }
        }
    }
    results
}

fn known(words: &[String], accepts: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in words {
        let plain = word.trim_start_matches('^').trim_end_matches('$');
        if accepts(plain) && !found.iter().any(|old| old == plain) {
            found.push(plain.to_owned());
        }
    }
    found
}

fn table() -> Option<&'static Table> {
    static TABLE: OnceLock<Option<Table>> = OnceLock::new();
    TABLE.get_or_init(|| serde_saphyr::from_str(SOURCE).ok()).as_ref()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_table_can_be_read() {
        assert!(super::table().is_some_and(|table| table.patterns.len() > 50));
    }
}
