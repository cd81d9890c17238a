//! `copydesk sync`: fetches the packages that a stylebook extends, once.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use clap::Args;

use self::fetch::Fetcher;
use super::progress::Transfer;
use super::{Exit, complain, print};
use crate::diagnostic::Level;
use crate::project::packages::{self, LOCK, Lock, Packages, Pin, State};
use crate::project::{STYLEBOOK, file, find};
use crate::stylebook::{Package, Problem, Stylebook};

mod fetch;

/// The largest stylebook that is read, in bytes.
const LARGEST: u64 = 128_000_000;
/// Packages that extend packages, more deeply than this, are a mistake.
const MOST_ROUNDS: usize = 32;

#[derive(Args)]
pub(super) struct SyncArguments {
    /// The folder, or the copydesk.yaml, whose packages are fetched; the current folder if not given
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,

    /// Fetch nothing, write nothing; end with 1 if something is missing or not as copydesk.lock says
    #[arg(long, conflicts_with = "update")]
    check: bool,

    /// Fetch what has no hash in copydesk.yaml again, and pin what is there now
    #[arg(long)]
    update: bool,
}

/// Fetches what is missing and writes `copydesk.lock`.
pub(super) fn run(arguments: &SyncArguments) -> Exit {
    let book = if arguments.path.is_file() { Some(arguments.path.clone()) } else { find(&arguments.path) };
    let Some(book) = book else {
        let here = file::shown(&arguments.path);
        complain(
            &Problem::new(here, format!("no {STYLEBOOK} governs this, so there is nothing to fetch"))
                .with_help("`copydesk init` writes one; the packages that it extends stand behind `extends:`."),
        );
        return Exit::Trouble;
    };
    let done = if arguments.check { check(&book) } else { sync(&book, arguments.update) };
    done.unwrap_or_else(|problem| {
        complain(&problem);
        Exit::Trouble
    })
}

/// The stylebook, and the errors in it.
fn load(book: &Path, packages: &mut Packages) -> Result<(Stylebook, Vec<Problem>), Problem> {
    let text = file::read(book, LARGEST)?;
    let (stylebook, mut problems) = packages.load(book, &text);
    problems.retain(|problem| problem.level == Level::Error);
    Ok((stylebook, problems))
}

/// Tells of what is wrong with packages, by their addresses, and then of what else is wrong with the stylebook.
fn tell(wrong: &[(String, Problem)], others: &[Problem]) {
    for (_, problem) in wrong {
        complain(problem);
    }
    let is_told = |problem: &&Problem| {
        let of = |url: &str| problem.message.strip_prefix(url).is_some_and(|rest| rest.starts_with(": "));
        wrong.iter().any(|(url, _)| of(url))
    };
    others.iter().filter(|problem| !is_told(problem)).for_each(complain);
}

/// Says what `copydesk sync` would do.
fn check(book: &Path) -> Result<Exit, Problem> {
    let mut packages = Packages::of(book);
    let (stylebook, problems) = load(book, &mut packages)?;
    let mut wrong = Vec::new();
    for package in stylebook.packages() {
        let url = &package.url;
        let message = match packages.state(package) {
            State::Held { sha256, size } => {
                let held = Pin { url: url.clone(), sha256, size };
                if packages.lock().pin(url) == Some(&held) {
                    continue;
                }
                format!("{LOCK} does not say that this package has the SHA-256 {}", held.sha256)
            }
            State::Missing { .. } => "this package has not been fetched".to_owned(),
            State::Refused(problem) => problem.message,
        };
        wrong.push((url.clone(), stylebook.problem_of(package, format!("{url}: {message}"))));
    }
    // What a missing package extends is not known.
    if wrong.is_empty() && problems.is_empty() {
        let lock = file::shown(&packages.lock_file());
        let is_used = |pin: &Pin| stylebook.packages().iter().any(|package| package.url == pin.url);
        for Pin { url, .. } in packages.lock().pins().iter().filter(|pin| !is_used(pin)) {
            wrong.push((url.clone(), Problem::new(lock.as_str(), format!("nothing extends {url} any more"))));
        }
    }
    for (_, problem) in &mut wrong {
        problem.help = Some("`copydesk sync` mends it.".into());
    }
    tell(&wrong, &problems);
    if !wrong.is_empty() {
        return Ok(Exit::Findings);
    }
    let is_sound = problems.is_empty();
    Ok(summed_up(stylebook.packages().len()).max(if is_sound { Exit::Clean } else { Exit::Trouble }))
}

