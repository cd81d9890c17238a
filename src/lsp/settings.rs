//! The settings that an editor gives: read leniently, each mistake named.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::diagnostic::Level;
use crate::language::Language;
use crate::project::EditorSettings;
use crate::stylebook::{LevelSetting, Stylebook};

/// How long the typing must rest before the word at the caret counts as finished.
const PAUSE: Duration = Duration::from_millis(500);
/// The section in which editors keep them.
pub(super) const SECTION: &str = "copydesk";

/// What the editor decides, where no stylebook does.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Settings {
    /// `typingPause`, in milliseconds; 0 marks a word while it is being typed.
    pub(super) typing_pause: Duration,
    /// `house`, `lang` and `levels`.
    pub(super) style: EditorSettings,
    /// `acrossStories`: whether the names of all stories in the open folders are compared.
    pub(super) across_stories: bool,
    /// `codeLens`: whether a line above the story counts its words and quotations.
    pub(super) code_lens: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { typing_pause: PAUSE, style: EditorSettings::default(), across_stories: false, code_lens: true }
    }
}

const KEYS: [&str; 6] = ["typingPause", "house", "lang", "levels", "acrossStories", "codeLens"];
/// Keys that are for the editor’s own part.
const NOT_OURS: [&str; 6] = ["path", "trace", "languages", "arguments", "enable", "server"];

impl Settings {
    /// Reads settings over those that hold by default. Editors send them with the section around them or without. What
    /// is wrong is said in words, and left out.
    pub(super) fn read(default: &Settings, value: &Value) -> (Settings, Vec<String>) {
        let mut settings = default.clone();
        let mut wrong = Vec::new();
        let value = value.get(SECTION).unwrap_or(value);
        match value {
            Value::Object(keys) => settings.take(keys, &mut wrong),
            Value::Null => {}
            _ => wrong.push("the settings should be an object of keys and values".to_owned()),
        }
        (settings, wrong)
    }

    fn take(&mut self, keys: &Map<String, Value>, wrong: &mut Vec<String>) {
        let mut bad =
            |key: &str, allowed: &str| wrong.push(format!("the setting `copydesk.{key}` should be {allowed}"));
        for (key, value) in keys {
            // A null is a setting that is not set; so is an empty text.
            if value.is_null() || value.as_str() == Some("") {
                continue;
            }
            match key.as_str() {
                "typingPause" => match value.as_u64().filter(|ms| *ms <= 60_000) {
                    Some(ms) => self.typing_pause = Duration::from_millis(ms),
                    None => bad(key, "a number of milliseconds, 0 to 60000"),
                },
                "house" => match value.as_str().filter(|name| Stylebook::houses().any(|house| house == *name)) {
                    Some(name) => self.style.house = Some(name.to_owned()),
                    None => bad(key, &format!("one of {}", Stylebook::houses().collect::<Vec<_>>().join(", "))),
                },
                "lang" => match value.as_str().and_then(Language::from_tag) {
                    Some(language) => self.style.language = Some(language),
                    None => bad(key, "en-US or en-GB"),
                },
                "levels" => match value.as_object() {
                    Some(rules) => self.style.levels = levels(rules, &mut bad),
                    None => bad(key, "an object of rules and levels"),
                },
                "acrossStories" => match value.as_bool() {
                    Some(on) => self.across_stories = on,
                    None => bad(key, "true or false"),
                },
                "codeLens" => match value.as_bool() {
                    Some(on) => self.code_lens = on,
                    None => bad(key, "true or false"),
                },
                _ if NOT_OURS.contains(&key.split('.').next().unwrap_or_default()) => {}
                _ => wrong_key(key, &mut bad),
            }
        }
    }
}

fn wrong_key(key: &str, bad: &mut impl FnMut(&str, &str)) {
    bad(key, &format!("left out: there is none of that name, but {}", KEYS.join(", ")));
}

fn levels(rules: &Map<String, Value>, bad: &mut impl FnMut(&str, &str)) -> BTreeMap<String, LevelSetting> {
    let mut levels = BTreeMap::new();
    for (rule, value) in rules {
        let level = match value.as_str() {
            Some("off") => Some(LevelSetting::Off),
            Some(name) => Level::from_name(name).map(LevelSetting::from),
            None => None,
        };
        match level {
            Some(level) => {
                levels.insert(rule.clone(), level);
            }
            None => bad(&format!("levels.{rule}"), "off, hint, info, warning or error"),
        }
    }
    levels
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_what_is_right_and_names_what_is_not() {
        let given = json!({"copydesk": {"typingPause": 0, "house": "ap", "lang": "en-GB", "codeLens": false,
            "levels": {"quote/unclosed": "hint", "spelling/unknown": "off"}, "trace": {"server": "off"}}});
        let (settings, wrong) = Settings::read(&Settings::default(), &given);
        assert!(wrong.is_empty(), "{wrong:?}");
        assert_eq!(settings.typing_pause, Duration::ZERO);
        assert_eq!(settings.style.house.as_deref(), Some("ap"));
        assert_eq!(settings.style.levels.len(), 2);
        let given = json!({"typingPause": -1, "house": "times", "lang": "fr", "levels": {"a/b": 3}, "colour": 1, "codeLens": null});
        let (settings, wrong) = Settings::read(&Settings::default(), &given);
        assert_eq!(settings, Settings::default());
        assert_eq!(wrong.len(), 5, "{wrong:?}");
        assert_eq!(Settings::read(&Settings::default(), &json!(null)), (Settings::default(), Vec::new()));
        assert_eq!(Settings::read(&Settings::default(), &json!([])).1.len(), 1);
    }
}
