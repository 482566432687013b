//! The two neighbouring ports of the demo: the page on N, S3 on N+1 (two origins, so that a stored file can never
//! act as the page).

use std::{
    io::{self, ErrorKind},
    net::{Ipv4Addr, TcpListener},
};

use anyhow::{Result, bail};

/// Checks that both ports can be listened on.
///
/// # Errors
///
/// With the port that cannot, why, and a pair that is free right now.
pub fn check(page: u16) -> Result<()> {
    for port in [page, page.saturating_add(1)] {
        match listen(port) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AddrInUse => {
                let used = if port == page { "for the page" } else { "for S3, next to the page's" };
                let hint = match free_pair(page) {
                    Some(free) => format!("use `cargo xtask start --port {free}`"),
                    None => "name another one with `--port N`".to_owned(),
                };
                bail!("port {port} ({used}) is taken, perhaps by another `cargo xtask start`; {hint}");
            }
            Err(error) => bail!("cannot listen on 127.0.0.1:{port}: {error}; name another port with `--port N`"),
        }
    }
    Ok(())
}

fn free_pair(taken: u16) -> Option<u16> {
    (1..100)
        .filter_map(|step: u16| taken.checked_add(step * 10))
        .find(|port| port.checked_add(1).is_some_and(|next| listen(*port).is_ok() && listen(next).is_ok()))
}

fn listen(port: u16) -> io::Result<()> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two neighbouring ports that were free a moment ago, the first one held.
    fn held() -> (TcpListener, u16) {
        loop {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            let port = listener.local_addr().unwrap().port();
            if port > 1024 && port < 60_000 && listen(port + 1).is_ok() && listen(port - 1).is_ok() {
                return (listener, port);
            }
        }
    }

    #[test]
    fn a_taken_page_port_is_named_with_a_free_one() {
        let (_listener, port) = held();
        let message = check(port).unwrap_err().to_string();
        assert!(message.contains(&format!("port {port} (for the page)")), "{message}");
        let hinted = message.split("--port ").nth(1).unwrap().trim_end_matches('`');
        check(hinted.parse().unwrap()).unwrap();
    }

    #[test]
    fn a_taken_neighbour_is_named() {
        let (_listener, port) = held();
        assert!(check(port - 1).unwrap_err().to_string().contains(&format!("port {port} (for S3")));
    }
}
