//! Whether a mark opens, closes, or is an apostrophe.
//!
//! A mark is judged by what stands before and after it, marks right beside it left out: *(“‘Go* opens, *go.’”* closes. Only
//! where that leaves it open do the direction of the glyph and the state of the paragraph decide.

use super::{Mark, MarkKind, MarkRole};
use crate::article::{Paragraph, Reading};
use crate::vocabulary::is_invisible;

/// Decides what each mark is.
pub fn read_marks(paragraph: &Paragraph<'_>, reading: &Reading) -> Vec<Mark> {
    let text: &str = &paragraph.text;
    let mut marks = find(text);
    if marks.is_empty() {
        return marks;
    }
    let sides = sides(text, &marks);
    if marks.iter().zip(&sides).all(|(mark, sides)| mark.kind() == MarkKind::Single && sides.is_inner()) {
        // Nothing but *don’t* and *Ruiz’s*.
        for (mark, sides) in marks.iter_mut().zip(&sides) {
            inner(mark, *sides);
        }
        return marks;
    }
    Decider {
        paragraph,
        reading,
        ahead: Ahead::new(paragraph, reading, &marks, &sides),
        sides,
        doubles: 0,
        german: false,
        single: false,
        guillemets: [None; 2],
    }
    .decide(&mut marks);
    marks
}

/// All characters that may be marks.
fn find(text: &str) -> Vec<Mark> {
    let bytes = text.as_bytes();
    let mut marks = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let stretch = &bytes[at..bytes.len().min(at + 32)];
        let is_plain = |b: u8| b != b'"' && b != b'\'' && b != 0xe2 && b != 0xc2;
        if stretch.iter().fold(true, |plain, &b| plain & is_plain(b)) {
            at += stretch.len();
            continue;
        }
        let end = at + stretch.len();
        while at < end {
            let (glyph, len) = match &bytes[at..] {
                [b'"', ..] => ('"', 1),
                [b'\'', ..] => ('\'', 1),
                [0xe2, 0x80, 0x98, ..] => ('‘', 3),
                [0xe2, 0x80, 0x99, ..] => ('’', 3),
                [0xe2, 0x80, 0x9c, ..] => ('“', 3),
                [0xe2, 0x80, 0x9d, ..] => ('”', 3),
                [0xe2, 0x80, 0x9e, ..] => ('„', 3),
                [0xe2, 0x80, 0xb9, ..] => ('‹', 3),
                [0xe2, 0x80, 0xba, ..] => ('›', 3),
                [0xc2, 0xab, ..] => ('«', 2),
                [0xc2, 0xbb, ..] => ('»', 2),
                _ => {
                    at += 1;
                    continue;
                }
            };
            marks.push(Mark { at: at as u32, glyph, role: MarkRole::Apostrophe, misdirected: false });
            at += len;
        }
    }
    marks
}

/// What stands on one side of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// The start or end of the paragraph, or white space.
    Gap,
    /// A bracket or slash that opens.
    Bracket,
    Dash,
    Letter(char),
    Digit,
    /// A stop, comma or closing bracket.
    Stop,
    /// Three dots.
    Ellipsis,
    /// Anything else: a currency sign, an emoji.
    Other,
}

impl Side {
    fn of(c: Option<char>) -> Side {
        let Some(c) = c else { return Side::Gap };
        match c {
            c if c.is_alphabetic() => Side::Letter(c),
            c if c.is_numeric() => Side::Digit,
            c if c.is_whitespace() => Side::Gap,
            '(' | '[' | '{' | '/' => Side::Bracket,
            '—' | '–' | '-' | '‑' | '―' => Side::Dash,
            '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}' => Side::Stop,
            '…' => Side::Ellipsis,
            _ => Side::Other,
        }
    }

    const fn is_word(self) -> bool {
        matches!(self, Side::Letter(_) | Side::Digit)
    }
}

#[derive(Clone, Copy, Debug)]
struct Sides {
    before: Side,
    after: Side,
}

impl Sides {
    /// Whether a mark stands inside a word.
    const fn is_inner(self) -> bool {
        self.before.is_word() && self.after.is_word()
    }

    /// Whether a mark here can only open.
    const fn opens(self) -> bool {
        matches!(self.before, Side::Gap | Side::Bracket) && !matches!(self.after, Side::Gap | Side::Stop)
    }

    /// Whether a mark here can only close.
    const fn closes(self) -> bool {
        (self.before.is_word() || matches!(self.before, Side::Stop | Side::Ellipsis | Side::Dash))
            && matches!(self.after, Side::Gap | Side::Stop | Side::Dash | Side::Ellipsis)
            && !(matches!(self.before, Side::Dash) && matches!(self.after, Side::Dash | Side::Ellipsis))
    }
}

