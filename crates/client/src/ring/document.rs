//! The JSON of a ring, strictly read: a field too many or too few, or anything out of bounds, and nothing is taken.

use std::collections::BTreeMap;

use miniserde::json::{self, Number, Object, Value};
use sealport_core::{SealingKey, SseCKey, Zeroizing};
use sealport_s3::{AddressingStyle, BucketName, Endpoint, Region, Storage};
use zeroize::Zeroize;

use super::{KeptConnection, Ring, RingError, RingHome, RingKey, RingKeyOrigin, RingSecret};

/// What stands in the field `format`.
const FORMAT: &str = "sealport key ring";
/// The version that is written.
const VERSION: u64 = 1;
/// Longest origin, in bytes.
const MAX_ORIGIN_LEN: usize = 512;
/// Longest access key, either half, in bytes.
const MAX_CREDENTIAL_LEN: usize = 512;

impl Ring {
    /// Writes the ring as JSON.
    pub(super) fn encode_document(&self) -> Result<Zeroizing<String>, RingError> {
        let too_many = self.keys.len() > Self::MAX_KEYS || self.connections.len() > Self::MAX_CONNECTIONS;
        if too_many || self.keys.iter().any(|key| key.homes.len() > Self::MAX_HOMES) {
            return Err(RingError::TooLarge);
        }
        let mut value = object([
            ("format", text(FORMAT)),
            ("version", Value::Number(Number::U64(VERSION))),
            ("lockAfterSecs", self.lock_after_secs.map_or(Value::Null, |secs| Value::Number(Number::U64(secs.into())))),
            ("keys", list(&self.keys, encode_key)),
            ("connections", list(&self.connections, encode_connection)),
        ]);
        let document = Zeroizing::new(json::to_string(&value));
        wipe(&mut value);
        Ok(document)
    }

    /// Reads what [`Ring::encode_document`] wrote.
    pub(super) fn parse_document(document: &[u8]) -> Result<Self, RingError> {
        let document = std::str::from_utf8(document).map_err(|_| RingError::Malformed)?;
        let mut value = json::from_str::<Value>(document).map_err(|_| RingError::Malformed)?;
        let ring = parse(&mut value);
        wipe(&mut value);
        ring
    }
}

fn parse(value: &mut Value) -> Result<Ring, RingError> {
    let mut fields = Fields::of(value).ok_or(RingError::Malformed)?;
    if fields.text("format").as_deref() != Some(FORMAT) {
        return Err(RingError::Malformed);
    }
    match fields.number("version") {
        Some(VERSION) => {}
        Some(found) if found > VERSION => return Err(RingError::FutureVersion { found }),
        _ => return Err(RingError::Malformed),
    }
    parse_first(fields).filter(is_sound).ok_or(RingError::Malformed)
}

/// The rest of version 1.
fn parse_first(mut fields: Fields) -> Option<Ring> {
    let ring = Ring {
        lock_after_secs: match fields.take("lockAfterSecs")? {
            Value::Null => None,
            Value::Number(Number::U64(secs)) => Some(u32::try_from(secs).ok()?),
            _ => return None,
        },
        keys: fields.list("keys", Ring::MAX_KEYS, parse_key)?,
        connections: fields.list("connections", Ring::MAX_CONNECTIONS, parse_connection)?,
    };
    fields.end().map(|()| ring)
}

/// Each key and connection once, and no key in both jobs.
fn is_sound(ring: &Ring) -> bool {
    let differ = |one: &RingKey, two: &RingKey| one.secret != two.secret && !one.secret.is_other_job_of(&two.secret);
    let keys = &ring.keys;
    let connections = &ring.connections;
    let keys_differ = keys.iter().enumerate().all(|(at, one)| keys.iter().skip(at + 1).all(|two| differ(one, two)));
    let mut ids: Vec<_> = connections.iter().map(KeptConnection::id).collect();
    ids.sort();
    ids.dedup();
    keys_differ && ids.len() == connections.len()
}

fn encode_key(key: &RingKey) -> Value {
    object([
        (
            "job",
            text(match key.secret {
                RingSecret::SseC(_) => "sse-c",
                RingSecret::Sealing(_) => "sealing",
            }),
        ),
        // For people who read the file without this program; checked when it is read.
        ("fingerprint", text(&key.secret.fingerprint().to_string())),
        ("key", text(&key.secret.expose_base64())),
        ("name", text(&key.name)),
        ("sinceSecs", Value::Number(Number::I64(key.since_secs))),
        ("made", Value::Bool(key.origin == RingKeyOrigin::Made)),
        ("saved", Value::Bool(key.saved)),
        ("homes", list(&key.homes, encode_home)),
    ])
}

fn encode_home(home: &RingHome) -> Value {
    object([("endpoint", text(&home.origin)), ("bucket", text(&home.bucket))])
}

