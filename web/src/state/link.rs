//! A pasted presigned link: what it is, what it needs, and how far using it is. The link itself is a secret and is not
//! kept here.

use super::connect::{FieldFault, reachable};
use super::fault::Fault;
use super::keyring::Home;
use super::object::Details;
use sealport_client::{Confirmation, LinkError, LinkKey, LinkOperation, PresignedLink};

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
    /// It asks for SSE-S3.
    pub asks_for_sse_s3: bool,
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
            asks_for_sse_s3: link.asks_for_sse_s3(),
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

    /// Whether its time is over.
    #[must_use]
    pub fn is_expired(&self, now_secs: i64) -> bool {
        now_secs > self.expires_secs
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
    let link = match PresignedLink::parse(text) {
        Ok(link) => link,
        Err(LinkError::Empty) => return Err(None),
        Err(error) => return Err(Some(Refusal::Link(error))),
    };
    reachable(link.endpoint().clone()).map_err(|fault| Some(Refusal::Host(fault)))?;
    let facts = LinkFacts::of(&link);
    Ok((link, facts))
}

/// How far using the link is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Use {
    /// Not begun.
    #[default]
    Idle,
    /// Under way; bytes moved, and bytes of the whole where known.
    Running {
        /// Bytes so far.
        moved: u64,
        /// Bytes of the whole.
        total: Option<u64>,
    },
    /// Saved to this device, in bytes.
    Saved(u64),
    /// Details came.
    Told(Box<Details>),
    /// Stored, in bytes, and what is known of its protection.
    Stored(u64, Confirmation),
    /// The person stopped it.
    Cancelled,
    /// It failed.
    Failed(Fault),
}

/// A file chosen for a PUT link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenFile {
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    pub len: u64,
}

/// The place where a pasted link is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkDesk {
    /// The person has a link, and no access key.
    pub open: bool,
    /// What was pasted.
    pub pasted: Pasted,
    /// What to do, where the link does not say.
    pub operation: Option<LinkOperation>,
    /// The chosen key's fingerprint.
    pub fingerprint: Option<String>,
    /// The chosen file.
    pub file: Option<ChosenFile>,
    /// Media type to send, where the link binds one.
    pub content_type: String,
    /// How far it is.
    pub progress: Use,
    generation: u64,
}

impl LinkDesk {
    /// The link, when one was understood.
    #[must_use]
    pub fn facts(&self) -> Option<&LinkFacts> {
        match &self.pasted {
            Pasted::Link(facts) => Some(facts),
            Pasted::Nothing | Pasted::Refused(_) => None,
        }
    }

    /// What the link is used for: what it was made for, otherwise what the person chose.
    #[must_use]
    pub fn operation(&self) -> Option<LinkOperation> {
        self.facts()?.operation.or(self.operation)
    }

    /// Another text was pasted. The key stays chosen: it is asked about for each host.
    pub fn paste(&mut self, pasted: Pasted) {
        let fingerprint = self.fingerprint.take();
        *self = Self { open: self.open, generation: self.generation + 1, pasted, fingerprint, ..Self::default() };
    }

    /// Forgets the link and all that was chosen for it.
    pub fn forget(&mut self) {
        *self = Self { open: self.open, generation: self.generation + 1, ..Self::default() };
    }

    /// Whether a request is under way.
    #[must_use]
    pub fn is_running(&self) -> bool {
        matches!(self.progress, Use::Running { .. })
    }

    /// Whether everything is there to begin.
    #[must_use]
    pub fn is_ready(&self, now_secs: i64) -> bool {
        let Some(facts) = self.facts() else { return false };
        let Some(operation) = self.operation() else { return false };
        let has_file = operation != LinkOperation::Put || self.file.is_some();
        !facts.is_expired(now_secs) && (!facts.needs_key() || self.fingerprint.is_some()) && has_file
    }

