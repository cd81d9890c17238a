//! Rules of Vale as rules of copydesk, for a team that goes on with them here.

use std::fmt::Write as _;

use super::{Level, Part, Token, Vale, ValeRule, template};
use crate::rules::vale::{needs_look_around, options_of, translated, zones_of};

/// A rule that is being written.
struct Writer<'a> {
    rule: &'a ValeRule,
    out: String,
    /// What of the rule is not carried over.
    lost: Vec<String>,
}

impl Vale {
    /// The rules as a file that a stylebook can extend. What is not carried over stands in comments.
    pub fn to_yaml(&self) -> String {
        let mut out = String::new();
        let mut styles: Vec<&str> = self.rules.iter().map(ValeRule::style).collect();
        styles.dedup();
        let _ = writeln!(out, "# Written by `copydesk import vale` from {}.", styles.join(", "));
        out.push_str("# Words are matched as a whole here: a pattern finds nothing inside a hyphenated word.\n");
        let mut left: Vec<(&str, String)> = Vec::new();
        let mut rules = String::new();
        for rule in &self.rules {
            let mut writer = Writer { rule, out: String::new(), lost: Vec::new() };
            match writer.write() {
                Ok(()) => {
                    for lost in &writer.lost {
                        let _ = writeln!(rules, "  # {lost}");
                    }
                    rules.push_str(&writer.out);
                }
                Err(why) => left.push((&rule.id, why)),
            }
        }
        if !left.is_empty() {
            out.push_str("#\n# Not carried over:\n");
            for (id, why) in left {
                let _ = writeln!(out, "#   {id}: {why}");
            }
        }
        out.push_str(if rules.is_empty() { "rules: {}\n" } else { "rules:\n" });
        out + &rules
    }
}

