//! The ring that stays on this device: sealed under a passphrase, in IndexedDB, and only because the person asked.
//!
//! While it is locked this tab holds no key and no secret, as far as a page can say so.

mod connections;
mod content;
mod files;
mod idle;
mod sync;

use super::held::Held;
use super::{link, local, passphrase, session, web};
use crate::context::App;
use crate::state::kept::{Kept, RingFault};
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_browser::{BrowserPlatform, ByteStore, Change, StoreError, SystemEntropy};
use sealport_client::message::{PassphraseParams, WrappingKey};
use sealport_client::ring::{Ring, RingError, RingFile};
use sealport_client::{Platform, Zeroizing};

pub use connections::{drop_connection, keep_connection, may_keep_connection, use_connection};
pub use files::{add_import, export, export_new, forget_import, open_import};

/// Everything that this page keeps beside the theme.
const STORE: ByteStore = ByteStore::new("sealport");
/// The ring's name in it.
const RING: &str = "ring";

/// The kept ring while it is open.
pub struct HeldRing {
    /// What it is sealed with. Never the passphrase itself.
    key: WrappingKey,
    /// As it was read or written last: what changed since is this tab's doing.
    base: Ring,
    /// It is being written.
    saving: bool,
    /// Something changed since the writing began.
    dirty: bool,
    /// Another tab sealed what is stored under another passphrase: nothing is written any more, and this tab locks.
    stale: bool,
}

impl HeldRing {
    fn new(key: WrappingKey, base: Ring) -> Self {
        Self { key, base, saving: false, dirty: false, stale: false }
    }
}

/// Looks whether a ring is kept, and watches for changes and for idleness from now on.
pub fn start(app: App) {
    spawn_local(look(app));
    sync::watch(app);
    idle::watch(app);
}

/// Finds out whether a ring is kept. Makes nothing in the browser's store.
async fn look(app: App) {
    let found = STORE.get(RING).await;
    app.kept.update(|kept| match (kept.state, found) {
        (Kept::Open, _) => {}
        (_, Ok(Some(_))) => kept.state = Kept::Locked,
        (_, Ok(None)) => kept.state = Kept::Not,
        // That nothing can be kept here is said when somebody asks for it.
        (_, Err(_)) => kept.state = Kept::Not,
    });
}

/// Keeps the tab's keys and connections from now on, sealed under a passphrase.
pub fn keep(app: App, passphrase: Zeroizing<String>, then: impl FnOnce(Result<(), RingFault>) + 'static) {
    run(app, then, async move {
        let key = new_key(app, &passphrase).await?;
        let ring = content::of_tab(app);
        let sealed = ring.seal(&mut SystemEntropy, &key).map_err(|error| fault(&error))?;
        let put = |found: Option<&[u8]>| match found {
            Some(_) => Err(RingFault::KeptMeanwhile),
            None => Ok(Change::Put(sealed)),
        };
        STORE.update(RING, put).await?;
        app.held.update_value(|held| held.kept = Some(HeldRing::new(key, ring)));
        app.kept.update(|kept| (kept.state, kept.fault) = (Kept::Open, None));
        idle::note_use(app);
        sync::save(app);
        Ok(())
    });
}

/// Opens the kept ring: its keys and connections join what this tab has.
pub fn unlock(app: App, passphrase: Zeroizing<String>, then: impl FnOnce(Result<(), RingFault>) + 'static) {
    run(app, then, async move {
        let Some(bytes) = STORE.get(RING).await? else {
            app.kept.update(|kept| kept.state = Kept::Not);
            return Err(RingFault::ForgottenMeanwhile);
        };
        let (key, ring) = open(app, &bytes, &passphrase).await?;
        let mine = content::of_tab(app);
        // What another tab removed under the new passphrase does not come back.
        let joined = match app.held.with_value(|held| held.kept.as_ref().map(|stale| stale.base.clone())) {
            Some(base) => mine.merged_with(&base, &ring),
            None => mine.with_kept(&ring),
        };
        app.held.update_value(|held| held.kept = Some(HeldRing::new(key, ring)));
        app.kept.update(|kept| (kept.state, kept.fault) = (Kept::Open, None));
        content::into_tab(app, &joined);
        // Also where that changed nothing here: a key of this tab may be new to the ring.
        sync::save(app);
        idle::note_use(app);
        Ok(())
    });
}

/// Changes the passphrase of the open ring: the old one must open what is stored, which is then sealed under the new one.
pub fn change_passphrase(
    app: App,
    old: Zeroizing<String>,
    new: Zeroizing<String>,
    then: impl FnOnce(Result<(), RingFault>) + 'static,
) {
    run(app, then, async move {
        let bytes = STORE.get(RING).await?.ok_or(RingFault::ForgottenMeanwhile)?;
        let (old, _) = open(app, &bytes, &old).await?;
        let new = new_key(app, &new).await?;
        sync::reseal(app, &old, new).await
    });
}

/// Locks: keys, connections, credentials and links leave the memory of this tab, and the storage is left.
///
/// What turns out to be stored nowhere comes back: a key that is lost takes its files with it.
pub fn lock(app: App) {
    let mine = content::of_tab(app);
    let kept = app.held.try_update_value(|held| held.kept.take()).flatten();
    empty(app);
    if let Some(kept) = kept {
        sync::save_last(app, kept, mine);
    }
    web::after_ms(0, || web::focus("#open-passphrase"));
}

