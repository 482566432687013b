use proptest::prelude::*;

use super::*;

fn storage(endpoint: &str, bucket: &str, style: AddressingStyle) -> Storage {
    Storage::new(
        Endpoint::parse(endpoint).unwrap(),
        Region::parse("gra").unwrap(),
        BucketName::parse(bucket).unwrap(),
        style,
    )
}

#[test]
fn a_bucket_s_address_is_its_own_in_either_style() {
    let address = |style| storage("https://s3.example.org", "papers", style).bucket_address();
    assert_eq!(address(AddressingStyle::Path), "https://s3.example.org/papers");
    assert_eq!(address(AddressingStyle::VirtualHost), "https://papers.s3.example.org/");
}

#[test]
fn endpoints_are_read_as_a_browser_writes_origins() {
    for (text, origin) in [
        ("https://s3.gra.io.cloud.ovh.net", "https://s3.gra.io.cloud.ovh.net"),
        ("  HTTPS://S3.Example.COM:443/ ", "https://s3.example.com"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://localhost:80", "http://localhost"),
        ("http://[::1]:9000", "http://[::1]:9000"),
        ("http://[0:0:0:0:0:0:0:1]", "http://[::1]"),
        ("https://h:080", "https://h:80"),
    ] {
        assert_eq!(Endpoint::parse(text).map(|e| e.origin()), Ok(origin.to_owned()), "{text}");
    }
}

#[test]
fn endpoints_that_could_be_read_in_two_ways_are_refused() {
    for (text, error) in [
        ("s3.example.com", InputError::EndpointScheme),
        ("ftp://s3.example.com", InputError::EndpointScheme),
        ("https:s3.example.com", InputError::EndpointScheme),
        ("https://", InputError::EndpointHost),
        ("https://user@s3.example.com", InputError::EndpointHost),
        ("https://user:pass@s3.example.com", InputError::EndpointPort),
        ("https://s3.example.com\\@evil.example", InputError::EndpointHost),
        ("https://s3.example.com/bucket", InputError::EndpointPath),
        ("https://s3.example.com?x", InputError::EndpointPath),
        ("https://s3.example.com#x", InputError::EndpointPath),
        ("https://s3%2eexample.com", InputError::EndpointHost),
        ("https://s3 example.com", InputError::EndpointHost),
        ("https://s3_x.example.com", InputError::EndpointHost),
        ("https://s3..example.com", InputError::EndpointHost),
        ("https://-s3.example.com", InputError::EndpointHost),
        ("https://exämple.com", InputError::EndpointHost),
        ("https://127.1", InputError::EndpointHost),
        ("https://2130706433", InputError::EndpointHost),
        ("https://0x7f000001", InputError::EndpointHost),
        ("https://127.0.0.01", InputError::EndpointHost),
        ("https://[::ffff:127.0.0.1]", InputError::EndpointHost),
        ("https://[::1", InputError::EndpointHost),
        ("https://h:0", InputError::EndpointPort),
        ("https://h:65536", InputError::EndpointPort),
        ("https://h:", InputError::EndpointPort),
        ("https://h::80", InputError::EndpointHost),
        ("https://h:+80", InputError::EndpointPort),
    ] {
        assert_eq!(Endpoint::parse(text), Err(error), "{text}");
    }
}

#[test]
fn loopback_is_exactly_this_machine() {
    for (text, loopback) in [
        ("http://127.0.0.1", true),
        ("http://127.255.3.4", true),
        ("http://[::1]", true),
        ("http://localhost:1", true),
        ("http://bucket.localhost", true),
        ("http://localhost.example.com", false),
        ("http://notlocalhost", false),
        ("http://128.0.0.1", false),
        ("http://0.0.0.0", false),
        ("http://192.168.0.1", false),
        ("http://[::]", false),
    ] {
        assert_eq!(Endpoint::parse(text).map(|e| e.is_loopback()), Ok(loopback), "{text}");
    }
}

#[test]
fn customer_keys_go_over_tls_or_stay_on_this_machine() {
    let check = |endpoint| storage(endpoint, "bucket", AddressingStyle::Path).accepts_customer_keys();
    assert_eq!(check("https://s3.example.com"), Ok(()));
    assert_eq!(check("http://127.0.0.1:9000"), Ok(()));
    assert_eq!(check("http://s3.intranet.example:9000"), Err(InputError::InsecureEndpoint));
}

#[test]
fn bucket_names_follow_the_published_rules() {
    for good in ["abc", "clinic-archive", "a.b.c", "0-0", &"a".repeat(63)] {
        assert!(BucketName::parse(good).is_ok(), "{good}");
    }
    for bad in ["", "ab", "Abc", "-abc", "abc-", "a..b", "a_b", "a/b", "192.168.0.1", "a b", &"a".repeat(64), "é-abc"]
    {
        assert_eq!(BucketName::parse(bad), Err(InputError::BucketName), "{bad}");
    }
}

#[test]
fn regions_are_short_plain_names() {
    assert!(Region::parse("eu-west-par").is_ok());
    for bad in ["", "a b", "a/b", "é", &"a".repeat(65)] {
        assert_eq!(Region::parse(bad), Err(InputError::Region), "{bad}");
    }
}

#[test]
fn object_keys_that_would_address_something_else_are_refused() {
    assert_eq!(ObjectKey::parse(""), Err(InputError::ObjectKeyEmpty));
    for bad in [".", "..", "a/./b", "a/../b", "../a", "a/..", "./a"] {
        assert_eq!(ObjectKey::parse(bad), Err(InputError::ObjectKeyDotSegment), "{bad}");
    }
    for good in ["/", "//", "a//b", "...", ".a", "a.", "..a", " ", "+&=?#%;", "été/naïve 😀", "%2e%2e", "a\\b"] {
        assert!(ObjectKey::parse(good).is_ok(), "{good}");
    }
}

#[test]
fn object_keys_have_at_most_1024_bytes_of_utf8() {
    assert!(ObjectKey::parse(&"é".repeat(512)).is_ok());
    assert_eq!(ObjectKey::parse(&"é".repeat(513)), Err(InputError::ObjectKeyTooLong { found: 1026 }));
    assert_eq!(ObjectPrefix::parse(&"a".repeat(1025)), Err(InputError::ObjectKeyTooLong { found: 1025 }));
}

#[test]
fn the_file_name_is_what_follows_the_last_slash() {
    for (key, name) in [("a/b c.txt", "b c.txt"), ("b", "b"), ("a/", "a/"), ("/", "/")] {
        assert_eq!(ObjectKey::parse(key).map(|k| k.file_name().to_owned()), Ok(name.to_owned()));
    }
}

#[test]
fn addresses_in_both_styles() {
    let key = ObjectKey::parse("dir/a b+ü").unwrap();
    let path = storage("https://s3.gra.io.cloud.ovh.net", "my-bucket", AddressingStyle::Path).locate(Some(&key));
    assert_eq!((path.host.as_str(), path.path.as_str()), ("s3.gra.io.cloud.ovh.net", "/my-bucket/dir/a%20b%2B%C3%BC"));
    let host = storage("http://localhost:9000", "my-bucket", AddressingStyle::VirtualHost).locate(Some(&key));
    assert_eq!((host.host.as_str(), host.path.as_str()), ("my-bucket.localhost:9000", "/dir/a%20b%2B%C3%BC"));
    assert_eq!(host.origin, "http://my-bucket.localhost:9000");
    assert_eq!(storage("http://localhost", "my-bucket", AddressingStyle::VirtualHost).locate(None).path, "/");
    assert_eq!(storage("http://localhost", "my-bucket", AddressingStyle::Path).locate(None).path, "/my-bucket");
}

#[test]
fn names_that_cannot_be_host_labels_use_path_style() {
    for (endpoint, bucket, style) in [
        ("https://s3.example.com", "with.dots", AddressingStyle::Path),
        ("http://s3.example.com", "with.dots", AddressingStyle::VirtualHost),
        ("http://127.0.0.1:9000", "plain", AddressingStyle::Path),
        ("http://[::1]:9000", "plain", AddressingStyle::Path),
        ("https://s3.example.com", "plain", AddressingStyle::VirtualHost),
    ] {
        assert_eq!(storage(endpoint, bucket, AddressingStyle::VirtualHost).style(), style, "{endpoint} {bucket}");
    }
}

proptest! {
    #[test]
    fn a_browser_reads_the_same_origin(text in "https?://[a-z0-9.:\\[\\]@%\\\\/_-]{0,24}") {
        // The `url` crate implements the same standard as browsers.
        if let Ok(endpoint) = Endpoint::parse(&text) {
            let url = url::Url::parse(&text).unwrap();
            prop_assert_eq!(endpoint.origin(), url.origin().ascii_serialization());
        }
    }

    #[test]
    fn a_browser_keeps_the_path_as_it_was_signed(key in "\\PC{1,40}") {
        if let Ok(object_key) = ObjectKey::parse(&key) {
            let location = storage("https://s3.example.com", "bucket", AddressingStyle::Path).locate(Some(&object_key));
            let url = url::Url::parse(&format!("{}{}", location.origin, location.path)).unwrap();
            prop_assert_eq!(url.path(), location.path);
        }
    }
}
