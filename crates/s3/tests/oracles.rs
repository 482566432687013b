//! Our signatures against two libraries': aws-sigv4 and rusty-s3, over random object keys, headers and times.

#![allow(clippy::unwrap_used)]

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials as AwsCredentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use proptest::prelude::*;
use rusty_s3::{Bucket, S3Action, UrlStyle};
use sealport_s3::{
    AddressingStyle, AtRest, BucketName, Credentials, Endpoint, Expiry, GetOptions, ListOptions, ObjectKey,
    ObjectPrefix, PayloadHash, PutOptions, Region, SseCKey, Storage, UnixTime, UnsignedRequest,
};

const ID: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// Object keys as people and programs make them, and worse; up to 1,024 bytes.
fn object_keys() -> impl Strategy<Value = String> {
    let segment = prop_oneof![
        "[a-zA-Z0-9._-]{1,12}",
        "[ +&=?#%;:@$,'\"()*!~^`{}|<>\\[\\]\\\\]{1,6}",
        "\\PC{1,8}",
        Just(String::new()),
        Just("%2F".to_owned()),
        Just("été".to_owned()),
    ];
    let joined = prop::collection::vec(segment, 1..6).prop_map(|segments| segments.join("/"));
    let long = "\\PC{300,1024}".prop_map(|mut text| {
        let mut end = text.len().min(ObjectKey::MAX_LEN);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text
    });
    prop_oneof![6 => joined, 1 => long].prop_filter("an object key", |key| ObjectKey::parse(key).is_ok())
}

fn styles() -> impl Strategy<Value = AddressingStyle> {
    prop_oneof![Just(AddressingStyle::Path), Just(AddressingStyle::VirtualHost)]
}

fn storage(style: AddressingStyle) -> Storage {
    Storage::new(
        Endpoint::parse("https://s3.gra.io.cloud.ovh.net").unwrap(),
        Region::parse("gra").unwrap(),
        BucketName::parse("clinic-archive").unwrap(),
        style,
    )
}

fn credentials(token: Option<&str>) -> Credentials {
    Credentials::new(ID.into(), SECRET.into(), token.map(Into::into)).unwrap()
}

/// Signs with aws-sigv4 what our request says it signs.
fn aws_signature(
    method: &str,
    url_without_signature: &str,
    headers: &[(String, String)],
    token: Option<&str>,
    now: UnixTime,
    location: SignatureLocation,
    body: SignableBody<'_>,
) -> String {
    let mut settings = SigningSettings::default();
    settings.percent_encoding_mode = PercentEncodingMode::Single;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    settings.signature_location = location;
    settings.payload_checksum_kind = match location {
        SignatureLocation::Headers => PayloadChecksumKind::XAmzSha256,
        _ => PayloadChecksumKind::NoHeader,
    };
    settings.expires_in = Some(Duration::from_secs(900));
    let identity = AwsCredentials::new(ID, SECRET, token.map(Into::into), None, "test").into();
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(now.as_secs() as u64);
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region("gra")
        .name("s3")
        .time(time)
        .settings(settings)
        .build()
        .unwrap()
        .into();
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let request = SignableRequest::new(method, url_without_signature, headers, body).unwrap();
    sign(request, &params).unwrap().into_parts().1
}

fn signature_of(url: &str) -> &str {
    url.rsplit_once("X-Amz-Signature=").unwrap().1
}

