//! Transfers through a presigned link that somebody else made: no credentials, one object, one operation.

use std::cell::Cell;
use std::rc::Rc;

use sealport_core::SseCKey;
use sealport_s3::{
    AnswerContext, ErrorCode, LinkEncryption, LinkExtras, LinkKey, LinkOperation, ObjectDetails, PresignedLink,
    ProviderEncryption, SignedRequest, UnixTime, parse_object_details,
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
    /// Shared by clones: one storage has one clock.
    storage_ahead_secs: Rc<Cell<Option<i64>>>,
}

/// An answer that took longer may be dated when its request began, in seconds.
const MAX_ANSWER_SECS: i64 = 60;

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
        Self { platform, link, approved_origin: None, storage_ahead_secs: Rc::default() }
    }

    /// The link.
    pub fn link(&self) -> &PresignedLink {
        &self.link
    }

    /// The person agreed that a customer key goes to this origin (`https://host`).
    pub fn approve_host(&mut self, origin: &str) {
        self.approved_origin = Some(origin.to_owned());
    }

    /// By how many seconds the storage's clock is ahead of this device's (behind where negative), once an answer told. Its
    /// clock decides whether a link has expired.
    pub fn storage_ahead_secs(&self) -> Option<i64> {
        self.storage_ahead_secs.get()
    }

    /// What the storage tells of the object, through a link made for HEAD.
    ///
    /// # Errors
    ///
    /// [`ClientError`]: invalid input (no approval, key missing or not wanted), link expired, denied, and what any request
    /// may meet. A refused HEAD has no body to say why.
    pub async fn head(&self, ssec: Option<&SseCKey>, cancel: &Cancel) -> Result<ObjectDetails, ClientError> {
        let request = self.request(LinkOperation::Head, ssec, LinkExtras::default())?;
        let asking = async {
            let answer = self.ask(LinkOperation::Head, ssec, &request, None, |_| {}).await?;
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
        let pumping = async { pump(&self.platform, self.open(ssec).await?, &mut sink, on_progress).await };
        let outcome = cancel.guard(pumping).await;
        settle(sink, outcome.map_err(ClientError::from).and_then(|pumped| pumped)).await
    }

    async fn open(&self, ssec: Option<&SseCKey>) -> Result<Answer<P::Body>, ClientError> {
        let request = self.request(LinkOperation::Get, ssec, LinkExtras::default())?;
        self.ask(LinkOperation::Get, ssec, &request, None, |_| {}).await
    }

    /// Sends, and learns the storage's time from whatever answer comes.
    async fn ask(
        &self,
        operation: LinkOperation,
        ssec: Option<&SseCKey>,
        request: &SignedRequest,
        upload: Option<Upload<'_, P::Source>>,
        on_sent: impl FnMut(u64),
    ) -> Result<Answer<P::Body>, ClientError> {
        let sent_at = self.platform.now();
        let answer = self.platform.send(request, upload, on_sent).await?;
        let now = self.platform.now();
        let learn = |theirs: Option<UnixTime>| {
            if let Some(theirs) = theirs.filter(|_| now.as_secs() - sent_at.as_secs() <= MAX_ANSWER_SECS) {
                self.storage_ahead_secs.set(Some(theirs.as_secs() - now.as_secs()));
            }
        };
        learn(answer.headers.value("date").and_then(UnixTime::parse_http_date));
        let context = AnswerContext {
            operation: operation.operation(),
            ssec,
            only_if_absent: request.headers().iter().any(|header| header.name() == "if-none-match"),
            link: Some(self.link.key()),
            expires_at: Some(request.expires_at()),
            sent_at,
            now,
        };
        let outcome = expect_success(context, answer).await;
        if let Err(error) = &outcome {
            learn(error.service().and_then(sealport_s3::ServiceError::server_now));
        }
        outcome
    }

    /// Stores a file, through a link made for PUT.
    ///
    /// # Errors
    ///
    /// [`ClientError`]: as [`LinkClient::head`], and too large, source changed, already exists, protection not confirmed.
    pub async fn upload(
        &self,
        source: &P::Source,
        extras: LinkExtras<'_>,
        ssec: Option<&SseCKey>,
        on_progress: impl FnMut(Progress),
        cancel: &Cancel,
    ) -> Result<LinkUploadReceipt, ClientError> {
        cancel.guard(self.upload_unguarded(source, extras, ssec, on_progress)).await?
    }

    async fn upload_unguarded(
        &self,
        source: &P::Source,
        extras: LinkExtras<'_>,
        ssec: Option<&SseCKey>,
        mut on_progress: impl FnMut(Progress),
    ) -> Result<LinkUploadReceipt, ClientError> {
        let len = source.len();
        if len > MAX_SINGLE_PUT_LEN {
            return Err(ClientError::new(ErrorCode::TooLarge, "one request stores at most 5 GiB"));
        }
        let request = self.request(LinkOperation::Put, ssec, extras)?;
        let report = |transferred: u64| {
            on_progress(Progress { transferred: transferred.min(len), total: Some(len), sealed: None })
        };
        // A key must not follow a redirect, and nothing that could be asked before shows what this very request meets.
        let upload = Upload { source, forbid_redirect: ssec.is_some() };
        let answer = match self.ask(LinkOperation::Put, ssec, &request, Some(upload), report).await {
            Err(error) if error.code() == ErrorCode::NetworkOrCors && !source.is_unchanged().await => {
                return Err(TransportError::SourceChanged.into());
            }
            outcome => outcome?,
        };
        on_progress(Progress { transferred: len, total: Some(len), sealed: None });
        Ok(LinkUploadReceipt {
            len,
            etag: answer.headers.value("etag").map(str::to_owned),
            confirmation: confirmed_by_answer(ssec, self.encryption(extras), &answer.headers)?,
        })
    }

    /// The encryption that the storage is asked for.
    fn encryption(&self, extras: LinkExtras<'_>) -> Option<ProviderEncryption> {
        match self.link.encryption() {
            LinkEncryption::NotAsked => None,
            LinkEncryption::Known(encryption) => Some(encryption),
            LinkEncryption::Unsaid => extras.encryption,
        }
    }

    fn request(
        &self,
        operation: LinkOperation,
        ssec: Option<&SseCKey>,
        extras: LinkExtras<'_>,
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
        Ok(self.link.request(operation, ssec, extras)?)
    }
}
