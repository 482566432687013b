//! New passphrases: words drawn at random from a list.

use diceware_wordlists::EFF_LONG_WORDLIST;
use rand_core::TryCryptoRng;
use sealport_worker_protocol::Fault;
use zeroize::Zeroizing;

/// A passphrase of so many words, with blanks between them. Each word gives 12.9 bits, six of them 77.5.
///
/// The list is that of the Electronic Frontier Foundation for five dice (CC BY 3.0 US): 7,776 words, none of which is the
/// beginning of another.
///
/// # Errors
///
/// [`Fault::NoRandom`] if the source fails, [`Fault::OutOfRange`] for no words at all.
pub fn phrase(words: u8, random: &mut impl TryCryptoRng) -> Result<Zeroizing<String>, Fault> {
    if words == 0 {
        return Err(Fault::OutOfRange);
    }
    let longest = EFF_LONG_WORDLIST.iter().map(|word| word.len()).max().unwrap_or_default();
    // Enough for all, so that it never moves and leaves nothing behind.
    let mut phrase = Zeroizing::new(String::with_capacity((longest + 1) * usize::from(words)));
    for at in 0..words {
        if at > 0 {
            phrase.push(' ');
        }
        phrase.push_str(word(random)?);
    }
    Ok(phrase)
}

/// One word, each as likely as any other: numbers beyond the last whole multiple of the list's length are drawn again.
fn word(random: &mut impl TryCryptoRng) -> Result<&'static str, Fault> {
    let len = EFF_LONG_WORDLIST.len();
    let fair = (usize::from(u16::MAX) + 1) / len * len;
    loop {
        let mut drawn = Zeroizing::new([0; 2]);
        random.try_fill_bytes(drawn.as_mut_slice()).map_err(|_| Fault::NoRandom)?;
        let number = usize::from(u16::from_le_bytes(*drawn));
        if let Some(word) = EFF_LONG_WORDLIST.get(number % len).filter(|_| number < fair) {
            return Ok(word);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::{BTreeMap, BTreeSet};
    use std::convert::Infallible;

    use getrandom::SysRng;
    use rand_core::TryRng;

    use super::*;

    /// Gives every 16-bit number once, in order.
    struct EveryNumber(u32);

    impl TryRng for EveryNumber {
        type Error = Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            unreachable!("bytes are asked for")
        }

        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            unreachable!("bytes are asked for")
        }

        fn try_fill_bytes(&mut self, to: &mut [u8]) -> Result<(), Infallible> {
            to.copy_from_slice(&u16::try_from(self.0).unwrap().to_le_bytes());
            self.0 += 1;
            Ok(())
        }
    }

    impl TryCryptoRng for EveryNumber {}

    #[test]
    fn six_words_have_at_least_77_bits() {
        let different: BTreeSet<&str> = EFF_LONG_WORDLIST.iter().copied().collect();
        assert_eq!(different.len(), 7776);
        assert!(6.0 * (different.len() as f64).log2() >= 77.0);
    }

    #[test]
    fn every_word_is_drawn_as_often_as_any_other() {
        let mut numbers = EveryNumber(0);
        let mut drawn = BTreeMap::new();
        // 62,208 is the last multiple of 7,776 below 65,536: up to it every number gives a word.
        while numbers.0 < 62_208 {
            *drawn.entry(word(&mut numbers).unwrap()).or_insert(0) += 1;
        }
        assert_eq!((drawn.len(), numbers.0), (7776, 62_208));
        assert!(drawn.values().all(|times| *times == 8));
    }

    #[test]
    fn numbers_beyond_the_fair_ones_are_drawn_again() {
        let mut numbers = EveryNumber(62_208);
        let tried = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| word(&mut numbers)));
        assert!(tried.is_err(), "none of the last numbers may give a word");
        assert_eq!(numbers.0, 65_536);
    }

    #[test]
    fn words_cannot_be_read_in_two_ways() {
        assert!(EFF_LONG_WORDLIST.iter().all(|word| !word.contains(' ') && word.len() >= 3));
        let mut sorted = EFF_LONG_WORDLIST.to_vec();
        sorted.sort_unstable();
        assert!(sorted.windows(2).all(|pair| !pair[1].starts_with(pair[0])), "a word begins another");
    }

    #[test]
    fn two_passphrases_differ_and_have_the_words_asked_for() {
        let [one, other] = [(); 2].map(|()| phrase(6, &mut SysRng).unwrap());
        assert_ne!(one, other);
        let words: Vec<&str> = one.split(' ').collect();
        assert_eq!(words.len(), 6);
        assert!(words.iter().all(|word| EFF_LONG_WORDLIST.contains(word)));
        assert_eq!(phrase(0, &mut SysRng), Err(Fault::OutOfRange));
    }
}
