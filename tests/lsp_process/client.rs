//! A client that starts the server as a process and talks to it over real pipes. Every wait is for a message or an end.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process_group};
use serde_json::{Value, json};

/// No answer and no end takes so long on any machine.
pub const PATIENCE: Duration = Duration::from_secs(40);

/// A server in a process, and a workspace for it.
pub struct Server {
    /// Taken out when the end is waited for.
    child: Option<Child>,
    stdin: Option<ChildStdin>,
    incoming: Receiver<Incoming>,
    stderr: Arc<Mutex<String>>,
    reading: Vec<JoinHandle<()>>,
    /// What the server has said and nobody has asked for yet.
    pub said: VecDeque<Value>,
    last_id: i64,
    /// Whether it answers what the server asks.
    pub answers: bool,
    /// The folder.
    pub root: Arc<tempfile::TempDir>,
}

enum Incoming {
    Message(Value),
    /// Something on standard output that is no frame.
    Noise(String),
    End,
}

/// How a server is started.
pub struct Start {
    command: Command,
    root: Arc<tempfile::TempDir>,
    reads: bool,
}

impl Start {
    pub fn new() -> Self {
        Self::in_folder(Arc::new(tempfile::tempdir().unwrap()))
    }

    /// One in a folder that others use as well.
    pub fn in_folder(root: Arc<tempfile::TempDir>) -> Self {
        // COPYDESK_SERVER names another build of it, to measure what a user would see.
        let binary = std::env::var_os("COPYDESK_SERVER").unwrap_or_else(|| env!("CARGO_BIN_EXE_copydesk").into());
        let mut command = Command::new(binary);
        // What the user of this machine has in a dictionary is not for tests.
        command.arg("lsp").current_dir(root.path()).env("XDG_CONFIG_HOME", root.path().join("config"));
        Start { command, root, reads: true }
    }

    pub fn args(mut self, args: &[&str]) -> Self {
        self.command.args(args);
        self
    }

    /// Where a file of the workspace is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// Nobody reads what the server says until [`Server::begin_reading`].
    pub fn without_reading(mut self) -> Self {
        self.reads = false;
        self
    }

    pub fn go(mut self) -> Server {
        // A group of its own shows whether it leaves anything running.
        self.command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().unwrap();
        let stderr = Arc::new(Mutex::new(String::new()));
        let (sender, incoming) = channel();
        let errors = spawn_stderr(child.stderr.take().unwrap(), Arc::clone(&stderr), sender.clone());
        let mut server = Server {
            stdin: child.stdin.take(),
            child: Some(child),
            incoming,
            stderr,
            reading: vec![errors],
            said: VecDeque::new(),
            last_id: 0,
            answers: true,
            root: self.root,
        };
        if self.reads {
            server.read_into(sender);
        }
        server
    }
}

fn spawn_stderr(pipe: ChildStderr, into: Arc<Mutex<String>>, sender: Sender<Incoming>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut lines = BufReader::new(pipe).lines();
        while let Some(Ok(line)) = lines.next() {
            let _ = writeln!(into.lock().unwrap(), "{line}");
            // Whoever waits for a line looks again.
            let _ = sender.send(Incoming::Message(json!({"stderr": line})));
        }
    })
}

impl Server {
    /// A server that knows what a modern client can do, and whose words are marked at once.
    pub fn modern() -> Self {
        let mut server = Start::new().go();
        server.initialize(modern(), json!(null));
        server
    }

    /// Begins to read what the server says.
    pub fn begin_reading(&mut self) {
        let (sender, incoming) = channel();
        self.incoming = incoming;
        self.read_into(sender);
    }

    fn read_into(&mut self, sender: Sender<Incoming>) {
        let stdout = self.child.as_mut().unwrap().stdout.take().expect("nobody reads yet");
        self.reading.push(std::thread::spawn(move || {
            let mut stdout = BufReader::new(stdout);
            loop {
                let next = frame(&mut stdout);
                let is_last = !matches!(next, Incoming::Message(_));
                if sender.send(next).is_err() || is_last {
                    return;
                }
            }
        }));
    }

    pub fn pid(&self) -> u32 {
        self.child.as_ref().unwrap().id()
    }

    /// Asks a server to begin for a client that can do so much; returns its answer.
    pub fn initialize(&mut self, capabilities: Value, process: Value) -> Value {
        let root = self.uri("");
        let answer = self.request(
            "initialize",
            json!({
                "processId": process,
                "rootUri": root,
                "workspaceFolders": [{"uri": root, "name": "desk"}],
                "capabilities": capabilities,
                "initializationOptions": {"typingPause": 0},
            }),
        );
        self.notify("initialized", json!({}));
        answer
    }

    /// The address of a file of the workspace.
    pub fn uri(&self, name: &str) -> String {
        let path = self.root.path().join(name);
        format!("file://{}", path.to_str().unwrap().trim_end_matches('/'))
    }

