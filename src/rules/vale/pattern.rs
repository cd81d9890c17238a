//! Patterns of Vale, which are written for a matcher that goes back and forth, on one that does not unless it must.

use fancy_regex::RegexBuilder as SteppingBuilder;
use regex::RegexBuilder;
use regex_syntax::hir::literal::Extractor;

use crate::text::Span;

/// No search of a pattern with look-around takes more steps. A paragraph of a story takes some hundred.
const MOST_STEPS: usize = 50_000;
/// No pattern with look-around is looked for again after so many finds in one paragraph.
const MOST_FOUND: usize = 100;
/// A larger automaton is given up. The longest lists of public styles take a tenth of it.
const LARGEST: usize = 64 << 20;

/// A pattern that can be looked for.
pub(super) struct Pattern {
    engine: Engine,
}

enum Engine {
    /// In time linear in the text.
    Linear(regex::Regex),
    /// With look-around or back-references, under a limit of steps.
    Stepping(Box<fancy_regex::Regex>),
}

/// A search took too many steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooSlow;

impl Pattern {
    /// Compiles a pattern that [`translate`] has made.
    pub(super) fn new(pattern: &str) -> Result<Self, String> {
        if let Ok(linear) = RegexBuilder::new(pattern).size_limit(LARGEST).build() {
            return Ok(Pattern { engine: Engine::Linear(linear) });
        }
        match SteppingBuilder::new(pattern).backtrack_limit(MOST_STEPS).delegate_size_limit(LARGEST).build() {
            Ok(stepping) => Ok(Pattern { engine: Engine::Stepping(Box::new(stepping)) }),
            Err(error) => Err(error.to_string().lines().next_back().unwrap_or_default().to_owned()),
        }
    }

    /// Whether a search may take steps.
    #[cfg(test)]
    pub(super) fn is_stepping(&self) -> bool {
        matches!(self.engine, Engine::Stepping(_))
    }

    /// All finds that hold something, in order, none over another.
    pub(super) fn find_all(&self, text: &str) -> Result<Vec<Span>, TooSlow> {
        match &self.engine {
            Engine::Linear(regex) => {
                let finds = regex.find_iter(text).map(|find| Span::new(find.start(), find.end()));
                Ok(finds.filter(|span| !span.is_empty()).collect())
            }
            Engine::Stepping(regex) => {
                let mut finds = Vec::new();
                for find in regex.find_iter(text).take(MOST_FOUND) {
                    let find = find.map_err(|_| TooSlow)?;
                    finds.push(Span::new(find.start(), find.end()));
                }
                finds.retain(|span| !span.is_empty());
                Ok(finds)
            }
        }
    }

    /// Whether the pattern is anywhere in a text; not if it takes too many steps to tell.
    pub(super) fn is_in(&self, text: &str) -> bool {
        match &self.engine {
            Engine::Linear(regex) => regex.is_match(text),
            Engine::Stepping(regex) => regex.is_match(text).unwrap_or(false),
        }
    }

    /// The finds with what their groups hold: the groups of each, the whole first.
    pub(super) fn groups(&self, text: &str) -> Result<Vec<Vec<Option<Span>>>, TooSlow> {
        let mut all = Vec::new();
        match &self.engine {
            Engine::Linear(regex) => {
                for groups in regex.captures_iter(text) {
                    all.push(groups.iter().map(|group| group.map(|at| Span::new(at.start(), at.end()))).collect());
                }
            }
            Engine::Stepping(regex) => {
                for groups in regex.captures_iter(text).take(MOST_FOUND) {
                    let groups = groups.map_err(|_| TooSlow)?;
                    all.push(groups.iter().map(|group| group.map(|at| Span::new(at.start(), at.end()))).collect());
                }
            }
        }
        Ok(all)
    }

    /// A text with every find replaced by a template with `$1`.
    pub(super) fn replace_all(&self, text: &str, template: &str) -> String {
        let template = braced(template);
        match &self.engine {
            Engine::Linear(regex) => regex.replace_all(text, template.as_str()).into_owned(),
            Engine::Stepping(regex) => {
                regex.try_replacen(text, 0, template.as_str()).map_or(text.to_owned(), std::borrow::Cow::into_owned)
            }
        }
    }
}