fn parse_key(value: &mut Value) -> Option<RingKey> {
    let mut fields = Fields::of(value)?;
    let key = Zeroizing::new(fields.text("key")?);
    let secret = match fields.text("job")?.as_str() {
        "sse-c" => RingSecret::SseC(SseCKey::parse_text(&key).ok()?),
        "sealing" => RingSecret::Sealing(SealingKey::parse_text(&key).ok()?),
        _ => return None,
    };
    let is_as_written = fields.text("fingerprint")? == secret.fingerprint().to_string();
    let name = fields.text("name")?;
    let since_secs = match fields.take("sinceSecs")? {
        Value::Number(Number::U64(secs)) => i64::try_from(secs).ok()?,
        Value::Number(Number::I64(secs)) => secs,
        _ => return None,
    };
    let origin = if fields.flag("made")? { RingKeyOrigin::Made } else { RingKeyOrigin::Imported };
    let saved = fields.flag("saved")?;
    let homes = fields.list("homes", Ring::MAX_HOMES, parse_home)?;
    fields.end()?;
    let fits = is_as_written && name.chars().count() <= Ring::MAX_NAME_CHARS && !name.chars().any(char::is_control);
    fits.then_some(RingKey { secret, name, since_secs, origin, saved, homes })
}

fn parse_home(value: &mut Value) -> Option<RingHome> {
    let mut fields = Fields::of(value)?;
    let home = RingHome { origin: fields.text("endpoint")?, bucket: fields.text("bucket")? };
    fields.end()?;
    let is_host = home.origin.starts_with("https://") || home.origin.starts_with("http://");
    let is_plain = home.origin.bytes().all(|b| b.is_ascii_graphic()) && home.origin.len() <= MAX_ORIGIN_LEN;
    let is_bucket = home.bucket.is_empty() || BucketName::parse(&home.bucket).is_ok();
    (is_host && is_plain && is_bucket).then_some(home)
}

fn encode_connection(connection: &KeptConnection) -> Value {
    let storage = &connection.storage;
    object([
        ("endpoint", text(&storage.endpoint().origin())),
        ("region", text(storage.region().as_str())),
        ("bucket", text(storage.bucket().as_str())),
        ("pathStyle", Value::Bool(storage.style() == AddressingStyle::Path)),
        ("accessKeyId", text(&connection.access_key_id)),
        ("secretAccessKey", text(&connection.secret_access_key)),
    ])
}

fn parse_connection(value: &mut Value) -> Option<KeptConnection> {
    let mut fields = Fields::of(value)?;
    let secret_access_key = Zeroizing::new(fields.text("secretAccessKey")?);
    let endpoint = Endpoint::parse(&fields.text("endpoint")?).ok()?;
    let region = Region::parse(&fields.text("region")?).ok()?;
    let bucket = BucketName::parse(&fields.text("bucket")?).ok()?;
    let style = if fields.flag("pathStyle")? { AddressingStyle::Path } else { AddressingStyle::VirtualHost };
    let access_key_id = fields.text("accessKeyId")?;
    fields.end()?;
    let storage = Storage::new(endpoint, region, bucket, style);
    // Whatever the file says, keys are sent over https or to this machine.
    storage.accepts_customer_keys().ok()?;
    let is_short = access_key_id.len() <= MAX_CREDENTIAL_LEN && secret_access_key.len() <= MAX_CREDENTIAL_LEN;
    let connection = KeptConnection { storage, access_key_id, secret_access_key };
    (is_short && connection.credentials().is_ok()).then_some(connection)
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn list<T>(entries: &[T], encode: fn(&T) -> Value) -> Value {
    Value::Array(entries.iter().map(encode).collect())
}

fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let mut object = Object::new();
    for (name, value) in fields {
        object.insert(name.to_owned(), value);
    }
    Value::Object(object)
}

/// The fields of an object, each taken once.
struct Fields(BTreeMap<String, Value>);

impl Fields {
    fn of(value: &mut Value) -> Option<Self> {
        match value {
            Value::Object(fields) => Some(Self(std::mem::take(&mut **fields))),
            _ => None,
        }
    }

    fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    fn text(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    fn flag(&mut self, name: &str) -> Option<bool> {
        match self.take(name)? {
            Value::Bool(flag) => Some(flag),
            _ => None,
        }
    }

    fn number(&mut self, name: &str) -> Option<u64> {
        match self.take(name)? {
            Value::Number(Number::U64(number)) => Some(number),
            _ => None,
        }
    }

    fn list<T>(&mut self, name: &str, most: usize, parse: fn(&mut Value) -> Option<T>) -> Option<Vec<T>> {
        match self.take(name)? {
            Value::Array(mut values) if values.len() <= most => values.iter_mut().map(parse).collect(),
            _ => None,
        }
    }

    /// There are no others.
    fn end(self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}

/// What was not taken out goes in any case with its secrets wiped.
impl Drop for Fields {
    fn drop(&mut self) {
        for value in self.0.values_mut() {
            wipe(value);
        }
    }
}

/// Wipes every text, whatever the depth.
fn wipe(value: &mut Value) {
    let mut left = vec![std::mem::take(value)];
    while let Some(value) = left.pop() {
        match value {
            Value::String(mut text) => text.zeroize(),
            Value::Array(mut values) => left.extend(std::mem::take::<Vec<_>>(&mut *values)),
            Value::Object(mut fields) => left.extend(std::mem::take(&mut *fields).into_values()),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}
