//! Group `presign`, without multipart.

use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};

use crate::{
    MUST_PROVIDE, NO_SUCH_KEY, Walk,
    common::{ALGORITHM, KEY_MD5, Server, SseC},
};

const NOT_SIGNED: &str = "There were headers present in the request which were not signed";
const BAD_SIGNATURE: &str = "The request signature we calculated does not match the signature you provided. \
                             Check your key and signing method.";
const ROWS: &[&str] = &[
    "presigned PUT, host signed only",
    "presigned GET",
    "presigned PUT + unsigned Content-Type",
    "expired presigned GET",
    "presigned GET dated 30 min in the future",
    "object key changed in the URL",
    "PUT through a GET URL",
    "X-Amz-Date removed",
    "unsigned x-amz-meta-foo sent",
    "signed x-amz-meta-foo not sent",
    "x-amz-meta-foo as signed query parameter",
    "response-content-disposition honoured",
    "PUT, signed: none; sent: all three",
    "PUT, signed: alg; sent: all three",
    "PUT, signed: alg+md5; sent: all three",
    "PUT, signed: alg+key; sent: all three",
    "GET, signed: none; sent: all three",
    "GET, signed: alg; sent: all three",
    "GET, signed: alg+key; sent: all three",
    "GET, signed: all; sent: all three",
    "HEAD, all signed and sent",
    "GET, URL alone (browser link) for an SSE-C object",
    "GET, algorithm signed, another key sent",
    "PUT, all signed, another key sent",
    "GET, all three as signed query parameters",
    "PUT, x-amz-server-side-encryption sent, not signed",
    "PUT with signed x-amz-checksum-sha256",
    "PUT with signed wrong x-amz-checksum-sha256",
];

