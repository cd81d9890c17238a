//! Texts to measure on, made from the stories in `tests/stories`: the shapes of their paragraphs with other words in them,
//! so that it looks like prose and no paragraph comes twice. The same seed makes the same texts.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup {
    /// Plain text.
    Plain,
    /// Markdown, from the stories that are Markdown.
    Markdown,
}

/// The paragraphs of the stories and the words that can be exchanged in them.
pub struct Corpus {
    stories: Vec<Vec<Vec<Token>>>,
    words: HashMap<Class, Vec<String>>,
    random: Random,
    seen: HashSet<u64>,
}

/// A word of a story with the punctuation around it.
#[derive(Clone, Debug)]
struct Token {
    before: String,
    word: String,
    after: String,
    class: Class,
    /// Whether a word that is no name stands at the start of a sentence.
    capital: bool,
}

/// Words that can stand for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Class {
    /// Stays as it is: numbers, short words, and the words that hold a sentence together.
    Fixed,
    Name,
    Upper,
    Ing,
    Ed,
    Ly,
    Plural,
    Other,
}

/// Longer words that stay where they are, so that sentences and attributions stay what they are.
const FIXED: &[&str] = &[
    "about",
    "according",
    "added",
    "after",
    "again",
    "against",
    "agreed",
    "also",
    "among",
    "another",
    "asked",
    "because",
    "been",
    "before",
    "being",
    "between",
    "both",
    "called",
    "could",
    "does",
    "down",
    "during",
    "each",
    "even",
    "every",
    "from",
    "have",
    "having",
    "here",
    "into",
    "just",
    "like",
    "many",
    "might",
    "more",
    "most",
    "much",
    "must",
    "near",
    "never",
    "noted",
    "nobody",
    "none",
    "only",
    "other",
    "others",
    "over",
    "said",
    "says",
    "should",
    "since",
    "some",
    "somebody",
    "statement",
    "still",
    "such",
    "than",
    "that",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "thought",
    "through",
    "told",
    "until",
    "urged",
    "very",
    "want",
    "well",
    "were",
    "what",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "will",
    "with",
    "without",
    "would",
    "wrote",
    "your",
];

/// Capitalised words that are no names of people or places.
const CALENDAR: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "Wash",
    "Gov",
];

