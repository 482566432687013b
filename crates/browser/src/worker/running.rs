//! One worker that runs, and the requests that wait for its answers.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use futures_channel::oneshot;
use js_sys::{Array, Uint8Array};
use sealport_worker_protocol::{Packed, Parcel, Reply, decode};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::{WorkerAddress, WorkerError};

/// An answer, and the bytes beside it.
pub(super) type Outcome = Result<(Reply, Option<Uint8Array>), WorkerError>;

/// Dropped, it ends the worker; whoever waits for an answer hears that it died.
pub(super) struct Running {
    worker: Worker,
    state: Rc<RefCell<State>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

#[derive(Default)]
struct State {
    phase: Phase,
    last_id: u32,
    waiting: BTreeMap<u32, oneshot::Sender<Outcome>>,
}

/// What is known of the worker.
#[derive(Default)]
enum Phase {
    /// It has not said that it listens: what was asked meanwhile.
    Starting(Vec<Packed>),
    Ready,
    #[default]
    Over,
}

impl Running {
    pub fn start(address: &WorkerAddress) -> Result<Self, WorkerError> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(address.as_str(), &options).map_err(|_| WorkerError::Refused)?;
        let state = Rc::new(RefCell::new(State { phase: Phase::Starting(Vec::new()), ..State::default() }));
        // The handlers hold the state weakly, so that nothing outlives this value.
        let (heard, speaker) = (Rc::downgrade(&state), worker.clone());
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            hear(&heard, &speaker, &event.data());
        });
        let (failing, failed) = (Rc::downgrade(&state), worker.clone());
        let on_error = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            // Said here once, with what it was; the console need not repeat it.
            event.prevent_default();
            failed.terminate();
            end(&failing, WorkerError::Died);
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { worker, state, _on_message: on_message, _on_error: on_error })
    }

    /// Whether it is of any use: it starts or listens.
    pub fn is_alive(&self) -> bool {
        !matches!(self.state.borrow().phase, Phase::Over)
    }

    /// Whether nothing that was asked is unanswered.
    pub fn is_idle(&self) -> bool {
        // Who no longer waits has closed the other end.
        self.state.borrow().waiting.values().all(oneshot::Sender::is_canceled)
    }

    /// Sends a request, at once or as soon as the worker listens.
    pub fn ask(&self, head: &[u8], bulk: Option<&Uint8Array>) -> Result<oneshot::Receiver<Outcome>, WorkerError> {
        let mut state = self.state.borrow_mut();
        state.last_id = state.last_id.wrapping_add(1);
        let id = state.last_id;
        let packed = Packed::new(id, head, bulk);
        match &mut state.phase {
            Phase::Starting(queue) => queue.push(packed),
            Phase::Ready => post(&self.worker, &packed)?,
            Phase::Over => return Err(WorkerError::Died),
        }
        let (sender, receiver) = oneshot::channel();
        state.waiting.insert(id, sender);
        Ok(receiver)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.set_onmessageerror(None);
        self.worker.terminate();
        end(&Rc::downgrade(&self.state), WorkerError::Died);
    }
}

fn post(worker: &Worker, packed: &Packed) -> Result<(), WorkerError> {
    let posted = worker.post_message_with_transfer(&packed.message, &packed.transfer);
    posted.map_err(|_| WorkerError::BufferGone)
}

fn hear(state: &Weak<RefCell<State>>, worker: &Worker, data: &JsValue) {
    let Some(shared) = state.upgrade() else { return };
    if data.is_string() {
        if *data != "ready" {
            worker.terminate();
            return end(state, WorkerError::NotStarted);
        }
        let queue = match std::mem::replace(&mut shared.borrow_mut().phase, Phase::Ready) {
            Phase::Starting(queue) => queue,
            Phase::Ready | Phase::Over => Vec::new(),
        };
        for packed in queue {
            if let Err(error) = post(worker, &packed) {
                answer(&shared, id_of(&packed.message), Err(error));
            }
        }
        return;
    }
    let Some(Parcel { id, head, bulk }) = Parcel::open(data) else { return end(state, WorkerError::Protocol) };
    let reply = decode(&head).ok_or(WorkerError::Protocol);
    answer(&shared, id, reply.map(|reply| (reply, bulk)));
}

fn id_of(message: &Array) -> u32 {
    // Written by `Packed::new`: a whole number.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    message.get(0).as_f64().map_or(0, |id| id as u32)
}

fn answer(state: &RefCell<State>, id: u32, outcome: Outcome) {
    let waiting = state.borrow_mut().waiting.remove(&id);
    if let Some(waiting) = waiting {
        // Nobody may wait for it any more.
        let _ = waiting.send(outcome);
    }
}

/// The worker is over: everybody who waits hears why. One that never listened could not be started.
fn end(state: &Weak<RefCell<State>>, why: WorkerError) {
    let Some(state) = state.upgrade() else { return };
    let mut state = state.borrow_mut();
    let why = match std::mem::take(&mut state.phase) {
        Phase::Starting(_) if why == WorkerError::Died => WorkerError::NotStarted,
        _ => why,
    };
    for (_, waiting) in std::mem::take(&mut state.waiting) {
        let _ = waiting.send(Err(why.clone()));
    }
}
