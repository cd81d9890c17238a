//! Loads what a `.vale.ini` names: styles, vocabularies, the rules that are built into Vale.

use std::sync::Arc;

use super::ini::{self, Ini, Section, Setting};
use super::{Configuration, Level, RuleFile, Token, rules, words_of};
use crate::stylebook::SourceFile;
use crate::stylebook::bundled;
use crate::stylebook::layers::{Origin, layer};
use crate::stylebook::load::{Loader, resolve};
use crate::stylebook::problem::Problem;
use crate::stylebook::read::{Mistake, allowed};
use crate::stylebook::yaml::{At, Node};
use crate::text::Span;

/// Keys before the first section that are read.
const CORE: &[&str] = &["StylesPath", "MinAlertLevel", "Vocab", "Packages", "WordTemplate"];
/// Keys that Vale knows and copydesk does not do, each with what it does instead.
const NOT_DONE: &[(&str, &str)] = &[
    ("IgnoredScopes", "Code and embeds are left alone; other inline text is read."),
    ("SkippedScopes", "Code, tables and embeds are left alone; other blocks are read."),
    ("IgnoredClasses", "Classes of HTML are not looked at."),
    ("NLPEndpoint", "Nothing is sent anywhere."),
    ("BlockIgnores", "Code and embeds are left alone; use `<!-- copydesk-ignore -->` for other blocks."),
    ("IgnorePatterns", "Code and embeds are left alone; use `<!-- copydesk-ignore -->` for other blocks."),
    ("Transform", "XSLT is not run."),
    ("View", "Views are not read."),
    ("CommentDelimiters", "Comments of Markdown and HTML are known."),
    ("Lang", "Set `lang` in copydesk.yaml."),
];

