//! The keys of a stylebook: its own, and those whose values are the options of checks.

use std::collections::BTreeMap;

use serde::de::{self, DeserializeOwned};
use serde::{Deserialize, Deserializer};

use super::LevelSetting;
use super::read::{Mistake, read_what_is_right};
use super::yaml::Node;
use crate::article::ParagraphMode;
use crate::dictionary::Engine;
use crate::language::Language;

/// A key of a stylebook together with the type that reads its value. The type says what is allowed: it should be
/// `#[serde(deny_unknown_fields, default)]`, with enums where only some words make sense.
pub struct Section {
    /// The key.
    pub name: &'static str,
    accept: fn(&mut Node) -> (bool, Vec<Mistake>),
}

impl Section {
    /// The key `name`, read by the type `T`.
    pub const fn of<T: DeserializeOwned>(name: &'static str) -> Self {
        Section {
            name,
            accept: |node| {
                let (value, mistakes) = read_what_is_right::<T>(node);
                (value.is_some(), mistakes)
            },
        }
    }

    /// Takes out of a value what its type does not allow; false if nothing is left of it.
    pub(super) fn accept(&self, node: &mut Node) -> (bool, Vec<Mistake>) {
        (self.accept)(node)
    }
}

/// The keys of the stylebook itself. `rules` is not among them: its keys are the ids of rules.
pub(super) const KEYS: &[Section] = &[
    Section::of::<OneOrMore>("extends"),
    Section::of::<Tag>("lang"),
    Section::of::<OneOrMore>("names"),
    Section::of::<DictionaryKeys>("dictionary"),
    Section::of::<LevelSetting>("fail_on"),
    Section::of::<ByteSize>("max_file_size"),
    Section::of::<Paragraphs>("paragraphs"),
    Section::of::<OneOrMore>("include"),
    Section::of::<OneOrMore>("exclude"),
    Section::of::<OneOrMore>("styles"),
    Section::of::<Lists>("lists"),
    Section::of::<Tables>("tables"),
];

/// `lists:`, words that the patterns of rules name.
pub(super) type Lists = BTreeMap<String, Vec<String>>;

/// `tables:`, words with what the fixes of rules put in their place.
pub(super) type Tables = BTreeMap<String, BTreeMap<String, String>>;

/// `paragraphs:`
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Paragraphs {
    #[default]
    Auto,
    Blank,
    Line,
}

impl From<Paragraphs> for ParagraphMode {
    fn from(paragraphs: Paragraphs) -> Self {
        match paragraphs {
            Paragraphs::Auto => ParagraphMode::Auto,
            Paragraphs::Blank => ParagraphMode::Blank,
            Paragraphs::Line => ParagraphMode::Line,
        }
    }
}

/// `engine:`
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum EngineName {
    #[default]
    Spellbook,
    Hunspell,
}

impl From<EngineName> for Engine {
    fn from(name: EngineName) -> Self {
        match name {
            EngineName::Spellbook => Engine::Spellbook,
            EngineName::Hunspell => Engine::Hunspell,
        }
    }
}

/// `dictionary:`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DictionaryKeys {
    pub(super) engine: EngineName,
    #[allow(dead_code, reason = "files are resolved from the tree, which knows where each was named")]
    words: OneOrMore,
    #[allow(dead_code, reason = "as above")]
    aff: Option<String>,
    #[allow(dead_code, reason = "as above")]
    dic: Option<String>,
}

/// A list of texts; one may stand by itself.
#[derive(Clone, Debug, Default)]
pub struct OneOrMore(pub Vec<String>);

impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> de::Visitor<'de> for Any {
            type Value = OneOrMore;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a list of texts")
            }

            fn visit_str<E>(self, text: &str) -> Result<OneOrMore, E> {
                Ok(OneOrMore(vec![text.to_owned()]))
            }

            fn visit_unit<E>(self) -> Result<OneOrMore, E> {
                Ok(OneOrMore::default())
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<OneOrMore, A::Error> {
                let mut all = Vec::new();
                while let Some(item) = items.next_element()? {
                    all.push(item);
                }
                Ok(OneOrMore(all))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

/// `lang:`
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tag(pub(super) Language);

impl<'de> Deserialize<'de> for Tag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const TAGS: &[&str] = &[Language::EnUs.tag(), Language::EnGb.tag()];
        let tag = String::deserialize(deserializer)?;
        Language::from_tag(&tag).map(Tag).ok_or_else(|| de::Error::unknown_variant(&tag, TAGS))
    }
}

/// `max_file_size:`, a number of bytes, or a number with KB, MB or GB.
#[derive(Clone, Copy, Debug)]
pub(super) struct ByteSize(pub(super) u64);

impl Default for ByteSize {
    fn default() -> Self {
        ByteSize(128 << 20)
    }
}

impl<'de> Deserialize<'de> for ByteSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let unit = match text[digits.len()..].trim().to_ascii_lowercase().as_str() {
            "" | "b" => Some(1),
            "kb" | "k" => Some(1 << 10),
            "mb" | "m" => Some(1 << 20),
            "gb" | "g" => Some(1 << 30),
            _ => None,
        };
        digits
            .parse::<u64>()
            .ok()
            .zip(unit)
            .and_then(|(number, unit)| number.checked_mul(unit))
            .filter(|bytes| *bytes > 0)
            .map(ByteSize)
            .ok_or_else(|| de::Error::custom(format!("this should be a size such as 128 MB, not “{text}”")))
    }
}
