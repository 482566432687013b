//! The client: one bucket, one set of credentials, one machine.

use std::cell::Cell;
use std::rc::Rc;

use futures_util::lock::Mutex;
use sealport_core::SseCKey;
use sealport_s3::{
    AnswerContext, Credentials, ErrorCode, Expiry, ListOptions, ListPage, ObjectKey, ObjectPrefix, ServiceError,
    SignedRequest, Storage, UnixTime, UnsignedRequest, decode_error, parse_list_page,
};

use crate::cancel::Cancel;
use crate::error::ClientError;
use crate::platform::{Answer, Body, Chunk, Platform, TransportError, Upload};
use crate::test_object::EchoHabit;

/// Requests of the client's own live this long, in seconds: long enough for a slow start, short for a leak.
const REQUEST_SECS: u64 = 900;
/// An error body longer than this is no S3 error; in bytes.
const MAX_ERROR_LEN: usize = 64 * 1024;
/// A list page of 1,000 names of 1,024 encoded bytes fits; in bytes.
const MAX_LIST_LEN: usize = 16 * 1024 * 1024;

/// Transfers to and from one bucket. Clones share everything.
#[derive(Clone, Debug)]
pub struct Client<P: Platform> {
    pub(crate) platform: P,
    pub(crate) inner: Rc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    storage: Storage,
    credentials: Credentials,
    /// Whether a request without a key showed that this storage answers by itself: a redirect would carry a customer
    /// key to wherever it points.
    answers_itself: Cell<bool>,
    /// Whether answers repeat the customer key's MD5, once that is known.
    pub(crate) echo: Mutex<EchoHabit>,
    /// Seconds to add to this device's clock, once the storage's told that it is wrong.
    clock_correction_secs: Cell<i64>,
}

/// What to list.
#[derive(Clone, Debug, Default)]
pub struct ListRequest {
    /// What object keys start with.
    pub prefix: ObjectPrefix,
    /// Gather what follows the next slash into folders.
    pub folders: bool,
    /// [`ListPage::next`] of the page before.
    pub continuation: Option<String>,
    /// Entries a page, 1 to 1,000; 0 stands for 1,000.
    pub max_keys: u16,
}

/// What is asked of the storage, and what is needed to understand its answer.
pub(crate) struct Asked<'a> {
    pub(crate) request: UnsignedRequest,
    pub(crate) ssec: Option<&'a SseCKey>,
    pub(crate) only_if_absent: bool,
}

impl<'a> Asked<'a> {
    pub(crate) fn new(request: UnsignedRequest, ssec: Option<&'a SseCKey>) -> Self {
        Self { request, ssec, only_if_absent: false }
    }
}

impl<P: Platform> Client<P> {
    /// A client for a bucket. Sends nothing yet.
    pub fn new(platform: P, storage: Storage, credentials: Credentials) -> Self {
        let echo = Mutex::new(EchoHabit::of(storage.provider()));
        let (answers_itself, clock_correction_secs) = (Cell::new(false), Cell::new(0));
        let inner = Inner { storage, credentials, answers_itself, echo, clock_correction_secs };
        Self { platform, inner: Rc::new(inner) }
    }

    /// The bucket that it is for.
    pub fn storage(&self) -> &Storage {
        &self.inner.storage
    }

    /// One page of the bucket's objects.
    ///
    /// # Errors
    ///
    /// [`ClientError`]: denied, not found (bucket), clock skew, network or CORS, and what any request may meet.
    pub async fn list(&self, request: &ListRequest, cancel: &Cancel) -> Result<ListPage, ClientError> {
        cancel.guard(self.list_unguarded(request)).await?
    }

    pub(crate) async fn list_unguarded(&self, request: &ListRequest) -> Result<ListPage, ClientError> {
        let options = ListOptions {
            prefix: &request.prefix,
            folders: request.folders,
            continuation: request.continuation.as_deref(),
            max_keys: if request.max_keys == 0 { 1000 } else { request.max_keys },
        };
        self.listing(UnsignedRequest::list_objects(self.storage(), options)?, parse_list_page).await
    }

    /// Asks for a listing and reads it.
    pub(crate) async fn listing<T>(
        &self,
        request: UnsignedRequest,
        parse: fn(&str) -> Option<T>,
    ) -> Result<T, ClientError> {
        let mut answer = self.ask(&Asked::new(request, None)).await?;
        let body = read_up_to(&mut answer.body, MAX_LIST_LEN).await?;
        let listing = body.as_deref().and_then(|body| std::str::from_utf8(body).ok()).and_then(parse);
        listing.ok_or_else(|| ClientError::new(ErrorCode::ServiceFailed, "the answer is not a listing as S3 writes it"))
    }

