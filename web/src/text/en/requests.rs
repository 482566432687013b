//! The words of presigned requests that are made here: bindings, what the link is good for, commands.

use super::sentence;
use crate::state::request::{Operation, Tool};
use sealport_client::{Binding, BindingSupport, BindingSupports, CommandError};

pub const SIGNS_CAPTION: &str = "What the signature covers";
pub const SIGNS_WORKS_WITH: &str = "The link works with";
pub const SIGNS_ALGORITHM: &str = "Algorithm signed";
pub const SIGNS_MD5: &str = "MD5 signed";
pub const SIGNS_KEY: &str = "Key signed";
/// The same three where there is no room for columns.
pub const SIGNS_SHORT: [&str; 3] = ["Signed: algorithm", "MD5", "key"];
pub const YES: &str = "yes";
pub const NO: &str = "no";
pub const NOT_TRIED: &str = "Not tried yet on this storage. Trying asks for an object that is not there, with a key \
    made for that alone, and where that does not tell for the details of this one; nothing is stored.";
pub const TRY_IT: &str = "Try it";
pub const SENDER_ADDS: &str = "(added by whoever sends it)";
pub const LETS_LOCK_TITLE: &str = "Whoever has this link can lock the object";
pub const LETS_LOCK_TEXT: &str = "They can store it under a key that only they have. Keep the link short-lived, and give \
    it only to people who may do that.";
pub const ONLY_IF_ABSENT: &str = "Only while no object has this name";
pub const ASK_SSE_S3: &str = "Ask for encryption with the storage's keys (SSE-S3)";
pub const SIGNED_HEADERS_COPIED: &str = "Headers copied. Whoever sends the request adds the SSE-C key.";
pub const COPY_AS: &str = "Copy as";
pub const COMMAND_LABEL: &str = "Command";
pub const CURL_COPIED: &str = "Command copied. The link in it works until it expires.";
pub const AWS_COPIED: &str = "Command copied.";

/// With which key a link works.
#[must_use]
pub fn binding_name(binding: Binding) -> &'static str {
    match binding {
        Binding::AnyKey => "Any key",
        Binding::ThisKeyMd5 => "This key\u{2019}s MD5",
        Binding::ThisKey => "This key",
    }
}

/// What that means for signer and sender, as far as this storage keeps to it.
#[must_use]
pub fn binding_says(binding: Binding, support: BindingSupport) -> &'static str {
    match binding {
        Binding::AnyKey => "Whoever signs never learns the key.",
        Binding::ThisKeyMd5 => match support {
            BindingSupport::Accepted => "Only this key fits; the signer knows its MD5.",
            BindingSupport::BindsNothing => "The signer knows the key\u{2019}s MD5.",
            _ => "For this key, where the storage compares the MD5; the signer knows it.",
        },
        Binding::ThisKey => "Only this key fits. Every server accepts it.",
    }
}

/// What the connected storage makes of it; nothing where that is not known.
#[must_use]
pub fn binding_here(binding: Binding, support: BindingSupport, tried: bool) -> Option<&'static str> {
    match support {
        // Said already, of every server.
        BindingSupport::Accepted if binding == Binding::ThisKey => None,
        BindingSupport::Accepted => Some("This storage accepts it."),
        BindingSupport::BindsNothing => Some("This storage does not compare the MD5: the link works like Any key."),
        BindingSupport::Refused => Some("This storage refuses it."),
        BindingSupport::Unknown => tried.then_some("Tried, and the answer does not tell."),
    }
}

/// Announced once the storage was asked.
#[must_use]
pub fn tried(found: &BindingSupports) -> String {
    let say = |binding| match found.of(binding) {
        BindingSupport::Accepted => format!("{}: accepted.", binding_name(binding)),
        BindingSupport::Refused => format!("{}: refused.", binding_name(binding)),
        BindingSupport::BindsNothing => format!("{}: works like Any key.", binding_name(binding)),
        BindingSupport::Unknown => format!("{}: the answer does not tell.", binding_name(binding)),
    };
    Binding::ALL.map(say).join(" ")
}

