//! Cancelling a transfer at any moment.

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::FutureExt;
use futures_util::future::{Either, Shared, select};

/// Cancels what it was given to. Clones cancel together; once cancelled, it stays so.
#[derive(Clone, Debug)]
pub struct Cancel {
    trigger: Rc<RefCell<Option<oneshot::Sender<()>>>>,
    signal: Shared<oneshot::Receiver<()>>,
}

/// The caller cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cancelled;

impl Cancel {
    /// Not cancelled yet.
    pub fn new() -> Self {
        let (trigger, signal) = oneshot::channel();
        Self { trigger: Rc::new(RefCell::new(Some(trigger))), signal: signal.shared() }
    }

    /// Cancels. Requests under way are aborted at once.
    pub fn cancel(&self) {
        if let Some(trigger) = self.trigger.borrow_mut().take() {
            // No receiver means that nothing is under way.
            let _ = trigger.send(());
        }
    }

    /// Whether it was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.trigger.borrow().is_none()
    }

    /// Runs a future until it ends or is cancelled; dropping it is what aborts it.
    pub(crate) async fn guard<T>(&self, future: impl Future<Output = T>) -> Result<T, Cancelled> {
        if self.is_cancelled() {
            return Err(Cancelled);
        }
        match select(self.signal.clone(), pin!(future)).await {
            Either::Left(_) => Err(Cancelled),
            Either::Right((output, _)) => Ok(output),
        }
    }
}

impl Default for Cancel {
    fn default() -> Self {
        Self::new()
    }
}