    /// Removes an object. Needs no customer key, and succeeds when the object is gone already.
    ///
    /// # Errors
    ///
    /// [`ClientError`]: denied, clock skew, network or CORS, and what any request may meet.
    pub async fn delete(&self, object_key: &ObjectKey, cancel: &Cancel) -> Result<(), ClientError> {
        cancel.guard(self.delete_unguarded(object_key, None)).await?
    }

    pub(crate) async fn delete_unguarded(
        &self,
        object_key: &ObjectKey,
        version_id: Option<&str>,
    ) -> Result<(), ClientError> {
        let request = UnsignedRequest::delete_object(self.storage(), object_key, version_id);
        self.ask(&Asked::new(request, None)).await.map(drop)
    }

    /// Seconds by which this device's clock was corrected after the storage's; 0 while nothing had to be.
    pub fn clock_correction_secs(&self) -> i64 {
        self.inner.clock_correction_secs.get()
    }

    /// The time of day, as far as the storage agrees.
    pub(crate) fn now(&self) -> UnixTime {
        self.platform.now().plus_secs(self.clock_correction_secs())
    }

    pub(crate) fn sign(&self, request: UnsignedRequest, expiry: Expiry) -> SignedRequest {
        request.presign(&self.inner.credentials, self.storage().region(), self.now(), expiry)
    }

    /// Asks without a body, and passes a 2xx answer on.
    pub(crate) async fn ask(&self, asked: &Asked<'_>) -> Result<Answer<P::Body>, ClientError> {
        self.exchange(asked, None, |_| {}).await
    }

    /// Signs, sends, and passes a 2xx answer on; any other is read and understood.
    ///
    /// Where the storage says that this device's clock is wrong, its time is taken over and the request is made once
    /// more.
    pub(crate) async fn exchange(
        &self,
        asked: &Asked<'_>,
        upload: Option<Upload<'_, P::Source>>,
        mut on_sent: impl FnMut(u64),
    ) -> Result<Answer<P::Body>, ClientError> {
        let signed_with = self.clock_correction_secs();
        match self.exchange_once(asked, upload, &mut on_sent).await {
            Err(error) if error.code() == ErrorCode::ClockSkew && self.correct_clock(&error, signed_with) => {
                // A file goes again only where the storage said that it was about the time: a bare denial may be one.
                let says_so = error.service().is_some_and(ServiceError::speaks_of_time);
                if upload.is_some() && !says_so { Err(error) } else { self.exchange_once(asked, upload, on_sent).await }
            }
            outcome => outcome,
        }
    }

    async fn exchange_once(
        &self,
        asked: &Asked<'_>,
        upload: Option<Upload<'_, P::Source>>,
        on_sent: impl FnMut(u64),
    ) -> Result<Answer<P::Body>, ClientError> {
        let sent_at = self.now();
        let signed = self.sign(asked.request.clone(), Expiry::from_secs(REQUEST_SECS)?);
        let answer = self.platform.send(&signed, upload, on_sent).await?;
        if asked.ssec.is_none() {
            self.inner.answers_itself.set(true);
        }
        let context = AnswerContext {
            operation: asked.request.operation(),
            ssec: asked.ssec,
            only_if_absent: asked.only_if_absent,
            link: None,
            expires_at: Some(signed.expires_at()),
            sent_at,
            now: self.now(),
        };
        expect_success(context, answer).await
    }

    /// Takes the storage's time over. Whether it differs from the one that the refused request was signed with: another
    /// request may have set the clock right meanwhile.
    fn correct_clock(&self, error: &ClientError, signed_with: i64) -> bool {
        let Some(theirs) = error.service().and_then(ServiceError::server_now) else { return false };
        let correction = theirs.as_secs() - self.platform.now().as_secs();
        self.inner.clock_correction_secs.set(correction);
        // Two answers a second apart are one clock.
        (correction - signed_with).abs() > 60
    }

    pub(crate) fn is_known_to_answer_itself(&self) -> bool {
        self.inner.answers_itself.get()
    }
}

/// Passes a 2xx answer on; reads and understands any other.
pub(crate) async fn expect_success<B: Body>(
    context: AnswerContext<'_>,
    mut answer: Answer<B>,
) -> Result<Answer<B>, ClientError> {
    if (200..300).contains(&answer.status) {
        return Ok(answer);
    }
    // A body that breaks off still leaves status and headers to judge by.
    let body = read_up_to(&mut answer.body, MAX_ERROR_LEN).await.ok().flatten().unwrap_or_default();
    Err(decode_error(context, answer.status, &answer.headers, &body).into())
}

/// Reads a whole body, or `None` when it is longer than `max_len` bytes.
pub(crate) async fn read_up_to<B: Body>(body: &mut B, max_len: usize) -> Result<Option<Vec<u8>>, TransportError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = body.next().await? {
        if bytes.len() + chunk.len() > max_len {
            return Ok(None);
        }
        chunk.append_to(&mut bytes);
    }
    Ok(Some(bytes))
}