/// `$1st` of .NET is `${1}st` here.
fn braced(template: &str) -> String {
    let mut out = String::with_capacity(template.len() + 4);
    let mut rest = template;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        let digits = tail.len() - tail.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 {
            out.extend(["${", &tail[..digits], "}"]);
        } else {
            out.push('$');
        }
        rest = &tail[digits..];
    }
    out + rest
}

/// A pattern of Vale in the syntax that is read here. With `quiet`, its groups capture nothing.
pub(super) fn translate(pattern: &str, quiet: bool) -> String {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut chars = pattern.char_indices().peekable();
    let mut class = 0;
    let mut class_start = false;
    while let Some((at, c)) = chars.next() {
        let tail = &pattern[at + c.len_utf8()..];
        let first = std::mem::take(&mut class_start);
        match c {
            '\\' => {
                let Some((_, escaped)) = chars.next() else {
                    out.push_str("\\\\");
                    break;
                };
                match escaped {
                    // These are edges of words in one syntax and characters in the other.
                    '<' | '>' => out.push(escaped),
                    'Z' if class == 0 => out.push_str("\\z"),
                    c if !c.is_ascii() || c == '_' => out.push(c),
                    c => out.extend(['\\', c]),
                }
            }
            // An apostrophe inside a word is also the one that newspapers print.
            '\'' if class == 0 && out.ends_with(char::is_alphabetic) && tail.starts_with(char::is_alphabetic) => {
                out.push_str("['’]");
            }
            '[' if class == 0 => {
                class = 1;
                class_start = true;
                out.push('[');
                if tail.starts_with('^') {
                    out.push('^');
                    chars.next();
                }
            }
            '[' if tail.starts_with(':') => {
                // A named class, such as [:alpha:].
                let end = tail.find(":]").map_or(0, |end| end + 2);
                out.push('[');
                out.push_str(&tail[..end]);
                while chars.peek().is_some_and(|(next, _)| *next < at + 1 + end) {
                    chars.next();
                }
            }
            '[' if out.ends_with('-') && !first => {
                // What is taken away from a class.
                out.push_str("-[");
                class += 1;
                class_start = true;
                if tail.starts_with('^') {
                    out.push('^');
                    chars.next();
                }
            }
            '[' => out.push_str("\\["),
            // Right after the opening bracket it is a member.
            ']' if class > 0 && first => out.push_str("\\]"),
            ']' if class > 0 => {
                class -= 1;
                out.push(']');
            }
            '&' | '~' if class > 0 && out.ends_with(c) => out.extend(['\\', c]),
            '-' if class > 0 && out.ends_with('-') && !out.ends_with("\\-") => out.push_str("\\-"),
            '{' if class == 0 && !is_count(tail) && !names_something(&out) => out.push_str("\\{"),
            '}' if class == 0 && !closes(&out) => out.push_str("\\}"),
            '(' if class == 0 && quiet => {
                if let Some(name) = group_name(tail) {
                    out.push_str("(?:");
                    while chars.peek().is_some_and(|(next, _)| *next < at + 1 + name) {
                        chars.next();
                    }
                } else if tail.starts_with('?') {
                    out.push('(');
                } else {
                    out.push_str("(?:");
                }
            }
            c => out.push(c),
        }
    }
    out
}

/// Whether `{` opens a count such as `{2,}`.
fn is_count(tail: &str) -> bool {
    let Some((count, _)) = tail.split_once('}') else { return false };
    count.starts_with(|c: char| c.is_ascii_digit()) && count.chars().all(|c| c.is_ascii_digit() || c == ',')
}

/// Whether `{` follows `\p`, `\x` or the like.
fn names_something(out: &str) -> bool {
    ["\\p", "\\P", "\\x", "\\u", "\\k"].iter().any(|name| out.ends_with(name))
}

