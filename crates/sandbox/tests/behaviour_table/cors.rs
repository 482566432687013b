//! Group `cors`.

use crate::{
    Walk,
    common::{Server, SseC},
};

const ORIGIN: &str = "http://page.example:8460";
const NOT_ALLOWED: &str = "CORSResponse: This CORS request is not allowed. This is usually because the evalution of \
                           Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are \
                           not whitelisted by the resource's CORS spec.";
const SSEC_HEADERS: &str = "content-type,x-amz-server-side-encryption-customer-algorithm,\
                            x-amz-server-side-encryption-customer-key,x-amz-server-side-encryption-customer-key-md5";
const ROWS: &[&str] = &[
    "GetBucketCors with none set",
    "preflight, no CORS configured",
    "PutBucketCors",
    "preflight PUT with the SSE-C headers",
    "preflight from another origin",
    "preflight of a method not allowed",
    "GET with Origin: ACAO + Expose ETag",
    "an error answer (400) is readable by the page",
    "a 403 bad signature is readable by the page",
    "preflight with headers not in AllowedHeader",
];

const DOCUMENT: &str = "<CORSConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><CORSRule>\
     <ID>page</ID><AllowedOrigin>http://page.example:8460</AllowedOrigin>\
     <AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod>\
     <AllowedHeader>content-type</AllowedHeader><AllowedHeader>x-amz-server-side-encryption-*</AllowedHeader>\
     <ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>60</MaxAgeSeconds></CORSRule></CORSConfiguration>";

#[tokio::test]
async fn cors_rows_answer_as_aws() {
    let server = Server::start_with(|config| config.cors_origins.clear()).await;
    let walk = &mut Walk::default();
    let (forbidden, ssec) = ("AccessForbidden", SseC::new(&[1; 32]));
    let url = server.url("object");
    let allowed_origin = "access-control-allow-origin";

    let answer = server.setting("GET", "cors").presigned().await;
    let none = ("NoSuchCORSConfiguration", "The CORS configuration does not exist");
    walk.row("GetBucketCors with none set", &answer, 404, none.0, none.1);
    let answer = server.preflight(&url, ORIGIN, "PUT", SSEC_HEADERS).await;
    let not_enabled = "CORSResponse: CORS is not enabled for this bucket.";
    walk.row("preflight, no CORS configured", &answer, 403, forbidden, not_enabled);
    walk.ok("PutBucketCors", &server.put_setting("cors", DOCUMENT).await, 200);
    walk.holds("GetBucketCors", server.setting("GET", "cors").presigned().await.text() == DOCUMENT);

    let row = "preflight PUT with the SSE-C headers";
    let answer = server.preflight(&url, ORIGIN, "PUT", SSEC_HEADERS).await;
    walk.ok(row, &answer, 200);
    for (name, value) in [
        (allowed_origin, ORIGIN),
        ("access-control-allow-methods", "GET, PUT"),
        ("access-control-allow-headers", SSEC_HEADERS),
        ("access-control-expose-headers", "ETag"),
        ("access-control-max-age", "60"),
    ] {
        walk.holds(row, answer.header(name) == Some(value));
    }
    for (row, origin, method, headers) in [
        ("preflight from another origin", "http://other.example", "PUT", SSEC_HEADERS),
        ("preflight of a method not allowed", ORIGIN, "DELETE", SSEC_HEADERS),
        ("preflight with headers not in AllowedHeader", ORIGIN, "PUT", "content-type,x-amz-meta-a"),
    ] {
        let answer = server.preflight(&url, origin, method, headers).await;
        walk.row(row, &answer, 403, forbidden, NOT_ALLOWED);
        walk.holds(row, answer.header(allowed_origin).is_none() && answer.element("Method").as_deref() == Some(method));
    }
    let missing = format!("http://{}/missing/object", server.sandbox.s3_addr());
    let answer = server.preflight(&missing, ORIGIN, "PUT", "").await;
    walk.row("preflight of a missing bucket", &answer, 403, forbidden, "CORSResponse: Bucket not found");

    server.put_ssec("object", &ssec, b"body").await.expect(200, None);
    let get = |origin: &str| server.call("GET", "object").unsigned(&[("origin", origin)]);
    let row = "GET with Origin: ACAO + Expose ETag";
    let answer = get(ORIGIN).signed(&ssec.headers()).presigned().await;
    walk.ok(row, &answer, 200);
    let readable = |answer: &crate::common::Answer| {
        answer.header(allowed_origin) == Some(ORIGIN)
            && answer.header("access-control-expose-headers") == Some("ETag")
            && answer.header("vary").is_some_and(|vary| vary.contains("Origin"))
    };
    walk.holds(row, readable(&answer) && answer.header("etag").is_some());
    let answer = get("http://other.example").signed(&ssec.headers()).presigned().await;
    walk.holds("GET from another origin", answer.status == 200 && answer.header(allowed_origin).is_none());
    let answer = server.call("DELETE", "none").unsigned(&[("origin", ORIGIN)]).presigned().await;
    walk.holds("DELETE, not allowed", answer.status == 204 && answer.header(allowed_origin).is_none());

    let row = "an error answer (400) is readable by the page";
    let answer = get(ORIGIN).presigned().await;
    walk.holds(row, answer.status == 400 && answer.code().as_deref() == Some("InvalidRequest") && readable(&answer));
    let row = "a 403 bad signature is readable by the page";
    let answer = get(ORIGIN).presigned_but("GET", |url| url.replace("Expires=600", "Expires=601")).await;
    walk.holds(row, answer.code().as_deref() == Some("SignatureDoesNotMatch") && readable(&answer));

    walk.ok("DeleteBucketCors", &server.setting("DELETE", "cors").presigned().await, 204);
    let answer = server.setting("GET", "cors").presigned().await;
    walk.row("GetBucketCors after Delete", &answer, 404, none.0, none.1);
    walk.holds("... and its rules are gone", get(ORIGIN).presigned().await.header(allowed_origin).is_none());
    std::mem::take(walk).end(ROWS);
}
