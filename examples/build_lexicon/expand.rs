//! Every form that a Hunspell dictionary of the SCOWL family stands for.
//!
//! Handles what these dictionaries use: single-character flags, `PFX`/`SFX` with conditions and cross
//! products, `ONLYINCOMPOUND`, `NOSUGGEST`. Possessive forms (`’s`) are left out, because the reader of a
//! word takes the possessive off before it looks the word up. Compounds (ordinal numbers) are left out too.
//! `tests/dictionary_index.rs` proves every form against the engine.

use std::collections::BTreeMap;

/// One form and whether the dictionary asks never to suggest it.
pub type Forms = BTreeMap<String, bool>;

/// Expands a dictionary given as the text of its two files.
pub fn expand(aff: &str, dic: &str) -> Forms {
    let affixes = Affixes::parse(aff);
    let mut forms = Forms::new();
    for line in dic.lines().skip(1) {
        let entry = line.split('\t').next().unwrap_or("").trim();
        let (stem, flags) = entry.split_once('/').unwrap_or((entry, ""));
        if stem.is_empty() || flags.chars().any(|flag| Some(flag) == affixes.only_in_compound) {
            continue;
        }
        let hidden = flags.chars().any(|flag| Some(flag) == affixes.no_suggest);
        let mut add = |form: String| {
            if !form.ends_with("'s") && !form.contains(|c: char| c.is_ascii_digit()) {
                // A form that is reachable from an ordinary stem too may be suggested.
                forms.entry(form).and_modify(|old| *old &= hidden).or_insert(hidden);
            }
        };
        add(stem.to_owned());
        let rules =
            |suffix: bool| affixes.rules.iter().filter(move |rule| rule.suffix == suffix && flags.contains(rule.flag));
        for suffix in rules(true) {
            let Some(form) = suffix.apply(stem) else { continue };
            if suffix.cross {
                for prefix in rules(false).filter(|prefix| prefix.cross) {
                    if let Some(both) = prefix.apply(&form) {
                        add(both);
                    }
                }
            }
            add(form);
        }
        for prefix in rules(false) {
            if let Some(form) = prefix.apply(stem) {
                add(form);
            }
        }
    }
    forms
}

struct Affixes {
    rules: Vec<Rule>,
    only_in_compound: Option<char>,
    no_suggest: Option<char>,
}

struct Rule {
    suffix: bool,
    flag: char,
    cross: bool,
    strip: String,
    add: String,
    /// One item per letter: the letters allowed, or those refused when the first is `^`.
    condition: Vec<String>,
}

impl Affixes {
    fn parse(aff: &str) -> Self {
        let mut affixes = Affixes { rules: Vec::new(), only_in_compound: None, no_suggest: None };
        let mut crosses = BTreeMap::new();
        for line in aff.lines() {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let flag = fields.get(1).and_then(|field| field.chars().next());
            match (fields.first().copied(), flag, fields.len()) {
                (Some("ONLYINCOMPOUND"), Some(flag), _) => affixes.only_in_compound = Some(flag),
                (Some("NOSUGGEST"), Some(flag), _) => affixes.no_suggest = Some(flag),
                (Some(kind @ ("PFX" | "SFX")), Some(flag), 4) => {
                    crosses.insert((kind == "SFX", flag), fields[2] == "Y");
                }
                (Some(kind @ ("PFX" | "SFX")), Some(flag), 5..) => {
                    let suffix = kind == "SFX";
                    let empty_zero = |field: &str| if field == "0" { String::new() } else { field.to_owned() };
                    affixes.rules.push(Rule {
                        suffix,
                        flag,
                        cross: crosses.get(&(suffix, flag)).copied().unwrap_or(false),
                        strip: empty_zero(fields[2]),
                        add: empty_zero(fields[3]),
                        condition: condition(fields[4]),
                    });
                }
                _ => {}
            }
        }
        affixes
    }
}

impl Rule {
    fn apply(&self, stem: &str) -> Option<String> {
        let letters: Vec<char> = stem.chars().collect();
        let needed = self.condition.len();
        let edge = if self.suffix { letters.len().checked_sub(needed)?..letters.len() } else { 0..needed };
        let edge = letters.get(edge)?;
        let fits = edge.iter().zip(&self.condition).all(|(letter, set)| match set.strip_prefix('^') {
            Some(refused) => !refused.contains(*letter),
            None => set == "." || set.contains(*letter),
        });
        if !fits {
            return None;
        }
        if self.suffix {
            Some(format!("{}{}", stem.strip_suffix(self.strip.as_str())?, self.add))
        } else {
            Some(format!("{}{}", self.add, stem.strip_prefix(self.strip.as_str())?))
        }
    }
}

fn condition(text: &str) -> Vec<String> {
    let mut sets = Vec::new();
    let mut rest = text.chars();
    while let Some(first) = rest.next() {
        if first == '[' {
            sets.push(rest.by_ref().take_while(|c| *c != ']').collect());
        } else {
            sets.push(first.to_string());
        }
    }
    if sets == ["."] { Vec::new() } else { sets }
}
