//! `copydesk check`: reads articles and reports on each.

use std::any::Any;
use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::num::NonZero;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Once};

use clap::{Args, ValueEnum};

use super::output::Output;
use super::progress::Progress;
use super::report::{Checked, Report, Summary, diff};
use super::{Color, Exit, complain, parallel, together};
use crate::article::{Date, Format};
use crate::diagnostic::{Diagnostic, Level};
use crate::language::Language;
use crate::linter::Source;
use crate::project::articles::articles;
use crate::project::{Overrides, Project, Projects, file};
use crate::stylebook::Problem;
use crate::text::Text;

#[derive(Args)]
#[allow(clippy::struct_excessive_bools)] // They are switches.
pub(super) struct CheckArguments {
    /// Files and folders, or `-` for standard input; the current folder if there is none
    ///
    /// In folders, files ending in .txt, .text, .md and .markdown are read; hidden files, and those that .gitignore or
    /// .ignore name, are left out. A file that is named here is always read.
    #[arg(value_name = "PATHS")]
    paths: Vec<PathBuf>,

    /// The bundled house style to use: consistency, ap, upi, reuters, guardian, bbc, chicago
    ///
    /// It takes the place of the one that `extends` in copydesk.yaml names; what else is there still holds.
    #[arg(long, value_name = "HOUSE", value_parser = super::house)]
    house: Option<String>,

    /// The language of stories that do not say: en-US or en-GB
    #[arg(long, value_name = "TAG", value_parser = super::language)]
    lang: Option<Language>,

    /// The date of stories that do not say, such as 2023-03-01
    #[arg(long, value_name = "DATE", value_parser = date)]
    date: Option<Date>,

    /// Run only this rule or family, such as quote/unclosed or quote; may be repeated
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,

    /// Leave this rule or family out; may be repeated
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    skip: Vec<String>,

    /// The mildest level that ends the command with code 1: hint, info, warning, error
    ///
    /// It takes the place of fail_on in copydesk.yaml; without either it is warning.
    #[arg(long, value_name = "LEVEL", value_parser = super::level)]
    fail_on: Option<Level>,

    /// Apply the fixes that are safe without a look, and report what remains
    ///
    /// Words that somebody said are never changed. The result of standard input goes to standard output, and the
    /// report to standard error.
    #[arg(long)]
    fix: bool,

    /// Show what --fix would change, and change nothing
    #[arg(long, conflicts_with_all = ["fix", "format"])]
    diff: bool,

    /// How to report
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: ReportFormat,

    /// Write the report to a file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// The name of the story on standard input: it tells the format, and the folder whose copydesk.yaml governs
    #[arg(long, value_name = "NAME")]
    stdin_filename: Option<PathBuf>,

    /// Do not look for the right spelling of misspelt words, which is faster
    #[arg(long, conflicts_with = "fix")]
    no_suggest: bool,

    /// The copydesk.yaml to use for all stories, wherever they are
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Compare the stories with one another: names that are written in two ways are reported
    #[arg(long)]
    together: bool,

    /// How many files to check at once; as many as the machine can if not given
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZero<usize>>,

    /// When to colour the report
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    color: Color,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// For reading: the line, a mark under it, the proposed fix
    #[default]
    Human,
    /// For programs; see the README for the fields
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Report,
    Fix,
    Diff,
}

/// What a run needs to know of every file.
struct Run<'a> {
    arguments: &'a CheckArguments,
    projects: Projects,
    report: Report,
    mode: Mode,
    /// What the stories say of one another, by file.
    across: HashMap<PathBuf, Vec<Diagnostic>>,
}

/// What became of one file.
struct Outcome {
    project: Option<Arc<Project>>,
    report: String,
    /// The new text of standard input.
    text: Option<String>,
    summary: Summary,
    fails: bool,
    problem: Option<Problem>,
    /// What could not be looked for.
    problems: Vec<Problem>,
}

/// Checks and reports.
pub(super) fn run(arguments: &CheckArguments) -> Exit {
    let mut paths = arguments.paths.clone();
    if paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    let mode = match (arguments.fix, arguments.diff) {
        (true, _) => Mode::Fix,
        (_, true) => Mode::Diff,
        _ => Mode::Report,
    };
    let text_on_stdout = mode == Mode::Fix && paths.iter().any(|path| is_stdin(path));
    let mut output = match Output::open(arguments.output.as_deref(), text_on_stdout) {
        Ok(output) => output,
        Err(problem) => {
            complain(&problem);
            return Exit::Trouble;
        }
    };
    let mut run = Run {
        arguments,
        projects: Projects::new(Overrides {
            house: arguments.house.clone(),
            language: arguments.lang,
            only: arguments.only.clone(),
            skip: arguments.skip.clone(),
            stylebook: arguments.config.clone(),
            ..Overrides::default()
        }),
        report: match (mode, arguments.format) {
            (Mode::Diff, _) => Report::Diff,
            (_, ReportFormat::Human) => Report::human(output.is_styled(arguments.color), output.width()),
            (_, ReportFormat::Json) => Report::Json,
            (_, ReportFormat::Github) => Report::Github,
            (_, ReportFormat::Sarif) => Report::Sarif,
        },
        mode,
        across: HashMap::new(),
    };
    let (found, mut problems) = articles(&paths, &run.projects, arguments.output.as_deref());
    if arguments.together {
        run.across = together::compare(&found, run.threads(), |path| run.read_article(path));
    }
    let progress = Progress::of(found.len());
    let ended = report_all(&run, &found, &mut problems, &mut output, progress);
    match ended.and_then(|exit| output.finish().map(|()| exit)) {
        Ok(exit) => exit,
        Err(problem) => {
            complain(&problem);
            Exit::Trouble
        }
    }
}

