//! A rule as data.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::read::plain_key;
use super::yaml::{Kind, Node};
use crate::diagnostic::Level;

/// A rule as data: what it is called, which check finds it, how it speaks of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleDeclaration {
    /// Such as `quote/unclosed`. The last part names the kind of finding that the check reports for this rule.
    #[serde(skip)]
    pub id: String,
    /// The check that finds it, by its name in the list of [`crate::rules`].
    pub check: String,
    /// The level; `None` is `off`.
    #[serde(default)]
    pub level: Option<LevelSetting>,
    /// The message, with `{slots}`. A rule that is data through and through may leave it to its kind.
    #[serde(default)]
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
    /// How an editor may draw what is found.
    #[serde(default)]
    pub tag: Option<Tag>,
    /// What an editor offers beside the fixes.
    #[serde(default)]
    pub offers: Vec<Offer>,
    /// Whether it is declared in the bundle, and so on its reference page.
    #[serde(skip)]
    pub is_bundled: bool,
    /// Titles of the fixes, by the keys that the check uses, with `{slots}`.
    #[serde(default)]
    pub fixes: BTreeMap<String, String>,
    /// What is found and what is not.
    #[serde(default)]
    pub examples: Vec<Example>,
    /// What a rule that is data through and through looks for.
    #[serde(skip)]
    pub options: RuleOptions,
}

/// The keys of a rule beside those of every rule: what it looks for and where, as the kind of rule reads them.
#[derive(Clone, Debug, Default)]
pub struct RuleOptions(Node);

impl RuleOptions {
    /// Whether a key is among these.
    pub(super) fn has(&self, key: &str) -> bool {
        self.0.entries().iter().any(|entry| plain_key(entry) == key)
    }

    /// Reads the keys among these by the type `T`; the error says what is wrong.
    pub fn read<T: DeserializeOwned>(&self, keys: &[&str]) -> Result<T, String> {
        T::deserialize(&keep(&self.0, |key| keys.contains(&key))).map_err(|mistake| mistake.to_string())
    }
}

/// The keys that every rule may have.
pub(super) const KEYS_OF_EVERY_RULE: &[&str] =
    &["check", "level", "message", "suggestion", "why", "link", "tag", "offers", "fixes", "examples"];

/// The keys of a map that are wanted, with their values.
pub(super) fn keep(node: &Node, wanted: impl Fn(&str) -> bool) -> Node {
    let entries = node.entries().iter().filter(|entry| wanted(plain_key(entry)));
    Node { kind: Kind::Map(entries.cloned().collect()), at: node.at }
}

impl RuleDeclaration {
    /// Reads a rule of one of the kinds that are data through and through: its options are kept for the kind to read.
    pub(super) fn with_options(node: &Node) -> Result<Self, super::Mistake> {
        let is_common = |key: &str| KEYS_OF_EVERY_RULE.contains(&key);
        let rule = RuleDeclaration::deserialize(&keep(node, is_common))?;
        Ok(RuleDeclaration { options: RuleOptions(keep(node, |key| !is_common(key))), ..rule })
    }

    /// The family, such as `quote` of `quote/unclosed`; of a rule of Vale its style.
    pub fn family(&self) -> &str {
        self.id.split(['/', '.']).next().unwrap_or_default()
    }

    /// The kind of finding that the rule stands for, such as `unclosed` of `quote/unclosed`.
    pub fn kind(&self) -> &str {
        self.id.rsplit('/').next().unwrap_or_default()
    }

    /// The level, unless the rule is off.
    pub fn level(&self) -> Option<Level> {
        self.level.and_then(LevelSetting::level)
    }

    /// The address of a page about the rule: its link, or its place on the reference page of the bundle.
    pub fn page(&self) -> Option<String> {
        let reference = || format!("{REFERENCE}#{}", self.id.replace('/', ""));
        self.link.clone().or_else(|| self.is_bundled.then(reference))
    }
}

/// Where the reference page can be read. The heading of a rule is its id, whose anchor has no slash.
const REFERENCE: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/rules/RULES.md");

/// What an editor offers for a finding beside its fixes: ways to say that the text is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Offer {
    /// The word goes into a word list.
    AddWord,
    /// The name goes into the names file.
    AddName,
    /// The name is that of somebody else than the one it looks like.
    DifferentPerson,
}

/// How an editor may draw what a rule finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tag {
    /// Faded: it could go.
    Unnecessary,
    /// Struck through: it was right once.
    Deprecated,
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

impl From<Level> for LevelSetting {
    fn from(level: Level) -> Self {
        match level {
            Level::Hint => LevelSetting::Hint,
            Level::Info => LevelSetting::Info,
            Level::Warning => LevelSetting::Warning,
            Level::Error => LevelSetting::Error,
        }
    }
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
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
    /// Another story beside `bad` or `good`, for a rule that compares stories.
    #[serde(default)]
    pub beside: Option<String>,
    /// `markdown` where the example is not plain text.
    #[serde(default)]
    pub format: Option<String>,
    /// The house style under which the example holds; without it, the first of them that has the rule on.
    #[serde(default)]
    pub house: Option<String>,
    /// The bundled list of names that the example needs.
    #[serde(default)]
    pub names: Option<String>,
    /// The language of the example, where it matters.
    #[serde(default)]
    pub lang: Option<String>,
}

/// What a stylebook may say of a rule that is declared elsewhere.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleChange {
    #[serde(default, rename = "level")]
    _level: Option<LevelSetting>,
    #[serde(default, rename = "message")]
    _message: Option<String>,
    #[serde(default, rename = "suggestion")]
    _suggestion: Option<String>,
    #[serde(default, rename = "why")]
    _why: Option<String>,
    #[serde(default, rename = "link")]
    _link: Option<String>,
    #[serde(default, rename = "tag")]
    _tag: Option<Tag>,
    #[serde(default, rename = "offers")]
    _offers: Vec<Offer>,
    #[serde(default, rename = "fixes")]
    _fixes: BTreeMap<String, String>,
    #[serde(default, rename = "examples")]
    _examples: Vec<Example>,
}
