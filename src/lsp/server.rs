//! The handlers, thin: what they take from the client goes to the [`Session`], what they answer is made elsewhere.
//!
//! No handler of a notification has an `.await`, which a test sees to; see the list in [`super`].

use std::sync::Arc;

use tokio::sync::Notify;
use tower_lsp::jsonrpc::Result;
#[allow(clippy::wildcard_imports)] // The protocol has a type for each end of each message.
use tower_lsp::lsp_types::*;
use tower_lsp::{Client, LanguageServer};

use super::client::Abilities;
use super::session::{Session, Task};
use super::{actions, commands, completion, convert, hover, outline, pull, watch, workspace};

/// The language server of one client.
pub(super) struct Server {
    session: Arc<Session>,
    stop: Arc<Notify>,
}

impl Server {
    /// A server for a client, which `stop` ends.
    pub(super) fn new(client: Client, session: Arc<Session>, stop: Arc<Notify>) -> Self {
        session.meet(client);
        Server { session, stop }
    }
}

fn capabilities(client: &Abilities) -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::INCREMENTAL),
        ..TextDocumentSyncOptions::default()
    };
    let pull = DiagnosticOptions {
        identifier: Some(super::diagnostics::SOURCE.to_owned()),
        inter_file_dependencies: false,
        workspace_diagnostics: true,
        ..DiagnosticOptions::default()
    };
    ServerCapabilities {
        position_encoding: Some(convert::encoding_kind(client.encoding)),
        text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
        code_action_provider: Some(if client.action_literals {
            CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(super::client::action_kinds()),
                resolve_provider: Some(client.resolves_edits),
                ..CodeActionOptions::default()
            })
        } else {
            CodeActionProviderCapability::Simple(true)
        }),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: commands::NAMES.map(str::to_owned).to_vec(),
            ..ExecuteCommandOptions::default()
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions { resolve_provider: Some(false), ..CompletionOptions::default() }),
        document_symbol_provider: Some(OneOf::Left(true)),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
        diagnostic_provider: client.pulls.then_some(DiagnosticServerCapabilities::Options(pull)),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: None,
        }),
        ..ServerCapabilities::default()
    }
}

#[tower_lsp::async_trait]
impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        self.session.begin(&params);
        super::ending::watch_parent(params.process_id, &self.stop);
        Ok(InitializeResult {
            capabilities: capabilities(&self.session.state().client),
            server_info: Some(ServerInfo {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.session.add_task(Task::WarmUp);
        watch::begin(&self.session);
    }

    async fn shutdown(&self) -> Result<()> {
        self.session.end();
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.session.open(params);
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.session.change(params);
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.session.close(&params);
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        watch::settings_changed(&self.session, &params.settings);
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let paths = |folders: &[WorkspaceFolder]| folders.iter().filter_map(|f| f.uri.to_file_path().ok()).collect();
        let (added, removed): (Vec<_>, Vec<_>) = (paths(&params.event.added), paths(&params.event.removed));
        self.session.change_folders(&added, &removed);
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        Ok(pull::document(&self.session, params).await)
    }

    async fn workspace_diagnostic(&self, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
        Ok(workspace::folders(&self.session, params).await)
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        watch::told(&self.session, &params);
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        Ok(actions::at(&self.session, params).await)
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        actions::resolve(&self.session, action).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<serde_json::Value>> {
        commands::execute(&self.session, params).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        Ok(hover::at(&self.session, params).await)
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        Ok(completion::at(&self.session, params).await)
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        Ok(outline::symbols(&self.session, &params.text_document.uri).await)
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        Ok(outline::folds(&self.session, &params.text_document.uri).await)
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        Ok(outline::selections(&self.session, &params.text_document.uri, &params.positions).await)
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        Ok(outline::lenses(&self.session, &params.text_document.uri).await)
    }
}
