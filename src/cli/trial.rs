//! `copydesk try`: runs the rules of one file over an archive of stories, so that a desk sees the noise first.

use std::fmt::Write as _;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Deserialize;
use serde_json::json;

use super::examples::{Look, TestFormat, plural};
use super::excerpt::{columns, head, tail};
use super::output::Output;
use super::progress::Progress;
use super::{Color, Exit, complain, parallel};
use crate::article::Format;
use crate::diagnostic::Level;
use crate::linter::{Linter, Resources, Source};
use crate::project::articles::articles;
use crate::project::{Overrides, Projects, file, rule_files};
use crate::stylebook::{LevelSetting, Problem, Stylebook};
use crate::text::{Encoding, Text, ceil, floor};

#[derive(Args)]
pub(super) struct TryArguments {
    /// The file of the rule
    #[arg(value_name = "RULE.yaml")]
    file: PathBuf,

    /// The stories to try it on
    #[arg(long, value_name = "FOLDER")]
    on: PathBuf,

    /// Only this rule of the file
    #[arg(long, value_name = "ID")]
    rule: Option<String>,

    /// How many hits of a rule to show
    #[arg(long, value_name = "N", default_value_t = 20)]
    most: usize,

    /// Show all hits
    #[arg(long, conflicts_with = "most")]
    all: bool,

    /// How to report
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: TestFormat,

    /// When to colour the report
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    color: Color,
}

/// `rules/try.yaml`
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    verdicts: Vec<Verdict>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Verdict {
    up_to: f64,
    text: String,
}

/// A hit in a story: the words around it, each side on one line.
struct Hit {
    rule: String,
    line: usize,
    column: usize,
    before: String,
    found: String,
    after: String,
    message: String,
}

/// What was found in one story.
struct Story {
    path: String,
    words: usize,
    hits: Vec<Hit>,
}

/// The columns on either side of a hit.
const SIDE: usize = 34;
/// The bytes of a story that are looked at on either side.
const REACH: usize = 200;

/// Tries the rules.
pub(super) fn run(arguments: &TryArguments) -> Exit {
    match tried(arguments) {
        Ok(exit) => exit,
        Err(problem) => {
            complain(&problem);
            Exit::Trouble
        }
    }
}

fn tried(arguments: &TryArguments) -> Result<Exit, Problem> {
    let projects = Projects::new(Overrides::default());
    let project = projects.of_folder(&arguments.on);
    let (mut book, problems) = rule_files::lay_over(&project.stylebook, &arguments.file)?;
    problems.iter().for_each(complain);
    let is_error = |problem: &Problem| problem.level == Level::Error;
    let mut exit = if problems.iter().any(is_error) { Exit::Trouble } else { Exit::Clean };
    let shown = file::shown(&arguments.file);
    let mut ids: Vec<String> = book.rules_of(&shown).iter().map(|rule| rule.id.clone()).collect();
    ids.retain(|id| arguments.rule.as_ref().is_none_or(|wanted| wanted == id));
    if ids.is_empty() {
        let problem = Problem::new(shown, "there is no such rule in this file");
        return Err(problem.with_help("A rule is an id with a `check`; `copydesk explain` shows what one says."));
    }
    for rule in &mut book.rules {
        rule.level = match rule.level {
            _ if !ids.contains(&rule.id) => None,
            None | Some(LevelSetting::Off) => Some(LevelSetting::Warning),
            level => level,
        };
    }
    let (linter, problems) = Linter::new(&book, &Resources::of(&book).0);
    for problem in problems.iter().filter(|problem| !project.problems.contains(problem)) {
        complain(problem);
        exit = exit.max(if is_error(problem) { Exit::Trouble } else { Exit::Clean });
    }
    let (paths, problems) = articles(std::slice::from_ref(&arguments.on), &projects, None);
    problems.iter().for_each(complain);
    if !problems.is_empty() {
        exit = Exit::Trouble;
    }
    let threads = std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    let mut progress = Progress::of(paths.len());
    let mut stories = Vec::new();
    parallel::in_order(
        &paths,
        threads,
        |path| read(path, &linter, &ids, book.max_file_size()),
        |story| {
            progress.step();
            match story {
                Ok(story) => stories.push(story),
                Err(problem) => {
                    progress.aside(|| complain(&problem));
                    exit = Exit::Trouble;
                }
            }
            ControlFlow::Continue(())
        },
    );
    progress.end();
    let table: Table = Stylebook::default().table("try.yaml")?;
    let mut output = Output::open(None, false)?;
    let look = Look::new(output.is_styled(arguments.color));
    let mut report = String::new();
    let mut rules = Vec::new();
    for id in &ids {
        let of = Of::rule(id, &stories, &table);
        match arguments.format {
            TestFormat::Human => of.write(if arguments.all { usize::MAX } else { arguments.most }, &look, &mut report),
            TestFormat::Json => rules.push(of.json()),
        }
    }
    if arguments.format == TestFormat::Json {
        report = format!("{:#}\n", json!({"version": 1, "stories": stories.len(), "rules": rules}));
    }
    output.write(&report)?;
    output.finish()?;
    Ok(exit)
}