fn sync(book: &Path, update: bool) -> Result<Exit, Problem> {
    let fetcher = Fetcher::new();
    let mut tried = HashSet::new();
    let mut wrong = Vec::new();
    // What was fetched may extend more.
    for _ in 0..MOST_ROUNDS {
        let mut packages = Packages::of(book);
        let (stylebook, problems) = load(book, &mut packages)?;
        let new: Vec<&Package> =
            stylebook.packages().iter().filter(|package| tried.insert(package.url.clone())).collect();
        for package in &new {
            match settle(&mut packages, package, &fetcher, update) {
                Ok(pin) => {
                    let lock = packages.lock().with(&pin);
                    packages.write_lock(lock)?;
                }
                Err(Problem { message, help, .. }) => {
                    let problem = stylebook.problem_of(package, format!("{}: {message}", package.url));
                    wrong.push((package.url.clone(), Problem { help, ..problem }));
                }
            }
        }
        if !new.is_empty() {
            continue;
        }
        tell(&wrong, &problems);
        if !wrong.is_empty() || !problems.is_empty() {
            return Ok(Exit::Trouble);
        }
        let is_used = |pin: &&Pin| stylebook.packages().iter().any(|package| package.url == pin.url);
        let lock = Lock::of(packages.lock().pins().iter().filter(is_used).cloned().collect());
        packages.write_lock(lock)?;
        return Ok(summed_up(stylebook.packages().len()));
    }
    Err(Problem::new(file::shown(book), format!("packages extend packages more than {MOST_ROUNDS} deep")))
}

/// Has a package here, fetched if it must be. Returns what to write down.
fn settle(packages: &mut Packages, package: &Package, fetcher: &Fetcher, update: bool) -> Result<Pin, Problem> {
    let url = &package.url;
    let anew = update && package.sha256.is_none();
    let known = match packages.state(package) {
        State::Held { sha256, size } if !anew => return Ok(Pin { url: url.clone(), sha256, size }),
        _ if anew => None,
        State::Missing { sha256 } => sha256,
        // It was damaged here, and is fetched again.
        _ => package.sha256.clone().or_else(|| packages.lock().pin(url).map(|pin| pin.sha256.clone())),
    };
    let mut transfer = Transfer::of(url);
    let bytes = fetcher.fetch(url, known.is_some(), &mut |done, length| transfer.at(done, length));
    transfer.end();
    let bytes = bytes.map_err(|failure| Problem::new(url, failure.to_string()).with_help(failure.help()))?;
    if let Some(known) = &known {
        let is = packages::hash(&bytes);
        if is != *known {
            let (who, help) = match package.sha256 {
                Some(_) => ("", "If the new edition is wanted, write its hash in `extends`."),
                None => (" by copydesk.lock", "If the new edition is wanted, run `copydesk sync --update`."),
            };
            let message = format!("this package should have the SHA-256 {known}{who}, but has {is}");
            return Err(Problem::new(url, message).with_help(help));
        }
    }
    let pin = packages.keep(url, &bytes)?;
    print(&format!("fetched {url} ({}), sha256 {}\n", size(pin.size), pin.sha256));
    Ok(pin)
}

fn summed_up(all: usize) -> Exit {
    print(&match all {
        0 => "no packages from the web are extended\n".to_owned(),
        1 => "the one package is here\n".to_owned(),
        all => format!("all {all} packages are here\n"),
    })
}

/// A size as a person reads it.
fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} KB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
