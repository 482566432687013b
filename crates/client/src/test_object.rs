//! The one-byte test object: how a storage that does not repeat the key's MD5 is tried before a file goes there.
//!
//! Some gateways store in clear what they do not understand, and answer 200. Such a storage is found out with one byte
//! under a throw-away key, not with somebody's file.

use sealport_core::SseCKey;
use sealport_s3::{
    AnswerHeaders, AtRest, ErrorCode, ObjectKey, Provider, PutOptions, Reason, SseCEcho, UnsignedRequest, sse_c_echo,
};

use crate::client::{Asked, Client};
use crate::error::ClientError;
use crate::platform::{Platform, Upload};
use crate::verification::WithoutKey;

/// Whether answers repeat the algorithm and the MD5 of the customer key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EchoHabit {
    /// Nobody has seen an answer yet, and the provider is not known to repeat them.
    Unknown,
    /// They are repeated: each upload confirms itself.
    Repeats,
    /// They are not, but the test object was encrypted: each upload is checked by reading.
    SilentButTested,
    /// The test object was not permitted, or could not be read back: each upload is checked as far as that goes, and its
    /// receipt says how far.
    CouldNotBeTested,
}

impl EchoHabit {
    pub(crate) fn of(provider: Provider) -> Self {
        match provider.echoes_customer_key() {
            Some(true) => Self::Repeats,
            Some(false) | None => Self::Unknown,
        }
    }
}

impl<P: Platform> Client<P> {
    /// Makes sure, once per client, that this storage encrypts with the key it is given. The test object lies beside the
    /// object to come, since permissions often cover a prefix only; where they cover less, the upload goes on untested.
    ///
    /// # Errors
    ///
    /// `protection-not-confirmed` where it does not encrypt: nothing of the caller's was sent. What fails in passing is
    /// an error too, and is asked anew the next time.
    pub(crate) async fn try_storage(&self, object_key: &ObjectKey) -> Result<(), ClientError> {
        let mut habit = self.inner.echo.lock().await;
        if *habit != EchoHabit::Unknown {
            return Ok(());
        }
        let test_key = self.test_object_key(object_key)?;
        let at_rest = AtRest::SseC(SseCKey::generate(&mut PlatformRandom(&self.platform))?);
        let put = PutOptions { at_rest: Some(&at_rest), ..Default::default() };
        let request = UnsignedRequest::put_object(self.storage(), &test_key, put)?;
        let source = self.platform.source_of(&[0]);
        // One byte has no progress to report.
        let upload = Upload { source: &source, forbid_redirect: true };
        let answer = match self.exchange(&Asked::new(request, at_rest.ssec()), Some(upload), |_| {}).await {
            Ok(answer) => answer,
            // A policy may permit the file and not this name; SSE-C that is blocked is refused with the file too.
            Err(error) if error.reason() == Some(Reason::Denied) => {
                *habit = EchoHabit::CouldNotBeTested;
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let outcome = self.habit_shown_by(&test_key, &at_rest, &answer.headers).await;
        // Where deleting is not permitted, one byte stays behind: no reason to refuse the upload.
        let version_id = answer.headers.value("x-amz-version-id").map(str::to_owned);
        let _ = self.delete_unguarded(&test_key, version_id.as_deref()).await;
        *habit = outcome?;
        Ok(())
    }

    /// Nobody else knows the test object's name, so what is read under it is it: no ETag has to tell.
    async fn habit_shown_by(
        &self,
        test_key: &ObjectKey,
        at_rest: &AtRest,
        stored: &AnswerHeaders,
    ) -> Result<EchoHabit, ClientError> {
        match at_rest.ssec().map(|ssec| sse_c_echo(stored, ssec)) {
            Some(SseCEcho::Ours) => return Ok(EchoHabit::Repeats),
            Some(SseCEcho::Another) => {
                return Err(Self::not_encrypting("the storage names another key than the one it was given"));
            }
            _ => {}
        }
        match self.read_without_key(test_key, None).await {
            WithoutKey::Readable => {
                return Err(Self::not_encrypting("a test object was stored, and can be read without the key"));
            }
            WithoutKey::Refused => return Ok(EchoHabit::CouldNotBeTested),
            WithoutKey::Gone => return Err(Self::not_encrypting("a test object was stored, and is not there")),
            WithoutKey::Failed(error) => return Err(error),
            WithoutKey::Locked => {}
        }
        match self.head_unguarded(test_key, at_rest.ssec(), None).await {
            Ok(_) => Ok(EchoHabit::SilentButTested),
            Err(error) => match error.code() {
                ErrorCode::Denied => Ok(EchoHabit::CouldNotBeTested),
                ErrorCode::WrongKey | ErrorCode::SseCNotApplicable => {
                    Err(Self::not_encrypting("a test object was stored, and does not open with its key"))
                }
                _ => Err(error),
            },
        }
    }

    fn not_encrypting(what: &str) -> ClientError {
        ClientError::new(ErrorCode::ProtectionNotConfirmed, format!("{what}; nothing was uploaded"))
    }

    /// `.sealport-test-` and 16 hex digits, in the folder of the object to come.
    fn test_object_key(&self, object_key: &ObjectKey) -> Result<ObjectKey, ClientError> {
        let mut random = [0; 8];
        self.platform.fill_random(&mut random)?;
        let folder = object_key.as_str().rfind('/').map_or("", |slash| object_key.as_str().split_at(slash + 1).0);
        let name = format!(".sealport-test-{:016x}", u64::from_be_bytes(random));
        // A folder as long as a name may be leaves no room; then the top of the bucket has to do.
        let beside = ObjectKey::parse(&format!("{folder}{name}"));
        Ok(beside.or_else(|_| ObjectKey::parse(&name))?)
    }
}

/// The platform's random source, for `core`.
pub(crate) struct PlatformRandom<'a, P>(pub(crate) &'a P);

impl<P: Platform> rand_core::TryRng for PlatformRandom<'_, P> {
    type Error = crate::platform::NoEntropy;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, to: &mut [u8]) -> Result<(), Self::Error> {
        self.0.fill_random(to)
    }
}

impl<P: Platform> rand_core::TryCryptoRng for PlatformRandom<'_, P> {}
