//! A bucket's default encryption: read, changed in one place, written back with all that this crate does not know.
//!
//! Spec: Amazon S3 API Reference, "PutBucketEncryption", "ServerSideEncryptionRule", "BlockedEncryptionTypes".

use sealport_core::content_md5;

use crate::address::Storage;
use crate::at_rest::SSE_S3;
use crate::input::InputError;
use crate::operation::{Operation, UnsignedRequest};
use crate::request::{Header, Method};
use crate::xml::Element;

const ROOT: &str = "ServerSideEncryptionConfiguration";
const RULE: &str = "Rule";
const DEFAULT: &str = "ApplyServerSideEncryptionByDefault";
const ALGORITHM: &str = "SSEAlgorithm";
const KMS_KEY: &str = "KMSMasterKeyID";
const BLOCKED: &str = "BlockedEncryptionTypes";
const TYPE: &str = "EncryptionType";
/// Stands for "nothing is blocked".
const NOTHING: &str = "NONE";
const SSE_C: &str = "SSE-C";

/// The configuration as the storage has it, unknown elements included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketEncryption(Element);

/// An answer without a configuration, though nothing was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoBucketEncryption {
    /// Nothing, or an answer to another question: the storage does not know this setting.
    #[error("the storage does not know the setting bucket encryption")]
    OtherAnswer,
    /// Not the XML that S3 writes.
    #[error("what the storage answered about bucket encryption cannot be read")]
    Unreadable,
}

/// What new objects get that ask for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DefaultEncryption {
    /// Nothing, or what the storage does without saying so.
    Unset,
    /// SSE-S3, with keys of the provider's.
    SseS3,
    /// Another, such as `aws:kms`, as the storage names it.
    Other(String),
}

impl BucketEncryption {
    /// A configuration without any rule, for a bucket that has none.
    pub fn empty() -> Self {
        Self(Element::named(ROOT))
    }

    /// Reads an answer to `GetBucketEncryption`.
    ///
    /// # Errors
    ///
    /// [`NoBucketEncryption`]: it is none.
    pub fn parse(document: &str) -> Result<Self, NoBucketEncryption> {
        if document.trim().is_empty() {
            return Err(NoBucketEncryption::OtherAnswer);
        }
        let root = Element::parse(document).map_err(|_| NoBucketEncryption::Unreadable)?;
        match root.name() {
            ROOT => Ok(Self(root)),
            // A failure that came under a 200.
            "Error" => Err(NoBucketEncryption::Unreadable),
            _ => Err(NoBucketEncryption::OtherAnswer),
        }
    }

    /// What new objects get that ask for nothing.
    pub fn default_encryption(&self) -> DefaultEncryption {
        let algorithm = self.rules().find_map(|rule| rule.children(DEFAULT).find_map(|by| by.child_text(ALGORITHM)));
        match algorithm {
            // A key without its algorithm is a default all the same.
            None if self.kms_key_ids().next().is_some() => DefaultEncryption::Other("aws:kms".to_owned()),
            None => DefaultEncryption::Unset,
            Some(SSE_S3) => DefaultEncryption::SseS3,
            Some(other) => DefaultEncryption::Other(other.to_owned()),
        }
    }

    /// Whether new objects with customer keys are refused.
    pub fn blocks_ssec(&self) -> bool {
        self.blocked_types().iter().any(|blocked| blocked == SSE_C)
    }

    /// Encryption types that are refused for new objects, as the storage names them; without `NONE`.
    pub fn blocked_types(&self) -> Vec<String> {
        let types = self.rules().flat_map(|rule| rule.children(BLOCKED)).flat_map(|blocked| blocked.children(TYPE));
        types.map(Element::text).filter(|text| *text != NOTHING && !text.is_empty()).map(str::to_owned).collect()
    }

    /// The KMS keys that the default names, as the storage writes them: one a rule, and S3 has one rule.
    pub fn kms_key_ids(&self) -> impl Iterator<Item = &str> {
        self.rules().flat_map(|rule| rule.children(DEFAULT)).filter_map(|by| by.child_text(KMS_KEY))
    }

    /// Makes SSE-S3 the default for new objects that ask for nothing; all else stays, but for what belongs to the former
    /// default only (its KMS key).
    pub fn use_sse_s3(&mut self) {
        let has_default = |rule: &Element| rule.children(DEFAULT).next().is_some();
        if !self.rules().any(has_default) {
            self.0.child_or_new(RULE).child_or_new(DEFAULT);
        }
        for by_default in self.0.children_mut(RULE).flat_map(|rule| rule.children_mut(DEFAULT)) {
            by_default.retain_children(KMS_KEY, |_| false);
            by_default.child_or_new(ALGORITHM).set_text(SSE_S3);
        }
    }

