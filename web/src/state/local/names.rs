//! What the files that are made here are called. A name on somebody's disk: always a cleaned one.

use sealport_client::clean_file_name;

/// What a sealed file's name ends in.
const SEALED: &str = ".sealed";
/// What people call files of `openssl enc`.
const OPENSSL: &[&str] = &[".enc", ".aes", ".ssl", ".b64"];
/// Given to what has no ending to lose: an opened file never takes its sealed file's own name.
const OPENED: &str = ".opened";

/// `report.pdf` becomes `report.pdf.sealed`.
#[must_use]
pub fn sealed_name(name: &str) -> String {
    format!("{}{SEALED}", clean_file_name(name))
}

/// Whether a file is called as a sealed one is.
pub(super) fn is_sealed_name(name: &str) -> bool {
    split_ending(name, &[SEALED]).is_some()
}

/// `report.pdf.sealed` becomes `report.pdf`.
#[must_use]
pub fn opened_name(name: &str) -> String {
    without(name, &[SEALED])
}

/// `report.pdf.enc` becomes `report.pdf`.
#[must_use]
pub fn decrypted_name(name: &str) -> String {
    without(name, OPENSSL)
}

/// `report.pdf` becomes `report (2).pdf`, `report.pdf.sealed` becomes `report (2).pdf.sealed`.
pub(super) fn numbered(name: &str, number: usize) -> String {
    if number < 2 {
        return name.to_owned();
    }
    let (whole, ending) = split_ending(name, &[SEALED]).or_else(|| split_ending(name, OPENSSL)).unwrap_or((name, ""));
    match whole.rsplit_once('.') {
        Some((stem, kind)) if !stem.is_empty() => format!("{stem} ({number}).{kind}{ending}"),
        _ => format!("{whole} ({number}){ending}"),
    }
}

/// A name before one of these endings, and the ending as it is written.
fn split_ending<'a>(name: &'a str, endings: &[&str]) -> Option<(&'a str, &'a str)> {
    let lower = name.to_ascii_lowercase();
    let ending = endings.iter().find(|ending| lower.ends_with(**ending))?;
    name.split_at_checked(name.len() - ending.len())
}

fn without(name: &str, endings: &[&str]) -> String {
    match split_ending(name, endings) {
        Some((bare, _)) if !bare.is_empty() => clean_file_name(bare),
        _ => format!("{}{OPENED}", clean_file_name(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_takes_off_what_sealing_put_on() {
        for name in ["report.pdf", "été.txt", "no ending", "a.sealed"] {
            assert_eq!(opened_name(&sealed_name(name)), name);
        }
        assert_eq!(opened_name("REPORT.PDF.SEALED"), "REPORT.PDF");
        assert_eq!(decrypted_name("export.tar.enc"), "export.tar");
    }

    #[test]
    fn an_opened_file_never_has_the_name_of_its_sealed_one() {
        for name in ["backup", ".sealed", "backup.sealed.bin"] {
            assert_ne!(opened_name(name), name);
        }
        assert_eq!(opened_name("backup"), "backup.opened");
    }

    #[test]
    fn equal_names_are_numbered_before_what_they_end_in() {
        for (name, expected) in [
            ("report.pdf", "report (2).pdf"),
            ("report.pdf.sealed", "report (2).pdf.sealed"),
            ("Export.tar.ENC", "Export (2).tar.ENC"),
            ("no ending", "no ending (2)"),
            (".profile", ".profile (2)"),
            (".sealed", " (2).sealed"),
            ("é.sealed", "é (2).sealed"),
        ] {
            assert_eq!(numbered(name, 2), expected);
            assert_eq!(numbered(name, 1), name);
        }
    }

    #[test]
    fn hostile_names_are_cleaned() {
        assert_eq!(
            sealed_name("../..\\a\u{202e}fdp.exe"),
            format!("{}.sealed", clean_file_name("../..\\a\u{202e}fdp.exe"))
        );
        assert!(!opened_name("../x/CON.sealed").contains('/'));
        assert_eq!(opened_name("CON.sealed"), "_CON");
    }
}
