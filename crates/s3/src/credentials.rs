//! Access key, secret and session token.

use std::fmt;

use sealport_core::Zeroizing;

use crate::input::InputError;

/// S3 credentials. `Debug` shows none of the secrets; memory is wiped on drop.
#[derive(Clone)]
pub struct Credentials {
    access_key_id: String,
    secret_access_key: Zeroizing<String>,
    session_token: Option<Zeroizing<String>>,
}

impl Credentials {
    /// Takes an access key id, its secret, and a session token where the credentials are temporary ones.
    ///
    /// # Errors
    ///
    /// [`InputError`] where one of them is empty or has spaces, control or non-ASCII characters (a pasted line end, say).
    pub fn new(
        access_key_id: String,
        secret_access_key: String,
        session_token: Option<String>,
    ) -> Result<Self, InputError> {
        let secret_access_key = Zeroizing::new(secret_access_key);
        let session_token = session_token.map(Zeroizing::new);
        // A slash would end the id early in the credential scope.
        if !one_word(&access_key_id) || access_key_id.bytes().any(|b| b == b'/') {
            return Err(InputError::AccessKeyId);
        }
        if !one_word(&secret_access_key) {
            return Err(InputError::SecretAccessKey);
        }
        if session_token.as_ref().is_some_and(|token| !one_word(token)) {
            return Err(InputError::SessionToken);
        }
        Ok(Self { access_key_id, secret_access_key, session_token })
    }

    /// The public part.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    pub(crate) fn secret_access_key(&self) -> &str {
        &self.secret_access_key
    }

    pub(crate) fn session_token(&self) -> Option<&str> {
        self.session_token.as_ref().map(|token| token.as_str())
    }
}

fn one_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic())
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({})", self.access_key_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_only() {
        let new = |id: &str, secret: &str, token: Option<&str>| {
            Credentials::new(id.into(), secret.into(), token.map(Into::into)).map(|_| ())
        };
        assert_eq!(new("AKID", "s/e+c=", None), Ok(()));
        assert_eq!(new("AKID", "secret", Some("token/+=")), Ok(()));
        assert_eq!(new("", "secret", None), Err(InputError::AccessKeyId));
        assert_eq!(new("AK/ID", "secret", None), Err(InputError::AccessKeyId));
        assert_eq!(new("AKID", "secret\n", None), Err(InputError::SecretAccessKey));
        assert_eq!(new("AKID", "s", Some("")), Err(InputError::SessionToken));
    }

    #[test]
    fn debug_output_hides_secrets() {
        let shown = format!("{:?}", Credentials::new("AKID".into(), "sEcReT".into(), Some("tOkEn".into())));
        assert!(!shown.contains("sEcReT") && !shown.contains("tOkEn"), "{shown}");
    }
}
