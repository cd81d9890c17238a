//! The words of one newsroom in one language.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use super::letters::{Case, is_hyphen, normal, unaccented};
use super::suggest::{self, Candidates, SuggestContext, Suggestion};
use super::{Dictionary, Engine, IzeStyle, Language, WordList, bundled, variants};

/// Layers of words over a base dictionary; see the module above. A clone is cheap: layers are shared.
#[derive(Clone, Debug)]
pub struct Lexicon {
    language: Language,
    base: Base,
    /// The last one wins.
    layers: Vec<Layer>,
}

#[derive(Clone, Debug)]
enum Base {
    /// The bundled dictionary: the index, and an engine for what the index cannot decide. `None` is the
    /// built-in engine, loaded when first needed.
    Bundled(Option<Arc<dyn Dictionary>>),
    /// A dictionary that the newsroom brought.
    Own(Arc<dyn Dictionary>),
}

#[derive(Clone, Debug)]
struct Layer {
    words: Arc<WordList>,
    candidates: Arc<OnceLock<Candidates>>,
}

/// What a [`Lexicon`] says of a word. A part is a byte range within the word as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// In some layer, or made of words that are.
    Known,
    /// A layer says that it must not be written.
    Forbidden {
        /// The part at fault.
        part: Range<usize>,
    },
    /// The other language's spelling.
    Variant {
        /// The part at fault.
        part: Range<usize>,
        /// The spellings in the language in use, best first, with the part's capitals.
        preferred: Vec<String>,
    },
    /// In no layer. The part is the piece of a compound that failed, without a possessive.
    Unknown {
        /// The part at fault.
        part: Range<usize>,
    },
}

/// The same about one piece, without a place.
enum Finding {
    Known,
    Forbidden,
    Variant(Vec<String>),
    Unknown,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    hyphen_prefixes: BTreeSet<String>,
    hyphen_suffixes: BTreeSet<String>,
    joined_prefixes: Vec<String>,
    joined_suffixes: Vec<String>,
    joined_length: usize,
    endings: Vec<String>,
    common_zipf: f32,
    split_zipf: f32,
    short_words: BTreeSet<String>,
}

static SETTINGS: &str = include_str!("../../rules/spelling.yaml");

/// Longest word, in bytes, that is taken apart; beyond it a word is unknown as a whole.
const LONGEST: usize = 400;

impl Lexicon {
    /// A bundled language, with the news supplement.
    pub fn bundled(language: Language) -> Self {
        Self { language, base: Base::Bundled(None), layers: vec![supplement(language)] }
    }

    /// A bundled language, whose own data another engine reads: it decides wherever the index says no.
    pub fn bundled_with(language: Language, engine: Arc<dyn Dictionary>) -> Self {
        Self { base: Base::Bundled(Some(engine)), ..Self::bundled(language) }
    }

    /// A dictionary that the newsroom brought, with the news supplement. `language` says which variety
    /// of English its suggestions and frequencies follow.
    pub fn with_dictionary(language: Language, dictionary: Arc<dyn Dictionary>) -> Self {
        Self { base: Base::Own(dictionary), ..Self::bundled(language) }
    }

    /// This lexicon with one more layer on top: project, then personal, then article words.
    #[must_use]
    pub fn with_words(&self, words: WordList) -> Self {
        let mut lexicon = self.clone();
        if !words.is_empty() {
            lexicon.layers.push(Layer { words: Arc::new(words), candidates: Arc::default() });
        }
        lexicon
    }

    /// This lexicon with more words to suggest, should the base dictionary accept them: the stems of a dictionary that
    /// the newsroom brought ([`super::DictionarySource::stems`]).
    #[must_use]
    pub fn suggesting(&self, words: &[&str]) -> Self {
        let mut lexicon = self.clone();
        let candidates = Arc::new(OnceLock::from(Candidates::of_words(words)));
        lexicon.layers.push(Layer { words: Arc::default(), candidates });
        lexicon
    }

    /// The language in use.
    pub fn language(&self) -> Language {
        self.language
    }

    /// What went wrong in the engine since the last call, in words for the user.
    pub fn trouble(&self) -> Option<String> {
        match &self.base {
            Base::Bundled(engine) => engine.as_ref()?.trouble(),
            Base::Own(dictionary) => dictionary.trouble(),
        }
    }

    /// Whether [`Self::verdict`] is `Known`.
    pub fn accepts(&self, word: &str) -> bool {
        self.verdict(word) == Verdict::Known
    }