fn report_all(
    run: &Run<'_>,
    articles: &[PathBuf],
    problems: &mut Vec<Problem>,
    output: &mut Output,
    mut progress: Progress,
) -> Result<Exit, Problem> {
    watch_for_panics();
    let threads = run.threads();
    let mut summary = Summary::default();
    let mut fails = false;
    let mut projects: Vec<Arc<Project>> = Vec::new();
    let mut told = HashSet::new();
    let mut failed = None;
    let mut begun = false;
    let mut tell = |problem: &Problem| {
        let new = told.insert((problem.path.clone(), problem.place, problem.message.clone()));
        if new && !run.report.shows_problems() {
            complain(problem);
        }
        new
    };
    problems.retain(&mut tell);
    output.write(&run.report.start())?;
    parallel::in_order(
        articles,
        threads,
        |path| run.file(path),
        |outcome| {
            progress.step();
            let known = |project: &Arc<Project>| projects.iter().any(|other| Arc::ptr_eq(project, other));
            let mut found = Vec::new();
            if let Some(project) = outcome.project.filter(|project| !known(project)) {
                found.extend(project.problems.iter().cloned());
                projects.push(project);
            }
            found.extend(outcome.problem);
            found.extend(outcome.problems);
            let written = progress.aside(|| {
                found.retain(&mut tell);
                if !outcome.report.is_empty() {
                    if begun {
                        output.write(run.report.separator())?;
                    }
                    begun = true;
                    output.write(&outcome.report)?;
                }
                match &outcome.text {
                    Some(text) => output.write_text(text),
                    None => Ok(()),
                }
            });
            problems.append(&mut found);
            summary.add(&outcome.summary);
            fails |= outcome.fails;
            match written {
                Ok(()) if output.is_closed() => ControlFlow::Break(()),
                Ok(()) => ControlFlow::Continue(()),
                Err(problem) => {
                    failed = Some(problem);
                    ControlFlow::Break(())
                }
            }
        },
    );
    progress.end();
    if let Some(problem) = failed {
        return Err(problem);
    }
    output.write(&run.report.end(&summary, problems, &projects))?;
    let is_error = |problem: &Problem| problem.level == Level::Error;
    Ok(if problems.iter().any(is_error) {
        Exit::Trouble
    } else if fails {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

impl Run<'_> {
    /// Checks one file, or standard input. Never panics.
    fn file(&self, path: &Path) -> Outcome {
        let mut outcome = Outcome {
            project: None,
            report: String::new(),
            text: None,
            summary: Summary::default(),
            fails: false,
            problem: None,
            problems: Vec::new(),
        };
        let shown = self.shown(path);
        let checked = guarded(&shown, || self.check(path, &shown, &mut outcome));
        outcome.problem = checked.and_then(|result| result).err();
        if outcome.problem.is_some() {
            outcome.report.clear();
            outcome.summary = Summary::default();
        }
        outcome
    }

    fn threads(&self) -> NonZero<usize> {
        self.arguments.jobs.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZero::<usize>::MIN)
    }

    /// An article with what governs it; nothing if it cannot be read, which is reported when it is checked.
    fn read_article(&self, path: &Path) -> Option<(Arc<Project>, Source)> {
        if is_stdin(path) {
            return None;
        }
        let max = self.projects.of_article(path).stylebook.max_file_size();
        let text = file::read(path, max).ok()?;
        let project = self.projects.of_text(path, &text);
        let source =
            Source { text: Text::new(&text), format: Format::of_name(&file::shown(path)), ..Source::default() };
        Some((project, source))
    }

    fn check(&self, path: &Path, shown: &str, outcome: &mut Outcome) -> Result<(), Problem> {
        let place = if is_stdin(path) { self.stdin_name() } else { path };
        let project = self.projects.of_article(place);
        outcome.project = Some(Arc::clone(&project));
        let was = read(path, shown, project.stylebook.max_file_size())?;
        let project = self.projects.of_text(place, &was);
        outcome.project = Some(Arc::clone(&project));
        let source = Source {
            text: Text::new(&was),
            format: Format::of_name(shown),
            name: place.file_name().map(|name| name.to_string_lossy().into_owned()),
            date: self.arguments.date,
            ignores: project.ignores_of(place),
        };
        let mut fixed = 0;
        let mut analysis = match self.mode {
            Mode::Report => {
                drop(was);
                project.linter.check(&source)
            }
            Mode::Diff => {
                let analysis = project.linter.check(&source);
                if !analysis.diagnostics.is_empty() {
                    let after = project.linter.fix_all(&source);
                    outcome.report = diff::unified(shown, &was, &after.text.to_string());
                }
                analysis
            }
            Mode::Fix => {
                let after = project.linter.fix_all(&source);
                let text = after.text.to_string();
                if is_stdin(path) {
                    outcome.text = Some(text);
                } else if text != was {
                    file::replace(path, &was, &text)?;
                }
                fixed = after.applied;
                after.analysis
            }
        };
        if !self.arguments.no_suggest && self.mode == Mode::Report {
            project.linter.suggest_all(&mut analysis);
        }
        if let Some(found) = self.across.get(path) {
            analysis.diagnostics.extend(found.iter().cloned());
            analysis.diagnostics.sort_by_key(|found| found.span.start);
        }
        let fail_on = self.arguments.fail_on.or_else(|| project.stylebook.fail_on());
        let mut levels = analysis.diagnostics.iter().map(|found| found.level);
        outcome.fails = fail_on.is_some_and(|fail_on| levels.any(|level| level >= fail_on));
        outcome.summary = Summary::of(&analysis.diagnostics, fixed);
        outcome.problems.extend(
            analysis
                .failures
                .iter()
                .map(|failure| Problem { level: Level::Warning, ..Problem::new(shown, failure.to_string()) }),
        );
        let checked = Checked { path: shown, analysis: &analysis };
        self.report.file(&checked, &mut outcome.report);
        Ok(())
    }

    fn stdin_name(&self) -> &Path {
        self.arguments.stdin_filename.as_deref().unwrap_or(Path::new(""))
    }

    fn shown(&self, path: &Path) -> String {
        match (is_stdin(path), &self.arguments.stdin_filename) {
            (true, Some(name)) => file::shown(name),
            (true, None) => "<stdin>".into(),
            (false, _) => file::shown(path),
        }
    }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn read(path: &Path, shown: &str, max: u64) -> Result<String, Problem> {
    if !is_stdin(path) {
        return file::read(path, max);
    }
    file::read_stream(std::io::stdin().lock(), shown, 0, max)
}

thread_local! {
    /// Where the last panic of this thread was, while one is expected to be caught.
    static PANIC: Cell<Option<String>> = const { Cell::new(None) };
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Keeps the place of a panic that will be caught, instead of printing it.
fn watch_for_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if GUARDED.get() {
                PANIC.set(info.location().map(ToString::to_string));
            } else {
                before(info);
            }
        }));
    });
}

