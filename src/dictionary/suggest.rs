//! What a misspelt word should have been.
//!
//! Candidates come from the bundled dictionaries, the layers of the lexicon and the article's own words;
//! each is priced (`cost`) and then moved by how common it is, whether the article uses it, and whether it
//! sounds the same (spec B3). A word run together may also be split in two.

mod candidates;
mod cost;
mod slips;
mod sound;

use rustc_hash::{FxHashMap, FxHashSet};

use candidates::Candidate;
pub(super) use candidates::Candidates;
use cost::Prices;
use slips::Slips;

use super::Lexicon;
use super::letters::{Case, folded, normal};

/// Words of the article at hand. Built once for an article, then used for each of its misspellings.
#[derive(Clone, Debug, Default)]
pub struct SuggestContext {
    candidates: Candidates,
    /// How often each word occurs, by its folded form.
    counts: FxHashMap<String, u32>,
    /// The beginnings of the article's words, without their endings.
    stems: FxHashSet<String>,
    names: FxHashSet<String>,
}

/// A word to write instead.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The word, with the capitals, possessive and apostrophes of the misspelt one.
    pub text: String,
    /// Lower is better; differences matter, not the value. See [`preferred`].
    pub cost: f32,
}

/// Whether the first of these suggestions may be applied unasked: the only one, or ahead by 0.5 or more.
pub fn preferred(suggestions: &[Suggestion]) -> bool {
    match suggestions {
        [] => false,
        [_] => true,
        [first, second, ..] => second.cost - first.cost >= LEAD,
    }
}

/// The lead over the second that makes the first suggestion preferred.
const LEAD: f32 = 0.5;

/// Longest word that suggestions are made for, in letters.
const LONGEST: usize = 40;

/// How much each thing that is known of a candidate moves it.
#[derive(Clone, Debug)]
struct Weights {
    prices: Prices,
    /// For each step of the Zipf scale.
    frequency: f32,
    /// The Zipf height of words that are in no frequency list.
    unlisted: f32,
    /// For a word that the article has.
    in_article: f32,
    /// For a word whose other form the article has.
    stem_in_article: f32,
    /// For a name on the newsroom's list.
    name: f32,
    same_length: f32,
    same_sound: f32,
    /// For a name when the word typed has small letters.
    capital: f32,
    /// For a split in two, before the words' frequency.
    split: f32,
    /// For each step of the Zipf scale of the two halves together.
    split_frequency: f32,
    /// Highest price of slips for each letter of the word, and in all.
    reach: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            prices: Prices::default(),
            frequency: 0.2,
            unlisted: 0.0,
            in_article: 0.5,
            stem_in_article: 0.4,
            name: 0.4,
            same_length: 0.1,
            same_sound: 0.3,
            capital: 0.5,
            split: 0.4,
            split_frequency: 0.35,
            reach: 3.2,
        }
    }
}

impl SuggestContext {
    /// The words of an article, each with how often it occurs, and the names on the newsroom's list. Words that
    /// occur once and that the lexicon does not know are not offered: they may be slips themselves.
    pub fn new<'a>(
        article: impl IntoIterator<Item = (&'a str, u32)>,
        names: impl IntoIterator<Item = &'a str>,
        lexicon: &Lexicon,
    ) -> Self {
        let mut context = Self::default();
        let mut offered: Vec<String> = Vec::new();
        for (word, count) in article {
            let plain = normal(word);
            let key = folded(&plain);
            if key.is_empty() || key.len() > cost::LONGEST {
                continue;
            }
            // What the bundled index has is a candidate already; here it only counts.
            let capital = Case::of(&plain) != Case::Lower;
            if capital && count > 1 && !lexicon.accepts(&plain) {
                offered.push(plain.into_owned());
            }
            context.stems.insert(stem(&key).to_owned());
            *context.counts.entry(key).or_insert(0) += count;
        }
        for name in names {
            for word in name.split_whitespace() {
                let word = normal(word);
                if word.chars().count() > 2 {
                    context.names.insert(folded(&word));
                    offered.push(word.into_owned());
                }
            }
        }
        offered.sort_unstable();
        offered.dedup();
        let offered: Vec<&str> = offered.iter().map(String::as_str).collect();
        context.candidates = Candidates::of_words(&offered);
        context
    }
}

/// See [`Lexicon::suggest`].
pub(super) fn suggest(lexicon: &Lexicon, word: &str, context: &SuggestContext, max: usize) -> Vec<Suggestion> {
    rank(lexicon, word, context, max, &Weights::default())
}

fn rank(lexicon: &Lexicon, word: &str, context: &SuggestContext, max: usize, weights: &Weights) -> Vec<Suggestion> {
    // The length in bytes first, since counting the letters of a million takes long.
    if word.len() > 4 * LONGEST || word.chars().count() > LONGEST || word.chars().any(char::is_numeric) || max == 0 {
        return Vec::new();
    }
    let plain = normal(word);
    let (stem, ending) = possessive(&plain);
    let query = folded(stem);
    if query.is_empty() || !query.chars().any(char::is_alphabetic) {
        return Vec::new();
    }
    let case = Case::of(stem);
    let mut found: Vec<Found> = Vec::new();
    let most_slips = if query.len() >= 6 { 3 } else { 2 };
    let typed = Typed { word: &query, slips: Slips::from(query.as_bytes()), case };
    let mut best = Best::new(max + SPARE);
    let mut consider = |candidate: Candidate<'_>| {
        if let Some(cost) = cost_of(&typed, &candidate, context, weights, best.limit()) {
            best.push(cost);
            found.push(Found { cost, text: candidate.written.to_owned() });
        }
    };
    Candidates::bundled().near(&query, most_slips, &mut consider);
    lexicon.layer_candidates().for_each(|layer| layer.near(&query, most_slips, &mut consider));
    context.candidates.near(&query, most_slips, &mut consider);
    splits(lexicon, stem, weights, &mut found);
    found.sort_by(|one, other| one.cost.total_cmp(&other.cost).then_with(|| one.text.cmp(&other.text)));

    let curly = word.contains('’') || word.contains('‘');
    let mut suggestions: Vec<Suggestion> = Vec::new();
    for Found { cost, text } in found {
        if suggestions.len() == max {
            break;
        }
        let text = in_language(lexicon, context, text);
        let Some(text) = text.filter(|text| text != stem) else { continue };
        let mut text = case.apply(&text);
        text.push_str(if case == Case::Upper && ending == "'s" { "'S" } else { ending });
        if curly {
            text = text.replace('\'', "’");
        }
        // *Government* is no news beside *government*.
        let repeats = |old: &Suggestion| old.text == text || old.text.to_lowercase() == text.to_lowercase();
        if text != word && !suggestions.iter().any(repeats) {
            suggestions.push(Suggestion { text, cost });
        }
    }
    suggestions
}

