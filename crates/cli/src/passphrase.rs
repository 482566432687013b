//! Passphrases, from a variable or a prompt, and the keys that Argon2id makes of them.

use std::{env, io};

use argon2::{Algorithm, Argon2, Params, Version};
use sealport_client::Zeroizing;
use sealport_client::message::{MessageError, PassphraseParams, WrappingKey, passphrase_bytes};

use crate::arguments::PassphraseArguments;
use crate::failure::Failure;
use crate::{interrupt, text};

impl PassphraseArguments {
    /// Whether a passphrase was spoken of.
    pub fn is_given(&self) -> bool {
        self.passphrase || self.passphrase_env.is_some()
    }
}

/// The passphrase of a file that exists; asked for if no variable is named.
///
/// # Errors
///
/// [`Failure::Variable`], [`Failure::NoTerminal`], [`Failure::EmptyPassphrase`].
pub fn existing(arguments: &PassphraseArguments) -> Result<Zeroizing<String>, Failure> {
    match &arguments.passphrase_env {
        Some(variable) => of_variable(variable),
        None => asked(text::ASK_PASSPHRASE),
    }
}

/// A passphrase for a new file; typed twice if no variable is named.
///
/// # Errors
///
/// As [`existing`], and [`Failure::PassphrasesDiffer`].
pub fn new(arguments: &PassphraseArguments) -> Result<Zeroizing<String>, Failure> {
    if let Some(variable) = &arguments.passphrase_env {
        return of_variable(variable);
    }
    let first = asked(text::ASK_NEW_PASSPHRASE)?;
    let again = asked(text::ASK_PASSPHRASE_AGAIN)?;
    if first == again { Ok(first) } else { Err(Failure::PassphrasesDiffer) }
}

/// The content of an environment variable.
///
/// # Errors
///
/// [`Failure::Variable`].
pub fn of_variable(variable: &str) -> Result<Zeroizing<String>, Failure> {
    let value = env::var(variable).map(Zeroizing::new).ok().filter(|value| !value.is_empty());
    value.ok_or_else(|| Failure::Variable(variable.to_owned()))
}

fn asked(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    let prompting = interrupt::prompting();
    let typed = rpassword::prompt_password(prompt);
    drop(prompting);
    match typed.map(Zeroizing::new) {
        Ok(typed) if !typed.is_empty() => Ok(typed),
        Ok(_) => Err(Failure::EmptyPassphrase),
        Err(error) => Err(match error.kind() {
            io::ErrorKind::Interrupted => Failure::Cancelled,
            io::ErrorKind::UnexpectedEof => Failure::EmptyPassphrase,
            _ => Failure::NoTerminal,
        }),
    }
}

/// Whether others may well guess it, with all the files of the world to try on: fewer than 10^10 guesses.
///
/// An estimate. A passphrase that is not called weak may still be one.
pub fn is_weak(passphrase: &str) -> bool {
    zxcvbn::zxcvbn(passphrase, &[]).score() < zxcvbn::Score::Four
}

/// The key that a passphrase makes. Takes as long and as much memory as the parameters say.
///
/// # Errors
///
/// [`Failure::NoMemory`].
pub fn derive(passphrase: &str, params: &PassphraseParams) -> Result<WrappingKey, Failure> {
    let mut derived = Zeroizing::new([0; 32]);
    let failed = |error| match error {
        argon2::Error::OutOfMemory => Failure::NoMemory { mib: params.memory_kib() >> 10 },
        _ => Failure::Message(MessageError::OutOfRange),
    };
    let costs = Params::new(params.memory_kib(), params.passes(), params.lanes(), Some(derived.len()));
    Argon2::new(Algorithm::Argon2id, Version::V0x13, costs.map_err(failed)?)
        .hash_password_into(&passphrase_bytes(passphrase), params.salt(), derived.as_mut_slice())
        .map_err(failed)?;
    Ok(WrappingKey::of_passphrase(params, *derived))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_choose_is_weak_and_random_words_are_not() {
        for weak in
            ["", "a", "hunter2", "Passw0rd!", "correcthorse", "2026-11-25", &"a".repeat(5000), &"ß🦭".repeat(700)]
        {
            assert!(is_weak(weak), "{weak}");
        }
        for strong in ["mulled xylophone 41 gravel", "v39Wy3IiRE0z9k4T0K", "Żółć-jaźń 9 ßeilfähre"] {
            assert!(!is_weak(strong), "{strong}");
        }
    }

    #[test]
    fn a_passphrase_makes_the_key_that_argon2_cffi_makes() {
        // hash_secret_raw('Grüße', bytes(range(16)), 1, 64, 2, 32, Type.ID) of PyPI argon2-cffi.
        let salt = std::array::from_fn(|at| at as u8);
        let params = PassphraseParams::new(64, 1, 2, salt).unwrap();
        let expected = [
            0xef, 0xa4, 0xe5, 0x65, 0x23, 0x7b, 0xa1, 0xe6, 0x05, 0x8d, 0x39, 0x0e, 0xe0, 0x49, 0xdc, 0x9b, 0x7e, 0x21,
            0xe5, 0x1c, 0xa5, 0x89, 0x2c, 0xc0, 0xcd, 0x18, 0x87, 0x5a, 0x59, 0xa2, 0x95, 0x27,
        ];
        let (one, other) = (derive("Grüße", &params).unwrap(), WrappingKey::of_passphrase(&params, expected));
        assert!(are_one_key(&one, &other));
        // The same letters, typed as letters with marks after them.
        assert!(are_one_key(&derive("Gru\u{308}ße", &params).unwrap(), &other));
        assert!(!are_one_key(&derive("Grüsse", &params).unwrap(), &other));
    }

    /// Keys do not show themselves: what one wraps the other must unwrap.
    fn are_one_key(one: &WrappingKey, other: &WrappingKey) -> bool {
        use sealport_client::message::{EncryptionContext, Header, HeaderLimits, HeaderProgress, NewMessage};
        let none = EncryptionContext::empty();
        let message =
            NewMessage::generate(&mut getrandom::SysRng, std::slice::from_ref(one), none.clone(), 1024).unwrap();
        let sealed = message.seal().unwrap();
        let HeaderProgress::Complete(header) = Header::parse(&sealed.bytes, &HeaderLimits::default()).unwrap() else {
            panic!("the header is not whole");
        };
        header.unlock(std::slice::from_ref(other), &none).is_ok()
    }
}
