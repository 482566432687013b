//! Small values that stay in this browser: opaque bytes by name, in IndexedDB.
//!
//! This module decides that what was written is on the disk before it says so, and that nobody writes between a reading
//! and the writing that follows from it. It leaves to others what the bytes are; secrets among them must be sealed.

mod error;

use std::ops::Deref;

use indexed_db_futures::database::Database;
use indexed_db_futures::factory::DBFactory;
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{Transaction, TransactionDurability, TransactionMode, TransactionOptions};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};

pub use error::StoreError;

/// The one object store of the database.
const VALUES: &str = "values";

/// What to do with a value after it was read.
#[derive(Clone, PartialEq, Eq)]
pub enum Change {
    /// Leave it as it is.
    Keep,
    /// Write these bytes in its place.
    Put(Vec<u8>),
}

/// Bytes by name, kept by this browser for the page's origin. Nothing is made here before the first value is written.
#[derive(Clone, Copy, Debug)]
pub struct ByteStore {
    name: &'static str,
}

impl ByteStore {
    /// The store in the database of that name.
    pub const fn new(name: &'static str) -> Self {
        Self { name }
    }

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        if !self.exists().await? {
            return Ok(None);
        }
        let database = self.open().await?;
        let transaction = database.transaction(VALUES).with_mode(TransactionMode::Readonly).build()?;
        let found = read(&transaction.object_store(VALUES)?, name).await?;
        transaction.commit().await?;
        Ok(found)
    }

    /// Writes a value. It is on the disk when this ends.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; the value before stays then.
    pub async fn put(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let database = self.open().await?;
        let transaction = writing(&database)?;
        write(&transaction.object_store(VALUES)?, name, bytes).await?;
        Ok(transaction.commit().await?)
    }

    /// Reads a value, and writes what `change` makes of it, before anyone else can write: other tabs wait.
    ///
    /// # Errors
    ///
    /// [`StoreError`], or what `change` refuses; the value before stays then.
    pub async fn update<E: From<StoreError>>(
        &self,
        name: &str,
        change: impl FnOnce(Option<&[u8]>) -> Result<Change, E>,
    ) -> Result<(), E> {
        let database = self.open().await?;
        let transaction = writing(&database)?;
        // A transaction lives on only as long as nothing but the store is waited for; `change` waits for nothing.
        let store = transaction.object_store(VALUES).map_err(StoreError::from)?;
        let found = read(&store, name).await?;
        if let Change::Put(bytes) = change(found.as_deref())? {
            write(&store, name, &bytes).await?;
        }
        drop(store);
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }

    /// Removes a value; none is fine too.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn delete(&self, name: &str) -> Result<(), StoreError> {
        if !self.exists().await? {
            return Ok(());
        }
        let database = self.open().await?;
        let transaction = writing(&database)?;
        transaction.object_store(VALUES)?.delete(name.to_owned()).build()?.await?;
        Ok(transaction.commit().await?)
    }

    /// The names of all values.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn names(&self) -> Result<Vec<String>, StoreError> {
        if !self.exists().await? {
            return Ok(Vec::new());
        }
        let database = self.open().await?;
        let transaction = database.transaction(VALUES).with_mode(TransactionMode::Readonly).build()?;
        let names = transaction.object_store(VALUES)?.get_all_keys::<String>().primitive()?.await?;
        let names = names.collect::<Result<Vec<_>, _>>()?;
        transaction.commit().await?;
        Ok(names)
    }

    /// Removes all values, and the database with them: nothing shows afterwards that there was one.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn wipe(&self) -> Result<(), StoreError> {
        Ok(DBFactory::new()?.delete_db(self.name)?.await?)
    }

    /// Whether there is a database: opening makes one, which a mere question must not. True where the browser does not
    /// tell.
    async fn exists(&self) -> Result<bool, StoreError> {
        let factory = DBFactory::new()?;
        let Ok(listing) = factory.databases() else { return Ok(true) };
        match listing.await {
            Ok(databases) => Ok(databases.into_iter().flatten().any(|database| database.name() == self.name)),
            Err(_) => Ok(true),
        }
    }

    /// Opened for each use: a database that stays open cannot be deleted by another tab.
    async fn open(&self) -> Result<Opened, StoreError> {
        let opening = Database::open(self.name).with_version(1u8).with_on_upgrade_needed(|_, database| {
            database.create_object_store(VALUES).build()?;
            Ok(())
        });
        Ok(Opened(opening.await?))
    }
}

/// An open database, which is closed when it goes.
struct Opened(Database);

impl Deref for Opened {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.0
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.0.clone().close();
    }
}

fn writing(database: &Database) -> Result<Transaction<'_>, StoreError> {
    let options = TransactionOptions::new().with_durability(TransactionDurability::Strict);
    Ok(database.transaction(VALUES).with_mode(TransactionMode::Readwrite).with_options(options).build()?)
}

async fn read(store: &ObjectStore<'_>, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    match store.get::<JsValue, _, _>(name.to_owned()).primitive()?.await? {
        None => Ok(None),
        Some(value) => match value.dyn_into::<Uint8Array>() {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(_) => Err(StoreError::Damaged),
        },
    }
}

async fn write(store: &ObjectStore<'_>, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
    let value = JsValue::from(Uint8Array::from(bytes));
    store.put(value).with_key(name.to_owned()).primitive()?.await?;
    Ok(())
}
