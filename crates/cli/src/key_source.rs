//! Keys, from files and variables, each with the name by which files ask for it.

use clap::ArgMatches;
use sealport_client::message::{MessageError, WrappingKey, WrappingKeyName};
use sealport_client::{SealingKey, Zeroizing};

use crate::arguments::KeyArguments;
use crate::failure::Failure;
use crate::files::{CHUNK_LEN, Input, Place};
use crate::{passphrase, text};

/// A key file's content. Of one that is too long only the first chunk, which is enough for the doctor.
///
/// # Errors
///
/// As [`Input::open`].
pub fn read_key_file(place: &Place) -> Result<Zeroizing<Vec<u8>>, Failure> {
    // Room for all of it, so that it is not left behind where it grows.
    let mut content = Zeroizing::new(Vec::with_capacity(CHUNK_LEN));
    Input::open(place)?.read_chunk(&mut content)?;
    Ok(content)
}

/// A key as it was given.
pub struct GivenKey {
    /// Where it came from, for people.
    pub place: String,
    /// The name that it was given, `NAMESPACE/NAME`.
    pub name: Option<String>,
    /// The key.
    pub sealing: SealingKey,
}

impl GivenKey {
    /// The key under its name, to seal with: its namespace ends at the first slash.
    ///
    /// # Errors
    ///
    /// As [`WrappingKeyName::parse`].
    pub fn wrapping(&self) -> Result<WrappingKey, MessageError> {
        Ok(match &self.name {
            Some(name) => WrappingKey::named(WrappingKeyName::parse(name)?, &self.sealing),
            None => WrappingKey::of_sealing_key(&self.sealing),
        })
    }

    /// The key under those names of a file that read as its own. Others put slashes into namespaces too, and text does
    /// not tell which of several slashes parts it: the file does.
    pub fn wrapping_for(&self, wanted: &[WrappingKeyName]) -> Vec<WrappingKey> {
        let own = WrappingKey::of_sealing_key(&self.sealing);
        let text = self.name.clone().unwrap_or_else(|| own.name().to_string());
        let named = wanted.iter().filter(|name| name.to_string() == text);
        named.map(|name| WrappingKey::named(name.clone(), &self.sealing)).collect()
    }
}

/// The keys of a command, in the order in which they were given. `matches` is the command's own.
///
/// # Errors
///
/// [`Failure::KeyNamesUnpaired`], [`Failure::NotAKey`], [`Failure::Variable`], or those of files.
pub fn given(arguments: &KeyArguments, matches: &ArgMatches) -> Result<Vec<GivenKey>, Failure> {
    let at = |id| matches.indices_of(id).into_iter().flatten();
    let files = at("key_file").zip(arguments.key_file.iter().map(|file| Source::File(file.into())));
    let variables = at("key_env").zip(arguments.key_env.iter().map(|variable| Source::Variable(variable.clone())));
    let names = at("key_id").zip(arguments.key_id.iter().map(String::as_str)).collect();
    let pairs = paired(files.chain(variables).collect(), names)?;
    pairs.into_iter().map(|(source, name)| source.read(name)).collect()
}

/// How many of the keys come from standard input.
pub fn from_standard_input(arguments: &KeyArguments) -> usize {
    arguments.key_file.iter().filter(|file| Place::from(*file) == Place::Standard).count()
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Source {
    File(Place),
    Variable(String),
}

impl Source {
    fn read(self, name: Option<&str>) -> Result<GivenKey, Failure> {
        // With a slash, it depends on the job whether this is a name.
        if let Some(name) = name.filter(|name| !name.contains('/')) {
            WrappingKeyName::parse(name)?;
        }
        let (place, parsed) = match self {
            Self::File(file) => (text::source(&file), SealingKey::parse_file(&read_key_file(&file)?)),
            Self::Variable(variable) => {
                let parsed = SealingKey::parse_text(&passphrase::of_variable(&variable)?);
                (variable, parsed)
            }
        };
        let sealing = parsed.map_err(|diagnosis| Failure::NotAKey { place: place.clone(), diagnosis })?;
        Ok(GivenKey { place, name: name.map(str::to_owned), sealing })
    }
}

/// Gives each name to its key. Where there are as many names as keys, the first is the first key's and so on; where
/// there are fewer, a name is that of the key before it.
fn paired<S, N: Copy>(
    mut sources: Vec<(usize, S)>,
    mut names: Vec<(usize, N)>,
) -> Result<Vec<(S, Option<N>)>, Failure> {
    sources.sort_by_key(|(at, _)| *at);
    names.sort_by_key(|(at, _)| *at);
    if names.len() == sources.len() {
        return Ok(sources.into_iter().zip(names).map(|((_, source), (_, name))| (source, Some(name))).collect());
    }
    let mut names = names.into_iter().peekable();
    let mut pairs = Vec::new();
    let mut sources = sources.into_iter().peekable();
    while let Some((at, source)) = sources.next() {
        let next = sources.peek().map_or(usize::MAX, |(at, _)| *at);
        let name = names.next_if(|(name_at, _)| (at..next).contains(name_at)).map(|(_, name)| name);
        pairs.push((source, name));
    }
    // One before all keys, a second one for a key, or one without any key.
    if names.next().is_some() {
        return Err(Failure::KeyNamesUnpaired);
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `k` is a key, any other letter a name.
    fn pairs(order: &str) -> Option<String> {
        let places = || order.char_indices();
        let sources = places().filter(|(_, letter)| *letter == 'k').collect();
        let names = places().filter(|(_, letter)| *letter != 'k').collect();
        let paired = paired(sources, names).ok()?;
        Some(paired.iter().map(|(_, name)| name.unwrap_or('-')).collect())
    }

    #[test]
    fn names_go_to_keys_by_order_or_to_the_key_before() {
        for (order, expected) in [
            ("", ""),
            ("kk", "--"),
            ("kakb", "ab"),
            ("kkab", "ab"),
            ("abkk", "ab"),
            ("kak", "a-"),
            ("kkb", "-b"),
            ("kakkb", "a-b"),
        ] {
            assert_eq!(pairs(order).as_deref(), Some(expected), "{order}");
        }
    }

    #[test]
    fn names_without_a_key_are_refused() {
        for order in ["a", "akk", "kab", "kkabc", "kakbckk"] {
            assert_eq!(pairs(order), None, "{order}");
        }
    }
}
