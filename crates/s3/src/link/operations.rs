//! What a link was made for, other than reading or storing one whole object.
//!
//! Spec: Amazon S3 API Reference, "Actions"; Amazon S3 User Guide, "Signing and authenticating REST requests"
//! (sub-resources).

use crate::binding::LinkOperation;

/// Parameters that make a request one about something else than an object's content. S3 tells capitals apart; other
/// storages do not all.
const SUB_RESOURCES: [&str; 53] = [
    "abac",
    "accelerate",
    "acl",
    "analytics",
    "append",
    "attributes",
    "continuation-token",
    "cors",
    "delete",
    "delimiter",
    "encoding-type",
    "encryption",
    "fetch-owner",
    "intelligent-tiering",
    "inventory",
    "key-marker",
    "legal-hold",
    "lifecycle",
    "list-type",
    "location",
    "logging",
    "marker",
    "max-keys",
    "max-uploads",
    "metadataConfiguration",
    "metadataTable",
    "metrics",
    "notification",
    "object-lock",
    "ownershipControls",
    "partNumber",
    "policy",
    "policyStatus",
    "prefix",
    "publicAccessBlock",
    "renameObject",
    "replication",
    "requestPayment",
    "restore",
    "retention",
    "select",
    "select-type",
    "session",
    "start-after",
    "tagging",
    "torrent",
    "upload-id-marker",
    "uploadId",
    "uploads",
    "version-id-marker",
    "versioning",
    "versions",
    "website",
];

/// Headers that do the same, by how they start; in a query they count as headers.
const HEADERS: [&str; 4] =
    ["x-amz-copy-source", "x-amz-object-attributes", "x-amz-rename-source", "x-amz-write-offset-bytes"];

/// What `x-id` names, which SDKs put last; none for what is not done here.
pub(super) fn operation_named(id: &str) -> Option<LinkOperation> {
    match id {
        "GetObject" => Some(LinkOperation::Get),
        "HeadObject" => Some(LinkOperation::Head),
        "PutObject" => Some(LinkOperation::Put),
        _ => None,
    }
}

/// Whether a header makes a request another operation.
pub(super) fn is_other_header(name: &str) -> bool {
    HEADERS.iter().any(|other| name.get(..other.len()).is_some_and(|start| start.eq_ignore_ascii_case(other)))
}

/// Whether a parameter makes a request another operation. S3 names operations by parameters without a value, so that one
/// which is not known here is taken for an operation, and is not sent a file.
pub(super) fn is_other_parameter(name: &str, value: &str) -> bool {
    let starts = |start: &str| name.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start));
    let is_harmless = || starts("x-") || starts("response-") || name.eq_ignore_ascii_case("versionId");
    SUB_RESOURCES.iter().any(|other| name.eq_ignore_ascii_case(other))
        || is_other_header(name)
        || (value.is_empty() && !is_harmless())
}
