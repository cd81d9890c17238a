//! Decisions of a newsroom, written down where its next check finds them: a word that is right, a finding that stands.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::{DICTIONARY, IGNORES, MAX_PROJECT_FILE, Project, file, folder_of, personal_folder, relative};
use crate::linter::IgnoreEntry;
use crate::stylebook::{InArchive, Problem};
use crate::text::Span;

/// For how much of an article a finding is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasting {
    /// At this place, as long as the text around it stays.
    Here,
    /// Wherever the same text is marked by the same rule.
    Article,
}

impl Project {
    /// The word list that a word of the newsroom goes into: the last that the stylebook names, or `dictionary.txt` beside
    /// it. What is in an archive is not for the newsroom to change. `None` without a stylebook.
    pub fn word_list(&self) -> Option<PathBuf> {
        let mut lists = self.stylebook.dictionary().words.into_iter().rev().map(|list| list.path);
        let named = lists.find(|path| InArchive::of(path).is_none()).map(PathBuf::from);
        named.or_else(|| Some(folder_of(self.file.as_deref()?).join(DICTIONARY)))
    }

    /// Leaves a finding in an article alone from now on: adds an entry to `.copydesk/ignore.yaml` beside the stylebook.
    /// `text` is the article’s, `span` what is marked, in bytes. Returns the file.
    ///
    /// # Errors
    /// A problem that says why it was not written down.
    pub fn leave_alone(
        &self,
        article: &Path,
        (text, span): (&str, Span),
        rule: &str,
        lasting: Lasting,
        reason: &str,
    ) -> Result<PathBuf, Problem> {
        use crate::linter::ignore::{context_hash, fold};

        let here = file::shown(article);
        let Some(book) = &self.file else {
            let problem =
                Problem::new(here, "no copydesk.yaml governs this article, so there is nowhere to write it down");
            return Err(problem.with_help("`copydesk init` in the folder of the stories makes one."));
        };
        let list = folder_of(book).join(IGNORES);
        let Some(name) = relative(article, folder_of(book)) else {
            return Err(Problem::new(here, format!("this article is not in the folder of {}", file::shown(book))));
        };
        let found = fold(text.get(span.range()).unwrap_or_default());
        let context = (lasting == Lasting::Here).then(|| context_hash(text, span));
        let entry = IgnoreEntry { file: name, rule: rule.to_owned(), text: found, context, reason: None };
        file::update(&list, MAX_PROJECT_FILE, &|old| {
            let entries = read_entries(&list, old)?;
            let is_there = entries.iter().any(|known| IgnoreEntry { reason: None, ..known.clone() } == entry);
            if is_there {
                return Ok(None);
            }
            let new = with_line_end(old) + &written(&entry, reason);
            read_entries(&list, &new)?;
            Ok(Some(new))
        })?;
        Ok(list)
    }
}

/// Adds a word to a word list, which is made if there is none; a word that is there already is not added again.
///
/// # Errors
/// A problem that says why it was not added.
pub fn add_word(list: &Path, word: &str) -> Result<bool, Problem> {
    let word = ["’s", "'s", "’", "'"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    // What the format of word lists gives a meaning to, or what would be more lines than one.
    if word.is_empty() || word.contains(['/', '\n', '\r', '#']) || word.starts_with('!') {
        return Err(Problem::new(file::shown(list), format!("“{word}” is no word that a word list can hold")));
    }
    file::update(list, MAX_PROJECT_FILE, &|old| {
        let is_there = old.lines().any(|line| line.trim() == word);
        let end = if old.contains("\r\n") { "\r\n" } else { "\n" };
        Ok((!is_there).then(|| format!("{}{word}{end}", with_line_end(old))))
    })
}

/// The file of the words that are right for one person, whatever the newsroom says.
pub fn personal_word_list() -> Option<PathBuf> {
    Some(personal_folder()?.join(DICTIONARY))
}

fn with_line_end(text: &str) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let needs = !text.is_empty() && !text.ends_with('\n');
    format!("{text}{}", if needs { end } else { "" })
}

fn read_entries(path: &Path, text: &str) -> Result<Vec<IgnoreEntry>, Problem> {
    let entries = serde_saphyr::from_str::<Option<Vec<IgnoreEntry>>>(text);
    entries.map(Option::unwrap_or_default).map_err(|error| Problem {
        place: error.location().map(|at| (at.line() as usize, at.column() as usize)),
        ..Problem::new(file::shown(path), error.without_snippet().to_string()).with_help(
            "Nothing was added. Mend this first; entries stand under one another, each with a `-` before it.",
        )
    })
}

/// An entry as YAML. A string of JSON is one of YAML, too.
fn written(entry: &IgnoreEntry, reason: &str) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
    let mut out =
        format!("- file: {}\n  rule: {}\n  text: {}\n", quoted(&entry.file), quoted(&entry.rule), quoted(&entry.text));
    if let Some(context) = &entry.context {
        let _ = writeln!(out, "  context: {}", quoted(context));
    }
    if !reason.is_empty() {
        let _ = writeln!(out, "  reason: {}", quoted(reason));
    }
    out
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::project::Overrides;

    #[test]
    fn a_word_is_added_once_and_the_rest_stays() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join(DICTIONARY);
        fs::write(&list, "# ours\r\nquay").unwrap();
        assert_eq!(add_word(&list, "grommeted’s"), Ok(true));
        assert_eq!(add_word(&list, "grommeted"), Ok(false));
        assert_eq!(fs::read_to_string(&list).unwrap(), "# ours\r\nquay\r\ngrommeted\r\n");
        for word in ["", "a/b", "!a", "a\nb"] {
            assert!(add_word(&list, word).is_err(), "{word:?}");
        }
    }

    #[test]
    fn a_finding_that_is_left_alone_is_written_down_once() {
        let folder = tempfile::tempdir().unwrap();
        let book = folder.path().join("copydesk.yaml");
        fs::write(&book, "").unwrap();
        let project = Project::load(Some(book), &Overrides::default());
        let article = folder.path().join("stories/a.txt");
        let text = "The “grommeted\nsail” tore.";
        let leave =
            |lasting| project.leave_alone(&article, (text, Span::new(4, 24)), "a/b", lasting, "a \"boat\": yes");
        let list = leave(Lasting::Here).unwrap();
        assert_eq!(leave(Lasting::Here), Ok(list.clone()));
        leave(Lasting::Article).unwrap();
        let entries = read_entries(&list, &fs::read_to_string(&list).unwrap()).unwrap();
        assert_eq!(entries.len(), 2);
        assert_eq!((entries[0].file.as_str(), entries[0].text.as_str()), ("stories/a.txt", "“grommeted sail”"));
        assert_eq!(entries[0].reason.as_deref(), Some("a \"boat\": yes"));
        assert!(entries[0].context.is_some() && entries[1].context.is_none());
        // A list that is broken is not made worse.
        fs::write(&list, "- file: [\n").unwrap();
        assert!(leave(Lasting::Here).unwrap_err().place.is_some());
        assert_eq!(fs::read_to_string(&list).unwrap(), "- file: [\n");
        let nowhere = Project::load(None, &Overrides::default());
        assert!(nowhere.leave_alone(&article, (text, Span::new(0, 3)), "a/b", Lasting::Here, "").is_err());
    }
}
