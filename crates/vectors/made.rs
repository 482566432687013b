//! Messages of `tests/vectors`, kept or made. Included by the runners (`#[path]`), which name the library that they
//! test `library`: the crate itself knows nothing of the code that is tested, and a recipe needs it.
//!
//! The ciphers are those of Rust, so that WebCrypto opens what it did not seal.

use sealport_vectors::{Case, Key, Manifest, hex, read};

use crate::library::SealingKey;
use crate::library::message::{
    EncryptionContext, FinalForm, Header, HeaderLimits, HeaderProgress, Sealer, WrappingKey, WrappingKeyName,
};

/// The key as ours; none for keys of 128 and 192 bits, which are for others.
pub fn key(key: &Key) -> Option<WrappingKey> {
    let bytes = hex(&key.key_hex).unwrap().try_into().ok()?;
    let name = WrappingKeyName::new(&key.namespace, &key.name).unwrap();
    Some(WrappingKey::named(name, &SealingKey::from_bytes(bytes)))
}

/// The keys of which each alone opens a case.
pub fn openers(manifest: &Manifest, case: &Case) -> Vec<WrappingKey> {
    case.decrypt_with.iter().filter_map(|id| key(&manifest.keys[id])).collect()
}

/// The context that only a reader knows.
pub fn expected_context(case: &Case) -> EncryptionContext {
    EncryptionContext::of_pairs(case.required_encryption_context.clone()).unwrap()
}

/// How the last frame is written.
pub fn form(case: &Case) -> FinalForm {
    if case.final_frame.as_deref() == Some("empty") { FinalForm::Empty } else { FinalForm::Full }
}

/// The message of a case, kept or made by its recipe.
pub fn message(manifest: &Manifest, case: &Case) -> Vec<u8> {
    if let Some(file) = &case.file {
        return read(file).unwrap();
    }
    let header = hex(&case.recipe.as_ref().unwrap().header_hex).unwrap();
    let HeaderProgress::Complete(parsed) = Header::parse(&header, &HeaderLimits::default()).unwrap() else {
        panic!("{}: the recipe's header is not whole", case.id)
    };
    let keys = parsed.unlock(&openers(manifest, case), &expected_context(case)).unwrap();
    let (mut sealer, mut made) = (Sealer::new(&keys, form(case)), header);
    let plaintext = case.plaintext().unwrap();
    for mut left in plaintext.chunks(100_003) {
        while let Some(frame) = sealer.feed(&mut left).unwrap() {
            made.extend_from_slice(frame);
        }
    }
    made.extend(sealer.finish().unwrap());
    made
}
