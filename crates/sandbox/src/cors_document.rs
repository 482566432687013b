//! The bucket's CORS configuration: which documents are taken, and which requests a rule covers.
//!
//! Spec: Amazon S3 User Guide, "Elements of a CORS configuration"; Amazon S3 API Reference, "PutBucketCors".

use quick_xml::{Writer, events::BytesText};
use roxmltree::Node;
use s3s::{S3Error, S3ErrorCode, S3Result};

use crate::{
    settings::{SettingDocument, Stored},
    xml::{children, malformed, parse, texts},
};

const ROOT: &str = "CORSConfiguration";
const METHODS: [&str; 5] = ["GET", "PUT", "POST", "DELETE", "HEAD"];
const MAX_RULES: usize = 100;
/// How long browsers may keep a preflight's answer, in seconds: as the page recommends it.
const RECOMMENDED_MAX_AGE: u32 = 3600;

/// The rules of a document, in its order; the first that covers a request counts.
#[derive(Debug)]
pub(crate) struct CorsRules(pub(crate) Vec<CorsRule>);

/// One rule. Origins and request headers may have one `*` each, which stands for any text.
#[derive(Clone, Debug)]
pub(crate) struct CorsRule {
    pub(crate) origins: Vec<String>,
    pub(crate) methods: Vec<String>,
    pub(crate) request_headers: Vec<String>,
    pub(crate) exposed_headers: Vec<String>,
    /// Seconds.
    pub(crate) max_age: Option<u32>,
}

impl CorsRule {
    /// The rule that Sealport recommends, for these origins.
    pub(crate) fn recommended(origins: Vec<String>) -> Self {
        let document = sealport_s3::cors_document("");
        let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        Self {
            origins,
            methods: owned(document.allowed_methods()),
            request_headers: owned(document.allowed_headers()),
            exposed_headers: owned(document.exposed_headers()),
            max_age: Some(RECOMMENDED_MAX_AGE),
        }
    }

    /// Whether a request from that origin, with that method and those headers, is covered.
    pub(crate) fn covers<'a>(
        &self,
        origin: &str,
        method: &str,
        mut request_headers: impl Iterator<Item = &'a str>,
    ) -> bool {
        self.methods.iter().any(|allowed| allowed == method)
            && self.origins.iter().any(|allowed| is_match(allowed, origin))
            && request_headers.all(|name| {
                let name = name.to_ascii_lowercase();
                self.request_headers.iter().any(|allowed| is_match(&allowed.to_ascii_lowercase(), &name))
            })
    }

    fn parse(rule: Node<'_, '_>) -> S3Result<Self> {
        let owned = |name| texts(rule, name).map(str::to_owned).collect::<Vec<_>>();
        let parsed = Self {
            origins: owned("AllowedOrigin"),
            methods: owned("AllowedMethod"),
            request_headers: owned("AllowedHeader"),
            exposed_headers: owned("ExposeHeader"),
            max_age: texts(rule, "MaxAgeSeconds")
                .next()
                .map(|text| text.parse().map_err(|_| malformed()))
                .transpose()?,
        };
        if parsed.origins.is_empty() || parsed.methods.is_empty() {
            return Err(malformed());
        }
        if let Some(method) = parsed.methods.iter().find(|method| !METHODS.contains(&method.as_str())) {
            return Err(refused(format!(
                "Found unsupported HTTP method in CORS config. Unsupported method is {method}"
            )));
        }
        for (element, values) in [("AllowedOrigin", &parsed.origins), ("AllowedHeader", &parsed.request_headers)] {
            if let Some(value) = values.iter().find(|value| value.matches('*').count() > 1) {
                return Err(refused(format!("{element} \"{value}\" can not have more than one wildcard.")));
            }
        }
        if let Some(name) = parsed.exposed_headers.iter().find(|name| name.contains('*')) {
            return Err(refused(format!(
                "ExposeHeader \"{name}\" contains wildcard. We currently do not support wildcard for ExposeHeader."
            )));
        }
        Ok(parsed)
    }
}

impl SettingDocument for CorsRules {
    const FILE_NAME: &'static str = "bucket-cors.xml";
    const DELETING_RESTORES_INITIAL: bool = false;

    fn parse(text: &str) -> S3Result<Self> {
        let document = parse(text, ROOT)?;
        let rules = children(document.root_element(), "CORSRule").map(CorsRule::parse).collect::<S3Result<Vec<_>>>()?;
        if rules.is_empty() || rules.len() > MAX_RULES { Err(malformed()) } else { Ok(Self(rules)) }
    }
}

