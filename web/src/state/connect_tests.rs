//! Tests: The connection form.

use super::super::fault::Named;
use super::*;

fn other(endpoint: &str) -> ConnectForm {
    ConnectForm {
        provider: Provider::Other,
        endpoint: endpoint.into(),
        bucket: "research-data".into(),
        access_key_id: "AKIAEXAMPLE".into(),
        secret_access_key: Zeroizing::new("not-a-real-secret".into()),
        ..ConnectForm::default()
    }
}

fn endpoint_fault(endpoint: &str) -> Option<FieldFault> {
    other(endpoint).check().err().and_then(|faults| faults.endpoint)
}

#[test]
fn ovhcloud_needs_only_a_region() {
    let form =
        ConnectForm { provider: Provider::Ovh, ovh_region: "eu-west-par".into(), endpoint: String::new(), ..other("") };
    let (storage, _) = form.check().unwrap();
    let place = Place::of(&storage, false);
    assert_eq!(place.endpoint, "https://s3.eu-west-par.io.cloud.ovh.net");
    assert_eq!(place.origin, "https://research-data.s3.eu-west-par.io.cloud.ovh.net");
    assert_eq!(place.ovh.as_deref(), Some("EU-WEST-PAR"));
    assert_eq!(place.host, "s3.eu-west-par.io.cloud.ovh.net");
    assert_eq!(place.home().bucket, "research-data");
}

#[test]
fn plain_http_is_for_this_machine_only() {
    assert_eq!(endpoint_fault("http://s3.intranet.example:9000"), Some(FieldFault::ClearText));
    assert_eq!(endpoint_fault("http://127.0.0.1:9000"), None);
    assert_eq!(endpoint_fault("http://localhost:9000"), None);
    assert_eq!(endpoint_fault("http://s3.localhost:9000"), None);
    assert_eq!(endpoint_fault("https://s3.example"), None);
}

#[test]
fn addresses_the_page_cannot_reach_are_said_before_sending() {
    assert_eq!(endpoint_fault("http://[::1]:9000"), Some(FieldFault::Ipv6Loopback));
    assert_eq!(endpoint_fault("https://[::1]:9000"), Some(FieldFault::Ipv6Loopback));
    assert_eq!(endpoint_fault("http://127.0.0.2:9000"), Some(FieldFault::OtherLoopback));
}

#[test]
fn every_wrong_field_is_named_at_once() {
    let form = ConnectForm { provider: Provider::Other, region: "not a region".into(), ..ConnectForm::default() };
    let faults = form.check().err().unwrap();
    assert_eq!(faults.endpoint, Some(FieldFault::Missing));
    assert!(matches!(faults.region, Some(FieldFault::Input(_))));
    assert_eq!(faults.bucket, Some(FieldFault::Missing));
    assert_eq!(faults.access_key_id, Some(FieldFault::Missing));
    assert_eq!(faults.secret_access_key, Some(FieldFault::Missing));
    assert_eq!(faults.session_token, None);
}

#[test]
fn spaces_around_pasted_values_do_no_harm() {
    let mut form = other(" https://s3.example ");
    form.secret_access_key = Zeroizing::new(" secret\n".into());
    form.bucket = " research-data ".into();
    assert!(form.check().is_ok());
    form.session_token = Zeroizing::new("two words".into());
    assert!(form.check().err().unwrap().session_token.is_some());
}

#[test]
fn forgetting_empties_both_secret_fields() {
    let mut form = other("https://s3.example");
    form.session_token = Zeroizing::new("token".into());
    form.forget_secrets();
    assert!(form.secret_access_key.is_empty() && form.session_token.is_empty());
    assert_eq!(form.access_key_id, "AKIAEXAMPLE");
}

#[test]
fn a_key_is_at_home_whatever_the_style_of_address() {
    let mut form = other("https://s3.example");
    let (path, _) = form.check().unwrap();
    form.path_style = Some(false);
    let (host, _) = form.check().unwrap();
    assert_eq!(Place::of(&path, false).home(), Place::of(&host, false).home());
    assert_ne!(Place::of(&path, false).origin, Place::of(&host, false).origin);
}

fn refused(reason: Reason) -> FieldFaults {
    let fault = Fault { reason: Some(reason), ..Fault::here(reason.code().as_str(), "list", "", 0) };
    let named = Box::new(Named { region: Some("eu-west-3".into()), ..Named::default() });
    FieldFaults::of(&Fault { named, ..fault })
}

#[test]
fn a_refusal_marks_the_field_it_speaks_of() {
    assert_eq!(refused(Reason::WrongRegion).region, Some(FieldFault::Region(Some("eu-west-3".into()))));
    assert!(refused(Reason::UnknownAccessKey).access_key_id.is_some());
    assert!(refused(Reason::SignatureMismatch).secret_access_key.is_some());
    assert!(refused(Reason::TokenExpired).session_token.is_some());
    assert!(refused(Reason::NoSuchBucket).bucket.is_some());
    assert_eq!(refused(Reason::Denied), FieldFaults::default());
}

#[test]
fn the_region_that_the_storage_named_is_taken_over_where_the_form_can_say_it() {
    let mut form = other("https://s3.example");
    assert!(form.take_region("eu-west-3"));
    assert_eq!(form.check().unwrap().0.region().as_str(), "eu-west-3");
    form.provider = Provider::Ovh;
    assert!(!form.take_region("eu-west-3"));
    assert!(form.take_region("sbg"));
    assert_eq!(form.endpoint_text(), "https://s3.sbg.io.cloud.ovh.net");
}

#[test]
fn a_user_name_in_the_address_is_named() {
    for address in ["https://u:p@s3.example", "https://u@s3.example:9000/", "u:p@s3.example"] {
        assert_eq!(endpoint_fault(address), Some(FieldFault::UserInfo), "{address}");
    }
}