    /// What to say of one word as it stands in the text, with its hyphens, apostrophes and possessive. Digits,
    /// acronyms and the rest of spec B1 are the caller's to pass over.
    pub fn verdict(&self, word: &str) -> Verdict {
        if word.len() > LONGEST {
            return Verdict::Unknown { part: 0..word.len() };
        }
        let (finding, part) = self.piece(word);
        if !matches!(finding, Finding::Unknown) || !word.contains(is_hyphen) {
            return finding.at(part);
        }
        self.compound(word)
    }

    /// A compound whose whole is unknown: every part must pass. Of several that fail, one in small
    /// letters is named first, since one with a capital is probably a name.
    fn compound(&self, word: &str) -> Verdict {
        let parts: Vec<Range<usize>> = pieces(word).filter(|part| !part.is_empty()).collect();
        let mut worst: Option<(Verdict, bool)> = None;
        for (number, part) in parts.iter().enumerate() {
            let text = &word[part.clone()];
            let plain = normal(text).to_lowercase();
            let (first, last) = (number == 0, number + 1 == parts.len());
            let passes = plain.chars().count() < 2
                || (!last && settings().is_some_and(|settings| settings.hyphen_prefixes.contains(&plain)))
                || (!first && last && settings().is_some_and(|settings| settings.hyphen_suffixes.contains(&plain)))
                || plain.chars().any(|letter| letter.is_ascii_digit())
                || (Case::of(text) == Case::Upper && text.chars().count() <= LONGEST_ACRONYM);
            if passes {
                continue;
            }
            let (finding, place) = self.piece(text);
            let verdict = finding.at(part.start + place.start..part.start + place.end);
            let named = Case::of(text) != Case::Lower;
            if verdict != Verdict::Known && worst.as_ref().is_none_or(|(_, old_named)| *old_named && !named) {
                worst = Some((verdict, named));
            }
        }
        worst.map_or(Verdict::Known, |(verdict, _)| verdict)
    }

    /// A word or a part of a compound: itself, then without its endings, then without accents, then as
    /// a word with a prefix or suffix. The range is what remains after the endings.
    fn piece(&self, text: &str) -> (Finding, Range<usize>) {
        let whole = 0..text.len();
        let word = normal(text);
        let word = word.trim_matches('\'');
        if word.is_empty() {
            return (Finding::Known, whole);
        }
        let finding = self.whole(word);
        if !matches!(finding, Finding::Unknown) {
            return (finding, whole);
        }
        if let Some(stem) = word.strip_suffix("in").filter(|_| normal(text).ends_with('\''))
            && matches!(self.whole(&format!("{stem}ing")), Finding::Known)
        {
            return (Finding::Known, whole);
        }
        let mut stem = word;
        while let Some(shorter) = without_ending(stem) {
            stem = shorter;
            let finding = self.whole(stem);
            if !matches!(finding, Finding::Unknown) {
                return (finding, 0..length_in(text, stem));
            }
        }
        let part = if stem.len() == word.len() { whole } else { 0..length_in(text, stem) };
        if self.is_made_of_known(stem) { (Finding::Known, part) } else { (Finding::Unknown, part) }
    }

    /// Accents that the dictionary does not write, and prefixes and suffixes that join without a hyphen.
    fn is_made_of_known(&self, word: &str) -> bool {
        if unaccented(word).is_some_and(|plain| matches!(self.whole(&plain), Finding::Known)) {
            return true;
        }
        let Some(settings) = settings() else { return false };
        let lower = word.to_lowercase();
        let known = |rest: &str, least: usize| rest.len() >= least && matches!(self.whole(rest), Finding::Known);
        let least = settings.joined_length;
        let prefixed = |prefix: &String| lower.strip_prefix(prefix.as_str()).is_some_and(|rest| known(rest, least));
        let suffixed = |suffix: &String| lower.strip_suffix(suffix.as_str()).is_some_and(|rest| known(rest, least - 1));
        settings.joined_prefixes.iter().any(prefixed) || settings.joined_suffixes.iter().any(suffixed)
    }