impl Loader<'_> {
    /// Reads a configuration of Vale and the styles that it is based on.
    pub(in crate::stylebook) fn load_configuration(&mut self, path: &str, at: At) {
        let text: Arc<str> = match self.text_of(path) {
            Ok(text) => text.into(),
            Err(error) => return self.report_unreadable(at, path, &error),
        };
        self.found.insert(path.to_owned(), Arc::clone(&text));
        let number = self.files.len() as u32;
        self.files.push(SourceFile { path: path.to_owned(), text: Arc::clone(&text) });
        let ini = Ini::parse(&text);
        let place = |span: Span| At { file: number, start: span.start as u32, end: span.end as u32 };
        self.check_configuration(&ini, &place);
        let roots: Vec<String> = ini.core("StylesPath").map(|(root, _)| resolve(path, &root)).collect();
        let roots = if roots.is_empty() { vec![resolve(path, "styles")] } else { roots };
        self.load_vocabularies(&ini, &roots, &place);
        self.vale.word_template = ini.core.iter().rfind(|key| key.key == "WordTemplate").map(|key| key.value.clone());
        let mut styles = Vec::new();
        for (style, span) in ini.wanted() {
            styles.push(style.clone());
            if self.vale.rules.iter().any(|rule| rule.style() == style) {
                continue;
            }
            if style == "Vale" {
                self.add_built_in();
                continue;
            }
            let first = self.vale.rules.len();
            for root in &roots {
                let folder = format!("{root}/{style}");
                let files = self.rule_files(&folder);
                if !files.is_empty() {
                    self.add_rules(&style, &folder, files, &roots);
                    break;
                }
            }
            if self.vale.rules.len() == first {
                let mistake = Mistake::new(place(span), format!("there is no style `{style}` in {}", roots.join(", ")))
                    .with_help(
                        "copydesk fetches no packages: run `vale sync` once, or put the folder of the style there.",
                    );
                self.report_mildly(place(span), mistake);
            }
        }
        let tree =
            super::declarations(self.vale.rules.iter().filter(|rule| styles.iter().any(|style| style == rule.style())));
        self.add(layer(format!("{path}: styles"), Origin::Style, tree));
        let least = ini.core("MinAlertLevel").filter_map(|(level, _)| ini::level(&level)).last();
        let least = least.unwrap_or(Level::Suggestion);
        self.vale.configurations.push(Configuration { ini, least, styles });
        let levels = self.vale.settle(None);
        let known = self.layers.iter().position(|known| known.origin == Origin::Configured);
        if let Some(known) = known {
            self.layers.remove(known);
        }
        self.add(layer(path, Origin::Configured, levels));
    }

    /// Says what of a configuration is not read, and what is no key at all.
    fn check_configuration(&mut self, ini: &Ini, place: &dyn Fn(Span) -> At) {
        for span in &ini.strange {
            let mistake = Mistake::new(place(*span), "this line is neither `Key = value` nor `[section]`".into());
            self.report(place(*span), mistake);
        }
        for setting in &ini.core {
            let at = place(setting.at);
            if setting.key == "Packages" {
                let mistake = Mistake::new(at, format!("packages are not fetched: {}", setting.value))
                    .with_help("Run `vale sync` once, or put the folders of the styles below StylesPath.");
                self.report_mildly(at, mistake);
            } else if setting.key == "MinAlertLevel" {
                if ini::level(&setting.value).is_none() {
                    let levels = allowed(&setting.value, ["suggestion", "warning", "error"]);
                    self.report(
                        at,
                        Mistake::new(at, format!("`{}` is no level of Vale", setting.value)).with_help(levels),
                    );
                }
            } else if !CORE.contains(&setting.key.as_str()) {
                self.report_setting(setting, at, CORE);
            }
        }
        for section in &ini.sections {
            if !section.is_of_files() {
                if section.glob == "formats" {
                    let at = place(section.at);
                    let mistake = Mistake::new(at, "formats are told by the ending of a file, not by [formats]".into());
                    self.report_mildly(at, mistake);
                }
                continue;
            }
            self.check_section(section, place);
        }
    }

    fn check_section(&mut self, section: &Section, place: &dyn Fn(Span) -> At) {
        if section.matcher().is_none() {
            let at = place(section.at);
            self.report(at, Mistake::new(at, format!("`{}` is no pattern of file names", section.glob)));
        }
        for setting in &section.settings {
            let at = place(setting.at);
            match setting.key.as_str() {
                "BasedOnStyles" | "TokenIgnores" => {}
                key if key.contains('.') || ini::switch(&setting.value).is_some() => {
                    if ini::switch(&setting.value).is_none() {
                        let allowed = allowed(&setting.value, ["YES", "NO", "suggestion", "warning", "error"]);
                        let mistake = Mistake::new(at, format!("`{}` is no level of Vale", setting.value));
                        self.report(at, mistake.with_help(allowed));
                    }
                }
                _ => self.report_setting(setting, at, &["BasedOnStyles", "TokenIgnores"]),
            }
        }
    }

    fn report_setting(&mut self, setting: &Setting, at: At, known: &[&str]) {
        if let Some((key, instead)) = NOT_DONE.iter().find(|(key, _)| *key == setting.key) {
            let mistake = Mistake::new(at, format!("`{key}` has no effect in copydesk"));
            self.report_mildly(at, mistake.with_help(*instead));
            return;
        }
        let mistake = Mistake::new(at, format!("there is no key `{}` here", setting.key));
        let help = allowed(&setting.key, known.iter().copied().chain(NOT_DONE.iter().map(|(key, _)| *key)));
        self.report(at, mistake.with_help(help));
    }

    fn load_vocabularies(&mut self, ini: &Ini, roots: &[String], place: &dyn Fn(Span) -> At) {
        for (name, span) in ini.core("Vocab") {
            let mut found = false;
            for root in roots {
                for below in ["config/vocabularies", "Vocab", "config/vocab"] {
                    for (file, accepts) in [("accept.txt", true), ("reject.txt", false)] {
                        let path = format!("{root}/{below}/{name}/{file}");
                        let Ok(text) = self.text_of(&path) else { continue };
                        found = true;
                        let words = words_of(&text).map(str::to_owned);
                        if accepts {
                            self.vale.accepted.extend(words);
                            // What is a word, not a pattern, is right for the speller as well.
                            let plain = words_of(&text).filter(|word| is_plain(word)).collect::<Vec<_>>().join("\n");
                            self.vale.words.push(SourceFile { path: path.clone(), text: plain.into() });
                        } else {
                            self.vale.rejected.extend(words);
                        }
                        self.found.insert(path, text.into());
                    }
                }
            }
            if !found {
                let mistake =
                    Mistake::new(place(span), format!("there is no vocabulary `{name}` in {}", roots.join(", ")));
                self.report(place(span), mistake);
            }
        }
    }

    /// The rules that Vale has of itself, under the name `Vale`. Two of them are made of the vocabulary.
    fn add_built_in(&mut self) {
        let Some(tree) = bundled::tree("vale.yaml") else { return };
        let entries = tree.get("built_in").map(Node::entries).unwrap_or_default();
        let files = entries.iter().map(|entry| RuleFile {
            id: format!("Vale.{}", entry.key),
            tree: entry.value.clone(),
            file: SourceFile { path: "rules/vale.yaml".into(), text: Arc::default() },
        });
        for mut rule in rules(files.collect()).0 {
            match rule.id.as_str() {
                "Vale.Terms" => {
                    rule.keys.swap.0 =
                        self.vale.accepted.iter().map(|term| (term.to_lowercase(), term.clone())).collect();
                    // The accepted words are what is asked for here.
                    rule.keys.vocab = Some(false);
                }
                "Vale.Avoid" => rule.keys.tokens = self.vale.rejected.iter().cloned().map(Token::Pattern).collect(),
                _ => {}
            }
            if (rule.id == "Vale.Terms" && rule.keys.swap.0.is_empty())
                || (rule.id == "Vale.Avoid" && rule.keys.tokens.is_empty())
            {
                continue;
            }
            self.vale.rules.push(rule);
        }
    }

    /// Reports something that copydesk does not do, which makes no run fail.
    fn report_mildly(&mut self, at: At, mistake: Mistake) {
        let problem: Problem = crate::stylebook::load::problem(&self.files, at, mistake);
        self.problems.push(problem.with_level(crate::diagnostic::Level::Warning));
    }
}

fn is_plain(word: &str) -> bool {
    word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’'))
}
