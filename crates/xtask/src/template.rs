//! The page's entry: filling in hashed names, and refusing what the content security policy would block.

use anyhow::{Result, bail};

/// The policy of the page, as `<meta>` in `index.html`; a host that can set headers adds `frame-ancestors 'none'`.
pub const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' blob:; worker-src 'self'; \
    connect-src 'self' https: http://127.0.0.1:* http://localhost:* http://*.localhost:*; \
    base-uri 'none'; form-action 'none'";

/// Replaces every `{{name}}` by what `resolve` gives for it.
///
/// # Errors
///
/// Those of `resolve`, and a `{{` without its `}}`.
pub fn fill(template: &str, mut resolve: impl FnMut(&str) -> Result<String>) -> Result<String> {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, remaining)) = after.split_once("}}") else {
            bail!("a `{{{{` is without its `}}}}`");
        };
        filled.push_str(before);
        filled.push_str(&resolve(name.trim())?);
        rest = remaining;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// Refuses an entry without the policy, and one with inline code or styles, which the policy would block silently.
///
/// # Errors
///
/// With what was found and where it belongs.
pub fn check(html: &str) -> Result<()> {
    let policy = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">");
    match html.find(&policy) {
        None => {
            bail!("index.html does not carry the content security policy of crates/xtask/src/template.rs:\n{policy}")
        }
        // A policy binds only what comes after it.
        Some(at) if ["<script", "<link"].iter().any(|tag| html.find(tag).is_some_and(|first| first < at)) => {
            bail!("in index.html the content security policy must come before the first <script> and <link>")
        }
        Some(_) => {}
    }
    for tag in tags(html) {
        let lower = tag.to_ascii_lowercase();
        if lower.starts_with("style") {
            bail!("index.html has a <style> element; the policy blocks it: write it into web/style.css");
        }
        if lower.starts_with("script") && !lower.contains(" src=") {
            bail!("index.html has a <script> without src; the policy blocks it: use a file");
        }
        for attribute in attribute_names(&lower) {
            if attribute == "style" || attribute.starts_with("on") {
                bail!("index.html has an attribute `{attribute}=`; the policy blocks it: <{tag}>");
            }
        }
    }
    Ok(())
}

/// Leaves out HTML comments: they speak to developers.
pub fn without_comments(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}

/// The insides of all opening tags.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).filter(|part| part.starts_with(|first: char| first.is_ascii_alphabetic())).map(|part| {
        let mut quote = None;
        let end = part.find(|character| match (quote, character) {
            (None, '>') => true,
            (None, '"' | '\'') => {
                quote = Some(character);
                false
            }
            (Some(open), close) if open == close => {
                quote = None;
                false
            }
            _ => false,
        });
        end.map_or(part, |end| &part[..end])
    })
}

/// The names of a tag's attributes that have a value.
fn attribute_names(tag: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once('=') {
        names.extend(before.split_ascii_whitespace().next_back());
        let value = after.trim_start();
        rest = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).map_or("", |(_, after)| after),
            _ => value.split_once(|end: char| end.is_ascii_whitespace()).map_or("", |(_, after)| after),
        };
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> String {
        format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">{body}")
    }

    #[test]
    fn placeholders_are_replaced_wherever_they_stand() {
        let filled = fill("a {{ x }}b{{y}}", |name| Ok(name.to_uppercase())).unwrap();
        assert_eq!(filled, "a XbY");
    }

    #[test]
    fn an_unfinished_placeholder_is_refused() {
        assert!(fill("a {{x", |_| Ok(String::new())).is_err());
    }

    #[test]
    fn the_template_of_this_checkout_passes() {
        let template = include_str!("../../../index.html");
        let filled = fill(template, |_| Ok("./name".to_owned())).unwrap();
        check(&filled).unwrap();
    }

    #[test]
    fn plain_elements_pass() {
        check(&page("<script type=\"module\" src=\"./a.js\"></script><p class=\"on style=x\">a = b</p>")).unwrap();
    }

    #[test]
    fn a_page_without_the_policy_is_refused() {
        assert!(check("<p>hello</p>").is_err());
    }

    #[test]
    fn a_policy_after_the_first_script_is_refused() {
        let html = format!("<script src=\"a.js\"></script>{}", page(""));
        assert!(check(&html).unwrap_err().to_string().contains("must come before"));
    }

    #[test]
    fn inline_script_style_and_handlers_are_refused() {
        for body in [
            "<script>let a</script>",
            "<STYLE>p{}</STYLE>",
            "<p style=\"color:red\">",
            "<p title='>' style='color:red'>",
            "<button type=button onclick=\"a()\">",
        ] {
            assert!(check(&page(body)).is_err(), "{body}");
        }
    }

    #[test]
    fn a_comment_may_say_anything_and_is_left_out() {
        let html = without_comments(&page("a<!-- no <style>\nand no {{name}} -->b"));
        assert!(html.ends_with(">ab"));
        check(&html).unwrap();
    }
}
