use proptest::prelude::*;

use super::*;
use crate::Expiry;
use crate::address::{AddressingStyle, BucketName, ObjectKey, Region, Storage};
use crate::binding::LinkTarget;
use crate::credentials::Credentials;
use crate::operation::UnsignedRequest;

const SIGNED_AT: i64 = 1_795_596_067;

/// A link as a backend would make it with our own presigner, which is tested against AWS's.
fn ours(binding: Option<Binding>, operation: LinkOperation, object_key: &str) -> (String, SignedRequest) {
    let storage = Storage::new(
        Endpoint::parse("https://s3.gra.io.cloud.ovh.net").unwrap(),
        Region::parse("gra").unwrap(),
        BucketName::parse("clinic-archive").unwrap(),
        AddressingStyle::VirtualHost,
    );
    let object_key = ObjectKey::parse(object_key).unwrap();
    let target = LinkTarget { storage: &storage, object_key: &object_key, operation, only_if_absent: false };
    let ssec = SseCKey::from_bytes([3; 32]);
    let request = match binding {
        None => UnsignedRequest::link(target, &crate::AtRest::BucketDefault),
        Some(Binding::AnyKey) => UnsignedRequest::link_for_any_key(target),
        Some(Binding::ThisKeyMd5) => UnsignedRequest::link_for_key_md5(target, &(&ssec).into()),
        Some(Binding::ThisKey) => UnsignedRequest::link_for_key(target, &ssec),
    };
    let credentials = Credentials::new("AKID".into(), "secret".into(), None).unwrap();
    let (region, now) = (Region::parse("gra").unwrap(), UnixTime::from_secs(SIGNED_AT));
    let signed = request.unwrap().presign(&credentials, &region, now, Expiry::from_secs(3600).unwrap());
    (signed.url().expose().to_owned(), signed)
}

/// A link with the given signed headers and further query.
pub(super) fn link(signed: &str, more: &str) -> String {
    format!(
        "https://b.s3.eu-west-3.amazonaws.com/inbox/scan-0042.tif?X-Amz-Algorithm=AWS4-HMAC-SHA256\
         &X-Amz-Credential=AKID%2F20261125%2Feu-west-3%2Fs3%2Faws4_request&X-Amz-Date=20261125T084107Z\
         &X-Amz-Expires=3600&X-Amz-SignedHeaders={}{more}&X-Amz-Signature={}",
        signed.replace(';', "%3B"),
        "0f".repeat(32)
    )
}

const ALG: &str = "host;x-amz-server-side-encryption-customer-algorithm";

#[test]
fn links_of_our_own_are_read_back_and_sent_unchanged() {
    let ssec = SseCKey::from_bytes([3; 32]);
    for object_key in ["inbox/scan-0042.tif", "a b/ü&?=#%+;'.txt", "x//y", "100%"] {
        for binding in [None, Some(Binding::AnyKey), Some(Binding::ThisKeyMd5), Some(Binding::ThisKey)] {
            for operation in [LinkOperation::Get, LinkOperation::Head, LinkOperation::Put] {
                let (text, signed) = ours(binding, operation, object_key);
                let read = PresignedLink::find(&format!("  {text}\n")).unwrap();
                assert_eq!(read.object_name(), object_key);
                assert_eq!(read.key(), binding.map_or(LinkKey::None, LinkKey::Needed));
                assert_eq!(read.signed_header_names(), signed.signed_header_names());
                assert_eq!((read.signed_at().as_secs(), read.expires_at()), (SIGNED_AT, signed.expires_at()));
                let request = read.request(operation, binding.map(|_| &ssec), LinkExtras::default()).unwrap();
                assert_eq!((request.url().expose(), request.method()), (text.as_str(), signed.method()));
                // What goes out is what its own maker would have sent.
                let complete = if binding.is_some() { signed.with_customer_key(&ssec).unwrap() } else { signed };
                let mut sent: Vec<_> = request.headers().iter().map(|h| (h.name(), h.expose().to_owned())).collect();
                let mut wanted: Vec<_> = complete.headers().iter().map(|h| (h.name(), h.expose().to_owned())).collect();
                sent.sort_unstable();
                wanted.sort_unstable();
                assert_eq!(sent, wanted);
            }
        }
    }
}

