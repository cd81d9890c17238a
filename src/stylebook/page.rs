//! What can be said of a rule to a person who asks: the page of `copydesk explain`, and the reference of all rules.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use super::read::{allowed, closest};
use super::yaml::{At, Kind, Node};
use super::{Example, Problem, RuleDeclaration, Stylebook, layers, load};
use crate::diagnostic::Level;

/// All there is to know of a rule under one stylebook.
#[derive(Clone, Debug)]
pub struct RulePage {
    /// The rule as this stylebook has it.
    pub rule: RuleDeclaration,
    /// Who decided what, lowest layer first.
    pub decisions: Vec<Decision>,
}

/// What one layer of a stylebook says of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The file.
    pub path: String,
    /// 1-based line of the file, where it is not a bundled one.
    pub line: Option<usize>,
    /// What it decides, such as `level: info`.
    pub what: String,
}

/// The page of a rule.
pub(super) fn page(book: &Stylebook, id: &str) -> Result<RulePage, Problem> {
    let Some(rule) = book.rule(id) else {
        let ids: Vec<&str> = book.rules.iter().map(|rule| rule.id.as_str()).collect();
        // The last part alone is how people speak of a rule.
        let meant = ids.iter().copied().find(|known| known.split('/').skip(1).any(|part| part == id));
        let help = match meant.or_else(|| closest(id, &ids)) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => "`copydesk rules` lists all rules.".to_owned(),
        };
        return Err(Problem::new("explain", format!("there is no rule `{id}`")).with_help(help));
    };
    let decisions = book.layers.iter().filter_map(|layer| {
        let said = layer.tree.get("rules")?.get(id)?;
        let place = load::problem(&book.files, said.at, super::Mistake::new(said.at, String::new())).place;
        Some(Decision { path: layer.name.to_string(), line: place.map(|(line, _)| line), what: decided(said) })
    });
    Ok(RulePage { rule: rule.clone(), decisions: decisions.collect() })
}

/// What a house style decides, from `house/<name>`: the keys of its file and of those that it extends, each as it would be
/// written in a stylebook.
#[derive(Clone, Debug)]
pub struct HousePage {
    /// The name of the house.
    pub name: String,
    /// The files that decide, lowest first.
    pub files: Vec<String>,
    /// The keys, as lines of YAML.
    pub decisions: String,
}

/// The page of a house; the error lists the houses.
pub(super) fn house(name: &str) -> Result<HousePage, Problem> {
    let mut layers = if name == layers::BASE { layers::house(name).map(|layer| vec![layer]) } else { None };
    if Stylebook::houses().any(|known| known == name) {
        layers = layers.or_else(|| layers::house_with_bases(name));
    }
    let Some(layers) = layers else {
        return Err(Problem::new("explain", format!("there is no house style `{name}`"))
            .with_help(allowed(name, Stylebook::houses())));
    };
    let mut merged = Node { kind: Kind::Map(Vec::new()), at: At::default() };
    for layer in &layers {
        layers::merge(&mut merged, &layer.tree);
    }
    let mut decisions = String::new();
    // What the patterns of rules name is no decision of the house.
    for entry in merged.entries().iter().filter(|entry| !["extends", "lists", "tables"].contains(&&*entry.key)) {
        write_key(&entry.key, &entry.value, 0, &mut decisions);
    }
    Ok(HousePage {
        name: name.to_owned(),
        files: layers.iter().map(|layer| layer.name.to_string()).collect(),
        decisions,
    })
}

fn write_key(key: &str, value: &Node, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    match &value.kind {
        Kind::Map(entries) => {
            // A rule of which only the level is said, or one of its pack, which has a page of its own.
            let level = entries.iter().find(|entry| entry.key == "level");
            if let Some(level) = level.filter(|_| entries.len() == 1 || value.get("check").is_some())
                && let Some(text) = level.value.text()
            {
                let _ = writeln!(out, "{indent}{key}: {text}");
                return;
            }
            let _ = writeln!(out, "{indent}{key}:");
            for entry in entries {
                write_key(&entry.key, &entry.value, depth + 1, out);
            }
        }
        Kind::List(items) => {
            let items: Vec<&str> = items.iter().filter_map(Node::text).collect();
            let _ = writeln!(out, "{indent}{key}: [{}]", items.join(", "));
        }
        _ => {
            let _ = writeln!(out, "{indent}{key}: {}", value.text().unwrap_or_default());
        }
    }
}

impl fmt::Display for HousePage {
    /// The page as plain text for a terminal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "house/{}\n\nDecided by", self.name)?;
        for file in &self.files {
            writeln!(f, "  {file}")?;
        }
        writeln!(f, "\nIts decisions")?;
        for line in self.decisions.lines() {
            writeln!(f, "  {line}")?;
        }
        write!(
            f,
            "\nTo use it, write in copydesk.yaml:\n  extends: [{}]\nA key of your own, written there as above, takes the place of the house’s.\n",
            self.name
        )
    }
}

