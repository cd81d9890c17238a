//! The ends that come from outside: the client is gone, or somebody wants the server to stop.

use std::sync::Arc;

use tokio::sync::Notify;
use tracing::info;

/// Tells `stop` when the process that started the server has ended. Its pipes may be held open by others.
#[cfg(target_os = "linux")]
pub(super) fn watch_parent(process: Option<u32>, stop: &Arc<Notify>) {
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::process::{Pid, PidfdFlags, pidfd_open};

    let Some(pid) = process.and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw) else { return };
    let stop = Arc::clone(stop);
    let ended = match pidfd_open(pid, PidfdFlags::empty()) {
        Ok(ended) => ended,
        Err(rustix::io::Errno::SRCH) => {
            info!("the process of the client is not there any more");
            return stop.notify_one();
        }
        // Without such descriptors, the end of the stream has to do.
        Err(_) => return,
    };
    let waiting = std::thread::Builder::new().name("parent".into()).spawn(move || {
        if poll(&mut [PollFd::new(&ended, PollFlags::IN)], None).is_ok() {
            info!("the process of the client has ended");
            stop.notify_one();
        }
    });
    drop(waiting);
}

/// Tells `stop` when the process that started the server has ended. Its pipes may be held open by others.
#[cfg(all(unix, not(target_os = "linux")))]
pub(super) fn watch_parent(process: Option<u32>, stop: &Arc<Notify>) {
    use rustix::process::{Pid, test_kill_process};

    let Some(pid) = process.and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw) else { return };
    let stop = Arc::clone(stop);
    tokio::spawn(async move {
        // Nothing tells of the end of a process that is not one's child.
        let mut every = tokio::time::interval(std::time::Duration::from_secs(2));
        while test_kill_process(pid) != Err(rustix::io::Errno::SRCH) {
            every.tick().await;
        }
        info!("the process of the client has ended");
        stop.notify_one();
    });
}

/// Elsewhere the end of the stream has to do.
#[cfg(not(unix))]
pub(super) fn watch_parent(_: Option<u32>, _: &Arc<Notify>) {}

/// Waits until somebody asks the process to stop.
#[cfg(unix)]
pub(super) async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};

    let (Ok(mut term), Ok(mut int)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = term.recv() => info!("asked to stop"),
        _ = int.recv() => info!("interrupted"),
    }
}

/// Waits until somebody asks the process to stop.
#[cfg(not(unix))]
pub(super) async fn asked_to_stop() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
