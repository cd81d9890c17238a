//! A client of the language server, for tests: over a pipe in memory, or over those of a command that `COPYDESK_LSP` names.

#![allow(dead_code, unreachable_pub, clippy::missing_panics_doc, clippy::unwrap_used)]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use copydesk::lsp::{Options, serve};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::{Notify, mpsc};

/// No answer takes so long on any machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A client in a workspace of its own.
pub struct Client {
    writer: Box<dyn AsyncWrite + Unpin + Send>,
    incoming: mpsc::UnboundedReceiver<Value>,
    /// What the server has said by itself and nobody has asked for yet.
    pub said: Vec<Value>,
    last_id: i64,
    /// What the client answers when it is asked for its settings.
    pub settings: Value,
    /// Whether it leaves what the server asks without an answer.
    pub is_silent: bool,
    /// The process, where the server is one.
    pub process: Option<u32>,
    /// The code with which the server ended, or what the command printed.
    ended: tokio::task::JoinHandle<i32>,
    /// The folder.
    pub root: tempfile::TempDir,
}

/// A runtime for a test.
pub fn run<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(test)
}

/// What a modern editor can do, pulling left out.
pub fn modern() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "textDocument": {
            "publishDiagnostics": {"relatedInformation": true, "codeDescriptionSupport": true, "versionSupport": true,
                "tagSupport": {"valueSet": [1, 2]}},
            "codeAction": {"isPreferredSupport": true, "dataSupport": true, "resolveSupport": {"properties": ["edit"]},
                "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "refactor", "source"]}}},
            "hover": {"contentFormat": ["markdown", "plaintext"]},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
        },
        "workspace": {"workspaceEdit": {"documentChanges": true}, "applyEdit": true, "workspaceFolders": true},
        "window": {"showDocument": {"support": true}, "workDoneProgress": true},
    })
}

/// The same for one that asks for diagnostics.
pub fn pulling() -> Value {
    let mut client = modern();
    client["textDocument"]["diagnostic"] = json!({"dynamicRegistration": false});
    client["workspace"]["diagnostics"] = json!({"refreshSupport": true});
    client
}

impl Client {
    /// Starts a server; nothing is said to it yet.
    pub fn connect() -> Self {
        let root = tempfile::tempdir().unwrap();
        if let Ok(command) = std::env::var("COPYDESK_LSP") {
            return Client::spawn(&command, root);
        }
        let (near, far) = tokio::io::duplex(1 << 20);
        let (reader, writer) = tokio::io::split(near);
        let (server_reader, server_writer) = tokio::io::split(far);
        let ended = tokio::spawn(async move {
            serve(server_reader, server_writer, &Options::default(), Arc::new(Notify::new())).await
        });
        Client::over(reader, writer, ended, root)
    }

    /// Starts a server as a command of its own; it is split at white space.
    fn spawn(command: &str, root: tempfile::TempDir) -> Self {
        use std::process::Stdio;

        let mut words = command.split_whitespace();
        let mut child = tokio::process::Command::new(words.next().unwrap())
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let (writer, reader) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let process = child.id();
        let ended = tokio::spawn(async move { child.wait().await.unwrap().code().unwrap_or(-1) });
        Client { process, ..Client::over(reader, writer, ended, root) }
    }

    fn over(
        reader: impl AsyncRead + Unpin + Send + 'static,
        writer: impl AsyncWrite + Unpin + Send + 'static,
        ended: tokio::task::JoinHandle<i32>,
        root: tempfile::TempDir,
    ) -> Self {
        let (sender, incoming) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut reader = BufReader::new(reader);
            while let Some(message) = read(&mut reader).await {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Client {
            writer: Box::new(writer),
            incoming,
            said: Vec::new(),
            last_id: 0,
            settings: Value::Null,
            is_silent: false,
            process: None,
            ended,
            root,
        }
    }

    /// Starts a server as a process of its own, in a workspace that is there.
    pub fn in_process(root: tempfile::TempDir) -> Self {
        Client::spawn(concat!(env!("CARGO_BIN_EXE_copydesk"), " lsp"), root)
    }

    /// Starts a server for a client that can do so much, with these options; returns what the server can do.
    pub async fn start(&mut self, capabilities: Value, options: Value) -> Value {
        let root = self.uri("");
        let params = json!({
            "processId": null,
            "rootUri": root,
            "workspaceFolders": [{"uri": root, "name": "desk"}],
            "capabilities": capabilities,
            "initializationOptions": options,
        });
        let answer = self.request("initialize", params).await;
        self.notify("initialized", json!({})).await;
        answer
    }

    /// A modern client whose words are marked at once.
    pub async fn modern() -> Self {
        let mut client = Client::connect();
        client.start(modern(), json!({"typingPause": 0})).await;
        client
    }

    /// The address of a file of the workspace.
    pub fn uri(&self, name: &str) -> String {
        let path = self.root.path().join(name);
        url(&path)
    }

    /// Writes a file of the workspace.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.root.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Sends bytes as they are.
    pub async fn send_bytes(&mut self, bytes: &[u8]) {
        self.writer.write_all(bytes).await.unwrap();
        self.writer.flush().await.unwrap();
    }

    /// Sends a message.
    pub async fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await;
    }

