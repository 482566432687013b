//! Download by one GET, into a sink that shows nothing before the end.

use sealport_core::SseCKey;
use sealport_s3::{ErrorCode, GetOptions, ObjectKey, Reason};

use crate::Progress;
use crate::cancel::Cancel;
use crate::client::Client;
use crate::error::ClientError;
use crate::platform::{Answer, Platform, Sink};

/// What a download ended with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DownloadReceipt {
    /// Bytes written.
    pub len: u64,
    /// Media type, as stored.
    pub content_type: Option<String>,
    /// With its quotes.
    pub etag: Option<String>,
}

impl<P: Platform> Client<P> {
    /// Reads an object into a sink, which is committed when all of it came and discarded otherwise.
    ///
    /// # Errors
    ///
    /// [`ClientError`]: key required, wrong key, key not applicable, not found, denied, truncated, storage full, network or
    /// CORS, cancelled, and what any request may meet. After an error nothing is left under the final name.
    pub async fn download(
        &self,
        object_key: &ObjectKey,
        ssec: Option<&SseCKey>,
        mut sink: P::Sink,
        on_progress: impl FnMut(Progress),
        cancel: &Cancel,
    ) -> Result<DownloadReceipt, ClientError> {
        let pumping = async {
            pump(
                &self.platform,
                self.get_object(object_key, GetOptions { ssec, ..Default::default() }).await?,
                &mut sink,
                on_progress,
            )
            .await
        };
        let outcome = cancel.guard(pumping).await;
        settle(sink, outcome.map_err(ClientError::from).and_then(|pumped| pumped)).await
    }

    /// A GET. Where a customer key was sent and the storage only says "denied", it is asked which of both it means.
    pub(crate) async fn get_object(
        &self,
        object_key: &ObjectKey,
        options: GetOptions<'_>,
    ) -> Result<Answer<P::Body>, ClientError> {
        match self.get(object_key, options).await {
            Err(error) if options.ssec.is_some() && error.reason() == Some(Reason::Denied) => {
                Err(self.wrong_key_or_denied(object_key, options.version_id, error).await)
            }
            outcome => outcome,
        }
    }
}

/// The storage announced more than came.
pub(crate) fn ended_early() -> ClientError {
    ClientError::new(ErrorCode::Truncated, "the connection ended before the whole object came")
}

/// Makes the file appear, or forgets it.
pub(crate) async fn settle<S: Sink, R>(sink: S, outcome: Result<R, ClientError>) -> Result<R, ClientError> {
    match outcome {
        Ok(receipt) => {
            sink.commit().await?;
            Ok(receipt)
        }
        Err(error) => {
            sink.discard().await;
            Err(error)
        }
    }
}

/// Moves an answer's body into a sink.
pub(crate) async fn pump<P: Platform>(
    platform: &P,
    answer: Answer<P::Body>,
    sink: &mut P::Sink,
    mut on_progress: impl FnMut(Progress),
) -> Result<DownloadReceipt, ClientError> {
    // Where the storage declares a content encoding the browser undoes it, so that the length is another one.
    let encoded = answer.headers.value("content-encoding").is_some_and(|encoding| encoding != "aws-chunked");
    let announced = answer.headers.value("content-length").and_then(|len| len.parse::<u64>().ok());
    let total = announced.filter(|_| !encoded);
    on_progress(Progress { transferred: 0, total, sealed: None });
    let transferred = platform
        .pour(answer.body, sink, |transferred| on_progress(Progress { transferred, total, sealed: None }))
        .await?;
    on_progress(Progress { transferred, total, sealed: None });
    if total.is_some_and(|total| total != transferred) {
        return Err(ended_early());
    }
    Ok(DownloadReceipt {
        len: transferred,
        content_type: answer.headers.value("content-type").map(str::to_owned),
        etag: answer.headers.value("etag").map(str::to_owned),
    })
}
