//! One `openssl enc` file: which settings fit it, then what it opens to.

use sealport_core::openssl::{Candidate, Decryptor, Settings, Survey};
use sealport_worker_protocol::{Fault, FoundSettings};
use zeroize::Zeroizing;

/// How far the import of a file is.
#[derive(Debug, Default)]
pub struct Import {
    survey: Survey,
    is_surveyed: bool,
    candidates: Vec<Candidate>,
    decryptor: Option<Decryptor>,
}

impl Import {
    /// Takes the next bytes of the file whose settings are to be found.
    ///
    /// # Errors
    ///
    /// Those of [`Survey::feed`]; [`Fault::OutOfRange`] once settings were asked for.
    pub fn survey_chunk(&mut self, chunk: &[u8]) -> Result<(), Fault> {
        if self.is_surveyed {
            return Err(Fault::OutOfRange);
        }
        Ok(self.survey.feed(chunk)?)
    }

    /// Takes both ends of the file instead.
    ///
    /// # Errors
    ///
    /// Those of [`Survey::of_ends`].
    pub fn survey_ends(&mut self, start: &[u8], end: &[u8], file_len: u64) -> Result<(), Fault> {
        self.survey = Survey::of_ends(start, end, file_len)?;
        self.is_surveyed = true;
        Ok(())
    }

    /// Those of `settings` that fit; may be asked again with another passphrase.
    ///
    /// # Errors
    ///
    /// Those of [`Survey::finish`] and [`Survey::candidates`].
    pub fn candidates(&mut self, passphrase: &[u8], settings: &[Settings]) -> Result<Vec<FoundSettings>, Fault> {
        if !self.is_surveyed {
            self.survey.finish()?;
            self.is_surveyed = true;
        }
        self.candidates.clear();
        self.candidates = self.survey.candidates(passphrase, settings)?;
        Ok(self.candidates.iter().map(found).collect())
    }

    /// Begins to decrypt with one of the settings found.
    ///
    /// # Errors
    ///
    /// [`Fault::Unknown`] if there is no such.
    pub fn decrypt(&mut self, candidate: u32) -> Result<(), Fault> {
        let chosen = usize::try_from(candidate).ok().and_then(|at| self.candidates.get(at));
        self.decryptor = Some(chosen.ok_or(Fault::Unknown)?.decryptor());
        Ok(())
    }

    /// Decrypts the next bytes of the file, from its first byte on.
    ///
    /// # Errors
    ///
    /// Those of [`Decryptor::feed`]; [`Fault::Unknown`] before [`Import::decrypt`].
    pub fn decrypt_chunk(&mut self, chunk: &[u8]) -> Result<Zeroizing<Vec<u8>>, Fault> {
        let decryptor = self.decryptor.as_mut().ok_or(Fault::Unknown)?;
        // A block may have been held back before, so up to one more than the chunk comes out.
        let mut plaintext = Zeroizing::new(Vec::new());
        plaintext.try_reserve_exact(chunk.len().saturating_add(16)).map_err(|_| Fault::OutOfMemory)?;
        decryptor.feed(chunk, &mut plaintext)?;
        Ok(plaintext)
    }

    /// The file has ended: gives the rest, and how many bytes came out in all.
    ///
    /// # Errors
    ///
    /// Those of [`Decryptor::finish`]; [`Fault::Unknown`] before [`Import::decrypt`].
    pub fn decrypt_end(&mut self) -> Result<(Zeroizing<Vec<u8>>, u64), Fault> {
        let decryptor = self.decryptor.take().ok_or(Fault::Unknown)?;
        let mut plaintext = Zeroizing::new(Vec::with_capacity(32));
        let whole = decryptor.finish(&mut plaintext)?;
        Ok((plaintext, whole.plaintext_len))
    }
}

fn found(candidate: &Candidate) -> FoundSettings {
    FoundSettings {
        settings: candidate.settings().into(),
        plaintext_len: candidate.plaintext_len(),
        first_bytes: Zeroizing::new(candidate.first_bytes().to_vec()),
    }
}
