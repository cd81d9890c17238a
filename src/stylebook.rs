//! What a newsroom has decided: a house style as data, in layers.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::article::Language;
use crate::diagnostic::Level;

mod bundled;

/// Something wrong in a file that is not an article: a stylebook, a word list, a names file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as the user named it.
    pub path: String,
    /// 1-based line and 1-based column in UTF-16 units, where the problem has a place.
    pub place: Option<(usize, usize)>,
    /// What is wrong and what to do about it.
    pub message: String,
}

/// A rule as data: what it is called, which check finds it, how it speaks of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleDeclaration {
    /// Such as `quote/unclosed`. The last part names the kind of finding that the check reports for this rule.
    #[serde(default)]
    pub id: String,
    /// The check that finds it, by its name in the list of [`crate::rules`].
    pub check: String,
    /// The level; `None` is `off`.
    #[serde(default)]
    pub level: Option<LevelSetting>,
    /// The message, with `{slots}`.
    pub message: String,
    /// What is added to the message once a fix is known, with the slot `{text}`.
    #[serde(default)]
    pub suggestion: Option<String>,
    /// Why a desk cares, for a person who asks.
    #[serde(default)]
    pub why: String,
    /// A page to read on.
    #[serde(default)]
    pub link: Option<String>,
    /// Titles of the fixes, by the keys that the check uses, with `{slots}`.
    #[serde(default)]
    pub fixes: BTreeMap<String, String>,
    /// What is found and what is not.
    #[serde(default)]
    pub examples: Vec<Example>,
}

/// A level as written in a stylebook.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LevelSetting {
    /// The rule does not run.
    #[default]
    Off,
    /// See [`Level::Hint`].
    Hint,
    /// See [`Level::Info`].
    Info,
    /// See [`Level::Warning`].
    Warning,
    /// See [`Level::Error`].
    Error,
}

impl LevelSetting {
    /// The level, unless the rule is off.
    pub const fn level(self) -> Option<Level> {
        match self {
            LevelSetting::Off => None,
            LevelSetting::Hint => Some(Level::Hint),
            LevelSetting::Info => Some(Level::Info),
            LevelSetting::Warning => Some(Level::Warning),
            LevelSetting::Error => Some(Level::Error),
        }
    }
}

/// An example of a rule, which the tests run.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// A text in which the rule finds something.
    #[serde(default)]
    pub bad: Option<String>,
    /// A text in which it finds nothing.
    #[serde(default)]
    pub good: Option<String>,
    /// What `bad` becomes by the preferred fix.
    #[serde(default)]
    pub better: Option<String>,
    /// `markdown` where the example is not plain text.
    #[serde(default)]
    pub format: Option<String>,
}

/// A house style: language, settings of the checks, rules.
#[derive(Clone, Debug)]
pub struct Stylebook {
    /// The language of articles that do not say.
    pub language: Language,
    /// All rules, those that are off included, by id.
    pub rules: Vec<RuleDeclaration>,
    sections: serde_json::Map<String, serde_json::Value>,
}

impl Default for Stylebook {
    /// The stylebook `consistency`, which assumes nothing of the house.
    fn default() -> Self {
        let mut book =
            Stylebook { language: Language::default(), rules: bundled::rules(), sections: serde_json::Map::default() };
        book.layer(bundled::file("stylebooks/consistency.yaml").unwrap_or_default());
        book
    }
}

impl Stylebook {
    /// A bundled house style, such as `ap`.
    pub fn house(name: &str) -> Option<Self> {
        let mut book = Stylebook::default();
        book.layer(bundled::file(&format!("stylebooks/{name}.yaml"))?);
        Some(book)
    }

    /// The options of one check, from the section of the stylebook that has its name; defaults where it says nothing.
    pub fn section<T: DeserializeOwned + Default>(&self, name: &str) -> Result<T, Problem> {
        let Some(value) = self.sections.get(name) else {
            return Ok(T::default());
        };
        T::deserialize(value.clone()).map_err(|error| Problem {
            path: "copydesk.yaml".into(),
            place: None,
            message: format!("{name}: {error}"),
        })
    }

    /// A table that an algorithm reads, from `rules/<name>`.
    pub fn table<T: DeserializeOwned>(&self, name: &str) -> Result<T, Problem> {
        let problem = |message: String| Problem { path: format!("rules/{name}"), place: None, message };
        let source = bundled::file(name).ok_or_else(|| problem("there is no such table".into()))?;
        serde_saphyr::from_str(source).map_err(|error| problem(error.to_string()))
    }

    /// The lines of a bundled word list, from `rules/<name>`: comments and blank lines left out.
    pub fn word_list(&self, name: &str) -> impl Iterator<Item = &'static str> + use<> {
        let lines = bundled::file(name).unwrap_or_default().lines();
        lines.map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
    }

    fn layer(&mut self, source: &str) {
        let Ok(serde_json::Value::Object(keys)) = serde_saphyr::from_str(source) else {
            return;
        };
        for (key, value) in keys {
            match (key.as_str(), &value) {
                ("lang", serde_json::Value::String(tag)) => {
                    self.language = Language::from_tag(tag).unwrap_or(self.language);
                }
                ("rules", serde_json::Value::Object(rules)) => {
                    for (id, level) in rules {
                        if let (Some(rule), Ok(level)) = (
                            self.rules.iter_mut().find(|rule| rule.id == *id),
                            LevelSetting::deserialize(level.clone()),
                        ) {
                            rule.level = Some(level);
                        }
                    }
                }
                _ => merge(self.sections.entry(key).or_insert(serde_json::Value::Null), value),
            }
        }
    }
}

fn merge(into: &mut serde_json::Value, from: serde_json::Value) {
    match (into, from) {
        (serde_json::Value::Object(into), serde_json::Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(serde_json::Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}
