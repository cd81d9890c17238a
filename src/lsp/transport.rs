//! The loop between a client and the handlers: every message in its order, and no way to end but those that are meant.
//!
//! It stands in the place of `tower_lsp::Server`, whose reader gives up at the first bad frame and waits for its own
//! queue. Each handler is polled once, right here, before the next message is looked at. So a handler without `.await` is
//! atomic, the first part of every other one runs in order, and what waits waits in a task of its own: neither a change
//! nor a cancellation can stand behind a slow request. A panic in a handler is answered as an internal error.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_util::{FutureExt, Sink, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Notify;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};
use tower_lsp::{ClientSocket, ExitedError};
use tower_service::Service;
use tracing::{debug, error, warn};

use super::frames::{Frame, Frames};
use super::outbox::{self, Outbox, Queue};

/// The codes that a server ends with.
pub(super) const AFTER_SHUTDOWN: i32 = 0;
pub(super) const WITHOUT_SHUTDOWN: i32 = 1;
pub(super) const OUT_OF_STEP: i32 = 2;

/// How long the last answers may take to be written once the server is to end.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Serves until the client says exit, closes its pipe, or `stop` is told. Returns the code to end with.
pub(super) async fn run<S>(
    service: S,
    socket: ClientSocket,
    reader: impl AsyncRead + Unpin,
    writer: impl AsyncWrite + Unpin + Send + 'static,
    (outbox, queue): (Outbox, Queue),
    stop: Arc<Notify>,
) -> i32
where
    S: Service<Request, Response = Option<Response>, Error = ExitedError>,
    S::Future: Send + 'static,
{
    let (mut requests, answers) = socket.split();
    let mut writing = tokio::spawn(outbox::write(queue, writer));
    let asking = outbox.clone();
    let forward = tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            if !asking.ask(&request).await {
                return;
            }
        }
    });
    let mut desk = Desk { service, answers, outbox, is_shut: false };
    let code = {
        let reading = pin!(desk.read(Frames::new(reader)));
        tokio::select! {
            code = reading => Some(code),
            () = stop.notified() => None,
            // The client does not listen any more.
            _ = &mut writing => None,
        }
    };
    let code = code.unwrap_or(if desk.is_shut { AFTER_SHUTDOWN } else { WITHOUT_SHUTDOWN });
    forward.abort();
    desk.outbox.end();
    // What has ended may not be waited for again.
    if !writing.is_finished() {
        let _ = tokio::time::timeout(LAST_WORDS, writing).await;
    }
    code
}

struct Desk<S, A> {
    service: S,
    answers: A,
    outbox: Outbox,
    is_shut: bool,
}

impl<S, A> Desk<S, A>
where
    S: Service<Request, Response = Option<Response>, Error = ExitedError>,
    S::Future: Send + 'static,
    A: Sink<Response> + Unpin,
{
    async fn read(&mut self, mut frames: Frames<impl AsyncRead + Unpin>) -> i32 {
        let ended = |is_shut: bool| if is_shut { AFTER_SHUTDOWN } else { WITHOUT_SHUTDOWN };
        loop {
            match frames.next().await {
                Frame::Request(request) if request.method() == "exit" => return ended(self.is_shut),
                Frame::Request(request) => {
                    let is_shutdown = request.method() == "shutdown";
                    self.call(request);
                    self.is_shut |= is_shutdown;
                }
                Frame::Response(response) => self.hand_on(response),
                Frame::Dropped(why) => warn!("passed over {why}"),
                Frame::Lost(why) => {
                    error!("{why}; the server ends, so that the client can start it again in step");
                    return OUT_OF_STEP;
                }
                Frame::End => return ended(self.is_shut),
            }
        }
    }

    /// Starts a handler, and lets it go on by itself if it is not done at once.
    fn call(&mut self, request: Request) {
        let (method, id) = (request.method().to_owned(), request.id().cloned());
        debug!("{method}");
        let Ok(handler) = catch_unwind(AssertUnwindSafe(|| self.service.call(request))) else {
            return self.failed(&method, id);
        };
        let outbox = self.outbox.clone();
        let mut handler: Pin<Box<dyn Future<Output = Option<Response>> + Send>> =
            Box::pin(AssertUnwindSafe(handler).catch_unwind().map(move |done| match done {
                Ok(Ok(response)) => response.or_else(|| id.map(unknown_method)),
                Ok(Err(_exited)) => None,
                Err(_panic) => id.map(|id| internal_error(&method, id)),
            }));
        // The waker does nothing: whoever polls again brings another one.
        match handler.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Some(response)) => outbox.answer(&response),
            Poll::Ready(None) => {}
            Poll::Pending => {
                tokio::spawn(async move {
                    if let Some(response) = handler.await {
                        outbox.answer(&response);
                    }
                });
            }
        }
    }

    fn failed(&self, method: &str, id: Option<Id>) {
        if let Some(id) = id {
            self.outbox.answer(&internal_error(method, id));
        }
    }

    /// Gives the answer to a request of ours to whoever waits for it. tower-lsp panics if nobody does any more.
    fn hand_on(&mut self, response: Response) {
        let handed = catch_unwind(AssertUnwindSafe(|| Pin::new(&mut self.answers).start_send(response)));
        if !matches!(handed, Ok(Ok(()))) {
            debug!("an answer that nobody waits for");
        }
    }
}

/// The answer to a request that tower-lsp leaves without one: a method of its own kind, `$/…`, that it does not know.
fn unknown_method(id: Id) -> Response {
    Response::from_error(id, Error::method_not_found())
}

/// The answer to a request whose handler has panicked, which the panic hook has written to the log.
fn internal_error(method: &str, id: Id) -> Response {
    let message = format!("copydesk failed in {method}, which is a mistake in copydesk; its log says where");
    Response::from_error(id, Error { code: ErrorCode::InternalError, message: message.into(), data: None })
}
