//! Fetches one package from the web. Nothing else in copydesk asks the network for anything.

use std::io::{self, Read};
use std::time::Duration;

use thiserror::Error;
use ureq::http::{StatusCode, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, http::Response};

use crate::project::packages::LARGEST;
use crate::stylebook::may_be_fetched;

/// How long it may take to reach a host.
const CONNECT: Duration = Duration::from_secs(15);
/// How long a host may be silent.
const SILENCE: Duration = Duration::from_secs(60);
/// How long a package may take as a whole.
const WHOLE: Duration = Duration::from_secs(15 * 60);
/// How often an address may send us to another.
const REDIRECTS: usize = 5;

/// Why a package could not be fetched.
#[derive(Debug, Error)]
pub(super) enum Failure {
    /// Nobody answered.
    #[error("the host cannot be reached: {0}")]
    Unreachable(Box<ureq::Error>),
    /// The answer is not a package.
    #[error("the host answers {0}")]
    Refused(StatusCode),
    /// The address leads nowhere.
    #[error("the host sends us on more than {REDIRECTS} times")]
    RoundAndRound,
    /// The address leads where we do not follow.
    #[error("the host sends us to {0}, but {1}")]
    Elsewhere(String, String),
    /// It broke off.
    #[error("the connection broke off after {0} bytes: {1}")]
    CutShort(u64, io::Error),
    /// It is not what it should be.
    #[error("this package is larger than {} MB", LARGEST >> 20)]
    TooLarge,
}

impl Failure {
    /// What to do about it.
    pub(super) fn help(&self) -> &'static str {
        match self {
            Failure::Unreachable(_) | Failure::CutShort(..) => {
                "Check the connection, and HTTPS_PROXY if there is a proxy; then run `copydesk sync` again. What was fetched before goes on working."
            }
            Failure::Refused(_) => "Check how the address is written, and whether it asks for a login.",
            Failure::RoundAndRound | Failure::Elsewhere(..) => "Write the address that it leads to in `extends`.",
            Failure::TooLarge => "A stylebook is text; ask whoever made it for a smaller one.",
        }
    }
}

/// Fetches packages, over one client.
pub(super) struct Fetcher {
    agent: Agent,
}

impl Fetcher {
    /// A client that trusts whom this machine trusts, and takes the proxy that the environment names.
    pub(super) fn new() -> Self {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .tls_config(tls)
            // Where we are sent is looked at first.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .user_agent(concat!("copydesk/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(SILENCE))
            .timeout_per_read(Some(SILENCE))
            .timeout_global(Some(WHOLE))
            .build();
        Fetcher { agent: config.new_agent() }
    }

    /// The bytes of a package. `progress` hears how many there are, and of how many if that is known.
    pub(super) fn fetch(
        &self,
        url: &str,
        has_hash: bool,
        progress: &mut dyn FnMut(u64, Option<u64>),
    ) -> Result<Vec<u8>, Failure> {
        let mut response = self.follow(url, has_hash)?;
        let length = response.body().content_length();
        if length.is_some_and(|length| length > LARGEST) {
            return Err(Failure::TooLarge);
        }
        let mut reader = response.body_mut().as_reader();
        let mut bytes = Vec::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            let cut = |error| Failure::CutShort(bytes.len() as u64, error);
            match reader.read(&mut buffer).map_err(cut)? {
                0 => break,
                read => bytes.extend_from_slice(&buffer[..read]),
            }
            if bytes.len() as u64 > LARGEST {
                return Err(Failure::TooLarge);
            }
            progress(bytes.len() as u64, length);
        }
        if length.is_some_and(|length| length != bytes.len() as u64) {
            return Err(Failure::CutShort(bytes.len() as u64, io::ErrorKind::UnexpectedEof.into()));
        }
        Ok(bytes)
    }

    /// The answer at the end of all redirects.
    fn follow(&self, url: &str, has_hash: bool) -> Result<Response<Body>, Failure> {
        let mut url = url.to_owned();
        for _ in 0..=REDIRECTS {
            let response = self.agent.get(&url).call().map_err(|error| Failure::Unreachable(Box::new(error)))?;
            let status = response.status();
            let location = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
            match location {
                Some(location) if status.is_redirection() => {
                    let next = joined(&url, location);
                    may_be_fetched(&next, has_hash).map_err(|why| Failure::Elsewhere(next.clone(), why))?;
                    // What began with TLS and is trusted for it does not end without.
                    if url.starts_with("https:") && !next.starts_with("https:") && !has_hash {
                        return Err(Failure::Elsewhere(next, "that is no https".to_owned()));
                    }
                    url = next;
                }
                _ if status == StatusCode::OK => return Ok(response),
                _ => return Err(Failure::Refused(status)),
            }
        }
        Err(Failure::RoundAndRound)
    }
}

/// Where a `Location` leads from an address.
fn joined(from: &str, location: &str) -> String {
    let location = location.split('#').next().unwrap_or_default();
    let scheme = from.split("//").next().unwrap_or_default();
    let host_end =
        scheme.len() + 2 + from[scheme.len() + 2..].find(['/', '?']).unwrap_or(from.len() - scheme.len() - 2);
    if location.contains("://") {
        location.to_owned()
    } else if location.starts_with("//") {
        format!("{scheme}{location}")
    } else if location.starts_with('/') {
        format!("{}{location}", &from[..host_end])
    } else {
        let path = from.split('?').next().unwrap_or_default();
        let folder = path.rfind('/').filter(|at| *at >= host_end).map_or(path, |at| &path[..at]);
        format!("{folder}/{location}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_locations_of_all_kinds() {
        let from = "https://a.example:8/b/c.zip?x=/y";
        assert_eq!(joined(from, "https://d.example/e.zip#f"), "https://d.example/e.zip");
        assert_eq!(joined(from, "//d.example/e.zip"), "https://d.example/e.zip");
        assert_eq!(joined(from, "/e.zip"), "https://a.example:8/e.zip");
        assert_eq!(joined(from, "e.zip?z"), "https://a.example:8/b/e.zip?z");
        assert_eq!(joined("http://a.example", "e.zip"), "http://a.example/e.zip");
    }
}
