use proptest::prelude::*;

use crate::link::tests::{link, percent};
use crate::{LinkError, PresignedLink};

fn read(text: &str) -> Result<String, LinkError> {
    PresignedLink::find(text).map(|link| link.url.expose().to_owned())
}

/// Links whose signature is last, and not.
fn links() -> [String; 3] {
    let plain = link("host", "");
    let token = "&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEJr%2F%2Fw%3D%3D&response-content-type=image%2Ftiff";
    [format!("{plain}&x-id=GetObject"), plain.clone() + token, plain]
}

#[test]
fn a_link_folded_anywhere_in_quoted_printable_is_found() {
    for plain in links() {
        let encoded = plain.replace('=', "=3D");
        for at in 1..encoded.len() {
            let (head, tail) = encoded.split_at(at);
            for end in ["=\n", "=\r\n", "= \r\n"] {
                for after in ["", "\r\nThanks, A.", ".\nThanks, A.", " or not"] {
                    assert_eq!(
                        read(&format!("See: {head}{end}{tail}{after}")),
                        Ok(plain.clone()),
                        "{at} {end:?} {after}"
                    );
                }
            }
        }
        // As mail programs fold, twice within one name and in small letters.
        let folded: Vec<&str> =
            (0..encoded.len()).step_by(7).map(|at| &encoded[at..encoded.len().min(at + 7)]).collect();
        assert_eq!(read(&folded.join("=\r\n")), Ok(plain.clone()));
        assert_eq!(read(&plain.replace('=', "=3d")), Ok(plain));
    }
}

#[test]
fn a_link_wrapped_at_any_column_is_found_and_what_follows_is_not_joined() {
    for plain in links() {
        let signature_end = plain.find("X-Amz-Signature=").map(|at| at + 80).unwrap_or_default();
        for at in 9..plain.len() {
            let (head, tail) = plain.split_at(at);
            for wrapped in [format!("{head}\n{tail}"), format!("> {head}\r\n> {tail}"), format!("See {head}\n  {tail}")]
            {
                // The rest of a value, or the next word?
                let is_doubtful =
                    at > signature_end && !plain.ends_with("GetObject") && !tail.contains(['&', '%', '=']);
                let wanted = if is_doubtful { Err(LinkError::Malformed) } else { Ok(plain.clone()) };
                assert_eq!(read(&wrapped), wanted, "{wrapped}");
            }
        }
    }
    let [named, _, plain] = links();
    let expires = format!("{plain}&X-Amz-Expires=3600").replacen("&X-Amz-Expires=3600", "", 1);
    for mark in [".", ",", ")", ";", ":", "!", "?", "]", "*", "**", ").", "\u{3002}", "\u{2026}", "'", "|", "}", "~"] {
        for after in ["Thanks", "x", "regards,", "a=b", "2026-01-01"] {
            for link in [&named, &plain, &expires] {
                // A number may go on with a digit, and a wave may stand in a query.
                let is_clear = link != &expires || !(after.starts_with('2') || mark == "~");
                if is_clear {
                    assert_eq!(read(&format!("{link}{mark}\n{after}")).as_ref().ok(), Some(link), "{mark} {after}");
                }
            }
        }
    }
}

#[test]
fn a_word_after_a_value_that_may_go_on_is_not_joined() {
    let plain = link("host", "");
    let headers = plain.replace("&X-Amz-SignedHeaders=host", "") + "&X-Amz-SignedHeaders=host";
    let tails = ["&versionId=abc", "&X-Amz-Security-Token=abc", "&response-content-type=a%2Fb", "&x-amz-acl=private"];
    for link in tails.map(|tail| format!("{plain}{tail}")).iter().chain([&headers]) {
        for after in ["Thanks", "id=5", "Thanks,", "https", "- Alice", "."] {
            let is_word = !["- Alice", "."].contains(&after);
            let wanted = if is_word { Err(LinkError::Malformed) } else { Ok(link.clone()) };
            assert_eq!(read(&format!("{link}\n{after}")), wanted, "{link} {after}");
        }
        for after in ["", "\n\nThanks, A.", " Thanks", "\nBest regards", ".", ")", "\n---\nA."] {
            assert_eq!(read(&format!("Open {link}{after}")).as_ref(), Ok(link), "{after}");
        }
        for joined in ["d%20e", "de&response-expires=1"] {
            assert!(read(&format!("{plain}&response-content-language=c\n{joined}")).is_ok(), "{joined}");
        }
        // Nothing else around it: it is taken as it is, a full stop at its end included.
        assert_eq!(
            read(&format!(" {link}.\n")).ok(),
            (link != &headers).then(|| format!("{link}.")).or(Some(headers.clone()))
        );
        for mark in ['_', '~', '*'] {
            assert_eq!(read(&format!("{mark}{link}{mark}")).as_ref(), Ok(link));
            assert_eq!(read(&format!("{mark}{mark}{link}{mark}{mark}.")).as_ref(), Ok(link));
        }
        for after in [",yes", ";key=val;", ")(x", "'x", "$1"] {
            assert_eq!(read(&format!("a,{link}{after}")), Err(LinkError::Malformed), "{after}");
        }
    }
    // These values are known.
    for id in ["GetObject", "HeadObject", "PutObject"] {
        let link = format!("{plain}&x-id={id}");
        for after in [",yes", ";key=val;", ")(x", "'x", "$1", "_", "~", ".", "\nThanks", ".\nThanks"] {
            assert_eq!(read(&format!("{link}{after}")).as_ref(), Ok(&link), "{after}");
        }
    }
}