    /// Where a file of the workspace is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// Tells the server that files have changed, as a client does that watches them.
    pub fn changed_on_disk(&mut self, names: &[&str]) {
        let changes: Vec<Value> = names.iter().map(|name| json!({"uri": self.uri(name), "type": 2})).collect();
        self.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
    }

    /// Sends bytes as they are; false if the server does not take them any more.
    pub fn send_bytes(&mut self, bytes: &[u8]) -> bool {
        let stdin = self.stdin.as_mut().expect("an open pipe");
        stdin.write_all(bytes).and_then(|()| stdin.flush()).is_ok()
    }

    pub fn send(&mut self, message: &Value) {
        assert!(self.send_bytes(&frame_of(&message.to_string())), "the server is gone: {}", self.stderr());
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and returns its number.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params}));
        self.last_id
    }

    /// The answer to a request: its result, or the whole of its error.
    pub fn answer(&mut self, id: i64) -> Value {
        let answer = self.wait(|message| message.get("method").is_none() && message["id"] == id);
        answer.get("error").or_else(|| answer.get("result")).cloned().unwrap_or_default()
    }

    /// Sends a request and waits for its answer.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// The first message that fits, which is taken out of what was said.
    pub fn wait(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        let until = Instant::now() + PATIENCE;
        let mut looked = 0;
        loop {
            if let Some(at) = self.said.iter().skip(looked).position(&fits) {
                return self.said.remove(looked + at).unwrap();
            }
            looked = self.said.len();
            match self.incoming.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Incoming::Message(message)) => self.take(message),
                Ok(Incoming::Noise(noise)) => panic!("no frame on standard output: {noise:?}"),
                Ok(Incoming::End) | Err(RecvTimeoutError::Disconnected) => {
                    panic!("the server is gone: {}\nsaid: {}", self.stderr(), self.shown())
                }
                Err(RecvTimeoutError::Timeout) => panic!("nothing comes: {}\nsaid: {}", self.stderr(), self.shown()),
            }
        }
    }

    /// What has been said, in short.
    fn shown(&self) -> String {
        let messages = self.said.iter().map(|message| message.to_string().chars().take(200).collect::<String>());
        messages.collect::<Vec<_>>().join("\n")
    }

    /// Notes a message, and answers it if it is a request.
    fn take(&mut self, message: Value) {
        if let (Some(method), Some(id), true) = (message["method"].as_str(), message.get("id"), self.answers) {
            let result = if method == "workspace/configuration" { json!([null]) } else { Value::Null };
            let answer = frame_of(&json!({"jsonrpc": "2.0", "id": id, "result": result}).to_string());
            // A server that ends does not wait for it.
            let _ = self.stdin.is_some() && self.send_bytes(&answer);
        }
        self.said.push_back(message);
    }

    /// The parameters of the next message of a method.
    pub fn next(&mut self, method: &str) -> Value {
        self.wait(|message| message["method"] == method)["params"].take()
    }

    /// Waits for a line on standard error that has a text in it.
    pub fn next_error(&mut self, part: &str) -> String {
        let line = self.wait(|message| message["stderr"].as_str().is_some_and(|line| line.contains(part)));
        line["stderr"].as_str().unwrap().to_owned()
    }

    pub fn stderr(&self) -> String {
        self.stderr.lock().unwrap().clone()
    }

    pub fn open(&mut self, name: &str, text: &str) {
        let document = json!({"uri": self.uri(name), "languageId": "plaintext", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    pub fn change(&mut self, name: &str, version: i64, changes: Value) {
        let document = json!({"uri": self.uri(name), "version": version});
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    }

    pub fn insert(&mut self, name: &str, version: i64, (line, character): (usize, usize), text: &str) {
        let at = json!({"line": line, "character": character});
        self.change(name, version, json!([{"range": {"start": at, "end": at}, "text": text}]));
    }

    /// The diagnostics that are published for a version of a document, or a later one.
    pub fn published(&mut self, name: &str, version: i64) -> Vec<Value> {
        let uri = self.uri(name);
        let params = self
            .wait(|message| {
                let params = &message["params"];
                message["method"] == "textDocument/publishDiagnostics"
                    && params["uri"] == uri.as_str()
                    && params["version"].as_i64() >= Some(version)
            })
            .take();
        params["params"]["diagnostics"].as_array().unwrap().clone()
    }

    /// Waits until something is published for a file, and fits.
    pub fn published_that(&mut self, name: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let uri = self.uri(name);
        let message = self.wait(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri.as_str()
                && fits(&message["params"]["diagnostics"])
        });
        message["params"]["diagnostics"].clone()
    }

    /// Has the server add a word to the newsroom's dictionary; returns the number of the request.
    pub fn add_word(&mut self, article: &str, word: &str) -> i64 {
        let argument = json!({"uri": self.uri(article), "word": word, "to": "project"});
        self.ask("workspace/executeCommand", json!({"command": "copydesk.addWord", "arguments": [argument]}))
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(pid(self.pid()), signal).unwrap();
    }

    /// Closes the pipe to the server.
    pub fn hang_up(&mut self) {
        self.stdin = None;
    }

    /// Asks for the shutdown.
    pub fn shut_down(&mut self) {
        assert_eq!(self.request("shutdown", Value::Null), Value::Null);
    }

    /// Asks for the end as it should be, and waits for it.
    pub fn end(mut self) {
        self.shut_down();
        self.notify("exit", Value::Null);
        self.ends_with(0);
    }

    /// Waits for the end, which must come by itself. Nothing may be left running, and nothing but frames may have been said.
    pub fn ends_with(mut self, code: i32) -> String {
        let (ended, status) = channel();
        let mut child = self.child.take().unwrap();
        let id = child.id();
        std::thread::spawn(move || {
            let _ = ended.send(child.wait());
        });
        let Ok(status) = status.recv_timeout(PATIENCE) else {
            let _ = kill_process(pid(id), Signal::KILL);
            panic!("the server does not end: {}", self.stderr.lock().unwrap());
        };
        let left = test_kill_process_group(pid(id));
        assert_eq!(left, Err(rustix::io::Errno::SRCH), "something is left running");
        for reading in self.reading.drain(..) {
            reading.join().unwrap();
        }
        let stderr = self.stderr.lock().unwrap().clone();
        assert_eq!(status.unwrap().code(), Some(code), "{stderr}");
        // The pipe was open until now, so the end is not that of the pipe.
        self.stdin = None;
        while let Ok(incoming) = self.incoming.recv() {
            if let Incoming::Noise(noise) = incoming {
                panic!("no frame on standard output: {noise:?}");
            }
        }
        stderr
    }

    /// Ends it at once, whatever it is doing.
    pub fn kill(mut self) {
        let mut child = self.child.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Closes the end of the pipe at which nobody has read yet.
    pub fn stop_listening(&mut self) {
        self.child.as_mut().unwrap().stdout = None;
    }

    /// The memory it holds, in MiB; 0 where that cannot be told.
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap_or_default();
        let kib = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        kib.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() / 1024
    }

    /// The time that it has kept a processor busy, in hundredths of a second.
    pub fn busy(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid())).unwrap();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A test that has failed leaves nothing behind either.
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

pub fn pid(id: u32) -> Pid {
    Pid::from_raw(i32::try_from(id).unwrap()).unwrap()
}

/// A message as it goes over a pipe.
pub fn frame_of(body: &str) -> Vec<u8> {
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// The next message of a stream; `None` at its end.
pub fn read_message(stream: &mut impl BufRead) -> Option<Value> {
    match frame(stream) {
        Incoming::Message(message) => Some(message),
        Incoming::Noise(noise) => panic!("no frame: {noise:?}"),
        Incoming::End => None,
    }
}

/// Reads a frame, as strictly as the protocol has it.
fn frame(stdout: &mut impl BufRead) -> Incoming {
    let mut header = Vec::new();
    if stdout.read_until(b'\n', &mut header).unwrap_or_default() == 0 {
        return Incoming::End;
    }
    let header = String::from_utf8_lossy(&header).into_owned();
    let length = header.strip_prefix("Content-Length: ").and_then(|rest| rest.strip_suffix("\r\n")?.parse().ok());
    let Some(length) = length else { return Incoming::Noise(header) };
    let mut blank = [0; 2];
    let mut body = vec![0; length];
    if stdout.read_exact(&mut blank).and_then(|()| stdout.read_exact(&mut body)).is_err() {
        // A server that is killed may stop in the middle of one.
        return Incoming::End;
    }
    match serde_json::from_slice(&body) {
        Ok(message) if blank == *b"\r\n" => Incoming::Message(message),
        _ => Incoming::Noise(String::from_utf8_lossy(&body).into_owned()),
    }
}

/// What a modern client can do that is published to.
pub fn modern() -> Value {
    json!({
        "textDocument": {
            "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
        },
        "workspace": {
            "workspaceEdit": {"documentChanges": true}, "applyEdit": true, "workspaceFolders": true,
            "configuration": true, "didChangeWatchedFiles": {"dynamicRegistration": true},
        },
    })
}

/// What a client can do that asks for diagnostics.
pub fn pulling() -> Value {
    let mut client = modern();
    client["textDocument"]["diagnostic"] = json!({});
    client["workspace"]["diagnostics"] = json!({"refreshSupport": true});
    client
}

/// A text that takes a while to check: about 90 bytes for each paragraph.
pub fn long_text(paragraphs: usize) -> String {
    "The mayor spoke of agression and of the the quay. “We will,” Ana Ruiz said, and left.\n\n".repeat(paragraphs)
}

/// A thing that the tests measure, for the table of faults: printed with `--nocapture`.
pub fn measured(what: &str, value: impl std::fmt::Display) {
    println!("measured: {what}: {value}");
}

/// The names of the files in a folder.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
