//! Requests to one worker at a time, which is started when it is needed and again when it died.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Uint8Array;
use sealport_worker_protocol::{Answer, Fault, Request, encode};

use super::running::Running;
use super::{WorkerAddress, WorkerError};

/// A way to a worker; its clones share the worker.
#[derive(Clone)]
pub(super) struct Link(Rc<Shared>);

struct Shared {
    address: WorkerAddress,
    running: RefCell<Option<Running>>,
    /// How many workers were started: what was told to an earlier one is not known to this one.
    started: Cell<u32>,
}

/// Why a request failed: by the worker's own word, or because there was none.
#[derive(Debug)]
pub(super) enum Failure {
    Fault(Fault),
    Worker(WorkerError),
}

impl From<Failure> for WorkerError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Fault(fault) => Self::of_fault(fault),
            Failure::Worker(error) => error,
        }
    }
}

/// Ends a worker that works on something nobody waits for any more.
struct EndIfIdle<'a>(&'a Link);

impl Drop for EndIfIdle<'_> {
    fn drop(&mut self) {
        let mut running = self.0.0.running.borrow_mut();
        if running.as_ref().is_some_and(Running::is_idle) {
            *running = None;
        }
    }
}

impl Link {
    pub fn new(address: WorkerAddress) -> Self {
        Self(Rc::new(Shared { address, running: RefCell::new(None), started: Cell::new(0) }))
    }

    /// The number of the worker that the next request goes to.
    pub fn worker_number(&self) -> Result<u32, WorkerError> {
        self.with_running(|_| Ok(()))?;
        Ok(self.0.started.get())
    }

    /// Ends the worker, and with it all that it was told. The next request starts another.
    pub fn end(&self) {
        self.0.running.borrow_mut().take();
    }

    /// Ends the worker unless it has something to do.
    pub fn end_if_idle(&self) {
        drop(EndIfIdle(self));
    }

    /// Asks and waits. The buffer of `bulk` is given away.
    pub async fn ask(
        &self,
        request: &Request,
        bulk: Option<&Uint8Array>,
    ) -> Result<(Answer, Option<Uint8Array>), Failure> {
        let answered = self.send(request, bulk).map_err(Failure::Worker)?;
        let outcome = answered.await.map_err(|_| Failure::Worker(WorkerError::Died))?;
        let (reply, bulk) = outcome.map_err(Failure::Worker)?;
        Ok((reply.map_err(Failure::Fault)?, bulk))
    }

    /// The same for a request that takes long: once nobody waits for its answer the worker is ended, if nothing else
    /// waits either.
    pub async fn ask_long(
        &self,
        request: &Request,
        bulk: Option<&Uint8Array>,
    ) -> Result<(Answer, Option<Uint8Array>), Failure> {
        let ends = EndIfIdle(self);
        let outcome = self.ask(request, bulk).await;
        // It was answered: there is nothing to break off.
        std::mem::forget(ends);
        outcome
    }

    /// Says something whose answer does not matter, to a worker that runs already.
    pub fn tell(&self, request: &Request) {
        if let (Some(running), Some(head)) = (self.0.running.borrow().as_ref(), encode(request)) {
            let _ = running.ask(&head, None);
        }
    }

    fn send(
        &self,
        request: &Request,
        bulk: Option<&Uint8Array>,
    ) -> Result<futures_channel::oneshot::Receiver<super::running::Outcome>, WorkerError> {
        let head = encode(request).ok_or(WorkerError::Protocol)?;
        self.with_running(|running| running.ask(&head, bulk))
    }

    fn with_running<T>(&self, act: impl FnOnce(&Running) -> Result<T, WorkerError>) -> Result<T, WorkerError> {
        let mut running = self.0.running.borrow_mut();
        if running.as_ref().is_some_and(|running| !running.is_alive()) {
            *running = None;
        }
        if let Some(running) = running.as_ref() {
            return act(running);
        }
        let fresh = Running::start(&self.0.address)?;
        self.0.started.set(self.0.started.get().wrapping_add(1));
        act(running.insert(fresh))
    }
}
