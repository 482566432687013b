//! Words for POSIX shells.

/// One word for a POSIX shell, whatever it contains.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Whether a person can copy, read and run it: control characters could hide or change a command in a terminal, and so
/// could marks that turn the direction of text.
pub(crate) fn is_plain(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() || is_hidden_mark(c))
}

/// Characters that draw nothing, or turn the text after them around: with them `exe.fdp` reads as `pdf.exe`, and two
/// names look like one.
#[must_use]
pub fn is_hidden_mark(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        // Fillers of Hangul, and the Mongolian vowel separator.
        | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        // Tags: a whole hidden alphabet.
        | '\u{e0000}'..='\u{e007f}')
}
