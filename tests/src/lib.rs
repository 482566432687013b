//! Shared parts of the tests: servers and browsers that a test starts, looks at, and ends.
//!
//! Everything runs on loopback, on ports of its own, in folders of its own, and ends with the value that stands for it.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod answer;
pub mod bytes;
pub mod call;
pub mod ceph;
pub mod customer_key;
pub mod garage;
pub mod localstack;
pub mod native;
pub mod places;
pub mod program;
pub mod proxy;
pub mod sandbox;
pub mod session;
pub mod site;
pub mod slow;
pub mod storage;
pub mod wait;

mod browser;
mod signing;

pub use browser::{Browser, INSECURE_HOST};
