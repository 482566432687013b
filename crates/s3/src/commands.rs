//! Commands for a terminal that do what a request here does.
//!
//! The customer key comes from its key file. It is never an argument of a program (arguments are seen by everyone on a
//! machine), never in a variable of the shell, and never part of the command's text. Every name is one single-quoted
//! word, so that none can start a command of its own.
//!
//! Only what Linux, macOS and the BSDs have alike is used: `cat`, `grep`, `sed`, `tr`, `mv`, `base64 -d`, and `openssl` for the
//! MD5 of a key.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use sealport_core::{ALGORITHM, CUSTOMER_KEY_HEADER, CUSTOMER_KEY_MD5_HEADER, SseCKeyMd5};

use crate::at_rest::SSE_S3;
use crate::binding::{LinkOperation, LinkTarget};
use crate::provider::Provider;
use crate::request::{Header, SignedRequest};
use crate::shell::{is_plain, quoted};

/// File of a customer key: one line of base64.
#[derive(Clone, Copy, Debug)]
pub struct CommandKeyFile<'a> {
    /// Its name on the person's machine.
    pub name: &'a str,
    /// MD5 of the key that it must hold: some storages (OVHcloud) would store under any other just as well.
    pub md5: &'a SseCKeyMd5,
}

/// Files that a command reads or writes, as paths on the person's machine.
#[derive(Clone, Copy, Debug)]
pub struct CommandFiles<'a> {
    /// Name of the file that is stored or written, beside which the command is run.
    pub content: &'a str,
    /// The customer key's file, where the request carries a customer key.
    pub customer_key: Option<CommandKeyFile<'a>>,
}

/// Why there is no command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// A name has characters that a terminal would act on or hide.
    #[error("the name has control characters: a terminal would not show what it runs")]
    ControlCharacters,
    /// `aws` would not take the name as it is: as a file or address to load, or as a variable of the shell.
    #[error("aws would read this name in another way: as a file or address to load, or as a variable of the shell")]
    LoadedByAws,
    /// The request needs a customer key, and no file was named.
    #[error("the request needs an SSE-C key, and no key file was named")]
    NoKeyFile,
}

/// `curl` with a presigned request: complete, or one to which its sender adds the customer key.
///
/// Address and headers go to curl's standard input as a configuration, since arguments are seen by everyone. Where the
/// first line of the key's file is not the key, nothing is sent: a request without it would be stored in clear by some
/// storages, and under whatever other key it brings (OVHcloud).
/// Redirects stay off whatever the person's own configuration says: curl would carry the key along.
///
/// A download is written to `NAME.part` and gets its name when it is whole; of a refused one that file says why.
///
/// # Errors
///
/// [`CommandError::ControlCharacters`], [`CommandError::NoKeyFile`].
///
/// Spec: curl's manual, `--config`.
pub fn curl_command(
    operation: LinkOperation,
    request: &SignedRequest,
    files: CommandFiles<'_>,
) -> Result<String, CommandError> {
    refuse_hidden(&[Some(files.content), key_file_name(files), object_name(request).as_deref()])?;
    let takes = |name: &str| request.sender_adds().contains(&name);
    let takes_key = takes(CUSTOMER_KEY_HEADER) || request.headers().iter().any(is_customer_key);
    // Nothing in a here-document with a quoted end is acted on by the shell; no setting can be its end.
    let mut feed = format!("cat <<'END'\nurl = \"{}\"\n", config_quoted(request.url().expose()));
    for header in request.headers().iter().filter(|header| !is_customer_key(header)) {
        feed.push_str(&header_setting(header.name(), &config_quoted(header.expose())));
        feed.push('\n');
    }
    feed.push_str("END\n");
    let mut test = String::new();
    if takes_key {
        let key_file = files.customer_key.ok_or(CommandError::NoKeyFile)?;
        test = key_file_test(key_file);
        let key = header_setting(CUSTOMER_KEY_HEADER, "&");
        feed.push_str(&format!("{} | sed 's|.*|{key}|'\n", first_line(key_file)));
        if takes(CUSTOMER_KEY_MD5_HEADER) {
            let md5 = header_setting(CUSTOMER_KEY_MD5_HEADER, "&");
            feed.push_str(&format!("{} | sed 's|.*|{md5}|'\n", first_line_md5(key_file)));
        }
    }
    let file = quoted(&beside(files.content));
    let rest = match operation {
        LinkOperation::Get => {
            let part = quoted(&beside(&format!("{}.part", files.content)));
            format!("--output {part} && mv {part} {file}")
        }
        LinkOperation::Head => "--head".to_owned(),
        // A name that ends in a slash makes curl add the file's name to the address; data does not.
        LinkOperation::Put if ends_in_slash(request) => {
            let data = quoted(&format!("@{}", beside(files.content)));
            format!("--request PUT --header 'Content-Type:' --data-binary {data}")
        }
        LinkOperation::Put => format!("--upload-file {file}"),
    };
    Ok(format!(
        "{test}{{\n{feed}}} | curl --config - --globoff --no-location --fail-with-body --silent --show-error {rest}"
    ))
}

