//! Reads a tree into typed values with Serde, so that a mistake knows its place and what would have been right.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, Error as _, Expected, Unexpected, Visitor};

use super::yaml::{At, Entry, Fault, Kind, Node};

/// A value that is not what its place asks for.
#[derive(Clone, Debug, Default)]
pub(super) struct Mistake {
    pub(super) at: Option<At>,
    pub(super) message: String,
    pub(super) help: Option<String>,
    /// The way from the root to the mistake, innermost first: numbers of entries and items.
    path: Vec<usize>,
}

/// Past this many in one section, a person starts over anyway.
const MOST_MISTAKES: usize = 50;

/// Reads all that can be read. Each mistake is reported and taken out of the tree, so that the rest of it counts;
/// `None` if the tree as a whole is of the wrong kind.
pub(super) fn read_what_is_right<T: DeserializeOwned>(node: &mut Node) -> (Option<T>, Vec<Mistake>) {
    let mut mistakes = Vec::new();
    while mistakes.len() < MOST_MISTAKES {
        match T::deserialize(&*node) {
            Ok(value) => return (Some(value), mistakes),
            Err(mistake) => {
                let removed = remove(node, &mistake.path);
                mistakes.push(mistake);
                if !removed {
                    break;
                }
            }
        }
    }
    (None, mistakes)
}

fn remove(node: &mut Node, path: &[usize]) -> bool {
    let Some((&step, inner)) = path.split_last() else {
        return false;
    };
    match &mut node.kind {
        Kind::List(items) if step < items.len() => {
            if inner.is_empty() {
                items.remove(step);
                true
            } else {
                remove(&mut items[step], inner)
            }
        }
        Kind::Map(entries) if step < entries.len() => {
            if inner.is_empty() {
                entries.remove(step);
                true
            } else {
                remove(&mut entries[step].value, inner)
            }
        }
        _ => false,
    }
}

/// The list of what is allowed in a place, with the word that was probably meant first.
pub(super) fn allowed<'a>(given: &str, words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    if words.is_empty() {
        return "Nothing is allowed here.".to_owned();
    }
    let list = words.join(", ");
    match closest(given, &words) {
        Some(word) => format!("Did you mean `{word}`? Allowed: {list}."),
        None => format!("Allowed: {list}."),
    }
}