#[test]
fn a_link_alone_is_not_changed() {
    for name in ["a&amp;b", "a'b", "a(1)", "a,b;c", "a.", "~a~", "a*", "$a"] {
        let plain = link("host", "&x-id=GetObject").replace("scan-0042.tif", name);
        assert_eq!(read(&plain), Ok(plain.clone()), "{name}");
    }
    let raw = link("host", "&response-content-disposition=attachment;filename=a.");
    assert_eq!(read(&raw), Ok(raw));
}

#[test]
fn a_whole_link_beside_a_cut_one_is_not_taken_for_it() {
    let plain = link("host", "");
    let other = plain.replace("0042", "0043");
    for at in [plain.len() - 1, plain.len() - 64, plain.find("&X-Amz-Date").unwrap_or_default()] {
        assert_eq!(read(&format!("{}\n{other}", &plain[..at])), Err(LinkError::Several));
        assert_eq!(read(&format!("{other} {}", &plain[..at])), Err(LinkError::Several));
    }
}

#[test]
fn links_are_found_as_people_paste_them() {
    let plain = link("host", "");
    let safe =
        format!("https://eur01.safelinks.protection.outlook.com/?url={}&data=05%7C02&reserved=0", percent(&plain));
    for text in [
        plain.replace('/', "\\/"),
        format!(
            "{{\"url\":\"{}\",\"n\":1}}",
            plain.replace('/', "\\/").replace('&', "\\u0026").replace('=', "\\u003d")
        ),
        format!("{{\\\"url\\\":\\\"{}\\\"}}", plain.replace('/', "\\\\/")),
        plain.replace('?', "\\?").replace('&', "\\&").replace('=', "\\="),
        plain.replace('&', "&#x26;"),
        plain.replace('&', "&#X0026;"),
        plain.replace('&', "&#038;"),
        plain.replace('&', "&amp;#38;"),
        format!("&lt;{plain}&gt;"),
        format!("Open {safe} today."),
        format!("Open <{safe}>\nThanks"),
        format!("{plain}<{safe}>"),
        format!("Open {}\n{} today.", &safe[..99], &safe[99..]),
        format!("see https://example.com/help then {plain}"),
        format!("see https://example.com/help\n{plain}"),
        format!("{plain} (https://example.com/help)"),
        format!("https://example.com/?a=b#c,{plain},http://x.example"),
        format!("{plain},2026-01-01"),
        format!("scan,{plain};x"),
        format!("<{plain}|the scan>"),
        format!("_{plain}_"),
        format!("__{plain}__"),
    ] {
        assert_eq!(read(&text).as_ref(), Ok(&plain), "{text}");
    }
    let brackets = plain.replace("scan-0042", "scan(1)");
    assert_eq!(read(&format!("({brackets})")), Ok(brackets));
    // Either may be meant.
    assert_eq!(read(&format!("https://proxy.example/get?url={plain}")), Err(LinkError::Several));
    assert_eq!(read(&format!("{plain} {}", plain.replace("0042", "0043"))), Err(LinkError::Several));
}

#[test]
fn an_address_of_urldefense_is_undone_where_that_is_exact() {
    let plain = link("host", "");
    let raw = plain.replace("%2F", "/");
    let wrap = |masked: &str, list: &str| format!("https://urldefense.com/v3/__{masked}__;{list}!!AbC!d-e_f$");
    // Four per cent signs; one of them, and then three as a run (`**B`).
    let masked = plain.replace("%2F", "*2F");
    let first = plain.replacen("%2F", "*2F", 1);
    for (text, url) in [
        (wrap(&raw, ""), &raw),
        (format!("Open {}.", wrap(&raw, "")), &raw),
        (wrap(&masked, "JSUlJQ"), &plain),
        (wrap(&masked, "JSUlJQ=="), &plain),
        (wrap(&plain.replace("scan", "s%25%25n"), ""), &plain.replace("scan", "s%25%25n")),
        (wrap(&plain.replace("scan", "s**An"), "JSU").replace("s**An", "s**A25n"), &plain.replace("scan", "s%%25n")),
        (wrap(&first, "JQ"), &plain),
    ] {
        assert_eq!(read(&text).as_ref(), Ok(url), "{text}");
    }
    for text in [
        wrap(&masked, ""),
        wrap(&masked, "JSUl"),
        wrap(&masked, "JSUlJSU"),
        wrap(&masked, "?"),
        wrap(&plain.replace("scan", "s**An"), "JQ"),
        wrap(&plain, "").replace("__;", "__"),
        wrap(&plain, "").replace('!', ""),
    ] {
        assert_eq!(read(&text), Err(LinkError::Malformed), "{text}");
    }
}

