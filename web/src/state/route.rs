//! Which screen the address names. The fragment carries object keys, percent-encoded, and never a secret.

use super::keyring::Job;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All that RFC 3986 leaves unreserved, and `/`, stays readable; browsers change none of the rest.
const FRAGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A screen of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The list under one prefix (empty: the whole bucket).
    Files {
        /// Where the list starts, ending in `/` unless empty.
        prefix: String,
    },
    /// One object's details.
    Object {
        /// The S3 name of the object.
        object_key: String,
    },
    /// The keys of this tab: also without a connection.
    Keys(KeysRoute),
    /// The bucket's settings.
    Bucket,
    /// Sealing and opening files of this device: also without a connection.
    Local,
}

/// Where in the keys screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeysRoute {
    /// The ring, with one key shown by the eight characters of its fingerprint.
    Ring(Option<String>),
    /// The import form, for a key of that job.
    Import(Job),
    /// The sheet to print of one key.
    Sheet(String),
}

impl Default for Route {
    fn default() -> Self {
        Self::Files { prefix: String::new() }
    }
}

impl Route {
    /// Reads `location.hash`. An address that names nothing, or is damaged, is the top of the bucket.
    #[must_use]
    pub fn parse(hash: &str) -> Self {
        let path = hash.strip_prefix('#').unwrap_or(hash);
        if let Some(rest) = path.strip_prefix("/object/")
            && let Some(object_key) = decode(rest)
            && !object_key.is_empty()
        {
            return Self::Object { object_key };
        }
        if let Some(rest) = path.strip_prefix("/files/")
            && let Some(mut prefix) = decode(rest)
        {
            if !prefix.is_empty() && !prefix.ends_with('/') {
                prefix.push('/');
            }
            return Self::Files { prefix };
        }
        if path.strip_prefix("/bucket").is_some_and(|rest| matches!(rest, "" | "/")) {
            return Self::Bucket;
        }
        if path.strip_prefix("/local").is_some_and(|rest| matches!(rest, "" | "/")) {
            return Self::Local;
        }
        match path.strip_prefix("/keys") {
            Some("/import") => Self::Keys(KeysRoute::Import(Job::SseC)),
            Some("/import/sealing") => Self::Keys(KeysRoute::Import(Job::Sealing)),
            Some("" | "/") => Self::Keys(KeysRoute::Ring(None)),
            Some(rest) => match rest.strip_prefix('/').and_then(|rest| rest.strip_suffix("/sheet")).and_then(decode) {
                Some(short) => Self::Keys(KeysRoute::Sheet(short)),
                None => Self::Keys(KeysRoute::Ring(rest.strip_prefix('/').and_then(decode))),
            },
            None => Self::default(),
        }
    }

    /// Whether this is the screen of one object.
    #[must_use]
    pub fn is_object(&self, name: &str) -> bool {
        matches!(self, Self::Object { object_key } if object_key == name)
    }

    /// The fragment that leads back here, with its `#`.
    #[must_use]
    pub fn to_hash(&self) -> String {
        match self {
            Self::Files { prefix } => format!("#/files/{}", encode(prefix)),
            Self::Object { object_key } => format!("#/object/{}", encode(object_key)),
            Self::Bucket => "#/bucket".to_owned(),
            Self::Local => "#/local".to_owned(),
            Self::Keys(KeysRoute::Import(Job::SseC)) => "#/keys/import".to_owned(),
            Self::Keys(KeysRoute::Import(Job::Sealing)) => "#/keys/import/sealing".to_owned(),
            Self::Keys(KeysRoute::Ring(None)) => "#/keys".to_owned(),
            Self::Keys(KeysRoute::Sheet(short)) => format!("#/keys/{}/sheet", encode(short)),
            Self::Keys(KeysRoute::Ring(Some(short))) => format!("#/keys/{}", encode(short)),
        }
    }

    /// Whether the screen is there without a connection.
    #[must_use]
    pub fn needs_no_storage(&self) -> bool {
        matches!(self, Self::Keys(_) | Self::Local)
    }

    /// Whether the tab "Files" is the current one.
    #[must_use]
    pub fn is_files(&self) -> bool {
        matches!(self, Self::Files { .. } | Self::Object { .. })
    }
}

/// One step of the breadcrumb: what it is called and the prefix it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// The folder's own name, without the `/`.
    pub name: String,
    /// The whole prefix, ending in `/`.
    pub prefix: String,
}

/// The folder that an object is listed in. The object that marks a folder is listed in that folder, not beside it.
#[must_use]
pub fn folder_of(object_key: &str) -> &str {
    object_key.rfind('/').map_or("", |at| &object_key[..=at])
}

/// The folders of a prefix, outermost first. Of an object key: the folders it lies in.
#[must_use]
pub fn crumbs(prefix_or_key: &str) -> Vec<Crumb> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, _) in prefix_or_key.match_indices('/') {
        found.push(Crumb { name: prefix_or_key[start..at].to_owned(), prefix: prefix_or_key[..=at].to_owned() });
        start = at + 1;
    }
    found
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, FRAGMENT).to_string()
}

fn decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_survives_the_address_bar() {
        for route in [
            Route::default(),
            Route::Files { prefix: "imaging/2026/".into() },
            Route::Files { prefix: "a//ü %#?&+/".into() },
            Route::Object { object_key: "/leading/été 100%.txt".into() },
            Route::Object { object_key: "x#?=;.zip".into() },
            Route::Bucket,
            Route::Local,
            Route::Keys(KeysRoute::Import(Job::SseC)),
            Route::Keys(KeysRoute::Import(Job::Sealing)),
            Route::Keys(KeysRoute::Sheet("7F3A-K9QX".into())),
            Route::Keys(KeysRoute::Ring(None)),
            Route::Keys(KeysRoute::Ring(Some("7F3A-K9QX".into()))),
        ] {
            assert_eq!(Route::parse(&route.to_hash()), route);
        }
    }

    #[test]
    fn a_damaged_address_is_the_top_of_the_bucket() {
        for hash in ["", "#", "#/nowhere", "#/object/", "#/files/%ff/", "#/object/%ff"] {
            assert_eq!(Route::parse(hash), Route::default(), "{hash}");
        }
    }

    #[test]
    fn keys_and_local_mode_wait_for_no_storage() {
        for hash in ["#/keys", "#/keys/import", "#/keys/7F3A-K9QX/sheet", "#/local"] {
            assert!(Route::parse(hash).needs_no_storage(), "{hash}");
        }
        for hash in ["", "#/files/a/", "#/object/a", "#/bucket", "#/nowhere"] {
            assert!(!Route::parse(hash).needs_no_storage(), "{hash}");
        }
    }

    #[test]
    fn a_prefix_without_its_slash_gets_one() {
        assert_eq!(Route::parse("#/files/a"), Route::Files { prefix: "a/".into() });
    }

    #[test]
    fn an_object_is_listed_in_its_folder_and_a_marker_in_its_own() {
        for (object_key, folder) in [("a", ""), ("a/b", "a/"), ("a/b/", "a/b/"), ("/", "/")] {
            assert_eq!(folder_of(object_key), folder);
        }
    }

    #[test]
    fn crumbs_keep_empty_folder_names() {
        let names: Vec<_> = crumbs("a//b/file").into_iter().map(|c| (c.name, c.prefix)).collect();
        assert_eq!(names, [("a".into(), "a/".into()), (String::new(), "a//".into()), ("b".into(), "a//b/".into())]);
    }
}