fn read(path: &Path, linter: &Linter, ids: &[String], most: u64) -> Result<Story, Problem> {
    let text = file::read(path, most)?;
    let shown = file::shown(path);
    let source = Source {
        text: Text::new(&text),
        format: Format::of_name(&shown),
        name: Some(shown.clone()),
        ..Source::default()
    };
    let analysis = linter.check(&source);
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let hits = analysis.diagnostics.iter().filter(|found| ids.iter().any(|id| **id == *found.rule)).map(|found| {
        let (start, end) = (found.span.start, found.span.end);
        let at = analysis.text.position(start, Encoding::Utf16);
        let from = floor(&text, start.saturating_sub(REACH));
        let to = ceil(&text, end + REACH);
        let glued = |c: Option<char>| if c.is_some_and(char::is_whitespace) { " " } else { "" };
        let (before, after) = (&text[from..start], &text[end..to]);
        Hit {
            rule: found.rule.to_string(),
            line: at.line + 1,
            column: at.column + 1,
            before: one_line(before) + glued(before.chars().next_back()),
            found: one_line(&text[start..end]),
            after: glued(after.chars().next()).to_owned() + &one_line(after),
            message: found.message.to_string(),
        }
    });
    Ok(Story { path: shown, words: text.split_whitespace().count(), hits: hits.collect() })
}

/// What there is to say of one rule.
struct Of<'a> {
    rule: &'a str,
    hits: Vec<(&'a str, &'a Hit)>,
    stories: usize,
    stories_hit: usize,
    words: usize,
    verdict: &'a str,
}

impl<'a> Of<'a> {
    fn rule(rule: &'a str, stories: &'a [Story], table: &'a Table) -> Self {
        let of_rule = |story: &'a Story| story.hits.iter().filter(move |hit| hit.rule == rule);
        let hits = stories.iter().flat_map(|story| of_rule(story).map(|hit| (story.path.as_str(), hit))).collect();
        let stories_hit = stories.iter().filter(|story| of_rule(story).next().is_some()).count();
        let mut of = Of {
            rule,
            hits,
            stories: stories.len(),
            stories_hit,
            words: stories.iter().map(|story| story.words).sum(),
            verdict: "",
        };
        let verdict = table.verdicts.iter().find(|verdict| of.share() <= verdict.up_to);
        of.verdict = verdict.map_or("", |verdict| verdict.text.as_str());
        of
    }

    #[allow(clippy::cast_precision_loss, reason = "nobody has so many stories")]
    fn share(&self) -> f64 {
        self.stories_hit as f64 / self.stories.max(1) as f64
    }

    #[allow(clippy::cast_precision_loss, reason = "as above")]
    fn per_thousand(&self) -> f64 {
        self.hits.len() as f64 * 1000.0 / self.words.max(1) as f64
    }

    fn write(&self, most: usize, look: &Look, out: &mut String) {
        let (wrong, faint) = (look.wrong, look.faint);
        let _ = writeln!(out, "{}", self.rule);
        for (path, hit) in self.hits.iter().take(most) {
            let (before, after) = (tail(&hit.before, SIDE), head(&hit.after, SIDE));
            // Hits stand below one another.
            let room = " ".repeat(SIDE - columns(before));
            let Hit { found, line, column, .. } = hit;
            let _ =
                writeln!(out, "  {room}{before}{wrong}{found}{wrong:#}{after}  {faint}{path}:{line}:{column}{faint:#}");
        }
        if self.hits.len() > most {
            let _ = writeln!(out, "  … and {} more; --all shows them", self.hits.len() - most);
        }
        let _ = writeln!(
            out,
            "  {} in {} of {} ({:.0}%), {:.2} in 1,000 words\n  {}\n",
            plural(self.hits.len(), "hit", "hits"),
            self.stories_hit,
            plural(self.stories, "story", "stories"),
            self.share() * 100.0,
            self.per_thousand(),
            self.verdict
        );
    }

    fn json(&self) -> serde_json::Value {
        let hits: Vec<_> = self
            .hits
            .iter()
            .map(|(path, hit)| {
                json!({"path": path, "line": hit.line, "column": hit.column, "before": hit.before,
                    "found": hit.found, "after": hit.after, "message": hit.message})
            })
            .collect();
        json!({"rule": self.rule, "hits": hits, "stories_hit": self.stories_hit, "share": self.share(),
            "per_thousand_words": self.per_thousand(), "verdict": self.verdict})
    }
}