    /// Sends a notification.
    pub async fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params})).await;
    }

    /// Sends a request and returns its number.
    pub async fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        let id = self.last_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})).await;
        id
    }

    /// The answer to a request: its result, or the whole of its error.
    pub async fn answer(&mut self, id: i64) -> Value {
        let is_answer = |message: &Value| message.get("method").is_none() && message["id"] == id;
        let answer = self.wait(is_answer).await;
        answer.get("error").or_else(|| answer.get("result")).cloned().unwrap_or_default()
    }

    /// Sends a request and waits for its answer.
    pub async fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params).await;
        self.answer(id).await
    }

    /// The parameters of the next message of a method that the server sends, or has sent and nobody has taken.
    pub async fn next(&mut self, method: &str) -> Value {
        self.wait(|message| message["method"] == method).await["params"].take()
    }

    /// The first message that fits, which is taken out of what was said.
    pub async fn wait(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        loop {
            if let Some(at) = self.said.iter().position(&fits) {
                return self.said.remove(at);
            }
            let message = tokio::time::timeout(PATIENCE, self.incoming.recv()).await;
            let message = message.unwrap_or_else(|_| panic!("nothing comes; said: {:#?}", self.said));
            let message = message.unwrap_or_else(|| panic!("the server is gone; said: {:#?}", self.said));
            self.take(message).await;
        }
    }

    /// Notes a message, and answers it if it is a request.
    async fn take(&mut self, message: Value) {
        if let (Some(method), Some(id), false) = (message["method"].as_str(), message.get("id"), self.is_silent) {
            let result = match method {
                "workspace/configuration" => json!([self.settings]),
                "workspace/applyEdit" => json!({"applied": true}),
                "window/showDocument" => json!({"success": true}),
                _ => Value::Null,
            };
            let answer = json!({"jsonrpc": "2.0", "id": id, "result": result});
            self.send(&answer).await;
        }
        self.said.push(message);
    }

    /// Opens a document.
    pub async fn open(&mut self, name: &str, language: &str, text: &str) {
        let document = json!({"uri": self.uri(name), "languageId": language, "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document})).await;
    }

    /// Changes a document.
    pub async fn change(&mut self, name: &str, version: i64, changes: Value) {
        let document = json!({"uri": self.uri(name), "version": version});
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes})).await;
    }

    /// The diagnostics that are published for a version of a document; those of older versions are passed over.
    pub async fn published(&mut self, name: &str, version: i64) -> Vec<Value> {
        let uri = self.uri(name);
        let of = |message: &Value| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri.as_str()
        };
        let wanted = |message: &Value| of(message) && message["params"]["version"].as_i64() >= Some(version);
        let params = self.wait(wanted).await["params"].take();
        self.said.retain(|message| !of(message) || message["params"]["version"].as_i64() > Some(version));
        params["diagnostics"].as_array().unwrap().clone()
    }

    /// Asks for the end and waits for it; the code of the server.
    pub async fn end(mut self) -> i32 {
        self.request("shutdown", Value::Null).await;
        self.notify("exit", Value::Null).await;
        self.gone().await
    }

    /// Waits for the end; the code of the server.
    pub async fn gone(self) -> i32 {
        tokio::time::timeout(PATIENCE, self.ended).await.expect("an end").unwrap()
    }

    /// Closes the pipe and waits for the end.
    pub async fn hang_up(mut self) -> i32 {
        self.writer.shutdown().await.unwrap();
        drop(self.writer);
        tokio::time::timeout(PATIENCE, self.ended).await.expect("an end").unwrap()
    }
}

/// The address of a path, as an editor would write it.
pub fn url(path: &Path) -> String {
    let text = path.to_str().unwrap().trim_end_matches('/');
    format!("file://{text}")
}

async fn read(reader: &mut (impl AsyncBufReadExt + Unpin)) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().unwrap(),
            Some(_) => panic!("a header that is none of ours: {line}"),
            None => {
                assert!(line == "\r\n", "no header: {line:?}");
                break;
            }
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).await.ok()?;
    Some(serde_json::from_slice(&body).unwrap())
}
