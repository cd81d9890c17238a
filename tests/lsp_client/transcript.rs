//! Sessions written down: what a client does, and under it what the server answers.
//!
//! A line is a step of the client; lines that begin with `|` are the text that belongs to it, lines that are indented
//! are what the server said, which `COPYDESK_BLESS=1` writes anew. Positions are written `line:column`, ranges
//! `0:0-0:3`, both from 0; `$name` is the address of a file of the workspace.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::lsp_client::{Client, modern, pulling};

/// Runs a transcript and returns it with what the server said now.
pub async fn run(path: &Path) -> String {
    let source = std::fs::read_to_string(path).unwrap();
    let mut session = Session {
        client: Client::connect(),
        can: modern(),
        options: json!({"typingPause": 0}),
        versions: HashMap::new(),
        last: Value::Null,
        results: Vec::new(),
    };
    let mut out = String::new();
    let mut lines = source.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("  ") {
            continue;
        }
        let _ = writeln!(out, "{line}");
        let mut text = String::new();
        while let Some(part) = lines.next_if(|line| line.starts_with('|')) {
            let _ = writeln!(out, "{part}");
            text.push_str(part.strip_prefix("| ").unwrap_or(&part[1..]));
            text.push('\n');
        }
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        for said in session.step(line, &text).await.lines() {
            let _ = writeln!(out, "  {said}");
        }
    }
    assert_eq!(session.client.end().await, 0, "{}", path.display());
    out
}

struct Session {
    client: Client,
    can: Value,
    options: Value,
    versions: HashMap<String, i64>,
    /// The last answer.
    last: Value,
    /// The ids of results that were seen, which are named r1, r2 and so on.
    results: Vec<String>,
}

impl Session {
    async fn step(&mut self, line: &str, text: &str) -> String {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (first, more) = rest.split_once(' ').unwrap_or((rest, ""));
        match verb {
            "client" => {
                match first {
                    "pulling" => self.can = pulling(),
                    "old" => self.can = json!({}),
                    _ => {}
                }
                if let Ok(Value::Object(more)) = serde_json::from_str(if rest.starts_with('{') { rest } else { more }) {
                    merge(&mut self.can, &Value::Object(more));
                }
            }
            "options" => self.options = serde_json::from_str(rest).unwrap(),
            "settings" => self.client.settings = serde_json::from_str(rest).unwrap(),
            "start" => {
                let answer = self.client.start(self.can.clone(), self.options.clone()).await;
                return if first == "capabilities" { self.shown(&answer) } else { String::new() };
            }
            "write" => self.client.write(first, text),
            "open" => {
                self.versions.insert(first.to_owned(), 1);
                let language = if more.is_empty() { "plaintext" } else { more };
                self.client.open(first, language, text).await;
            }
            "change" => {
                let version = self.versions.entry(first.to_owned()).or_default();
                *version += 1;
                let version = *version;
                let (range, with) = more.split_once(' ').unwrap();
                let with: String = serde_json::from_str(with).unwrap();
                let change = match range {
                    "all" => json!([{"text": with}]),
                    range => json!([{"range": self.meant(&json!(range)), "text": with}]),
                };
                self.client.change(first, version, change).await;
            }
            "close" => {
                let uri = self.client.uri(first);
                self.client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}})).await;
            }
            "found" => {
                let version = self.versions[first];
                let found = self.client.published(first, version).await;
                return in_short(&found);
            }
            "file" => return std::fs::read_to_string(self.client.root.path().join(first)).unwrap_or("none".into()),
            "notify" => {
                let params = self.meant(&serde_json::from_str(more).unwrap());
                self.client.notify(first, params).await;
            }
            "request" => {
                let params = self.meant(&serde_json::from_str(if more.is_empty() { "null" } else { more }).unwrap());
                self.last = self.client.request(first, params).await;
                let last = self.last.clone();
                return if first == "textDocument/codeAction" { titles(&last) } else { self.shown(&last) };
            }
            "wait" => {
                let said = self.client.next(first).await;
                return self.shown(&said);
            }
            "choose" => return self.choose(rest).await,
            _ => panic!("no step: {line}"),
        }
        String::new()
    }

    /// Chooses an action of the last answer: shows its edit, made now if it was left for now, or does its command.
    async fn choose(&mut self, title: &str) -> String {
        let actions = self.last.as_array().cloned().unwrap_or_default();
        let action = actions.into_iter().find(|action| action["title"] == title);
        let mut action = action.unwrap_or_else(|| panic!("no action {title}: {:#}", self.last));
        if action["command"].is_string() {
            action = json!({"command": action});
        }
        if action.get("data").is_some() {
            action = self.client.request("codeAction/resolve", action).await;
        }
        if let Some(edit) = action.get("edit") {
            return self.shown(&edit.clone());
        }
        if action.get("command").is_none() {
            return self.shown(&action);
        }
        let command = json!({"command": action["command"]["command"], "arguments": action["command"]["arguments"]});
        let answer = self.client.request("workspace/executeCommand", command).await;
        self.shown(&answer)
    }

    /// What a transcript means: addresses, positions, ids of results.
    fn meant(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => {
                if let Some(number) = text.strip_prefix("$r").and_then(|number| number.parse::<usize>().ok()) {
                    return json!(self.results[number - 1]);
                }
                if let Some(name) = text.strip_prefix('$') {
                    return json!(self.client.uri(name));
                }
                if let Some((start, end)) = text.split_once('-')
                    && let (Some(start), Some(end)) = (position(start), position(end))
                {
                    return json!({"start": start, "end": end});
                }
                position(text).unwrap_or_else(|| value.clone())
            }
            Value::Array(items) => items.iter().map(|item| self.meant(item)).collect(),
            Value::Object(keys) => {
                // A document is its address.
                let meant = |(key, value): (&String, &Value)| match (key.as_str(), value.as_str()) {
                    ("textDocument", Some(_)) => (key.clone(), json!({"uri": self.meant(value)})),
                    _ => (key.clone(), self.meant(value)),
                };
                Value::Object(keys.iter().map(meant).collect())
            }
            other => other.clone(),
        }
    }

    /// What the server said, in the words of a transcript.
    fn shown(&mut self, value: &Value) -> String {
        let mut out = String::new();
        let value = self.simple(value);
        print(&value, 0, &mut out);
        out
    }

    fn simple(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => {
                let root = self.client.root.path().to_str().unwrap();
                json!(
                    text.replace(&format!("file://{root}/"), "$").replace(&format!("{root}/"), "$").replace(root, "$")
                )
            }
            Value::Array(items) => items.iter().map(|item| self.simple(item)).collect(),
            Value::Object(keys) => {
                if let (Some(line), Some(column), 2) = (keys.get("line"), keys.get("character"), keys.len()) {
                    return json!(format!("{line}:{column}"));
                }
                let mut simple: Map<String, Value> = keys
                    .iter()
                    .map(|(key, value)| match (key.as_str(), value.as_str()) {
                        ("resultId" | "value", Some(id)) if is_id(key, id) => (key.clone(), json!(self.result(id))),
                        ("state" | "version", _) if key == "state" => (key.clone(), json!("·")),
                        _ => (key.clone(), self.simple(value)),
                    })
                    .collect();
                if let (Some(Value::String(start)), Some(Value::String(end)), 2) =
                    (simple.get("start"), simple.get("end"), simple.len())
                {
                    return json!(format!("{start}-{end}"));
                }
                if let Some(info) = simple.get_mut("serverInfo") {
                    info["version"] = json!("·");
                }
                Value::Object(simple)
            }
            other => other.clone(),
        }
    }

    fn result(&mut self, id: &str) -> String {
        let at = self.results.iter().position(|known| known == id).unwrap_or_else(|| {
            self.results.push(id.to_owned());
            self.results.len() - 1
        });
        format!("$r{}", at + 1)
    }
}

