//! What is counted of an article, and the measures of how hard it is to read.

use crate::article::syllables::{Syllables, flesch_kincaid};
use crate::article::{Paragraph, WordKind, Zone};

/// What is counted of a stretch of prose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) characters: u32,
    pub(super) words: u32,
    pub(super) sentences: u32,
    pub(super) syllables: u32,
    /// Words of more than two syllables.
    pub(super) polysyllabic: u32,
    /// Those of them that no ending makes so long.
    pub(super) complex: u32,
    /// Words of more than six letters.
    pub(super) long: u32,
    pub(super) paragraphs: u32,
    pub(super) list: u32,
    pub(super) block_quotes: u32,
    pub(super) headlines: u32,
    pub(super) subheadings: u32,
}

/// The names of the counts in formulas, in the order of [`Counts::values`].
pub(super) const NAMES: [&str; 18] = [
    "characters",
    "words",
    "sentences",
    "syllables",
    "polysyllabic_words",
    "complex_words",
    "long_words",
    "paragraphs",
    "list",
    "blockquote",
    "pre",
    "heading_h1",
    "heading_h2",
    "heading_h3",
    "heading_h4",
    "heading_h5",
    "heading_h6",
    "table",
];

impl Counts {
    /// The counts of a paragraph. Headings count as headings alone.
    pub(super) fn of(paragraph: &Paragraph<'_>, syllables: &Syllables) -> Self {
        let mut counts = Counts::default();
        match paragraph.zone {
            Zone::Headline => counts.headlines = 1,
            Zone::Subheading => counts.subheadings = 1,
            zone => {
                counts.measure(paragraph, syllables);
                counts.paragraphs = u32::from(!matches!(zone, Zone::ListItem));
                counts.list = u32::from(zone == Zone::ListItem);
                counts.block_quotes = u32::from(zone == Zone::BlockQuote);
            }
        }
        counts
    }

    /// Counts the words of a paragraph, whatever its zone.
    pub(super) fn measure(&mut self, paragraph: &Paragraph<'_>, syllables: &Syllables) {
        self.sentences += paragraph.sentences.len().max(1) as u32;
        for word in paragraph.words.iter().filter(|word| word.kind != WordKind::Opaque) {
            let text = paragraph.str(word);
            let letters = text.chars().filter(|c| c.is_alphanumeric()).count() as u32;
            self.words += 1;
            self.characters += letters;
            self.long += u32::from(letters > 6);
            let count = syllables.of(text);
            self.syllables += count;
            self.polysyllabic += u32::from(count > 2);
            self.complex += u32::from(count > 2 && syllables.is_complex(text, count));
        }
    }

    /// Adds the counts of another stretch.
    pub(super) fn add(&mut self, other: &Counts) {
        self.characters += other.characters;
        self.words += other.words;
        self.sentences += other.sentences;
        self.syllables += other.syllables;
        self.polysyllabic += other.polysyllabic;
        self.complex += other.complex;
        self.long += other.long;
        self.paragraphs += other.paragraphs;
        self.list += other.list;
        self.block_quotes += other.block_quotes;
        self.headlines += other.headlines;
        self.subheadings += other.subheadings;
    }

    /// The values that formulas know by [`NAMES`]. The rank of a headline is 1, that of a subheading 2.
    pub(super) fn values(&self) -> [f64; NAMES.len()] {
        let mut values = [0.0; NAMES.len()];
        let counted = [
            self.characters,
            self.words,
            self.sentences,
            self.syllables,
            self.polysyllabic,
            self.complex,
            self.long,
            self.paragraphs,
            self.list,
            self.block_quotes,
            0,
            self.headlines,
            self.subheadings,
        ];
        for (value, count) in values.iter_mut().zip(counted) {
            *value = f64::from(count);
        }
        values
    }
}

/// A measure of how hard a text is to read, as a grade of school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    GunningFog,
    ColemanLiau,
    FleschKincaid,
    Smog,
    AutomatedReadability,
}

impl Measure {
    /// The measure of a name.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        Some(match name.to_lowercase().as_str() {
            "gunning fog" => Measure::GunningFog,
            "coleman-liau" => Measure::ColemanLiau,
            "flesch-kincaid" => Measure::FleschKincaid,
            "smog" => Measure::Smog,
            "automated readability" => Measure::AutomatedReadability,
            _ => return None,
        })
    }

    /// The grade of a text that has words.
    pub(super) fn grade(self, counts: &Counts) -> f64 {
        let [characters, words, sentences, syllables, polysyllabic, complex] =
            [counts.characters, counts.words, counts.sentences, counts.syllables, counts.polysyllabic, counts.complex]
                .map(f64::from);
        let (words, sentences) = (words.max(1.0), sentences.max(1.0));
        match self {
            Measure::GunningFog => 0.4 * (words / sentences + 100.0 * complex / words),
            Measure::ColemanLiau => 0.0588 * (100.0 * characters / words) - 0.296 * (100.0 * sentences / words) - 15.8,
            Measure::FleschKincaid => flesch_kincaid(words, sentences, syllables),
            Measure::Smog => 1.043 * (polysyllabic * 30.0 / sentences).sqrt() + 3.1291,
            Measure::AutomatedReadability => 4.71 * (characters / words) + 0.5 * (words / sentences) - 21.43,
        }
    }
}