/// Does `work`; a panic in it, which is a mistake in copydesk, becomes a problem of the file.
fn guarded<T>(path: &str, work: impl FnOnce() -> T) -> Result<T, Problem> {
    GUARDED.set(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(false);
    done.map_err(|panic| {
        let message = format!(
            "copydesk failed on this file, which is a mistake in copydesk and not in the file ({}{})",
            panic_message(panic.as_ref()),
            PANIC.take().map(|at| format!(" at {at}")).unwrap_or_default(),
        );
        let help = format!("Please report it, with the file if you may, at {}/issues.", env!("CARGO_PKG_REPOSITORY"));
        Problem::new(path, message).with_help(help)
    })
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
}

fn date(text: &str) -> Result<Date, String> {
    let wrong = || "a date is written 2023-03-01: year, month, day".to_owned();
    let mut parts = text
        .splitn(3, '-')
        .map(|part| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i16>().ok()).flatten());
    let mut next = || parts.next().flatten().ok_or_else(wrong);
    let (year, month, day) = (next()?, next()?, next()?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return Err(wrong()),
    };
    if !(1..=days).contains(&day) {
        return Err(wrong());
    }
    Ok(Date {
        year: Some(year),
        month: u8::try_from(month).map_err(|_| wrong())?,
        day: u8::try_from(day).map_err(|_| wrong())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_problem_of_the_file() {
        watch_for_panics();
        let problem = guarded("a.txt", || panic!("odd {}", 1)).unwrap_err();
        assert_eq!(problem.path, "a.txt");
        assert!(problem.message.contains("(odd 1 at src/cli/check.rs:"), "{}", problem.message);
        assert!(problem.help.is_some_and(|help| help.starts_with("Please report it")));
        assert_eq!(guarded("b.txt", || 7).ok(), Some(7));
    }

    #[test]
    fn reads_dates() {
        let day = |year, month, day| Date { year: Some(year), month, day };
        assert_eq!(date("2023-03-01"), Ok(day(2023, 3, 1)));
        assert_eq!(date("2024-02-29"), Ok(day(2024, 2, 29)));
        for wrong in ["2023-02-29", "2023-13-01", "2023-00-10", "2023-1", "1 March", "2023-03-01-", "+2023-03-01"] {
            assert!(date(wrong).is_err(), "{wrong}");
        }
    }
}
