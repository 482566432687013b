//! The bucket's encryption configuration: which documents are taken, and what they mean for uploads.
//!
//! Spec: Amazon S3 API Reference, "PutBucketEncryption" and "BlockedEncryptionTypes".

use s3s::{S3Error, S3ErrorCode, S3Result, dto::ServerSideEncryption};

use crate::{
    service::unsupported,
    settings::SettingDocument,
    sse_s3::SERVER_ALGORITHM,
    xml::{children, malformed, parse, texts},
};

/// SSE-S3 as the default, in the words of AWS's own answer.
pub(crate) const SSE_S3_DOCUMENT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <ServerSideEncryptionConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Rule>\
    <ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>\
    </Rule></ServerSideEncryptionConfiguration>";

/// What the bucket's configuration means for an upload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct BucketEncryption {
    /// Uploads that ask for nothing get SSE-S3.
    pub(crate) is_server_default: bool,
    /// Uploads with a customer key are refused.
    pub(crate) blocks_customer_keys: bool,
}

/// What a document says.
#[derive(Debug)]
pub(crate) struct EncryptionDocument {
    /// A rule may block encryption types only, and leave the default as it is.
    pub(crate) has_default: bool,
    pub(crate) blocks_customer_keys: bool,
}

impl SettingDocument for EncryptionDocument {
    const FILE_NAME: &'static str = "bucket-encryption.xml";
    /// On AWS a bucket whose configuration is deleted has the default that every new bucket has.
    const DELETING_RESTORES_INITIAL: bool = true;

    fn parse(text: &str) -> S3Result<Self> {
        let document = parse(text, "ServerSideEncryptionConfiguration")?;
        let mut rules = children(document.root_element(), "Rule");
        let (Some(rule), None) = (rules.next(), rules.next()) else { return Err(malformed()) };
        let mut defaults = children(rule, "ApplyServerSideEncryptionByDefault");
        let (default, None) = (defaults.next(), defaults.next()) else { return Err(malformed()) };
        let mut blocked = children(rule, "BlockedEncryptionTypes");
        let (blocked, None) = (blocked.next(), blocked.next()) else { return Err(malformed()) };
        if let Some(default) = default {
            let mut algorithms = texts(default, "SSEAlgorithm");
            match (algorithms.next(), algorithms.next()) {
                (Some(SERVER_ALGORITHM), None) => {}
                (Some(kms @ (ServerSideEncryption::AWS_KMS | ServerSideEncryption::AWS_KMS_DSSE)), None) => {
                    unsupported(kms, true)?;
                }
                _ => return Err(malformed()),
            }
            if children(default, "KMSMasterKeyID").next().is_some() {
                let message = "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or \
                               aws:kms:dsse";
                return Err(S3Error::with_message(S3ErrorCode::InvalidArgument, message));
            }
        }
        let mut blocks_customer_keys = false;
        if let Some(blocked) = blocked {
            for encryption_type in texts(blocked, "EncryptionType") {
                match encryption_type {
                    "SSE-C" => blocks_customer_keys = true,
                    "NONE" => {}
                    _ => return Err(malformed()),
                }
            }
        } else if default.is_none() {
            return Err(malformed());
        }
        Ok(Self { has_default: default.is_some(), blocks_customer_keys })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(rule: &str) -> Result<(bool, bool), String> {
        let root = "ServerSideEncryptionConfiguration";
        EncryptionDocument::parse(&format!("<{root}>{rule}</{root}>"))
            .map(|document| (document.has_default, document.blocks_customer_keys))
            .map_err(|error| error.code().as_str().to_owned())
    }

    fn default(algorithm: &str) -> String {
        format!(
            "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>{algorithm}</SSEAlgorithm>\
             </ApplyServerSideEncryptionByDefault>"
        )
    }

    #[test]
    fn the_initial_document_is_one_that_is_taken() {
        let document = EncryptionDocument::parse(SSE_S3_DOCUMENT).unwrap();
        assert!(document.has_default && !document.blocks_customer_keys);
    }

    #[test]
    fn blocked_types_and_unknown_elements_are_read_beside_the_default() {
        let blocked =
            |kind| format!("<BlockedEncryptionTypes><EncryptionType>{kind}</EncryptionType></BlockedEncryptionTypes>");
        let aes256 = default("AES256");
        assert_eq!(parsed(&format!("<Rule>{aes256}{}</Rule>", blocked("SSE-C"))), Ok((true, true)));
        assert_eq!(parsed(&format!("<Rule>{aes256}{}</Rule>", blocked("NONE"))), Ok((true, false)));
        assert_eq!(parsed(&format!("<Rule>{}</Rule>", blocked("SSE-C"))), Ok((false, true)));
        assert_eq!(parsed(&format!("<Rule><New><a/></New>{aes256}</Rule>")), Ok((true, false)));
        assert_eq!(parsed(&format!("<Rule>{aes256}{}</Rule>", blocked("SSE-S3"))), Err("MalformedXML".to_owned()));
    }

    #[test]
    fn other_documents_are_malformed() {
        let aes256 = format!("<Rule>{}</Rule>", default("AES256"));
        for rule in [
            "",
            "<Rule/>",
            &format!("{aes256}{aes256}"),
            "<Rule><ApplyServerSideEncryptionByDefault/></Rule>",
            &format!("<Rule>{}</Rule>", default("AES128")),
            &format!("<Rule>{}</Rule>", default("")),
            "<Rule>",
        ] {
            assert_eq!(parsed(rule), Err("MalformedXML".to_owned()), "{rule}");
        }
        assert!(EncryptionDocument::parse("").is_err());
        assert!(EncryptionDocument::parse(&format!("<Other>{aes256}</Other>")).is_err());
        let entity = format!("<!DOCTYPE a [<!ENTITY b \"c\">]>{SSE_S3_DOCUMENT}");
        assert!(EncryptionDocument::parse(&entity).is_err());
        assert_eq!(parsed(&format!("<Rule>{}</Rule>", default("aws:kms"))), Err("NotImplemented".to_owned()));
    }
}
