//! Which bindings of a presigned request this storage accepts, found out by asking for an object that is not there.

use sealport_core::{SseCKey, SseCKeyMd5, Zeroizing};
use sealport_s3::{
    AnswerContext, Binding, BindingSupport, Expiry, LinkOperation, LinkTarget, ObjectKey, Reason, SignedRequest,
    UnsignedRequest,
};

use crate::cancel::Cancel;
use crate::client::{Client, expect_success};
use crate::error::ClientError;
use crate::platform::Platform;

/// What a storage makes of each binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BindingSupports {
    /// Of `any-key`.
    pub any_key: BindingSupport,
    /// Of `this-key-md5`.
    pub this_key_md5: BindingSupport,
    /// Of `this-key`.
    pub this_key: BindingSupport,
}

impl BindingSupports {
    /// Of that binding.
    pub fn of(&self, binding: Binding) -> BindingSupport {
        match binding {
            Binding::AnyKey => self.any_key,
            Binding::ThisKeyMd5 => self.this_key_md5,
            Binding::ThisKey => self.this_key,
        }
    }
}

impl<P: Platform> Client<P> {
    /// What is known without asking.
    pub fn known_bindings(&self) -> BindingSupports {
        let of = |binding| self.storage().provider().binding(binding);
        BindingSupports {
            any_key: of(Binding::AnyKey),
            this_key_md5: of(Binding::ThisKeyMd5),
            this_key: of(Binding::ThisKey),
        }
    }

    /// Asks the storage about the bindings that are not known: each GETs a missing object with a throw-away key. Nothing
    /// is stored, and no key of the caller's is sent.
    ///
    /// What a GET shows is taken to hold for HEAD and PUT, which check headers in the same place.
    ///
    /// # Errors
    ///
    /// [`ClientError`]: network or CORS, cancelled.
    pub async fn probe_bindings(&self, cancel: &Cancel) -> Result<BindingSupports, ClientError> {
        let known = self.known_bindings();
        let probing = async {
            let mut supports = known;
            if known.any_key == BindingSupport::Unknown {
                supports.any_key = self.probe(Binding::AnyKey).await?;
            }
            if known.this_key_md5 == BindingSupport::Unknown {
                supports.this_key_md5 = self.probe(Binding::ThisKeyMd5).await?;
            }
            Ok(supports)
        };
        cancel.guard(probing).await?
    }

    async fn probe(&self, binding: Binding) -> Result<BindingSupport, ClientError> {
        let object_key = self.missing_object_key()?;
        let (ssec, other) = (self.throw_away_key()?, self.throw_away_key()?);
        let target = LinkTarget {
            storage: self.storage(),
            object_key: &object_key,
            operation: LinkOperation::Get,
            only_if_absent: false,
        };
        let sign = |request| Ok::<_, ClientError>(self.sign(request, Expiry::from_secs(60)?));
        let signed = match binding {
            Binding::AnyKey => sign(UnsignedRequest::link_for_any_key(target)?)?,
            Binding::ThisKeyMd5 => sign(UnsignedRequest::link_for_key_md5(target, &SseCKeyMd5::from(&ssec))?)?,
            Binding::ThisKey => sign(UnsignedRequest::link_for_key(target, &ssec)?)?,
        };
        let fitting = self.refusal_of(&signed.with_customer_key(&ssec)?, &ssec).await?;
        let support = match fitting {
            // It got as far as looking for the object: not the bucket, and not a proxy's page.
            Some(Reason::NoSuchObject) => BindingSupport::Accepted,
            Some(
                Reason::HeadersNotSigned
                | Reason::CustomerHeadersLost
                | Reason::CustomerHeadersIncomplete
                // LocalStack; the same credentials have just listed the bucket.
                | Reason::SignatureMismatch,
            ) => BindingSupport::Refused,
            // Who may not list hears "denied" of what is missing.
            _ => BindingSupport::Unknown,
        };
        if (binding, support) != (Binding::ThisKeyMd5, BindingSupport::Accepted) {
            return Ok(support);
        }
        // That the MD5 is signed is no use where nobody compares it with the key. A storage that looks for the object first
        // (Ceph) does not show it here.
        let unfitting = self.refusal_of(&signed.with_unfitting_customer_key(&other)?, &other).await?;
        let is_compared = matches!(unfitting, Some(Reason::WrongKey | Reason::KeyDigestMismatch));
        Ok(if is_compared { BindingSupport::Accepted } else { BindingSupport::Unknown })
    }

    /// Why a request is refused; `None` where it is not.
    async fn refusal_of(&self, request: &SignedRequest, ssec: &SseCKey) -> Result<Option<Reason>, ClientError> {
        let sent_at = self.now();
        let answer = self.platform.send(request, None, |_| {}).await?;
        let context = AnswerContext {
            operation: LinkOperation::Get.operation(),
            ssec: Some(ssec),
            only_if_absent: false,
            is_link: false,
            expires_at: Some(request.expires_at()),
            sent_at,
            now: self.now(),
        };
        let refused = expect_success(context, answer).await.err();
        Ok(refused.and_then(|error| error.service().filter(|service| service.s3_code.is_some()).map(|s| s.reason)))
    }

    fn missing_object_key(&self) -> Result<ObjectKey, ClientError> {
        let mut random = [0; 8];
        self.platform.fill_random(&mut random)?;
        Ok(ObjectKey::parse(&format!(".sealport-missing-{:016x}", u64::from_be_bytes(random)))?)
    }

    fn throw_away_key(&self) -> Result<SseCKey, ClientError> {
        let mut bytes = Zeroizing::new([0; SseCKey::LEN]);
        self.platform.fill_random(bytes.as_mut_slice())?;
        Ok(SseCKey::from_bytes(*bytes))
    }
}
