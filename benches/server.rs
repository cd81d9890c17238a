//! The language server over a pipe in memory: how long from a key to what is published for it, on stories of several
//! lengths; how long a story takes to open, and the server to start.

#![allow(clippy::print_stdout)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use copydesk::lsp::{Options, serve};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, ReadHalf, WriteHalf};
use tokio::sync::Notify;

#[allow(dead_code, reason = "other benchmarks use the rest of it")]
mod corpus;

use corpus::{Corpus, Markup, Random};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
const KEYS: usize = 300;

fn main() {
    // `cargo test --benches` only asks whether it runs.
    let keys = if std::env::args().any(|argument| argument == "--bench") { KEYS } else { 3 };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        println!("{:>9} {:>10} {:>10} {:>9} {:>9} {:>9}", "words", "start ms", "open ms", "key p50", "p95", "p99");
        for words in SIZES {
            let row = measure(words, keys).await;
            println!(
                "{words:>9} {:>10.1} {:>10.1} {:>9.2} {:>9.2} {:>9.2}",
                row.start, row.open, row.keys[0], row.keys[1], row.keys[2]
            );
        }
    });
}

/// All in milliseconds.
struct Row {
    start: f64,
    open: f64,
    /// Median, 95th and 99th percentile.
    keys: [f64; 3],
}

async fn measure(words: usize, keys: usize) -> Row {
    let text = Corpus::new(Markup::Plain, 7).article(words);
    let (near, far) = tokio::io::duplex(1 << 20);
    let (reader, writer) = tokio::io::split(far);
    let server = tokio::spawn(async move { serve(reader, writer, &Options::default(), Arc::new(Notify::new())).await });
    let (reader, writer) = tokio::io::split(near);
    let mut client = Client { reader: BufReader::new(reader), writer };
    let began = Instant::now();
    let options = json!({"typingPause": 0});
    client
        .send(
            &json!({"id": 1, "method": "initialize", "params": {"capabilities": {}, "initializationOptions": options}}),
        )
        .await;
    client.until(|message| message["id"] == 1).await;
    let start = began.elapsed();
    client.send(&json!({"method": "initialized", "params": {}})).await;
    let began = Instant::now();
    let document = json!({"uri": "file:///story.txt", "languageId": "plaintext", "version": 1, "text": text});
    client.send(&json!({"method": "textDocument/didOpen", "params": {"textDocument": document}})).await;
    client.published(1).await;
    let open = began.elapsed();
    let lines = text.lines().count();
    let mut random = Random(11);
    let mut times: Vec<Duration> = Vec::with_capacity(keys);
    for version in 2..keys + 2 {
        // A client would know how long the line is; a column past its end means its end.
        let at = json!({"line": lines / 2 + random.below(20), "character": random.below(80)});
        let letter = char::from(b'a' + random.below(26) as u8).to_string();
        let change = json!([{"range": {"start": at, "end": at}, "text": letter}]);
        let document = json!({"uri": "file:///story.txt", "version": version});
        let began = Instant::now();
        client.send(&json!({"method": "textDocument/didChange", "params": {"textDocument": document, "contentChanges": change}})).await;
        client.published(version).await;
        times.push(began.elapsed());
    }
    client.send(&json!({"id": 2, "method": "shutdown"})).await;
    client.until(|message| message["id"] == 2).await;
    client.send(&json!({"method": "exit"})).await;
    server.await.expect("an end");
    times.sort_unstable();
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    let percentile = |p: usize| ms(times[(times.len() * p / 100).min(times.len() - 1)]);
    Row { start: ms(start), open: ms(open), keys: [50, 95, 99].map(percentile) }
}

struct Client {
    reader: BufReader<ReadHalf<DuplexStream>>,
    writer: WriteHalf<DuplexStream>,
}

impl Client {
    async fn send(&mut self, message: &Value) {
        let body = message.to_string();
        let frame = format!("Content-Length: {}\r\n\r\n{body}", body.len());
        self.writer.write_all(frame.as_bytes()).await.expect("a server that reads");
    }

    async fn published(&mut self, version: usize) {
        self.until(|message| message["params"]["version"] == version).await;
    }

    async fn until(&mut self, fits: impl Fn(&Value) -> bool) {
        loop {
            let mut header = String::new();
            self.reader.read_line(&mut header).await.expect("a header");
            let length = header.trim_end().strip_prefix("Content-Length: ").and_then(|length| length.parse().ok());
            let mut body = vec![0; length.unwrap_or(0) + 2];
            self.reader.read_exact(&mut body).await.expect("a body");
            if fits(&serde_json::from_slice(&body[2..]).unwrap_or_default()) {
                return;
            }
        }
    }
}
