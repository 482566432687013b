//! Requests by fetch: everything but uploads that report progress.

use js_sys::{Array, Promise};
use sealport_client::{Answer, AnswerHeaders, SignedRequest, TransportError};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReferrerPolicy, Request, RequestCache, RequestCredentials,
    RequestInit, RequestMode, RequestRedirect, Response, ResponseType,
};

use crate::body::{AbortOnDrop, BrowserBody};
use crate::source::FileSource;

#[wasm_bindgen]
extern "C" {
    /// The global `fetch`, in a window or a worker.
    #[wasm_bindgen(js_name = fetch)]
    fn global_fetch(request: &Request) -> Promise;
}

/// Sends under the rules that keep keys and plaintext where they belong: the cache would keep plaintext and answer a wrong
/// key from it, a redirect would carry the key along.
pub(crate) async fn send(
    request: &SignedRequest,
    source: Option<&FileSource>,
) -> Result<Answer<BrowserBody>, TransportError> {
    let unsupported = |_: JsValue| TransportError::Unsupported("fetch");
    let controller = AbortController::new().map_err(unsupported)?;
    let headers = Headers::new().map_err(unsupported)?;
    for header in request.headers() {
        headers.append(header.name(), header.expose()).map_err(unsupported)?;
    }
    let init = RequestInit::new();
    init.set_method(request.method().as_str());
    init.set_headers_headers(&headers);
    init.set_mode(RequestMode::Cors);
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::Omit);
    init.set_redirect(RequestRedirect::Error);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&controller.signal()));
    if let Some(source) = source {
        init.set_body(source.blob());
    }
    let js_request = Request::new_with_str_and_init(request.url().expose(), &init).map_err(unsupported)?;
    let guard = AbortOnDrop(controller);
    let lost = |_: JsValue| TransportError::NetworkOrCors;
    let response = JsFuture::from(global_fetch(&js_request)).await.map_err(lost)?;
    let response: Response = response.dyn_into().map_err(lost)?;
    let body = match response.body() {
        Some(stream) => {
            let reader = stream.get_reader().dyn_into::<ReadableStreamDefaultReader>();
            BrowserBody::stream(reader.map_err(|_| TransportError::Unsupported("streams"))?, guard)
        }
        None => BrowserBody::whole(None),
    };
    Ok(Answer { status: response.status(), headers: answer_headers(&response.headers()), body })
}

/// Whether anything answers at an origin (`https://host:port`), though this page may not read what. A browser does not
/// tell a closed port from an answer without CORS headers otherwise. Sends nothing but a request for `/`.
///
/// Spec: Fetch Standard, "no-cors" requests.
pub async fn anything_answers(origin: &str) -> bool {
    bare_head(&format!("{origin}/"), RequestMode::NoCors, RequestRedirect::Follow).await.is_some()
}

/// Whether an address answers by a redirect, which no request of ours follows: a browser tells that from silence only
/// where it was asked to stop there, and the answer has CORS headers. Sends the address and nothing else.
///
/// Spec: Fetch Standard, "opaque-redirect filtered response".
pub async fn redirects(address: &str) -> bool {
    let answer = bare_head(address, RequestMode::Cors, RequestRedirect::Manual).await;
    answer.is_some_and(|answer| answer.type_() == ResponseType::Opaqueredirect)
}

/// Asks with nothing but an address.
async fn bare_head(address: &str, mode: RequestMode, redirect: RequestRedirect) -> Option<Response> {
    let init = RequestInit::new();
    init.set_method("HEAD");
    init.set_mode(mode);
    init.set_redirect(redirect);
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::Omit);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    let request = Request::new_with_str_and_init(address, &init).ok()?;
    JsFuture::from(global_fetch(&request)).await.ok()?.dyn_into().ok()
}

fn answer_headers(headers: &Headers) -> AnswerHeaders {
    let pairs = Array::from(&headers.entries());
    AnswerHeaders::new(pairs.iter().filter_map(|pair| {
        let pair = Array::from(&pair);
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    }))
}
