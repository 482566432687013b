//! Presigned requests and commands for an object, and what the storage makes of bindings.

use super::{fault, held, keys, web};
use crate::context::App;
use crate::state::fault::Fault;
use crate::state::names;
use crate::state::request::{Choice, Operation, ShownRequest, ShownValue, Tool, shown_url};
use crate::text::words;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sealport_client::{
    AtRest, Binding, BindingSupport, BindingSupports, ClientError, CommandError, CommandFiles, CommandKeyFile,
    KnownObject, LinkTarget, ObjectKey, SignedRequest, SseCKey, SseCKeyMd5, aws_command, clean_file_name, curl_command,
};

/// An object, and the key that opens it.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The S3 name.
    pub object_key: String,
    /// The fingerprint of its key, if it has one.
    pub fingerprint: Option<String>,
}

impl Subject {
    /// Whether it has a key.
    pub fn has_key(&self) -> bool {
        self.fingerprint.is_some()
    }
}

/// Why there is no command.
pub enum NoCommand {
    /// The request itself cannot be made, as [`shown`] says.
    Request,
    /// Its names do not fit on a command line.
    Names(CommandError),
}

/// What the connected storage makes of each binding, as far as it is known. Reactive.
pub fn supports(app: App) -> BindingSupports {
    const UNKNOWN: BindingSupports = BindingSupports {
        any_key: BindingSupport::Unknown,
        this_key_md5: BindingSupport::Unknown,
        this_key: BindingSupport::Accepted,
    };
    let known = || held::connection(app).map_or(UNKNOWN, |connection| connection.client.known_bindings());
    app.bindings.get().unwrap_or_else(known)
}

/// Whether the storage keeps objects from being replaced when asked to, where that is known.
pub fn honours_if_none_match(app: App) -> Option<bool> {
    held::connection(app)?.client.storage().provider().honours_if_none_match()
}

/// Asks the storage about the bindings that are not known, with the object and its key where a missing one does not tell.
/// `then` hears when it is over.
pub fn probe(app: App, subject: &Subject, then: impl FnOnce() + 'static) {
    let Some(connection) = held::connection(app) else {
        return;
    };
    let (object_key, ssec) = (ObjectKey::parse(&subject.object_key), key_of(app, subject));
    spawn_local(async move {
        let known = object_key.as_ref().ok().zip(ssec.as_ref());
        let known = known.map(|(object_key, ssec)| KnownObject { object_key, ssec });
        let found = connection.client.probe_bindings(known, &connection.ended).await;
        if !connection.is_current() {
            return;
        }
        match found {
            Ok(found) => {
                app.bindings.set(Some(found));
                app.announcement.set(words::tried(&found));
            }
            Err(error) => app.notify(words::error_title(error.code().as_str())),
        }
        then();
    });
}

fn key_of(app: App, subject: &Subject) -> Option<SseCKey> {
    subject.fingerprint.as_deref().and_then(|id| keys::secret(app, id))
}

fn failed(error: &ClientError) -> Box<Fault> {
    Box::new(fault(error, words::PRESIGN))
}

fn sign(app: App, subject: &Subject, choice: Choice) -> Result<SignedRequest, Box<Fault>> {
    let object_key = ObjectKey::parse(&subject.object_key).map_err(|error| failed(&error.into()))?;
    let ssec = key_of(app, subject);
    let supports = supports(app);
    let options = choice.options(subject.has_key(), &supports);
    let Some(connection) = held::connection(app) else {
        return Err(Box::new(Fault::here("bug", words::PRESIGN, "not connected", web::now_secs())));
    };
    let client = &connection.client;
    let at_rest = if choice.sse_s3 { AtRest::SseS3 } else { AtRest::BucketDefault };
    let signed = match (ssec, choice.binding(&supports)) {
        (None, _) if subject.has_key() => {
            return Err(Box::new(Fault::here("ssec-key-required", words::PRESIGN, "", web::now_secs())));
        }
        (None, _) => client.presign(&object_key, &at_rest, options),
        (Some(_), Binding::AnyKey) => client.presign_for_any_key(&object_key, options),
        (Some(ssec), Binding::ThisKeyMd5) => client.presign_for_key_md5(&object_key, &SseCKeyMd5::from(&ssec), options),
        (Some(ssec), Binding::ThisKey) => client.presign_for_key(&object_key, &ssec, options),
    };
    signed.map_err(|error| failed(&error))
}

