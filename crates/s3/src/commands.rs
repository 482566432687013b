//! Commands for a terminal that do what a request here does. The customer key comes from its key file, is never an
//! argument of a program (arguments are seen by everyone on a machine) and never part of the command's text.
//!
//! Every value is one single-quoted word, so that no name can start a command of its own.

use sealport_core::{ALGORITHM, CUSTOMER_ALGORITHM_HEADER, CUSTOMER_KEY_HEADER, CUSTOMER_KEY_MD5_HEADER};

use crate::address::{ObjectKey, Storage};
use crate::at_rest::SSE_S3;
use crate::binding::LinkOperation;
use crate::request::SignedRequest;
use crate::shell::{is_plain, quoted};

/// Files that a command reads or writes, as paths on the person's machine.
#[derive(Clone, Copy, Debug)]
pub struct CommandFiles<'a> {
    /// Name of the file that is stored or written, beside which the command is run.
    pub content: &'a str,
    /// Name of the customer key's file (one line of base64), where the request carries a customer key.
    pub customer_key: Option<&'a str>,
}

/// Why there is no command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// A name has characters that a terminal would act on or hide.
    #[error("the name has control characters: a terminal would not show what it runs")]
    ControlCharacters,
    /// `aws` would read the name as a file or address to load.
    #[error("aws would take this name for a file or address to load")]
    LoadedByAws,
}

/// `curl` with a presigned request: complete, with a link for any key, or without a customer key.
///
/// Address and headers go to curl's standard input as a configuration, since arguments are seen by everyone.
///
/// # Errors
///
/// [`CommandError::ControlCharacters`].
///
/// Spec: curl's manual, `--config`.
pub fn curl_command(
    operation: LinkOperation,
    request: &SignedRequest,
    files: CommandFiles<'_>,
) -> Result<String, CommandError> {
    refuse_hidden(&[Some(files.content), files.customer_key])?;
    let mut settings = vec![format!("url = \"{}\"", config_quoted(request.url().expose()))];
    for header in request.headers() {
        if header.name() == CUSTOMER_KEY_HEADER {
            continue;
        }
        settings.push(header_setting(header.name(), header.expose()));
    }
    let lines: Vec<String> = settings.iter().map(|line| format!("  printf '%s\\n' {}", quoted(line))).collect();
    let mut feed = lines.join("\n");
    if let Some(key_file) = files.customer_key {
        let key_file = quoted(&beside(key_file));
        let names: Vec<&str> = request.headers().iter().map(crate::request::Header::name).collect();
        feed.push_str(&format!(
            "\n  printf 'header = \"{CUSTOMER_KEY_HEADER}: %s\"\\n' \"$(base64 -d < {key_file} | base64 | tr -d '\\n')\""
        ));
        if !names.contains(&CUSTOMER_ALGORITHM_HEADER) {
            let setting = quoted(&header_setting(CUSTOMER_ALGORITHM_HEADER, ALGORITHM));
            feed.push_str(&format!("\n  printf '%s\\n' {setting}"));
        }
        if !names.contains(&CUSTOMER_KEY_MD5_HEADER) {
            feed.push_str(&format!(
                "\n  printf 'header = \"{CUSTOMER_KEY_MD5_HEADER}: %s\"\\n' \"$(base64 -d < {key_file} | openssl dgst -md5 -binary | base64)\""
            ));
        }
    }
    let file = quoted(&beside(files.content));
    // Errors show their body, which says why; a PUT's own answer has none.
    let rest = match operation {
        LinkOperation::Get => format!("--output {file}"),
        LinkOperation::Head => "--head".to_owned(),
        // A name that ends in a slash makes curl add the file's name to the address; data does not.
        LinkOperation::Put if ends_in_slash(request) => {
            format!(
                "--request PUT --header 'Content-Type:' --data-binary {}",
                quoted(&format!("@{}", beside(files.content)))
            )
        }
        LinkOperation::Put => format!("--upload-file {file}"),
    };
    Ok(format!("{{\n{feed}\n}} | curl --config - --globoff --fail-with-body --silent --show-error {rest}"))
}

/// `aws s3api` for the same operation, with credentials of the person's own.
///
/// The customer key is decoded from its file into the program's standard input, so that its raw bytes are on no disk.
/// `aws` computes the MD5 itself.
///
/// # Errors
///
/// [`CommandError`].
///
/// Spec: AWS CLI Command Reference, `s3api put-object`, `get-object`, `head-object`.
pub fn aws_command(
    operation: LinkOperation,
    storage: &Storage,
    object_key: &ObjectKey,
    sse_s3: bool,
    files: CommandFiles<'_>,
) -> Result<String, CommandError> {
    refuse_hidden(&[Some(object_key.as_str()), Some(files.content), files.customer_key])?;
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
        command.push_str(&format!("base64 -d < {} | ", quoted(&beside(key_file))));
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
        if sse_s3 {
            option("server-side-encryption", SSE_S3);
        }
    }
    if files.customer_key.is_some() {
        option("sse-customer-algorithm", ALGORITHM);
        option("sse-customer-key", "fileb:///dev/stdin");
    }
    if operation == LinkOperation::Get {
        command.push_str(&format!(" {}", quoted(&beside(files.content))));
    }
    Ok(command)
}

fn refuse_hidden(names: &[Option<&str>]) -> Result<(), CommandError> {
    if names.iter().flatten().all(|name| is_plain(name)) { Ok(()) } else { Err(CommandError::ControlCharacters) }
}

/// A path that no program takes for an option or for standard input.
fn beside(name: &str) -> String {
    if name.starts_with('/') { name.to_owned() } else { format!("./{name}") }
}

fn header_setting(name: &str, value: &str) -> String {
    format!("header = \"{}\"", config_quoted(&format!("{name}: {value}")))
}

/// The inside of a quoted value in curl's configuration.
fn config_quoted(text: &str) -> String {
    text.replace('\\', r"\\").replace('"', "\\\"")
}

fn ends_in_slash(request: &SignedRequest) -> bool {
    request.url().expose().split('?').next().is_some_and(|address| address.ends_with('/'))
}