/// What stands beside each mark; marks right beside it are passed over.
fn sides(text: &str, marks: &[Mark]) -> Vec<Sides> {
    let visible_after = |at: usize| text[at..].chars().find(|c| !is_invisible(*c));
    let mut sides: Vec<Sides> = Vec::with_capacity(marks.len());
    let mut last_end = usize::MAX;
    for mark in marks {
        let start = mark.at as usize;
        let mut lead = text[..start].char_indices().rev().skip_while(|(_, c)| is_invisible(*c));
        let beside = lead.next();
        let before = match (sides.last(), beside) {
            (Some(last), Some((at, c))) if at + c.len_utf8() == last_end => last.before,
            (_, beside) => Side::of(beside.map(|(_, c)| c)),
        };
        sides.push(Sides { before, after: Side::Gap });
        last_end = mark.span().end;
    }
    for i in (0..marks.len()).rev() {
        let end = marks[i].span().end;
        let next = visible_after(end);
        let beside = marks
            .get(i + 1)
            .is_some_and(|mark| next == Some(mark.glyph) && text[end..mark.at as usize].chars().all(is_invisible));
        sides[i].after = if beside {
            sides[i + 1].after
        } else if next == Some('.') && text[end..].trim_start_matches(is_invisible).starts_with("..") {
            Side::Ellipsis
        } else {
            Side::of(next)
        };
    }
    sides
}

/// A mark inside a word: *don’t*, *6'2*.
fn inner(mark: &mut Mark, sides: Sides) {
    if (sides.before, sides.after) == (Side::Digit, Side::Digit) {
        mark.role = MarkRole::Prime;
        return;
    }
    mark.role = MarkRole::Apostrophe;
    // Between two vowels it stands for a sound of its own: *Hawai‘i*.
    let vowel = |side| matches!(side, Side::Letter(c) if "aeiouāēīōūAEIOU".contains(c));
    mark.misdirected = mark.glyph == '‘' && !(vowel(sides.before) && vowel(sides.after));
}

/// For each mark, what comes after it: numbers of marks, or `usize::MAX`.
struct Ahead {
    /// The next single mark that may close.
    close: Vec<usize>,
    /// The next single mark that closes rather than being a possessive.
    strong: Vec<usize>,
    /// The next single mark that opens.
    open: Vec<usize>,
    /// The next double mark that closes.
    double: Vec<usize>,
    elided: Vec<bool>,
}

impl Ahead {
    fn new(paragraph: &Paragraph<'_>, reading: &Reading, marks: &[Mark], sides: &[Sides]) -> Self {
        let n = marks.len();
        let none = || vec![usize::MAX; n];
        let mut ahead = Ahead { close: none(), strong: none(), open: none(), double: none(), elided: vec![false; n] };
        let (mut close, mut strong, mut open, mut double) = (usize::MAX, usize::MAX, usize::MAX, usize::MAX);
        for i in (0..n).rev() {
            (ahead.close[i], ahead.strong[i], ahead.open[i], ahead.double[i]) = (close, strong, open, double);
            match marks[i].kind() {
                MarkKind::Single if sides[i].is_inner() => {}
                MarkKind::Single if sides[i].closes() && marks[i].glyph != '‘' => {
                    close = i;
                    if !may_be_possessive(&paragraph.text, &marks[i], sides[i]) {
                        strong = i;
                    }
                }
                MarkKind::Single if opens_single(sides[i]) => {
                    ahead.elided[i] = is_elision(paragraph, reading, &marks[i], sides[i]);
                    if !ahead.elided[i] {
                        open = i;
                    }
                }
                MarkKind::Double if sides[i].closes() || (marks[i].glyph == '”' && !sides[i].opens()) => {
                    double = i;
                }
                _ => {}
            }
        }
        ahead
    }
}

/// Whether a single mark may open here: as any mark, and after a dash.
fn opens_single(sides: Sides) -> bool {
    sides.opens() || (sides.before == Side::Dash && sides.after.is_word())
}

/// *The players’ bus*, *goin’ home*: the mark stands after a letter, before a space, where a word is clipped or owned.
fn may_be_possessive(text: &str, mark: &Mark, sides: Sides) -> bool {
    let Side::Letter(before) = sides.before else {
        return false;
    };
    if sides.after != Side::Gap || text[mark.span().end..].trim_end().is_empty() {
        return false;
    }
    if matches!(before, 's' | 'S') {
        return true;
    }
    let word = text[..mark.at as usize].rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    (word.len() > 3 && word.ends_with("in")) || matches!(word, "an" | "o" | "ol" | "th" | "mo" | "wi" | "lil")
}

