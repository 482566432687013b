//! The operations as s3s calls them. What is not here, s3s answers with `NotImplemented`.

use std::sync::Arc;

use async_trait::async_trait;
use http::Extensions;
use s3s::{
    S3, S3Error, S3ErrorCode, S3Request, S3Response, S3Result,
    access::{S3Access, S3AccessContext},
    auth::{S3Auth, SecretKey},
    dto::{
        Bucket, DeleteObjectInput, DeleteObjectOutput, GetObjectInput, GetObjectOutput, HeadBucketInput,
        HeadBucketOutput, HeadObjectInput, HeadObjectOutput, ListBucketsInput, ListBucketsOutput,
        ListObjectVersionsInput, ListObjectVersionsOutput, ListObjectsV2Input, ListObjectsV2Output, Owner,
        PutObjectInput, PutObjectOutput, Timestamp,
    },
    path::S3Path,
};
use tokio::task::spawn_blocking;

use crate::{
    answer::HEADERS_NOT_SIGNED,
    authorization::UnsignedHeaders,
    conditions::WriteConditions,
    config::{DefaultEncryption, SandboxCredentials},
    encryption_document::BucketEncryption,
    protection::Behaviour,
    settings::BucketSettings,
    store::{ChangeError, Store},
};

/// One bucket, its region, and the credentials that are let in.
#[derive(Clone)]
pub(crate) struct SandboxService {
    pub(crate) bucket: Arc<str>,
    pub(crate) region: Arc<str>,
    pub(crate) created: Timestamp,
    pub(crate) store: Arc<Store>,
    pub(crate) settings: Arc<BucketSettings>,
    /// What uploads get that ask for nothing, where the bucket's configuration says nothing about it.
    pub(crate) default_encryption: DefaultEncryption,
    pub(crate) behaviour: Behaviour,
}

impl SandboxService {
    /// The store of a bucket.
    ///
    /// # Errors
    ///
    /// `NoSuchBucket`.
    pub(crate) fn bucket(&self, bucket: &str) -> S3Result<&Arc<Store>> {
        if *self.bucket == *bucket { Ok(&self.store) } else { Err(S3Error::new(S3ErrorCode::NoSuchBucket)) }
    }

    /// What the bucket's configuration means for an upload.
    pub(crate) fn bucket_encryption(&self) -> BucketEncryption {
        let stored = self.settings.encryption.current();
        let document = stored.as_ref().map(|stored| &stored.document);
        let is_default_here = self.default_encryption == DefaultEncryption::SseS3;
        BucketEncryption {
            is_server_default: is_default_here || document.is_some_and(|document| document.has_default),
            blocks_customer_keys: document.is_some_and(|document| document.blocks_customer_keys),
        }
    }

    /// Who owns everything here.
    pub(crate) fn owner() -> Owner {
        Owner { display_name: None, id: Some("sealport-sandbox".to_owned()) }
    }
}

#[async_trait]
impl S3 for SandboxService {
    async fn put_object(&self, request: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
        self.write_object(request).await
    }

    async fn get_object(&self, request: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        self.read_object(request).await
    }

    async fn head_object(&self, request: S3Request<HeadObjectInput>) -> S3Result<S3Response<HeadObjectOutput>> {
        self.describe_object(request).await
    }

    async fn delete_object(&self, request: S3Request<DeleteObjectInput>) -> S3Result<S3Response<DeleteObjectOutput>> {
        let input = request.input;
        // What a bucket has that never kept versions.
        unsupported("versionId", input.version_id.is_some_and(|version_id| version_id != "null"))?;
        unsupported("x-amz-mfa", input.mfa.is_some())?;
        let store = Arc::clone(self.bucket(&input.bucket)?);
        let conditions = WriteConditions::parse(input.if_match, None)?;
        spawn_blocking(move || store.remove(&input.key, |present| conditions.check(present)))
            .await
            .map_err(S3Error::internal_error)?
            .map_err(change_error)?;
        Ok(S3Response::new(DeleteObjectOutput::default()))
    }

    async fn list_objects_v2(
        &self,
        request: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        let store = Arc::clone(self.bucket(&request.input.bucket)?);
        spawn_blocking(move || crate::listing::list(&store, request.input))
            .await
            .map_err(S3Error::internal_error)?
            .map(S3Response::new)
    }

