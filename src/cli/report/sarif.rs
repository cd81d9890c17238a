//! SARIF 2.1.0, for code scanning.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{Checked, Positions, message, news, problem_text};
use crate::diagnostic::{Fix, Level};
use crate::linter::ignore::context_hash;
use crate::project::Project;
use crate::stylebook::{Problem, RuleDeclaration};
use crate::text::Span;

/// What comes before the files. The rules come last, when all stylebooks are known.
pub(super) const START: &str = "{\"version\": \"2.1.0\", \
    \"$schema\": \"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json\", \
    \"runs\": [{\"columnKind\": \"utf16CodeUnits\", \"results\": [\n";

/// The results of one file.
pub(super) fn file(checked: &Checked<'_>, out: &mut String) {
    let positions = Positions::of(checked.analysis);
    let location = artifact(checked.path);
    let source = checked.analysis.source();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (i, found) in checked.analysis.diagnostics.iter().enumerate() {
        if i > 0 {
            out.push_str(",\n");
        }
        let mut text = message(found, &positions);
        if let Some(advice) = news(found) {
            text = format!("{text}. {}.", capitalized(&advice));
        }
        // The place of a finding in its words stays when text elsewhere changes; equal places are counted.
        let print = format!("{}:{}", found.rule, context_hash(source, found.span));
        let nth = seen.entry(print.clone()).or_insert(0);
        *nth += 1;
        let related: Vec<Value> = found
            .related
            .iter()
            .map(|place| {
                json!({
                    "message": {"text": place.message},
                    "physicalLocation": {"artifactLocation": location, "region": region(&positions, place.span)},
                })
            })
            .collect();
        let fixes: Vec<Value> = found.fixes().map(|fix| fix_object(&fix, &location, &positions)).collect();
        let mut result = json!({
            "ruleId": found.rule.as_ref(),
            "level": level(found.level),
            "message": {"text": text},
            "locations": [{
                "physicalLocation": {"artifactLocation": location, "region": region(&positions, found.span)},
            }],
            "partialFingerprints": {"copydesk/v1": format!("{print}:{nth}")},
        });
        if !related.is_empty() {
            result["relatedLocations"] = related.into();
        }
        if !fixes.is_empty() {
            result["fixes"] = fixes.into();
        }
        out.push_str(&result.to_string());
    }
}

/// What comes after the files: the rules of all stylebooks, and what could not be read or configured.
pub(super) fn end(problems: &[Problem], projects: &[Arc<Project>]) -> String {
    let mut rules = BTreeMap::new();
    for project in projects {
        for declared in &project.stylebook.rules {
            rules.entry(declared.id.as_str()).or_insert_with(|| rule(declared));
        }
    }
    let tool = json!({"driver": {
        "name": "copydesk",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "informationUri": env!("CARGO_PKG_REPOSITORY"),
        "rules": rules.into_values().collect::<Vec<_>>(),
    }});
    let notifications: Vec<Value> = problems.iter().map(notification).collect();
    let invocation = json!({
        "executionSuccessful": problems.iter().all(|problem| problem.level < Level::Error),
        "toolExecutionNotifications": notifications,
    });
    format!("\n], \"tool\": {tool}, \"invocations\": [{invocation}]}}]}}\n")
}

fn rule(declared: &RuleDeclaration) -> Value {
    let why = declared.why.trim();
    let mut rule = json!({"id": declared.id});
    let short = if why.is_empty() { declared.id.as_str() } else { first_sentence(why) };
    rule["shortDescription"] = json!({"text": short});
    if !why.is_empty() {
        rule["fullDescription"] = json!({"text": why});
        rule["help"] = json!({"text": why});
    }
    if let Some(link) = &declared.link {
        rule["helpUri"] = json!(link);
    }
    rule["defaultConfiguration"] = match declared.level() {
        Some(set) => json!({"level": level(set)}),
        None => json!({"enabled": false}),
    };
    rule["properties"] = json!({"tags": [declared.family()]});
    rule
}

fn notification(problem: &Problem) -> Value {
    let mut notification = json!({"level": level(problem.level), "message": {"text": problem_text(problem)}});
    let mut location = json!({"artifactLocation": artifact(&problem.path)});
    if let Some((line, column)) = problem.place {
        location["region"] = json!({"startLine": line, "startColumn": column});
    }
    notification["locations"] = json!([{"physicalLocation": location}]);
    notification
}

fn fix_object(fix: &Fix, location: &Value, positions: &Positions<'_>) -> Value {
    let replacements: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| {
            json!({
                "deletedRegion": region(positions, edit.span),
                "insertedContent": {"text": edit.text},
            })
        })
        .collect();
    json!({
        "description": {"text": fix.title},
        "artifactChanges": [{"artifactLocation": location, "replacements": replacements}],
    })
}

fn region(positions: &Positions<'_>, span: Span) -> Value {
    let (line, column) = positions.at(span.start);
    let (end_line, end_column) = positions.at(span.end);
    json!({
        "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column,
        "byteOffset": span.start, "byteLength": span.len(),
    })
}

/// A relative path counts from the root of the sources, wherever that is.
fn artifact(path: &str) -> Value {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(byte as char),
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    if path.starts_with('/') {
        json!({"uri": format!("file://{uri}")})
    } else {
        json!({"uri": uri, "uriBaseId": "%SRCROOT%"})
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Hint => "note",
    }
}

fn first_sentence(text: &str) -> &str {
    text.find(". ").map_or(text, |at| &text[..=at])
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(artifact("a b/é.txt")["uri"], "a%20b/%C3%A9.txt");
        assert_eq!(artifact("/a:b.txt")["uri"], "file:///a%3Ab.txt");
    }
}