impl Corpus {
    /// Reads the American stories of one kind.
    pub fn new(markup: Markup, seed: u64) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories");
        let extension = if markup == Markup::Plain { "txt" } else { "md" };
        let mut paths: Vec<_> = std::fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|is| is == extension))
            .filter(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("gb-")))
            .filter(|path| !path.ends_with("harbor-bridge.txt"))
            .collect();
        paths.sort();
        let texts: Vec<String> = paths
            .iter()
            .map(|path| std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
            // Straight marks in the middle of curly ones would be a finding in each of their paragraphs.
            .filter(|text| !text.contains('"'))
            .collect();
        Corpus::from_texts(&texts, seed)
    }

    fn from_texts(texts: &[String], seed: u64) -> Self {
        let mut stories: Vec<Vec<Vec<Token>>> = texts
            .iter()
            .map(|text| without_front_matter(text).split("\n\n").map(|paragraph| tokens(paragraph.trim())).collect())
            .collect();
        let lower: HashSet<String> = stories
            .iter()
            .flatten()
            .flatten()
            .filter(|token| token.word.starts_with(char::is_lowercase))
            .map(|token| token.word.clone())
            .collect();
        let mut words: HashMap<Class, Vec<String>> = HashMap::new();
        for token in stories.iter_mut().flatten().flatten() {
            token.classify(&lower);
            if token.class != Class::Fixed {
                words.entry(token.class).or_default().push(token.word.clone());
            }
        }
        Corpus { stories, words, random: Random(seed), seen: HashSet::new() }
    }

    /// A text of at least so many bytes, ended at the end of a paragraph.
    pub fn text(&mut self, bytes: usize) -> String {
        let mut text = String::with_capacity(bytes + 1024);
        while text.len() < bytes {
            self.story(&mut text, bytes);
        }
        text
    }

    /// A text of at least so many words, ended at the end of a story.
    pub fn article(&mut self, words: usize) -> String {
        let mut text = String::new();
        while text.split_ascii_whitespace().count() < words {
            for _ in 0..20 {
                self.story(&mut text, usize::MAX);
            }
        }
        text
    }

    /// Adds a story with its names exchanged for others throughout and its other words one by one.
    fn story(&mut self, text: &mut String, enough: usize) {
        let story = self.random.below(self.stories.len());
        let mut names: HashMap<(Class, String), String> = HashMap::new();
        for paragraph in 0..self.stories[story].len() {
            if text.len() >= enough {
                return;
            }
            // A paragraph too short to be told anew is left out.
            for _ in 0..20 {
                let written = self.paragraph(story, paragraph, &mut names);
                let mut hasher = DefaultHasher::new();
                written.hash(&mut hasher);
                if self.seen.insert(hasher.finish()) {
                    text.push_str(&written);
                    text.push_str("\n\n");
                    break;
                }
            }
        }
    }

    fn paragraph(&mut self, story: usize, paragraph: usize, names: &mut HashMap<(Class, String), String>) -> String {
        let Corpus { stories, words, random, .. } = self;
        let mut out = String::new();
        let mut last = "";
        for token in &stories[story][paragraph] {
            let mut draw = |class| {
                let words: &Vec<String> = &words[&class];
                &words[random.below(words.len())]
            };
            let word: &str = match token.class {
                Class::Fixed => &token.word,
                class @ (Class::Name | Class::Upper) => {
                    names.entry((class, token.word.clone())).or_insert_with(|| draw(class).clone())
                }
                class => {
                    let mut word = draw(class);
                    while word == last {
                        word = draw(class);
                    }
                    last = word;
                    word
                }
            };
            out.push_str(&token.before);
            if token.capital {
                out.extend(word.chars().next().into_iter().flat_map(char::to_uppercase));
                out.push_str(&word[word.chars().next().map_or(0, char::len_utf8)..]);
            } else {
                out.push_str(word);
            }
            out.push_str(&token.after);
        }
        out
    }
}

impl Token {
    fn classify(&mut self, lower: &HashSet<String>) {
        let small = self.word.to_lowercase();
        self.capital = small != self.word && lower.contains(&small);
        if self.capital {
            self.word.clone_from(&small);
        }
        let letters = self.word.chars().count();
        let plain = self.word.chars().all(char::is_alphabetic);
        self.class = if !plain || letters < 4 || FIXED.contains(&&*small) || CALENDAR.contains(&&*self.word) {
            Class::Fixed
        } else if self.word.chars().all(char::is_uppercase) {
            Class::Upper
        } else if self.word.starts_with(char::is_uppercase) {
            Class::Name
        } else {
            let endings = [("ing", Class::Ing), ("ed", Class::Ed), ("ly", Class::Ly), ("s", Class::Plural)];
            endings.into_iter().find(|(ending, _)| self.word.ends_with(ending)).map_or(Class::Other, |(_, class)| class)
        };
        if self.class == Class::Fixed && self.capital {
            // It is written as it was.
            self.word = small;
        }
    }
}

/// Cuts a paragraph at its spaces; what is not letters at either end of a word is kept apart from it, and a link or a path
/// is kept whole.
fn tokens(paragraph: &str) -> Vec<Token> {
    let piece = |piece: &str| {
        let is_part = |c: char| c.is_alphanumeric();
        let start = piece.find(is_part).unwrap_or(piece.len());
        let stem_end =
            piece.rfind(is_part).map_or(start, |at| at + piece[at..].chars().next().map_or(0, char::len_utf8));
        let end = match piece[start..stem_end].find("’s") {
            _ if piece.contains("](") => stem_end,
            Some(at) => start + at,
            None => stem_end,
        };
        Token {
            before: piece[..start].to_owned(),
            word: piece[start..end].to_owned(),
            after: piece[end..].to_owned(),
            class: Class::Fixed,
            capital: false,
        }
    };
    paragraph.split_inclusive([' ', '\n']).map(piece).collect()
}

fn without_front_matter(text: &str) -> &str {
    text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map_or(text, |(_, body)| body)
}

/// SplitMix64 (Steele, Lea and Flood, 2014): small, and the same on every machine.
pub struct Random(pub u64);

impl Random {
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}
