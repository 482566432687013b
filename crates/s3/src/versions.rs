//! The versions of an object, as a bucket lists them.

use crate::answer::listed_name;
use crate::time::UnixTime;
use crate::xml::{Element, XmlError};

/// A version of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedVersion {
    /// The object's name, decoded.
    pub object_key: String,
    /// `null` where it was stored while the bucket kept no versions.
    pub version_id: String,
    /// With its quotes.
    pub etag: Option<String>,
    /// When it was stored.
    pub stored_at: Option<UnixTime>,
    /// Whether the name alone leads to it.
    pub is_latest: bool,
}

/// Reads a `ListObjectVersions` answer; markers of deletions are left out, and what is beyond its first page too.
///
/// `None` when it is not one: a server that does not know versions lists objects instead.
///
/// Spec: Amazon S3 API Reference, "ListObjectVersions".
pub fn parse_versions(document: &str) -> Option<Vec<ListedVersion>> {
    read_versions(document).ok()
}

fn read_versions(document: &str) -> Result<Vec<ListedVersion>, XmlError> {
    let root = Element::parse(document)?;
    if root.name() != "ListVersionsResult" {
        return Err(XmlError);
    }
    let version = |version: &Element| {
        Ok(ListedVersion {
            object_key: listed_name(&root, version.child_text("Key").ok_or(XmlError)?)?,
            version_id: version.child_text("VersionId").ok_or(XmlError)?.to_owned(),
            etag: version.child_text("ETag").map(str::to_owned),
            stored_at: version.child_text("LastModified").and_then(UnixTime::parse_iso8601),
            is_latest: version.child_text("IsLatest").map(str::trim) == Some("true"),
        })
    };
    root.children("Version").map(version).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_with_their_names_decoded() {
        let versions = parse_versions(
            r#"<ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><EncodingType>url</EncodingType>
            <Version><Key>a+b</Key><VersionId>v2</VersionId><IsLatest>true</IsLatest><ETag>&quot;x&quot;</ETag>
            <LastModified>2026-11-25T08:41:07.250Z</LastModified></Version>
            <DeleteMarker><Key>a+b</Key><VersionId>v1</VersionId><IsLatest>false</IsLatest></DeleteMarker>
            <Version><Key>a+b</Key><VersionId>null</VersionId><IsLatest>false</IsLatest></Version></ListVersionsResult>"#,
        )
        .unwrap();
        let [latest, oldest] = &versions[..] else { panic!("{versions:?}") };
        assert_eq!((latest.object_key.as_str(), latest.version_id.as_str(), latest.is_latest), ("a b", "v2", true));
        assert_eq!(latest.etag.as_deref(), Some("\"x\""));
        assert_eq!((latest.stored_at.map(UnixTime::as_secs), oldest.stored_at), (Some(1_795_596_067), None));
        assert_eq!((oldest.version_id.as_str(), oldest.is_latest, oldest.etag.as_deref()), ("null", false, None));
    }

    #[test]
    fn what_is_no_list_of_versions_is_refused() {
        for text in [
            "",
            "<ListBucketResult></ListBucketResult>",
            "<ListVersionsResult><Version><Key>a</Key></Version></ListVersionsResult>",
            "<ListVersionsResult><Version><VersionId>v</VersionId></Version></ListVersionsResult>",
        ] {
            assert_eq!(parse_versions(text), None, "{text}");
        }
    }
}
