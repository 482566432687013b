//! Which bindings of a presigned request this storage accepts, found out by asking for an object that is not there.

use sealport_core::{SseCKey, SseCKeyMd5};
use sealport_s3::{
    AnswerContext, Binding, BindingSupport, ErrorCode, Expiry, LinkOperation, LinkTarget, ObjectKey, UnsignedRequest,
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
        let mut random = [0; 40];
        self.platform.fill_random(&mut random)?;
        let (name, bytes) = random.split_at(8);
        let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
        let object_key = ObjectKey::parse(&format!(".sealport-missing-{name}"))?;
        let ssec = SseCKey::from_bytes(bytes.try_into().unwrap_or_default());
        let target = LinkTarget {
            storage: self.storage(),
            object_key: &object_key,
            operation: LinkOperation::Get,
            only_if_absent: false,
        };
        let request = match binding {
            Binding::AnyKey => UnsignedRequest::link_for_any_key(target)?,
            Binding::ThisKeyMd5 => UnsignedRequest::link_for_key_md5(target, &SseCKeyMd5::from(&ssec))?,
            Binding::ThisKey => UnsignedRequest::link_for_key(target, &ssec)?,
        };
        let signed = self.sign(request, Expiry::from_secs(60)?);
        let answer = self.platform.send(&signed.with_customer_key(&ssec)?, None, |_| {}).await?;
        let context = AnswerContext {
            operation: LinkOperation::Get.operation(),
            ssec: Some(&ssec),
            only_if_absent: false,
            is_link: false,
            expires_at: Some(signed.expires_at()),
            now: self.now(),
        };
        let Err(error) = expect_success(context, answer).await else { return Ok(BindingSupport::Unknown) };
        Ok(match error.code() {
            // It got as far as looking for the object.
            ErrorCode::NotFound => BindingSupport::Accepted,
            ErrorCode::HeadersNotSigned | ErrorCode::InvalidInput | ErrorCode::HeadersLost => BindingSupport::Refused,
            // Who may not list hears "denied" of what is missing; others "denied" of what they do not sign.
            _ => BindingSupport::Unknown,
        })
    }
}
