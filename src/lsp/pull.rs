//! Diagnostics for clients that ask for them.

use tower_lsp::lsp_types::{
    DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult, FullDocumentDiagnosticReport,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
};

use super::diagnostics::{self, Reporter};
use super::documents::{Reading, Typing};
use super::session::Session;

/// The findings in one document, or that they are those the client has.
pub(super) async fn document(session: &Session, params: DocumentDiagnosticParams) -> DocumentDiagnosticReportResult {
    let uri = params.text_document.uri;
    let report = match session.reading(&uri).await {
        Some(reading) => {
            let (client, typing) = {
                let state = session.state();
                let document = state.documents.get(&uri).filter(|document| document.is_read());
                (state.client.clone(), document.and_then(|document| document.typing.clone()))
            };
            let id = id(&reading, typing.as_ref());
            if params.previous_result_id.as_ref() == Some(&id) {
                return unchanged(id);
            }
            let items = Reporter::new(&client, &uri, &reading).diagnostics(typing.as_ref());
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
pub(super) fn id(reading: &Reading, typing: Option<&Typing>) -> String {
    format!("{}{}", reading.changes, if typing.is_some() { "-typing" } else { "" })
}

fn unchanged(result_id: String) -> DocumentDiagnosticReportResult {
    DocumentDiagnosticReportResult::Report(DocumentDiagnosticReport::Unchanged(
        RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
        },
    ))
}
