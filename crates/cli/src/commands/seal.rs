//! `sealport seal`: one pass from the plaintext to a new sealed file.

use getrandom::SysRng;
use sealport_client::Zeroizing;
use sealport_client::message::{
    ContentKeys, DEFAULT_FRAME_LEN, EncryptionContext, FinalForm, MessageError, NewMessage, PassphraseParams, Sealer,
    WrappingKey,
};
use serde_json::json;

use clap::ArgMatches;

use super::{refuse_standard_input_twice, with_suffix};
use crate::arguments::{FileArguments, OutputArguments};
use crate::failure::Failure;
use crate::files::{Access, CHUNK_LEN, Input, Output, Place};
use crate::progress::Progress;
use crate::report::Report;
use crate::{key_source, passphrase, text};

/// Seals a file for everyone named.
pub fn seal(
    arguments: &FileArguments,
    matches: &ArgMatches,
    told: &OutputArguments,
    report: &Report,
) -> Result<(), Failure> {
    let place = Place::from(&arguments.input);
    let to = arguments.output.as_ref().map(Place::from).or_else(|| with_suffix(&place)).ok_or(Failure::NoOutputName)?;
    refuse_standard_input_twice(&place, &arguments.keys)?;
    if arguments.keys.key_file.is_empty() && arguments.keys.key_env.is_empty() && !arguments.passphrase.is_given() {
        return Err(Failure::NoRecipient);
    }
    let mut wrapping_keys = keys(arguments, matches, report)?;
    let mut input = Input::open(&place)?;
    let mut output = Output::begin(&to, &arguments.read(), arguments.force, Access::Usual)?;
    if arguments.passphrase.is_given() {
        let key = passphrase_key(arguments, &wrapping_keys, report)?;
        wrapping_keys.push(key);
    }

    let message = NewMessage::generate(&mut SysRng, &wrapping_keys, EncryptionContext::empty(), DEFAULT_FRAME_LEN)
        .map_err(|_| Failure::Random)?;
    let header = message.seal()?;
    output.write(&header.bytes)?;
    let mut lens = sealed(&mut input, &header.keys, &mut output, told).map_err(|failure| failure.after(&output))?;
    lens.sealed += header.bytes.len() as u64;
    output.commit()?;
    let changed = input.len().is_some_and(|len| len != lens.plain);
    if changed {
        report.warning(&text::changed_while_read(&place, lens.plain));
    }
    let names: Vec<_> = wrapping_keys.iter().map(|key| key.name()).collect();
    report.summary(&to, &text::sealed(&place, &to, lens.plain, &names), || {
        json!({
            "output": to.path().map(|path| path.to_string_lossy()),
            "plaintextLen": lens.plain,
            "sealedLen": lens.sealed,
            "frameLen": DEFAULT_FRAME_LEN,
            "sourceChanged": changed,
            "keyNames": names.iter().map(|name| name.to_string()).collect::<Vec<_>>(),
        })
    })
}

/// The keys, of which one that can be guessed must not be named by its fingerprint: that would let others test guesses.
fn keys(arguments: &FileArguments, matches: &ArgMatches, report: &Report) -> Result<Vec<WrappingKey>, Failure> {
    let mut keys = Vec::new();
    for given in key_source::given(&arguments.keys, matches)? {
        let wrapping = given.wrapping()?;
        if let Some(warning) = given.sealing.warning() {
            if given.name.is_none() {
                return Err(Failure::GuessableKey { place: given.place, warning });
            }
            report.warning(text::key_warning(warning));
        }
        keys.push(wrapping);
    }
    Ok(keys)
}

/// What the passphrase makes. No key may have it as its name, which stands in the file in clear.
fn passphrase_key(arguments: &FileArguments, keys: &[WrappingKey], report: &Report) -> Result<WrappingKey, Failure> {
    let passphrase = passphrase::new(&arguments.passphrase)?;
    if keys.iter().any(|key| key.name().is_same_as(&passphrase)) {
        return Err(MessageError::KeyNameHoldsSecret.into());
    }
    if passphrase::is_weak(&passphrase) {
        report.warning(text::WEAK_PASSPHRASE);
    }
    let mut salt = [0; PassphraseParams::SALT_LEN];
    getrandom::fill(&mut salt).map_err(|_| Failure::Random)?;
    passphrase::derive(&passphrase, &PassphraseParams::recommended(salt))
}

#[derive(Clone, Copy, Debug, Default)]
struct Lens {
    plain: u64,
    /// Of the frames.
    sealed: u64,
}

fn sealed(input: &mut Input, keys: &ContentKeys, output: &mut Output, told: &OutputArguments) -> Result<Lens, Failure> {
    let mut progress = Progress::new(input.len(), told);
    let mut sealer = Sealer::new(keys, FinalForm::Full);
    let mut chunk = Zeroizing::new(Vec::with_capacity(CHUNK_LEN));
    let mut lens = Lens::default();
    while input.read_chunk(&mut chunk)? {
        let mut rest = chunk.as_slice();
        while let Some(frame) = sealer.feed(&mut rest)? {
            output.write(frame)?;
            lens.sealed += frame.len() as u64;
        }
        lens.plain += chunk.len() as u64;
        progress.add(chunk.len());
    }
    let end = sealer.finish()?;
    output.write(&end)?;
    lens.sealed += end.len() as u64;
    Ok(lens)
}