impl Writer<'_> {
    /// Writes the rule; the error says why it is not carried over.
    fn write(&mut self) -> Result<(), String> {
        let keys = &self.rule.keys;
        match self.rule.kind.as_str() {
            "existence" => self.existence()?,
            "substitution" => {
                let pairs: Vec<_> = keys.swap.0.iter().filter(|(key, _)| !key.is_empty()).collect();
                self.head("prefer", &["better", "found"])?;
                self.matching(keys.nonword, pairs.iter().map(|(key, _)| key.as_str()));
                self.line("swap:");
                for (key, better) in pairs {
                    let grouped = better.contains('$');
                    let options: Vec<String> = options_of(better).iter().map(|text| quoted(&numbered(text))).collect();
                    let options =
                        if options.len() == 1 { options[0].clone() } else { format!("[{}]", options.join(", ")) };
                    self.line(&format!("  {}: {options}", pattern(key, !grouped)));
                }
                if !keys.action.name.is_empty() && keys.action.name != "replace" {
                    self.lost.push(format!("the action `{}` is not carried over", keys.action.name));
                }
            }
            "occurrence" => {
                let scope = keys.scope.0.first().map_or("text", String::as_str);
                let unit = match scope {
                    scope if scope.contains("sentence") => "sentence",
                    "summary" | "raw" => "article",
                    _ => "paragraph",
                };
                self.head("limit", &["count"])?;
                self.matching(true, [keys.token.as_str()]);
                self.line(&format!("of: matches\n    in: {unit}"));
                for (key, number) in [("most", keys.max), ("least", keys.min)] {
                    if number > 0 {
                        self.line(&format!("{key}: {number}"));
                    }
                }
                self.line(&format!("find: [{}]", pattern(&keys.token, true)));
            }
            "repetition" => {
                self.head("repeat", &["found"])?;
                let tokens: Vec<&str> = keys.patterns().collect();
                self.matching(true, tokens.iter().copied());
                self.line("within: 1");
                if !keys.alpha {
                    let tokens: Vec<String> = tokens.iter().map(|token| pattern(token, true)).collect();
                    self.line(&format!("find: [{}]", tokens.join(", ")));
                }
            }
            "consistency" => {
                if let Some((one, other)) =
                    keys.either.0.iter().find(|(one, other)| !(is_plain(one) && is_plain(other)))
                {
                    return Err(format!("`{one}` or `{other}` is a pattern, and sides are words here"));
                }
                self.head("consistent", &["found"])?;
                self.matching(false, []);
                let rows: Vec<String> =
                    keys.either.0.iter().map(|(one, other)| format!("[{}, {}]", quoted(one), quoted(other))).collect();
                self.line(&format!("forms: [{}]", rows.join(", ")));
            }
            "conditional" => {
                if !(keys.first.contains("[A-Z") && keys.second.contains("\\(")) {
                    return Err("only acronyms before their names have a kind here".into());
                }
                self.head("introduce", &["found"])?;
                self.line("acronyms: true");
                let allowed: Vec<String> = keys.exceptions.0.iter().map(|text| quoted(text)).collect();
                self.line(&format!("allow: [{}]", allowed.join(", ")));
            }
            "capitalization" => {
                let style = match keys.r#match.as_str() {
                    "$title" => "title",
                    "$sentence" => "sentence",
                    "$lower" => "lower",
                    "$upper" => "upper",
                    _ => return Err("lines are not matched with patterns here".into()),
                };
                self.head("capitalize", &["found", "better"])?;
                self.line(&format!("style: {style}"));
                let kept: Vec<String> = keys.exceptions.0.iter().map(|text| quoted(text)).collect();
                if !kept.is_empty() {
                    self.line(&format!("exceptions: [{}]", kept.join(", ")));
                }
            }
            "readability" => {
                self.head("limit", &["count"])?;
                self.line(&format!("of: grade\n    in: article\n    most: {}", keys.grade));
                self.lost.push(format!("of the measures {} one is used", keys.metrics.0.join(", ")));
            }
            "sequence" => self.sequence()?,
            "metric" => return Err(format!("the formula `{}` has no kind here", keys.formula.trim())),
            "spelling" => return Err("spelling/unknown does this; put words that are right into dictionary.txt".into()),
            _ => return Err("scripts are not run".into()),
        }
        Ok(())
    }

    fn existence(&mut self) -> Result<(), String> {
        let keys = &self.rule.keys;
        let tokens: Vec<&str> = keys.patterns().collect();
        let raw = keys.raw.0.concat();
        let mut patterns: Vec<String> = tokens.iter().map(|token| pattern(token, true)).collect();
        let mut anywhere = keys.nonword;
        if !raw.is_empty() {
            let tokens = if tokens.is_empty() { String::new() } else { format!(r"\b(?:{})\b", tokens.join("|")) };
            let whole = if keys.append { format!("{tokens}{raw}") } else { format!("{raw}{tokens}") };
            patterns = vec![quoted(&slashed(&translated(&whole, true)))];
            anywhere = true;
        }
        if patterns.is_empty() {
            return Err("it has no pattern".into());
        }
        let params = &keys.action.params.0;
        let replaces = keys.action.name == "replace" && !params.is_empty();
        self.head(if replaces { "pattern" } else { "avoid" }, &["found", "better"])?;
        self.matching(anywhere, tokens.iter().copied().chain([raw.as_str()]));
        self.line(if replaces { "find:" } else { "words:" });
        for pattern in patterns {
            self.line(&format!("  - {pattern}"));
        }
        match keys.action.name.as_str() {
            "remove" => self.line("delete: true"),
            "replace" if replaces => {
                let texts: Vec<String> = params.iter().map(|text| quoted(text)).collect();
                self.line(&format!("fix: [{}]", texts.join(", ")));
            }
            "" | "replace" => {}
            other => self.lost.push(format!("the action `{other}` is not carried over")),
        }
        Ok(())
    }

    fn sequence(&mut self) -> Result<(), String> {
        let keys = &self.rule.keys;
        let mut tokens = Vec::new();
        for token in &keys.tokens {
            let part = match token {
                Token::Pattern(pattern) => Part { pattern: pattern.clone(), ..Part::default() },
                Token::Part(part) => part.clone(),
            };
            let mut entries = Vec::new();
            if !part.tag.is_empty() || !part.upos.is_empty() {
                let class = class_of(&part.tag)
                    .ok_or_else(|| format!("the tag `{}{}` has no simple class of words", part.tag, part.upos))?;
                entries.push(format!("class: {class}"));
            }
            if !part.pattern.is_empty() {
                let case = if keys.ignorecase { "(?i)" } else { "" };
                entries.push(format!("pattern: {}", quoted(&format!("{case}{}", translated(&part.pattern, true)))));
            }
            for (key, is) in [("not", part.negate), ("mark", part.target)] {
                if is {
                    entries.push(format!("{key}: true"));
                }
            }
            if part.skip > 0 {
                entries.push(format!("skip: {}", part.skip));
            }
            tokens.push(format!("{{{}}}", entries.join(", ")));
        }
        self.head("sequence", &["found"])?;
        self.line("tokens:");
        for token in tokens {
            self.line(&format!("  - {token}"));
        }
        Ok(())
    }

    /// Writes what every kind has. `slots` are the names of what the message shows, in Vale's order.
    fn head(&mut self, check: &str, slots: &[&str]) -> Result<(), String> {
        let rule = self.rule;
        let zones = zones_of(&rule.keys.scope.0)
            .ok_or_else(|| format!("the scope `{}` is no zone", rule.keys.scope.0.join(", ")))?;
        let mut message = template(&rule.keys.message);
        for (number, slot) in slots.iter().enumerate() {
            message = message.replace(&format!("{{{}}}", number + 1), &format!("{{{slot}}}"));
        }
        let level = match rule.level() {
            Level::Suggestion => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        };
        let _ = writeln!(self.out, "  {}:", rule.id.replace('.', "/"));
        self.line(&format!("check: {check}"));
        self.line(&format!("level: {level}"));
        self.line(&format!("message: {}", quoted(&message.replace("{open}", "{"))));
        if let Some(why) = &rule.keys.description {
            self.line(&format!("why: {}", quoted(why)));
        }
        if let Some(link) = &rule.keys.link {
            self.line(&format!("link: {}", quoted(link)));
        }
        // Eight are all that prose has.
        let zones = if zones.len() == 8 { "prose, headlines".to_owned() } else { zones.join(", ") };
        self.line(&format!("zones: [{zones}]"));
        if rule.keys.limit == 1 {
            self.line("once: true");
        } else if rule.keys.limit > 1 {
            self.lost.push(format!("the limit of {} alerts is not carried over", rule.keys.limit));
        }
        Ok(())
    }

    /// Writes how patterns are matched.
    fn matching<'p>(&mut self, anywhere: bool, patterns: impl IntoIterator<Item = &'p str>) {
        let keys = &self.rule.keys;
        self.line(if keys.ignorecase { "case: ignore" } else { "case: exact" });
        self.line("inside_quotes: also");
        self.line("in_names: also");
        if anywhere {
            self.line("whole_words: false");
        }
        if patterns.into_iter().any(needs_look_around) {
            self.line("lookaround: true");
        }
        if !keys.exceptions.0.is_empty() {
            let exceptions: Vec<String> = keys.exceptions.0.iter().map(|text| pattern(text, true)).collect();
            self.line(&format!("except: [{}]", exceptions.join(", ")));
        }
    }

    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "    {text}");
    }
}

