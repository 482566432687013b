//! A bucket's default encryption, read and changed.

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
    let wanted = document.replace("</Rule>", &format!("{none}</Rule>")).replace("<f:Inner/>", "<f:Inner></f:Inner>");
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
fn a_default_in_a_second_rule_is_told_as_well() {
    let root = "ServerSideEncryptionConfiguration";
    let rule = |inner: &str| {
        format!("<Rule><ApplyServerSideEncryptionByDefault>{inner}</ApplyServerSideEncryptionByDefault></Rule>")
    };
    let sse_s3 = rule("<SSEAlgorithm>AES256</SSEAlgorithm>");
    let kms = rule("<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>k</KMSMasterKeyID>");
    let key_alone = rule("<KMSMasterKeyID>k</KMSMasterKeyID>");
    for (rules, default) in [
        (format!("{sse_s3}{kms}"), DefaultEncryption::Other("AES256, aws:kms".into())),
        (format!("{sse_s3}{key_alone}"), DefaultEncryption::Other("AES256, aws:kms".into())),
        (format!("{kms}{sse_s3}"), DefaultEncryption::Other("aws:kms, AES256".into())),
        (format!("{sse_s3}{sse_s3}"), DefaultEncryption::SseS3),
    ] {
        let mut read = BucketEncryption::parse(&format!("<{root}>{rules}</{root}>")).unwrap();
        assert_eq!(read.default_encryption(), default);
        read.use_sse_s3();
        assert_eq!(read.default_encryption(), DefaultEncryption::SseS3);
        assert_eq!(read.kms_key_ids().next(), None);
    }
}

#[test]
fn white_space_around_a_value_does_not_count() {
    let root = "ServerSideEncryptionConfiguration";
    let document = format!(
        "<{root}><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>\n AES256 </SSEAlgorithm>\
         </ApplyServerSideEncryptionByDefault><BlockedEncryptionTypes><EncryptionType> SSE-C\n</EncryptionType>\
         </BlockedEncryptionTypes></Rule></{root}>"
    );
    let mut read = BucketEncryption::parse(&document).unwrap();
    assert_eq!(read.default_encryption(), DefaultEncryption::SseS3);
    assert!(read.blocks_ssec());
    read.unblock_ssec();
    assert!(!read.blocks_ssec() && read.blocked_types().is_empty());
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
