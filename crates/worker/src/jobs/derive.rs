//! From a passphrase to its key.

use argon2::{Algorithm, Argon2, Error, Params, Version};
use sealport_core::message::PassphraseParams;
use sealport_worker_protocol::Fault;
use zeroize::Zeroizing;

/// The 32 bytes that Argon2id makes of a passphrase's bytes. Takes as long and as much memory as the parameters say.
///
/// # Errors
///
/// [`Fault::OutOfMemory`] if the memory cannot be had.
///
/// Spec: RFC 9106.
pub fn derive(passphrase: &[u8], params: &PassphraseParams) -> Result<Zeroizing<[u8; 32]>, Fault> {
    let failed = |error| match error {
        Error::OutOfMemory => Fault::OutOfMemory,
        _ => Fault::OutOfRange,
    };
    let mut derived = Zeroizing::new([0; 32]);
    let costs = Params::new(params.memory_kib(), params.passes(), params.lanes(), Some(derived.len()));
    Argon2::new(Algorithm::Argon2id, Version::V0x13, costs.map_err(failed)?)
        .hash_password_into(passphrase, params.salt(), derived.as_mut_slice())
        .map_err(failed)?;
    Ok(derived)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use argon2::{AssociatedData, ParamsBuilder};
    use sealport_core::message::passphrase_bytes;

    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_algorithm_is_that_of_the_specification() {
        // RFC 9106, section 5.3. Its secret and associated data are not used by sealed files.
        let params = ParamsBuilder::new()
            .m_cost(32)
            .t_cost(3)
            .p_cost(4)
            .data(AssociatedData::new(&[4; 12]).unwrap())
            .build()
            .unwrap();
        let secret = [3; 8];
        let argon2 = Argon2::new_with_secret(&secret, Algorithm::Argon2id, Version::V0x13, params).unwrap();
        let mut tag = [0; 32];
        argon2.hash_password_into(&[1; 32], &[2; 16], &mut tag).unwrap();
        assert_eq!(hex(&tag), "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
    }

    #[test]
    fn a_passphrase_makes_the_key_that_argon2_cffi_makes() {
        // hash_secret_raw('Grüße', bytes(range(16)), 1, 64, 2, 32, Type.ID) of PyPI argon2-cffi.
        let params = PassphraseParams::new(64, 1, 2, std::array::from_fn(|at| at as u8)).unwrap();
        let key = derive(&passphrase_bytes("Grüße"), &params).unwrap();
        assert_eq!(hex(&*key), "efa4e565237ba1e6058d390ee049dc9b7e21e51ca5892cc0cd18875a59a29527");
        assert_eq!(derive(&passphrase_bytes("Gru\u{308}ße"), &params).unwrap(), key);
        assert_ne!(derive(&passphrase_bytes("Grüsse"), &params).unwrap(), key);
    }
}
