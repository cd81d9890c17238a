//! The languages that articles are written in.

use std::fmt;

/// The language of an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// American English.
    #[default]
    EnUs,
    /// British English; *-ise* and *-ize* are both accepted.
    EnGb,
}

impl Language {
    /// The languages there are.
    pub const ALL: [Language; 2] = [Language::EnUs, Language::EnGb];

    /// The tag, such as `en-US`.
    pub const fn tag(self) -> &'static str {
        match self {
            Language::EnUs => "en-US",
            Language::EnGb => "en-GB",
        }
    }

    /// The language of a tag; case and `_` for `-` do not matter.
    pub fn from_tag(tag: &str) -> Option<Language> {
        let tag = tag.trim().replace('_', "-");
        Language::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(&tag))
    }

    /// The other of the two.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Language::EnUs => Language::EnGb,
            Language::EnGb => Language::EnUs,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}
