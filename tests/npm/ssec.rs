//! What `ssec-trip.js` reports of the package's smaller entry.

use serde_json::{Value, json};

/// Judges a report.
pub fn check(report: &Value) {
    assert_eq!(report["exports"], json!(["Presigner", "SseCKey", "completeWithKey", "default"]), "{report}");
    assert_eq!(report["early"], "not-loaded");
    for label in ["any-key", "this-key-md5", "this-key"] {
        assert_eq!(report["report"][label], json!([200, true, label, 204]), "{report}");
    }
    let names = report["names"].as_array().map(Vec::as_slice).unwrap_or_default();
    assert!(names.len() == 3 && names.iter().all(|name| *name == names[0]), "{names:?}");
    assert_eq!(report["warning"], "all-bytes-equal");
    for (name, words) in [
        ("badKey", "not a 256-bit key"),
        ("badFile", "not a 256-bit key"),
        ("hugeFile", "not a 256-bit key"),
        ("notGiven", "is not a text"),
        ("forged", "is not an SseCKey"),
        ("clearText", "in clear"),
        ("plainTakesNoKey", "takes no SSE-C key"),
        ("aclMissing", "x-amz-acl"),
        ("freed", "freed before"),
    ] {
        let error = &report[name];
        assert_eq!((&error["isError"], &error["name"]), (&json!(true), &json!("SealportError")), "{name}: {error}");
        assert_eq!((&error["code"], &error["diagnosis"]), (&json!("invalid-input"), &Value::Null), "{name}: {error}");
        let message = error["message"].as_str().unwrap_or_default();
        assert!(message.contains(words), "{name}: {message}");
    }
    assert_eq!(report["acl"], "private");
    // The doctor is the whole package's; what is not there cannot be called by mistake.
    assert!(report["keyParts"].as_array().is_some_and(|parts| !parts.contains(&json!("diagnoseMd5"))), "{report}");
}
