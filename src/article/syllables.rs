//! Syllables, and the measure of how hard a text is to read that is made of them.

use serde::Deserialize;

/// `rules/syllables.yaml`: how syllables are counted in a language.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Syllables {
    vowels: String,
    /// Endings that are silent.
    silent: Vec<String>,
    /// Endings that are not, although they end like one that is.
    sounding: Vec<String>,
    /// Pairs of vowels that are two syllables.
    apart: Vec<String>,
    /// Endings that make no word complex.
    light: Vec<String>,
}

impl Syllables {
    /// The syllables of a word, one at least.
    pub fn of(&self, word: &str) -> u32 {
        let word: String = word.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
        let is_vowel = |c: char| self.vowels.contains(c);
        let mut count = 0_u32;
        let mut before = None;
        for c in word.chars() {
            let vowel = is_vowel(c);
            let follows = before.is_some_and(is_vowel);
            let pair = before.map(|before| [before, c].iter().collect::<String>());
            if vowel && (!follows || pair.is_some_and(|pair| self.apart.contains(&pair))) {
                count += 1;
            }
            before = Some(c);
        }
        let ends =
            |endings: &[String]| endings.iter().any(|end| word.ends_with(end.as_str()) && word.len() > end.len());
        if count > 1 && ends(&self.silent) && !ends(&self.sounding) {
            count -= 1;
        }
        count.max(1)
    }

    /// Whether no light ending makes a word as long as it is, in syllables.
    pub fn is_complex(&self, word: &str, syllables: u32) -> bool {
        let mut least = syllables;
        for end in &self.light {
            if let Some(stem) = word.strip_suffix(end.as_str()).filter(|stem| stem.len() > 2) {
                least = least.min(self.of(stem));
            }
        }
        least > 2 && !word.contains('-') && !word.starts_with(char::is_uppercase)
    }
}

/// The school grade that a text asks for, after Flesch and Kincaid (1975), from what it has of words, sentences and
/// syllables.
pub fn flesch_kincaid(words: f64, sentences: f64, syllables: f64) -> f64 {
    0.39 * (words / sentences) + 11.8 * (syllables / words) - 15.59
}
