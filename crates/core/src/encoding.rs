//! The text encodings that keys and fingerprints use.

use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Writes padding, reads with or without it: tools and people drop the final `=`.
const TOLERANT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// Base64 with `+` and `/`.
pub(crate) const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, TOLERANT);

/// Base64 with `-` and `_`.
pub(crate) const BASE64_URL: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, TOLERANT);

/// Crockford's base32: no `I`, `L`, `O` or `U`; read without regard to case, `O` as 0, `I` and `L` as 1.
///
/// Spec: Douglas Crockford, "Base 32".
pub(crate) const CROCKFORD: base32::Alphabet = base32::Alphabet::Crockford;
