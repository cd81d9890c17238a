//! Clients that connect over TCP instead of starting the server at the end of a pipe.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::Notify;
use tracing::info;

use super::transport::{AFTER_SHUTDOWN, OUT_OF_STEP};
use super::{Options, serve};

/// Serves whoever connects, one after another, until `stop` is told.
pub(super) async fn serve_all(address: SocketAddr, to_all: bool, options: &Options, stop: Arc<Notify>) -> i32 {
    if !address.ip().is_loopback() && !to_all {
        // Whoever started the server reads standard error, wherever the log is.
        eprintln!("{address} can be reached by other machines; say --listen-to-all if that is meant");
        return OUT_OF_STEP;
    }
    let listener = match TcpListener::bind(address).await {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!("nobody can be heard on {address}: {error}");
            return OUT_OF_STEP;
        }
    };
    if let Ok(address) = listener.local_addr() {
        // Whoever started the server with port 0 reads here which port it is.
        eprintln!("listening on {address}");
    }
    loop {
        let connected = tokio::select! {
            connected = listener.accept() => connected,
            () = stop.notified() => return AFTER_SHUTDOWN,
        };
        let Ok((stream, from)) = connected else { continue };
        info!("{from} has connected");
        let (reader, writer) = stream.into_split();
        // The end of one client is not the end of the server, so each has a signal of its own.
        let gone = Arc::new(Notify::new());
        tokio::select! {
            code = serve(reader, writer, options, Arc::clone(&gone)) => info!("{from} is done ({code})"),
            () = stop.notified() => return AFTER_SHUTDOWN,
        }
    }
}