    /// Lets new objects with customer keys in again; other blocked types stay blocked.
    pub fn unblock_ssec(&mut self) {
        if !self.rules().any(|rule| rule.children(BLOCKED).next().is_some()) {
            self.0.child_or_new(RULE).child_or_new(BLOCKED);
        }
        for blocked in self.0.children_mut(RULE).flat_map(|rule| rule.children_mut(BLOCKED)) {
            blocked.retain_children(TYPE, |kind| kind.text() != SSE_C);
            if blocked.children(TYPE).next().is_none() {
                // Said in so many words: leaving the element out means "as the storage pleases", which is to block.
                blocked.push(Element::with_text(TYPE, NOTHING));
            }
        }
    }

    /// The document to send.
    pub fn to_document(&self) -> String {
        self.0.to_document()
    }

    fn rules(&self) -> impl Iterator<Item = &Element> {
        self.0.children(RULE)
    }
}

impl UnsignedRequest {
    /// `GetBucketEncryption`.
    pub fn read_bucket_encryption(storage: &Storage) -> Self {
        Self::on_setting(Operation::GetBucketEncryption, Method::Get, storage)
    }

    /// `PutBucketEncryption`. The body is [`BucketEncryption::to_document`]'s, which the request is bound to by its MD5.
    ///
    /// # Errors
    ///
    /// [`InputError::HeaderValue`] never: an MD5 is a header value.
    pub fn write_bucket_encryption(storage: &Storage, document: &str) -> Result<Self, InputError> {
        let mut request = Self::on_setting(Operation::PutBucketEncryption, Method::Put, storage);
        request.headers.push(Header::new("content-md5", content_md5(document.as_bytes()), false, true)?);
        Ok(request)
    }

    /// `DeleteBucketEncryption`.
    pub fn delete_bucket_encryption(storage: &Storage) -> Self {
        Self::on_setting(Operation::DeleteBucketEncryption, Method::Delete, storage)
    }

