//! The text encodings that keys and fingerprints use.

use std::sync::LazyLock;

use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use data_encoding::{Encoding, Specification};

/// Writes padding, reads with or without it: tools and people drop the final `=`.
const TOLERANT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// Base64 with `+` and `/`.
pub(crate) const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, TOLERANT);

/// Base64 with `-` and `_`.
pub(crate) const BASE64_URL: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, TOLERANT);

/// Crockford's base32: no `I`, `L`, `O` or `U`, and the three that look like digits are read as such.
///
/// Spec: Douglas Crockford, "Base 32".
pub(crate) static CROCKFORD: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    specification.translate.from.push_str("abcdefghjkmnpqrstvwxyzOoIiLl");
    specification.translate.to.push_str("ABCDEFGHJKMNPQRSTVWXYZ001111");
    // The specification above is constant: a test builds it, so that this cannot fail in use.
    #[allow(clippy::expect_used)]
    specification.encoding().expect("a constant, valid specification")
});
