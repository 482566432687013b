//! Download by one GET, into a sink that shows nothing before the end.

use sealport_core::SseCKey;
use sealport_s3::{ErrorCode, GetOptions, ObjectKey, UnsignedRequest};

use crate::Progress;
use crate::cancel::Cancel;
use crate::client::Client;
use crate::error::ClientError;
use crate::platform::{Body, Chunk, Platform, Sink};

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
        let outcome = cancel.guard(self.pump(object_key, ssec, &mut sink, on_progress)).await;
        match outcome.map_err(ClientError::from).and_then(|pumped| pumped) {
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

    async fn pump(
        &self,
        object_key: &ObjectKey,
        ssec: Option<&SseCKey>,
        sink: &mut P::Sink,
        mut on_progress: impl FnMut(Progress),
    ) -> Result<DownloadReceipt, ClientError> {
        let options = GetOptions { ssec, ..Default::default() };
        let prepared = self.prepare(UnsignedRequest::get_object(self.storage(), object_key, options)?, ssec)?;
        let answer = self.send(&prepared).await?;
        let mut answer = self.expect_success(&prepared, answer).await?;
        // Where the storage declares a content encoding the browser undoes it, so that the length is another one.
        let encoded = answer.headers.value("content-encoding").is_some_and(|encoding| encoding != "aws-chunked");
        let announced = answer.headers.value("content-length").and_then(|len| len.parse::<u64>().ok());
        let total = announced.filter(|_| !encoded);
        let mut transferred: u64 = 0;
        on_progress(Progress { transferred, total });
        while let Some(chunk) = answer.body.next().await? {
            transferred += chunk.len() as u64;
            sink.write(chunk).await?;
            on_progress(Progress { transferred, total });
        }
        if total.is_some_and(|total| total != transferred) {
            return Err(ClientError::new(ErrorCode::Truncated, "the connection ended before the whole object came"));
        }
        Ok(DownloadReceipt {
            len: transferred,
            content_type: answer.headers.value("content-type").map(str::to_owned),
            etag: answer.headers.value("etag").map(str::to_owned),
        })
    }
}
