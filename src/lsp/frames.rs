//! Messages as they come over a pipe, read so that nothing a client gets wrong ends the server.
//!
//! A frame is a block of header lines, of which only `Content-Length` counts, a blank line, and so many bytes of JSON.
//! Header names are read in any case, a frame that is no message is dropped, and after bytes that belong to no frame the
//! next header is looked for. Only where no next header could be told from the text of a document is the stream given up:
//! a client that starts the server again is in step, one that goes on beside a lost change is not.

use std::borrow::Cow;

use serde_json::Value;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tower_lsp::jsonrpc::{Request, Response};

/// The largest message that is read, in bytes; larger ones are passed over.
const LARGEST: u64 = 64 << 20;
/// A message that claims more bytes than this is no message.
const LARGEST_CLAIM: u64 = 1 << 30;
/// The longest header line, in bytes.
const LONGEST_LINE: u64 = 8 << 10;
const LENGTH: &str = "content-length:";

/// What stands next in a stream.
pub(super) enum Frame {
    /// A request or a notification.
    Request(Request),
    /// The answer to a request of ours.
    Response(Response),
    /// Something was passed over, and why.
    Dropped(String),
    /// Where the next message begins cannot be told any more, and why.
    Lost(String),
    /// The stream has ended.
    End,
}

/// The frames of a stream.
pub(super) struct Frames<R> {
    reader: BufReader<R>,
}

impl<R: AsyncRead + Unpin> Frames<R> {
    /// Nothing is read before the first frame is asked for.
    pub(super) fn new(reader: R) -> Self {
        Frames { reader: BufReader::with_capacity(64 << 10, reader) }
    }

    /// The next frame.
    pub(super) async fn next(&mut self) -> Frame {
        let len = match self.header().await {
            Header::Length(len) => len,
            Header::Other(frame) => return frame,
        };
        if len > LARGEST_CLAIM {
            return Frame::Lost(format!("a message claims to have {len} bytes"));
        }
        if len > LARGEST {
            let passed = tokio::io::copy(&mut (&mut self.reader).take(len), &mut tokio::io::sink()).await;
            return match passed {
                Ok(n) if n == len => Frame::Dropped(format!("a message of {len} bytes; at most {LARGEST} are read")),
                _ => Frame::End,
            };
        }
        let mut body = vec![0; len as usize];
        match self.reader.read_exact(&mut body).await {
            Ok(_) => read(&body),
            Err(_) => Frame::End,
        }
    }

    /// Reads header lines up to the blank one.
    async fn header(&mut self) -> Header {
        let mut length = None;
        let mut stray = false;
        loop {
            let Some(line) = line(&mut self.reader).await else {
                return Header::Other(Frame::End);
            };
            let lower = line.to_ascii_lowercase();
            if lower.trim().is_empty() {
                match length {
                    Some(length) => return Header::Length(length),
                    // Blank lines between frames do no harm.
                    None if !stray => continue,
                    None => return Header::Other(Frame::Dropped("header lines without a Content-Length".into())),
                }
            }
            // What is left of a body that was longer than it said stands before the next header, on the same line.
            if let Some(at) = lower.rfind(LENGTH) {
                let value = lower[at + LENGTH.len()..].trim();
                match value.parse::<u64>() {
                    Ok(value) => length = Some(value),
                    Err(_) => return Header::Other(Frame::Lost(format!("a message of “{}” bytes", shown(value)))),
                }
            } else if !is_header(&lower) {
                stray = true;
            }
        }
    }
}

enum Header {
    Length(u64),
    Other(Frame),
}

/// The next line without its end, or what there is of it if it is too long; `None` at the end of the stream.
async fn line(reader: &mut (impl AsyncBufRead + Unpin)) -> Option<String> {
    let mut line = Vec::new();
    let read = reader.take(LONGEST_LINE).read_until(b'\n', &mut line).await.ok()?;
    (read > 0).then(|| String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned())
}

