//! What mails, HTML, JSON and shells made of an address, undone.

use sealport_core::Zeroizing;

/// Quoted-printable undone, in which each `=` is `=3D` and a line that goes on ends with `=`. Lines are joined before
/// anything is looked for: they are folded anywhere.
///
/// Spec: RFC 2045, section 6.7.
pub(super) fn without_mail_encoding(text: Zeroizing<String>) -> Zeroizing<String> {
    // As long as all of it, here and below: nothing secret is left behind by growing.
    let mut joined = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('\n') {
        let line = before.trim_end_matches([' ', '\t', '\r']);
        match line.strip_suffix('=') {
            Some(folded) => joined.push_str(folded),
            None => joined.extend([before, "\n"]),
        }
        rest = after;
    }
    joined.push_str(rest);
    let has = |name: &str, value: &str| {
        ["=3D", "=3d"].iter().any(|equals| joined.contains(&format!("{name}{equals}{value}")))
    };
    if !has("X-Amz-Signature", "") || !has("X-Amz-Algorithm", "AWS4-") {
        return text;
    }
    let upper = Zeroizing::new(joined.replace("=3d", "=3D"));
    Zeroizing::new(upper.replace("=3D", "="))
}

/// Escapes of HTML (`&amp;`, `&#x26;`), of JSON (`\u0026`, `\/`) and of shells and Markdown (`\&`) undone. No presigned
/// link has a backslash, or a parameter whose name starts with `amp;` or with `#`.
pub(super) fn unescaped(text: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (c, len) = escape(rest).unwrap_or((c, c.len_utf8()));
        plain.push(c);
        rest = rest.get(len..).unwrap_or_default();
    }
    plain
}

/// What the escape at the beginning stands for, and its length. An `&` may have been escaped again and again.
fn escape(text: &str) -> Option<(char, usize)> {
    let (mut c, mut len) = match text.as_bytes().first()? {
        b'&' => ('&', 1),
        b'\\' => backslash(text)?,
        _ => return None,
    };
    while c == '&' {
        let Some((meant, more)) = text.get(len..).and_then(reference) else { break };
        c = meant;
        len += more;
    }
    Some((c, len))
}

/// A character reference of HTML, without its `&`.
fn reference(text: &str) -> Option<(char, usize)> {
    const NAMED: [(&str, char); 4] = [("amp;", '&'), ("lt;", '<'), ("gt;", '>'), ("quot;", '"')];
    if let Some((name, c)) = NAMED.iter().find(|(name, _)| text.starts_with(name)) {
        return Some((*c, name.len()));
    }
    let end = text.bytes().take(10).position(|b| b == b';')?;
    let number = text.get(..end)?.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u8::from_str_radix(hex, 16),
        None => number.parse(),
    };
    Some((graphic(code.ok()?)?, end + 1))
}

/// Backslashes and what they stand before. Several are a text within a text.
fn backslash(text: &str) -> Option<(char, usize)> {
    let backslashes = text.bytes().take_while(|b| *b == b'\\').count();
    let escaped = text.get(backslashes..)?;
    if let Some(hex) = escaped.strip_prefix("u00").and_then(|code| code.get(..2))
        && let Some(c) = u8::from_str_radix(hex, 16).ok().and_then(graphic)
    {
        return Some((c, backslashes + 5));
    }
    match escaped.chars().next() {
        Some(c) if c.is_ascii_punctuation() => Some((c, backslashes + 1)),
        _ => Some(('\\', backslashes)),
    }
}

fn graphic(code: u8) -> Option<char> {
    code.is_ascii_graphic().then_some(char::from(code))
}
