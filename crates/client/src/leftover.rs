//! What a failed upload left in the storage: found again and deleted, it and nothing else.

use sealport_s3::{ErrorCode, ListedVersion, ObjectPrefix, UnixTime, UnsignedRequest, parse_versions};

use crate::cancel::Cancel;
use crate::client::{Client, ListRequest};
use crate::error::{ClientError, StoredObject};
use crate::platform::Platform;
use crate::verification::{WithoutKey, same_etag, telling_version};

/// What became of a deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deletion {
    /// Nothing of the object is left.
    Whole,
    /// Its name leads to nothing any more. Whether the bucket keeps versions could not be found out: one that does has it
    /// still.
    ByName,
    /// Nothing was deleted: the object is not there any more. Another one may have its name, and where the bucket keeps
    /// versions and does not list them to this user, it may be one of those.
    NotThere,
    /// Nothing was deleted: which of the objects there it is could not be told.
    Untold,
}

/// What is to be deleted of an object.
enum Target {
    Version(String),
    Name,
    Nothing(Deletion),
}

impl<P: Platform> Client<P> {
    /// Removes exactly what [`ClientError::stored`] names: that version for good, or the object where there are none.
    ///
    /// The bucket is asked for its versions, or else for its objects: what somebody else stored under the name since is not
    /// touched, unless in the moment between that answer and the deletion. That an upload was answered with a version
    /// shows nothing: Garage gives each object one, keeps no versions, and takes a deletion of one for the object's.
    ///
    /// # Errors
    ///
    /// As [`Client::delete`].
    pub async fn delete_stored(&self, stored: &StoredObject, cancel: &Cancel) -> Result<Deletion, ClientError> {
        cancel.guard(self.delete_stored_unguarded(stored)).await?
    }

    async fn delete_stored_unguarded(&self, stored: &StoredObject) -> Result<Deletion, ClientError> {
        let request = UnsignedRequest::list_versions(self.storage(), &stored.object_key);
        let told = telling_version(stored.version_id.as_deref());
        let target = match (self.listing(request, parse_versions).await, told) {
            (Ok(versions), _) => among_versions(&versions, stored),
            // It knows versions, and does not list them to everybody.
            (Err(error), Some(version_id)) if error.code() == ErrorCode::Denied => {
                Target::Version(version_id.to_owned())
            }
            (Err(_), _) => self.by_name(stored).await?,
        };
        let (version_id, deletion) = match &target {
            Target::Nothing(why) => return Ok(*why),
            Target::Name => (None, Deletion::ByName),
            Target::Version(version_id) => (Some(version_id.as_str()), Deletion::Whole),
        };
        let is_certain = version_id.is_some() && version_id == told;
        if stored.in_clear
            && !is_certain
            && let Some(why) = self.locked_by_now(stored, version_id).await?
        {
            return Ok(why);
        }
        self.delete_unguarded(&stored.object_key, version_id).await?;
        Ok(deletion)
    }

    /// What keeps an object that was stored in clear from being the one that is there. Times have whole seconds, and the
    /// same file may come again within one, encrypted this time.
    async fn locked_by_now(
        &self,
        stored: &StoredObject,
        version_id: Option<&str>,
    ) -> Result<Option<Deletion>, ClientError> {
        match self.read_without_key(&stored.object_key, version_id).await {
            WithoutKey::Readable => Ok(None),
            WithoutKey::Locked | WithoutKey::Gone => Ok(Some(Deletion::NotThere)),
            WithoutKey::Refused => Ok(Some(Deletion::Untold)),
            WithoutKey::Failed(error) => Err(error),
        }
    }

    /// Where versions are not to be had: whether the name leads to the object still.
    async fn by_name(&self, stored: &StoredObject) -> Result<Target, ClientError> {
        let Some(mark) = Mark::of(stored) else { return Ok(Target::Nothing(Deletion::Untold)) };
        let name = stored.object_key.as_str();
        // The name itself is the first of all that start with it.
        let request = ListRequest { prefix: ObjectPrefix::parse(name)?, max_keys: 1, ..ListRequest::default() };
        let found = match self.list_unguarded(&request).await {
            Ok(page) => page.objects.into_iter().find(|object| object.object_key == name).map(|object| {
                let stored_at = object.last_modified.as_deref().and_then(UnixTime::parse_iso8601);
                mark.fits(object.etag.as_deref(), stored_at)
            }),
            // Some may read, and not list.
            Err(_) => {
                let seen = self.head_unguarded(&stored.object_key, None, None).await?;
                let stored_at = seen.last_modified.as_deref().and_then(UnixTime::parse_http_date);
                Some(mark.fits(seen.etag.as_deref(), stored_at))
            }
        };
        Ok(match found {
            Some(Some(true)) => Target::Name,
            Some(None) => Target::Nothing(Deletion::Untold),
            Some(Some(false)) | None => Target::Nothing(Deletion::NotThere),
        })
    }
}

/// What tells an object without a version of its own. The ETag alone does not: at some storages it is that of the content,
/// and who hears of a failed upload stores the same file again, better protected.
struct Mark<'a> {
    etag: &'a str,
    stored_at: UnixTime,
}

impl<'a> Mark<'a> {
    fn of(stored: &'a StoredObject) -> Option<Self> {
        Some(Self { etag: stored.etag.as_deref()?, stored_at: stored.stored_at? })
    }

    /// Whether an object is this one; none where it does not tell. Times are whole seconds, as headers tell them.
    fn fits(&self, etag: Option<&str>, stored_at: Option<UnixTime>) -> Option<bool> {
        if etag.is_some_and(|found| !same_etag(found, self.etag)) {
            return Some(false);
        }
        etag.and(stored_at).map(|found| found == self.stored_at)
    }
}

fn among_versions(versions: &[ListedVersion], stored: &StoredObject) -> Target {
    let of_name = versions.iter().filter(|version| version.object_key == stored.object_key.as_str());
    let found: Vec<_> = match (telling_version(stored.version_id.as_deref()), Mark::of(stored)) {
        (Some(version_id), _) => of_name.filter(|version| version.version_id == version_id).collect(),
        (None, Some(mark)) => {
            let fits = |version: &&ListedVersion| mark.fits(version.etag.as_deref(), version.stored_at) == Some(true);
            of_name.filter(fits).collect()
        }
        (None, None) => return Target::Nothing(Deletion::Untold),
    };
    match found[..] {
        [] => Target::Nothing(Deletion::NotThere),
        // By its version also where that is `null`: the name would only be marked as deleted, once versions are on.
        [version] => Target::Version(version.version_id.clone()),
        // The same content twice: one of them may be meant to stay.
        _ => Target::Nothing(Deletion::Untold),
    }
}
