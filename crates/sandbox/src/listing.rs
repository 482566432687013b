//! ListObjectsV2 and ListObjectVersions: pages over the object keys in the order of their bytes.
//!
//! Spec: Amazon S3 API Reference, "ListObjectsV2".

use std::{collections::BTreeMap, ops::Bound, sync::Arc};

use data_encoding::BASE64URL_NOPAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use s3s::{
    S3Error, S3ErrorCode, S3Result,
    dto::{
        CommonPrefix, ETag, EncodingType, ListObjectVersionsInput, ListObjectVersionsOutput, ListObjectsV2Input,
        ListObjectsV2Output, Object, ObjectStorageClass, ObjectVersion,
    },
};

use crate::{read::timestamp, record::ObjectRecord, service::SandboxService, store::Store};

const MAX_PAGE_LEN: usize = 1000;

/// What AWS leaves as it is with `encoding-type=url`; a space becomes `+` there.
const LISTED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'*').remove(b'/').remove(b' ');

/// Where a page ended.
enum Position {
    /// After this object key.
    Object(String),
    /// After everything that starts so.
    Prefix(String),
}

impl Position {
    fn encode(&self) -> String {
        let (kind, text) = match self {
            Self::Object(text) => ('o', text),
            Self::Prefix(text) => ('p', text),
        };
        BASE64URL_NOPAD.encode(format!("{kind}{text}").as_bytes())
    }

