//! Word lists: the one format of the news supplement and of project, personal and article words.

use rustc_hash::FxHashMap;

use super::letters::{Case, capitalised, is_typographic, normal};

/// Words added to, or taken from, a dictionary.
///
/// One entry a line: `word`; `word/s,ed,ing` (the word and these endings, joined as English joins them) or
/// `mouse/=mice` (another form in full); `Word` (with its capital only: `Word` and `WORD`); `!word`
/// (forbidden, whatever the layers below say); `# comment`, also after an entry. An entry in small letters
/// accepts `word`, `Word` and `WORD`. One with capitals inside (`iPhone`) accepts itself and `IPHONE`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordList {
    /// Normal form, as written → known (`true`) or forbidden.
    entries: FxHashMap<Box<str>, bool>,
    /// `WORD` → the same, for entries with capitals, whose upper-case form cannot be undone.
    upper: FxHashMap<Box<str>, bool>,
}

/// A line of a word list that could not be used. The other lines are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct LineProblem {
    /// 1-based.
    pub line: usize,
    /// What is wrong, and what to write instead.
    pub problem: LineError,
}

/// What can be wrong with a line of a word list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// An entry of several words.
    #[error("“{0}” is several words; write one word a line")]
    SeveralWords(String),
    /// `/forms` or `!` without a word.
    #[error("there is no word before “{0}”")]
    NoWord(String),
    /// `word/` with nothing after it, or an empty ending between commas.
    #[error("“{0}” has an empty ending; write “word/s,ed,ing”, or the word alone")]
    EmptyForm(String),
    /// A mark which no word contains.
    #[error("“{0}” contains “{1}”, which no word does")]
    NotALetter(String, char),
    /// Longer than any word of any language that copydesk reads.
    #[error("this word is longer than {MAX_LETTERS} letters")]
    TooLong,
}

/// Longest entry, in characters.
const MAX_LETTERS: usize = 100;

impl WordList {
    /// Reads a list. A line that makes no sense is reported and passed over; the rest counts.
    pub fn parse(text: &str) -> (Self, Vec<LineProblem>) {
        let mut list = Self::default();
        let mut problems = Vec::new();
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let entry = line.split('#').next().unwrap_or("").trim();
            if entry.is_empty() {
                continue;
            }
            if let Err(problem) = list.read(entry) {
                problems.push(LineProblem { line: number + 1, problem });
            }
        }
        (list, problems)
    }

    /// A list of words taken as they are, without the notation for endings: an article's own words.
    pub fn of_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut list = Self::default();
        for word in words {
            list.insert(word.trim(), true);
        }
        list
    }

    fn read(&mut self, entry: &str) -> Result<(), LineError> {
        if entry.chars().count() > 4 * MAX_LETTERS {
            return Err(LineError::TooLong);
        }
        let (known, rest) = match entry.strip_prefix('!') {
            Some(rest) => (false, rest.trim_start()),
            None => (true, entry),
        };
        let (word, forms) = match rest.split_once('/') {
            Some((word, forms)) => (word.trim(), Some(forms)),
            None => (rest, None),
        };
        if word.is_empty() {
            return Err(LineError::NoWord(entry.to_owned()));
        }
        let mut words = vec![checked(word)?.to_owned()];
        for form in forms.into_iter().flat_map(|forms| forms.split(',')) {
            let form = form.trim();
            match form.strip_prefix('=') {
                Some("") => return Err(LineError::EmptyForm(entry.to_owned())),
                None if form.is_empty() => return Err(LineError::EmptyForm(entry.to_owned())),
                Some(full) => words.push(checked(full)?.to_owned()),
                None => words.push(joined(word, checked(form)?)),
            }
        }
        for word in words {
            self.insert(&word, known);
        }
        Ok(())
    }

    fn insert(&mut self, word: &str, known: bool) {
        let word = normal(word);
        if word.is_empty() {
            return;
        }
        if Case::of(&word) != Case::Lower {
            self.upper.insert(word.to_uppercase().into(), known);
        }
        self.entries.insert(word.into(), known);
    }

    /// What the list says of a word in normal form: known, forbidden, or nothing.
    pub(crate) fn says(&self, word: &str) -> Option<bool> {
        if let Some(known) = self.entries.get(word) {
            return Some(*known);
        }
        match Case::of(word) {
            Case::Lower | Case::Mixed => None,
            Case::Capitalised => self.lower(word),
            Case::Upper => self.upper.get(word).copied().or_else(|| self.lower(word)),
        }
    }

    fn lower(&self, word: &str) -> Option<bool> {
        self.entries.get(word.to_lowercase().as_str()).copied()
    }

    /// The words that the list makes known, sorted, in normal form.
    pub fn words(&self) -> Vec<&str> {
        let mut words: Vec<&str> =
            self.entries.iter().filter(|(_, known)| **known).map(|(word, _)| word.as_ref()).collect();
        words.sort_unstable();
        words
    }

    /// How many forms the list knows or forbids.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether the list says nothing at all.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// A line for `word` that accepts it as it stands, to append to a list file: small letters if the
    /// word may be a sentence's first (`capital_matters` false), its own capitals otherwise.
    pub fn line_for(word: &str, capital_matters: bool) -> String {
        let word = normal(word);
        match Case::of(&word) {
            Case::Capitalised | Case::Upper if !capital_matters => word.to_lowercase(),
            Case::Upper if capital_matters && word.chars().count() > 6 => capitalised(&word.to_lowercase()),
            _ => word.into_owned(),
        }
    }
}

fn checked(word: &str) -> Result<&str, LineError> {
    if word.chars().any(char::is_whitespace) {
        return Err(LineError::SeveralWords(word.to_owned()));
    }
    if word.chars().count() > MAX_LETTERS {
        return Err(LineError::TooLong);
    }
    let allowed = |letter: &char| {
        letter.is_alphanumeric()
            || unicode_normalization::char::is_combining_mark(*letter)
            || is_typographic(*letter)
            || matches!(letter, '\'' | '-' | '.' | '&' | '_' | '·')
    };
    match word.chars().find(|letter| !allowed(letter)) {
        Some(letter) => Err(LineError::NotALetter(word.to_owned(), letter)),
        None => Ok(word),
    }
}

/// A word and an ending, joined as English joins them: `vape` + `ing` = `vaping`, `party` + `s` =
/// `parties`, `box` + `s` = `boxes`. What these three rules do not give is written in full, after `=`.
fn joined(word: &str, ending: &str) -> String {
    let vowel = |letter: char| "aeiouAEIOU".contains(letter);
    let mut letters = word.chars().rev();
    let last = letters.next().unwrap_or(' ').to_ascii_lowercase();
    let before = letters.next().unwrap_or(' ').to_ascii_lowercase();
    let stem = &word[..word.len() - usize::from(last.is_ascii())];
    let starts_e = ending.starts_with('e');
    match last {
        'e' if starts_e || ((ending.starts_with("ing") || ending.starts_with("able")) && !vowel(before)) => {
            format!("{stem}{ending}")
        }
        'y' if !vowel(before) && ending == "s" && !word.starts_with(char::is_uppercase) => format!("{stem}ies"),
        'y' if !vowel(before) && starts_e => format!("{stem}i{ending}"),
        's' | 'x' | 'z' if ending == "s" => format!("{word}es"),
        'h' if ending == "s" && matches!(before, 'c' | 's') => format!("{word}es"),
        _ => format!("{word}{ending}"),
    }
}
