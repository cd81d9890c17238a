//! The bytes of `rules/dictionaries/english.fst`, from the sources beside it.

use std::collections::BTreeMap;
use std::path::Path;

use super::expand::expand;

const AMERICAN: u64 = 1 << 8;
const BRITISH: u64 = 1 << 9;
const HIDDEN: u64 = 1 << 10;
const CAPITALS: u64 = 1 << 11;

/// Reads the sources in `folder` and builds the index: form → frequency class and flags, as
/// `src/dictionary/bundled.rs` reads them.
pub fn build(folder: &Path) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
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
    let mut builder = fst::MapBuilder::memory();
    for (form, value) in index {
        builder.insert(form, value)?;
    }
    Ok(builder.into_inner()?)
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
fn counts(list: &str) -> BTreeMap<String, u64> {
    list.trim_start_matches('\u{feff}')
        .lines()
        .filter_map(|line| {
            let (word, count) = line.trim().split_once(' ')?;
            let count: f64 = count.parse().ok()?;
            Some((word.to_owned(), ((count.max(1.0).log10() * 20.0).round() as u64).clamp(1, 255)))
        })
        .collect()
}
