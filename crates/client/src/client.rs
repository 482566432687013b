//! The client: one bucket, one set of credentials, one machine.

use std::cell::Cell;
use std::rc::Rc;

use sealport_core::SseCKey;
use sealport_s3::{
    AnswerContext, Credentials, Expiry, GetOptions, ListOptions, ListPage, ObjectKey, ObjectPrefix, Operation,
    PutOptions, SignedRequest, Storage, UnsignedRequest, decode_error, parse_list_page,
};

use crate::cancel::Cancel;
use crate::error::ClientError;
use crate::platform::{Answer, Body, Chunk, Platform, TransportError};
use sealport_s3::ErrorCode;

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
    inner: Rc<Inner>,
}

#[derive(Debug)]
struct Inner {
    storage: Storage,
    credentials: Credentials,
    /// Whether a request without a key showed that this storage answers by itself: a redirect would carry a customer
    /// key to wherever it points.
    answers_itself: Cell<bool>,
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

/// What a presigned request is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PresignOperation {
    /// Read the object.
    Get,
    /// Read its details.
    Head,
    /// Store it.
    Put,
}

/// A request to send, with what is needed to understand its answer.
pub(crate) struct Prepared<'a> {
    pub(crate) signed: SignedRequest,
    pub(crate) operation: Operation,
    pub(crate) ssec: Option<&'a SseCKey>,
    pub(crate) only_if_absent: bool,
}

impl<P: Platform> Client<P> {
    /// A client for a bucket. Sends nothing yet.
    pub fn new(platform: P, storage: Storage, credentials: Credentials) -> Self {
        let inner = Inner { storage, credentials, answers_itself: Cell::new(false) };
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
        let options = ListOptions {
            prefix: &request.prefix,
            folders: request.folders,
            continuation: request.continuation.as_deref(),
            max_keys: if request.max_keys == 0 { 1000 } else { request.max_keys },
        };
        let prepared = self.prepare(UnsignedRequest::list_objects(self.storage(), options)?, None)?;
        cancel
            .guard(async {
                let answer = self.send(&prepared).await?;
                let mut answer = self.expect_success(&prepared, answer).await?;
                let body = read_up_to(&mut answer.body, MAX_LIST_LEN).await?;
                let page = body.as_deref().and_then(|body| std::str::from_utf8(body).ok()).and_then(parse_list_page);
                page.ok_or_else(|| {
                    ClientError::new(ErrorCode::ServiceFailed, "the answer is not a listing as S3 writes it")
                })
            })
            .await?
    }

    /// Removes an object. Needs no customer key, and succeeds when the object is gone already.
    ///
    /// # Errors
    ///
    /// [`ClientError`]: denied, clock skew, network or CORS, and what any request may meet.
    pub async fn delete(&self, object_key: &ObjectKey, cancel: &Cancel) -> Result<(), ClientError> {
        let prepared = self.prepare(UnsignedRequest::delete_object(self.storage(), object_key), None)?;
        cancel
            .guard(async {
                let answer = self.send(&prepared).await?;
                self.expect_success(&prepared, answer).await.map(drop)
            })
            .await?
    }

    /// A presigned request to hand on or show, valid for 1 second to 7 days; with a customer key, all three customer
    /// headers are signed and must be sent with it (binding `this-key`).
    ///
    /// # Errors
    ///
    /// [`ErrorCode::InvalidInput`] for another duration, or a customer key over plain http.
    pub fn presign(
        &self,
        operation: PresignOperation,
        object_key: &ObjectKey,
        ssec: Option<&SseCKey>,
        expires_secs: u64,
    ) -> Result<SignedRequest, ClientError> {
        let storage = self.storage();
        let request = match operation {
            PresignOperation::Get => {
                UnsignedRequest::get_object(storage, object_key, GetOptions { ssec, ..Default::default() })
            }
            PresignOperation::Head => UnsignedRequest::head_object(storage, object_key, ssec),
            PresignOperation::Put => {
                UnsignedRequest::put_object(storage, object_key, PutOptions { ssec, ..Default::default() })
            }
        };
        Ok(self.sign(request?, Expiry::from_secs(expires_secs)?))
    }

    fn sign(&self, request: UnsignedRequest, expiry: Expiry) -> SignedRequest {
        request.presign(&self.inner.credentials, self.storage().region(), self.platform.now(), expiry)
    }

    pub(crate) fn prepare<'a>(
        &self,
        request: UnsignedRequest,
        ssec: Option<&'a SseCKey>,
    ) -> Result<Prepared<'a>, ClientError> {
        let operation = request.operation();
        let signed = self.sign(request, Expiry::from_secs(REQUEST_SECS)?);
        Ok(Prepared { signed, operation, ssec, only_if_absent: false })
    }

    pub(crate) async fn send(&self, prepared: &Prepared<'_>) -> Result<Answer<P::Body>, TransportError> {
        let answer = self.platform.send(&prepared.signed, None, |_| {}).await?;
        if prepared.ssec.is_none() {
            self.inner.answers_itself.set(true);
        }
        Ok(answer)
    }

    pub(crate) fn is_known_to_answer_itself(&self) -> bool {
        self.inner.answers_itself.get()
    }

    /// Passes a 2xx answer on; reads and understands any other.
    pub(crate) async fn expect_success(
        &self,
        prepared: &Prepared<'_>,
        mut answer: Answer<P::Body>,
    ) -> Result<Answer<P::Body>, ClientError> {
        if (200..300).contains(&answer.status) {
            return Ok(answer);
        }
        // A body that breaks off still leaves status and headers to judge by.
        let body = read_up_to(&mut answer.body, MAX_ERROR_LEN).await.ok().flatten().unwrap_or_default();
        let context = AnswerContext {
            operation: prepared.operation,
            ssec: prepared.ssec,
            only_if_absent: prepared.only_if_absent,
            now: self.platform.now(),
        };
        Err(decode_error(context, answer.status, &answer.headers, &body).into())
    }
}

/// Reads a whole body, or `None` when it is longer than `max_len` bytes.
async fn read_up_to<B: Body>(body: &mut B, max_len: usize) -> Result<Option<Vec<u8>>, TransportError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = body.next().await? {
        if bytes.len() + chunk.len() > max_len {
            return Ok(None);
        }
        chunk.append_to(&mut bytes);
    }
    Ok(Some(bytes))
}
