//! Which bindings of a presigned request this storage accepts, found out by asking for an object that is not there, or for
//! one that is.

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

/// An object that is there, and the customer key that opens it at this very storage.
#[derive(Clone, Copy, Debug)]
pub struct KnownObject<'a> {
    /// Its name.
    pub object_key: &'a ObjectKey,
    /// Its key.
    pub ssec: &'a SseCKey,
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

    /// Asks the storage about the bindings that are not known: each GETs a missing object with a throw-away key. Where that
    /// does not tell and an object is known, that object is asked for by HEAD. Nothing is stored, and no key of the caller's
    /// is sent but the known object's own.
    ///
    /// What a GET or HEAD shows is taken to hold for PUT, which checks headers in the same place.
    ///
    /// # Errors
    ///
    /// [`ClientError`]: network or CORS, cancelled.
    pub async fn probe_bindings(
        &self,
        known_object: Option<KnownObject<'_>>,
        cancel: &Cancel,
    ) -> Result<BindingSupports, ClientError> {
        let known = self.known_bindings();
        let probing = async {
            let mut supports = known;
            if known.any_key == BindingSupport::Unknown {
                supports.any_key = self.probe_with(Binding::AnyKey, known_object).await?;
            }
            if known.this_key_md5 == BindingSupport::Unknown {
                supports.this_key_md5 = self.probe_with(Binding::ThisKeyMd5, known_object).await?;
            }
            Ok(supports)
        };
        cancel.guard(probing).await?
    }

    async fn probe_with(
        &self,
        binding: Binding,
        known_object: Option<KnownObject<'_>>,
    ) -> Result<BindingSupport, ClientError> {
        match (self.probe(binding).await?, known_object) {
            (BindingSupport::Unknown, Some(known)) => self.probe_on(known, binding).await,
            (support, _) => Ok(support),
        }
    }

    async fn probe(&self, binding: Binding) -> Result<BindingSupport, ClientError> {
        let object_key = self.missing_object_key()?;
        let (ssec, other) = (self.throw_away_key()?, self.throw_away_key()?);
        let signed = self.probing_link(LinkOperation::Get, &object_key, binding, &ssec)?;
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

    /// The same on an object that is there. By HEAD, so that its content does not come along; statuses are enough, since
    /// each request differs from an accepted one in one thing.
    async fn probe_on(&self, known: KnownObject<'_>, binding: Binding) -> Result<BindingSupport, ClientError> {
        let KnownObject { object_key, ssec } = known;
        let other = self.throw_away_key()?;
        let link = |key: &SseCKey| self.probing_link(LinkOperation::Head, object_key, binding, key);
        if self.is_accepted(&link(ssec)?.with_customer_key(ssec)?).await? != Some(true) {
            return Ok(BindingSupport::Unknown);
        }
        if binding != Binding::ThisKeyMd5 {
            return Ok(BindingSupport::Accepted);
        }
        // Signed with another key's MD5, sent with the right key: only who compares the two has something against it.
        Ok(match self.is_accepted(&link(&other)?.with_unfitting_customer_key(ssec)?).await? {
            Some(false) => BindingSupport::Accepted,
            // Unless the object opens with every key (Ceph gives out a plain one whatever key is sent).
            Some(true) if self.is_accepted(&link(&other)?.with_customer_key(&other)?).await? == Some(false) => {
                BindingSupport::BindsNothing
            }
            Some(true) | None => BindingSupport::Unknown,
        })
    }

    /// Whether a HEAD succeeds; `None` where its failure has nothing to do with its headers.
    async fn is_accepted(&self, request: &SignedRequest) -> Result<Option<bool>, ClientError> {
        let answer = self.platform.send(request, None, |_| {}).await?;
        Ok(match answer.status {
            200..300 => Some(true),
            400 | 403 => Some(false),
            _ => None,
        })
    }

    fn probing_link(
        &self,
        operation: LinkOperation,
        object_key: &ObjectKey,
        binding: Binding,
        ssec: &SseCKey,
    ) -> Result<SignedRequest, ClientError> {
        let target = LinkTarget { storage: self.storage(), object_key, operation, only_if_absent: false };
        let request = match binding {
            Binding::AnyKey => UnsignedRequest::link_for_any_key(target)?,
            Binding::ThisKeyMd5 => UnsignedRequest::link_for_key_md5(target, &SseCKeyMd5::from(ssec))?,
            Binding::ThisKey => UnsignedRequest::link_for_key(target, ssec)?,
        };
        Ok(self.sign(request, Expiry::from_secs(60)?))
    }

    /// Why a request is refused; `None` where it is not.
    async fn refusal_of(&self, request: &SignedRequest, ssec: &SseCKey) -> Result<Option<Reason>, ClientError> {
        let sent_at = self.now();
        let answer = self.platform.send(request, None, |_| {}).await?;
        let context = AnswerContext {
            operation: LinkOperation::Get.operation(),
            ssec: Some(ssec),
            only_if_absent: false,
            link: None,
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
