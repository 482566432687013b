//! A local S3 server that answers as AWS does for objects encrypted with customer keys (SSE-C) or by the server (SSE-S3),
//! for trying and testing. On request it answers as OVHcloud's gateway does ([`Like::Ovh`]).
//!
//! It serves one bucket from a folder, and optionally a web page on a second port. Requests must be signed (SigV4);
//! routing, XML and signatures are s3s's, this crate adds what s3s leaves open: storage, SSE-C, the rule that every
//! `x-amz-*` header is signed, CORS, and the texts of AWS's errors. What it does not know it answers with
//! `NotImplemented`: copies, multipart uploads, versions, KMS.
//!
//! The bucket has two settings, its encryption and its CORS configuration, which are kept in the data folder. Until a
//! CORS configuration is put, the one that Sealport recommends holds, for `cors_origins` and the page's own origins as
//! they are at this start; a stored one replaces it, and a deleted one leaves none until the next start. The page of
//! this server may use the bucket whatever is stored, since it may come from another port at each start.
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
mod checksum;
mod conditions;
mod config;
mod cors;
mod cors_document;
mod encryption_document;
mod frame_reader;
mod frames;
mod gate;
mod host;
mod listing;
mod odd_range;
mod page;
mod protection;
mod put;
mod read;
mod record;
mod server;
mod service;
mod settings;
mod settings_route;
mod sse_s3;
mod ssec;
mod store;
mod upload;
mod xml;

pub use config::{DefaultEncryption, Fault, Like, PageConfig, SandboxConfig, SandboxCredentials, SandboxError};
pub use server::{RunningSandbox, Sandbox};
