//! The command line: what a user asks for, and the code that the command ends with.

use std::io::{self, Write};

use annotate_snippets::{Group, Level as Mark, Renderer, normalize_untrusted_str};
use clap::{Parser, Subcommand, ValueEnum};

use crate::diagnostic::Level;
use crate::language::Language;
use crate::stylebook::{Problem, Stylebook};

mod check;
mod excerpt;
mod explain;
mod import;
mod init;
mod names;
mod output;
mod parallel;
mod progress;
mod report;
mod rules;
mod serve;
mod together;

pub use serve::{LogLevel, Serve};

/// How a run ended, as a process tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Exit {
    /// Nothing was found that counts.
    Clean = 0,
    /// There are findings at or above the level that fails.
    Findings = 1,
    /// Something could not be read, written or configured.
    Trouble = 2,
}

/// Reads stories the way a copy desk does: spelling, quotes and who said them, names, dates.
#[derive(Parser)]
#[command(name = "copydesk", version, max_term_width = 100, after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Start with `copydesk check story.txt`. A team's decisions live in a file copydesk.yaml, which
`copydesk init` writes; it governs its folder and all folders below.";

#[derive(Subcommand)]
enum Command {
    /// Check stories and report what a copy editor would ask about
    Check(Box<check::CheckArguments>),
    /// Say what a rule is for, with examples
    Explain(explain::ExplainArguments),
    /// List all rules
    Rules(rules::RulesArguments),
    /// Check, list, add, import or propose the names that the newsroom has decided
    Names(names::NamesArguments),
    /// Write a commented copydesk.yaml, where a team keeps its decisions
    Init(init::InitArguments),
    /// Write rules of another program, such as Vale, as rules of copydesk
    Import(import::ImportArguments),
    /// Serve an editor by the Language Server Protocol, on standard input and output
    Lsp(serve::ServeArguments),
}

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Color {
    /// At a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What the command line comes to.
pub enum Asked {
    /// It was done, and the process should end with this code.
    Done(i32),
    /// An editor is to be served.
    Serve(Serve),
}

/// Does what the process was started for, up to serving an editor.
pub fn run() -> Asked {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // A closed pipe is no reason to complain.
            let _ = error.print();
            return Asked::Done(error.exit_code());
        }
    };
    let exit = match arguments.command {
        Command::Check(check) => check::run(&check),
        Command::Explain(explain) => explain::run(&explain),
        Command::Rules(rules) => rules::run(&rules),
        Command::Names(names) => names::run(&names),
        Command::Init(init) => init::run(&init),
        Command::Import(import) => import::run(&import),
        Command::Lsp(serve) => return Asked::Serve(serve.into()),
    };
    Asked::Done(exit as i32)
}

/// Tells the user, on standard error, what could not be read, written or configured.
fn complain(problem: &Problem) {
    let plain = anstream::AutoStream::choice(&io::stderr()) == anstream::ColorChoice::Never;
    let renderer = if plain { Renderer::plain() } else { Renderer::styled() };
    let level = match problem.level {
        Level::Error => Mark::ERROR,
        Level::Warning => Mark::WARNING,
        Level::Info | Level::Hint => Mark::INFO,
    };
    let mut group = Group::with_title(level.primary_title(said(problem)));
    if let Some(help) = &problem.help {
        group = group.element(Mark::HELP.message(normalize_untrusted_str(help)));
    }
    let _ = writeln!(io::stderr(), "{}", renderer.render(&[group]));
}

/// A problem in one line: the file, the place in it, what is wrong.
fn said(problem: &Problem) -> String {
    match problem.place {
        Some((line, column)) => format!("{}:{line}:{column}: {}", problem.path, problem.message),
        None => format!("{}: {}", problem.path, problem.message),
    }
}

/// Writes to standard output. A reader that went away, as `head` does, ends the output and is no trouble.
fn print(text: &str) -> Exit {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&Problem::new("standard output", error.to_string()));
            Exit::Trouble
        }
        _ => Exit::Clean,
    }
}

fn level(name: &str) -> Result<Level, String> {
    Level::from_name(name).ok_or_else(|| {
        let names = Level::ALL.map(Level::name);
        format!("levels are {}", names.join(", "))
    })
}

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| "languages are en-US and en-GB".to_owned())
}

fn house(name: &str) -> Result<String, String> {
    let houses: Vec<&str> = Stylebook::houses().collect();
    if houses.contains(&name) { Ok(name.to_owned()) } else { Err(format!("houses are {}", houses.join(", "))) }
}
