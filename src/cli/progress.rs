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