/// Whether a line looks like `Name: value`.
fn is_header(line: &str) -> bool {
    line.split_once(':')
        .is_some_and(|(name, _)| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
}

/// Reads the body of a frame.
fn read(body: &[u8]) -> Frame {
    let text = String::from_utf8_lossy(body);
    let text = with_whole_surrogates(&text);
    let dropped = |why: &dyn std::fmt::Display| Frame::Dropped(format!("{why}: {}", shown(&text)));
    let mut value: Value = match serde_json::from_str(&text) {
        Ok(value) => value,
        Err(error) => return dropped(&format_args!("a message that is no JSON ({error})")),
    };
    let Some(message) = value.as_object_mut() else {
        return dropped(&"a message that is no object");
    };
    // Some clients leave it out, and write null for parameters that are not there.
    message.insert("jsonrpc".into(), "2.0".into());
    if message.get("params").is_some_and(Value::is_null) {
        message.remove("params");
    }
    if message.get("method").is_some_and(|method| method == "initialize") {
        super::client::say_as_lsp_types_does(message);
    }
    if message.contains_key("method") {
        serde_json::from_value(value).map_or_else(|error| dropped(&error), Frame::Request)
    } else {
        serde_json::from_value(value).map_or_else(|error| dropped(&error), Frame::Response)
    }
}

/// JSON in which each escaped half of a surrogate pair that lacks its other half is U+FFFD: editors that cut a text between
/// the two send such halves, and a string of Rust cannot hold them. Either is one unit of UTF-16, so columns stay.
fn with_whole_surrogates(json: &str) -> Cow<'_, str> {
    let bytes = json.as_bytes();
    let unit = |at: usize| -> Option<u32> {
        let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let (is_high, is_low) = (|u: u32| (0xd800..0xdc00).contains(&u), |u: u32| (0xdc00..0xe000).contains(&u));
    let mut whole = String::new();
    let mut kept = 0;
    let mut at = 0;
    let slash = |from: usize| bytes.get(from..)?.iter().position(|b| *b == b'\\').map(|i| from + i);
    while let Some(next) = slash(at) {
        at = next + 2;
        let Some(first) = unit(next) else { continue };
        at = next + 6;
        if is_high(first) && unit(at).is_some_and(is_low) {
            at += 6;
        } else if is_high(first) || is_low(first) {
            whole.push_str(&json[kept..next]);
            whole.push_str("\\ufffd");
            kept = at;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(json);
    }
    whole.push_str(&json[kept..]);
    Cow::Owned(whole)
}

/// The start of a message, for the log.
fn shown(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read of a stream, in short: the methods of requests, `dropped`, `lost`.
    fn frames(bytes: &[u8]) -> Vec<String> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut frames = Frames::new(bytes);
            let mut all = Vec::new();
            loop {
                match frames.next().await {
                    Frame::Request(request) => all.push(request.method().to_owned()),
                    Frame::Response(response) => all.push(format!("answer {}", response.id())),
                    Frame::Dropped(_) => all.push("dropped".into()),
                    Frame::Lost(_) => return [all, vec!["lost".into()]].concat(),
                    Frame::End => return all,
                }
            }
        })
    }

    fn frame(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    fn note(method: &str) -> String {
        frame(&format!(r#"{{"jsonrpc":"2.0","method":"{method}"}}"#))
    }

    #[test]
    fn reads_headers_however_they_are_written() {
        let body = r#"{"jsonrpc":"2.0","method":"a"}"#;
        for header in [
            "Content-Length: 30\r\n\r\n",
            "content-length:30\r\n\r\n",
            "CONTENT-LENGTH: 30\n\n",
            "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 30\r\n\r\n",
            "\r\n\r\nContent-Length: 30\r\nX-Trace: 1\r\n\r\n",
        ] {
            assert_eq!(frames(format!("{header}{body}").as_bytes()), ["a"], "{header:?}");
        }
    }

    #[test]
    fn drops_what_is_no_message_and_goes_on() {
        for wrong in ["{", "[]", "7", "null", "\"a\"", r#"{"method":3}"#, r#"{"id":{},"method":"a"}"#, "{}"] {
            assert_eq!(frames(format!("{}{}", frame(wrong), note("b")).as_bytes()), ["dropped", "b"], "{wrong}");
        }
        let noise = format!("copydesk says hello\r\n\r\n{}", note("b"));
        assert_eq!(frames(noise.as_bytes()), ["dropped", "b"]);
        let invalid = [b"Content-Length: 3\r\n\r\n\xff\xfe\xfd".as_slice(), note("b").as_bytes()].concat();
        assert_eq!(frames(&invalid), ["dropped", "b"]);
    }

    #[test]
    fn finds_the_next_header_after_a_body_that_is_longer_than_it_says() {
        let stream = format!("Content-Length: 10\r\n\r\n{{\"jsonrpc\":\"2.0\",\"method\":\"a\"}}{}", note("b"));
        assert_eq!(frames(stream.as_bytes()), ["dropped", "b"]);
    }

    #[test]
    fn gives_up_where_a_length_is_none() {
        for header in ["-5", "many", "1e3", "99999999999", "18446744073709551616"] {
            let stream = format!("Content-Length: {header}\r\n\r\n{}", note("b"));
            assert_eq!(frames(stream.as_bytes()), ["lost"], "{header}");
        }
    }

    #[test]
    fn passes_over_a_message_that_is_too_large() {
        let mut stream = format!("Content-Length: {}\r\n\r\n", LARGEST + 1).into_bytes();
        stream.resize(stream.len() + LARGEST as usize + 1, b' ');
        stream.extend(note("b").bytes());
        assert_eq!(frames(&stream), ["dropped", "b"]);
    }

    #[test]
    fn mends_halves_of_surrogate_pairs() {
        for (json, mended) in [
            (r"\ud83d", r"\ufffd"),
            (r"\ude00x", r"\ufffdx"),
            (r"\ud83d\ude00", r"\ud83d\ude00"),
            (r"\ud83d\ud83d\ude00", r"\ufffd\ud83d\ude00"),
            (r"\ud83d\u0041", r"\ufffd\u0041"),
            (r"\\ud83d", r"\\ud83d"),
            (r"\\\ud83d", r"\\\ufffd"),
            (r"é\uD83Dé", r"é\ufffdé"),
            (r"\u12", r"\u12"),
            (r"\ud83d\", r"\ufffd\"),
        ] {
            assert_eq!(with_whole_surrogates(json), mended, "{json}");
        }
        let open = r#"{"method":"a","params":{"text":"\ud83d"}}"#;
        assert_eq!(frames(frame(open).as_bytes()), ["a"]);
    }

    #[test]
    fn tells_answers_from_requests_and_takes_null_for_nothing() {
        assert_eq!(frames(frame(r#"{"jsonrpc":"2.0","id":7,"result":null}"#).as_bytes()), ["answer 7"]);
        let Frame::Request(request) = read(br#"{"id":1,"method":"shutdown","params":null}"#) else {
            panic!("a request");
        };
        assert!(request.params().is_none());
    }
}
