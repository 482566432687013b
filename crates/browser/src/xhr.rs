//! Uploads by XHR, the one way to hear of progress in every engine.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use js_sys::{ArrayBuffer, Uint8Array};
use sealport_client::{Answer, AnswerHeaders, SignedRequest, TransportError};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ProgressEvent, Url, XmlHttpRequest, XmlHttpRequestResponseType};

use crate::body::BrowserBody;
use crate::source::FileSource;

/// What the event handlers tell the waiting future.
#[derive(Default)]
struct State {
    sent: u64,
    /// Bytes of the whole body, as the browser reads it: of a file rewritten meanwhile not what was said before.
    total: Option<u64>,
    ended: bool,
    waker: Option<Waker>,
}

impl State {
    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

/// A request under way. Dropping it takes the handlers off and aborts it, which does nothing once it has ended.
struct Running {
    xhr: XmlHttpRequest,
    _on_progress: Closure<dyn FnMut(ProgressEvent)>,
    _on_end: Closure<dyn FnMut()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Ok(upload) = self.xhr.upload() {
            upload.set_onprogress(None);
        }
        self.xhr.set_onloadend(None);
        let _ = self.xhr.abort();
    }
}

pub(crate) async fn send<F: FnMut(u64)>(
    request: &SignedRequest,
    source: &FileSource,
    mut on_sent: F,
) -> Result<Answer<BrowserBody>, TransportError> {
    let unsupported = |_: JsValue| TransportError::Unsupported("XMLHttpRequest");
    let xhr = XmlHttpRequest::new().map_err(unsupported)?;
    xhr.open_with_async(request.method().as_str(), request.url().expose(), true).map_err(unsupported)?;
    xhr.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
    for header in request.headers() {
        xhr.set_request_header(header.name(), header.expose()).map_err(unsupported)?;
    }
    let state = Rc::new(RefCell::new(State::default()));
    let running = listen(xhr, &state).map_err(unsupported)?;
    running.xhr.send_with_opt_blob(Some(source.blob())).map_err(|_| TransportError::NetworkOrCors)?;

    let mut reported = 0;
    poll_fn(|context| {
        let mut state = state.borrow_mut();
        let (sent, ended) = (state.sent, state.ended);
        if !ended {
            state.waker = Some(context.waker().clone());
        }
        drop(state);
        if sent != reported {
            reported = sent;
            on_sent(sent);
        }
        if ended { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    let answer = answer(request, &running.xhr)?;
    // An answer means that all of it was sent; the last events may have been left out.
    if let Some(total) = state.borrow().total.filter(|total| *total != reported) {
        on_sent(total);
    }
    Ok(answer)
}

fn listen(xhr: XmlHttpRequest, state: &Rc<RefCell<State>>) -> Result<Running, JsValue> {
    let progress_state = Rc::clone(state);
    let on_progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
        let mut state = progress_state.borrow_mut();
        // A byte count as a double; whole and positive.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        {
            state.sent = event.loaded() as u64;
            state.total = event.length_computable().then_some(event.total() as u64);
        }
        state.wake();
    });
    let end_state = Rc::clone(state);
    let on_end = Closure::<dyn FnMut()>::new(move || {
        let mut state = end_state.borrow_mut();
        state.ended = true;
        state.wake();
    });
    xhr.upload()?.set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
    xhr.set_onloadend(Some(on_end.as_ref().unchecked_ref()));
    Ok(Running { xhr, _on_progress: on_progress, _on_end: on_end })
}

fn answer(request: &SignedRequest, xhr: &XmlHttpRequest) -> Result<Answer<BrowserBody>, TransportError> {
    let status = xhr.status().unwrap_or(0);
    if status == 0 {
        return Err(TransportError::NetworkOrCors);
    }
    // XHR cannot refuse redirects; that one happened shows afterwards.
    let answered_by = Url::new(&xhr.response_url()).map(|url| url.origin());
    if answered_by.ok().as_deref() != Some(request.origin()) {
        return Err(TransportError::Redirected);
    }
    let headers = xhr.get_all_response_headers().unwrap_or_default();
    let pairs = headers.lines().filter_map(|line| line.split_once(": "));
    let headers = AnswerHeaders::new(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let bytes = xhr.response().ok().and_then(|body| body.dyn_into::<ArrayBuffer>().ok());
    let body = BrowserBody::whole(bytes.map(|bytes| Uint8Array::new(&bytes)));
    Ok(Answer { status, headers, body })
}