    /// Begins; what comes of it must carry the returned generation.
    pub fn start(&mut self) -> u64 {
        self.generation += 1;
        self.progress = Use::Running { moved: 0, total: None };
        self.generation
    }

    /// Takes progress or an end, unless another text was pasted or another use begun.
    pub fn report(&mut self, generation: u64, progress: Use) {
        if generation == self.generation {
            self.progress = progress;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sealport_client::Binding;

    fn link(host: &str, signed: &str) -> String {
        format!(
            "https://{host}/inbox/scan-0042.tif?X-Amz-Algorithm=AWS4-HMAC-SHA256\
             &X-Amz-Credential=AKID%2F20261125%2Fgra%2Fs3%2Faws4_request&X-Amz-Date=20261125T085803Z&X-Amz-Expires=900\
             &X-Amz-SignedHeaders={signed}&X-Amz-Signature={}",
            "ab".repeat(32)
        )
    }

    const ALGORITHM: &str = "host%3Bx-amz-server-side-encryption-customer-algorithm";

    fn facts(text: &str) -> LinkFacts {
        read(text).unwrap().1
    }

    #[test]
    fn a_link_is_described_without_its_signature() {
        let facts = facts(&link("s3.example:9000", ALGORITHM));
        assert_eq!((facts.origin.as_str(), facts.host.as_str()), ("https://s3.example:9000", "s3.example:9000"));
        assert_eq!((facts.object_name.as_str(), facts.file_name.as_str()), ("inbox/scan-0042.tif", "scan-0042.tif"));
        assert_eq!(facts.key, LinkKey::Needed(Binding::AnyKey));
        assert_eq!(facts.expires_secs - facts.signed_secs, 900);
        assert!(facts.needs_key() && !facts.is_expired(facts.expires_secs) && facts.is_expired(facts.expires_secs + 1));
        assert!(!format!("{facts:?}").contains("abab"));
    }

    #[test]
    fn nothing_pasted_is_no_fault() {
        assert_eq!(read("  ").err(), Some(None));
        assert_eq!(read("https://s3.example/a?b=c").err(), Some(Some(Refusal::Link(LinkError::NotPresigned))));
        let clear = link("s3.example", "host").replace("https", "http");
        assert_eq!(read(&clear).err(), Some(Some(Refusal::Host(FieldFault::ClearText))));
    }

    #[test]
    fn it_begins_once_key_operation_and_file_are_there() {
        let mut desk = LinkDesk { open: true, ..LinkDesk::default() };
        assert!(!desk.is_ready(0));
        let facts = facts(&link("s3.example", ALGORITHM));
        let now = facts.signed_secs;
        desk.paste(Pasted::Link(Box::new(facts)));
        assert!(desk.open && !desk.is_ready(now));
        desk.operation = Some(LinkOperation::Get);
        assert!(!desk.is_ready(now));
        desk.fingerprint = Some("FP".into());
        assert!(desk.is_ready(now) && !desk.is_ready(now + 901));
        desk.operation = Some(LinkOperation::Put);
        assert!(!desk.is_ready(now));
        desk.file = Some(ChosenFile { name: "a".into(), len: 1 });
        assert!(desk.is_ready(now));
    }

    #[test]
    fn the_end_of_an_earlier_use_is_dropped() {
        let mut desk = LinkDesk::default();
        let old = desk.start();
        desk.paste(Pasted::Nothing);
        desk.report(old, Use::Saved(3));
        assert_eq!(desk.progress, Use::Idle);
        let new = desk.start();
        desk.report(new, Use::Running { moved: 1, total: Some(2) });
        assert!(desk.is_running());
        desk.report(new, Use::Saved(3));
        assert_eq!(desk.progress, Use::Saved(3));
    }

    #[test]
    fn a_link_is_a_home_of_its_own() {
        let facts = facts(&link("s3.example", "host"));
        assert_ne!(facts.home(), Home { origin: facts.origin.clone(), bucket: "inbox".into() });
    }
}
