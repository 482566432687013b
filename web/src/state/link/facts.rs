//! What a pasted text is: a link and what it tells, or why it cannot be used here.

use crate::state::connect::{FieldFault, reachable};
use crate::state::keyring::Home;
use sealport_client::{Binding, LinkEncryption, LinkError, LinkKey, LinkOperation, PresignedLink};

/// What a link tells, without what makes it work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkFacts {
    /// Scheme, host and port: where a key would be sent.
    pub origin: String,
    /// Host and port, for people.
    pub host: String,
    /// Object key, with the bucket in front where the storage has it in the path.
    pub object_name: String,
    /// The last part of it.
    pub file_name: String,
    /// What the link was made for, where it says so.
    pub operation: Option<LinkOperation>,
    /// What it says about the SSE-C key.
    pub key: LinkKey,
    /// Names that the signature covers.
    pub signed_header_names: Vec<String>,
    /// When it was signed, seconds since 1970.
    pub signed_secs: i64,
    /// When it stops working, seconds since 1970.
    pub expires_secs: i64,
    /// What it says about encryption with the storage's keys.
    pub encryption: LinkEncryption,
    /// The header by which it stores one content only.
    pub content_binding: Option<&'static str>,
    /// Headers in its query that give the object something besides its content, with their values.
    pub object_settings: Vec<(String, String)>,
    /// It takes a body of one length only.
    pub binds_length: bool,
    /// It takes one content type only.
    pub binds_content_type: bool,
    /// It replaces no object, where the storage honours that.
    pub only_if_absent: bool,
}

impl LinkFacts {
    /// What a link tells.
    #[must_use]
    pub fn of(link: &PresignedLink) -> Self {
        let origin = link.endpoint().origin();
        let host = origin.split_once("://").map_or(origin.clone(), |(_, host)| host.to_owned());
        Self {
            host,
            origin,
            object_name: link.object_name().to_owned(),
            file_name: link.file_name().to_owned(),
            operation: link.operation(),
            key: link.key(),
            signed_header_names: link.signed_header_names().to_vec(),
            signed_secs: link.signed_at().as_secs(),
            expires_secs: link.expires_at().as_secs(),
            encryption: link.encryption(),
            content_binding: link.content_binding(),
            object_settings: link.object_settings().to_vec(),
            binds_length: link.binds_length(),
            binds_content_type: link.binds_content_type(),
            only_if_absent: link.signed_header_names().iter().any(|name| name == "if-none-match"),
        }
    }

    /// Whether it needs an SSE-C key.
    #[must_use]
    pub fn needs_key(&self) -> bool {
        self.key != LinkKey::None
    }

    /// Whether one key fits only.
    #[must_use]
    pub fn takes_one_key(&self) -> bool {
        matches!(self.key, LinkKey::Needed(Binding::ThisKey | Binding::ThisKeyMd5))
    }

    /// Whether its signature covers all three headers of a key.
    #[must_use]
    pub fn signs_whole_key(&self) -> bool {
        self.key == LinkKey::Needed(Binding::ThisKey)
    }

    /// What a key remembers of it. A link does not tell which part of its path is the bucket.
    #[must_use]
    pub fn home(&self) -> Home {
        Home { origin: self.origin.clone(), bucket: String::new() }
    }
}

/// Why a pasted text cannot be used here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is no link, or one that cannot work from a page.
    Link(LinkError),
    /// The page may not reach its host.
    Host(FieldFault),
}

/// What was pasted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Pasted {
    /// Nothing.
    #[default]
    Nothing,
    /// Something that does not work.
    Refused(Refusal),
    /// A link.
    Link(Box<LinkFacts>),
}

/// Reads a pasted text.
///
/// # Errors
///
/// [`Refusal`]; `None` for an empty text.
pub fn read(text: &str) -> Result<(PresignedLink, LinkFacts), Option<Refusal>> {
    let link = match PresignedLink::find(text) {
        Ok(link) => link,
        Err(LinkError::Empty) => return Err(None),
        Err(error) => return Err(Some(Refusal::Link(error))),
    };
    reachable(link.endpoint().clone()).map_err(|fault| Some(Refusal::Host(fault)))?;
    let facts = LinkFacts::of(&link);
    Ok((link, facts))
}
