//! What a linter needs beside its stylebook: the words and the dictionary of a newsroom, as read from its files.

use std::sync::Arc;

use crate::diagnostic::Level;
use crate::dictionary::{self, DictionarySource, Engine, Lexicon, WordList};
use crate::language::Language;
use crate::names::NameList;
use crate::stylebook::{Problem, Stylebook};

/// The files of a newsroom that a stylebook names, already read.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    /// Word lists: those of the project, then those of the person. The last one wins.
    pub words: Vec<WordFile>,
    /// A Hunspell dictionary in place of the bundled one.
    pub dictionary: Option<DictionaryFiles>,
    /// Which engine reads the dictionary.
    pub engine: Engine,
    /// The names that the newsroom has decided.
    pub names: Arc<NameList>,
}

/// A word list.
#[derive(Clone, Debug, Default)]
pub struct WordFile {
    /// The file, as the user knows it.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// A Hunspell dictionary.
#[derive(Clone, Debug, Default)]
pub struct DictionaryFiles {
    /// The affix file, as the user knows it.
    pub aff_path: String,
    /// Its bytes.
    pub aff: Vec<u8>,
    /// The word file, as the user knows it.
    pub dic_path: String,
    /// Its bytes.
    pub dic: Vec<u8>,
}

impl Resources {
    /// What a stylebook itself names: word lists, a dictionary, names. What is wrong with the names is reported.
    pub fn of(stylebook: &Stylebook) -> (Self, Vec<Problem>) {
        let files = stylebook.dictionary();
        let dictionary = files.aff.zip(files.dic).map(|(aff, dic)| DictionaryFiles {
            aff_path: aff.path,
            aff: aff.text.as_bytes().to_vec(),
            dic_path: dic.path,
            dic: dic.text.as_bytes().to_vec(),
        });
        let words = files.words.into_iter().map(|file| WordFile { path: file.path, text: file.text.to_string() });
        let (names, problems) = NameList::of(stylebook);
        let names = Arc::new(names);
        (Resources { words: words.collect(), dictionary, engine: files.engine, names }, problems)
    }

    /// All words in layers. What cannot be used is reported and left out: a check goes on with the bundled dictionary.
    pub(super) fn lexicon(&self, language: Language, problems: &mut Vec<Problem>) -> Lexicon {
        let mut lexicon = self.base(language).unwrap_or_else(|problem| {
            problems.push(problem);
            Lexicon::bundled(language)
        });
        for file in &self.words {
            let (words, wrong) = WordList::parse(&file.text);
            problems.extend(wrong.into_iter().map(|problem| Problem {
                place: Some((problem.line, 1)),
                level: Level::Warning,
                ..Problem::new(&file.path, problem.to_string())
            }));
            lexicon = lexicon.with_words(words);
        }
        lexicon
    }

    fn base(&self, language: Language) -> Result<Lexicon, Problem> {
        let problem = |path: &str, error: &dictionary::DictionaryError| {
            Problem::new(path, format!("{error}. The bundled dictionary is used instead"))
        };
        if let Some(files) = &self.dictionary {
            let source = DictionarySource {
                aff_name: &files.aff_path,
                aff: &files.aff,
                dic_name: &files.dic_path,
                dic: &files.dic,
            };
            let engine = dictionary::load(&source, self.engine).map_err(|error| problem(&files.dic_path, &error))?;
            return Ok(Lexicon::with_dictionary(language, engine).suggesting(&source.stems()));
        }
        if self.engine == Engine::Spellbook {
            return Ok(Lexicon::bundled(language));
        }
        let source = dictionary::bundled_source(language);
        let engine = dictionary::load(&source, self.engine).map_err(|error| problem("copydesk.yaml", &error))?;
        Ok(Lexicon::bundled_with(language, engine))
    }
}
