//! Group `ssec`, without copies.

use data_encoding::{BASE64, HEXLOWER};
use md5::{Digest as _, Md5};

use crate::{
    MUST_PROVIDE, NO_SUCH_KEY, Walk,
    common::{ALGORITHM, KEY, KEY_MD5, Server, SseC, noise},
};

const ROWS: &[&str] = &[
    "PUT with all three headers",
    "ETag is not the MD5 of the plaintext",
    "GET with the key",
    "GET with another key",
    "GET without key-MD5",
    "GET with wrong key-MD5",
    "GET algorithm only",
    "GET algorithm + key-MD5, no key",
    "GET key + MD5, no algorithm",
    "GET plain object with SSE-C headers",
    "HEAD with the key",
    "HEAD without headers",
    "HEAD with another key",
    "Range GET with the key",
    "GET key + If-Match wrong",
    "PUT without key-MD5",
    "PUT algorithm only",
    "PUT algorithm AES128",
    "PUT key-MD5 of the base64 text (guide's 2nd script)",
    "PUT 31-byte key",
    "PUT 33-byte key",
    "PUT SSE-C + SSE-S3",
    "PUT SSE-C + Content-MD5 of the plaintext",
    "GET returns the plaintext's crc32",
    "3 MiB+17 round trip",
    "range across 1 MiB blocks",
    "DELETE without key",
];

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
    let empty = SseC { algorithm: String::new(), key_base64: String::new(), md5: String::new(), ..ssec.clone() };
    walk.row(
        "PUT with empty headers",
        &put(&empty.headers()).presigned().await,
        400,
        "InvalidEncryptionAlgorithmError",
        bad_algorithm,
    );
    walk.row("PUT 33-byte key", &put(&SseC::new(&[1; 33]).headers()).presigned().await, 400, argument, bad_key);
    let answer = put(&ssec.headers()).signed(&[("x-amz-server-side-encryption", "AES256")]).presigned().await;
    let incompatible = "Server Side Encryption with Customer provided key is incompatible with the encryption method \
                        specified";
    walk.row("PUT SSE-C + SSE-S3", &answer, 400, argument, incompatible);
    let answer = server.call("GET", "refused").presigned().await;
    walk.row("a refused PUT leaves nothing", &answer, 404, "NoSuchKey", NO_SUCH_KEY);

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
    walk.row("... and it is gone", &server.get_ssec("object", &ssec).await, 404, "NoSuchKey", NO_SUCH_KEY);
    std::mem::take(walk).end(ROWS);
}
