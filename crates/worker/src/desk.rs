//! Between `postMessage` and the jobs.

use getrandom::SysRng;
use js_sys::{Array, Uint8Array};
use sealport_core::openssl::Settings;
use sealport_worker_protocol::{Answer, Fault, Outcome, Request, SettingsCode, answered, secret};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::jobs::derive::derive;
use crate::jobs::engine::Messages;
use crate::jobs::import::Import;
use crate::jobs::phrase::phrase;

/// Answers requests, one at a time.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Desk {
    messages: Messages,
    import: Import,
}

#[wasm_bindgen]
impl Desk {
    /// A worker that was asked nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers a message: the two arguments of `postMessage`. Nothing for a value that is no message.
    pub fn answer(&mut self, message: &JsValue) -> Option<Array> {
        answered(message, |request, bulk| self.outcome(request, bulk))
    }
}

impl Desk {
    fn outcome(&mut self, request: Request, bulk: Option<Uint8Array>) -> Outcome {
        let done = Ok((Answer::Done, None));
        match request {
            Request::Derive(costs) => {
                let params = costs.params().ok_or(Fault::OutOfRange)?;
                Ok((Answer::Key(derive(&secret(bulk)?, &params)?), None))
            }
            // Another worker's.
            Request::Strength => Err(Fault::NotUnderstood),
            Request::Generate { words } => Ok((Answer::Phrase(phrase(words, &mut SysRng)?), None)),
            Request::AddMessage(facts) => {
                self.messages.add(&facts);
                done
            }
            Request::ForgetMessage { message } => {
                self.messages.forget(message);
                done
            }
            Request::Seal { message, frame } => {
                let bulk = bulk.ok_or(Fault::NotUnderstood)?;
                let copy_in = |to: &mut [u8]| bulk.copy_to(to);
                let sealed = self.messages.seal(message, frame.position(), bulk.length().into(), copy_in)?;
                Ok((Answer::Bytes, Some(Uint8Array::from(sealed))))
            }
            Request::Open { message, frame, iv } => {
                let bulk = bulk.ok_or(Fault::NotUnderstood)?;
                let copy_in = |to: &mut [u8]| bulk.copy_to(to);
                let plaintext = self.messages.open(message, &frame.found(iv), bulk.length().into(), copy_in)?;
                // Back into the buffer that came: it is longer than its plaintext, and a new one would cost more than the
                // copy.
                let start = bulk.length() - u32::try_from(plaintext.len()).map_err(|_| Fault::OutOfRange)?;
                let opened = bulk.subarray(start, bulk.length());
                opened.copy_from(plaintext);
                Ok((Answer::Bytes, Some(opened)))
            }
            Request::SurveyChunk => {
                self.import.survey_chunk(&bulk.ok_or(Fault::NotUnderstood)?.to_vec())?;
                done
            }
            Request::SurveyEnds { start, end, file_len } => {
                self.import.survey_ends(&start, &end, file_len)?;
                done
            }
            Request::Candidates { settings } => {
                let found = self.import.candidates(&secret(bulk)?, &settings_of(&settings)?)?;
                Ok((Answer::Candidates(found), None))
            }
            Request::Decrypt { candidate } => {
                self.import.decrypt(candidate)?;
                done
            }
            Request::DecryptChunk => {
                let plaintext = self.import.decrypt_chunk(&bulk.ok_or(Fault::NotUnderstood)?.to_vec())?;
                Ok((Answer::Bytes, Some(Uint8Array::from(plaintext.as_slice()))))
            }
            Request::DecryptEnd => {
                let (rest, plaintext_len) = self.import.decrypt_end()?;
                Ok((Answer::Finished { plaintext_len }, Some(Uint8Array::from(rest.as_slice()))))
            }
        }
    }
}

fn settings_of(codes: &[SettingsCode]) -> Result<Vec<Settings>, Fault> {
    codes.iter().map(|code| Ok(code.settings().ok_or(Fault::NotUnderstood)??)).collect()
}