    fn on_setting(operation: Operation, method: Method, storage: &Storage) -> Self {
        let mut request = Self::on_bucket(operation, method, storage);
        request.query.push(("encryption", String::new()));
        request
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As AWS answers for a bucket made after April 2026, with an element that nobody knows yet.
    const NEW_AWS_BUCKET: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
        <ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
          <Rule>
            <ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>arn:k</KMSMasterKeyID></ApplyServerSideEncryptionByDefault>
            <BucketKeyEnabled>true</BucketKeyEnabled>
            <BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType></BlockedEncryptionTypes>
            <FromTheFuture><Inner>a &amp; b</Inner></FromTheFuture>
          </Rule>
        </ServerSideEncryptionConfiguration>"#;

    #[test]
    fn what_is_not_known_survives_each_change() {
        let before = BucketEncryption::parse(NEW_AWS_BUCKET).unwrap();
        assert_eq!(before.default_encryption(), DefaultEncryption::Other("aws:kms".into()));
        assert!(before.blocks_ssec());
        let mut after = before.clone();
        after.unblock_ssec();
        let document = after.to_document();
        assert!(document.contains("<FromTheFuture><Inner>a &amp; b</Inner></FromTheFuture>"), "{document}");
        assert!(document.contains("<BucketKeyEnabled>true</BucketKeyEnabled>"));
        assert!(
            document.contains("<BlockedEncryptionTypes><EncryptionType>NONE</EncryptionType></BlockedEncryptionTypes>")
        );
        assert!(document.contains("<KMSMasterKeyID>arn:k</KMSMasterKeyID>"));
        let after = BucketEncryption::parse(&document).unwrap();
        assert!(!after.blocks_ssec() && after.blocked_types().is_empty());
        assert_eq!(after.default_encryption(), before.default_encryption());

        let mut after = before;
        after.use_sse_s3();
        let document = after.to_document();
        assert_eq!(after.default_encryption(), DefaultEncryption::SseS3);
        assert!(after.blocks_ssec(), "the default is one thing, what is blocked another");
        assert!(!document.contains("KMSMasterKeyID") && document.contains("FromTheFuture"), "{document}");
    }

    #[test]
    fn attributes_and_namespaces_survive_each_change() {
        let unknown = "<f:Future xmlns:f=\"urn:f\" mode=\"a &amp; &quot;b&quot;\"><f:Inner/></f:Future>";
        let default = "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>\
                       </ApplyServerSideEncryptionByDefault>";
        let root = "ServerSideEncryptionConfiguration";
        let document = format!(
            "<{root} xmlns=\"urn:s3\" xmlns:x=\"urn:x\" x:v=\"2\"><Rule x:id=\"7\">{default}{unknown}</Rule></{root}>"
        );
        let mut read = BucketEncryption::parse(&document).unwrap();
        read.unblock_ssec();
        let none = "<BlockedEncryptionTypes><EncryptionType>NONE</EncryptionType></BlockedEncryptionTypes>";
        let wanted =
            document.replace("</Rule>", &format!("{none}</Rule>")).replace("<f:Inner/>", "<f:Inner></f:Inner>");
        assert_eq!(read.to_document(), wanted);

        // A prefix for all of it, which new elements take too.
        let prefixed = format!("<s:{root} xmlns:s=\"urn:s3\"><s:Rule></s:Rule></s:{root}>");
        let mut read = BucketEncryption::parse(&prefixed).unwrap();
        read.use_sse_s3();
        assert!(read.to_document().contains("<s:SSEAlgorithm>AES256</s:SSEAlgorithm>"), "{}", read.to_document());
        read.unblock_ssec();
        assert!(read.to_document().contains("<s:EncryptionType>NONE</s:EncryptionType>"), "{}", read.to_document());
    }

    #[test]
    fn text_beside_elements_and_what_lies_in_the_blocked_list_survive() {
        let root = "ServerSideEncryptionConfiguration";
        let default = |algorithm: &str| {
            format!(
                "<ApplyServerSideEncryptionByDefault d=\"1\"><SSEAlgorithm>{algorithm}</SSEAlgorithm>\
                 </ApplyServerSideEncryptionByDefault>"
            )
        };
        let rules = |algorithm: &str, blocked: &str| {
            format!(
                "<{root} xmlns=\"urn:s3\"><Rule><Note>see <b>this</b> first</Note><BlockedEncryptionTypes since=\"2026\">\
                 {blocked}<Why>x</Why></BlockedEncryptionTypes></Rule><Rule n=\"2\">{}</Rule></{root}>",
                default(algorithm)
            )
        };
        let kind = |name: &str| format!("<EncryptionType>{name}</EncryptionType>");
        let mut read = BucketEncryption::parse(&rules("aws:kms", &(kind("SSE-C") + &kind("SSE-X")))).unwrap();
        read.unblock_ssec();
        assert_eq!(read.to_document(), rules("aws:kms", &kind("SSE-X")));
        read.use_sse_s3();
        assert_eq!(read.to_document(), rules("AES256", &kind("SSE-X")), "the rule that holds the default is changed");
        assert_eq!(read.default_encryption(), DefaultEncryption::SseS3);
        // Each rule that blocks it lets it in.
        let both = format!(
            "<{root}>{0}{0}</{root}>",
            format_args!("<Rule><BlockedEncryptionTypes>{}</BlockedEncryptionTypes></Rule>", kind("SSE-C"))
        );
        let mut read = BucketEncryption::parse(&both).unwrap();
        read.unblock_ssec();
        assert!(!read.blocks_ssec(), "{}", read.to_document());
    }

    #[test]
    fn the_kms_key_of_the_default_is_told() {
        let ids = |read: &BucketEncryption| read.kms_key_ids().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(ids(&BucketEncryption::parse(NEW_AWS_BUCKET).unwrap()), ["arn:k"]);
        assert!(ids(&BucketEncryption::empty()).is_empty());
        let rule = |id| {
            format!(
                "<Rule><ApplyServerSideEncryptionByDefault><KMSMasterKeyID>{id}</KMSMasterKeyID>\
                 </ApplyServerSideEncryptionByDefault></Rule>"
            )
        };
        let root = "ServerSideEncryptionConfiguration";
        let read = BucketEncryption::parse(&format!("<{root}>{}{}</{root}>", rule("k1"), rule("k2"))).unwrap();
        assert_eq!(ids(&read), ["k1", "k2"]);
        assert_eq!(read.default_encryption(), DefaultEncryption::Other("aws:kms".into()));
    }

    #[test]
    fn other_blocked_types_stay_blocked() {
        let mut configuration = BucketEncryption::empty();
        let blocked = configuration.0.child_or_new(RULE).child_or_new(BLOCKED);
        blocked.push(Element::with_text(TYPE, "SSE-C"));
        blocked.push(Element::with_text(TYPE, "SSE-X"));
        configuration.unblock_ssec();
        assert_eq!(configuration.blocked_types(), ["SSE-X"]);
    }

    #[test]
    fn a_bucket_without_configuration_gets_one() {
        let mut configuration = BucketEncryption::empty();
        assert_eq!(configuration.default_encryption(), DefaultEncryption::Unset);
        configuration.use_sse_s3();
        assert_eq!(
            configuration.to_document(),
            "<ServerSideEncryptionConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Rule>\
             <ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>\
             </ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>"
        );
    }

    #[test]
    fn what_is_no_configuration_is_refused() {
        for text in ["", " \n", "<ListBucketResult/>", "<html></html>"] {
            assert_eq!(BucketEncryption::parse(text), Err(NoBucketEncryption::OtherAnswer), "{text}");
        }
        let around = "oops<ServerSideEncryptionConfiguration/>";
        let behind = "<ServerSideEncryptionConfiguration/>junk";
        for text in ["oops", "<ServerSideEncryptionConfiguration>", "\u{fffd}PNG", "<Error/>", around, behind] {
            assert_eq!(BucketEncryption::parse(text), Err(NoBucketEncryption::Unreadable), "{text}");
        }
    }
}