    async fn list_object_versions(
        &self,
        request: S3Request<ListObjectVersionsInput>,
    ) -> S3Result<S3Response<ListObjectVersionsOutput>> {
        let store = Arc::clone(self.bucket(&request.input.bucket)?);
        spawn_blocking(move || crate::listing::list_versions(&store, request.input))
            .await
            .map_err(S3Error::internal_error)?
            .map(S3Response::new)
    }

    async fn head_bucket(&self, request: S3Request<HeadBucketInput>) -> S3Result<S3Response<HeadBucketOutput>> {
        self.bucket(&request.input.bucket)?;
        let bucket_region = Some(self.region.to_string());
        Ok(S3Response::new(HeadBucketOutput { bucket_region, ..HeadBucketOutput::default() }))
    }

    async fn list_buckets(&self, _: S3Request<ListBucketsInput>) -> S3Result<S3Response<ListBucketsOutput>> {
        let bucket = Bucket {
            name: Some(self.bucket.to_string()),
            creation_date: Some(self.created.clone()),
            ..Bucket::default()
        };
        let buckets = Some(vec![bucket]);
        Ok(S3Response::new(ListBucketsOutput { buckets, owner: Some(Self::owner()), ..ListBucketsOutput::default() }))
    }
}

/// A write that did not happen, as the client is told.
pub(crate) fn change_error(error: ChangeError<S3Error>) -> S3Error {
    match error {
        ChangeError::Refused(error) => error,
        ChangeError::Io(error) => S3Error::internal_error(error),
    }
}

/// Refuses what would otherwise be ignored in silence.
///
/// # Errors
///
/// `NotImplemented`, naming the header or parameter.
pub(crate) fn unsupported(name: &str, is_given: bool) -> S3Result<()> {
    if !is_given {
        return Ok(());
    }
    let message = format!("{name} is not implemented by this test server");
    Err(S3Error::with_message(S3ErrorCode::NotImplemented, message))
}

/// Knows the one secret.
pub(crate) struct OnePair(pub(crate) SandboxCredentials);

#[async_trait]
impl S3Auth for OnePair {
    async fn get_secret_key(&self, access_key_id: &str) -> S3Result<SecretKey> {
        if access_key_id == self.0.access_key_id {
            return Ok(SecretKey::from(self.0.secret_access_key.as_str()));
        }
        Err(S3Error::new(S3ErrorCode::InvalidAccessKeyId))
    }
}

/// Refuses requests without a signature, and those with headers that it does not cover.
///
/// # Errors
///
/// `AccessDenied`.
pub(crate) fn signed_headers_only(is_signed: bool, extensions: &Extensions) -> S3Result<()> {
    let has_unsigned = extensions.get::<UnsignedHeaders>().is_some_and(|unsigned| !unsigned.0.is_empty());
    match (is_signed, has_unsigned) {
        (false, _) => Err(S3Error::with_message(S3ErrorCode::AccessDenied, "Access Denied")),
        (true, true) => Err(S3Error::with_message(S3ErrorCode::AccessDenied, HEADERS_NOT_SIGNED)),
        (true, false) => Ok(()),
    }
}

/// Operations that this server has; for the others s3s would read and parse whole bodies before it says no.
const SERVED: [&str; 8] = [
    "DeleteObject",
    "GetObject",
    "HeadBucket",
    "HeadObject",
    "ListBuckets",
    "ListObjectVersions",
    "ListObjectsV2",
    "PutObject",
];

/// What is checked once a signature was found good.
pub(crate) struct SignedHeadersOnly;

#[async_trait]
impl S3Access for SignedHeadersOnly {
    async fn check(&self, context: &mut S3AccessContext<'_>) -> S3Result<()> {
        let is_signed = context.credentials().is_some();
        signed_headers_only(is_signed, context.extensions_mut())?;
        let operation = context.s3_op().name();
        unsupported(operation, !SERVED.contains(&operation))?;
        if let S3Path::Object { key, .. } = context.s3_path()
            && key.split('/').any(|segment| segment == "." || segment == "..")
        {
            // Clients and proxies fold such segments away: the request would mean another object, or the bucket.
            let message = "An object key may not have '.' or '..' as a segment on this server.";
            return Err(S3Error::with_message(S3ErrorCode::InvalidURI, message));
        }
        Ok(())
    }
}
