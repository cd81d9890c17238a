//! Leaving a finding alone, with a reason: by a comment in Markdown, by an entry in the list beside plain text.

use tower_lsp::lsp_types::Url;

use super::commands::{Lasts, Order};
use super::documents::Reading;
use crate::article::Format;
use crate::diagnostic::Diagnostic;
use crate::text::{Edit, Span};

/// The reasons that are written down where the user gives none.
const SAID_SO: &str = "as the source said it";
const STANDS: &str = "it is right as it stands";

/// The orders that leave a finding alone by an entry in the list beside the stylebook. Without a stylebook there are none.
pub(super) fn orders(uri: &Url, reading: &Reading, finding: &Diagnostic) -> Vec<(String, Order)> {
    if reading.project.file.is_none() || uri.to_file_path().is_err() {
        return Vec::new();
    }
    let order = |lasts| Order::Ignore {
        uri: uri.clone(),
        rule: finding.rule.to_string(),
        start: finding.span.start,
        end: finding.span.end,
        state: reading.changes,
        lasts,
        reason: Some(reason(reading, finding).to_owned()),
    };
    let mut orders = vec![("Leave it alone in this article".to_owned(), order(Lasts::Article))];
    if comment(reading, finding).is_none() {
        orders.insert(0, ("Leave it alone here".to_owned(), order(Lasts::Here)));
    }
    orders
}

/// The edit that leaves a finding in Markdown alone by a comment before its paragraph, with a title. A comment inside a
/// list or a quotation would break it up, so there is none for these.
pub(super) fn comment(reading: &Reading, finding: &Diagnostic) -> Option<(String, Edit)> {
    if reading.source.format != Format::Markdown {
        return None;
    }
    let analysis = &reading.analysis;
    let article = analysis.article();
    let source = analysis.source();
    let paragraph = article.span(article.paragraph_at(finding.span.start)?);
    let line = source.get(..paragraph.start)?.rfind('\n').map_or(0, |at| at + 1);
    if line != paragraph.start || line < article.front_matter.span.end {
        return None;
    }
    let end = if source.contains("\r\n") { "\r\n" } else { "\n" };
    let text = format!("<!-- copydesk-ignore-next {} because {} -->{end}", finding.rule, reason(reading, finding));
    Some(("Leave it alone in this paragraph".to_owned(), Edit { span: Span::new(line, line), text }))
}

fn reason(reading: &Reading, finding: &Diagnostic) -> &'static str {
    let around = reading.project.linter.around(&reading.analysis, finding.span.start);
    if around.in_quotation { SAID_SO } else { STANDS }
}