fn decided(said: &Node) -> String {
    let level = said.get("level").and_then(Node::text).map(|level| format!("level: {level}"));
    if said.get("check").is_some() {
        return format!("declared, {}", level.unwrap_or_else(|| "level: off".to_owned()));
    }
    let others = said.entries().iter().filter(|entry| entry.key != "level").map(|entry| entry.key.to_string());
    level.into_iter().chain(others).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for RulePage {
    /// The page as plain text for a terminal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = &self.rule;
        writeln!(f, "{} ({})", rule.id, level_name(rule.level()))?;
        writeln!(f, "\n  {}", with_slots(&rule.message))?;
        if !rule.why.trim().is_empty() {
            writeln!(f, "\nWhy\n  {}", rule.why.trim())?;
        }
        if !rule.examples.is_empty() {
            writeln!(f, "\nExamples")?;
            for Example { bad, good, better, .. } in &rule.examples {
                for (name, text) in [("found", bad), ("becomes", better), ("left alone", good)] {
                    if let Some(text) = text {
                        writeln!(f, "  {name}: {}", text.trim().replace('\n', "\n    "))?;
                    }
                }
            }
        }
        if !self.decisions.is_empty() {
            writeln!(f, "\nDecided by")?;
            for Decision { path, line, what } in &self.decisions {
                let line = line.map(|line| format!(":{line}")).unwrap_or_default();
                writeln!(f, "  {path}{line}: {what}")?;
            }
        }
        if let Some(link) = &rule.link {
            writeln!(f, "\nMore\n  {link}")?;
        }
        write!(
            f,
            "\nTo change it, write in copydesk.yaml:\n  rules:\n    {}: off   # or hint, info, warning, error\n",
            rule.id
        )
    }
}

fn level_name(level: Option<Level>) -> &'static str {
    level.map_or("off", Level::name)
}

/// A template as a reader should see it: slots as dots.
fn with_slots(template: &str) -> String {
    template.trim().replace('{', "‹").replace('}', "›")
}

/// The page `rules/RULES.md`: every rule with its level in every house, its message, reason and examples.
pub fn reference() -> String {
    let book = Stylebook::default();
    let houses: Vec<(&str, Stylebook)> =
        Stylebook::houses().filter_map(|name| Some((name, Stylebook::house(name)?))).collect();
    let mut rules: Vec<&RuleDeclaration> = book.rules.iter().collect();
    let of_houses = houses.iter().flat_map(|(_, house)| &house.rules).filter(|rule| book.rule(&rule.id).is_none());
    let mut seen = BTreeSet::new();
    rules.extend(of_houses.filter(|rule| seen.insert(rule.id.as_str())));
    rules.sort_by_key(|rule| rule.family());
    let mut out = String::from(
        "# The rules of copydesk\n\n\
         This page is written from the declarations in `rules/`; `COPYDESK_BLESS=1 cargo test --test rules_reference` \
         writes it anew. The level is that of the house `consistency`, which is what you get without a stylebook; where \
         another house has another level, that is said. The last families are the packs of houses, which no other house has. In \
         messages, ‹words in brackets› stand for what was found.\n",
    );
    let mut family = "";
    for rule in rules {
        if rule.family() != family {
            family = rule.family();
            let _ = writeln!(out, "\n## {family}");
        }
        let _ = writeln!(out, "\n### {}\n", rule.id);
        let level = level_name(rule.level());
        let _ = write!(out, "**{level}**");
        // A rule of a pack is there in its house alone, and has a page of its own there.
        let is_of_pack = book.rule(&rule.id).is_none();
        for (name, house) in houses.iter().filter(|_| !is_of_pack) {
            let other = level_name(house.rule(&rule.id).and_then(RuleDeclaration::level));
            if other != level {
                let _ = write!(out, " · {name}: {other}");
            }
        }
        let _ = writeln!(out, " · check `{}`\n\n> {}\n", rule.check, with_slots(&rule.message));
        if !rule.why.trim().is_empty() {
            let _ = writeln!(out, "{}\n", rule.why.trim());
        }
        let most = if is_of_pack { 2 } else { usize::MAX };
        for Example { bad, good, better, .. } in rule.examples.iter().take(most) {
            for (name, text) in [("Found", bad), ("Becomes", better), ("Left alone", good)] {
                if let Some(text) = text {
                    let _ = writeln!(out, "- {name}: {}", one_line(text));
                }
            }
        }
        if let Some(link) = &rule.link {
            let _ = writeln!(out, "\n<{link}>");
        }
    }
    out
}

/// An example as one line of Markdown, its characters shown as they are.
fn one_line(text: &str) -> String {
    let shown = text.trim().split("\n\n").map(|block| block.replace('\n', " ")).collect::<Vec<_>>().join(" ¶ ");
    let mut out = String::new();
    for c in shown.chars() {
        if matches!(c, '*' | '_' | '<' | '[' | ']' | '`' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