#[test]
fn what_cannot_match_is_refused_by_the_name_of_its_trouble() {
    use LinkError as E;
    let signed_header = |name: &str| E::SignedHeader(name.to_owned());
    for (text, refused) in [
        (String::new(), E::Empty),
        ("scan-0042.tif".into(), E::NoLink),
        ("ftp://h/a?X-Amz-Signature=0".into(), E::NoLink),
        ("javascript:alert(1)".into(), E::NoLink),
        ("https://user@h.example/a?X-Amz-Signature=0".into(), E::UserInfo),
        ("https://user:pw@h.example/a?X-Amz-Signature=0".into(), E::UserInfo),
        ("https://h_h.example/a?X-Amz-Signature=0".into(), E::Address(InputError::EndpointHost)),
        ("https://h.example/a?b=<script>".into(), E::Malformed),
        ("https://h.example/a".into(), E::NotPresigned),
        ("https://h.example/a?versionId=1".into(), E::NotPresigned),
        ("https://h.example?X-Amz-Signature=0".into(), E::NoObject),
        (link("host", "").replace("inbox/scan-0042.tif", ""), E::NoObject),
        // A bucket, where the storage has it in the path: its list would be saved as a file.
        (link("host", "").replace("inbox/scan-0042.tif", "demo/"), E::NoObject),
        (link("host", "&x-amz-server-side-encryption=AES512"), E::Encryption("AES512".into())),
        (format!("{}\n{}", link("host", ""), link(ALG, "")), E::Several),
        (link("host", "").replace("scan-0042.tif", "%2e%2e/x"), E::Address(InputError::ObjectKeyDotSegment)),
        ("https://h.example/a?AWSAccessKeyId=A&Expires=1&Signature=abc".into(), E::SignatureVersion2),
        (link("host", "").replace(&"0f".repeat(32), "0f0f"), E::Parameter("X-Amz-Signature")),
        (link("host", "").replace("X-Amz-Expires=3600", "X-Amz-Expires=604801"), E::Lifetime),
        (link("host", "").replace("X-Amz-Expires=3600", "X-Amz-Expires=0"), E::Lifetime),
        (link("host", "").replace("X-Amz-Expires=3600", "X-Amz-Expires=1h"), E::Parameter("X-Amz-Expires")),
        (link("host", "").replace("X-Amz-Expires=3600&", ""), E::Parameter("X-Amz-Expires")),
        (link("host", "").replace("20261125T084107Z", "20261125"), E::Parameter("X-Amz-Date")),
        (link("host", "").replace("aws4_request", "aws4"), E::Parameter("X-Amz-Credential")),
        (link("x-amz-date", ""), E::Parameter("X-Amz-SignedHeaders")),
        (link("host", "&x-amz-server-side-encryption-customer-key=AAAA"), E::KeyInAddress),
        (
            link("host", "&X-Amz-Server-Side-Encryption-Customer-Algorithm=AES256"),
            E::CustomerHeaderInAddress("x-amz-server-side-encryption-customer-algorithm"),
        ),
        (link(ALG, "&x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32"), E::ChecksumOfNothing),
        (link("host", "&x-amz-checksum-crc64nvme=AAAAAAAAAAA%3D"), E::ChecksumOfNothing),
        (
            link("host", &format!("&X-Amz-Content-Sha256={}", crate::PayloadHash::of(b"").as_str())),
            E::ChecksumOfNothing,
        ),
        (link("host", "&partNumber=1&uploadId=u&x-id=UploadPart"), E::OtherOperation("UploadPart".into())),
        (link("host", "&x-id=DeleteObject"), E::OtherOperation("DeleteObject".into())),
        (link("host", "&tagging="), E::OtherOperation("tagging".into())),
        (link("content-md5;host", ""), signed_header("content-md5")),
        (link("host;x-amz-meta-owner", ""), signed_header("x-amz-meta-owner")),
        (link("host;range", ""), signed_header("range")),
        (
            link("host;x-amz-server-side-encryption-customer-key", ""),
            signed_header("x-amz-server-side-encryption-customer-key"),
        ),
    ] {
        assert_eq!(PresignedLink::find(&text).err(), Some(refused), "{text}");
    }
}

#[test]
fn an_address_alone_is_read_and_nothing_is_looked_for_around_it() {
    let plain = link("host", "");
    assert!(PresignedLink::parse(&format!(" {plain}\n")).is_ok());
    for (text, refused) in [
        (format!("see {plain}"), LinkError::NoLink),
        (format!("{plain} today"), LinkError::Malformed),
        (format!("<{plain}>"), LinkError::NoLink),
    ] {
        assert_eq!(PresignedLink::parse(&text).err(), Some(refused), "{text}");
        assert!(PresignedLink::find(&text).is_ok(), "{text}");
    }
}

