//! How far a long run has come, at a terminal only.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// A run that ends sooner needs no bar.
const PATIENCE: Duration = Duration::from_millis(700);

/// A bar on standard error that appears when a run takes long.
pub(super) struct Progress {
    total: u64,
    done: u64,
    since: Instant,
    bar: Option<ProgressBar>,
    wanted: bool,
}

impl Progress {
    /// A run over `total` files.
    pub(super) fn of(total: usize) -> Self {
        Progress {
            total: total as u64,
            done: 0,
            since: Instant::now(),
            bar: None,
            wanted: total > 1 && std::io::stderr().is_terminal(),
        }
    }

    /// One more file is done.
    pub(super) fn step(&mut self) {
        self.done += 1;
        if self.wanted && self.bar.is_none() && self.since.elapsed() > PATIENCE {
            let bar = ProgressBar::new(self.total);
            let style = ProgressStyle::with_template("{bar:30} {pos} of {len} files, {eta} left");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            self.bar = Some(bar);
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.done);
        }
    }

    /// Writes something else with the bar out of the way.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// The run is over.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// A bar on standard error for one package that comes from the web, if it takes long.
pub(super) struct Transfer {
    name: String,
    since: Instant,
    bar: Option<ProgressBar>,
    wanted: bool,
}

impl Transfer {
    /// A package of that name.
    pub(super) fn of(name: &str) -> Self {
        Transfer { name: name.to_owned(), since: Instant::now(), bar: None, wanted: std::io::stderr().is_terminal() }
    }

    /// So many bytes are here, of so many if that is known.
    pub(super) fn at(&mut self, done: u64, of: Option<u64>) {
        if self.wanted && self.bar.is_none() && self.since.elapsed() > PATIENCE {
            let (bar, template) = match of {
                Some(of) => (ProgressBar::new(of), "{msg} {bar:30} {bytes} of {total_bytes}, {eta} left"),
                None => (ProgressBar::no_length(), "{msg} {spinner} {bytes}"),
            };
            bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_message(self.name.clone());
            self.bar = Some(bar);
        }
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        }
    }

    /// It is here, or will not come.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