    fn parse(token: &str) -> S3Result<Self> {
        let text = BASE64URL_NOPAD.decode(token.as_bytes()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        match text.as_deref().map(|text| (text.strip_prefix('o'), text.strip_prefix('p'))) {
            Some((Some(object_key), _)) => Ok(Self::Object(object_key.to_owned())),
            Some((_, Some(prefix))) => Ok(Self::Prefix(prefix.to_owned())),
            _ => {
                let message = "The continuation token provided is incorrect";
                Err(S3Error::with_message(S3ErrorCode::InvalidArgument, message))
            }
        }
    }
}

enum Entry {
    Object(Arc<ObjectRecord>),
    Prefix(String),
}

/// One page of a listing.
///
/// # Errors
///
/// `InvalidArgument` for a token that is not ours, a negative `max-keys` or an unknown encoding.
pub(crate) fn list(store: &Store, input: ListObjectsV2Input) -> S3Result<ListObjectsV2Output> {
    let is_encoded = match input.encoding_type.as_ref().map(EncodingType::as_str) {
        None => false,
        Some(EncodingType::URL) => true,
        Some(_) => {
            let message = "Invalid Encoding Method specified in Request";
            return Err(S3Error::with_message(S3ErrorCode::InvalidArgument, message));
        }
    };
    let max_keys = usize::try_from(input.max_keys.unwrap_or(1000)).map_err(|_| {
        S3Error::with_message(
            S3ErrorCode::InvalidArgument,
            "Argument maxKeys must be an integer between 0 and 2147483647",
        )
    })?;
    let page_len = max_keys.min(MAX_PAGE_LEN);
    let after = match (&input.continuation_token, &input.start_after) {
        (Some(token), _) => Some(Position::parse(token)?),
        (None, Some(object_key)) if !object_key.is_empty() => Some(Position::Object(object_key.clone())),
        _ => None,
    };
    let prefix = input.prefix.clone().unwrap_or_default();
    let delimiter = input.delimiter.clone().filter(|delimiter| !delimiter.is_empty());
    let (entries, next) = store.query(|index| page(index, &prefix, delimiter.as_deref(), after, page_len));

    let encode = |text: &str| if is_encoded { url_encoded(text) } else { text.to_owned() };
    let with_owner = input.fetch_owner.unwrap_or(false);
    let key_count = entries.len();
    let (mut contents, mut common_prefixes) = (Vec::new(), Vec::new());
    for entry in entries {
        match entry {
            Entry::Prefix(prefix) => common_prefixes.push(CommonPrefix { prefix: Some(encode(&prefix)) }),
            Entry::Object(record) => contents.push(Object {
                e_tag: Some(ETag::Strong(record.etag.clone())),
                key: Some(encode(&record.object_key)),
                last_modified: Some(timestamp(record.modified)),
                owner: with_owner.then(SandboxService::owner),
                size: i64::try_from(record.len).ok(),
                storage_class: Some(ObjectStorageClass::from(
                    record.headers.storage_class.clone().unwrap_or_else(|| "STANDARD".to_owned()),
                )),
                ..Object::default()
            }),
        }
    }
    Ok(ListObjectsV2Output {
        name: Some(input.bucket),
        prefix: Some(encode(&prefix)),
        delimiter: delimiter.map(|delimiter| encode(&delimiter)),
        start_after: input.start_after.map(|object_key| encode(&object_key)),
        encoding_type: input.encoding_type,
        continuation_token: input.continuation_token,
        max_keys: i32::try_from(max_keys.min(MAX_PAGE_LEN)).ok(),
        key_count: i32::try_from(key_count).ok(),
        is_truncated: Some(next.is_some()),
        next_continuation_token: next.map(|position| position.encode()),
        contents: Some(contents),
        common_prefixes: Some(common_prefixes),
        ..ListObjectsV2Output::default()
    })
}

/// The same as versions: a bucket that never kept any has one of each object, `null`.
///
/// # Errors
///
/// As [`list`].
///
/// Spec: Amazon S3 API Reference, "ListObjectVersions".
pub(crate) fn list_versions(store: &Store, input: ListObjectVersionsInput) -> S3Result<ListObjectVersionsOutput> {
    let listed = list(
        store,
        ListObjectsV2Input {
            bucket: input.bucket,
            delimiter: input.delimiter,
            encoding_type: input.encoding_type,
            max_keys: input.max_keys,
            prefix: input.prefix,
            start_after: input.key_marker.clone(),
            fetch_owner: Some(true),
            ..ListObjectsV2Input::default()
        },
    )?;
    let version = |object: Object| ObjectVersion {
        e_tag: object.e_tag,
        is_latest: Some(true),
        key: object.key,
        last_modified: object.last_modified,
        owner: object.owner,
        size: object.size,
        storage_class: object.storage_class.map(|class| class.as_str().to_owned().into()),
        version_id: Some("null".to_owned()),
        ..ObjectVersion::default()
    };
    let versions: Vec<_> = listed.contents.unwrap_or_default().into_iter().map(version).collect();
    let is_truncated = listed.is_truncated == Some(true);
    Ok(ListObjectVersionsOutput {
        name: listed.name,
        prefix: listed.prefix,
        delimiter: listed.delimiter,
        encoding_type: listed.encoding_type,
        key_marker: input.key_marker,
        max_keys: listed.max_keys,
        is_truncated: listed.is_truncated,
        next_key_marker: versions.last().filter(|_| is_truncated).and_then(|last| last.key.clone()),
        common_prefixes: listed.common_prefixes,
        versions: Some(versions),
        ..ListObjectVersionsOutput::default()
    })
}

fn page(
    index: &BTreeMap<String, Arc<ObjectRecord>>,
    prefix: &str,
    delimiter: Option<&str>,
    after: Option<Position>,
    page_len: usize,
) -> (Vec<Entry>, Option<Position>) {
    let mut entries = Vec::new();
    let mut last = None;
    let mut passed_prefix = None;
    let start = match after {
        // Jumps of the search never go back before the prefix.
        Some(Position::Object(object_key)) if *object_key >= *prefix => Bound::Excluded(object_key),
        Some(Position::Prefix(common)) if *common >= *prefix => {
            passed_prefix = Some(common.clone());
            Bound::Included(common)
        }
        _ => Bound::Included(prefix.to_owned()),
    };
    if page_len == 0 {
        return (entries, None);
    }
    for (object_key, record) in index.range::<String, _>((start, Bound::Unbounded)) {
        let Some(rest) = object_key.strip_prefix(prefix) else { break };
        if passed_prefix.as_deref().is_some_and(|passed| object_key.starts_with(passed)) {
            continue;
        }
        if entries.len() == page_len {
            return (entries, last);
        }
        let common = delimiter.and_then(|delimiter| {
            let end = rest.find(delimiter)? + delimiter.len();
            Some(format!("{prefix}{}", rest.get(..end)?))
        });
        match common {
            Some(common) => {
                last = Some(Position::Prefix(common.clone()));
                passed_prefix = Some(common.clone());
                entries.push(Entry::Prefix(common));
            }
            None => {
                last = Some(Position::Object(object_key.clone()));
                entries.push(Entry::Object(Arc::clone(record)));
            }
        }
    }
    (entries, None)
}

fn url_encoded(text: &str) -> String {
    utf8_percent_encode(text, LISTED).to_string().replace(' ', "+")
}
