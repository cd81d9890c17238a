//! Diagnostics for clients that ask for them.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;
use tower_lsp::lsp_types::{
    DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult, FullDocumentDiagnosticReport,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
};

use super::diagnostics::{self, Reporter};
use super::documents::{Reading, Typing};
use super::session::Session;
use crate::diagnostic::Diagnostic;

/// The findings in one document, or that they are those the client has.
pub(super) async fn document(session: &Session, params: DocumentDiagnosticParams) -> DocumentDiagnosticReportResult {
    let uri = params.text_document.uri;
    let report = match session.reading(&uri).await {
        Some(reading) => {
            let (client, typing, across) = {
                let state = session.state();
                let document = state.documents.get(&uri).filter(|document| document.is_read());
                (state.client.clone(), document.and_then(|document| document.typing.clone()), state.across(&uri))
            };
            let id = id(&reading, &across, typing.as_ref());
            if params.previous_result_id.as_ref() == Some(&id) {
                return unchanged(id);
            }
            let items = Reporter::new(&client, &uri, &reading).diagnostics(&across, typing.as_ref());
            FullDocumentDiagnosticReport { result_id: Some(id), items }
        }
        None => FullDocumentDiagnosticReport { result_id: None, items: diagnostics::of_project_file(session, &uri) },
    };
    DocumentDiagnosticReportResult::Report(DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: report,
    }))
}

/// The id of what is said of a reading, some of it held back while a word is being typed.
pub(super) fn id(reading: &Reading, across: &[Diagnostic], typing: Option<&Typing>) -> String {
    let mut hasher = FxHasher::default();
    for found in across {
        (found.span, &found.message).hash(&mut hasher);
    }
    let typing = if typing.is_some() { "-typing" } else { "" };
    format!("{}-{:x}{typing}", reading.changes, hasher.finish())
}

fn unchanged(result_id: String) -> DocumentDiagnosticReportResult {
    DocumentDiagnosticReportResult::Report(DocumentDiagnosticReport::Unchanged(
        RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
        },
    ))
}
