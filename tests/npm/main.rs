//! The npm package as its users get it: packed, installed without a network, and used in Node, in a page and by the
//! TypeScript compiler.

mod project;
mod ssec;

use std::collections::BTreeSet;
use std::fs;
use std::slice;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sealport_tests::sandbox::Sandbox;
use sealport_tests::session::Session;
use sealport_tests::site::Site;
use sealport_tests::storage::Storage;
use sealport_tests::{Browser, wait};
use serde_json::{Value, json};

use project::Project;

/// What a strict page allows: its own scripts, wasm, and its storage.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    connect-src 'self' http://127.0.0.1:*; base-uri 'none'; form-action 'none'";

#[test]
fn the_tarball_holds_what_the_package_needs_and_nothing_else() -> Result<()> {
    let project = Project::with_package()?;
    let installed = project.folder().join("node_modules/sealport");
    let mut files = BTreeSet::new();
    for folder in [installed.clone(), installed.join("generated"), installed.join("parts")] {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                files.insert(entry.path().strip_prefix(&installed)?.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    // npm adds these by itself where they exist.
    assert!(files.remove("README.md"), "the package has no README");
    files.retain(|name| !["LICENSE", "LICENSE-MIT", "LICENSE-APACHE"].contains(&name.as_str()));
    let wanted = [
        "generated/sealport.js",
        "generated/sealport_bg.wasm",
        "generated/ssec.js",
        "generated/ssec_bg.wasm",
        "index.d.ts",
        "index.js",
        "index.node.js",
        "package.json",
        "parts/loader.js",
        "parts/ssec.js",
        "parts/values.js",
        "ssec.d.ts",
        "ssec.js",
        "ssec.node.js",
    ];
    assert_eq!(files, wanted.into_iter().map(str::to_owned).collect());
    Ok(())
}

#[tokio::test]
async fn the_package_imports_in_node_and_its_requests_work() -> Result<()> {
    let project = Project::with_package()?;
    project.add(&["round-trip.js", "ssec-trip.js", "in-node.mjs"])?;
    let sandbox = Sandbox::start(None, &[]).await?;
    let printed = project.node("in-node.mjs", &options(sandbox.storage()).to_string())?;
    let report: Value = serde_json::from_str(&printed).with_context(|| format!("the script printed {printed:?}"))?;
    ssec::check(&report["ssec"]);
    check(&report["whole"], sandbox.storage()).await
}

#[tokio::test]
async fn the_package_imports_in_a_page_with_a_strict_policy_and_its_requests_work() -> Result<()> {
    let project = Project::with_package()?;
    project.add(&["round-trip.js", "ssec-trip.js", "page/index.html", "page/in-page.js"])?;
    for browser in Browser::wanted()? {
        let site = Site::start(project.folder(), "", Some(POLICY)).await?;
        let sandbox = Sandbox::start(None, &[&site.origin()]).await?;
        let session = Session::open(browser).await?;
        session.driver().goto(site.address()).await?;
        wait::until("the page's script", Duration::from_secs(20), async || {
            let loaded = session.script("return typeof globalThis.inPage === 'function'", Vec::new()).await?;
            Ok((loaded == json!(true)).then_some(()))
        })
        .await?;
        let report =
            session.async_script("return globalThis.inPage(args[0])", vec![options(sandbox.storage())]).await?;
        ssec::check(&report["ssec"]);
        check(&report["whole"], sandbox.storage()).await.with_context(|| format!("in {}", browser.name()))?;
        assert_eq!(session.script("return globalThis.violations", Vec::new()).await?, json!([]));
        session.close().await?;
    }
    Ok(())
}

#[test]
fn the_types_compile_strictly_and_refuse_what_they_must() -> Result<()> {
    let project = Project::with_package()?;
    project.add(&["usage.ts"])?;
    for resolution in [["--module", "nodenext"], ["--moduleResolution", "bundler"]] {
        let mut options = vec!["--noEmit", "--strict", "--target", "es2022", "--lib", "es2022,dom"];
        options.extend(resolution);
        options.push("usage.ts");
        project.tsc(&options)?;
    }
    // The compiler would say so if the types were not found at all, and then nothing would be checked.
    fs::write(
        project.folder().join("wrong.ts"),
        "import { SseCKey } from 'sealport';\nSseCKey.generate().nothing();\n",
    )?;
    match project.tsc(&["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "wrong.ts"]) {
        Ok(()) => bail!("a call of a method that is not there compiles"),
        Err(error) => assert!(error.to_string().contains("'nothing'"), "{error}"),
    }
    Ok(())
}

/// The bucket as the package takes it.
fn options(storage: &Storage) -> Value {
    json!({
        "endpoint": storage.endpoint,
        "region": storage.region,
        "bucket": storage.bucket,
        "accessKeyId": storage.access_key_id,
        "secretAccessKey": storage.secret_access_key,
    })
}

/// Judges a report of `round-trip.js`, and looks at what it left in the bucket.
async fn check(report: &Value, storage: &Storage) -> Result<()> {
    let text = |name: &str| report[name].as_str().map(str::to_owned).with_context(|| format!("no {name}: {report}"));
    assert_eq!(report["put"], 200, "{report}");
    assert_eq!(report["echoedMd5"], report["keyMd5"], "the server encrypted with another key");
    assert_eq!((&report["get"], &report["same"]), (&json!(200), &json!(true)), "{report}");
    assert_eq!((&report["head"], &report["contentLength"]), (&json!(200), &json!("60000")));
    assert_eq!(report["wrongKey"], json!([403, "AccessDenied"]));
    assert_eq!(report["noKey"], json!([400, "InvalidRequest"]));
    assert_eq!(report["plain"], json!([200, 200, 204, 404]));
    assert_eq!(report["plainText"], "in clear");
    assert_eq!(report["urlHasKey"], false, "a key lies in a URL");
    let signed = report["signedHeaders"].as_array().context("signedHeaders is a list")?;
    for ending in ["algorithm", "key", "key-md5"] {
        let name = format!("x-amz-server-side-encryption-customer-{ending}");
        assert!(signed.contains(&json!(name)), "{name} is not signed: {signed:?}");
    }
    let lifetime = report["lifetimeSeconds"].as_i64().unwrap_or_default();
    assert!((1..=60).contains(&lifetime), "expires in {lifetime} s instead of 60");

    let fingerprint = text("shortFingerprint")?;
    let fingerprints = report["fingerprints"].as_array().context("fingerprints is a list")?;
    assert!(fingerprints.len() == 3 && fingerprints.iter().all(|one| *one == fingerprints[0]), "{fingerprints:?}");
    let start: String = fingerprint.chars().filter(|character| *character != '-').collect();
    assert!(fingerprints[0].as_str().is_some_and(|whole| whole.starts_with(&start)), "{fingerprint} {fingerprints:?}");
    assert_ne!(report["otherFingerprint"], fingerprints[0], "two keys made here are the same");

    for name in ["badKey", "badObjectKey", "badExpiry", "badEndpoint", "clearText"] {
        let error = &report[name];
        assert_eq!(error["isError"], true, "{name}: {error}");
        assert_eq!((&error["name"], &error["code"]), (&json!("SealportError"), &json!("invalid-input")), "{name}");
        assert_eq!(error["retryable"], false, "{name}");
    }
    assert_eq!(report["badKey"]["diagnosis"]["kind"], "not-encoded", "{}", report["badKey"]);
    check_doctor(&report["doctor"]);
    check_bindings(&report["bindings"]);
    check_links(&report["links"], storage);
    assert_eq!(report["freed"], "invalid-input", "a freed key still signs");
    let wrong_types = report["wrongTypes"].as_array().context("no report of wrong types")?;
    assert!(wrong_types.len() > 40);
    assert_eq!(report["early"], json!(["not-loaded", "not-loaded", "not-loaded"]));
    for said in wrong_types {
        assert_eq!(said[1], "invalid-input", "{}", said[0]);
    }

    // A client that is not ours reads it with the exported key.
    let exported: [u8; 32] = STANDARD.decode(text("keyBase64")?)?.try_into().ok().context("a key of another length")?;
    let object_key = text("objectKey")?;
    assert_eq!(storage.object_keys().await?, slice::from_ref(&object_key));
    let read = storage.read(&object_key, Some(&exported)).await?;
    assert_eq!(read.status(), 200);
    let sent: Vec<u8> = serde_json::from_value(report["sent"].clone())?;
    assert_eq!(sent.len(), 64);
    assert!(read.bytes().await?.starts_with(&sent), "another client reads another content");
    Ok(())
}

/// Judges what became of requests of each binding.
fn check_bindings(bindings: &Value) {
    let prefix = "x-amz-server-side-encryption-customer";
    let named = |endings: &[&str]| endings.iter().map(|ending| format!("{prefix}-{ending}")).collect::<Vec<_>>();
    for (label, signed, adds) in [
        ("any-key", named(&["algorithm"]), named(&["key", "key-md5"])),
        ("md5-of-key", named(&["algorithm", "key-md5"]), named(&[])),
        ("md5", named(&["algorithm", "key-md5"]), named(&["key"])),
        ("this-key", named(&["algorithm", "key", "key-md5"]), named(&[])),
    ] {
        let one = &bindings[label];
        assert_eq!((&one["stored"], &one["text"]), (&json!(200), &json!(label)), "{label}: {one}");
        assert_eq!((&one["senderAdds"], &one["left"]), (&json!(adds), &json!([])), "{label}: {one}");
        let covered: Vec<&str> = one["signed"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let covered: Vec<&str> = covered.into_iter().filter(|name| name.starts_with(prefix)).collect();
        assert_eq!(covered, signed, "{label}");
        assert_eq!(one["seconds"], if label == "any-key" { 300 } else { 3600 }, "{label}");
        let other = if label == "any-key" { json!(null) } else { json!("the request is for another SSE-C key") };
        assert_eq!(one["otherKey"], other, "{label}");
    }
    assert_eq!(bindings["onlyIfAbsent"], json!([["*", 412], [null, 200], [null, 200], ["*", 412]]));
    assert_eq!(bindings["sseS3"], json!([200, "AES256"]));
    assert_eq!(bindings["removed"], json!([204, 204]));
    assert_eq!(bindings["contradictions"], json!(vec!["invalid-input"; 9]));
    assert_eq!(bindings["readsRefused"], json!(vec!["invalid-input"; 2]));
    assert!(bindings["plainTakesNoKey"].as_str().is_some_and(|text| text.contains("takes no SSE-C key")), "{bindings}");
}

/// Judges what `round-trip.js` read out of links and did with them.
fn check_links(links: &Value, storage: &Storage) {
    let prefix = "x-amz-server-side-encryption-customer";
    let put = json!({
        "origin": storage.endpoint,
        "objectName": format!("{}/links/a b.bin", storage.bucket),
        "fileName": "a b.bin",
        "method": "PUT",
        "binding": "any-key",
        "onlyIfAbsent": true,
        "signedHeaders": ["host", "if-none-match", format!("{prefix}-algorithm")],
    });
    assert_eq!(links["put"], put);
    let get = &links["get"];
    assert_eq!(
        (&get["binding"], &get["method"], &get["onlyIfAbsent"]),
        (&json!("this-key"), &json!(null), &json!(false))
    );
    assert_eq!(links["lifetime"], 300);
    assert_eq!(links["fits"], json!([true, false, null]));
    assert_eq!(links["expired"], json!([true, "GET"]), "the storage's clock decides, not this one");
    assert_eq!((&links["contentType"], &links["text"]), (&json!("text/plain"), &json!("through a link")));
    assert_eq!(links["statuses"], json!([200, 200, 204]));
    assert_eq!(links["encryption"], json!([null, "unsaid", "aws:kms"]));
    for (at, part) in [
        "no signature",
        "empty body",
        "needs an SSE-C key",
        "aws:kms:dsse has to be given",
        "another method",
        "the method is",
        "takes no SSE-C key",
    ]
    .into_iter()
    .enumerate()
    {
        assert!(links["refused"][at].as_str().is_some_and(|text| text.contains(part)), "{part}: {}", links["refused"]);
    }
}

/// Judges what `round-trip.js` heard of damaged keys.
fn check_doctor(doctor: &Value) {
    assert_eq!(doctor["whole"], json!([null, null]), "{doctor}");
    let short = json!({
        "kind": "bytes-lost",
        "repairable": false,
        "message": "not a 256-bit key (bytes-lost, 31 bytes found): 32 bytes are needed, in base64, in hex or as a file",
        "found": 31,
        "form": "raw",
    });
    assert_eq!(doctor["short"], short);
    assert_eq!(doctor["shortRepaired"], "bytes-lost", "lost bytes were made up");
    let twice = &doctor["twice"];
    assert_eq!((&twice["kind"], &twice["repairable"]), (&json!("encoded-twice"), &json!(true)), "{twice}");
    assert_eq!((&twice["form"], &twice["inner"]), (&json!("base64"), &json!("base64")), "{twice}");
    assert_eq!(doctor["otherKind"], "encoded-twice", "a key was made of damage of another kind");
    assert_eq!((&doctor["lineEnd"]["kind"], &doctor["lineEnd"]["found"]), (&json!("line-end-attached"), &json!(33)));
    assert_eq!((&doctor["twiceRepaired"], &doctor["lineEndRepaired"]), (&json!(true), &json!(true)));
    assert_eq!((&doctor["huge"]["kind"], &doctor["huge"]["found"]), (&json!("file-too-long"), &json!(100_000)));
    assert_eq!(doctor["notGiven"]["code"], "invalid-input");
    assert_eq!(doctor["warnings"], json!([null, "all-bytes-equal"]));
    let md5 = json!([
        { "right": true, "kind": "md5", "covers": "raw-key", "form": "base64" },
        { "right": false, "kind": "the-key-itself" },
        { "right": false, "kind": "md5", "covers": "other", "form": "base64" },
    ]);
    assert_eq!(doctor["md5"], md5);
}