/// The document that a bucket starts with: the recommended rule for these origins, if there are any.
pub(crate) fn initial_document(origins: Vec<String>) -> Option<Stored<CorsRules>> {
    if origins.is_empty() {
        return None;
    }
    let rule = CorsRule::recommended(origins);
    let mut writer = Writer::new(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_vec());
    let max_age = rule.max_age.map(|seconds| vec![seconds.to_string()]).unwrap_or_default();
    let elements = [
        ("AllowedOrigin", &rule.origins),
        ("AllowedMethod", &rule.methods),
        ("AllowedHeader", &rule.request_headers),
        ("ExposeHeader", &rule.exposed_headers),
        ("MaxAgeSeconds", &max_age),
    ];
    writer
        .create_element(ROOT)
        .with_attribute(("xmlns", "http://s3.amazonaws.com/doc/2006-03-01/"))
        .write_inner_content(|writer| {
            writer.create_element("CORSRule").write_inner_content(|writer| {
                for (name, texts) in elements {
                    for text in texts {
                        writer.create_element(name).write_text_content(BytesText::new(text))?;
                    }
                }
                Ok(())
            })?;
            Ok(())
        })
        .ok()?;
    Some(Stored { text: String::from_utf8(writer.into_inner()).ok()?, document: CorsRules(vec![rule]) })
}

fn is_match(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => text.strip_prefix(start).is_some_and(|rest| rest.ends_with(end)),
        None => pattern == text,
    }
}

fn refused(message: String) -> S3Error {
    S3Error::with_message(S3ErrorCode::InvalidRequest, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(rule: &str) -> Result<CorsRules, (String, String)> {
        CorsRules::parse(&format!("<CORSConfiguration><CORSRule>{rule}</CORSRule></CORSConfiguration>"))
            .map_err(|error| (error.code().as_str().to_owned(), error.message().unwrap_or_default().to_owned()))
    }

    #[test]
    fn the_initial_document_says_what_its_rules_do() {
        let initial = initial_document(vec!["http://a.example".to_owned(), "http://b.example:1".to_owned()]).unwrap();
        let read = CorsRules::parse(&initial.text).unwrap();
        assert_eq!(format!("{read:?}"), format!("{:?}", initial.document));
        assert!(initial_document(Vec::new()).is_none());
    }

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, is_good) in [
            ("*", "http://a.example", true),
            ("*", "null", true),
            ("http://*.example", "http://a.b.example", true),
            ("http://*.example", "http://.example", true),
            ("http://*.example", "http://example", false),
            ("http://*.example", "https://a.example", false),
            ("http://a.example", "http://a.example:80", false),
            ("http://localhost:*", "http://localhost:8460", true),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(is_match(pattern, text), is_good, "{pattern} {text}");
        }
    }

    #[test]
    fn a_rule_covers_its_origins_methods_and_headers() {
        let rules = parsed(
            "<AllowedOrigin>http://a.example</AllowedOrigin><AllowedMethod>GET</AllowedMethod>\
             <AllowedHeader>X-Amz-Meta-*</AllowedHeader><AllowedHeader>range</AllowedHeader>",
        );
        let rule = &rules.unwrap().0[0];
        let covers = |origin, method, names: &[&str]| rule.covers(origin, method, names.iter().copied());
        assert!(covers("http://a.example", "GET", &["range", "x-amz-meta-a", "RANGE"]));
        assert!(covers("http://a.example", "GET", &[]));
        assert!(!covers("http://A.example", "GET", &[]));
        assert!(!covers("http://a.example", "PUT", &[]));
        assert!(!covers("http://a.example", "GET", &["range", "x-other"]));
    }

    #[test]
    fn what_aws_refuses_is_refused_in_its_words() {
        let start = "<AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>";
        for (rule, code, message) in [
            (format!("{start}<ExposeHeader>x-amz-meta-*</ExposeHeader>"), "InvalidRequest", "x-amz-meta-*"),
            (format!("{start}<AllowedHeader>*a*</AllowedHeader>"), "InvalidRequest", "more than one wildcard"),
            (format!("{start}<AllowedOrigin>http://*.*</AllowedOrigin>"), "InvalidRequest", "more than one wildcard"),
            (format!("{start}<AllowedMethod>PATCH</AllowedMethod>"), "InvalidRequest", "Unsupported method is PATCH"),
            (format!("{start}<MaxAgeSeconds>soon</MaxAgeSeconds>"), "MalformedXML", "published schema"),
            ("<AllowedOrigin>*</AllowedOrigin>".to_owned(), "MalformedXML", "published schema"),
            ("<AllowedMethod>GET</AllowedMethod>".to_owned(), "MalformedXML", "published schema"),
        ] {
            let error = parsed(&rule).unwrap_err();
            assert!(error.0 == code && error.1.contains(message), "{rule}: {error:?}");
        }
        assert!(CorsRules::parse("<CORSConfiguration/>").is_err());
        assert!(CorsRules::parse("[]").is_err());
    }
}
