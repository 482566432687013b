//! Transfers through a presigned link that somebody else made: no credentials, one object, one operation.

use sealport_core::SseCKey;
use sealport_s3::{
    AnswerContext, ErrorCode, LinkKey, LinkOperation, ObjectDetails, PresignedLink, SignedRequest, parse_object_details,
};

use crate::Progress;
use crate::cancel::Cancel;
use crate::client::expect_success;
use crate::download::{DownloadReceipt, pump, settle};
use crate::error::ClientError;
use crate::platform::{Answer, Platform, Source, TransportError, Upload};
use crate::protection::Confirmation;
use crate::upload::MAX_SINGLE_PUT_LEN;
use crate::verification::confirmed_by_answer;

/// A pasted link, ready to be used.
///
/// # Security
///
/// A link can lead anywhere. A customer key is sent only after [`LinkClient::approve_host`] was told the very host that
/// the link leads to, which is the person's decision.
#[derive(Clone, Debug)]
pub struct LinkClient<P: Platform> {
    platform: P,
    link: PresignedLink,
    approved_origin: Option<String>,
}

/// What an upload through a link ended with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkUploadReceipt {
    /// Bytes stored.
    pub len: u64,
    /// With its quotes.
    pub etag: Option<String>,
    /// What is known of its protection. A link for one PUT cannot read the object back, so without an echo there is
    /// nothing more to learn.
    pub confirmation: Confirmation,
}

impl<P: Platform> LinkClient<P> {
    /// Takes a link. Sends nothing yet.
    pub fn new(platform: P, link: PresignedLink) -> Self {
        Self { platform, link, approved_origin: None }
    }

    /// The link.
    pub fn link(&self) -> &PresignedLink {
        &self.link
    }

    /// The person agreed that a customer key goes to this origin (`https://host`).
    pub fn approve_host(&mut self, origin: &str) {
        self.approved_origin = Some(origin.to_owned());
    }

    /// What the storage tells of the object, through a link made for HEAD.
    ///
    /// # Errors
    ///
    /// [`ClientError`]: invalid input (no approval, key missing or not wanted), link expired, denied, and what any request
    /// may meet. A refused HEAD has no body to say why.
    pub async fn head(&self, ssec: Option<&SseCKey>, cancel: &Cancel) -> Result<ObjectDetails, ClientError> {
        let request = self.request(LinkOperation::Head, ssec, None)?;
        let asking = async {
            let answer = self.platform.send(&request, None, |_| {}).await?;
            let answer = expect_success(self.context(LinkOperation::Head, ssec, &request), answer).await?;
            Ok(parse_object_details(&answer.headers))
        };
        cancel.guard(asking).await?
    }

    /// Reads the object into a sink, through a link made for GET.
    ///
    /// # Errors
    ///
    /// [`ClientError`]: as [`LinkClient::head`], and key required, wrong key, truncated, storage full. After an error nothing
    /// is left under the final name.
    pub async fn download(
        &self,
        ssec: Option<&SseCKey>,
        mut sink: P::Sink,
        on_progress: impl FnMut(Progress),
        cancel: &Cancel,
    ) -> Result<DownloadReceipt, ClientError> {
        let pumping = async { pump(self.open(ssec).await?, &mut sink, on_progress).await };
        let outcome = cancel.guard(pumping).await;
        settle(sink, outcome.map_err(ClientError::from).and_then(|pumped| pumped)).await
    }

    async fn open(&self, ssec: Option<&SseCKey>) -> Result<Answer<P::Body>, ClientError> {
        let request = self.request(LinkOperation::Get, ssec, None)?;
        let answer = self.platform.send(&request, None, |_| {}).await?;
        expect_success(self.context(LinkOperation::Get, ssec, &request), answer).await
    }

    /// Stores a file, through a link made for PUT.
    ///
    /// # Errors
    ///
    /// [`ClientError`]: as [`LinkClient::head`], and too large, source changed, already exists, protection not confirmed.
    pub async fn upload(
        &self,
        source: &P::Source,
        content_type: Option<&str>,
        ssec: Option<&SseCKey>,
        on_progress: impl FnMut(Progress),
        cancel: &Cancel,
    ) -> Result<LinkUploadReceipt, ClientError> {
        cancel.guard(self.upload_unguarded(source, content_type, ssec, on_progress)).await?
    }

    async fn upload_unguarded(
        &self,
        source: &P::Source,
        content_type: Option<&str>,
        ssec: Option<&SseCKey>,
        mut on_progress: impl FnMut(Progress),
    ) -> Result<LinkUploadReceipt, ClientError> {
        let len = source.len();
        if len > MAX_SINGLE_PUT_LEN {
            return Err(ClientError::new(ErrorCode::TooLarge, "one request stores at most 5 GiB"));
        }
        let request = self.request(LinkOperation::Put, ssec, content_type)?;
        // A key must not follow a redirect. Any answer to a request without one shows that this server gives its answers
        // itself; its status does not matter, since the link is not made for it. Where a page may not read that answer
        // (no CORS headers on refusals), the upload itself has to forbid redirects.
        let mut forbid_redirect = false;
        if ssec.is_some() {
            let bare = self.link.request(LinkOperation::Head, None, None)?;
            match self.platform.send(&bare, None, |_| {}).await {
                Ok(_) => {}
                Err(TransportError::NetworkOrCors) => forbid_redirect = true,
                Err(error) => return Err(error.into()),
            }
        }
        let report = |transferred: u64| on_progress(Progress { transferred: transferred.min(len), total: Some(len) });
        let upload = Upload { source, forbid_redirect };
        let answer = match self.platform.send(&request, Some(upload), report).await {
            Ok(answer) => answer,
            Err(TransportError::NetworkOrCors) if !source.is_unchanged().await => {
                return Err(TransportError::SourceChanged.into());
            }
            Err(error) => return Err(error.into()),
        };
        let answer = expect_success(self.context(LinkOperation::Put, ssec, &request), answer).await?;
        on_progress(Progress { transferred: len, total: Some(len) });
        Ok(LinkUploadReceipt {
            len,
            etag: answer.headers.value("etag").map(str::to_owned),
            confirmation: confirmed_by_answer(ssec, self.link.asks_for_sse_s3(), &answer.headers)?,
        })
    }

    fn request(
        &self,
        operation: LinkOperation,
        ssec: Option<&SseCKey>,
        content_type: Option<&str>,
    ) -> Result<SignedRequest, ClientError> {
        let refused = |what: &str| Err(ClientError::new(ErrorCode::InvalidInput, what));
        match (self.link.key(), ssec) {
            (LinkKey::None, Some(_)) => {
                return refused("this link takes no SSE-C key: its signature does not cover one");
            }
            (LinkKey::Needed(_), None) => return refused("this link needs an SSE-C key"),
            (LinkKey::Needed(_), Some(_)) if self.approved_origin != Some(self.link.endpoint().origin()) => {
                return refused("nobody agreed that an SSE-C key goes to this link's host");
            }
            _ => {}
        }
        // Whether it has expired is the storage's to say: this device's clock has no part in somebody else's signature.
        Ok(self.link.request(operation, ssec, content_type)?)
    }

    fn context<'a>(
        &self,
        operation: LinkOperation,
        ssec: Option<&'a SseCKey>,
        request: &SignedRequest,
    ) -> AnswerContext<'a> {
        AnswerContext {
            operation: operation.operation(),
            ssec,
            only_if_absent: request.headers().iter().any(|header| header.name() == "if-none-match"),
            is_link: true,
            expires_at: Some(request.expires_at()),
            sent_at: self.platform.now(),
            now: self.platform.now(),
        }
    }
}
