//! Walks the behaviour table: what AWS answers, row by row, in groups `ssec` (without copies) and `presign` (without
//! multipart). A row's text is the table's.

#![allow(clippy::unwrap_used)] // helpers of tests fail loudly

mod common;

use common::{ALGORITHM, Answer, KEY, KEY_MD5, Server, SseC, noise};
use data_encoding::{BASE64, HEXLOWER};
use md5::{Digest as _, Md5};
use sha2::Sha256;

const MUST_PROVIDE: &str = "Requests specifying Server Side Encryption with Customer provided keys must provide";
const NOT_SIGNED: &str = "There were headers present in the request which were not signed";
const BAD_SIGNATURE: &str = "The request signature we calculated does not match the signature you provided. \
                             Check your key and signing method.";

/// Rows that went another way than the table says.
#[derive(Default)]
struct Walk(Vec<String>);

impl Walk {
    fn row(&mut self, row: &str, answer: &Answer, status: u16, code: &str, message: &str) {
        let found = (answer.status, answer.code().unwrap_or_default(), answer.element("Message").unwrap_or_default());
        if found != (status, code.to_owned(), message.to_owned()) {
            self.0.push(format!("{row}: expected {status} {code} {message:?}, found {found:?}"));
        }
        // HEAD has no body, whatever happened.
        if answer.status >= 400 && code.is_empty() && !answer.body.is_empty() {
            self.0.push(format!("{row}: a body where none may be"));
        }
    }

    fn ok(&mut self, row: &str, answer: &Answer, status: u16) {
        self.row(row, answer, status, "", "");
    }

    fn holds(&mut self, row: &str, what: bool) {
        if !what {
            self.0.push(format!("{row}: the answer is not as it should be"));
        }
    }

    fn end(self) {
        assert!(self.0.is_empty(), "{} rows differ:\n{}", self.0.len(), self.0.join("\n"));
    }
}