/// The word looked for.
struct Typed<'a> {
    /// Folded.
    word: &'a str,
    slips: Slips,
    case: Case,
}

struct Found {
    cost: f32,
    text: String,
}

/// Candidates kept beyond those asked for: some turn out to be forbidden or the other language's.
const SPARE: usize = 5;

/// The lowest costs so far.
struct Best {
    costs: Vec<f32>,
    room: usize,
}

impl Best {
    fn new(room: usize) -> Self {
        Self { costs: Vec::with_capacity(room + 1), room }
    }

    fn push(&mut self, cost: f32) {
        let at = self.costs.partition_point(|old| *old <= cost);
        self.costs.insert(at, cost);
        self.costs.truncate(self.room);
    }

    /// A candidate that costs more than this is of no use.
    fn limit(&self) -> f32 {
        if self.costs.len() < self.room { f32::INFINITY } else { self.costs[self.room - 1] }
    }
}

/// What a candidate costs, or `None` if that is above `limit`.
#[allow(clippy::cast_precision_loss, reason = "lengths of words are small")]
fn cost_of(
    typed: &Typed<'_>,
    candidate: &Candidate<'_>,
    context: &SuggestContext,
    weights: &Weights,
    limit: f32,
) -> Option<f32> {
    let zipf = candidate.form.and_then(super::bundled::BundledForm::zipf).unwrap_or(weights.unlisted);
    let mut bonus = weights.frequency * zipf;
    if candidate.sounds_alike {
        bonus += weights.same_sound;
    }
    if candidate.folded.len() == typed.word.len() {
        bonus += weights.same_length;
    }
    if !context.counts.is_empty() {
        if context.counts.contains_key(candidate.folded) {
            bonus += weights.in_article;
        } else if context.stems.contains(stem(candidate.folded)) {
            bonus += weights.stem_in_article;
        }
    }
    if context.names.contains(candidate.folded) {
        bonus += weights.name;
    }
    if typed.case == Case::Lower && candidate.written.len() > 1 && Case::of(candidate.written) != Case::Lower {
        bonus -= weights.capital;
    }
    let reach = weights.reach.min(0.5 + typed.word.len() as f32 * 0.4).min(limit + bonus);
    // Two lower bounds, each a hundred times cheaper than the price itself.
    if candidate.changed as f32 * weights.prices.least > reach {
        return None;
    }
    if typed.slips.to(candidate.folded.as_bytes()) as f32 * weights.prices.least > reach {
        return None;
    }
    let price = cost::price(typed.word.as_bytes(), candidate.folded.as_bytes(), &weights.prices, reach)?;
    Some(price - bonus)
}

/// Two common words run together.
fn splits(lexicon: &Lexicon, word: &str, weights: &Weights, found: &mut Vec<Found>) {
    let lower = word.to_lowercase();
    for (at, _) in lower.char_indices().skip(1) {
        let (one, other) = lower.split_at(at);
        if other.len() > 1 && lexicon.may_split_into(one) && lexicon.may_split_into(other) {
            // The height of the two words together, as if they met by chance: a billion words are nine steps.
            let zipf = |half: &str| lexicon.frequency(half).unwrap_or(0.0);
            let cost = weights.split - weights.split_frequency * (zipf(one) + zipf(other) - 9.0);
            found.push(Found { cost, text: format!("{one} {other}") });
        }
    }
}

/// A candidate as the language in use writes it; `None` if it may not be offered.
fn in_language(lexicon: &Lexicon, context: &SuggestContext, text: String) -> Option<String> {
    if lexicon.may_suggest(&text) {
        return Some(text);
    }
    if let Some(other) = lexicon.variant_of(&text).into_iter().next() {
        return Some(other);
    }
    // Names and words of the article need not be in any layer, only not forbidden.
    let key = folded(&text);
    let is_ours = context.names.contains(&key) || context.counts.contains_key(&key);
    (is_ours && !matches!(lexicon.verdict(&text), super::Verdict::Forbidden { .. })).then_some(text)
}

/// A word in normal form and its possessive.
fn possessive(word: &str) -> (&str, &str) {
    for ending in ["'s", "'S"] {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| !stem.is_empty()) {
            return (stem, "'s");
        }
    }
    match word.strip_suffix('\'') {
        Some(stem) if stem.ends_with(['s', 'S']) => (stem, "'"),
        _ => (word, ""),
    }
}

/// A word without the commonest endings: enough to see that *attacked* and *attacks* are one word.
fn stem(word: &str) -> &str {
    for ending in ["'s", "ings", "ing", "ers", "er", "ed", "es", "s", "e"] {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() >= 3) {
            return stem;
        }
    }
    word
}
