//! The words of the first screen: connecting a storage, its checks, the demo.

use super::{items, refused_field, refused_region};
use crate::state::connect::FieldFault;
use crate::state::regions::OvhRegion;

// ---- connect ----

pub const CONNECT_TITLE: &str = "Connect your storage";
pub const CONNECT_LEAD: &str = "Your keys and files go from this page straight to the storage you name here. \
    There is no server of ours in between.";
pub const WHAT_DO_YOU_HAVE: &str = "What do you have?";
pub const OVH: &str = "OVHcloud";
pub const OTHER_S3: &str = "Other S3";
pub const REGION: &str = "Region";
pub const REGION_NAME: &str = "Region name";
pub const BUCKET: &str = "Bucket";
pub const ENDPOINT: &str = "Endpoint";
pub const ACCESS_KEY_ID: &str = "Access key ID";
pub const SECRET_ACCESS_KEY: &str = "Secret access key";
pub const SHOW_SECRET: &str = "Show the secret";
pub const HIDE_SECRET: &str = "Hide the secret";
pub const MEMORY_ONLY: &str = "Kept in memory only. Closing this tab forgets it.";
pub const ADVANCED: &str = "Advanced";
pub const SESSION_TOKEN: &str = "Session token";
pub const SESSION_TOKEN_HINT: &str = "Only with temporary credentials";
pub const PATH_STYLE: &str = "Put the bucket in the path, not in the host name";
pub const CONNECT: &str = "Connect";
pub const CONNECTING: &str = "Connecting";
pub const CONNECT_NOTE: &str = "Runs the checks first. Nothing is written.";
pub const CHECKS: &str = "Checks";
pub const CHECKS_NOT_RUN: &str = "not run yet";
pub const CHECKS_RUNNING: &str = "running";
pub const CHECKS_PASSED: &str = "all passed";
pub const CHECK_ENDPOINT: &str = "Endpoint, region, clock";
pub const CHECK_ACCESS_KEY: &str = "Access key";
pub const CHECK_LISTING: &str = "Listing";
pub const CHECK_CORS: &str = "Browser access (CORS)";
pub const CHECK_ASKING: &str = "asking";
pub const CHECK_ACCEPTED: &str = "accepted";
pub const CHECK_KEY_HEADERS: &str = "SSE-C headers pass";
pub const CORS_NOTHING_READABLE: &str = "Something answers there, but not to this page: there is no such bucket, \
    or it has no rule that lets this page in. An administrator can add this rule in a minute. Where the rule is there already: \
    some storages (Ceph) keep from a page why they refuse it, so check access key ID, secret and this computer's clock.";
pub const CORS_NO_KEY_HEADERS: &str = "The bucket lets this page read, but not send SSE-C keys. \
    This rule allows it.";
pub const CORS_RULE: &str = "Rule for this page";
pub const CORS_COMMAND: &str = "The same as one command";
pub const COPY_JSON: &str = "Copy JSON";
pub const COPY_COMMAND: &str = "Copy command";
pub const GO_ON_WITHOUT_SSEC: &str = "Go on without SSE-C";
pub const GO_ON_WITHOUT_LISTING: &str = "Go on without the list";
pub const DEMO_QUESTION: &str = "No storage at hand?";
pub const DEMO_HINT: &str = "The command cargo xtask start opens this page with a demo storage on your machine.";

/// A region in the form.
#[must_use]
pub fn region_option(region: &OvhRegion) -> String {
    let code = region.code.to_ascii_uppercase();
    if region.zones > 1 {
        format!("{}, {} zones ({code})", region.city, region.zones)
    } else {
        format!("{} ({code})", region.city)
    }
}

/// What is wrong with a field.
#[must_use]
pub fn field_fault(fault: &FieldFault) -> String {
    match fault {
        FieldFault::Missing => "This is needed.".to_owned(),
        FieldFault::ClearText => "SSE-C keys would cross the network in clear. Use an https address.".to_owned(),
        FieldFault::Ipv6Loopback => {
            "A browser page cannot be allowed to reach [::1]. Use 127.0.0.1 or localhost.".to_owned()
        }
        FieldFault::OtherLoopback => {
            "On this machine the page may reach 127.0.0.1, localhost and names under .localhost only.".to_owned()
        }
        FieldFault::UserInfo => {
            "Leave out the user name and password before the @. They go into the fields below.".to_owned()
        }
        FieldFault::Refused(reason) => refused_field(*reason).to_owned(),
        FieldFault::Region(right) => refused_region(right.as_deref()),
        FieldFault::Input(fault) => sentence(&fault.to_string()),
    }
}

/// Starts with a capital, ends with a full stop.
#[must_use]
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let Some(first) = chars.next() else {
        return String::new();
    };
    let mut out: String = first.to_uppercase().chain(chars).collect();
    if !out.ends_with(['.', '!', '?']) {
        out.push('.');
    }
    out
}

/// So many checks failed.
#[must_use]
pub fn to_fix(count: usize) -> String {
    format!("{count} to fix")
}

/// Time of the first answer.
#[must_use]
pub fn millis(millis: u32) -> String {
    format!("{millis} ms")
}

/// Entries at the top of the bucket.
#[must_use]
pub fn entries(count: usize, more: bool) -> String {
    if more { format!("{} and more", items(count)) } else { items(count) }
}

/// The button that leads into the bucket.
#[must_use]
pub fn open_bucket(bucket: &str) -> String {
    format!("Open {bucket}")
}

// ---- demo ----

pub const DEMO_TITLE: &str = "Demo storage on this machine.";
pub const DEMO_TEXT: &str = "Everything works; the files stay in a folder beside the program. \
    Do not keep anything here that matters.";
pub const DEMO_CONNECT: &str = "Connect your own storage";
pub const DEMO_HERE: &str = "There is a demo storage on this machine.";
pub const DEMO_BACK: &str = "Open the demo";
pub const DEMO_UNREADABLE: &str = "The demo storage's description could not be read.";