/// `aws s3api` for the same operation, with credentials of the person's own.
///
/// The customer key is decoded from its file into the program's standard input, so that its raw bytes are on no disk.
/// `aws` computes the MD5 itself. A download gets its name when it is whole.
///
/// # Errors
///
/// [`CommandError::ControlCharacters`], [`CommandError::LoadedByAws`].
///
/// Spec: AWS CLI Command Reference, `s3api put-object`, `get-object`, `head-object`.
pub fn aws_command(target: LinkTarget<'_>, sse_s3: bool, files: CommandFiles<'_>) -> Result<String, CommandError> {
    let LinkTarget { storage, object_key, operation, only_if_absent } = target;
    refuse_hidden(&[Some(object_key.as_str()), Some(files.content), key_file_name(files)])?;
    // `aws` expands variables of the shell in the path of a body, whatever quotes stand around it.
    if operation == LinkOperation::Put && has_variable(files.content) {
        return Err(CommandError::LoadedByAws);
    }
    if ["file://", "fileb://", "http://", "https://"].iter().any(|scheme| object_key.as_str().starts_with(scheme)) {
        return Err(CommandError::LoadedByAws);
    }
    let verb = match operation {
        LinkOperation::Get => "get-object",
        LinkOperation::Head => "head-object",
        LinkOperation::Put => "put-object",
    };
    let mut command = String::new();
    if let Some(key_file) = files.customer_key {
        command.push_str(&format!("{}{} | base64 -d | ", key_file_test(key_file), first_line(key_file)));
    }
    // Newer versions add checksums of AWS's own in a way that other storages may not know.
    if operation == LinkOperation::Put && storage.provider() != Provider::Aws {
        command.push_str("AWS_REQUEST_CHECKSUM_CALCULATION=when_required ");
    }
    command.push_str(&format!("aws s3api {verb}"));
    // With `=`, since a name may start with a hyphen.
    let mut option = |name: &str, value: &str| command.push_str(&format!(" --{name}={}", quoted(value)));
    option("endpoint-url", &storage.endpoint().origin());
    option("region", storage.region().as_str());
    option("bucket", storage.bucket().as_str());
    option("key", object_key.as_str());
    if operation == LinkOperation::Put {
        option("body", &beside(files.content));
        // Versions of before August 2024 do not know it, and say so before they send anything.
        if only_if_absent {
            option("if-none-match", "*");
        }
        if sse_s3 {
            option("server-side-encryption", SSE_S3);
        }
    }
    if files.customer_key.is_some() {
        option("sse-customer-algorithm", ALGORITHM);
        option("sse-customer-key", "fileb:///dev/stdin");
    }
    if operation == LinkOperation::Get {
        let part = quoted(&beside(&format!("{}.part", files.content)));
        command.push_str(&format!(" {part} && mv {part} {}", quoted(&beside(files.content))));
    }
    Ok(command)
}

/// The path, decoded: what a person would read in the address. `None` where it is no text, which nobody could read either.
fn object_name(request: &SignedRequest) -> Option<Cow<'_, str>> {
    let path = request.url().expose().split('?').next().unwrap_or_default();
    percent_decode_str(path).decode_utf8().ok()
}

/// Whether a text has what Python's `os.path.expandvars` takes for a variable.
fn has_variable(text: &str) -> bool {
    let starts_name = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '{');
    text.split('$').skip(1).any(starts_name)
}

fn is_customer_key(header: &Header) -> bool {
    header.name() == CUSTOMER_KEY_HEADER
}

/// The file's first line, where it is base64 of 32 bytes, with a line end whatever the file has (none, or two characters of
/// Windows): what is tested is what is used, and a note beneath the key is neither.
fn first_line(key_file: CommandKeyFile<'_>) -> String {
    format!("tr -d '\\r' < {} | sed -n 1p | grep -x '[A-Za-z0-9+/]\\{{43\\}}='", quoted(&beside(key_file.name)))
}

fn first_line_md5(key_file: CommandKeyFile<'_>) -> String {
    format!("{} | openssl base64 -d | openssl dgst -md5 -binary | openssl base64", first_line(key_file))
}

/// Goes on only where the file's first line is base64 of 32 bytes, and of those that the command was made for.
fn key_file_test(key_file: CommandKeyFile<'_>) -> String {
    let is_key = format!("{} | grep -q .", first_line(key_file));
    let is_this = format!("{} | grep -q -x -F '{}'", first_line_md5(key_file), key_file.md5.as_str());
    let otherwise = |said: &str| format!("{{ echo 'The key file holds {said}.' >&2; false; }}");
    format!(
        "{{ {is_key} || {}; }} && {{ {is_this} || {}; }} && ",
        otherwise("no SSE-C key in base64 in its first line"),
        otherwise("another SSE-C key")
    )
}

fn key_file_name<'a>(files: CommandFiles<'a>) -> Option<&'a str> {
    files.customer_key.map(|key_file| key_file.name)
}

fn refuse_hidden(names: &[Option<&str>]) -> Result<(), CommandError> {
    if names.iter().flatten().all(|name| is_plain(name)) { Ok(()) } else { Err(CommandError::ControlCharacters) }
}

/// A path that no program takes for an option or for standard input.
fn beside(name: &str) -> String {
    if name.starts_with('/') { name.to_owned() } else { format!("./{name}") }
}

/// A line of curl's configuration; `value` as it stands there.
fn header_setting(name: &str, value: &str) -> String {
    format!("header = \"{name}: {value}\"")
}

/// The inside of a quoted value in curl's configuration.
fn config_quoted(text: &str) -> String {
    text.replace('\\', r"\\").replace('"', "\\\"")
}

fn ends_in_slash(request: &SignedRequest) -> bool {
    request.url().expose().split('?').next().is_some_and(|address| address.ends_with('/'))
}
