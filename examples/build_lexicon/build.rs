//! The bytes of `rules/dictionaries/english.fst`, from the sources beside it.

use std::collections::BTreeMap;
use std::path::Path;

use super::expand::expand;
use super::letters::folded;
use super::sound;

/// Longest form that is ever suggested, in bytes.
const LONGEST: usize = 45;

const AMERICAN: u64 = 1 << 8;
const BRITISH: u64 = 1 << 9;
const HIDDEN: u64 = 1 << 10;
const CAPITALS: u64 = 1 << 11;

/// The files that are built.
pub struct Built {
    /// `english.fst`: form → frequency class and flags, as `src/dictionary/bundled.rs` reads them.
    pub index: Vec<u8>,
    /// `english.candidates`, as `src/dictionary/suggest/candidates.rs` reads it.
    pub candidates: Vec<u8>,
}

/// Reads the sources in `folder` and builds both files.
pub fn build(folder: &Path) -> Result<Built, Box<dyn std::error::Error>> {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"));
    let counts = counts(&read("frequency.txt")?);
    let mut index: BTreeMap<String, u64> = BTreeMap::new();
    for (name, flag) in [("en_US", AMERICAN), ("en_GB", BRITISH)] {
        for (form, hidden) in expand(&read(&format!("{name}.aff"))?, &read(&format!("{name}.dic"))?) {
            let class = counts.get(&form.to_lowercase()).copied().unwrap_or(0);
            let flags = flag | if hidden { HIDDEN } else { 0 };
            // MCDONALD stands for McDonald, which nobody could work out from the capitals.
            if form.chars().skip(1).any(char::is_uppercase) && form.chars().any(char::is_lowercase) {
                *index.entry(form.to_uppercase()).or_insert(class | CAPITALS) |= flags;
            }
            let value = index.entry(form).or_insert(class);
            *value = (*value | flags) & !CAPITALS;
        }
    }
    share_counts(&mut index, &patterns(folder)?);
    let candidates = candidates(&index)?;
    let mut builder = fst::MapBuilder::memory();
    for (form, value) in index {
        builder.insert(form, value)?;
    }
    Ok(Built { index: builder.into_inner()?, candidates })
}

/// All forms that may be suggested, by length.
fn candidates(index: &BTreeMap<String, u64>) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut words: Vec<(String, &str, u64)> = index
        .iter()
        .filter(|(form, value)| *value & (HIDDEN | CAPITALS) == 0 && form.len() <= LONGEST)
        .map(|(form, value)| (folded(form), form.as_str(), *value))
        .collect();
    words.sort_by_key(|(folded, ..)| folded.len());
    let mut bytes = u32::try_from(words.len())?.to_le_bytes().to_vec();
    for (folded, written, value) in &words {
        let written = if folded == written { 0 } else { u8::try_from(written.len())? };
        bytes.extend([u8::try_from(folded.len())?, written]);
        bytes.extend(u16::try_from(*value)?.to_le_bytes());
        bytes.extend(sound::key(folded.as_bytes()).to_le_bytes());
    }
    for (folded, written, _) in &words {
        bytes.extend_from_slice(folded.as_bytes());
        if folded != written {
            bytes.extend_from_slice(written.as_bytes());
        }
    }
    Ok(bytes)
}

/// The frequency list lacks one spelling or the other of many words. A form of one language only that is not
/// listed counts as often as its other spelling, of which the other language's readers see as much.
fn share_counts(index: &mut BTreeMap<String, u64>, patterns: &[(String, String)]) {
    let class = |value: &u64| value & 0xff;
    let mut found = Vec::new();
    for (form, value) in index.iter() {
        let (from_american, flag, other) = match value & (AMERICAN | BRITISH) {
            AMERICAN => (true, AMERICAN, BRITISH),
            BRITISH => (false, BRITISH, AMERICAN),
            _ => continue,
        };
        if class(value) > 0 {
            continue;
        }
        let word = format!("^{form}$");
        let best = patterns
            .iter()
            .map(|(american, british)| if from_american { (american, british) } else { (british, american) })
            .flat_map(|(from, to)| {
                let word = &word;
                word.match_indices(from.as_str())
                    .map(move |(at, _)| format!("{}{to}{}", &word[..at], &word[at + from.len()..]))
            })
            .filter_map(|other_word| index.get(other_word.trim_matches(['^', '$'])))
            .filter(|found| *found & (AMERICAN | BRITISH) & other != 0 && (*found & flag == 0 || from_american))
            .map(class)
            .max();
        if let Some(best) = best.filter(|best| *best > 0) {
            found.push((form.clone(), best));
        }
    }
    for (form, class) in found {
        if let Some(value) = index.get_mut(&form) {
            *value |= class;
        }
    }
}

/// American and British parts of words, from `rules/variants.yaml`.
fn patterns(folder: &Path) -> Result<Vec<(String, String)>, Box<dyn std::error::Error>> {
    #[derive(serde::Deserialize)]
    struct Table {
        patterns: Vec<(String, String)>,
        ize: (String, String),
    }
    let text = std::fs::read_to_string(folder.join("../variants.yaml"))?;
    let table: Table = serde_saphyr::from_str(&text)?;
    Ok(table.patterns.into_iter().chain([table.ize]).collect())
}

/// Word → class, which is the logarithm of its count in twentieths of a power of ten.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn counts(list: &str) -> BTreeMap<String, u64> {
    list.trim_start_matches('\u{feff}')
        .lines()
        .filter_map(|line| {
            let (word, count) = line.trim().split_once(' ')?;
            let count: f64 = count.parse().ok()?;
            // Between 0 and 255, so nothing is lost.
            let class = (count.max(1.0).log10() * 20.0).round().clamp(1.0, 255.0) as u8;
            Some((word.to_owned(), u64::from(class)))
        })
        .collect()
}