    /// A word in normal form, as one string, in all layers.
    fn whole(&self, word: &str) -> Finding {
        for layer in self.layers.iter().rev() {
            match layer.words.says(word) {
                Some(true) => return Finding::Known,
                Some(false) => return Finding::Forbidden,
                None => {}
            }
        }
        if self.base_accepts(word) {
            return Finding::Known;
        }
        // The newsroom's own dictionary need not be English, so its gaps say nothing about variants.
        if matches!(self.base, Base::Own(_)) || !bundled::accepts(word, self.language.other()) {
            return Finding::Unknown;
        }
        let lower = word.to_lowercase();
        let is_ize = self.language == Language::EnGb
            && variants::ize_counterpart(&lower, |other| self.base_accepts(other)).is_some();
        if is_ize {
            return Finding::Known;
        }
        // British writers have their own spelling of what only Americans write so, and Americans lack it:
        // that tells *flavor* from *striper*, which is a fish and no misspelt *stripper*. The other way
        // round it would lose *tyre*, whose American spelling is a British word too.
        let is_counterpart = |other: &str| match self.language {
            Language::EnUs => self.base_accepts(other),
            Language::EnGb => self.base_accepts(other) && !bundled::accepts(other, Language::EnUs),
        };
        let case = Case::of(word);
        let preferred: Vec<String> = variants::counterparts(&lower, self.language, is_counterpart)
            .into_iter()
            .map(|other| case.apply(&other))
            .collect();
        if !preferred.is_empty() {
            return Finding::Variant(preferred);
        }
        // Known over there and without a spelling of its own here: a word, only rarer. The shortest of
        // these are scraps of other languages (*ser*, *hor*), and more often slips.
        if word.chars().count() > LONGEST_SCRAP || case != Case::Lower { Finding::Known } else { Finding::Unknown }
    }

    fn base_accepts(&self, word: &str) -> bool {
        match &self.base {
            Base::Own(dictionary) => dictionary.accepts(word),
            Base::Bundled(engine) => {
                bundled::accepts(word, self.language)
                    || match engine {
                        Some(engine) => engine.accepts(word),
                        None => {
                            !bundled::decides(word)
                                && bundled::bundled_dictionary(self.language).is_some_and(|engine| engine.accepts(word))
                        }
                    }
            }
        }
    }

    /// The spellings in the language in use of a word that is only the other language's; empty otherwise.
    pub fn variant_of(&self, word: &str) -> Vec<String> {
        match self.verdict(word) {
            Verdict::Variant { preferred, .. } => preferred,
            _ => Vec::new(),
        }
    }

    /// For a British word with *-ise-* or *-ize-* in it: which one, and the word with the other.
    pub fn ize_style(&self, word: &str) -> Option<(IzeStyle, String)> {
        let normal = normal(word);
        if self.language != Language::EnGb || normal.len() > LONGEST {
            return None;
        }
        let lower = normal.to_lowercase();
        let known = |word: &str| bundled::accepts(word, Language::EnGb) || bundled::accepts(word, Language::EnUs);
        let british = |word: &str| bundled::accepts(word, Language::EnGb);
        let (style, other) = variants::ize_counterpart(&lower, known)?;
        // Only if -ise is British for this word: *prize* has no *prise* beside it that means the same.
        let ise = if style == IzeStyle::Ise { lower.as_str() } else { other.as_str() };
        let ize = if style == IzeStyle::Ise { other.as_str() } else { lower.as_str() };
        (british(ise) && !british(ize)).then(|| (style, Case::of(&normal).apply(&other)))
    }

    /// How common a word is on the Zipf scale (*the* 7.4, *soldier* 4.0); `None` if it is in no list.
    pub fn frequency(&self, word: &str) -> Option<f32> {
        let word = normal(word);
        bundled::form(&word).or_else(|| bundled::form(&word.to_lowercase()))?.zipf()
    }

    /// Whether a word is a function word or another of the few hundred most common.
    pub fn is_common(&self, word: &str) -> bool {
        let limit = settings().map_or(f32::INFINITY, |settings| settings.common_zipf);
        self.frequency(word).is_some_and(|zipf| zipf >= limit)
    }

    /// Whether a word in small ASCII letters is one slip away from a common one: a letter more, less or other, or two
    /// changed about.
    pub fn is_near_common(&self, word: &str) -> bool {
        static COMMON: OnceLock<Vec<&'static str>> = OnceLock::new();
        let common = COMMON.get_or_init(|| settings().map_or_else(Vec::new, |s| Candidates::common(s.common_zipf)));
        let from = common.partition_point(|other| other.len() + 1 < word.len());
        let to = common.partition_point(|other| other.len() <= word.len() + 1);
        common[from..to].iter().any(|other| one_slip_apart(word.as_bytes(), other.as_bytes()))
    }

    /// What `word` should have been, best first, at most `max`: by likeness, frequency and the article's own
    /// words. Capitals, possessive and curly apostrophes are those of `word`. Nothing for a word of more than 40
    /// letters or with digits.
    pub fn suggest(&self, word: &str, context: &SuggestContext, max: usize) -> Vec<Suggestion> {
        suggest::suggest(self, word, context, max)
    }

