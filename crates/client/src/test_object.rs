//! The one-byte test object: how a storage that does not repeat the key's MD5 is tried before a file goes there.
//!
//! Some gateways store in clear what they do not understand, and answer 200. Such a storage is found out with one byte
//! under a throw-away key, not with somebody's file.

use sealport_core::SseCKey;
use sealport_s3::{AtRest, ErrorCode, ObjectKey, Provider, PutOptions, SseCEcho, UnsignedRequest, sse_c_echo};

use crate::client::{Asked, Client};
use crate::error::ClientError;
use crate::platform::{Platform, Upload};
use crate::protection::{Confirmation, Doubt};

/// Whether answers repeat the algorithm and the MD5 of the customer key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EchoHabit {
    /// Nobody has seen an answer yet, and the provider is not known to repeat them.
    Unknown,
    /// They are repeated: each upload confirms itself.
    Repeats,
    /// They are not, but the test object was encrypted: each upload is checked by reading.
    SilentButTested,
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
    /// object to come, since permissions often cover a prefix only.
    ///
    /// # Errors
    ///
    /// `protection-not-confirmed` where it does not: nothing of the caller's was sent. Refusals of the test object are
    /// those that the upload would have met.
    pub(crate) async fn try_storage(&self, object_key: &ObjectKey) -> Result<(), ClientError> {
        let mut habit = self.inner.echo.lock().await;
        if *habit != EchoHabit::Unknown {
            return Ok(());
        }
        let test_key = self.test_object_key(object_key)?;
        let ssec = SseCKey::generate(&mut PlatformRandom(&self.platform)).map_err(|_| crate::platform::NoEntropy)?;
        let at_rest = AtRest::SseC(ssec);
        let Some(ssec) = at_rest.ssec() else { return Ok(()) };
        let put = PutOptions { at_rest: Some(&at_rest), ..Default::default() };
        let asked = Asked::new(UnsignedRequest::put_object(self.storage(), &test_key, put)?, Some(ssec));
        let source = self.platform.source_of(&[0]);
        let upload = Upload { source: &source, forbid_redirect: false };
        let answer = self.exchange(&asked, Some(upload), |_| {}).await?;
        let echo = sse_c_echo(&answer.headers, ssec);
        let outcome = match echo {
            SseCEcho::Ours => Ok(EchoHabit::Repeats),
            SseCEcho::Another => Err(Self::not_encrypting("the storage names another key than the one it was given")),
            SseCEcho::Absent => match self.check_by_reading(&test_key, ssec, &answer.headers).await {
                Ok(Confirmation::Confirmed(_)) => Ok(EchoHabit::SilentButTested),
                // Where reading is not allowed, or the byte was overwritten, nothing was shown for or against.
                Ok(Confirmation::NotVerified(Doubt::ReadRefused | Doubt::Unanswerable)) => {
                    Ok(EchoHabit::SilentButTested)
                }
                Ok(_) => Ok(EchoHabit::Unknown),
                Err(error) if error.code() == ErrorCode::StoredInClear => {
                    Err(Self::not_encrypting("a test object was stored, and can be read without the key"))
                }
                Err(error) => Err(error),
            },
        };
        // Where deleting is not permitted, one byte stays behind: no reason to refuse the upload.
        let version_id = answer.headers.value("x-amz-version-id").map(str::to_owned);
        let _ = self.delete_unguarded(&test_key, version_id.as_deref()).await;
        *habit = outcome?;
        Ok(())
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
struct PlatformRandom<'a, P>(&'a P);

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