/// The URL as it was before the signing parameters were added.
fn unsigned_url(url: &str) -> String {
    let (address, query) = url.split_once('?').unwrap();
    let own: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("X-Amz-")).collect();
    if own.is_empty() { address.to_owned() } else { format!("{address}?{}", own.join("&")) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn presigned_requests_agree_with_aws_sigv4(
        key in object_keys(),
        style in styles(),
        secs in 946_684_800i64..4_102_444_800,
        ssec in proptest::option::of(any::<[u8; 32]>()),
        token in proptest::option::of("[A-Za-z0-9/+=]{1,80}"),
        only_if_absent in any::<bool>(),
    ) {
        let (storage, now) = (storage(style), UnixTime::from_secs(secs));
        let ssec = ssec.map(SseCKey::from_bytes);
        let at_rest = ssec.map_or(AtRest::SseS3, AtRest::SseC);
        let options = PutOptions { at_rest: Some(&at_rest), content_type: Some("text/plain"), cache_control: None, only_if_absent };
        let request = UnsignedRequest::put_object(&storage, &ObjectKey::parse(&key).unwrap(), options).unwrap();
        let signed = request.presign(&credentials(token.as_deref()), storage.region(), now, Expiry::from_secs(900).unwrap());
        let headers: Vec<(String, String)> = signed.headers().iter().filter(|h| h.is_signed())
            .map(|h| (h.name().to_owned(), h.expose().to_owned())).collect();
        let expected = aws_signature("PUT", &unsigned_url(signed.url().expose()), &headers, token.as_deref(), now,
            SignatureLocation::QueryParams, SignableBody::UnsignedPayload);
        prop_assert_eq!(signature_of(signed.url().expose()), expected);
    }

    #[test]
    fn listings_agree_with_aws_sigv4(prefix in "\\PC{0,40}", folders in any::<bool>(), token in proptest::option::of("\\PC{1,40}")) {
        let (storage, now) = (storage(AddressingStyle::Path), UnixTime::from_secs(1_795_596_067));
        let prefix = ObjectPrefix::parse(&prefix).unwrap();
        let options = ListOptions { prefix: &prefix, folders, continuation: token.as_deref(), max_keys: 1000 };
        let request = UnsignedRequest::list_objects(&storage, options).unwrap();
        let signed = request.presign(&credentials(None), storage.region(), now, Expiry::from_secs(900).unwrap());
        let expected = aws_signature("GET", &unsigned_url(signed.url().expose()), &[], None, now,
            SignatureLocation::QueryParams, SignableBody::UnsignedPayload);
        prop_assert_eq!(signature_of(signed.url().expose()), expected);
    }

    #[test]
    fn header_signatures_agree_with_aws_sigv4(
        key in object_keys(),
        style in styles(),
        secs in 946_684_800i64..4_102_444_800,
        ssec in proptest::option::of(any::<[u8; 32]>()),
        token in proptest::option::of("[A-Za-z0-9/+=]{1,80}"),
        body in proptest::option::of(proptest::collection::vec(any::<u8>(), 0..64)),
    ) {
        let (storage, now) = (storage(style), UnixTime::from_secs(secs));
        let ssec = ssec.map(SseCKey::from_bytes);
        let options = GetOptions { ssec: ssec.as_ref(), ..Default::default() };
        let request = UnsignedRequest::get_object(&storage, &ObjectKey::parse(&key).unwrap(), options).unwrap();
        let payload = body.as_deref().map_or(PayloadHash::Unsigned, PayloadHash::of);
        let signed = request.sign_headers(&credentials(token.as_deref()), storage.region(), now, &payload).unwrap();
        let own: Vec<(String, String)> = signed.headers().iter()
            .filter(|h| h.name().contains("customer")).map(|h| (h.name().to_owned(), h.expose().to_owned())).collect();
        let signable = body.as_deref().map_or(SignableBody::UnsignedPayload, SignableBody::Bytes);
        let expected = aws_signature("GET", signed.url().expose(), &own, token.as_deref(), now,
            SignatureLocation::Headers, signable);
        let authorization = signed.headers().iter().find(|h| h.name() == "authorization").unwrap().expose();
        prop_assert_eq!(authorization.rsplit_once("Signature=").unwrap().1, expected);
    }

    #[test]
    fn presigned_urls_agree_with_rusty_s3(
        key in object_keys(),
        style in styles(),
        secs in 946_684_800i64..4_102_444_800,
        ssec in proptest::option::of(any::<[u8; 32]>()),
    ) {
        let (storage, now) = (storage(style), UnixTime::from_secs(secs));
        let ssec = ssec.map(SseCKey::from_bytes);
        let options = GetOptions { ssec: ssec.as_ref(), ..Default::default() };
        let request = UnsignedRequest::get_object(&storage, &ObjectKey::parse(&key).unwrap(), options).unwrap();
        let signed = request.presign(&credentials(None), storage.region(), now, Expiry::from_secs(900).unwrap());
        let url_style = match style { AddressingStyle::Path => UrlStyle::Path, AddressingStyle::VirtualHost => UrlStyle::VirtualHost };
        let endpoint = url::Url::parse("https://s3.gra.io.cloud.ovh.net").unwrap();
        let bucket = Bucket::new(endpoint, url_style, "clinic-archive", "gra").unwrap();
        let theirs = rusty_s3::Credentials::new(ID, SECRET);
        let mut action = bucket.get_object(Some(&theirs), &key);
        for header in signed.headers() {
            action.headers_mut().insert(header.name(), header.expose().to_owned());
        }
        let time = jiff::Timestamp::from_second(secs).unwrap();
        let expected = action.sign_with_time(Duration::from_secs(900), &time);
        prop_assert_eq!(signature_of(signed.url().expose()), signature_of(expected.as_str()));
        prop_assert_eq!(signed.url().expose().split('?').next(), expected.as_str().split('?').next());
    }
}
