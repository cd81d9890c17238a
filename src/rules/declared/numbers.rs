//! Numbers in words and in figures.

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const ORDINALS: [&str; 20] = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];

/// The words for numbers that stand by themselves, from *one* to *ninety-nine*, with *hundred* and the like.
pub(super) fn words() -> Vec<String> {
    let scales = ["hundred", "thousand", "million", "billion", "trillion"].into_iter().map(str::to_owned);
    (1..100).filter_map(spell).chain(scales).collect()
}

/// A number up to 999 in words, such as *one hundred twenty-one*.
pub(super) fn spell(number: u64) -> Option<String> {
    let n = usize::try_from(number).ok()?;
    match n {
        0..20 => Some(ONES[n].to_owned()),
        20..100 if n.is_multiple_of(10) => Some(TENS[n / 10].to_owned()),
        20..100 => Some(format!("{}-{}", TENS[n / 10], ONES[n % 10])),
        100..1000 if n.is_multiple_of(100) => Some(format!("{} hundred", ONES[n / 100])),
        100..1000 => Some(format!("{} hundred {}", ONES[n / 100], spell(number % 100)?)),
        _ => None,
    }
}

/// An ordinal up to 99 in words, such as *twenty-first*.
pub(super) fn spell_ordinal(number: u64) -> Option<String> {
    let n = usize::try_from(number).ok()?;
    match n {
        1..20 => Some(ORDINALS[n].to_owned()),
        20..100 if n.is_multiple_of(10) => Some(format!("{}ieth", TENS[n / 10].trim_end_matches('y'))),
        20..100 => Some(format!("{}-{}", TENS[n / 10], ORDINALS[n % 10])),
        _ => None,
    }
}

/// What number words up to 999,999 say; *a hundred* is no number. Figures with commas are read as well.
pub(super) fn value(text: &str) -> Option<f64> {
    let text = text.trim();
    if text.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return text.replace(',', "").parse().ok();
    }
    in_words(text).map(f64::from)
}

/// The same of a number that is whole and of no more than 15 figures.
pub(super) fn whole(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        let digits = text.replace(',', "");
        return digits.parse().ok().filter(|_| digits.len() < 16);
    }
    in_words(text).map(u64::from)
}

fn in_words(text: &str) -> Option<u32> {
    let (mut total, mut part, mut any) = (0u32, 0u32, false);
    for word in text.to_lowercase().split([' ', '-', '\u{a0}', '\n', '\r', '\t']).filter(|word| !word.is_empty()) {
        if let Some(n) = ONES.iter().position(|known| *known == word) {
            part = part.checked_add(n as u32)?;
        } else if let Some(n) = TENS.iter().position(|known| !known.is_empty() && *known == word) {
            part = part.checked_add(n as u32 * 10)?;
        } else {
            match word {
                "hundred" if any => part = part.checked_mul(100)?,
                "thousand" if any => {
                    total = total.checked_add(part.checked_mul(1000)?)?;
                    part = 0;
                }
                "and" if any => {}
                _ => return None,
            }
        }
        any = true;
    }
    any.then_some(total + part)
}

/// What an ordinal up to the 99th says, in words or in figures.
pub(super) fn ordinal_value(text: &str) -> Option<u64> {
    let text = text.trim().to_lowercase();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if !digits.is_empty() && digits.len() + 2 == text.len() {
        return digits.replace(',', "").parse().ok();
    }
    (1..100).find(|n| spell_ordinal(*n).as_deref() == Some(text.as_str()))
}

/// A number with the ending that makes it an ordinal: *21st*.
pub(super) fn ordinal(number: u64) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// A whole number with commas between its thousands.
pub(super) fn with_commas(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A large whole number as *4 million* or *2.4 million*; `None` where two decimals are not exact.
pub(super) fn short(number: u64) -> Option<String> {
    let (unit, name) = [(1_000_000_000_000, "trillion"), (1_000_000_000, "billion"), (1_000_000, "million")]
        .into_iter()
        .find(|(unit, _)| number >= *unit)?;
    let hundredth = unit / 100;
    if !number.is_multiple_of(hundredth) {
        return None;
    }
    let (whole, decimals) = (number / unit, number % unit / hundredth);
    Some(match (decimals, decimals % 10) {
        (0, _) => format!("{whole} {name}"),
        (_, 0) => format!("{whole}.{} {name}", decimals / 10),
        _ => format!("{whole}.{decimals:02} {name}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_figures_say_the_same() {
        for number in 1..1000 {
            assert_eq!(value(&spell(number).unwrap_or_default()), Some(f64::from(number as u32)));
        }
        for number in 1..100 {
            assert_eq!(ordinal_value(&spell_ordinal(number).unwrap_or_default()), Some(number));
            assert_eq!(ordinal_value(&ordinal(number)), Some(number));
        }
        assert_eq!(value("two thousand"), Some(2000.0));
        assert_eq!(value("1,200.5"), Some(1200.5));
        assert_eq!(value("hundred"), None);
        assert_eq!(with_commas(1_234_567), "1,234,567");
        assert_eq!(short(2_400_000).as_deref(), Some("2.4 million"));
        assert_eq!(short(2_050_000).as_deref(), Some("2.05 million"));
        assert_eq!(short(2_405_001), None);
        assert_eq!(short(999_999), None);
    }
}
