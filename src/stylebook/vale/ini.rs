//! `.vale.ini`: which styles and rules are on, for which files.

use globset::{GlobBuilder, GlobMatcher};

use super::keys::Level;
use crate::text::Span;

/// A configuration file of Vale, as it is written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ini {
    /// The keys before the first section.
    pub(crate) core: Vec<Setting>,
    /// The sections, in their order.
    pub(crate) sections: Vec<Section>,
    /// Lines that are neither.
    pub(crate) strange: Vec<Span>,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub(crate) key: String,
    pub(crate) value: String,
    pub(crate) at: Span,
}

/// What holds for some files.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    /// The pattern of the files' names, such as `*.md`.
    pub(crate) glob: String,
    pub(crate) settings: Vec<Setting>,
    pub(crate) at: Span,
}

/// What a section says of a rule or a style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Switch {
    On,
    Off,
    At(Level),
}

impl Ini {
    pub(crate) fn parse(source: &str) -> Self {
        let mut ini = Ini::default();
        let mut at = 0;
        let mut lines = source.split_inclusive('\n').peekable();
        while let Some(line) = lines.next() {
            let start = at;
            at += line.len();
            let mut text = line.trim().trim_start_matches('\u{feff}').to_owned();
            // A backslash at the end goes on in the next line.
            while text.ends_with('\\') {
                text.pop();
                let Some(more) = lines.next() else { break };
                at += more.len();
                text.push_str(more.trim());
            }
            let lead = line.len() - line.trim_start().len();
            let span = Span::new(start + lead, start + line.trim_end().len());
            let text = without_comment(&text);
            if text.is_empty() {
                continue;
            }
            if let Some(glob) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                ini.sections.push(Section { glob: glob.trim().to_owned(), settings: Vec::new(), at: span });
                continue;
            }
            let Some((key, value)) = text.split_once('=').or_else(|| text.split_once(':')) else {
                ini.strange.push(span);
                continue;
            };
            let value = value.trim();
            let value = ['"', '`', '\'']
                .iter()
                .find_map(|mark| value.strip_prefix(*mark)?.strip_suffix(*mark))
                .unwrap_or(value);
            let setting = Setting { key: key.trim().to_owned(), value: value.to_owned(), at: span };
            match ini.sections.last_mut() {
                Some(section) => section.settings.push(setting),
                None => ini.core.push(setting),
            }
        }
        ini
    }

    /// The values of a key before the first section; of several lines with it, all count.
    pub(crate) fn core<'a>(&'a self, key: &'a str) -> impl Iterator<Item = (String, Span)> + 'a {
        let settings = self.core.iter().filter(move |setting| setting.key == key);
        settings.flat_map(|setting| list(&setting.value).map(|value| (value, setting.at)))
    }

    /// All styles that some section is based on, and all rules and styles that some section switches on.
    pub(crate) fn wanted(&self) -> Vec<(String, Span)> {
        let mut wanted: Vec<(String, Span)> = Vec::new();
        for section in self.sections.iter().filter(|section| section.is_of_files()) {
            let based = section.based_on().into_iter().flatten();
            let switched = section.switches().filter(|(_, switch, _)| *switch != Switch::Off);
            let switched = switched.map(|(name, _, at)| (name.split('.').next().unwrap_or_default().to_owned(), at));
            for (style, at) in based.chain(switched) {
                if wanted.iter().all(|(known, _)| *known != style) {
                    wanted.push((style, at));
                }
            }
        }
        wanted
    }

    /// Whether a rule is on, and at which level if not at its own, for files to which some of the sections apply.
    pub(crate) fn switch(&self, rule: &str, applies: &dyn Fn(&Section) -> bool) -> Switch {
        let style = rule.split('.').next().unwrap_or_default();
        let global = |section: &&Section| section.glob == "*";
        let special = |section: &&Section| section.glob != "*" && section.is_of_files() && applies(section);
        let last = |sections: &mut dyn Iterator<Item = &Section>| {
            sections.filter_map(|section| section.switch(rule).or_else(|| section.switch(style))).last()
        };
        let told =
            last(&mut self.sections.iter().filter(special)).or_else(|| last(&mut self.sections.iter().filter(global)));
        if let Some(switch) = told {
            return switch;
        }
        // The last section that names styles takes the place of those before it.
        let base = self.sections.iter().filter(special).filter_map(Section::based_on).next_back();
        let base = base.or_else(|| self.sections.iter().filter(global).filter_map(Section::based_on).next_back());
        if base.is_some_and(|styles| styles.iter().any(|(name, _)| name == style)) { Switch::On } else { Switch::Off }
    }

    /// Patterns of words that are left alone, for files to which some of the sections apply.
    pub(crate) fn token_ignores(&self, applies: &dyn Fn(&Section) -> bool) -> Vec<String> {
        let sections = self.sections.iter().filter(|section| section.glob == "*" || applies(section));
        let settings = sections.flat_map(|section| &section.settings).filter(|setting| setting.key == "TokenIgnores");
        settings.flat_map(|setting| list(&setting.value)).collect()
    }
}

impl Section {
    /// Whether it is about files at all.
    pub(crate) fn is_of_files(&self) -> bool {
        !matches!(self.glob.as_str(), "formats" | "asciidoctor" | "DEFAULT")
    }

    /// The glob as a matcher; `None` if it is none.
    pub(crate) fn matcher(&self) -> Option<GlobMatcher> {
        // A star of Vale also takes slashes.
        GlobBuilder::new(&self.glob).literal_separator(false).build().ok().map(|glob| glob.compile_matcher())
    }

    fn based_on(&self) -> Option<Vec<(String, Span)>> {
        let mut settings = self.settings.iter().filter(|setting| setting.key == "BasedOnStyles").peekable();
        settings.peek()?;
        Some(settings.flat_map(|setting| list(&setting.value).map(|style| (style, setting.at))).collect())
    }

    /// What it says of rules and styles.
    pub(crate) fn switches(&self) -> impl Iterator<Item = (&str, Switch, Span)> {
        self.settings.iter().filter_map(|setting| Some((setting.key.as_str(), switch(&setting.value)?, setting.at)))
    }

    fn switch(&self, name: &str) -> Option<Switch> {
        self.switches().filter(|(known, ..)| *known == name).map(|(_, switch, _)| switch).last()
    }
}

/// What a value says of a rule; nothing if the value is not one of those.
pub(crate) fn switch(value: &str) -> Option<Switch> {
    Some(match value {
        "YES" => Switch::On,
        "NO" => Switch::Off,
        other => Switch::At(level(other)?),
    })
}

pub(crate) fn level(name: &str) -> Option<Level> {
    Some(match name {
        "suggestion" => Level::Suggestion,
        "warning" => Level::Warning,
        "error" => Level::Error,
        _ => return None,
    })
}

/// The values between commas, blank ones left out.
pub(crate) fn list(value: &str) -> impl Iterator<Item = String> + '_ {
    value.split(',').map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
}

/// A comment takes a line for itself or stands after a blank.
fn without_comment(line: &str) -> &str {
    if line.starts_with(['#', ';']) {
        return "";
    }
    let comment = [" #", " ;", "\t#", "\t;"].iter().filter_map(|mark| line.find(mark)).min();
    comment.map_or(line, |at| line[..at].trim_end())
}
