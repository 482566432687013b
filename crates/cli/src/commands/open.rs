//! `sealport open`: one pass from a sealed file to its plaintext, each frame only after its tag was checked.

use std::slice;

use clap::ArgMatches;
use sealport_client::message::{
    ContentKeys, EncryptionContext, Header, HeaderReader, MessageError, Opener, WrappingKey, WrappingKeyName,
};
use serde_json::json;

use super::{refuse_standard_input_twice, without_suffix};
use crate::arguments::{FileArguments, OutputArguments};
use crate::failure::Failure;
use crate::files::{Access, CHUNK_LEN, Input, Output, Place};
use crate::key_source::GivenKey;
use crate::progress::Progress;
use crate::report::Report;
use crate::{key_source, passphrase, text};

/// Opens a file.
pub fn open(
    arguments: &FileArguments,
    matches: &ArgMatches,
    told: &OutputArguments,
    report: &Report,
) -> Result<(), Failure> {
    let place = Place::from(&arguments.input);
    let to =
        arguments.output.as_ref().map(Place::from).or_else(|| without_suffix(&place)).ok_or(Failure::NoOutputName)?;
    refuse_standard_input_twice(&place, &arguments.keys)?;
    let keys = key_source::given(&arguments.keys, matches)?;
    let mut input = Input::open(&place)?;
    let mut output = Output::begin(&to, &arguments.read(), arguments.force, Access::Usual)?;

    let mut chunk = Vec::with_capacity(CHUNK_LEN);
    let header = read_header(&mut input, &mut chunk)?;
    let (content_keys, key_name) = unlock(&header, &keys, arguments)?;
    let opened = frames(&mut input, chunk, &content_keys, &mut output, told);
    let len = opened.map_err(|failure| failure.after(&output))?;
    output.commit()?;
    report.summary(&to, &text::opened(&place, &to, len, &key_name), || {
        json!({
            "output": to.path().map(|path| path.to_string_lossy()),
            "plaintextLen": len,
            "keyName": key_name.to_string(),
            "tamperProof": true,
        })
    })
}

/// The header; `chunk` holds what was read beyond it.
pub fn read_header(input: &mut Input, chunk: &mut Vec<u8>) -> Result<Header, Failure> {
    let mut reader = HeaderReader::default();
    while input.read_chunk(chunk)? {
        let mut rest = chunk.as_slice();
        if let Some(header) = reader.feed(&mut rest)? {
            let used = chunk.len() - rest.len();
            chunk.drain(..used);
            return Ok(header);
        }
    }
    Err(reader.finish().into())
}

/// Tries the keys, then the passphrase: that one is asked for when it was spoken of, or nothing else was given and the
/// file has one.
fn unlock(
    header: &Header,
    keys: &[GivenKey],
    arguments: &FileArguments,
) -> Result<(ContentKeys, WrappingKeyName), Failure> {
    let wanted = header.key_names();
    let mut misfit = None;
    for key in keys.iter().flat_map(|key| key.wrapping_for(&wanted)) {
        match tried(header, &key)? {
            Tried::Opens(found) => return Ok((found, key.name().clone())),
            Tried::NotAskedFor => {}
            Tried::Misfit(error) => misfit = Some(error),
        }
    }
    let has_passphrase = wanted.iter().any(WrappingKeyName::is_passphrase);
    if has_passphrase && (arguments.passphrase.is_given() || keys.is_empty()) {
        let params = header.passphrases()?;
        let passphrase = match passphrase::existing(&arguments.passphrase) {
            // Nobody spoke of a passphrase: a key is as welcome.
            Err(Failure::NoTerminal) if !arguments.passphrase.is_given() => {
                return Err(Failure::NoKeyFits { wanted, given: false });
            }
            passphrase => passphrase?,
        };
        for params in params {
            let key = passphrase::derive(&passphrase, &params)?;
            match tried(header, &key)? {
                Tried::Opens(found) => return Ok((found, key.name().clone())),
                Tried::NotAskedFor => {}
                Tried::Misfit(error) => misfit = Some(error),
            }
        }
    }
    let given = !keys.is_empty() || arguments.passphrase.is_given();
    Err(misfit.map_or_else(|| Failure::NoKeyFits { wanted, given }, Failure::Message))
}

/// What a key makes of a header.
enum Tried {
    Opens(ContentKeys),
    /// The header asks for others.
    NotAskedFor,
    /// It has the name, and does not unwrap the data key.
    Misfit(MessageError),
}

fn tried(header: &Header, key: &WrappingKey) -> Result<Tried, Failure> {
    match header.unlock(slice::from_ref(key), &EncryptionContext::empty()) {
        Ok(found) => Ok(Tried::Opens(found)),
        Err(MessageError::NoKeyFits { .. }) => Ok(Tried::NotAskedFor),
        Err(error @ MessageError::CannotUnlock { .. }) => Ok(Tried::Misfit(error)),
        Err(error) => Err(error.into()),
    }
}

/// Opens the frames; returns the plaintext's length in bytes.
fn frames(
    input: &mut Input,
    mut chunk: Vec<u8>,
    keys: &ContentKeys,
    output: &mut Output,
    told: &OutputArguments,
) -> Result<u64, Failure> {
    let mut progress = Progress::new(input.len(), told);
    let mut opener = Opener::new(keys);
    let mut len = 0;
    loop {
        let mut rest = chunk.as_slice();
        while let Some(plaintext) = opener.feed(&mut rest)? {
            output.write(plaintext)?;
            len += plaintext.len() as u64;
        }
        progress.add(chunk.len());
        if !input.read_chunk(&mut chunk)? {
            break;
        }
    }
    opener.finish()?;
    Ok(len)
}
