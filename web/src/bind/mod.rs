//! The only files that await the client or touch the browser beyond drawing.

pub mod bucket;
pub mod crash;
pub mod drops;
pub mod files;
pub mod hearing;
pub mod held;
pub mod keys;
pub mod link;
pub mod listing;
pub mod local;
pub mod object;
pub mod opening;
pub mod passphrase;
pub mod request;
pub mod ring;
pub mod sealing;
pub mod secret;
pub mod session;
pub mod start;
pub mod transfers;
pub mod web;

use crate::state::fault::{Fault, Named};
use sealport_client::ClientError;

/// A client's error as the page keeps it.
pub fn fault(error: &ClientError, operation: &'static str) -> Fault {
    Fault {
        code: error.code().as_str(),
        reason: error.reason(),
        operation,
        said: error.to_string(),
        status: error.status(),
        s3_code: error.s3_code().map(str::to_owned),
        request_id: error.request_id().map(str::to_owned),
        named: Box::new(Named {
            region: error.service().and_then(|service| service.region.clone()),
            headers_not_signed: error.service().and_then(|service| service.headers_not_signed.clone()),
        }),
        server_time: error.server_time().map(str::to_owned),
        at_secs: web::now_secs(),
        retryable: error.retryable(),
        redirected: error.is_redirected(),
        stored: error.stored().cloned().map(Box::new),
        message: error.message().cloned().map(Box::new),
    }
}
