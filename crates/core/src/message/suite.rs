//! Algorithm suites, known by their two bytes.

use std::fmt;

/// An algorithm suite of the format. Only [`Suite::SUPPORTED`] is read and written; the others are known by name, so
/// that an error can say what a file was made with.
///
/// Spec: AWS Encryption SDK, "Algorithm suites".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Suite(u16);

/// Suites of message version 1.
const VERSION_1: [u16; 9] = [0x0378, 0x0346, 0x0214, 0x0178, 0x0146, 0x0114, 0x0078, 0x0046, 0x0014];
/// Suites of message version 2.
const VERSION_2: [u16; 2] = [0x0578, 0x0478];

impl Suite {
    /// AES-256-GCM with HKDF-SHA-512 and key commitment, no signature.
    pub const SUPPORTED: Self = Self(0x0478);

    /// The suite of that number, if the format has it.
    pub fn of_id(id: u16) -> Option<Self> {
        (VERSION_1.contains(&id) || VERSION_2.contains(&id)).then_some(Self(id))
    }

    /// The number, as headers carry it.
    pub fn id(self) -> u16 {
        self.0
    }

    /// The version of messages that have this suite, 1 or 2.
    pub fn message_version(self) -> u8 {
        if VERSION_2.contains(&self.0) { 2 } else { 1 }
    }
}

/// The number in hex, as `0x0578`.
impl fmt::Display for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:04x}", self.0)
    }
}
