//! A bucket seen by a client that is not ours (AWS's own signer): what is really stored, whatever a page says.

use anyhow::{Context, Result, bail};
use percent_encoding::percent_decode_str;
use quick_xml::Reader;
use quick_xml::events::Event;
use reqwest::{Method, Response};

use crate::answer::Answer;
use crate::call::Call;
use crate::customer_key::CustomerKey;

/// Where a bucket is and what opens it.
#[derive(Clone, Debug)]
pub struct Storage {
    /// `http://127.0.0.1:PORT`.
    pub endpoint: String,
    /// As signatures name it.
    pub region: String,
    /// Its name.
    pub bucket: String,
    /// Throw-away.
    pub access_key_id: String,
    /// Throw-away.
    pub secret_access_key: String,
}

impl Storage {
    /// The object keys in the bucket, in the server's order.
    ///
    /// # Errors
    ///
    /// When the server does not list them, or not all at once.
    pub async fn object_keys(&self) -> Result<Vec<String>> {
        let list = Call::new(Method::GET, "").query("encoding-type", "url").query("list-type", "2");
        let answer = succeeded(list.send(self).await?)?;
        let text = String::from_utf8(answer.body).context("the listing is no text")?;
        if texts_of(&text, "IsTruncated")? != ["false"] {
            bail!("the bucket has more than one page of objects");
        }
        let encoded = texts_of(&text, "Key")?;
        // As in forms: a space may be a plus sign, which itself never stands for itself.
        let decoded = |name: &String| Ok(percent_decode_str(&name.replace('+', " ")).decode_utf8()?.into_owned());
        encoded.iter().map(decoded).collect()
    }

    /// Makes the bucket.
    ///
    /// # Errors
    ///
    /// When the server does not.
    pub async fn create_bucket(&self) -> Result<()> {
        succeeded(Call::new(Method::PUT, "").send(self).await?).map(drop)
    }

    /// Sends a GET, with the customer key if one is given.
    ///
    /// # Errors
    ///
    /// When no answer comes. Any status is an answer.
    pub async fn read(&self, object_key: &str, customer_key: Option<&[u8; 32]>) -> Result<Response> {
        with_key(Call::get(object_key), customer_key).open(self).await
    }

    /// Stores an object with the customer key, or without one.
    ///
    /// # Errors
    ///
    /// When the server does not take it.
    pub async fn store(&self, object_key: &str, contents: Vec<u8>, customer_key: Option<&[u8; 32]>) -> Result<()> {
        succeeded(with_key(Call::put(object_key, contents), customer_key).send(self).await?).map(drop)
    }

    /// Puts an encryption configuration on the bucket: the rule of AWS's document, without the elements around it.
    ///
    /// # Errors
    ///
    /// When the server does not take it.
    pub async fn configure_encryption(&self, rule: &str) -> Result<()> {
        let document = format!(
            "<ServerSideEncryptionConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Rule>{rule}</Rule>\
            </ServerSideEncryptionConfiguration>"
        );
        succeeded(Call::bucket(Method::PUT, "encryption", document).send(self).await?).map(drop)
    }

    /// Lets pages of that origin do everything (CORS).
    ///
    /// # Errors
    ///
    /// When the server does not take it.
    pub async fn let_in(&self, origin: &str) -> Result<()> {
        let methods = ["GET", "HEAD", "PUT", "DELETE"].map(|method| format!("<AllowedMethod>{method}</AllowedMethod>"));
        let document = format!(
            "<CORSConfiguration><CORSRule><AllowedOrigin>{origin}</AllowedOrigin>{}<AllowedHeader>*</AllowedHeader>\
             <ExposeHeader>etag</ExposeHeader></CORSRule></CORSConfiguration>",
            methods.concat()
        );
        succeeded(Call::bucket(Method::PUT, "cors", document).send(self).await?).map(drop)
    }

    /// Deletes an object.
    ///
    /// # Errors
    ///
    /// When the server does not.
    pub async fn remove(&self, object_key: &str) -> Result<()> {
        succeeded(Call::new(Method::DELETE, object_key).send(self).await?).map(drop)
    }
}

fn with_key(call: Call, customer_key: Option<&[u8; 32]>) -> Call {
    match customer_key {
        Some(customer_key) => call.key(&CustomerKey::new(customer_key)),
        None => call,
    }
}

fn succeeded(answer: Answer) -> Result<Answer> {
    if answer.status >= 300 {
        bail!("the storage answered {}: {}", answer.status, String::from_utf8_lossy(&answer.body));
    }
    Ok(answer)
}

/// The texts of all elements of that name. Texts of a listing are URL-encoded, so that no entity is in them.
fn texts_of(document: &str, name: &str) -> Result<Vec<String>> {
    let (mut reader, mut inside, mut found) = (Reader::from_str(document), false, Vec::new());
    loop {
        match reader.read_event()? {
            Event::Start(start) => inside = start.local_name().as_ref() == name,
            Event::Text(text) if inside => found.push(text.xml10_content().into_owned()),
            Event::End(_) => inside = false,
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_keys_are_read_out_of_a_listing_and_nothing_else() {
        let listing = "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a%20b</Key><Size>1</Size>\
            <Owner><ID>Key</ID></Owner></Contents><Contents><Key>c</Key></Contents></ListBucketResult>";
        assert_eq!(texts_of(listing, "Key").unwrap(), ["a%20b", "c"]);
        assert!(texts_of("<ListBucketResult><Key>a</Contents>", "Key").is_err());
    }
}
