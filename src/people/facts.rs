//! What is kept of a paragraph's names.

use std::ops::Range;

/// The runs of capitalised words of a paragraph, without their offsets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NameFacts {
    pub(super) text: String,
    /// The parts of all runs, in order. The place of a part has the part’s number; the places of whole runs follow, see
    /// [`NameFacts::place_of`].
    pub parts: Vec<Part>,
    /// The runs, in order.
    pub runs: Vec<Run>,
    /// Titles beside the runs, and titles alone, in order.
    pub titles: Vec<Title>,
    /// Odd punctuation inside the runs, in order.
    pub oddities: Vec<Oddity>,
    /// Whether most words are capitalised: a table of results, a list of names, a title.
    pub is_list: bool,
}

impl NameFacts {
    /// The text of a part, in normal form, without a possessive ending.
    pub fn str(&self, part: usize) -> &str {
        let part = &self.parts[part];
        &self.text[part.start as usize..part.end as usize]
    }

    /// Gives back memory that was taken for growth: facts are kept as long as the article.
    pub fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.parts.shrink_to_fit();
        self.runs.shrink_to_fit();
        self.titles.shrink_to_fit();
        self.oddities.shrink_to_fit();
    }

    /// The number of the place of a whole run.
    pub fn place_of(&self, run: usize) -> u32 {
        (self.parts.len() + run) as u32
    }

    /// The number of the place that a title or an oddity has: after those of the runs.
    pub fn extra_place(&self, number: u32) -> u32 {
        (self.parts.len() + self.runs.len()) as u32 + number
    }

    /// The text of a title as it stands, its white space made plain.
    pub fn title(&self, title: &Title) -> &str {
        &self.text[title.start as usize..title.end as usize]
    }

    /// The text of several parts in a row, a space between each two.
    pub fn join(&self, parts: Range<usize>) -> &str {
        match (self.parts.get(parts.start), parts.end.checked_sub(1).and_then(|i| self.parts.get(i))) {
            (Some(first), Some(last)) if first.start <= last.end => &self.text[first.start as usize..last.end as usize],
            _ => "",
        }
    }
}

/// A word of a name, with the particles before it: *Ursula*, *von der Leyen*.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    pub(super) start: u32,
    pub(super) end: u32,
    /// What is known of the word itself.
    pub traits: PartTraits,
}

/// What is known of a word by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartTraits(u16);

impl PartTraits {
    /// A first name and nothing else.
    pub const GIVEN: u16 = 1;
    /// A first name that is a word or a place as well.
    pub const AMBIGUOUS_GIVEN: u16 = 2;
    /// A place.
    pub const PLACE: u16 = 4;
    /// A place, a people, a day, a month, an institution.
    pub const COMMON: u16 = 8;
    /// The last word of organisations: *Lines*, *University*.
    pub const DESIGNATOR: u16 = 16;
    /// The last word of a title.
    pub const TITLE: u16 = 32;
    /// In the dictionary as it stands.
    pub const KNOWN: u16 = 64;
    /// In the dictionary in lower case.
    pub const ORDINARY: u16 = 128;
    /// *Jr.*, *II*.
    pub const SUFFIX: u16 = 256;
    /// Has letters that are not of ASCII.
    pub const ACCENTED: u16 = 512;
    /// A letter or two that stand for a name.
    pub const INITIAL: u16 = 1024;
    /// Begins with a particle.
    pub const PARTICLE: u16 = 2048;
    /// The particle has a capital in the text.
    pub const LARGE_PARTICLE: u16 = 4096;

    /// A place or a people that is a name of people as well.
    pub const AMBIGUOUS_PLACE: u16 = 8192;

    /// Whether it has any of the traits.
    pub const fn any(self, bits: u16) -> bool {
        self.0 & bits != 0
    }

    /// With the traits added.
    #[must_use]
    pub const fn with(self, bits: u16) -> Self {
        PartTraits(self.0 | bits)
    }

    /// With the traits taken away.
    #[must_use]
    pub const fn without(self, bits: u16) -> Self {
        PartTraits(self.0 & !bits)
    }

    /// The traits of both.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        PartTraits(self.0 | other.0)
    }
}

/// A title, an occupation or a form of address.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(clippy::struct_excessive_bools)] // They are independent of one another.
pub struct Title {
    pub(super) start: u32,
    pub(super) end: u32,
    /// What kind of title it is.
    pub kind: TitleKind,
    /// Where it stands.
    pub stands: Stands,
    /// The run that it belongs to, by its number; of no meaning where it stands alone.
    pub run: u32,
    /// The first of its places: the title; for one before a name, then the title with the whole run, and the title up to the
    /// run.
    pub place: u32,
    /// Whether its first letter is a capital.
    pub is_capitalised: bool,
    /// Whether it opens a sentence or a quotation.
    pub is_opening: bool,
    /// Whether it is inside a quotation.
    pub is_quoted: bool,
    /// Whether nothing before it is a part of it, such as *former* or a noun: *club president Ann Lee*.
    pub is_bare: bool,
}