/// *’em*, *’90s*: letters or digits are left out at the start of a word.
fn is_elision(paragraph: &Paragraph<'_>, reading: &Reading, mark: &Mark, sides: Sides) -> bool {
    let end = mark.span().end;
    if sides.after == Side::Digit {
        let digits = paragraph.text[end..].bytes().take_while(u8::is_ascii_digit).count();
        let rest = &paragraph.text[end + digits..];
        let rest = rest.strip_prefix(['s', 'S']).unwrap_or(rest);
        return digits == 2
            && !rest.starts_with(|c: char| c.is_alphanumeric() || c == '%')
            && !(rest.starts_with(['.', ',']) && rest[1..].starts_with(|c: char| c.is_ascii_digit()));
    }
    let i = paragraph.word_at_or_after(end);
    paragraph.words.get(i).is_some_and(|word| word.start as usize == end && word.classes.is(reading.elisions))
}

struct Decider<'a> {
    paragraph: &'a Paragraph<'a>,
    reading: &'a Reading,
    ahead: Ahead,
    sides: Vec<Sides>,
    /// How many double marks are open.
    doubles: usize,
    /// Whether the last double mark that opened was a low one, which `“` closes.
    german: bool,
    single: bool,
    /// Which glyph opened, for marks that point either way by language.
    guillemets: [Option<char>; 2],
}