#[tokio::test]
async fn ssec_rows_answer_as_aws() {
    let server = Server::start().await;
    let (ssec, other) = (SseC::new(&[0xA5; 32]), SseC::new(&[0x5A; 32]));
    let (walk, plaintext) = (&mut Walk::default(), noise(5000, 1));
    let get = |headers: &[(&str, &str)]| server.call("GET", "object").signed(headers);
    let put = |headers: &[(&str, &str)]| server.call("PUT", "refused").signed(headers).body(b"body");

    let answer = server.put_ssec("object", &ssec, &plaintext).await;
    walk.ok("PUT with all three headers", &answer, 200);
    walk.holds("PUT echoes algorithm and key MD5", answer.header(ALGORITHM) == Some("AES256"));
    walk.holds("PUT echoes algorithm and key MD5", answer.header(KEY_MD5) == Some(&ssec.md5));
    walk.holds("the key is never sent back", answer.header(KEY).is_none());
    let etag = answer.header("etag").unwrap().to_owned();
    let plaintext_md5 = HEXLOWER.encode(&Md5::digest(&plaintext));
    walk.holds("ETag is not the MD5 of the plaintext", etag.len() == 34 && !etag.contains(&plaintext_md5));

    let answer = server.get_ssec("object", &ssec).await;
    walk.ok("GET with the key", &answer, 200);
    walk.holds("GET with the key", answer.body == plaintext && answer.header("etag") == Some(&etag));
    walk.holds("GET with the key", answer.header(KEY_MD5) == Some(&ssec.md5));
    let wrong_key = format!("{MUST_PROVIDE} the correct secret key.");
    walk.row("GET with another key", &server.get_ssec("object", &other).await, 403, "AccessDenied", &wrong_key);
    let no_md5 = format!("{MUST_PROVIDE} the client calculated MD5 of the secret key.");
    let no_key = format!("{MUST_PROVIDE} an appropriate secret key.");
    let no_algorithm = format!("{MUST_PROVIDE} a valid encryption algorithm.");
    let bad_md5 = "The calculated MD5 hash of the key did not match the hash that was provided.";
    let bad_key = "The secret key was invalid for the specified algorithm.";
    let argument = "InvalidArgument";
    walk.row("GET without key-MD5", &get(&ssec.some("ak")).presigned().await, 400, argument, &no_md5);
    let wrong_md5 = SseC { md5: other.md5.clone(), ..ssec.clone() };
    walk.row("GET with wrong key-MD5", &get(&wrong_md5.headers()).presigned().await, 400, argument, bad_md5);
    walk.row("GET algorithm only", &get(&ssec.some("a")).presigned().await, 400, argument, &no_key);
    walk.row("GET algorithm + key-MD5, no key", &get(&ssec.some("am")).presigned().await, 400, argument, &no_key);
    walk.row("GET key + MD5, no algorithm", &get(&ssec.some("km")).presigned().await, 400, argument, &no_algorithm);

    walk.ok("PUT without headers", &server.call("PUT", "plain").body(b"in clear").presigned().await, 200);
    let answer = server.get_ssec("plain", &ssec).await;
    let not_applicable = "The encryption parameters are not applicable to this object.";
    walk.row("GET plain object with SSE-C headers", &answer, 400, "InvalidRequest", not_applicable);

    let head = |headers: &[(&str, &str)]| server.call("HEAD", "object").signed(headers);
    let answer = head(&ssec.headers()).presigned().await;
    walk.ok("HEAD with the key", &answer, 200);
    walk.holds("HEAD with the key", answer.header("content-length") == Some("5000"));
    walk.holds("HEAD with the key", answer.header(KEY_MD5) == Some(&ssec.md5));
    walk.ok("HEAD without headers", &head(&[]).presigned().await, 400);
    walk.ok("HEAD with another key", &head(&other.headers()).presigned().await, 403);

    let answer = get(&ssec.headers()).unsigned(&[("range", "bytes=100-199")]).presigned().await;
    walk.ok("Range GET with the key", &answer, 206);
    walk.holds("Range GET with the key", answer.body == plaintext[100..200]);
    walk.holds("Range GET with the key", answer.header("content-range") == Some("bytes 100-199/5000"));
    let answer = get(&ssec.headers()).unsigned(&[("if-match", "\"other\"")]).presigned().await;
    let precondition = "At least one of the pre-conditions you specified did not hold";
    walk.row("GET key + If-Match wrong", &answer, 412, "PreconditionFailed", precondition);

    walk.row("PUT without key-MD5", &put(&ssec.some("ak")).presigned().await, 400, argument, &no_md5);
    walk.row("PUT algorithm only", &put(&ssec.some("a")).presigned().await, 400, argument, &no_key);
    let aes128 = SseC { algorithm: "AES128".to_owned(), ..ssec.clone() };
    let answer = put(&aes128.headers()).presigned().await;
    let bad_algorithm = "The Encryption request you specified is not valid. Supported value: AES256.";
    walk.row("PUT algorithm AES128", &answer, 400, "InvalidEncryptionAlgorithmError", bad_algorithm);
    let of_text = SseC { md5: BASE64.encode(&Md5::digest(&ssec.key_base64)), ..ssec.clone() };
    let answer = put(&of_text.headers()).presigned().await;
    walk.row("PUT key-MD5 of the base64 text (guide's 2nd script)", &answer, 400, argument, bad_md5);
    walk.row("PUT 31-byte key", &put(&SseC::new(&[1; 31]).headers()).presigned().await, 400, argument, bad_key);
    walk.row("PUT 33-byte key", &put(&SseC::new(&[1; 33]).headers()).presigned().await, 400, argument, bad_key);
    let answer = put(&ssec.headers()).signed(&[("x-amz-server-side-encryption", "AES256")]).presigned().await;
    let incompatible = "Server Side Encryption with Customer provided key is incompatible with the encryption method \
                        specified";
    walk.row("PUT SSE-C + SSE-S3", &answer, 400, argument, incompatible);
    let answer = server.call("GET", "refused").presigned().await;
    walk.row("a refused PUT leaves nothing", &answer, 404, "NoSuchKey", "The specified key does not exist.");

    let content_md5 = BASE64.encode(&Md5::digest(b"body"));
    let answer = put(&ssec.headers()).signed(&[("content-md5", &content_md5)]).presigned().await;
    walk.ok("PUT SSE-C + Content-MD5 of the plaintext", &answer, 200);
    // The check value that every description of this CRC gives.
    let (checked, crc32) = (b"123456789", BASE64.encode(&0xCBF4_3926_u32.to_be_bytes()));
    let crc = [("x-amz-checksum-crc32", crc32.as_str())];
    let answer = server.call("PUT", "crc").signed(&ssec.headers()).signed(&crc).body(checked).presigned().await;
    walk.ok("PUT with x-amz-checksum-crc32", &answer, 200);
    walk.holds("PUT repeats the crc32", answer.header("x-amz-checksum-crc32") == Some(&crc32));
    // AWS's signer leaves this header out of presigned URLs, so it goes with a signed header.
    let wants = [("x-amz-checksum-mode", "ENABLED")];
    let answer = server.call("GET", "crc").signed(&ssec.headers()).signed(&wants).header_signed().await;
    walk.ok("GET returns the plaintext's crc32", &answer, 200);
    walk.holds("GET returns the plaintext's crc32", answer.header("x-amz-checksum-crc32") == Some(&crc32));

    let large = noise(3 * 1024 * 1024 + 17, 2);
    walk.ok("3 MiB+17 round trip", &server.put_ssec("large", &ssec, &large).await, 200);
    walk.holds("3 MiB+17 round trip", server.get_ssec("large", &ssec).await.body == large);
    let range = [("range", "bytes=1048570-2097160")];
    let answer = server.call("GET", "large").signed(&ssec.headers()).unsigned(&range).presigned().await;
    walk.ok("range across 1 MiB blocks", &answer, 206);
    walk.holds("range across 1 MiB blocks", answer.body == large[1_048_570..=2_097_160]);
    walk.ok("DELETE without key", &server.call("DELETE", "object").presigned().await, 204);
    walk.row(
        "... and it is gone",
        &server.get_ssec("object", &ssec).await,
        404,
        "NoSuchKey",
        "The specified key does not exist.",
    );
    std::mem::take(walk).end();
}

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
    walk.row(
        "... leaves nothing",
        &get("unsummed").presigned().await,
        404,
        "NoSuchKey",
        "The specified key does not exist.",
    );
    std::mem::take(walk).end();
}