fn is_id(key: &str, _: &str) -> bool {
    key == "resultId"
}

fn position(text: &str) -> Option<Value> {
    let (line, column) = text.split_once(':')?;
    Some(json!({"line": line.parse::<u32>().ok()?, "character": column.parse::<u32>().ok()?}))
}

/// Diagnostics, one on a line.
pub fn in_short(found: &[Value]) -> String {
    let mut out = String::new();
    for found in found {
        let at = |place: &Value| format!("{}:{}", place["line"], place["character"]);
        let severity = ["", "error", "warning", "info", "hint"][found["severity"].as_u64().unwrap_or(0) as usize];
        let (start, end) = (at(&found["range"]["start"]), at(&found["range"]["end"]));
        let code = found["code"].as_str().unwrap_or("-");
        let message = found["message"].as_str().unwrap_or("").replace('\n', " / ");
        let _ = writeln!(out, "{start}-{end} {severity} {code}: {message}");
        for related in found["relatedInformation"].as_array().into_iter().flatten() {
            let _ = writeln!(out, "    see {}: {}", at(&related["location"]["range"]["start"]), related["message"]);
        }
    }
    if out.is_empty() { "nothing".into() } else { out }
}

/// Actions, one on a line.
fn titles(actions: &Value) -> String {
    let mut out = String::new();
    for action in actions.as_array().into_iter().flatten() {
        let kind = action["kind"].as_str().unwrap_or("command");
        let star = if action["isPreferred"] == true { " *" } else { "" };
        let _ = writeln!(out, "{}{star} ({kind})", action["title"].as_str().unwrap_or(""));
    }
    if out.is_empty() { "none".into() } else { out }
}

fn print(value: &Value, depth: usize, out: &mut String) {
    const WIDTH: usize = 110;
    let flat = value.to_string();
    if flat.chars().count() + depth * 2 <= WIDTH {
        out.push_str(&flat);
        return;
    }
    let inner = "  ".repeat(depth + 1);
    let outer = "  ".repeat(depth);
    match value {
        Value::Array(items) => {
            out.push_str("[\n");
            for (i, item) in items.iter().enumerate() {
                out.push_str(&inner);
                print(item, depth + 1, out);
                out.push_str(if i + 1 < items.len() { ",\n" } else { "\n" });
            }
            let _ = write!(out, "{outer}]");
        }
        Value::Object(keys) => {
            out.push_str("{\n");
            for (i, (key, value)) in keys.iter().enumerate() {
                let _ = write!(out, "{inner}{}: ", json!(key));
                print(value, depth + 1, out);
                out.push_str(if i + 1 < keys.len() { ",\n" } else { "\n" });
            }
            let _ = write!(out, "{outer}}}");
        }
        _ => out.push_str(&flat),
    }
}

fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (into, from) => into.clone_from(from),
    }
}
