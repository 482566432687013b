//! Group `bucketenc`.

use crate::{
    Walk,
    common::{KEY_MD5, SSE, Server, SseC},
};

const NOT_FOUND: &str = "The server side encryption configuration was not found";
const NOT_FOUND_CODE: &str = "ServerSideEncryptionConfigurationNotFoundError";
const MALFORMED: &str = "The XML you provided was not well-formed or did not validate against our published schema";
const NEEDS_KEY: &str = "The object was stored using a form of Server Side Encryption. The correct parameters must be \
                         provided to retrieve the object.";
const ROWS: &[&str] = &[
    "GetBucketEncryption before any Put",
    "PutBucketEncryption AES256",
    "PUT without header is encrypted and says so",
    "HEAD says AES256",
    "SSE-C overrides the bucket default",
    "... and GET without key is refused",
    "PutBucketEncryption SSEAlgorithm AES128",
    "PutBucketEncryption without Rule",
    "PutBucketEncryption not XML",
    "PutBucketEncryption BlockedEncryptionTypes SSE-C",
    "... then PUT with SSE-C",
    "DeleteBucketEncryption",
    "GetBucketEncryption after Delete",
    "GetBucketEncryption of a missing bucket",
];

fn document(algorithm: &str, blocked: &str) -> String {
    let blocked = if blocked.is_empty() {
        String::new()
    } else {
        format!("<BlockedEncryptionTypes><EncryptionType>{blocked}</EncryptionType></BlockedEncryptionTypes>")
    };
    format!(
        "<ServerSideEncryptionConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Rule>\
         <ApplyServerSideEncryptionByDefault><SSEAlgorithm>{algorithm}</SSEAlgorithm>\
         </ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled>{blocked}</Rule>\
         </ServerSideEncryptionConfiguration>"
    )
}

#[tokio::test]
async fn bucketenc_rows_answer_as_aws() {
    let server = Server::start().await;
    let walk = &mut Walk::default();
    let ssec = SseC::new(&[1; 32]);
    let current = async || server.setting("GET", "encryption").presigned().await;

    walk.row("GetBucketEncryption before any Put", &current().await, 404, NOT_FOUND_CODE, NOT_FOUND);
    let aes256 = document("AES256", "");
    walk.ok("PutBucketEncryption AES256", &server.put_setting("encryption", &aes256).await, 200);
    let answer = current().await;
    walk.ok("GetBucketEncryption after Put", &answer, 200);
    walk.holds("GetBucketEncryption after Put", answer.text() == aes256);
    walk.holds("GetBucketEncryption after Put", answer.header("content-type") == Some("application/xml"));

    let row = "PUT without header is encrypted and says so";
    let answer = server.call("PUT", "default").body(b"by default").presigned().await;
    walk.ok(row, &answer, 200);
    walk.holds(row, answer.header(SSE) == Some("AES256"));
    let answer = server.call("HEAD", "default").presigned().await;
    walk.ok("HEAD says AES256", &answer, 200);
    walk.holds("HEAD says AES256", answer.header(SSE) == Some("AES256"));
    walk.holds("GET gives it back", server.call("GET", "default").presigned().await.body == b"by default");
    let answer = server.put_ssec("object", &ssec, b"body").await;
    walk.ok("SSE-C overrides the bucket default", &answer, 200);
    let echo = (answer.header(KEY_MD5), answer.header(SSE));
    walk.holds("SSE-C overrides the bucket default", echo == (Some(&ssec.md5), None));
    let answer = server.call("GET", "object").presigned().await;
    walk.row("... and GET without key is refused", &answer, 400, "InvalidRequest", NEEDS_KEY);

    for (row, text) in [
        ("PutBucketEncryption SSEAlgorithm AES128", &*document("AES128", "")),
        ("PutBucketEncryption without Rule", "<ServerSideEncryptionConfiguration/>"),
        ("PutBucketEncryption not XML", "{\"Rules\":[]}"),
        ("PutBucketEncryption not XML", ""),
        ("PutBucketEncryption not XML", "\u{feff}"),
    ] {
        walk.row(row, &server.put_setting("encryption", text).await, 400, "MalformedXML", MALFORMED);
    }
    let answer = server.setting("PUT", "encryption").body(&[0xFF, 0xFE]).presigned().await;
    walk.row("PutBucketEncryption not UTF-8", &answer, 400, "MalformedXML", MALFORMED);
    walk.holds("a refused document changes nothing", current().await.text() == aes256);

    let row = "PutBucketEncryption BlockedEncryptionTypes SSE-C";
    let blocking = document("AES256", "SSE-C");
    walk.ok(row, &server.put_setting("encryption", &blocking).await, 200);
    walk.holds(row, current().await.text() == blocking);
    let answer = server.put_ssec("blocked", &ssec, b"body").await;
    walk.row("... then PUT with SSE-C", &answer, 403, "AccessDenied", "Access Denied");
    let answer = server.call("PUT", "blocked").signed(&ssec.some("a")).presigned().await;
    walk.row("... before its headers are looked at", &answer, 403, "AccessDenied", "Access Denied");
    walk.ok("... reads go on", &server.get_ssec("object", &ssec).await, 200);
    walk.ok("... and other uploads", &server.call("PUT", "default").body(b"x").presigned().await, 200);
    let unblocking = document("AES256", "NONE");
    walk.ok("PutBucketEncryption NONE", &server.put_setting("encryption", &unblocking).await, 200);
    walk.ok("... unblocks", &server.put_ssec("blocked", &ssec, b"body").await, 200);

    let answer = server.setting("DELETE", "encryption").presigned().await;
    walk.ok("DeleteBucketEncryption", &answer, 204);
    walk.row("GetBucketEncryption after Delete", &current().await, 404, NOT_FOUND_CODE, NOT_FOUND);
    walk.ok("DeleteBucketEncryption again", &server.setting("DELETE", "encryption").presigned().await, 204);
    let missing = format!("http://{}/missing", server.sandbox.s3_addr());
    for method in ["GET", "PUT", "DELETE"] {
        let answer = server.setting(method, "encryption").url(missing.clone()).body(b"x").presigned().await;
        let row = "GetBucketEncryption of a missing bucket";
        walk.row(row, &answer, 404, "NoSuchBucket", "The specified bucket does not exist");
    }
    std::mem::take(walk).end(ROWS);
}