/// The word that `given` is probably a slip for.
pub(super) fn closest<'a>(given: &str, words: &[&'a str]) -> Option<&'a str> {
    let given = given.to_lowercase().replace([' ', '-'], "_");
    words
        .iter()
        .map(|word| {
            let plain = word.to_lowercase().replace([' ', '-'], "_");
            (strsim::osa_distance(&given, &plain), *word)
        })
        .filter(|(distance, word)| *distance <= (word.chars().count() / 4).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

impl Mistake {
    pub(super) fn new(at: At, message: String) -> Self {
        Mistake { at: Some(at), message, ..Mistake::default() }
    }

    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn within(mut self, step: usize, at: At) -> Self {
        self.path.push(step);
        self.at.get_or_insert(at);
        self
    }
}

impl From<Fault> for Mistake {
    fn from(fault: Fault) -> Self {
        Mistake::new(fault.at, fault.message).with_help(fault.help.unwrap_or_default())
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mistake {}

impl de::Error for Mistake {
    /// A second line is advice.
    fn custom<T: fmt::Display>(message: T) -> Self {
        let text = message.to_string();
        match text.split_once('\n') {
            Some((message, help)) => Mistake { help: Some(help.into()), ..Mistake::custom(message) },
            None => Mistake { message: text, ..Mistake::default() },
        }
    }

    fn invalid_type(found: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        let wanted = match wanted.to_string() {
            text if text.starts_with("struct ") || text == "a map" => "keys with values".to_owned(),
            text if text == "a sequence" => "a list".to_owned(),
            text if text == "a boolean" => "true or false".to_owned(),
            text if text == "a string" => "text".to_owned(),
            text if ["u8", "u16", "u32", "u64", "usize"].contains(&&*text) => "a whole number".to_owned(),
            text if text == "f32" || text == "f64" => "a number".to_owned(),
            text => text,
        };
        let found = match found {
            Unexpected::Str(text) => format!("“{text}”"),
            Unexpected::Unit | Unexpected::Option => "nothing".to_owned(),
            Unexpected::Seq => "a list".to_owned(),
            Unexpected::Map => "keys with values".to_owned(),
            other => other.to_string(),
        };
        Mistake::custom(format!("this should be {wanted}, not {found}"))
    }

    fn invalid_value(found: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Mistake::invalid_type(found, wanted)
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Mistake {
            message: format!("there is no key `{field}` here"),
            help: Some(allowed(field, expected.iter().copied())),
            ..Mistake::default()
        }
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Mistake {
            message: format!("`{variant}` is not a value of this key"),
            help: Some(allowed(variant, expected.iter().copied())),
            ..Mistake::default()
        }
    }

    fn missing_field(field: &'static str) -> Self {
        Mistake::custom(format!("the key `{field}` is missing here"))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Mistake {
            message: format!("`{field}` and `+{field}` are both here"),
            help: Some(format!("Keep one: `{field}` replaces the list below it, `+{field}` adds to it.")),
            ..Mistake::default()
        }
    }
}

/// A `+` before the key of a list adds to the list of the layers below; to a reader the key is the same.
pub(super) fn plain_key(entry: &Entry) -> &str {
    match (&entry.value.kind, entry.key.strip_prefix('+')) {
        (Kind::List(_), Some(key)) => key,
        _ => &entry.key,
    }
}

impl<'de> de::Deserializer<'de> for &'de Node {
    type Error = Mistake;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match &self.kind {
            Kind::Null => visitor.visit_unit(),
            Kind::Scalar { text, plain: true } => {
                if let Ok(truth) = text.parse::<bool>() {
                    visitor.visit_bool(truth)
                } else if let Ok(number) = text.parse::<u64>() {
                    visitor.visit_u64(number)
                } else if let Ok(number) = text.parse::<i64>() {
                    visitor.visit_i64(number)
                } else if let Some(number) = float(text) {
                    visitor.visit_f64(number)
                } else {
                    visitor.visit_borrowed_str(text)
                }
            }
            Kind::Scalar { text, plain: false } => visitor.visit_borrowed_str(text),
            Kind::List(items) => visitor.visit_seq(Items { items, next: 0 }),
            Kind::Map(entries) => visitor.visit_map(Entries { entries, next: 0 }),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.text().map(str::parse) {
            Some(Ok(truth)) => visitor.visit_bool(truth),
            _ => Err(self.unlike(&"true or false")),
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.text().map(str::parse) {
            Some(Ok(number)) => visitor.visit_u64(number),
            _ => Err(self.unlike(&"a whole number")),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.text().map(str::parse) {
            Some(Ok(number)) => visitor.visit_i64(number),
            _ => Err(self.unlike(&"a whole number")),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.text().and_then(float) {
            Some(number) => visitor.visit_f64(number),
            None => Err(self.unlike(&"a number")),
        }
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match &self.kind {
            Kind::Scalar { text, .. } => visitor.visit_borrowed_str(text),
            _ => Err(self.unlike(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.kind {
            Kind::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match &self.kind {
            Kind::List(items) => visitor.visit_seq(Items { items, next: 0 }),
            Kind::Null => visitor.visit_seq(Items { items: &[], next: 0 }),
            _ => Err(self.unlike(&visitor)),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match &self.kind {
            Kind::Map(entries) => visitor.visit_map(Entries { entries, next: 0 }),
            // A key whose values are all commented out.
            Kind::Null => visitor.visit_map(Entries { entries: &[], next: 0 }),
            _ => Err(self.unlike(&visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        self.deserialize_map(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Mistake> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        match &self.kind {
            Kind::Scalar { text, .. } => visitor.visit_enum(de::value::BorrowedStrDeserializer::<Mistake>::new(text)),
            Kind::Map(entries) if entries.len() == 1 => {
                visitor.visit_enum(de::value::MapAccessDeserializer::new(Entries { entries, next: 0 }))
            }
            _ => Err(self.unlike(&"one word")),
        }
    }

    serde::forward_to_deserialize_any! { i128 u128 bytes byte_buf unit unit_struct ignored_any }
}

impl Node {
    /// The text of a scalar.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The keys and values; none if it is no mapping.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    fn unlike(&self, wanted: &dyn Expected) -> Mistake {
        let found = match &self.kind {
            Kind::Null => Unexpected::Unit,
            Kind::Scalar { text, .. } => Unexpected::Str(text),
            Kind::List(_) => Unexpected::Seq,
            Kind::Map(_) => Unexpected::Map,
        };
        Mistake::invalid_type(found, wanted)
    }
}

fn float(text: &str) -> Option<f64> {
    // `inf` and `nan` are words here.
    if text.contains(|c: char| c.is_ascii_digit()) { text.parse().ok() } else { None }
}

struct Items<'de> {
    items: &'de [Node],
    next: usize,
}

impl<'de> de::SeqAccess<'de> for Items<'de> {
    type Error = Mistake;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Mistake> {
        let Some(item) = self.items.get(self.next) else {
            return Ok(None);
        };
        self.next += 1;
        seed.deserialize(item).map(Some).map_err(|mistake| mistake.within(self.next - 1, item.at))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len() - self.next)
    }
}

struct Entries<'de> {
    entries: &'de [Entry],
    next: usize,
}

impl<'de> de::MapAccess<'de> for Entries<'de> {
    type Error = Mistake;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Mistake> {
        let Some(entry) = self.entries.get(self.next) else {
            return Ok(None);
        };
        self.next += 1;
        let key: StrDeserializer<'_, Mistake> = de::IntoDeserializer::into_deserializer(plain_key(entry));
        seed.deserialize(key).map(Some).map_err(|mistake| mistake.within(self.next - 1, entry.at))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Mistake> {
        let step = self.next.saturating_sub(1);
        let Some(entry) = self.entries.get(step) else {
            return Err(Mistake::custom("a key without a value"));
        };
        let at = if entry.value.kind == Kind::Null { entry.at } else { entry.value.at };
        seed.deserialize(&entry.value).map_err(|mistake| mistake.within(step, at))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len() - self.next)
    }
}