impl Decider<'_> {
    fn decide(&mut self, marks: &mut [Mark]) {
        for i in 0..marks.len() {
            match marks[i].kind() {
                MarkKind::Double => self.double(marks, i),
                MarkKind::Single => self.single(marks, i),
                kind => {
                    let open = &mut self.guillemets[usize::from(kind == MarkKind::SingleGuillemet)];
                    let glyph = marks[i].glyph;
                    marks[i].role = if open.is_some_and(|open| open != glyph) {
                        *open = None;
                        MarkRole::Close
                    } else {
                        *open = Some(glyph);
                        MarkRole::Open
                    };
                }
            }
        }
    }

    fn double(&mut self, marks: &mut [Mark], i: usize) {
        let sides = self.sides[i];
        let open = self.doubles > 0;
        let glyph = marks[i].glyph;
        if glyph != '„' && sides.before == Side::Digit && self.is_inches(marks, i) {
            marks[i].role = MarkRole::Prime;
            return;
        }
        let opens = match glyph {
            '„' => true,
            '“' => !(sides.closes() && open),
            '”' => sides.opens() && (sides.after.is_word() || sides.after == Side::Ellipsis),
            _ if sides.opens() => true,
            _ if sides.closes() => false,
            _ => !open,
        };
        marks[i].role = if opens { MarkRole::Open } else { MarkRole::Close };
        marks[i].misdirected = match glyph {
            '“' => !opens && !self.german,
            '”' => opens,
            _ => false,
        };
        if opens {
            self.doubles = (self.doubles + 1).min(2);
            self.german = glyph == '„';
            // A quotation that opens inside single marks leaves them open; one that follows them does not.
            if !self.paragraph.settings.single_quotes_first {
                self.single = false;
            }
        } else {
            self.doubles = self.doubles.saturating_sub(1);
            if !self.paragraph.settings.single_quotes_first {
                self.single = false;
            }
        }
    }

    /// *6'2"*, *a 12" record*: a double mark after a figure that closes nothing.
    fn is_inches(&self, marks: &[Mark], i: usize) -> bool {
        let sides = self.sides[i];
        if !matches!(sides.after, Side::Gap | Side::Stop | Side::Dash) {
            return false;
        }
        let start = marks[i].at as usize;
        let text = &self.paragraph.text[..start];
        let digits = text.len() - text.trim_end_matches(|c: char| c.is_numeric() || c == '.').len();
        let feet = i > 0 && marks[i - 1].role == MarkRole::Prime && marks[i - 1].span().end == start - digits;
        if feet || self.doubles == 0 {
            return true;
        }
        // Inside a quotation it is one of inches if the text goes on and another mark closes before one opens.
        let rest = &self.paragraph.text[marks[i].span().end..];
        let goes_on = rest.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_lowercase));
        goes_on
            && marks[i + 1..]
                .iter()
                .zip(&self.sides[i + 1..])
                .find(|(mark, _)| mark.kind() == MarkKind::Double)
                .is_some_and(|(_, sides)| sides.closes())
    }

    fn single(&mut self, marks: &mut [Mark], i: usize) {
        let sides = self.sides[i];
        let glyph = marks[i].glyph;
        if sides.is_inner() {
            inner(&mut marks[i], sides);
        } else if (self.ahead.elided[i] && !self.opens_despite_elision(marks, i)) || self.closes_elided_n(marks, i) {
            marks[i].misdirected = glyph == '‘';
        } else if sides.before == Side::Digit && !self.single && !opens_single(sides) {
            marks[i].role = MarkRole::Prime;
        } else if opens_single(sides) {
            self.open_single(marks, i);
        } else if self.single && self.closes_single(marks, i) {
            marks[i].role = MarkRole::Close;
            marks[i].misdirected = glyph == '‘';
            self.single = false;
        } else if self.paragraph.settings.single_quotes_first && self.closes_without_opening(i) {
            marks[i].role = MarkRole::Close;
        } else if !sides.before.is_word() && sides.before != Side::Stop && glyph == '‘' && sides.after == Side::Gap {
            // *‘ We won’*: set off by mistake; nothing can be said.
        } else {
            marks[i].misdirected = glyph == '‘' && matches!(sides.before, Side::Letter(_));
        }
    }

    /// Whether a mark that may be an elision opens a quotation all the same: *‘90 is the new 50’*, *‘Cause for alarm,’ he said*.
    fn opens_despite_elision(&self, marks: &[Mark], i: usize) -> bool {
        let strong = self.ahead.strong[i];
        if marks[i].glyph == '’' || strong == usize::MAX || self.ahead.open[i] < strong || self.ahead.double[i] < strong
        {
            return false;
        }
        let from = marks[i].span().end;
        let to = marks[strong].at as usize;
        let first = self.paragraph.word_at_or_after(from);
        let words = &self.paragraph.words[first..];
        let inside = words.iter().take(40).take_while(|word| (word.start as usize) < to);
        if self.sides[i].after == Side::Digit {
            let tagged = self.paragraph.settings.single_quotes_first && self.sides[strong].before == Side::Stop;
            let verb = inside.clone().any(|word| word.classes.is(self.reading.auxiliaries));
            let count = inside.count();
            return count > 1 && ((verb && count <= 7) || tagged);
        }
        // Only words that are words without an apostrophe too, and only where single marks quote.
        self.paragraph.settings.single_quotes_first
            && self.sides[strong].before == Side::Stop
            && words.first().is_some_and(|word| word.end - word.start >= 4)
    }

    /// The second mark of *rock ’n’ roll*.
    fn closes_elided_n(&self, marks: &[Mark], i: usize) -> bool {
        i > 0
            && marks[i - 1].kind() == MarkKind::Single
            && marks[i - 1].role == MarkRole::Apostrophe
            && self.paragraph.text[marks[i - 1].span().end..marks[i].at as usize].eq_ignore_ascii_case("n")
    }

    fn open_single(&mut self, marks: &mut [Mark], i: usize) {
        let Sides { before, after } = self.sides[i];
        let glyph = marks[i].glyph;
        let first = self.paragraph.settings.single_quotes_first;
        // Inside double marks, single ones close before they do.
        let limit = if self.doubles > 0 && !first { self.ahead.double[i] } else { usize::MAX };
        let within = |at: usize| at != usize::MAX && at <= limit;
        let opens = match glyph {
            '’' => {
                let strong = self.ahead.strong[i];
                within(strong)
                    && strong < self.ahead.open[i]
                    && self.sides[strong].before == Side::Stop
                    && matches!(after, Side::Letter(c) if c.is_uppercase())
            }
            '‘' => within(self.ahead.close[i]) || (first && !self.single),
            _ => {
                within(self.ahead.close[i])
                    || (first
                        && !self.single
                        && before == Side::Gap
                        && matches!(after, Side::Letter(c) if c.is_uppercase()))
            }
        };
        if opens {
            marks[i].role = MarkRole::Open;
            marks[i].misdirected = glyph == '’';
            self.single = true;
        } else {
            // A lone mark before a letter is meant as an apostrophe; before a capital vowel it may be a sound, as in *‘Iolani*,
            // and as the first thing of a paragraph it may open a quotation that nobody closed.
            marks[i].misdirected = glyph == '‘'
                && marks[i].at as usize > self.paragraph.dateline.end
                && matches!(after, Side::Letter(c) if !"AEIOUĀĒĪŌŪ".contains(c));
        }
    }

    /// Whether a mark closes the single marks that are open, or is a possessive within them.
    fn closes_single(&self, marks: &[Mark], i: usize) -> bool {
        if !may_be_possessive(&self.paragraph.text, &marks[i], self.sides[i]) {
            return true;
        }
        // A possessive if what is open closes later, before anything else opens.
        let strong = self.ahead.strong[i];
        let limit = if self.doubles > 0 { self.ahead.double[i] } else { usize::MAX };
        strong == usize::MAX || strong > self.ahead.open[i] || strong > limit
    }

    /// Where single marks quote first: a stop before and a space after leave no doubt.
    fn closes_without_opening(&self, i: usize) -> bool {
        let sides = self.sides[i];
        sides.before == Side::Stop && matches!(sides.after, Side::Gap)
    }
}
