//! What is read.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::Place;
use crate::failure::{Doing, Failure};

/// Bytes read at a time.
pub const CHUNK_LEN: usize = 1 << 20;

/// A file or standard input, from its start.
#[derive(Debug)]
pub struct Input {
    place: Place,
    from: From,
    len: Option<u64>,
}

#[derive(Debug)]
enum From {
    File(File),
    Standard(io::Stdin),
}

impl Input {
    /// # Errors
    ///
    /// [`Failure::IsFolder`], [`Failure::File`].
    pub fn open(place: &Place) -> Result<Self, Failure> {
        let Some(path) = place.path() else {
            return Ok(Self { place: Place::Standard, from: From::Standard(io::stdin()), len: None });
        };
        let file = File::open(path).map_err(Failure::file(Doing::Reading, place))?;
        let about = file.metadata().map_err(Failure::file(Doing::Reading, place))?;
        if about.is_dir() {
            return Err(Failure::IsFolder(path.to_owned()));
        }
        let len = about.is_file().then_some(about.len());
        Ok(Self { place: place.clone(), from: From::File(file), len })
    }

    /// A file that has been written without a name, read as if it were `place`.
    pub fn spooled(mut file: File, place: &Place) -> Result<Self, Failure> {
        let rewound = file.stream_position().and_then(|len| file.rewind().map(|()| len));
        let len = rewound.map_err(Failure::file(Doing::Reading, place))?;
        Ok(Self { place: place.clone(), from: From::File(file), len: Some(len) })
    }

    /// Where it comes from.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Bytes in all, where known; such an input can be read again.
    pub fn len(&self) -> Option<u64> {
        self.len
    }

    /// Reads until `chunk` has [`CHUNK_LEN`] bytes or the input ends; false if nothing came any more.
    pub fn read_chunk(&mut self, chunk: &mut Vec<u8>) -> Result<bool, Failure> {
        chunk.clear();
        let limit = CHUNK_LEN as u64;
        let read = match &mut self.from {
            From::File(file) => file.take(limit).read_to_end(chunk),
            From::Standard(stdin) => stdin.lock().take(limit).read_to_end(chunk),
        };
        let read = read.map_err(Failure::file(Doing::Reading, &self.place))?;
        Ok(read > 0)
    }

    /// Up to `len` bytes from `offset` on, and the input back at its start. Only where the length is known.
    pub fn read_at(&mut self, offset: u64, len: usize) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        let read = match &mut self.from {
            From::File(file) => file
                .seek(SeekFrom::Start(offset))
                .and_then(|_| file.take(len as u64).read_to_end(&mut bytes))
                .and_then(|_| file.rewind()),
            From::Standard(_) => Err(io::ErrorKind::NotSeekable.into()),
        };
        read.map_err(Failure::file(Doing::Reading, &self.place))?;
        Ok(bytes)
    }

    /// Back to the start. Only where the length is known.
    pub fn rewind(&mut self) -> Result<(), Failure> {
        self.read_at(0, 0).map(drop)
    }
}
