//! What a failed upload left in the storage: found again and deleted, it and nothing else.

use sealport_s3::{ListedVersion, ObjectPrefix, UnsignedRequest, parse_versions};

use crate::cancel::Cancel;
use crate::client::{Client, ListRequest};
use crate::error::{ClientError, StoredObject};
use crate::platform::Platform;
use crate::verification::same_etag;

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
enum Target<'a> {
    Version(&'a str),
    Name(Deletion),
    Nothing(Deletion),
}

impl<P: Platform> Client<P> {
    /// Removes exactly what [`ClientError::stored`] names: that version for good, or the object where there are none.
    ///
    /// Where the answer to the upload named no version (the bucket keeps none, or its CORS rule hides them), the bucket is
    /// asked for its versions, or else for its objects: what somebody else stored under the name since is not touched,
    /// unless in the moment between that answer and the deletion.
    ///
    /// # Errors
    ///
    /// As [`Client::delete`].
    pub async fn delete_stored(&self, stored: &StoredObject, cancel: &Cancel) -> Result<Deletion, ClientError> {
        cancel.guard(self.delete_stored_unguarded(stored)).await?
    }

    async fn delete_stored_unguarded(&self, stored: &StoredObject) -> Result<Deletion, ClientError> {
        let versions;
        // `null` is the version of every object that was stored while versions were off: it tells none from another.
        let target = match (stored.version_id.as_deref().filter(|version| *version != "null"), &stored.etag) {
            (Some(version_id), _) => Target::Version(version_id),
            (None, None) => Target::Nothing(Deletion::Untold),
            (None, Some(etag)) => {
                let request = UnsignedRequest::list_versions(self.storage(), &stored.object_key);
                match self.listing(request, parse_versions).await {
                    Ok(listed) => {
                        versions = listed;
                        among_versions(&versions, stored, etag)
                    }
                    // A storage may not know of versions, or not list them to everybody.
                    Err(_) => self.by_name(stored, etag).await?,
                }
            }
        };
        let (version_id, deletion) = match target {
            Target::Nothing(why) => return Ok(why),
            Target::Name(deletion) => (None, deletion),
            Target::Version(version_id) => (Some(version_id), Deletion::Whole),
        };
        self.delete_unguarded(&stored.object_key, version_id).await?;
        Ok(deletion)
    }

    /// Where versions are not to be had: whether the name leads to the object still.
    async fn by_name(&self, stored: &StoredObject, etag: &str) -> Result<Target<'static>, ClientError> {
        let name = stored.object_key.as_str();
        // The name itself is the first of all that start with it.
        let request = ListRequest { prefix: ObjectPrefix::parse(name)?, max_keys: 1, ..ListRequest::default() };
        let found = match self.list_unguarded(&request).await {
            Ok(page) => page.objects.into_iter().find(|object| object.object_key == name).map(|object| object.etag),
            // Some may read, and not list.
            Err(_) => Some(self.head_unguarded(&stored.object_key, None, None).await?.etag),
        };
        Ok(match found {
            Some(Some(found)) if same_etag(&found, etag) => Target::Name(Deletion::ByName),
            Some(None) => Target::Nothing(Deletion::Untold),
            Some(Some(_)) | None => Target::Nothing(Deletion::NotThere),
        })
    }
}

fn among_versions<'a>(versions: &'a [ListedVersion], stored: &StoredObject, etag: &str) -> Target<'a> {
    let is_it = |version: &&ListedVersion| {
        version.object_key == stored.object_key.as_str()
            && version.etag.as_deref().is_some_and(|found| same_etag(found, etag))
    };
    let mut found = versions.iter().filter(is_it);
    match (found.next(), found.next()) {
        (None, _) => Target::Nothing(Deletion::NotThere),
        // The name alone, where it leads there: a storage without versions may know no `null` in a request.
        (Some(version), None) if version.version_id == "null" && version.is_latest => Target::Name(Deletion::Whole),
        (Some(version), None) => Target::Version(&version.version_id),
        // The same content twice: one of them may be meant to stay.
        (Some(_), Some(_)) => Target::Nothing(Deletion::Untold),
    }
}
