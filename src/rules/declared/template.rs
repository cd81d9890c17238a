//! What a fix or a message makes of a match: a text with places for what was found, `{1|figure}`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::numbers::{NumberWords, with_commas};

/// A template made ready.
#[derive(Debug)]
pub(super) struct Template {
    parts: Vec<Part>,
    numbers: Arc<NumberWords>,
}

#[derive(Debug)]
enum Part {
    Text(String),
    Found { group: usize, filters: Vec<Filter> },
}

#[derive(Debug)]
enum Filter {
    Figure,
    Spell,
    FigureOrdinal,
    SpellOrdinal,
    Commas,
    Short,
    Lower,
    Upper,
    Capital,
    Table(BTreeMap<String, String>),
}

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum TemplateError {
    #[error("`{{{inner}}}` is no place for what was found; write {{found}} or {{1}} to {{9}}")]
    Place { inner: String },
    #[error(
        "there is no way `{filter}` to write what was found; there are: figure, spell, figure-ordinal, spell-ordinal, commas, short, lower, upper, capital, table:NAME"
    )]
    Filter { filter: String },
    #[error("there is no table `{table}`; there are: {known}")]
    Table { table: String, known: String },
    #[error("the pattern has no group {group}; it has {count}")]
    Group { group: usize, count: usize },
}

/// The tables of a stylebook.
pub(super) type Tables = BTreeMap<String, BTreeMap<String, String>>;

impl Template {
    /// Reads a template.
    pub(super) fn new(written: &str, tables: &Tables, numbers: &Arc<NumberWords>) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = written;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((inner, tail)) = after.split_once('}') else { break };
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            let mut words = inner.split('|');
            let group = match words.next().map(str::trim) {
                Some("found") => 0,
                Some(number) => number
                    .parse()
                    .ok()
                    .filter(|number| (1..=9).contains(number))
                    .ok_or_else(|| TemplateError::Place { inner: inner.to_owned() })?,
                None => return Err(TemplateError::Place { inner: inner.to_owned() }),
            };
            let filters = words.map(|word| filter(word.trim(), tables)).collect::<Result<_, _>>()?;
            parts.push(Part::Found { group, filters });
            rest = tail;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Template { parts, numbers: Arc::clone(numbers) })
    }

    /// The highest number of a group that it names.
    pub(super) fn groups(&self) -> usize {
        let groups = self.parts.iter().map(|part| if let Part::Found { group, .. } = part { *group } else { 0 });
        groups.max().unwrap_or(0)
    }

    /// Fills it in: `found` is what was found, then its groups. `None` where a way of writing knows nothing of a group.
    pub(super) fn fill(&self, found: &str, groups: &[Option<&str>]) -> Option<String> {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Found { group, filters } => {
                    let text = if *group == 0 { found } else { groups.get(group - 1).copied().flatten().unwrap_or("") };
                    let mut text = text.to_owned();
                    for filter in filters {
                        text = filter.apply(&text, &self.numbers)?;
                    }
                    out.push_str(&text);
                }
            }
        }
        Some(out)
    }
}

fn filter(word: &str, tables: &Tables) -> Result<Filter, TemplateError> {
    Ok(match word {
        "figure" => Filter::Figure,
        "spell" => Filter::Spell,
        "figure-ordinal" => Filter::FigureOrdinal,
        "spell-ordinal" => Filter::SpellOrdinal,
        "commas" => Filter::Commas,
        "short" => Filter::Short,
        "lower" => Filter::Lower,
        "upper" => Filter::Upper,
        "capital" => Filter::Capital,
        _ => {
            let name = word.strip_prefix("table:").ok_or_else(|| TemplateError::Filter { filter: word.to_owned() })?;
            let known = || tables.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            let table = tables.get(name);
            Filter::Table(table.ok_or_else(|| TemplateError::Table { table: name.to_owned(), known: known() })?.clone())
        }
    })
}

impl Filter {
    fn apply(&self, text: &str, numbers: &NumberWords) -> Option<String> {
        let whole = || numbers.whole(text);
        match self {
            Filter::Figure => whole().map(|number| number.to_string()),
            Filter::Spell => numbers.spell(whole()?),
            Filter::FigureOrdinal => numbers.ordinal_value(text).map(|number| numbers.ordinal(number)),
            Filter::SpellOrdinal => numbers.spell_ordinal(numbers.ordinal_value(text)?),
            Filter::Commas => whole().map(with_commas),
            Filter::Short => numbers.short(whole()?),
            Filter::Lower => Some(text.to_lowercase()),
            Filter::Upper => Some(text.to_uppercase()),
            Filter::Capital => Some(capital(text)),
            Filter::Table(table) => {
                let key = text.split_whitespace().collect::<Vec<_>>().join(" ");
                table.get(&key).or_else(|| table.get(&key.to_lowercase())).cloned()
            }
        }
    }
}

/// A text with a capital first letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What takes the place of a text, in the case of that text: *Utilize*, *Use*; *UTILIZE*, *USE*.
pub(super) fn in_case_of(found: &str, better: &str) -> String {
    let mut letters = found.chars().filter(|c| c.is_alphabetic());
    let first_is_capital = letters.next().is_some_and(char::is_uppercase);
    let rest: Vec<char> = letters.collect();
    if first_is_capital && rest.len() > 1 && rest.iter().all(|c| c.is_uppercase()) {
        better.to_uppercase()
    } else if first_is_capital && !better.chars().any(char::is_uppercase) {
        capital(better)
    } else {
        better.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stylebook::Stylebook;

    #[test]
    fn templates_write_what_was_found() {
        let tables =
            BTreeMap::from([("states".to_owned(), BTreeMap::from([("Ore.".to_owned(), "Oregon".to_owned())]))]);
        let numbers: Arc<NumberWords> = Arc::new(Stylebook::default().table("numbers.yaml").unwrap());
        let fill =
            |written: &str, one: &str| Template::new(written, &tables, &numbers).unwrap().fill("it", &[Some(one)]);
        assert_eq!(fill("{1|figure}%", "twenty-one").as_deref(), Some("21%"));
        assert_eq!(fill("{1|spell} firms", "5").as_deref(), Some("five firms"));
        assert_eq!(fill("{1|spell|capital}", "12").as_deref(), Some("Twelve"));
        assert_eq!(fill("{1|table:states}", "Ore.").as_deref(), Some("Oregon"));
        assert_eq!(fill("{1|table:states}", "Me."), None);
        assert_eq!(fill("{1|short}", "4,000,000").as_deref(), Some("4 million"));
        assert!(Template::new("{one}", &tables, &numbers).is_err());
        assert!(Template::new("{1|loud}", &tables, &numbers).is_err());
        assert_eq!(in_case_of("Utilize", "use"), "Use");
        assert_eq!(in_case_of("UTILIZE", "use"), "USE");
        assert_eq!(in_case_of("e-mail", "email"), "email");
        assert_eq!(in_case_of("A lot", "much"), "Much");
    }
}