#[tokio::test]
async fn presign_rows_answer_as_aws() {
    let server = Server::start().await;
    let (ssec, other) = (SseC::new(&[0xA5; 32]), SseC::new(&[0x5A; 32]));
    let walk = &mut Walk::default();
    let get = |object_key: &str| server.call("GET", object_key);
    let put = |object_key: &str| server.call("PUT", object_key).body(b"body");
    let denied = "AccessDenied";
    let mismatch = "SignatureDoesNotMatch";

    walk.ok("presigned PUT, host signed only", &put("plain").presigned().await, 200);
    let answer = get("plain").presigned().await;
    walk.ok("presigned GET", &answer, 200);
    walk.holds("presigned GET", answer.body == b"body");
    let answer = put("typed").unsigned(&[("content-type", "text/plain")]).presigned().await;
    walk.ok("presigned PUT + unsigned Content-Type", &answer, 200);
    walk.holds("content type kept", get("typed").presigned().await.header("content-type") == Some("text/plain"));
    let answer = get("plain").expires(60).aged(3600).presigned().await;
    walk.row("expired presigned GET", &answer, 403, denied, "Request has expired");
    walk.holds("expired presigned GET", answer.element("ServerTime").is_some_and(|time| time.ends_with('Z')));
    let answer = get("plain").aged(-30 * 60).presigned().await;
    walk.row("presigned GET dated 30 min in the future", &answer, 403, denied, "Request is not valid yet");
    walk.ok("presigned GET dated 10 min in the future", &get("plain").aged(-600).presigned().await, 200);
    let answer = get("plain").presigned_but("GET", |url| url.replace("/plain?", "/typed?")).await;
    walk.row("object key changed in the URL", &answer, 403, mismatch, BAD_SIGNATURE);
    let answer = get("plain").body(b"x").presigned_but("PUT", |url| url).await;
    walk.row("PUT through a GET URL", &answer, 403, mismatch, BAD_SIGNATURE);
    let without_date = |url: String| {
        let (start, rest) = url.split_once("X-Amz-Date=").unwrap();
        format!("{start}{}", rest.split_once('&').unwrap().1)
    };
    let answer = get("plain").presigned_but("GET", without_date).await;
    let all_six = "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, \
                   X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.";
    walk.row("X-Amz-Date removed", &answer, 400, "AuthorizationQueryParametersError", all_six);

    let foo = [("x-amz-meta-foo", "bar")];
    let answer = put("meta").unsigned(&foo).presigned().await;
    walk.row("unsigned x-amz-meta-foo sent", &answer, 403, denied, NOT_SIGNED);
    walk.holds("unsigned header named", answer.element("HeadersNotSigned").as_deref() == Some("x-amz-meta-foo"));
    let url = put("meta").signed(&foo).presign();
    let answer = put("meta").presigned_but("PUT", |_| url).await;
    walk.row("signed x-amz-meta-foo not sent", &answer, 403, mismatch, BAD_SIGNATURE);
    walk.ok("x-amz-meta-foo as signed query parameter", &put("meta").query(&foo).presigned().await, 200);
    walk.holds("... is kept", get("meta").presigned().await.header("x-amz-meta-foo") == Some("bar"));
    let disposition = "attachment; filename=\"a b.txt\"";
    let answer = get("plain").query(&[("response-content-disposition", disposition)]).presigned().await;
    walk.ok("response-content-disposition honoured", &answer, 200);
    walk.holds("response-content-disposition honoured", answer.header("content-disposition") == Some(disposition));

    // Which of the three headers are signed; all three are sent.
    for method in ["PUT", "GET"] {
        let rows: &[(&str, &str, bool)] = &[
            ("none", "", false),
            ("alg", "a", true),
            ("alg+md5", "am", true),
            ("alg+key", "ak", true),
            ("all", "akm", true),
        ];
        for (name, signed, is_good) in rows {
            let row = format!("{method}, signed: {name}; sent: all three");
            let sent: String = ["a", "k", "m"].into_iter().filter(|letter| !signed.contains(letter)).collect();
            let call =
                server.call(method, "bound").body(b"bound").signed(&ssec.some(signed)).unsigned(&ssec.some(&sent));
            if method == "GET" && *name == "none" {
                server.put_ssec("bound", &ssec, b"bound").await.expect(200, None);
            }
            let answer = call.presigned().await;
            if *is_good {
                walk.ok(&row, &answer, 200);
                walk.holds(&row, method == "PUT" || answer.body == b"bound");
                walk.holds(&row, answer.header(KEY_MD5) == Some(&ssec.md5));
            } else {
                walk.row(&row, &answer, 403, denied, NOT_SIGNED);
                walk.holds(&row, answer.element("HeadersNotSigned").as_deref() == Some(ALGORITHM));
            }
        }
    }
    let answer = server.call("HEAD", "bound").signed(&ssec.headers()).presigned().await;
    walk.ok("HEAD, all signed and sent", &answer, 200);
    let answer = get("bound").presigned().await;
    let needs_key = "The object was stored using a form of Server Side Encryption. \
                     The correct parameters must be provided to retrieve the object.";
    walk.row("GET, URL alone (browser link) for an SSE-C object", &answer, 400, "InvalidRequest", needs_key);
    let answer = get("bound").signed(&other.some("a")).unsigned(&other.some("km")).presigned().await;
    let wrong_key = format!("{MUST_PROVIDE} the correct secret key.");
    walk.row("GET, algorithm signed, another key sent", &answer, 403, denied, &wrong_key);
    let url = put("bound").signed(&ssec.headers()).presign();
    let answer = put("bound").signed(&other.headers()).presigned_but("PUT", |_| url).await;
    walk.row("PUT, all signed, another key sent", &answer, 403, mismatch, BAD_SIGNATURE);
    let answer = get("bound").query(&ssec.headers()).presigned().await;
    walk.ok("GET, all three as signed query parameters", &answer, 200);
    walk.holds("GET, all three as signed query parameters", answer.body == b"bound");
    let answer = put("sse-s3").unsigned(&[("x-amz-server-side-encryption", "AES256")]).presigned().await;
    walk.row("PUT, x-amz-server-side-encryption sent, not signed", &answer, 403, denied, NOT_SIGNED);

    let sha256 = BASE64.encode(&Sha256::digest(b"body"));
    let answer = put("summed").signed(&[("x-amz-checksum-sha256", &sha256)]).presigned().await;
    walk.ok("PUT with signed x-amz-checksum-sha256", &answer, 200);
    walk.holds("the checksum is repeated", answer.header("x-amz-checksum-sha256") == Some(&sha256));
    let wrong = BASE64.encode(&Sha256::digest(b"other"));
    let answer = put("unsummed").signed(&[("x-amz-checksum-sha256", &wrong)]).presigned().await;
    let bad_sha256 = "The SHA256 you specified did not match the calculated checksum.";
    walk.row("PUT with signed wrong x-amz-checksum-sha256", &answer, 400, "BadDigest", bad_sha256);
    walk.row("... leaves nothing", &get("unsummed").presigned().await, 404, "NoSuchKey", NO_SUCH_KEY);
    std::mem::take(walk).end(ROWS);
}