#[test]
fn the_operation_is_read_where_the_link_tells() {
    for (signed, more, operation) in [
        ("host", "", None),
        (ALG, "", None),
        ("host", "&x-id=GetObject", Some(LinkOperation::Get)),
        ("host", "&x-id=HeadObject", Some(LinkOperation::Head)),
        (ALG, "&x-id=PutObject", Some(LinkOperation::Put)),
        ("content-type;host", "", Some(LinkOperation::Put)),
        ("host;if-none-match", "", Some(LinkOperation::Put)),
        ("host", "&response-content-disposition=attachment", Some(LinkOperation::Get)),
        ("host;x-amz-server-side-encryption", "", Some(LinkOperation::Put)),
    ] {
        assert_eq!(PresignedLink::find(&link(signed, more)).unwrap().operation(), operation, "{signed} {more}");
    }
}

#[test]
fn what_else_the_signature_binds_is_told() {
    let read = PresignedLink::find(&link("content-length;content-type;host;if-none-match", "")).unwrap();
    assert!(read.binds_length() && read.binds_content_type());
    let request = read
        .request(LinkOperation::Put, None, LinkExtras { content_type: Some("image/tiff"), ..LinkExtras::default() })
        .unwrap();
    let sent: Vec<_> = request.headers().iter().map(|h| (h.name(), h.expose(), h.is_signed())).collect();
    assert_eq!(sent, [("if-none-match", "*", true), ("content-type", "image/tiff", true)]);
    let read = PresignedLink::find(&link("host;x-amz-server-side-encryption", "")).unwrap();
    assert!(!read.needs_customer_key());
}

#[test]
fn an_encryption_is_announced_as_what_it_is_and_sent_where_its_value_is_known() {
    use ProviderEncryption::{SseKms, SseKmsDsse, SseS3};
    let header = |text: &str, encryption| {
        let read = PresignedLink::find(text).unwrap();
        let request = read.request(LinkOperation::Put, None, LinkExtras { encryption, ..LinkExtras::default() });
        let sent = request.map(|request| request.headers().first().map(|header| header.expose().to_owned()));
        (read.encryption(), read.operation(), sent)
    };
    for (encryption, value) in [(SseS3, "AES256"), (SseKms, "aws%3Akms"), (SseKmsDsse, "aws:kms:dsse")] {
        let (known, put) = (LinkEncryption::Known(encryption), Some(LinkOperation::Put));
        let in_query = format!("&X-Amz-Server-Side-Encryption={value}");
        // In the query it counts as a header already.
        assert_eq!(header(&link("host", &in_query), None), (known, put, Ok(None)));
        let both = link("host;x-amz-server-side-encryption", &in_query);
        assert_eq!(header(&both, Some(SseS3)), (known, put, Ok(Some(encryption.as_str().into()))));
        // Among the signed headers its value is its maker's secret, and is asked for.
        let signed = link("host;x-amz-server-side-encryption", "");
        let sent = Ok(Some(encryption.as_str().into()));
        assert_eq!(header(&signed, Some(encryption)), (LinkEncryption::Unsaid, put, sent));
        assert_eq!(header(&signed, None).2, Err(InputError::EncryptionUnsaid));
    }
    assert_eq!(header(&link("host", ""), Some(SseS3)), (LinkEncryption::NotAsked, None, Ok(None)));
}

#[test]
fn a_checksum_of_one_content_makes_it_an_upload_of_that_content() {
    for (more, name) in [
        ("&x-amz-checksum-crc32=NhCmhg%3D%3D&x-amz-sdk-checksum-algorithm=CRC32", "x-amz-checksum-crc32"),
        ("&X-Amz-Checksum-Sha256=LPJNul%2BwhsHWV4NmMGXjOHW2fPdoCvGXBg%2FTI80dDqk%3D", "x-amz-checksum-sha256"),
        (
            "&X-Amz-Content-Sha256=2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
            "x-amz-content-sha256",
        ),
    ] {
        let read = PresignedLink::find(&link("host", more)).unwrap();
        assert_eq!((read.content_binding(), read.operation()), (Some(name), Some(LinkOperation::Put)), "{more}");
    }
    for (more, operation) in
        [("&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD", None), ("&x-amz-checksum-mode=ENABLED", Some(LinkOperation::Get))]
    {
        let read = PresignedLink::find(&link("host", more)).unwrap();
        assert_eq!((read.content_binding(), read.operation()), (None, operation), "{more}");
    }
}

#[test]
fn what_mails_and_source_code_put_around_a_link_is_taken_away() {
    let plain = link(ALG, "");
    let (head, tail) = plain.split_at(120);
    let shown = |text: &str| PresignedLink::find(text).map(|read| read.url.expose().to_owned());
    let expected = shown(&plain).unwrap();
    for text in [
        format!("<{plain}>"),
        format!(" \"{plain}\"\n"),
        format!("'{plain}'"),
        format!("`{plain}`"),
        format!("\u{201c}{plain}\u{201d}"),
        format!("\"<{plain}>\""),
        format!("{head}\r\n   {tail}"),
        format!("<{head} \n{tail}\n>"),
        plain.replace('&', "&amp;"),
        plain.replace('&', "\\u0026"),
        plain.replace("https", "HTTPS"),
    ] {
        assert_eq!(shown(&text), Ok(expected.clone()), "{text}");
    }
    // Within one line a space may stand for something.
    assert_eq!(shown(&plain.replace("scan-", "scan ")), Err(LinkError::Malformed));
    assert_eq!(shown("See \"https://h.example/a"), Err(LinkError::NoLink));
}

