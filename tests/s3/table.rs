//! Rows and what becomes of them. A row names what AWS answers, then each server that answers otherwise.

use std::fmt::Display;

use anyhow::{Context, Result};
use sealport_tests::answer::Answer;
use sealport_tests::call::Call;
use sealport_tests::customer_key::CustomerKey;
use sealport_tests::storage::Storage;

use crate::recorded::Recorded;
use crate::servers::Server;

/// One value per server. The sandbox's is AWS's.
#[derive(Clone, Debug)]
pub struct Each<T> {
    aws: T,
    garage: T,
    ceph: T,
    localstack: T,
}

/// Status and S3 code, which is empty when there is none.
pub type Outcome = (u16, &'static str);

/// AWS answers so, and so do all that are not named after it.
pub fn each(status: u16, code: &'static str) -> Each<Outcome> {
    all((status, code))
}

/// AWS grants it, and so do all that are not named after it.
pub fn ok(status: u16) -> Each<Outcome> {
    each(status, "")
}

/// On AWS it is so, and on all that are not named after it.
pub fn all<T: Clone>(aws: T) -> Each<T> {
    Each { garage: aws.clone(), ceph: aws.clone(), localstack: aws.clone(), aws }
}

impl<T> Each<T> {
    pub fn map<U>(self, change: impl Fn(T) -> U) -> Each<U> {
        let Self { aws, garage, ceph, localstack } = self;
        Each { aws: change(aws), garage: change(garage), ceph: change(ceph), localstack: change(localstack) }
    }

    pub fn on_garage(self, garage: T) -> Self {
        Self { garage, ..self }
    }

    pub fn on_ceph(self, ceph: T) -> Self {
        Self { ceph, ..self }
    }

    pub fn on_localstack(self, localstack: T) -> Self {
        Self { localstack, ..self }
    }

    fn of(self, server: Server) -> T {
        match server {
            Server::Sandbox => self.aws,
            Server::Garage => self.garage,
            Server::Ceph => self.ceph,
            Server::LocalStack => self.localstack,
        }
    }
}

impl Each<Outcome> {
    pub fn garage(self, status: u16, code: &'static str) -> Self {
        self.on_garage((status, code))
    }

    pub fn ceph(self, status: u16, code: &'static str) -> Self {
        self.on_ceph((status, code))
    }

    pub fn localstack(self, status: u16, code: &'static str) -> Self {
        self.on_localstack((status, code))
    }
}

/// One group of rows on one server.
#[derive(Debug)]
pub struct Walk<'a> {
    pub storage: &'a Storage,
    server: Server,
    group: &'static str,
    recorded: &'a Recorded,
    rows: usize,
    faults: Vec<String>,
}

impl<'a> Walk<'a> {
    pub fn new(server: Server, group: &'static str, storage: &'a Storage, recorded: &'a Recorded) -> Self {
        Self { storage, server, group, recorded, rows: 0, faults: Vec::new() }
    }

    /// Sends a row's request. A difference is noted and the walk goes on.
    pub async fn row(&mut self, name: &str, call: Call, expected: Each<Outcome>) -> Result<Answer> {
        let answer =
            call.send(self.storage).await.with_context(|| format!("{}, {}: {name}", self.server, self.group))?;
        self.rows += 1;
        let (code, message, expected) = (answer.code(), answer.message(), expected.of(self.server));
        if (answer.status, code.as_str()) != expected {
            let body = if answer.status < 300 { String::new() } else { format!(" ({message})") };
            self.fault(name, format!("expected {expected:?}, found {:?}{body}", (answer.status, &code)));
        }
        if answer.status >= 400 {
            let found = (answer.status.into(), code, message);
            if let Some(difference) = self.recorded.compare(self.server, self.group, name, found) {
                self.fault(name, difference);
            }
        }
        Ok(answer)
    }

    /// Something else that is known of an answer.
    pub fn fact<T: Display + PartialEq<E>, E: Display>(&mut self, name: &str, found: T, expected: Each<E>) {
        self.rows += 1;
        let expected = expected.of(self.server);
        if found != expected {
            self.fault(name, format!("expected {expected}, found {found}"));
        }
    }

    /// How many rows and facts there were, and the differences.
    pub fn end(self) -> (usize, Vec<String>) {
        (self.rows, self.faults)
    }

    fn fault(&mut self, row: &str, what: String) {
        self.faults.push(format!("{}, {}, {row}: {what}", self.server, self.group));
    }
}

/// The customer key that objects are stored with.
pub fn right_key() -> CustomerKey {
    CustomerKey::new(&[0xA5; 32])
}

/// A key as good, but not of those objects.
pub fn other_key() -> CustomerKey {
    CustomerKey::new(&[0x5A; 32])
}

/// Bytes that repeat with no power of two, so that a shifted block shows.
pub fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|index| (index % 251) as u8 ^ (index / 65_536) as u8).collect()
}
