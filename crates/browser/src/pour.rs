//! An answer's body moved into a sink, one call of this code for each chunk.
//!
//! A turn through futures and wasm for each read and each write costs a quarter of the speed of a fetch. Here the promise
//! of a read calls straight into [`Pouring::chunk_came`], which hands the chunk on and asks for the next. Joining the
//! streams by `pipeTo` was measured too: it is slower than reading.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use js_sys::{Function, Promise, Uint8Array};
use sealport_client::{PourError, TransportError, pour_by_chunks};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::ReadableStreamDefaultReader;

use crate::body::BrowserBody;
use crate::save::failed;
use crate::sink::{Intake, SaveSink};

/// How many bytes pass between two words of progress.
const STRIDE_LEN: u64 = 1 << 20;

#[wasm_bindgen]
extern "C" {
    /// What a reader's `read` ends with.
    type ReadResult;
    #[wasm_bindgen(method, getter, structural)]
    fn done(this: &ReadResult) -> bool;
    #[wasm_bindgen(method, getter, structural)]
    fn value(this: &ReadResult) -> Uint8Array;

    /// [`Promise::then`] of functions that outlive the call.
    #[wasm_bindgen(js_name = Promise)]
    type Thenable;
    #[wasm_bindgen(method, js_name = then)]
    fn then_call(this: &Thenable, on_fulfilled: &Function, on_rejected: &Function);
}

/// What the promises' closures and the waiting future share.
struct Pouring {
    reader: ReadableStreamDefaultReader,
    intake: Rc<RefCell<Intake>>,
    /// None once nobody waits any more: what still comes is dropped, and the closures can be collected.
    calls: Option<Calls>,
    moved: u64,
    told: u64,
    waker: Option<Waker>,
    outcome: Option<Result<(), PourError>>,
}

/// What the promises call.
#[derive(Clone)]
struct Calls {
    chunk_came: Function,
    read_failed: Function,
    written: Function,
    write_failed: Function,
}

/// Stops a pour when it is dropped, by its end or by a cancel.
struct StopOnDrop(Rc<RefCell<Pouring>>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.borrow_mut().calls = None;
    }
}

/// Moves the rest of a body into a sink. See [`sealport_client::Platform::pour`].
pub(crate) async fn pour(
    body: BrowserBody,
    sink: &mut SaveSink,
    mut on_moved: impl FnMut(u64),
) -> Result<u64, PourError> {
    let (reader, guard) = match body.into_reader() {
        Ok(opened) => opened,
        Err(whole) => return pour_by_chunks(whole, sink, on_moved).await,
    };
    let pouring = Rc::new(RefCell::new(Pouring {
        reader,
        intake: sink.intake(),
        calls: None,
        moved: 0,
        told: 0,
        waker: None,
        outcome: None,
    }));
    let stop = StopOnDrop(Rc::clone(&pouring));
    pouring.borrow_mut().calls = Some(Calls::of(&pouring));
    pouring.borrow().read_next();
    let outcome = poll_fn(|context| {
        let (moved, outcome) = {
            let mut pouring = pouring.borrow_mut();
            pouring.waker = Some(context.waker().clone());
            pouring.told = pouring.moved;
            (pouring.moved, pouring.outcome.take())
        };
        on_moved(moved);
        outcome.map_or(Poll::Pending, Poll::Ready)
    })
    .await;
    // The abort makes a pending read fail: nobody listens by then.
    drop(stop);
    drop(guard);
    outcome.map(|()| pouring.borrow().moved)
}

impl Pouring {
    fn read_next(&self) {
        if let Some(calls) = &self.calls {
            let reading: Thenable = self.reader.read().unchecked_into();
            reading.then_call(&calls.chunk_came, &calls.read_failed);
        }
    }

    fn chunk_came(&mut self, read: &ReadResult) {
        let Some(calls) = &self.calls else { return };
        if read.done() {
            return self.end(Ok(()));
        }
        let chunk = read.value();
        let taken = self.intake.borrow_mut().take(&chunk);
        match taken {
            Ok(writing) => {
                self.moved += u64::from(chunk.byte_length());
                match writing {
                    Some(writing) => {
                        let writing: Thenable = Promise::unchecked_into(writing);
                        writing.then_call(&calls.written, &calls.write_failed);
                    }
                    None => self.read_next(),
                }
            }
            Err(error) => return self.end(Err(error.into())),
        }
        if self.moved - self.told >= STRIDE_LEN {
            self.wake();
        }
    }

    fn end(&mut self, outcome: Result<(), PourError>) {
        self.outcome = Some(outcome);
        self.wake();
    }

    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

impl Calls {
    /// Functions that JS keeps as long as a promise may call them.
    fn of(pouring: &Rc<RefCell<Pouring>>) -> Self {
        let chunk_came = call(pouring, |pouring, read| pouring.chunk_came(read.unchecked_ref()));
        let read_failed = call(pouring, |pouring, _| pouring.end(Err(TransportError::NetworkOrCors.into())));
        let written = call(pouring, |pouring, _| pouring.read_next());
        let write_failed = call(pouring, |pouring, exception| pouring.end(Err(failed(exception).into())));
        Self { chunk_came, read_failed, written, write_failed }
    }
}

fn call(pouring: &Rc<RefCell<Pouring>>, act: impl Fn(&mut Pouring, JsValue) + 'static) -> Function {
    let pouring = Rc::clone(pouring);
    Closure::<dyn FnMut(JsValue)>::new(move |value| act(&mut pouring.borrow_mut(), value))
        .into_js_value()
        .unchecked_into()
}
