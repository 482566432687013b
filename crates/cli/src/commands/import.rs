//! `sealport open --openssl`: opens a file of `openssl enc`.

use std::io::{self, IsTerminal, Write};

use sealport_client::Zeroizing;
use sealport_client::openssl::{Candidate, Decryptor, Form, Hash, NotTamperProof, Settings, Survey, recognise};
use serde_json::json;

use crate::arguments::{OpenArguments, OutputArguments};
use crate::failure::{Doing, Failure};
use crate::files::{Access, CHUNK_LEN, Input, Output, Place, spool_beside};
use crate::passphrase;
use crate::progress::Progress;
use crate::report::Report;
use crate::text;

/// How much of a file's start and end a survey is made of, in bytes.
const START_LEN: usize = 80;
const END_LEN: usize = 32;

/// Opens it.
pub fn open(arguments: &OpenArguments, told: &OutputArguments, report: &Report) -> Result<(), Failure> {
    let hash = Hash::ALL.iter().copied().find(|hash| arguments.md.as_deref() == Some(hash.as_str()));
    let settings = Settings::possible(hash, arguments.iter, arguments.pbkdf2)?;
    let place = Place::from(&arguments.file.input);
    let to = arguments.file.output.as_ref().map(Place::from).ok_or(Failure::NoOutputName)?;
    let input = Input::open(&place)?;
    let mut output = Output::begin(&to, &arguments.file.read(), arguments.file.force, Access::Usual)?;
    let passphrase = passphrase::existing(&arguments.file.passphrase)?;

    let (mut input, decryptor, used) = match settings.as_slice() {
        // Nothing is left to find out: what comes through a pipe can be opened as it comes.
        [only] if input.len().is_none() => (input, Decryptor::new(passphrase.as_bytes(), *only), *only),
        _ => {
            let (input, survey) = surveyed(input, &output)?;
            let found = survey.candidates(passphrase.as_bytes(), &settings)?;
            let chosen = chosen(&found, told)?;
            (input, chosen.decryptor(), chosen.settings())
        }
    };
    let opened = decrypted(&mut input, decryptor, &mut output, told).map_err(|failure| failure.after(&output))?;
    output.commit()?;
    report.warning(text::NOT_TAMPER_PROOF);
    report.summary(&to, &text::opened_import(&place, &to, opened.plaintext_len, &used.to_string()), || {
        json!({
            "output": to.path().map(|path| path.to_string_lossy()),
            "plaintextLen": opened.plaintext_len,
            "settings": used.to_string(),
            "tamperProof": false,
        })
    })
}

/// Looks at what tells the settings. Of a pipe all is kept in a file without a name meanwhile, encrypted as it is.
fn surveyed(mut input: Input, output: &Output) -> Result<(Input, Survey), Failure> {
    let place = input.place().clone();
    let Some(len) = input.len() else {
        let mut spool = spool_beside(output).map_err(Failure::file(Doing::Writing, &place))?;
        let survey = fed(&mut input, |chunk| spool.write_all(chunk).map_err(Failure::file(Doing::Writing, &place)))?;
        return Ok((Input::spooled(spool, &place)?, survey));
    };
    let start = input.read_at(0, START_LEN)?;
    if recognise(&start) == Some(Form::Base64) {
        let survey = fed(&mut input, |_| Ok(()))?;
        input.rewind()?;
        return Ok((input, survey));
    }
    let end = input.read_at(len.saturating_sub(END_LEN as u64), END_LEN)?;
    let survey = Survey::of_ends(&start, &end, len)?;
    Ok((input, survey))
}

fn fed(input: &mut Input, mut keep: impl FnMut(&[u8]) -> Result<(), Failure>) -> Result<Survey, Failure> {
    let mut survey = Survey::new();
    let mut chunk = Vec::with_capacity(CHUNK_LEN);
    while input.read_chunk(&mut chunk)? {
        survey.feed(&chunk)?;
        keep(&chunk)?;
    }
    survey.finish()?;
    Ok(survey)
}

fn decrypted(
    input: &mut Input,
    mut decryptor: Decryptor,
    output: &mut Output,
    told: &OutputArguments,
) -> Result<NotTamperProof, Failure> {
    let mut progress = Progress::new(input.len(), told);
    let mut chunk = Vec::with_capacity(CHUNK_LEN);
    let mut opened = Zeroizing::new(Vec::with_capacity(CHUNK_LEN));
    while input.read_chunk(&mut chunk)? {
        opened.clear();
        decryptor.feed(&chunk, &mut opened)?;
        output.write(&opened)?;
        progress.add(chunk.len());
    }
    opened.clear();
    let end = decryptor.finish(&mut opened)?;
    output.write(&opened)?;
    Ok(end)
}

/// The one that fits, or the one that a person says looks right.
fn chosen<'a>(found: &'a [Candidate], told: &OutputArguments) -> Result<&'a Candidate, Failure> {
    let open = || Failure::SeveralSettings(found.iter().map(Candidate::settings).collect());
    match found {
        [only] => Ok(only),
        _ if told.json || !io::stdin().is_terminal() || !io::stderr().is_terminal() => Err(open()),
        _ => {
            eprintln!("{}", text::SEVERAL_SETTINGS);
            for (number, candidate) in (1..).zip(found) {
                eprintln!("{}", text::choice(number, candidate));
            }
            eprint!("{}", text::ASK_NUMBER);
            let mut answer = String::new();
            io::stdin().read_line(&mut answer).map_err(Failure::file(Doing::Reading, &Place::Standard))?;
            let number = answer.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            number.and_then(|number| found.get(number)).ok_or_else(open)
        }
    }
}