fn empty(app: App) {
    session::disconnect(app);
    link::open(app, false);
    local::clear(app);
    app.held.update_value(Held::forget_secrets);
    app.ring.update(crate::state::keyring::KeyRing::clear);
    app.uploads.update(|uploads| uploads.fingerprint = None);
    app.recipients.set(crate::state::recipients::Recipients::default());
    app.ask.set(None);
    app.kept.update(|kept| {
        kept.state = Kept::Locked;
        kept.connections.clear();
    });
    web::after_ms(0, sealport_browser::wipe_stack);
}

/// Wipes the store. What is open stays in this tab, until it is closed.
pub fn forget(app: App, then: impl FnOnce(Result<(), RingFault>) + 'static) {
    run(app, then, async move {
        // First, so that nothing is written any more.
        let open = app.held.try_update_value(|held| held.kept.take()).flatten();
        if let Err(error) = STORE.wipe().await {
            app.held.update_value(|held| held.kept = open);
            return Err(error.into());
        }
        app.kept.update(|kept| (kept.state, kept.fault) = (Kept::Not, None));
        Ok(())
    });
}

/// Does one thing about the ring at a time, and tells how it went.
fn run(
    app: App,
    then: impl FnOnce(Result<(), RingFault>) + 'static,
    what: impl Future<Output = Result<(), RingFault>> + 'static,
) {
    if app.kept.with_untracked(|kept| kept.busy) {
        return;
    }
    app.kept.update(|kept| kept.busy = true);
    spawn_local(async move {
        let outcome = what.await;
        app.kept.update(|kept| kept.busy = false);
        then(outcome);
    });
}

/// The wrapping key of a new passphrase, with a salt of its own.
async fn new_key(app: App, passphrase: &str) -> Result<WrappingKey, RingFault> {
    let mut salt = [0; PassphraseParams::SALT_LEN];
    BrowserPlatform::new().fill_random(&mut salt).map_err(|_| RingFault::Failed)?;
    derive(app, &PassphraseParams::recommended(salt), passphrase).await
}

/// Opens a ring by a passphrase; each one that the file asks for is tried in turn.
async fn open(app: App, bytes: &[u8], passphrase: &str) -> Result<(WrappingKey, Ring), RingFault> {
    let file = RingFile::parse(bytes).map_err(|error| fault(&error))?;
    let mut last = RingFault::WrongPassphrase;
    for params in file.passphrases().map_err(|error| fault(&error))? {
        let key = derive(app, &params, passphrase).await?;
        match file.open(std::slice::from_ref(&key)) {
            Ok(ring) => return Ok((key, ring)),
            Err(error) => last = fault(&error),
        }
    }
    Err(last)
}

async fn derive(app: App, params: &PassphraseParams, passphrase: &str) -> Result<WrappingKey, RingFault> {
    passphrase::derive(app, params, passphrase).await.map_err(|fault| match fault.code {
        "kdf-too-costly" => RingFault::TooCostly,
        _ => RingFault::NoWorker,
    })
}

fn fault(error: &RingError) -> RingFault {
    match error {
        error if error.is_wrong_passphrase() => RingFault::WrongPassphrase,
        RingError::Message(error) => match sealport_client::ClientError::from(error.clone()).code().as_str() {
            "not-sealed" => RingFault::NotARing,
            "kdf-too-costly" => RingFault::TooCostly,
            "unsupported-suite" => RingFault::Newer,
            _ => RingFault::Damaged,
        },
        RingError::NotARing | RingError::Malformed => RingFault::NotARing,
        RingError::FutureVersion { .. } => RingFault::Newer,
        RingError::TooLarge => RingFault::TooLarge,
        _ => RingFault::Failed,
    }
}

impl From<StoreError> for RingFault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable => Self::NothingIsKept,
            StoreError::Full => Self::NoRoom,
            StoreError::Newer => Self::Newer,
            StoreError::Damaged => Self::Damaged,
            _ => Self::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::secret::SecretKey;
    use super::*;
    use sealport_client::SealingKey;

    #[test]
    fn a_locked_tab_holds_no_key_no_connection_and_no_ring() {
        let key = || WrappingKey::of_passphrase(&PassphraseParams::recommended([3; 16]), [1; 32]);
        let mut held = Held::default();
        held.keys.insert("A".into(), SecretKey::Sealing(SealingKey::from_bytes([7; 32])));
        held.derived.insert(1, key());
        held.kept = Some(HeldRing::new(key(), Ring::default()));
        held.importing = Some(Ring::default());
        held.connections.push(connection());
        held.forget_secrets();
        assert!(held.keys.is_empty() && held.derived.is_empty() && held.connections.is_empty());
        assert!(held.kept.is_none() && held.importing.is_none());
    }

    fn connection() -> sealport_client::ring::KeptConnection {
        let endpoint = sealport_client::Endpoint::parse("https://s3.example").unwrap();
        sealport_client::ring::KeptConnection {
            storage: sealport_client::Storage::new(
                endpoint,
                sealport_client::Region::parse("gra").unwrap(),
                sealport_client::BucketName::parse("bucket").unwrap(),
                sealport_client::AddressingStyle::Path,
            ),
            access_key_id: "id".into(),
            secret_access_key: sealport_client::Zeroizing::new("secret".into()),
        }
    }
}
