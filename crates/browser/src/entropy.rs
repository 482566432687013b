//! The platform's cryptographic random source: `crypto.getRandomValues`.

/// Draws from the platform's CSPRNG.
pub use getrandom::SysRng as SystemEntropy;

/// The platform has no random source; there is no fallback.
pub use getrandom::Error as SystemEntropyError;