/// Whether `}` closes something that was opened with a brace which is no character.
fn closes(out: &str) -> bool {
    out.rfind('{').is_some_and(|open| !out[..open].ends_with('\\') && !out[open..].contains('}'))
}

/// The length of `?<name>` or `?P<name>` behind a bracket.
fn group_name(tail: &str) -> Option<usize> {
    let rest =
        tail.strip_prefix("?P<").or_else(|| tail.strip_prefix("?<").filter(|rest| !rest.starts_with(['=', '!'])))?;
    let end = rest.find('>')?;
    Some(tail.len() - rest.len() + end + 1)
}

/// Texts of which one must stand wherever a pattern does, in small letters; nothing where there are none that help.
pub(super) fn needed(pattern: &str) -> Option<Vec<String>> {
    const MOST: usize = 128;
    let hir = regex_syntax::Parser::new().parse(pattern).ok()?;
    let mut extractor = Extractor::new();
    extractor.limit_total(MOST);
    let prefixes = extractor.extract(&hir);
    let literals = prefixes.literals()?;
    let texts = literals.iter().map(|literal| String::from_utf8(literal.as_bytes().to_vec()).ok());
    let texts: Vec<String> = texts.collect::<Option<_>>()?;
    (!texts.is_empty() && texts.iter().all(|text| text.len() > 1)).then_some(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_syntax_of_go_is_understood() {
        let same = |pattern: &str, is: &str, is_not: &str| {
            let translated = translate(pattern, false);
            let read = Pattern::new(&translated).unwrap_or_else(|error| panic!("{pattern} → {translated}: {error}"));
            assert!(read.is_in(is) && !read.is_in(is_not), "{pattern} → {translated}");
        };
        same(r"\<b\>", "<b>", "b");
        same("[[]x[]]", "[x]", "x");
        same("a[^]]b", "acb", "a]b");
        same("x{{y}}", "x{{y}}", "xy");
        same("a{2,3}b", "aab", "ab");
        same(r"[[:alpha:]]\d", "a1", "11");
        same("^[a-z-[aeiou]]$", "b", "a");
        same(r"[a&&b]+&", "a&", "c");
        same("[+--]x", ",x", "bx");
        same("don't", "don’t", "dont");
        same(r"\p{Lu}x", "Ax", "ax");
        same(r"(?<!un)likely", "likely", "unlikely");
        same(r"(\w+) \1\b", "the the", "the then");
        same(r"end\Z", "the end", "the end.");
    }

    #[test]
    fn quiet_groups_capture_nothing() {
        assert_eq!(translate(r"(?P<a>x)(y)(?:z)\((?<b>w)(?!v)", true), r"(?:x)(?:y)(?:z)\((?:w)(?!v)");
    }

    #[test]
    fn templates_take_numbers_as_vale_does() {
        let pattern = Pattern::new(r"(\d+)th of (\w+)").expect("a pattern");
        assert_eq!(pattern.replace_all("4th of July", "$2 $1st"), "July 4st");
    }

    /// Steps are counted, so that the same text is given up on every machine.
    #[test]
    fn a_hostile_pattern_is_given_up() {
        for hostile in ["(?=(a+)+$)a+b", r"^(?!x)(a+)+$", r"((a*)*)*\1b", "(?<=a)(a|aa)+$"] {
            let pattern = Pattern::new(&translate(hostile, false)).expect("a pattern");
            assert!(pattern.is_stepping(), "{hostile}");
            let text = "a".repeat(3000) + "!";
            // Whether it finds nothing or gives up, it must come back.
            let _ = pattern.find_all(&text);
        }
        let pattern = Pattern::new(r"(?!x)(a|a)*(?=b)").expect("a pattern");
        assert_eq!(pattern.find_all(&("a".repeat(60) + "c")), Err(TooSlow));
    }

    #[test]
    fn what_is_needed_is_the_beginning() {
        assert_eq!(needed("(?:very|quite) good"), Some(vec!["very good".into(), "quite good".into()]));
        assert_eq!(needed(r"\w+ing"), None);
    }
}