/// Where a title stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// Directly before a name.
    Before,
    /// After a name and a comma.
    After,
    /// By itself, after *the*.
    Alone,
}

/// What kind of title it is: the lists of `rules/names/titles.yaml` that it is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TitleKind(u8);

impl TitleKind {
    /// An office, rank or degree.
    pub const FORMAL: u8 = 1;
    /// A form of address of any kind.
    pub const COURTESY: u8 = 2;
    /// What someone does.
    pub const OCCUPATION: u8 = 4;
    /// *Mr.*, *Mrs.*, *Ms.*, *Miss*.
    pub const ADDRESS: u8 = 8;
    /// An office that is always a formal title directly before a name.
    pub const OFFICE: u8 = 16;
    /// Someone who goes by the title: a king, a pope, a saint.
    pub const ROYAL: u8 = 32;
    /// An occupation that is never capitalised.
    pub const DESCRIPTION: u8 = 64;

    /// Whether it is of any of these kinds.
    pub const fn any(self, bits: u8) -> bool {
        self.0 & bits != 0
    }

    /// With these kinds added.
    #[must_use]
    pub const fn with(self, bits: u8) -> Self {
        TitleKind(self.0 | bits)
    }
}

/// Odd punctuation inside a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Oddity {
    /// What is odd.
    pub kind: OddityKind,
    /// The run, by its number.
    pub run: u32,
    /// Where it is: see [`NameFacts::extra_place`].
    pub place: u32,
    /// The number of the initials, where it is about them.
    pub initials: u8,
}

/// What is odd about the punctuation of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OddityKind {
    /// A comma before *Jr.*
    SuffixComma,
    /// Spaces between initials: *J. K.*
    SpacedInitials,
    /// No spaces between initials: *J.K.*
    ClosedInitials,
}

/// A run of capitalised words: a full name, a last name alone, an organisation, or none of these.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    /// Its first part.
    pub first: u32,
    /// The number of parts, a suffix included.
    pub len: u16,
    /// Counts the sentences of the paragraph that hold names.
    pub sentence: u16,
    /// What stands around it.
    pub evidence: Evidence,
    /// The age that follows it, or 0.
    pub age: u8,
}

impl Run {
    /// The numbers of its parts.
    pub fn parts(&self) -> Range<usize> {
        self.first as usize..self.first as usize + self.len as usize
    }
}

/// What stands around a run and shows what it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence(u32);

impl Evidence {
    /// A title or a form of address before it.
    pub const TITLE: u32 = 1;
    /// An occupation in small letters before it.
    pub const OCCUPATION: u32 = 2;
    /// An age after it.
    pub const AGE: u32 = 4;
    /// *, the …*, *, who …* after it.
    pub const APPOSITIVE: u32 = 8;
    /// A verb that only people do is next to it.
    pub const HUMAN: u32 = 16;
    /// Any other verb after it.
    pub const ACTS: u32 = 32;
    /// A possessive.
    pub const POSSESSIVE: u32 = 64;
    /// First in its sentence or quotation.
    pub const OPENING: u32 = 128;
    /// After *in*, *at*, *near*.
    pub const AFTER_PREPOSITION: u32 = 256;
    /// After *the*.
    pub const AFTER_THE: u32 = 512;
    /// After a comma, a conjunction, a preposition or a verb.
    pub const NOUN_PLACE: u32 = 1024;
    /// Inside a quotation.
    pub const QUOTED: u32 = 2048;
    /// Inside the title of a work.
    pub const WORK: u32 = 4096;
    /// Ends in what organisations end in.
    pub const ORGANIZATION: u32 = 8192;
    /// A place of several words.
    pub const PLACE: u32 = 16384;
    /// Next to another capital that is no part of it: *French Voters*, *U.S. Airways*.
    pub const CAPITALS_AROUND: u32 = 1 << 15;
    /// A word in small letters follows at once.
    pub const SMALL_AFTER: u32 = 1 << 16;
    /// *Mr.*, *Mrs.*, *Ms.* or *Miss* before it.
    pub const ADDRESSED: u32 = 1 << 17;
    /// An office or a rank before it.
    pub const FORMAL_TITLE: u32 = 1 << 18;
    /// A verb of saying and *he* or *she* after it: *Dunne said he*.
    pub const SAID_HE: u32 = 1 << 19;
    /// A nickname stands inside it: *Edward “Ted” Hale*.
    pub const NICKNAMED: u32 = 1 << 20;

    /// The verb after it is one that things have as well: *was*, *has*, or only looks like one: *opened*.
    pub const LIGHT: u32 = 1 << 21;

    /// Whether it has any of these.
    pub const fn any(self, bits: u32) -> bool {
        self.0 & bits != 0
    }

    /// With these added.
    #[must_use]
    pub const fn with(self, bits: u32) -> Self {
        Evidence(self.0 | bits)
    }

    /// What shows in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Evidence(self.0 | other.0)
    }
}