/// The simple class of words that stands for a tag of the Penn Treebank.
fn class_of(tag: &str) -> Option<&'static str> {
    Some(match tag {
        "RB" => "ly",
        "VBG" => "ing",
        "VBD" | "VBN" | "VBD|VBN" | "VBN|VBD" => "ed",
        "CD" => "number",
        "NNP" | "NNP|NNPS" => "capitalised",
        _ => return None,
    })
}

/// A pattern of Vale as a phrase where it is one, otherwise between slashes.
fn pattern(pattern: &str, quiet: bool) -> String {
    if is_plain(pattern) { quoted(pattern) } else { quoted(&slashed(&translated(pattern, quiet))) }
}

fn is_plain(pattern: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '\'' | '’' | ',');
    !pattern.is_empty() && pattern.chars().all(is_part) && pattern.trim() == pattern
}

fn slashed(pattern: &str) -> String {
    format!("/{pattern}/")
}

/// `$1` as `{1}`.
fn numbered(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let tail = rest[at + 1..].trim_start_matches('{');
        let digits = tail.len() - tail.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits == 0 {
            out.push('$');
            rest = &rest[at + 1..];
            continue;
        }
        let _ = write!(out, "{{{}}}", &tail[..digits]);
        rest = tail[digits..].strip_prefix('}').unwrap_or(&tail[digits..]);
    }
    out + rest
}

/// A text as a value of YAML.
fn quoted(text: &str) -> String {
    if text.chars().any(char::is_control) {
        return format!("{text:?}").replace("\\'", "'");
    }
    format!("'{}'", text.replace('\'', "''"))
}
