//! `--key-id`: the names by which files ask for keys.

use getrandom::SysRng;
use sealport_client::SealingKey;
use sealport_client::message::{EncryptionContext, FinalForm, NewMessage, Sealer, WrappingKey, WrappingKeyName};

use crate::run::{Folder, KEY, OTHER_KEY};

/// A file as the SDKs make them for keys whose namespaces have slashes.
fn sealed_for(names: &[(&str, &str, &str)]) -> Vec<u8> {
    let key = |(namespace, name, key): &(&str, &str, &str)| {
        WrappingKey::named(WrappingKeyName::new(namespace, name).unwrap(), &SealingKey::parse_text(key).unwrap())
    };
    let keys: Vec<_> = names.iter().map(key).collect();
    let new = NewMessage::generate(&mut SysRng, &keys, EncryptionContext::empty(), 4096).unwrap();
    let header = new.seal().unwrap();
    [header.bytes, Sealer::new(&header.keys, FinalForm::Full).finish().unwrap()].concat()
}

#[test]
fn a_name_is_looked_for_as_it_is_typed_wherever_its_namespace_ends() {
    let folder = Folder::new();
    folder.write("k", KEY);
    folder.write("other", OTHER_KEY);
    folder.write("s", sealed_for(&[("my/ns", "n/a me \u{e9}", KEY), ("/prod", "app", KEY)]));
    for name in ["my/ns/n/a me \u{e9}", "/prod/app"] {
        let opened = folder.run(&["open", "s", "-o", "out", "--force", "--key-file", "k", "--key-id", name, "--json"]);
        assert_eq!(opened.done().json()["keyName"], name);
        folder.run(&["open", "s", "-o", "-", "--key-file", "other", "--key-id", name]).failed(3, "Wrong key");
    }
    folder.run(&["open", "s", "-o", "-", "--key-file", "k", "--key-id", "my/ns"]).failed(3, "not what was given");
    // Two keys whose names read alike: either opens.
    folder.write("s", sealed_for(&[("a/b", "c", KEY), ("a", "b/c", OTHER_KEY)]));
    for key in ["k", "other"] {
        folder.run(&["open", "s", "-o", "out", "--force", "--key-file", key, "--key-id", "a/b/c"]).done();
    }
    // What names nothing is a slip in both jobs.
    folder.run(&["open", "s", "-o", "-", "--key-file", "k", "--key-id", "no-slash"]).failed(2, "slash");
    folder.run(&["seal", "k", "-o", "-", "--key-file", "k", "--key-id", "/prod/app"]).failed(2, "slash");
}
