//! A local S3 server that answers as AWS does for objects encrypted with customer keys (SSE-C), for trying and testing.
//!
//! It serves one bucket from a folder, and optionally a web page on a second port. Requests must be signed (SigV4);
//! routing, XML and signatures are s3s's, this crate adds what s3s leaves open: storage, SSE-C, the rule that every
//! `x-amz-*` header is signed, CORS, and the texts of AWS's errors. What it does not know it answers with
//! `NotImplemented`: copies, multipart uploads, versions, SSE-S3 and bucket settings.
//!
//! s3s prints customer keys in its log output, so nothing in this crate installs a log subscriber, and neither should
//! a program that embeds it.
//!
//! ```no_run
//! # async fn example() -> Result<(), sealport_sandbox::SandboxError> {
//! use sealport_sandbox::{Sandbox, SandboxConfig};
//!
//! let sandbox = Sandbox::start(SandboxConfig::new("target/sandbox", "demo")).await?;
//! println!("S3 on http://{}, access key id {}", sandbox.s3_addr(), sandbox.credentials().access_key_id);
//! sandbox.stop().await;
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod answer;
mod authorization;
mod conditions;
mod config;
mod cors;
mod frame_reader;
mod frames;
mod gate;
mod host;
mod listing;
mod page;
mod put;
mod read;
mod record;
mod server;
mod service;
mod ssec;
mod store;
mod upload;

pub use config::{PageConfig, SandboxConfig, SandboxCredentials, SandboxError};
pub use server::{RunningSandbox, Sandbox};
