//! What a rule of Vale offers to do.

use super::case::capitalised;
use super::pattern::{Pattern, translate};
use crate::stylebook::vale::{Action, Keys};

/// What is offered for a find.
pub(super) enum Offer {
    Nothing,
    /// These texts; without any, those that the rule itself knows.
    Replace(Vec<String>),
    Remove,
    Edit(Edit),
    /// Suggestions of the speller.
    Spellings,
    /// A script, which is not run.
    Script,
}

pub(super) enum Edit {
    Regex(Pattern, String),
    Trim { left: bool, right: bool, of: String },
    Truncate(String),
    Split(String, usize),
}

impl Offer {
    /// Reads an action. The error is the pattern that cannot be read, with what is wrong.
    pub(super) fn new(action: &Action) -> Result<Self, (String, String)> {
        let params = &action.params.0;
        let param = |at: usize| params.get(at).cloned().unwrap_or_default();
        Ok(match action.name.as_str() {
            "replace" => Offer::Replace(params.clone()),
            "remove" => Offer::Remove,
            "suggest" if param(0) == "spellings" => Offer::Spellings,
            "suggest" => Offer::Script,
            "edit" => match param(0).as_str() {
                "regex" | "replace" => {
                    let pattern = Pattern::new(&translate(&param(1), false)).map_err(|error| (param(1), error))?;
                    Offer::Edit(Edit::Regex(pattern, param(2)))
                }
                "trim" | "remove" => Offer::Edit(Edit::Trim { left: true, right: true, of: param(1) }),
                "trim_left" => Offer::Edit(Edit::Trim { left: true, right: false, of: param(1) }),
                "trim_right" => Offer::Edit(Edit::Trim { left: false, right: true, of: param(1) }),
                "truncate" => Offer::Edit(Edit::Truncate(param(1))),
                "split" => Offer::Edit(Edit::Split(param(1), param(2).parse().unwrap_or(0))),
                _ => Offer::Nothing,
            },
            _ => Offer::Nothing,
        })
    }

    /// The texts that may stand in place of what was found. `own` are those that the rule knows.
    pub(super) fn texts(&self, found: &str, own: &[String]) -> Vec<String> {
        match self {
            Offer::Replace(texts) if texts.is_empty() => own.to_vec(),
            Offer::Replace(texts) => texts.clone(),
            Offer::Edit(edit) => edit.apply(found).into_iter().map(|text| text.trim().to_owned()).collect(),
            Offer::Remove | Offer::Nothing | Offer::Spellings | Offer::Script => Vec::new(),
        }
    }
}

impl Edit {
    fn apply(&self, found: &str) -> Option<String> {
        match self {
            Edit::Regex(pattern, with) => Some(pattern.replace_all(found, with)),
            Edit::Trim { left, right, of } => {
                let mut text = found;
                if *left {
                    text = text.trim_start_matches(|c| of.contains(c));
                }
                if *right {
                    text = text.trim_end_matches(|c| of.contains(c));
                }
                Some(text.to_owned())
            }
            Edit::Truncate(at) if at.is_empty() => None,
            Edit::Truncate(at) => found.split(at.as_str()).next().map(str::to_owned),
            Edit::Split(at, _) if at.is_empty() => None,
            Edit::Split(at, part) => found.split(at.as_str()).nth(*part).map(str::to_owned),
        }
    }
}

/// The texts of `a|b`, where `\|` is a bar.
pub(super) fn options(better: &str) -> Vec<String> {
    let mut options = vec![String::new()];
    let mut chars = better.chars().peekable();
    while let Some(c) = chars.next() {
        let escaped = c == '\\' && chars.peek() == Some(&'|');
        if escaped {
            chars.next();
        }
        match (c, options.last_mut()) {
            ('|', _) => options.push(String::new()),
            (_, Some(last)) => last.push(if escaped { '|' } else { c }),
            (_, None) => {}
        }
    }
    options.retain(|option| !option.is_empty());
    options
}

/// Several texts as a message lists them.
pub(super) fn listed(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| format!("'{text}'")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} or {two}"),
        [most @ .., last] => format!("{}, or {last}", most.join(", ")),
    }
}

/// A replacement with the case of what it replaces, as far as the rule asks for that or the start of a sentence does.
pub(super) fn cased(text: &str, found: &str, keys: &Keys, opens: bool) -> String {
    let capital = found.starts_with(char::is_uppercase);
    let all = found.chars().filter(|c| c.is_alphabetic()).count() > 1 && found == found.to_uppercase();
    if keys.matchcase {
        return match (all, capital) {
            (true, _) => text.to_uppercase(),
            (_, true) => capitalised(text),
            _ => text.to_lowercase(),
        };
    }
    if capital && (keys.capitalize || (opens && keys.ignorecase && text == text.to_lowercase())) {
        return if all && !keys.capitalize { text.to_owned() } else { capitalised(text) };
    }
    text.to_owned()
}
