//! `copydesk.lock`: which bytes belong to which address, so that everybody in a newsroom reads by the same rules.

use std::fmt;

use serde::Deserialize;

use crate::stylebook::{self, Problem};

/// What a lock says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Lock {
    packages: Vec<Pin>,
}

/// The bytes that belong to an address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The address.
    pub url: String,
    /// The SHA-256 of what is there, in hexadecimal digits.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
}

impl Lock {
    /// Reads a lock. A pin that makes no sense is reported and left out.
    pub(super) fn read(path: &str, text: &str) -> (Self, Vec<Problem>) {
        let (mut lock, mut problems): (Lock, _) = stylebook::read(path, text);
        lock.packages.retain_mut(|pin| {
            let is_hash = pin.sha256.len() == 64 && pin.sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
            if !is_hash {
                problems.push(Problem::new(path, format!("“{}” is no SHA-256", pin.sha256)));
            }
            pin.sha256.make_ascii_lowercase();
            is_hash
        });
        let helped =
            |problem: Problem| problem.with_help("Take the file from version control again, or run `copydesk sync`.");
        (lock, problems.into_iter().map(helped).collect())
    }

    /// A lock of these pins, in the order of their addresses.
    pub fn of(mut packages: Vec<Pin>) -> Self {
        packages.sort_by(|a, b| a.url.cmp(&b.url));
        packages.dedup_by(|a, b| a.url == b.url);
        Lock { packages }
    }

    /// What belongs to an address.
    pub fn pin(&self, url: &str) -> Option<&Pin> {
        self.packages.iter().find(|pin| pin.url == url)
    }

    /// All that it says.
    pub fn pins(&self) -> &[Pin] {
        &self.packages
    }

    /// The same with one more, in the place of what it said of that address.
    #[must_use]
    pub fn with(&self, pin: &Pin) -> Self {
        let others = self.packages.iter().filter(|known| known.url != pin.url).cloned();
        Lock::of(others.chain([pin.clone()]).collect())
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "# Written by `copydesk sync`. Keep it in version control, so that everybody reads by the same rules."
        )?;
        writeln!(f, "packages:{}", if self.packages.is_empty() { " []" } else { "" })?;
        for Pin { url, sha256, size } in &self.packages {
            writeln!(f, "  - url: \"{url}\"\n    sha256: \"{sha256}\"\n    size: {size}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_reads_what_it_writes() {
        let pin = |url: &str, digit: &str| Pin { url: url.into(), sha256: digit.repeat(64), size: 7 };
        for lock in [Lock::default(), Lock::of(vec![pin("https://b/x.zip?a=%20#", "1"), pin("https://a/y.zip", "e")])] {
            assert_eq!(Lock::read("copydesk.lock", &lock.to_string()), (lock, Vec::new()));
        }
        let lock = Lock::default().with(&pin("https://a/x.zip", "1")).with(&pin("https://a/x.zip", "2"));
        assert_eq!(lock.pins(), [pin("https://a/x.zip", "2")]);
    }

    #[test]
    fn a_pin_that_makes_no_sense_is_reported() {
        let text = "packages:\n  - {url: \"https://a/x.zip\", sha256: \"../../x\", size: 1}\n  - {url: 3}\n";
        let (lock, problems) = Lock::read("copydesk.lock", text);
        assert_eq!(lock, Lock::default());
        assert_eq!(problems.len(), 2, "{problems:?}");
    }
}
