//! What may stand in a rule file of Vale.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer};

/// The keys of a rule file. Which of them a kind of rule takes is for [`Keys::of_kind`] to say.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(clippy::struct_excessive_bools, reason = "they are the keys of Vale")]
pub struct Keys {
    /// The kind of the rule, or another rule that it starts from.
    pub extends: String,
    /// The message, with `%s` for what is found.
    pub message: String,
    /// `suggestion`, `warning` or `error`.
    pub level: Option<Level>,
    /// Where it looks.
    pub scope: Words,
    /// A page to read on.
    pub link: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The most alerts in one file; 0 is no limit.
    pub limit: u32,
    /// What is to be done.
    pub action: Action,
    /// Whether case is ignored.
    pub ignorecase: bool,
    /// Whether patterns may match inside words.
    pub nonword: bool,
    /// Whether `raw` comes after the tokens.
    pub append: bool,
    /// Whether accepted words of the vocabulary are exceptions; they are unless it says no.
    pub vocab: Option<bool>,
    /// Patterns that are joined without anything between them.
    pub raw: Words,
    /// Patterns, or the tokens of a sequence.
    pub tokens: Vec<Token>,
    /// What stands for what.
    pub swap: Pairs,
    /// Which two should not both occur.
    pub either: Pairs,
    /// What is left alone.
    pub exceptions: Words,
    /// Not read by Vale any more.
    pub pos: Option<String>,
    /// Whether a replacement takes the capital of what it replaces.
    pub capitalize: bool,
    /// Whether a replacement takes the case of what it replaces.
    pub matchcase: bool,
    /// The most occurrences or repetitions.
    pub max: u32,
    /// The fewest occurrences.
    pub min: u32,
    /// What is counted.
    pub token: String,
    /// Whether only letters count.
    pub alpha: bool,
    /// What calls for `second`.
    pub first: String,
    /// What `first` calls for.
    pub second: String,
    /// `$title`, `$sentence`, `$lower`, `$upper`, or a pattern.
    pub r#match: String,
    /// `AP` or `Chicago`.
    pub style: String,
    /// Endings after which case is free.
    pub indicators: Words,
    /// The share of words that must be right, or how many suggestions a speller makes.
    pub threshold: Option<f64>,
    /// What may stand before a title.
    pub prefix: String,
    /// What is computed.
    pub formula: String,
    /// When the result is too much.
    pub condition: String,
    /// Names of readability measures.
    pub metrics: Words,
    /// The highest grade.
    pub grade: f64,
    /// Whether the usual filters of the speller are left out.
    pub custom: bool,
    /// Dictionaries by their names.
    pub dictionaries: Words,
    /// An affix file.
    pub aff: Option<String>,
    /// A word file.
    pub dic: Option<String>,
    /// A folder of dictionaries.
    pub dicpath: Option<String>,
    /// Patterns of words that are not spelled.
    pub filters: Words,
    /// Files of words that are right.
    pub ignore: Words,
    /// A program.
    pub script: Option<String>,
    /// The tagger to use.
    pub model: Option<String>,
    /// Cases for Vale's own tests.
    pub tests: Ignored,
    /// Not read by Vale any more.
    pub code: bool,
    /// Not read by Vale; some styles carry it.
    pub name: Option<String>,
}

/// How much an alert weighs in Vale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth a look.
    Suggestion,
    /// Should be changed.
    Warning,
    /// Is wrong.
    Error,
}

/// What is to be done with what is found.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Action {
    /// `replace`, `remove`, `edit`, `suggest` or `convert`.
    pub name: String,
    /// What the action needs to know.
    pub params: Words,
}