#[test]
fn a_link_is_found_in_what_it_came_with() {
    let plain = link("host", "");
    let last = link("host", "").replace("&X-Amz-Expires=3600", "") + "&X-Amz-Expires=3600";
    let named = format!("{plain}&x-id=GetObject");
    let expected = PresignedLink::find(&plain).unwrap().url.expose().to_owned();
    for (text, url) in [
        (format!("Here is the link: {plain}. Use it today."), &expected),
        (format!("Here is the link:\n{plain}\nThanks"), &expected),
        (format!("Dear all,\n\n{plain}.\n\nThanks,\nA. B."), &expected),
        (format!("curl --fail -o 'scan 42.tif' '{plain}' # until noon"), &expected),
        (format!("curl --url={plain} --output x"), &expected),
        (format!("[the scan]({plain})"), &expected),
        (format!("[{plain}]({plain})"), &expected),
        (format!("**{plain}**"), &expected),
        (format!("> {}\n> {}", &plain[..90], &plain[90..]), &expected),
        (format!("\u{feff}{}\u{200b}{}", &plain[..40], &plain[40..]), &expected),
        (format!("{plain}\n{plain}"), &expected),
        (format!("{plain}#top"), &expected),
        (plain.replacen("&X-Amz-Date", "&amp;X-Amz-Date", 1), &expected),
        (plain.replace('&', "&amp;amp;"), &expected),
        (plain.replace('&', "\\&"), &expected),
        (plain.replace('=', "=3D").replace("&X-Amz-Expires", "=\r\n&X-Amz-Expires"), &expected),
        (plain.replace('%', "%25"), &expected),
        (percent(&plain), &expected),
        (format!("https://eur01.safelinks.example/?url={}&data=05%7C01&reserved=0", percent(&plain)), &expected),
        (format!("Until noon: {last}, and not later."), &last),
        (format!("{named}\nThanks"), &named),
        (format!("{}\n{}\nThanks", &named[..named.len() - 6], &named[named.len() - 6..]), &named),
    ] {
        let found = PresignedLink::find(&text).map(|link| link.url.expose().to_owned());
        assert_eq!(found.as_ref(), Ok(url), "{text}");
    }
    // A name that holds what looks encoded is left as it is.
    let odd = plain.replace("scan-0042.tif", "a%252Fb%2525");
    assert_eq!(PresignedLink::find(&odd).unwrap().object_name(), "inbox/a%2Fb%25");
}

pub(super) fn percent(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[test]
fn a_link_to_plain_http_elsewhere_gets_no_key() {
    let ssec = SseCKey::from_bytes([3; 32]);
    let text = link(ALG, "").replace("https://b.s3.eu-west-3.amazonaws.com", "http://s3.intranet.example:9000");
    let read = PresignedLink::find(&text).unwrap();
    let refused = Some(InputError::InsecureEndpoint);
    assert_eq!(read.request(LinkOperation::Get, Some(&ssec), LinkExtras::default()).err(), refused);
    let read = PresignedLink::find(&text.replace("s3.intranet.example", "127.0.0.1")).unwrap();
    assert!(read.request(LinkOperation::Get, Some(&ssec), LinkExtras::default()).is_ok());
}

#[test]
fn a_link_expires_when_it_says() {
    let read = PresignedLink::find(&link("host", "")).unwrap();
    let end = read.expires_at();
    assert_eq!(end.as_secs(), SIGNED_AT + 3600);
    assert!(!read.is_expired(end) && read.is_expired(end.plus_secs(1)));
}

#[test]
fn neither_debug_nor_errors_show_the_link() {
    let text = link("host", "");
    let shown = format!("{:?}", PresignedLink::find(&text).unwrap());
    assert!(!shown.contains("0f0f"), "{shown}");
    let refused = PresignedLink::find(&link("host;range", "")).unwrap_err();
    assert!(!format!("{refused} {refused:?}").contains("0f0f"));
}

proptest! {
    #[test]
    fn no_text_panics(text in "(https?://)?[a-z0-9.:/?&=%\\[\\]'éX-]{0,120}") {
        let _ = PresignedLink::find(&text);
    }
}
