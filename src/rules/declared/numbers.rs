//! Numbers in words and in figures.

use serde::Deserialize;

/// `rules/numbers.yaml`: how a language writes numbers in words.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NumberWords {
    /// From 0 to 19.
    ones: Vec<String>,
    /// From 0 to 90, by tens.
    tens: Vec<String>,
    /// The ordinals from 0 to 19, and of the tens.
    ordinals: Vec<String>,
    tenths: Vec<String>,
    hundred: String,
    thousand: String,
    /// Words for large numbers, largest first.
    large: Vec<(String, u64)>,
    /// What may stand between, and says nothing.
    and: String,
    /// What makes a figure an ordinal.
    endings: Endings,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Endings {
    one: String,
    two: String,
    three: String,
    other: String,
}

impl NumberWords {
    /// The words for numbers that stand by themselves, from *one* to *ninety-nine*, with *hundred* and the like.
    pub(super) fn words(&self) -> Vec<String> {
        let scales = [&self.hundred, &self.thousand].into_iter().chain(self.large.iter().map(|(word, _)| word));
        (1..100).filter_map(|number| self.spell(number)).chain(scales.cloned()).collect()
    }

    /// A number up to 999 in words, such as *one hundred twenty-one*.
    pub(super) fn spell(&self, number: u64) -> Option<String> {
        let n = usize::try_from(number).ok()?;
        let ones = |n: usize| self.ones.get(n);
        match n {
            0..20 => ones(n).cloned(),
            20..100 if n.is_multiple_of(10) => self.tens.get(n / 10).cloned(),
            20..100 => Some(format!("{}-{}", self.tens.get(n / 10)?, ones(n % 10)?)),
            100..1000 if n.is_multiple_of(100) => Some(format!("{} {}", ones(n / 100)?, self.hundred)),
            100..1000 => Some(format!("{} {} {}", ones(n / 100)?, self.hundred, self.spell(number % 100)?)),
            _ => None,
        }
    }

    /// An ordinal up to 99 in words, such as *twenty-first*.
    pub(super) fn spell_ordinal(&self, number: u64) -> Option<String> {
        let n = usize::try_from(number).ok()?;
        match n {
            1..20 => self.ordinals.get(n).cloned(),
            20..100 if n.is_multiple_of(10) => self.tenths.get(n / 10).cloned(),
            20..100 => Some(format!("{}-{}", self.tens.get(n / 10)?, self.ordinals.get(n % 10)?)),
            _ => None,
        }
    }

    /// What figures, with commas or without, or number words up to 999,999 say; *a hundred* is no number.
    pub(super) fn value(&self, text: &str) -> Option<f64> {
        let text = text.trim();
        if text.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return text.replace(',', "").parse().ok();
        }
        self.in_words(text).map(f64::from)
    }

    /// The same of a number that is whole and of no more than 15 figures.
    pub(super) fn whole(&self, text: &str) -> Option<u64> {
        let text = text.trim();
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            let digits = text.replace(',', "");
            return digits.parse().ok().filter(|_| digits.len() < 16);
        }
        self.in_words(text).map(u64::from)
    }

    fn in_words(&self, text: &str) -> Option<u32> {
        let (mut total, mut part, mut any) = (0u32, 0u32, false);
        let lower = text.to_lowercase();
        for word in lower.split(|c: char| c == '-' || c.is_whitespace()).filter(|word| !word.is_empty()) {
            if let Some(n) = self.ones.iter().position(|known| known == word) {
                part = part.checked_add(n as u32)?;
            } else if let Some(n) = self.tens.iter().position(|known| known == word) {
                part = part.checked_add(n as u32 * 10)?;
            } else if part > 0 && word == self.hundred {
                part = part.checked_mul(100)?;
            } else if part > 0 && word == self.thousand {
                total = total.checked_add(part.checked_mul(1000)?)?;
                part = 0;
            } else if !any || word != self.and {
                return None;
            }
            any = true;
        }
        any.then(|| total.checked_add(part)).flatten()
    }

    /// What an ordinal up to the 99th says, in words or in figures.
    pub(super) fn ordinal_value(&self, text: &str) -> Option<u64> {
        let text = text.trim().to_lowercase();
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            let number = text.trim_end_matches(char::is_alphabetic).replace(',', "").parse().ok()?;
            return (text == self.ordinal(number)).then_some(number);
        }
        (1..100).find(|n| self.spell_ordinal(*n).as_deref() == Some(text.as_str()))
    }

    /// A number with the ending that makes it an ordinal: *21st*.
    pub(super) fn ordinal(&self, number: u64) -> String {
        let ending = match (number % 100, number % 10) {
            (11..=13, _) => &self.endings.other,
            (_, 1) => &self.endings.one,
            (_, 2) => &self.endings.two,
            (_, 3) => &self.endings.three,
            _ => &self.endings.other,
        };
        format!("{number}{ending}")
    }

    /// A large whole number as *4 million* or *2.4 million*; `None` where two decimals are not exact.
    pub(super) fn short(&self, number: u64) -> Option<String> {
        let (name, unit) = self.large.iter().find(|(_, unit)| number >= *unit)?;
        let hundredth = unit / 100;
        if hundredth == 0 || !number.is_multiple_of(hundredth) {
            return None;
        }
        let (whole, decimals) = (number / unit, number % unit / hundredth);
        Some(match (decimals, decimals % 10) {
            (0, _) => format!("{whole} {name}"),
            (_, 0) => format!("{whole}.{} {name}", decimals / 10),
            _ => format!("{whole}.{decimals:02} {name}"),
        })
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stylebook::Stylebook;

    #[test]
    fn words_and_figures_say_the_same() {
        let words: NumberWords = Stylebook::default().table("numbers.yaml").unwrap();
        for number in 1..1000u32 {
            let spelled = words.spell(u64::from(number)).unwrap_or_default();
            assert_eq!(words.value(&spelled), Some(f64::from(number)), "{spelled}");
        }
        for number in 1..100 {
            assert_eq!(words.ordinal_value(&words.spell_ordinal(number).unwrap_or_default()), Some(number));
            assert_eq!(words.ordinal_value(&words.ordinal(number)), Some(number));
        }
        assert_eq!(words.spell(121).as_deref(), Some("one hundred twenty-one"));
        assert_eq!(words.spell_ordinal(20).as_deref(), Some("twentieth"));
        assert_eq!(words.ordinal(112), "112th");
        assert_eq!(words.ordinal_value("22th"), None);
        assert_eq!(words.value("two thousand"), Some(2000.0));
        assert_eq!(words.value("1,200.5"), Some(1200.5));
        assert_eq!(words.value("hundred"), None);
        assert_eq!(words.value("four thousand thousand thousand"), None);
        assert_eq!(with_commas(1_234_567), "1,234,567");
        assert_eq!(words.short(2_400_000).as_deref(), Some("2.4 million"));
        assert_eq!(words.short(2_050_000).as_deref(), Some("2.05 million"));
        assert_eq!(words.short(2_405_001), None);
        assert_eq!(words.short(999_999), None);
    }
}
