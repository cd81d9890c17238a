//! Words that are spelled right and are the wrong word: *was lead by*, *free reign*, *a solider*.
//!
//! Nothing here guesses. A pair of words is a record of `rules/confusions.yaml`, or of a team's stylebook, and each record
//! says beside which words the wrong one gives itself away. All wrong words are one word set, so an ordinary word costs
//! one bit; only a word of the set is looked up and its neighbours compared.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::article::{Paragraph, Word, WordKind};
use crate::check::{Check, Findings, FixDraft};
use crate::rules::{Build, CheckType};
use crate::stylebook::Problem;
use crate::text::Span;
use crate::vocabulary::{WordSet, normalize, possessive_stem};

mod pattern;
mod record;

use pattern::Place;
use record::Matcher;
pub use record::{Capital, CapitalWord, Neighbourhood, Pair, RecordError, Table, Within};

/// Finds real words in the place of others.
pub(super) const CHECK: CheckType = CheckType { name: "confusion", kinds: &["confusion"], build };

const TABLE: &str = "confusions.yaml";
const SECTION: &str = "confusions";

struct Confusion {
    wrong: WordSet,
    matchers: Vec<Matcher>,
    /// By the wrong word, or its first word, in small letters: the records to try, in order.
    by_word: FxHashMap<Box<str>, Vec<u32>>,
}

fn build(build: &mut Build<'_>) -> Result<Box<dyn Check>, Problem> {
    let mut table: Table = build.stylebook.table(TABLE)?;
    let of_bundle = |error: RecordError| Problem::new(format!("rules/{TABLE}"), error.to_string());
    let team: Vec<Pair> = build.stylebook.section(SECTION)?;
    let classes = record::classes(&table).map_err(of_bundle)?;
    table.confusions.retain(|pair| !team.iter().any(|own| own.switches_off(pair)));
    let mut matchers = Vec::new();
    // A team's own records come first: they are the ones that know the beat.
    for (i, pair) in team.iter().enumerate().filter(|(_, pair)| !pair.is_off() && pair.speaks(build.language)) {
        match pair.compile(&classes) {
            Ok(matcher) => matchers.push(matcher),
            Err(error) => {
                build.problems.push(build.stylebook.problem(&[SECTION, &i.to_string()], error.to_string()));
            }
        }
    }
    for pair in table.confusions.iter().filter(|pair| pair.speaks(build.language)) {
        matchers.push(pair.compile(&classes).map_err(of_bundle)?);
    }
    let mut by_word: FxHashMap<Box<str>, Vec<u32>> = FxHashMap::default();
    for (i, matcher) in matchers.iter().enumerate() {
        for first in matcher.first_words() {
            let records = by_word.entry(first.into()).or_default();
            if records.last() != Some(&(i as u32)) {
                records.push(i as u32);
            }
        }
    }
    let wrong = build.vocabulary.set("confusion/wrong", by_word.keys());
    Ok(Box::new(Confusion { wrong, matchers, by_word }))
}

impl Check for Confusion {
    fn paragraph(&self, paragraph: &Paragraph<'_>, findings: &mut Findings) {
        if !paragraph.zone.is_prose() {
            return;
        }
        let mut title_case = None;
        let mut after = 0;
        for (i, word) in paragraph.words.iter().enumerate() {
            if !word.classes.is(self.wrong) || word.kind != WordKind::Plain || i < after {
                continue;
            }
            if *title_case.get_or_insert_with(|| is_title_case(paragraph)) {
                return;
            }
            after = self.word(paragraph, i, findings).unwrap_or(after);
        }
    }
}

impl Confusion {
    /// Looks at one word of the set and flags it at most once. Returns the number of the word to go on with if it did.
    fn word(&self, paragraph: &Paragraph<'_>, i: usize, findings: &mut Findings) -> Option<usize> {
        let word = &paragraph.words[i];
        let lower = lower(paragraph.str(word));
        let place = Place::new(paragraph, i)?;
        if word.is_all_caps() {
            return None;
        }
        // *The solider’s rifle*: a possessive is its stem, unless it is listed itself, as *who’s* is.
        let (key, tail) = if self.by_word.contains_key(&*lower) {
            (&*lower, 0)
        } else {
            let stem = possessive_stem(&lower)?;
            (stem, possessive_tail(paragraph.str(word)))
        };
        for &record in self.by_word.get(key)? {
            let matcher = &self.matchers[record as usize];
            let Some((last, right)) = matcher.find(&place, key) else {
                continue;
            };
            if tail > 0 && last > i {
                continue;
            }
            let span = Span::new(word.start as usize, paragraph.words[last].end as usize - tail);
            let better = in_case_of(word, right);
            let draft = findings.flag("confusion", span);
            draft.slot("better", better.clone());
            draft.fix(FixDraft::safe("replace").edit(span, better).preferred());
            if let Some(level) = matcher.level {
                draft.at_most(level);
            }
            return Some(last + 1);
        }
        None
    }
}

/// A word as it is compared: straight apostrophe, nothing invisible, small letters.
fn lower(word: &str) -> Cow<'_, str> {
    let word = normalize(word);
    if word.bytes().any(|b| b.is_ascii_uppercase() || !b.is_ascii()) { Cow::Owned(word.to_lowercase()) } else { word }
}

/// The length in bytes of the apostrophe and what follows it.
fn possessive_tail(word: &str) -> usize {
    word.rfind(['\'', '’', '‘', 'ʼ', '＇']).map_or(0, |at| word.len() - at)
}

/// The right word with the capital of the wrong one.
fn in_case_of(wrong: &Word, right: &str) -> String {
    let mut chars = right.chars();
    match chars.next() {
        Some(first) if wrong.is_capitalised() => first.to_uppercase().chain(chars).collect(),
        _ => right.to_owned(),
    }
}

/// Whether a headline writes its words with capitals, so that a capital says nothing about a word: half or more of the
/// words of four letters or longer after the first.
fn is_title_case(paragraph: &Paragraph<'_>) -> bool {
    if !paragraph.zone.is_headline() {
        return false;
    }
    let long = |word: &&Word| word.kind == WordKind::Plain && word.span().len() > 3;
    let (mut all, mut capital) = (0, 0);
    for word in paragraph.words.iter().skip(1).filter(long) {
        all += 1;
        capital += usize::from(word.is_capitalised());
    }
    all > 0 && capital * 2 >= all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_of_the_table_matches_its_own_examples_alone() {
        record::tests::each_matches_its_examples();
    }

    #[test]
    fn a_headline_in_title_case_has_capitals_on_most_of_its_words() {
        use crate::article::{Settings, Zone};
        let settings = Settings::default();
        for (text, zone, title) in [
            ("Soldiers Walked In The Untied States", Zone::Headline, true),
            ("Council says soldiers walked in Kyiv", Zone::Headline, false),
            ("Soldiers Walked In The Untied States", Zone::Body, false),
            ("Solider", Zone::Headline, false),
        ] {
            let paragraph = record::tests::read(text, zone, &settings);
            assert_eq!(is_title_case(&paragraph), title, "{text}");
        }
    }
}
