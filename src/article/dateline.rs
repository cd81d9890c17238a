//! The dateline: where a story was filed, when, and by which agency, before its first sentence.

use std::sync::LazyLock;

use regex::Regex;

use super::Date;

/// A dateline at the start of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dateline {
    /// Its length in bytes, with the dash and the space that end it.
    pub(crate) len: usize,
    /// The day, if it has one.
    pub(crate) date: Option<Date>,
}

/// A dateline is not longer than this many bytes.
const LONGEST: usize = 120;

/// Place (capitals, perhaps with a region), date and agency, of which two must be there, or a place alone; then a dash.
static GRAMMAR: LazyLock<Regex> = LazyLock::new(|| {
    // Any space, and what may hide behind it.
    let s = r"(?:[ \x{a0}\x{2009}\x{202f}]\x{200b}*)";
    let place = format!(
        r"(?P<place>\p{Lu}[\p{Lu}'’.\-]+(?:{s}[\p{Lu}'’.\-]{{2,}}){{0,4}})(?P<region>,{s}(?:[\p{Lu}][\p{L}.]+{s}?){{1,3}})?",
        Lu = "{Lu}",
        L = "{L}",
    );
    let months = "Jan|Feb|March|Mar|April|Apr|May|June|Jun|July|Jul|Aug|Sept|Sep|Oct|Nov|Dec|January|February|August|September|October|November|December";
    let date = format!(r"(?P<month>{months})\.?{s}(?P<day>\d{{1,2}})(?:,{s}(?P<year>\d{{4}}))?");
    let agency = r"(?P<agency>\([^()]{2,40}\))";
    Regex::new(&format!(r"^(?:{place})?(?:,?{s}?{date})?{s}?{agency}?\s\x{{200b}}*(?P<sep>—|–|--|-)[\s\x{{200b}}]+"))
        .expect("a constant pattern")
});

/// Reads the dateline that a paragraph starts with.
pub(crate) fn read(paragraph: &str) -> Option<Dateline> {
    let first = paragraph.as_bytes().first()?;
    if !first.is_ascii_uppercase() && first.is_ascii() && *first != b'(' {
        return None;
    }
    let mut end = paragraph.len().min(LONGEST);
    while !paragraph.is_char_boundary(end) {
        end -= 1;
    }
    let head = &paragraph[..end];
    if !head.contains(['—', '–', '-']) {
        return None;
    }
    let found = GRAMMAR.captures(head)?;
    let has = |name| found.name(name).is_some();
    let parts = usize::from(has("place")) + usize::from(has("month")) + usize::from(has("agency"));
    if parts == 0 || (parts == 1 && !has("place")) {
        return None;
    }
    if parts == 1 && !has("region") {
        // A capitalised word between two dashes is an aside: *NATO — the alliance — said*.
        let rest = &paragraph[found.get(0)?.end()..];
        let sentence = rest.find(". ").map_or(rest, |stop| &rest[..stop]);
        let separator = found.name("sep")?.as_str();
        if separator == "-" || sentence.contains([' ', '\u{a0}']) && sentence.contains(&format!(" {separator} ")) {
            return None;
        }
        // One letter, as in *Q — What happened?*, is no place.
        if found.name("place")?.as_str().chars().filter(|c| c.is_alphabetic()).count() < 3 {
            return None;
        }
    }
    let date = found.name("month").zip(found.name("day")).and_then(|(month, day)| {
        let day = day.as_str().parse().ok().filter(|day| (1..=31).contains(day))?;
        let year = found.name("year").and_then(|year| year.as_str().parse().ok());
        Some(Date { year, month: month_number(month.as_str())?, day })
    });
    Some(Dateline { len: found.get(0)?.end(), date })
}

/// 1 to 12 for the English name of a month or its abbreviation, without a stop.
pub(crate) fn month_number(name: &str) -> Option<u8> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let head = name.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|month| *month == head).map(|month| month as u8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_datelines_of_the_agencies() {
        for line in [
            "KYIV, Ukraine (AP) — Fighting",
            "March 1 (UPI) — Fighting",
            "LONDON, Jan 5 (Reuters) - Shares",
            "WASHINGTON — The",
            "PARIS, Sept 3 (AFP) – The",
            "ST. LOUIS (AP) — The",
            "ABOARD THE USS NIMITZ (AP) — The",
        ] {
            let dateline = read(line).unwrap_or_else(|| panic!("{line}"));
            assert!(line[..dateline.len].trim_end().ends_with(['—', '–', '-']), "{line}");
        }
        assert_eq!(read("March 1 (UPI) — F").and_then(|d| d.date), Some(Date { year: None, month: 3, day: 1 }));
    }

    #[test]
    fn leaves_prose_with_a_dash_alone() {
        for line in [
            "However — and this is odd — it rained.",
            "NATO — the alliance — said",
            "Q — What did you see?",
            "The mayor (a Democrat) — as ever — spoke",
            "May 5 — the day of the vote",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
