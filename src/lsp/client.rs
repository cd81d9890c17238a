//! What the client at the other end can do, as it said when it started the server.

use serde_json::Value;
use tower_lsp::lsp_types::{
    ClientCapabilities, CodeActionKind, DiagnosticTag, DynamicRegistrationClientCapabilities, InitializeParams,
    MarkupKind,
};

use super::convert;
use crate::text::Encoding;

/// What a client can do.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // They are the switches of the protocol.
pub(super) struct Abilities {
    /// In what it counts columns.
    pub(super) encoding: Encoding,
    /// Whether it asks for diagnostics, and can be told to ask again. One that cannot be told would show the word that was
    /// being typed as right until the next change, so it is published to.
    pub(super) pulls: bool,
    /// Whether an edit may name the version that it was made for.
    pub(super) versioned_edits: bool,
    /// Whether the edit of a code action may be left for when it is chosen.
    pub(super) resolves_edits: bool,
    /// Whether it shows actions as more than commands.
    pub(super) action_literals: bool,
    /// Whether it can mark an action as the preferred one.
    pub(super) preferred_actions: bool,
    /// Whether a diagnostic may link to a page about it.
    pub(super) links_codes: bool,
    /// Whether a diagnostic may point to other places.
    pub(super) related_places: bool,
    /// The tags that it shows.
    pub(super) tags: Vec<DiagnosticTag>,
    /// Whether it watches files for the server.
    pub(super) watches_files: bool,
    /// Whether a file that it watches may be named from a folder.
    pub(super) relative_patterns: bool,
    /// Whether it can be asked for its settings.
    pub(super) tells_settings: bool,
    /// Whether it wants to be asked to send changes of its settings.
    pub(super) registers_settings: bool,
    /// Whether it applies edits that the server makes.
    pub(super) applies_edits: bool,
    /// Whether it opens a page when asked to.
    pub(super) shows_documents: bool,
    /// Whether symbols may be nested.
    pub(super) nested_symbols: bool,
    /// Whether hovers may be in Markdown.
    pub(super) markdown: bool,
}

impl Abilities {
    /// Reads what a client said.
    pub(super) fn of(params: &InitializeParams) -> Self {
        let ClientCapabilities { workspace, text_document, window, general, .. } = params.capabilities.clone();
        let workspace = workspace.unwrap_or_default();
        let text_document = text_document.unwrap_or_default();
        let publish = text_document.publish_diagnostics.unwrap_or_default();
        let actions = text_document.code_action.unwrap_or_default();
        let dynamic = |what: Option<DynamicRegistrationClientCapabilities>| {
            what.and_then(|what| what.dynamic_registration).unwrap_or_default()
        };
        let watched = workspace.did_change_watched_files.unwrap_or_default();
        let resolves = actions.resolve_support.is_some_and(|can| can.properties.iter().any(|name| name == "edit"));
        let can_refresh = workspace.diagnostic.and_then(|can| can.refresh_support).unwrap_or_default();
        Abilities {
            encoding: convert::encoding(general.and_then(|can| can.position_encodings).as_deref()),
            pulls: text_document.diagnostic.is_some() && can_refresh,
            versioned_edits: workspace.workspace_edit.and_then(|can| can.document_changes).unwrap_or_default(),
            resolves_edits: resolves && actions.data_support.unwrap_or_default(),
            action_literals: actions.code_action_literal_support.is_some(),
            preferred_actions: actions.is_preferred_support.unwrap_or_default(),
            links_codes: publish.code_description_support.unwrap_or_default(),
            related_places: publish.related_information.unwrap_or_default(),
            tags: publish.tag_support.map(|can| can.value_set).unwrap_or_default(),
            watches_files: watched.dynamic_registration.unwrap_or_default(),
            relative_patterns: watched.relative_pattern_support.unwrap_or_default(),
            tells_settings: workspace.configuration.unwrap_or_default(),
            registers_settings: dynamic(workspace.did_change_configuration),
            applies_edits: workspace.apply_edit.unwrap_or_default(),
            shows_documents: window.and_then(|can| can.show_document).is_some_and(|can| can.support),
            nested_symbols: text_document
                .document_symbol
                .and_then(|can| can.hierarchical_document_symbol_support)
                .unwrap_or_default(),
            markdown: text_document
                .hover
                .and_then(|can| can.content_format)
                .is_some_and(|formats| formats.first() == Some(&MarkupKind::Markdown)),
        }
    }
}

/// Puts what a client says of refreshing diagnostics where `lsp_types` looks for it: the protocol calls the key
/// `workspace.diagnostics`, version 0.94 of the crate `workspace.diagnostic`.
pub(super) fn say_as_lsp_types_does(initialize: &mut serde_json::Map<String, Value>) {
    let workspace = initialize.get_mut("params").and_then(|params| params.pointer_mut("/capabilities/workspace"));
    if let Some(workspace) = workspace.and_then(Value::as_object_mut)
        && let Some(said) = workspace.remove("diagnostics")
    {
        workspace.insert("diagnostic".into(), said);
    }
}

/// The kinds of actions that the server offers.
pub(super) fn action_kinds() -> Vec<CodeActionKind> {
    vec![CodeActionKind::QUICKFIX, CodeActionKind::REFACTOR_REWRITE, super::actions::FIX_ALL]
}