    /// The candidates of the layers, each built on first use.
    pub(super) fn layer_candidates(&self) -> impl Iterator<Item = &Candidates> {
        self.layers.iter().map(|layer| layer.candidates.get_or_init(|| Candidates::of_words(&layer.words.words())))
    }

    /// Whether a candidate may be offered: nothing forbids it and the language in use has it.
    pub(super) fn may_suggest(&self, word: &str) -> bool {
        word.split(' ').all(|word| matches!(self.piece(word).0, Finding::Known))
    }

    /// Whether half of a split suggestion is common enough.
    pub(super) fn may_split_into(&self, half: &str) -> bool {
        settings().is_some_and(|settings| {
            (half.len() > 2 || settings.short_words.contains(half))
                && self.frequency(half).is_some_and(|zipf| zipf >= settings.split_zipf)
        })
    }

    /// The engine that this lexicon asks, when it asks one.
    pub fn engine(&self) -> Engine {
        match &self.base {
            Base::Bundled(engine) => engine.as_ref().map_or(Engine::Spellbook, |engine| engine.engine()),
            Base::Own(dictionary) => dictionary.engine(),
        }
    }
}

#[allow(clippy::many_single_char_names)] // They are letters.
fn one_slip_apart(a: &[u8], b: &[u8]) -> bool {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[head..], &b[head..]);
    match (a, b) {
        ([_, rest @ ..], long) if rest == long => true,
        (short, [_, rest @ ..]) if rest == short => true,
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([x, y, a @ ..], [v, w, b @ ..]) => (x, y, a) == (w, v, b),
        _ => a.is_empty() && b.is_empty(),
    }
}

impl Finding {
    fn at(self, part: Range<usize>) -> Verdict {
        match self {
            Self::Known => Verdict::Known,
            Self::Forbidden => Verdict::Forbidden { part },
            Self::Variant(preferred) => Verdict::Variant { part, preferred },
            Self::Unknown => Verdict::Unknown { part },
        }
    }
}

/// All capitals up to this length pass as part of a compound (`ex-NATO`).
const LONGEST_ACRONYM: usize = 6;

/// A word in small letters up to this length is not taken from the other language.
const LONGEST_SCRAP: usize = 3;

/// The byte ranges between the hyphens of a word.
fn pieces(word: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = Some(0);
    std::iter::from_fn(move || {
        let start = from?;
        let found = word[start..].char_indices().find(|(_, letter)| is_hyphen(*letter));
        let end = found.map_or(word.len(), |(at, _)| start + at);
        from = found.map(|(at, letter)| start + at + letter.len_utf8());
        Some(start..end)
    })
}

/// A word in normal form without its last ending, if it has one: `'s`, the bare apostrophe is gone already.
fn without_ending(word: &str) -> Option<&str> {
    settings()?.endings.iter().find_map(|ending| {
        let at = word.len().checked_sub(ending.len())?;
        let fits = word.get(at..)?.eq_ignore_ascii_case(ending);
        (fits && at > 0).then(|| &word[..at])
    })
}

/// How many bytes of `text` spell `stem`, which is what its normal form begins with after any leading mark.
fn length_in(text: &str, stem: &str) -> usize {
    let leading: usize =
        text.chars().take_while(|letter| normal(letter.encode_utf8(&mut [0; 4])) == "'").map(char::len_utf8).sum();
    text.char_indices()
        .map(|(at, letter)| at + letter.len_utf8())
        .filter(|end| *end > leading)
        .find(|end| normal(&text[leading..*end]).len() >= stem.len())
        .unwrap_or(text.len())
}

fn supplement(language: Language) -> Layer {
    static LAYERS: [OnceLock<Layer>; 2] = [OnceLock::new(), OnceLock::new()];
    let slot = match language {
        Language::EnUs => &LAYERS[0],
        Language::EnGb => &LAYERS[1],
    };
    slot.get_or_init(|| {
        let text = bundled::supplement(language).join("\n");
        Layer { words: Arc::new(WordList::parse(&text).0), candidates: Arc::default() }
    })
    .clone()
}

fn settings() -> Option<&'static Settings> {
    static READ: OnceLock<Option<Settings>> = OnceLock::new();
    READ.get_or_init(|| serde_saphyr::from_str(SETTINGS).ok()).as_ref()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_settings_can_be_read() {
        assert!(super::settings().is_some());
    }
}