/// What a link that replaces nothing needs, and does here.
#[must_use]
pub fn only_if_absent_here(honoured: Option<bool>) -> &'static str {
    match honoured {
        Some(true) => {
            "The header if-none-match is signed. An object of this name is here now, so the link stores \
            nothing until that is deleted."
        }
        Some(false) => "The header if-none-match is signed, but this storage ignores it: the link replaces the object.",
        None => {
            "The header if-none-match is signed, and an object of this name is here now. A storage that honours the \
            header stores nothing until that is deleted; whether this one does is not known."
        }
    }
}

/// Why there is no command.
#[must_use]
pub fn no_command(why: CommandError) -> String {
    match why {
        CommandError::ControlCharacters => {
            "No command: the name has control characters, and a terminal would not show \
            what it runs. The link above works."
                .to_owned()
        }
        CommandError::LoadedByAws => {
            "No aws command: aws would take this name for a file or address to load, or for a variable. curl works."
                .to_owned()
        }
        other => sentence(&other.to_string()),
    }
}

/// What a command needs beside it.
#[must_use]
pub fn command_note(tool: Tool, operation: Operation, key_file: Option<&str>) -> String {
    let access = match tool {
        Tool::Curl => "The link in the copied command gives access until it expires.",
        Tool::Aws => "aws uses credentials of your own.",
    };
    let part = match operation {
        Operation::Get => "A download is called NAME.part until it is whole.",
        Operation::Head => "",
        Operation::Put => "It stores the file that the command names: put yours there, or change that name.",
    };
    match key_file {
        Some(name) => format!(
            "Run it where the key file {name} is: the key is read from there and compared, and neither key nor link is \
             ever an argument of a program. {access} {part}"
        )
        .trim_end()
        .to_owned(),
        None => format!("{access} {part}").trim_end().to_owned(),
    }
}

/// What the link alone is good for; `binding` where it is about an object with a key.
#[must_use]
pub fn link_alone(operation: Operation, binding: Option<Binding>) -> &'static str {
    match (binding, operation) {
        (None, _) => "Anyone with the link can use it until it expires.",
        (Some(Binding::ThisKey), Operation::Get) => {
            "The link alone does not open the object: the headers must be sent with it, and one of them is the key. Anyone \
            with both can, until it expires."
        }
        (Some(Binding::ThisKey), Operation::Head) => {
            "The link alone does not show the details: the headers must be sent with it, and one of them is the key. \
            Anyone with both can see them, until it expires."
        }
        (Some(Binding::ThisKey), Operation::Put) => {
            "The link alone stores nothing: the headers must be sent with it, and one of them is the key. Anyone with both \
            can store here, until it expires."
        }
        (Some(_), Operation::Get) => {
            "The link alone does not open the object: whoever sends it adds the SSE-C key, as headers."
        }
        (Some(_), Operation::Head) => {
            "The link alone does not show the details: whoever sends it adds the SSE-C key, as headers."
        }
        (Some(_), Operation::Put) => {
            "The link alone stores nothing: whoever sends it adds an SSE-C key of theirs, as headers, and the object opens \
            with that key only."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_cannot_be_says_why() {
        assert!(no_command(CommandError::ControlCharacters).contains("control characters"));
        assert!(no_command(CommandError::LoadedByAws).contains("aws"));
        assert!(command_note(Tool::Curl, Operation::Get, Some("sealport.key")).contains("sealport.key"));
        assert!(binding_here(Binding::AnyKey, BindingSupport::Unknown, false).is_none());
    }

    #[test]
    fn nothing_is_claimed_of_a_binding_that_the_answer_does_not_tell() {
        let (binding, only) = (Binding::ThisKeyMd5, "Only this key fits");
        assert!(binding_says(binding, BindingSupport::Accepted).contains(only));
        for support in [BindingSupport::Unknown, BindingSupport::BindsNothing, BindingSupport::Refused] {
            assert!(!binding_says(binding, support).contains(only), "{support:?}");
        }
        assert!(binding_here(binding, BindingSupport::Unknown, true).is_some());
    }

    #[test]
    fn a_link_for_storing_is_not_said_to_open() {
        for binding in Binding::ALL {
            assert!(link_alone(Operation::Get, Some(binding)).contains("open the object"));
            let put = link_alone(Operation::Put, Some(binding));
            assert!(put.contains("stores nothing") && !put.contains("open the object"), "{put}");
        }
    }
}
