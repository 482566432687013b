//! Group `sse-s3`, without multipart.

use data_encoding::HEXLOWER;
use md5::{Digest as _, Md5};

use crate::{
    Walk,
    common::{KEY_MD5, SSE, Server, SseC, noise},
};

const ROWS: &[&str] = &[
    "PUT x-amz-server-side-encryption: AES256",
    "GET without headers",
    "HEAD echoes AES256",
    "GET with x-amz-server-side-encryption: AES256",
    "HEAD with x-amz-server-side-encryption: AES256",
    "GET an SSE-S3 object with SSE-C headers",
    "PUT x-amz-server-side-encryption: AES128",
];

#[tokio::test]
async fn sse_s3_rows_answer_as_aws() {
    let server = Server::start().await;
    let walk = &mut Walk::default();
    let plaintext = noise(2 * 1024 * 1024 + 5, 3);
    let put = |value: &str| server.call("PUT", "object").signed(&[(SSE, value)]).body(&plaintext);

    let row = "PUT x-amz-server-side-encryption: AES256";
    let answer = put("AES256").presigned().await;
    walk.ok(row, &answer, 200);
    walk.holds(row, answer.header(SSE) == Some("AES256") && answer.header(KEY_MD5).is_none());
    let etag = format!("\"{}\"", HEXLOWER.encode(&Md5::digest(&plaintext)));
    walk.holds(row, answer.header("etag") == Some(&etag));
    walk.ok("PUT, header-signed", &put("AES256").header_signed().await, 200);
    let answer = server.call("PUT", "query").query(&[(SSE, "AES256")]).body(b"x").presigned().await;
    walk.ok("PUT with it as signed query parameter", &answer, 200);
    walk.holds("PUT with it as signed query parameter", answer.header(SSE) == Some("AES256"));

    let answer = server.call("GET", "object").presigned().await;
    walk.ok("GET without headers", &answer, 200);
    walk.holds("GET without headers", answer.body == plaintext && answer.header(SSE) == Some("AES256"));
    let answer = server.call("GET", "object").unsigned(&[("range", "bytes=1048570-1048585")]).presigned().await;
    walk.ok("Range GET", &answer, 206);
    walk.holds("Range GET", answer.body == plaintext[1_048_570..=1_048_585]);
    let answer = server.call("HEAD", "object").presigned().await;
    walk.ok("HEAD echoes AES256", &answer, 200);
    walk.holds("HEAD echoes AES256", answer.header(SSE) == Some("AES256"));
    server.call("PUT", "plain").body(b"x").presigned().await.expect(200, None);
    let answer = server.call("HEAD", "plain").presigned().await;
    walk.holds("HEAD of a plain object names none", answer.header(SSE).is_none());

    let unsupported = "x-amz-server-side-encryption header is not supported for this operation.";
    for object_key in ["object", "plain"] {
        let with_header = |method: &str| server.call(method, object_key).signed(&[(SSE, "AES256")]);
        let row = "GET with x-amz-server-side-encryption: AES256";
        walk.row(row, &with_header("GET").presigned().await, 400, "InvalidArgument", unsupported);
        let answer = with_header("HEAD").presigned().await;
        walk.ok("HEAD with x-amz-server-side-encryption: AES256", &answer, 400);
        let answer = server.call("GET", object_key).query(&[(SSE, "AES256")]).presigned().await;
        walk.row("GET with it in the query", &answer, 400, "InvalidArgument", unsupported);
    }
    let ssec = SseC::new(&[1; 32]);
    let not_applicable = "The encryption parameters are not applicable to this object.";
    let answer = server.get_ssec("object", &ssec).await;
    walk.row("GET an SSE-S3 object with SSE-C headers", &answer, 400, "InvalidRequest", not_applicable);

    let unknown = "The encryption method specified is not supported";
    for value in ["AES128", "aes256", ""] {
        let answer = put(value).presigned().await;
        walk.row("PUT x-amz-server-side-encryption: AES128", &answer, 400, "InvalidArgument", unknown);
    }
    let kms = "aws:kms is not implemented by this test server";
    let answer = put("aws:kms").presigned().await;
    walk.row("PUT x-amz-server-side-encryption: aws:kms", &answer, 501, "NotImplemented", kms);
    std::mem::take(walk).end(ROWS);
}