/// The presigned request as it may be shown.
pub fn shown(app: App, subject: &Subject, choice: Choice) -> Result<ShownRequest, Box<Fault>> {
    let signed = sign(app, subject, choice)?;
    let (origin, rest) = shown_url(signed.url().expose());
    let mut headers: Vec<_> = signed
        .headers()
        .iter()
        .map(|header| {
            let value =
                if header.is_secret() { ShownValue::Masked } else { ShownValue::Open(header.expose().to_owned()) };
            (header.name().to_owned(), value)
        })
        .collect();
    headers.extend(signed.sender_adds().iter().map(|name| ((*name).to_owned(), ShownValue::SenderAdds)));
    Ok(ShownRequest {
        method: signed.method().as_str().to_owned(),
        origin,
        rest,
        headers,
        expires_secs: signed.expires_at().as_secs(),
    })
}

/// Puts a fresh presigned link on the clipboard.
pub fn copy_link(app: App, subject: &Subject, choice: Choice) {
    if let Ok(signed) = sign(app, subject, choice) {
        let said = if subject.has_key() { words::LINK_COPIED } else { words::PLAIN_LINK_COPIED };
        web::copy(app, signed.url().expose().to_owned(), said, false);
    }
}

/// Puts the headers of the request on the clipboard, one a line. The key is among them where the link is for that key
/// alone; those that a sender adds are the sender's.
pub fn copy_headers(app: App, subject: &Subject, choice: Choice) {
    if let Ok(signed) = sign(app, subject, choice) {
        let lines: String =
            signed.headers().iter().map(|header| format!("{}: {}\n", header.name(), header.expose())).collect();
        let complete = signed.sender_adds().is_empty();
        let secret = signed.headers().iter().any(sealport_client::Header::is_secret);
        let said = match (complete, secret) {
            (true, true) => words::HEADERS_COPIED,
            (true, false) => words::COPIED,
            (false, _) => words::SIGNED_HEADERS_COPIED,
        };
        web::copy(app, lines, said, secret);
    }
}

/// The command for a terminal, whole: its address gives access.
pub fn command(app: App, subject: &Subject, choice: Choice) -> Result<String, NoCommand> {
    // What is downloaded gets a name that every system takes; what is uploaded has its own already.
    let own = names::file_name(&subject.object_key);
    let keeps_own = choice.operation == Operation::Put && !own.is_empty() && !own.contains('/');
    let content = if keeps_own { own.to_owned() } else { clean_file_name(&subject.object_key) };
    let key_file = key_of(app, subject).map(|ssec| (ssec.key_file().name.clone(), SseCKeyMd5::from(&ssec)));
    let customer_key = key_file.as_ref().map(|(name, md5)| CommandKeyFile { name, md5 });
    let files = CommandFiles { content: &content, customer_key };
    let signed = sign(app, subject, choice).map_err(|_| NoCommand::Request)?;
    let operation = choice.operation.into();
    match choice.tool {
        Tool::Curl => curl_command(operation, &signed, files).map_err(NoCommand::Names),
        Tool::Aws => {
            let object_key = ObjectKey::parse(&subject.object_key).map_err(|_| NoCommand::Request)?;
            let connection = held::connection(app).ok_or(NoCommand::Request)?;
            let sse_s3 = choice.sse_s3 && !subject.has_key();
            let target = LinkTarget {
                storage: connection.client.storage(),
                object_key: &object_key,
                operation,
                only_if_absent: choice.options(subject.has_key(), &supports(app)).only_if_absent,
            };
            aws_command(target, sse_s3, files).map_err(NoCommand::Names)
        }
    }
}

/// Puts the whole command on the clipboard.
pub fn copy_command(app: App, subject: &Subject, choice: Choice) {
    if let Ok(command) = command(app, subject, choice) {
        let said = if choice.tool == Tool::Curl { words::CURL_COPIED } else { words::AWS_COPIED };
        web::copy(app, command, said, false);
    }
}

/// Name of the key's file, as its sheet saves it.
pub fn key_file_name(app: App, subject: &Subject) -> Option<String> {
    key_of(app, subject).map(|ssec| names::shown(&ssec.key_file().name))
}