#[test]
fn links_for_something_else_are_refused_as_such() {
    for name in [
        "torrent",
        "select",
        "select-type",
        "versions",
        "lifecycle",
        "acl",
        "tagging",
        "uploads",
        "uploadid",
        "UploadId",
        "PARTNUMBER",
        "policy",
        "cors",
        "encryption",
        "location",
        "logging",
        "notification",
        "replication",
        "website",
        "versioning",
        "retention",
        "legal-hold",
        "attributes",
        "restore",
        "object-lock",
        "requestPayment",
        "accelerate",
        "analytics",
        "inventory",
        "metrics",
        "ownershipControls",
        "publicAccessBlock",
        "delete",
        "list-type",
        "x-amz-copy-source",
        "X-Amz-Copy-Source-Range",
        "x-amz-rename-source",
        "x-amz-object-attributes",
    ] {
        let other = Err(LinkError::OtherOperation(name.to_owned()));
        assert_eq!(read(&link("host", &format!("&{name}=2"))), other);
        assert_eq!(read(&link("host", &format!("&{name}"))), other);
    }
    let copy = link("host;x-amz-copy-source", "");
    assert_eq!(read(&copy), Err(LinkError::OtherOperation("x-amz-copy-source".to_owned())));
    // An operation that is younger than this list.
    assert_eq!(read(&link("host", "&metadataNew=")), Err(LinkError::OtherOperation("metadataNew".to_owned())));
    for more in [
        "&versionId=null",
        "&versionId=",
        "&response-content-type=a%2Fb",
        "&response-expires=",
        "&x-id=GetObject",
        "&X-Amz-Security-Token=",
        "&x-amz-checksum-mode=ENABLED",
        "&x-amz-request-payer=requester",
        "&x-user=a",
        "&client=7",
        "&x-amz-acl=private",
        "&x-amz-tagging=a%3Db",
        "&x-amz-storage-class=STANDARD",
    ] {
        assert_eq!(read(&link("host", more)), Ok(link("host", more)));
    }
}

#[test]
fn signatures_and_checksums_that_cannot_work_are_named() {
    for name in ["content-md5", "Content-MD5", "x-amz-checksum-md5"] {
        let text = link("host", &format!("&{name}=1B2M2Y8AsgTpgAmY7PhCfg%3D%3D"));
        assert_eq!(read(&text), Err(LinkError::ChecksumOfNothing));
    }
    let sha512 = "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg%2FSpIdNs6c5H0NE8XYXysP%2BDGNKHfuwvY7kxvUdBeoGlODJ6%2BSfaPg%3D%3D";
    assert_eq!(read(&link("host", &format!("&x-amz-checksum-sha512={sha512}"))), Err(LinkError::ChecksumOfNothing));
    let several = link("host", "&X-Amz-Region-Set=*").replace("HMAC-SHA256", "ECDSA-P256-SHA256") + "30440220ab";
    assert_eq!(read(&several), Err(LinkError::SignatureVersion4A));
    assert_eq!(read(&format!("See {several}.")), Err(LinkError::SignatureVersion4A));
}

/// What makes a reader start over and over: hundreds of milliseconds, where it was minutes.
#[test]
fn a_long_text_is_read_once() {
    let plain = link("host", "");
    let spoiled = plain.replace("0f", "zz");
    for part in [
        "https://",
        "https://a ",
        "https://a\n",
        "X-Amz-Signature=",
        "&amp;",
        "&",
        "\\",
        "\\/",
        "=\n",
        "=3D\n",
        "(",
        "<",
        "https://urldefense.com/v3/__",
        "https://a/?url=https%3A%2F%2Fb",
        "=https://",
        spoiled.as_str(),
    ] {
        let text = part.repeat(250_000 / part.len());
        // Read more often than once, it would take minutes.
        assert!(read(&text).is_err());
        let _ = read(&format!("{text} {plain} {text}"));
    }
    let long = format!("{plain}&{}", "a=b&\n".repeat(50_000));
    assert_eq!(read(&long), Err(LinkError::Malformed));
}

proptest! {
    #[test]
    fn no_text_around_a_link_panics(
        before in "(&#|\\\\u00|=|\n|https?://|/v3/__|\\*|é|[a-z<(\"]){0,12}",
        after in "(&#|\\\\|=|\n|__;|[A-Z!]|\\*|é|[.,>|$]){0,12}",
    ) {
        let _ = PresignedLink::find(&format!("{before}{}{after}", link("host", "")));
    }
}
