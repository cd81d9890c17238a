//! Front matter: what a publishing system writes before an article, and what it tells copydesk.

use serde_json::{Map, Value};

use super::blocks::lines;
use super::{Date, Language, dateline};
use crate::text::Span;

/// What the front matter of an article says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter {
    /// Its bytes, with the fences; empty if there is none.
    pub span: Span,
    /// The article's day.
    pub date: Option<Date>,
    /// The language of the article.
    pub language: Option<Language>,
    /// The house style of the article.
    pub house: Option<String>,
    /// Rules that the article does without: `copydesk: {ignore: […]}`.
    pub ignore: Vec<String>,
    /// Where each ignored rule stands, in bytes of the text.
    pub ignore_spans: Vec<Span>,
    /// Words that are right in this article: `copydesk: {words: […]}`.
    pub words: Vec<String>,
    /// The value of `title` or `headline`, in bytes of the text, where it stands on one line.
    pub title: Option<Span>,
    /// Why it could not be read, with the place.
    pub problem: Option<(Span, String)>,
}

impl FrontMatter {
    /// The front matter at the start of a text, for those who must choose a linter by its language or house.
    pub fn of(text: &str) -> Option<FrontMatter> {
        read(text)
    }
}

/// Reads the front matter at the start of a text, a byte-order mark left out of account.
pub(crate) fn read(text: &str) -> Option<FrontMatter> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let fence = text.get(start..start + 3).filter(|fence| matches!(*fence, "---" | "+++" | ";;;"))?;
    let mut all = lines(text, start);
    let first = all.next()?;
    if text[first.range()].trim_end() != fence {
        return None;
    }
    // A rule under a headline is no front matter: it must end, and soon.
    let close = all.take(500).find(|line| text[line.range()].trim_end() == fence)?;
    let body = Span::new((first.end + 1).min(close.start), close.start);
    let mut front = FrontMatter { span: Span::new(start, close.end), ..FrontMatter::default() };
    let source = &text[body.range()];
    match parse(fence, source) {
        Ok(keys) => front.take(&keys, text, body),
        Err(message) => front.problem = Some((Span::new(start, first.end), message)),
    }
    Some(front)
}

fn parse(fence: &str, source: &str) -> Result<Map<String, Value>, String> {
    let value: Value = match fence {
        "+++" => toml::from_str(source).map_err(|error| error.message().to_owned())?,
        ";;;" => serde_json::from_str(source).map_err(|error| error.to_string())?,
        _ => serde_saphyr::from_str(source).map_err(|error| first_line(&error.to_string()))?,
    };
    match value {
        Value::Object(keys) => Ok(keys),
        Value::Null => Ok(Map::new()),
        _ => Err("it is not a list of keys and values".into()),
    }
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

impl FrontMatter {
    fn take(&mut self, keys: &Map<String, Value>, text: &str, body: Span) {
        let own = keys.get("copydesk").and_then(Value::as_object);
        let string = |key: &str| own.and_then(|own| own.get(key)).or_else(|| keys.get(key)).and_then(Value::as_str);
        let list = |key: &str| -> Vec<String> {
            let values = own.and_then(|own| own.get(key)).and_then(Value::as_array);
            values.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        self.date = ["date", "pubDate", "published"].iter().find_map(|key| string(key).and_then(day));
        self.language = string("lang").and_then(Language::from_tag);
        self.house = string("house").map(str::to_owned);
        self.ignore = list("ignore");
        self.words = list("words");
        self.ignore_spans = self.ignore.iter().map(|rule| find(text, body, rule).unwrap_or(self.span)).collect();
        self.title = lines(&text[..body.end], body.start).find_map(|line| title_value(text, line));
    }
}

/// The day at the start of a date: `2023-03-01`, with or without a time; `March 1, 2023`; `1 March 2023`.
pub(crate) fn day(value: &str) -> Option<Date> {
    let mut parts = value.splitn(3, '-');
    if let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) {
        let day = rest.get(..2).unwrap_or(rest);
        if let (Ok(year), Ok(month), Ok(day)) = (year.trim().parse::<i16>(), month.parse(), day.parse()) {
            return valid(year, month, day);
        }
    }
    let words: Vec<&str> = value.split([' ', ',', '.']).filter(|word| !word.is_empty()).collect();
    let [a, b, year] = *words.as_slice() else {
        return None;
    };
    let (month, day) = if a.starts_with(|c: char| c.is_ascii_digit()) { (b, a) } else { (a, b) };
    valid(year.parse().ok()?, dateline::month_number(month)?, day.parse().ok()?)
}

fn valid(year: i16, month: u8, day: u8) -> Option<Date> {
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(Date { year: Some(year), month, day })
}

fn find(text: &str, within: Span, what: &str) -> Option<Span> {
    let at = text[within.range()].find(what)? + within.start;
    Some(Span::new(at, at + what.len()))
}

fn title_value(text: &str, line: Span) -> Option<Span> {
    let part = &text[line.range()];
    let key = ["title", "headline"].iter().find(|key| part.starts_with(**key))?;
    let rest = part[key.len()..].trim_start();
    let value = rest.strip_prefix([':', '='])?.trim();
    let bare = ['"', '\''].iter().find_map(|q| value.strip_prefix(*q)?.strip_suffix(*q)).unwrap_or(value);
    if bare.is_empty() || bare.contains('\\') || value.starts_with(['|', '>', '&', '[', '{']) {
        return None;
    }
    let start = line.start + (bare.as_ptr() as usize - part.as_ptr() as usize);
    Some(Span::new(start, start + bare.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_concerns_an_article() {
        let text = "---\ntitle: \"Ferry sinks\"\ndate: 2023-03-01T10:00:00Z\nlang: en-GB\ncopydesk: {ignore: [name/near-miss], words: [quay]}\n---\nBody";
        let front = read(text).expect("front matter");
        assert_eq!(front.date, Some(Date { year: Some(2023), month: 3, day: 1 }));
        assert_eq!(front.language, Some(Language::EnGb));
        assert_eq!(front.title.map(|span| &text[span.range()]), Some("Ferry sinks"));
        assert_eq!((front.ignore.len(), front.words.len()), (1, 1));
        assert_eq!(&text[front.ignore_spans[0].range()], "name/near-miss");
        assert_eq!(&text[front.span.end..], "\nBody");
    }

    #[test]
    fn knows_toml_and_json_and_survives_what_is_neither() {
        assert_eq!(read("+++\ndate = \"2023-03-01\"\n+++\n").and_then(|f| f.date).map(|d| d.day), Some(1));
        assert_eq!(read(";;;\n{\"date\": \"March 2, 2023\"}\n;;;\n").and_then(|f| f.date).map(|d| d.day), Some(2));
        assert!(read("---\na: [\n---\n").is_some_and(|front| front.problem.is_some()));
        assert_eq!(read("---\nno end"), None);
    }
}
