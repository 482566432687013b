//! The bucket's settings: read, changed.

use super::held::Connection;
use super::{hearing, held, web};
use crate::context::App;
use crate::state::bucket::{Change, Settings};
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_client::{BucketEncryption, ClientError, EncryptionChange, ErrorCode};

/// Reads the bucket's default encryption, unless that was done before.
pub fn load_once(app: App) {
    if app.bucket.with_untracked(crate::state::bucket::BucketView::is_unasked) {
        load(app);
    }
}

/// Reads the bucket's default encryption.
pub fn load(app: App) {
    let Some(connection) = held::connection(app) else {
        return;
    };
    let Some(generation) = app.bucket.try_update(|view| view.start()).flatten() else {
        return;
    };
    spawn_local(async move {
        let answer = connection.client.bucket_encryption(&connection.ended).await;
        if connection.is_current() {
            take(app, &connection, generation, answer, words::READ_SETTING).await;
        }
    });
}

/// Changes the bucket's default encryption, and shows what the storage made of it. `shown` is what the person decided on,
/// which may be read anew while a question is open.
pub fn change(app: App, change: Change, shown: BucketEncryption) {
    let Some(connection) = held::connection(app) else {
        return;
    };
    let Some(generation) = app.bucket.try_update(|view| view.change(change)).flatten() else {
        return;
    };
    spawn_local(async move {
        let (client, ended) = (&connection.client, &connection.ended);
        let answer = match change {
            Change::UseSseS3 => client.change_bucket_encryption(&shown, EncryptionChange::UseSseS3, ended).await,
            Change::AllowSseC => client.change_bucket_encryption(&shown, EncryptionChange::UnblockSseC, ended).await,
            Change::TurnOff => client.delete_bucket_encryption(&shown, ended).await,
        };
        let overtaken = answer.as_ref().is_err_and(|error| error.code() == ErrorCode::Contended);
        let now = if overtaken { client.bucket_encryption(ended).await.ok() } else { None };
        if connection.is_current() {
            if let Some(now) = now {
                app.bucket.update(|view| view.overtaken(generation, Settings::from(&now)));
            }
            take(app, &connection, generation, answer, words::CHANGE_SETTING).await;
            // The button that was pressed may be gone with what it was for.
            web::after_ms(0, || web::focus("#bucket-news"));
        }
    });
}

async fn take(
    app: App,
    connection: &Connection,
    generation: u64,
    answer: Result<BucketEncryption, ClientError>,
    operation: &'static str,
) {
    match answer {
        Ok(configuration) => {
            hearing::heard(app, connection, operation);
            app.bucket.update(|view| view.told(generation, Settings::from(&configuration)));
        }
        Err(error) => {
            // After an earlier answer, silence is a lost connection and no missing rule.
            let fault = hearing::explain(app, connection, &error, operation, false).await.fault;
            app.bucket.update(|view| view.failed(generation, fault));
        }
    }
}
