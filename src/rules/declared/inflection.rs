//! The forms of a word, for rules that are to find them all.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Which forms of a word a rule finds beside the one that it names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Inflect {
    /// None.
    #[default]
    No,
    /// Those of a verb: *utilizes*, *utilized*, *utilizing*.
    Verb,
    /// The plural of a noun.
    Noun,
}

impl Inflect {
    /// A word that is marked has forms, whatever the rule says of others.
    pub(super) fn or_verb(self) -> Self {
        if self == Inflect::No { Inflect::Verb } else { self }
    }
}

/// `rules/inflections.yaml`: the forms that no rule of grammar gives.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Inflections {
    /// Past and participle by the base form.
    irregular: BTreeMap<String, (String, String)>,
    /// Verbs of more than one syllable that double their last letter.
    doubling: Vec<String>,
}

impl Inflections {
    /// The forms of a word, itself first. Those of a verb are: base, third person, past, participle, with *-ing*.
    pub(super) fn forms(&self, word: &str, inflect: Inflect) -> Vec<String> {
        match inflect {
            Inflect::No => vec![word.to_owned()],
            Inflect::Noun => vec![word.to_owned(), with_s(word)],
            Inflect::Verb => {
                let (past, participle) = self.past(word);
                vec![word.to_owned(), with_s(word), past, participle, self.with_ing(word)]
            }
        }
    }

    /// A phrase in as many forms as [`forms`] has: its word marked with `~` is inflected, or else the first of a verb and the last
    /// of a noun.
    pub(super) fn phrase_forms(&self, phrase: &str, inflect: Inflect) -> Vec<String> {
        let words: Vec<&str> = phrase.split_whitespace().collect();
        let marked = words.iter().position(|word| word.ends_with('~'));
        let at = marked.unwrap_or(if inflect == Inflect::Noun { words.len().saturating_sub(1) } else { 0 });
        let Some(word) = words.get(at) else { return vec![phrase.to_owned()] };
        let inflect = if marked.is_some() { inflect.or_verb() } else { inflect };
        let with = |form: String| {
            let mut all: Vec<&str> = words.clone();
            all[at] = &form;
            all.join(" ")
        };
        self.forms(word.trim_end_matches('~'), inflect).into_iter().map(with).collect()
    }

    fn past(&self, word: &str) -> (String, String) {
        if let Some((past, participle)) = self.irregular.get(word) {
            return (past.clone(), participle.clone());
        }
        let regular = if word.ends_with('e') {
            format!("{word}d")
        } else if ends_in_consonant_and(word, 'y') {
            format!("{}ied", &word[..word.len() - 1])
        } else {
            format!("{}ed", self.doubled(word))
        };
        (regular.clone(), regular)
    }

    fn with_ing(&self, word: &str) -> String {
        if let Some(stem) = word.strip_suffix("ie") {
            return format!("{stem}ying");
        }
        let keeps = ["ee", "oe", "ye"].iter().any(|ending| word.ends_with(ending)) || word == "be";
        match word.strip_suffix('e').filter(|_| !keeps) {
            Some(stem) => format!("{stem}ing"),
            None => format!("{}ing", self.doubled(word)),
        }
    }

    /// The word with its last letter twice, where a short vowel before it asks for that: *stop*, *stopped*.
    fn doubled(&self, word: &str) -> String {
        let mut letters = word.chars().rev();
        let (Some(last), Some(middle), before) = (letters.next(), letters.next(), letters.next()) else {
            return word.to_owned();
        };
        let short = !is_vowel(last)
            && !matches!(last, 'w' | 'x' | 'y')
            && is_vowel(middle)
            && before.is_some_and(|before| !is_vowel(before));
        let syllables = word.chars().filter(|c| is_vowel(*c)).count();
        if short && (syllables == 1 || self.doubling.iter().any(|known| known == word)) {
            format!("{word}{last}")
        } else {
            word.to_owned()
        }
    }
}

fn ends_in_consonant_and(word: &str, last: char) -> bool {
    let mut letters = word.chars().rev();
    letters.next() == Some(last) && letters.next().is_some_and(|before| !is_vowel(before))
}

fn is_vowel(c: char) -> bool {
    matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u')
}

fn with_s(word: &str) -> String {
    match word {
        "be" => return "is".to_owned(),
        "have" => return "has".to_owned(),
        _ => {}
    }
    if ends_in_consonant_and(word, 'y') {
        return format!("{}ies", &word[..word.len() - 1]);
    }
    let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|ending| word.ends_with(ending));
    if hisses || ends_in_consonant_and(word, 'o') { format!("{word}es") } else { format!("{word}s") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stylebook::Stylebook;

    #[test]
    fn words_take_their_forms() {
        let table: Inflections = Stylebook::default().table("inflections.yaml").unwrap();
        let verb = |word| table.forms(word, Inflect::Verb).join(" ");
        assert_eq!(verb("utilize"), "utilize utilizes utilized utilized utilizing");
        assert_eq!(verb("try"), "try tries tried tried trying");
        assert_eq!(verb("stop"), "stop stops stopped stopped stopping");
        assert_eq!(verb("visit"), "visit visits visited visited visiting");
        assert_eq!(verb("commit"), "commit commits committed committed committing");
        assert_eq!(verb("take"), "take takes took taken taking");
        assert_eq!(verb("agree"), "agree agrees agreed agreed agreeing");
        assert_eq!(table.forms("party", Inflect::Noun), ["party", "parties"]);
        assert_eq!(table.phrase_forms("center~ around", Inflect::No)[4], "centering around");
        assert_eq!(table.phrase_forms("city councilman", Inflect::Noun)[1], "city councilmans");
    }
}