/// One text or a list of them. Numbers and truth values are texts here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words(pub Vec<String>);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> de::Visitor<'de> for Any {
            type Value = Words;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_str<E>(self, text: &str) -> Result<Words, E> {
                Ok(Words(vec![text.to_owned()]))
            }

            fn visit_bool<E>(self, truth: bool) -> Result<Words, E> {
                Ok(Words(vec![truth.to_string()]))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Words, E> {
                Ok(Words(vec![number.to_string()]))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Words, E> {
                Ok(Words(vec![number.to_string()]))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Words, E> {
                Ok(Words(vec![number.to_string()]))
            }

            fn visit_unit<E>(self) -> Result<Words, E> {
                Ok(Words::default())
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Words, A::Error> {
                let mut all = Vec::new();
                while let Some(item) = items.next_element::<Option<String>>()? {
                    all.extend(item);
                }
                Ok(Words(all))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

/// Keys and values in their order: a mapping, or a list of mappings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pairs(pub Vec<(String, String)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> de::Visitor<'de> for Any {
            type Value = Pairs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("pairs such as `utilize: use`")
            }

            fn visit_unit<E>(self) -> Result<Pairs, E> {
                Ok(Pairs::default())
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut entries: A) -> Result<Pairs, A::Error> {
                let mut all = Vec::new();
                while let Some((key, value)) = entries.next_entry::<String, Option<String>>()? {
                    all.push((key, value.unwrap_or_default()));
                }
                Ok(Pairs(all))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Pairs, A::Error> {
                let mut all = Vec::new();
                while let Some(Pairs(more)) = items.next_element()? {
                    all.extend(more);
                }
                Ok(Pairs(all))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

/// A value that Vale itself does not read here.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ignored;

impl<'de> Deserialize<'de> for Ignored {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        de::IgnoredAny::deserialize(deserializer).map(|_| Ignored)
    }
}

/// A pattern, or a token of a sequence.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// A pattern.
    Pattern(String),
    /// A token of a sequence.
    Part(Part),
}

impl<'de> Deserialize<'de> for Token {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> de::Visitor<'de> for Any {
            type Value = Token;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a pattern, or keys such as `tag: MD`")
            }

            fn visit_str<E>(self, text: &str) -> Result<Token, E> {
                Ok(Token::Pattern(text.to_owned()))
            }

            fn visit_unit<E>(self) -> Result<Token, E> {
                Ok(Token::Pattern(String::new()))
            }

            fn visit_bool<E>(self, truth: bool) -> Result<Token, E> {
                Ok(Token::Pattern(truth.to_string()))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Token, E> {
                Ok(Token::Pattern(number.to_string()))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Token, E> {
                Ok(Token::Pattern(number.to_string()))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, entries: A) -> Result<Token, A::Error> {
                Part::deserialize(de::value::MapAccessDeserializer::new(entries)).map(Token::Part)
            }
        }

        deserializer.deserialize_any(Any)
    }
}

/// A token of a sequence.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Part {
    /// A pattern of Penn Treebank tags.
    pub tag: String,
    /// A universal part of speech.
    pub upos: String,
    /// A pattern of the word.
    pub pattern: String,
    /// Whether the word must not be so.
    pub negate: bool,
    /// How many words may stand before it.
    pub skip: u32,
    /// How often it must come.
    pub min: u32,
    /// Whether it alone is flagged.
    pub target: bool,
}

/// Keys that every kind takes.
const COMMON: &[&str] = &[
    "extends",
    "message",
    "level",
    "scope",
    "link",
    "description",
    "limit",
    "action",
    "vocab",
    "tests",
    "code",
    "name",
    "matchcase",
];

impl Keys {
    /// The keys that a kind takes beside those that all take; `None` where there is no such kind.
    pub fn of_kind(kind: &str) -> Option<&'static [&'static str]> {
        Some(match kind {
            "existence" => &["ignorecase", "nonword", "append", "raw", "tokens", "exceptions"],
            "substitution" => &["ignorecase", "nonword", "swap", "exceptions", "pos", "capitalize"],
            "occurrence" => &["ignorecase", "token", "max", "min"],
            "repetition" => &["ignorecase", "tokens", "max", "alpha", "exceptions"],
            "consistency" => &["ignorecase", "nonword", "either"],
            "conditional" => &["ignorecase", "first", "second", "exceptions"],
            "capitalization" => &["match", "style", "exceptions", "indicators", "threshold", "prefix"],
            "metric" => &["formula", "condition"],
            "readability" => &["metrics", "grade"],
            "spelling" => &[
                "custom",
                "append",
                "dictionaries",
                "aff",
                "dic",
                "dicpath",
                "filters",
                "ignore",
                "exceptions",
                "threshold",
                "ignorecase",
            ],
            "sequence" => &["ignorecase", "tokens", "exceptions", "model"],
            "script" => &["script"],
            _ => return None,
        })
    }

    /// Whether a kind takes a key.
    pub fn takes(kind: &str, key: &str) -> bool {
        COMMON.contains(&key) || Keys::of_kind(kind).is_some_and(|keys| keys.contains(&key))
    }

    /// The patterns among the tokens, blank ones left out.
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().filter_map(|token| match token {
            Token::Pattern(pattern) if !pattern.trim().is_empty() => Some(pattern.as_str()),
            Token::Pattern(_) | Token::Part(_) => None,
        })
    }
}

/// The kinds of rules that Vale has, in the order of its manual.
pub const KINDS: &[&str] = &[
    "existence",
    "substitution",
    "occurrence",
    "repetition",
    "consistency",
    "conditional",
    "capitalization",
    "metric",
    "readability",
    "spelling",
    "sequence",
    "script",
];
