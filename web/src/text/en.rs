//! Every English word of the page, by screen. Sentences with something to fill in are functions.

mod connect;
mod dialogs;
mod doctor;
mod errors;
mod files;
mod keys;
mod link_facts;
mod link_faults;
mod link_refusals;
mod links;
mod md5;
mod object;
mod protection;
mod refusals;
mod requests;
mod shell;
mod tray;
mod units;

pub use connect::*;
pub use dialogs::*;
pub use doctor::*;
pub use errors::*;
pub use files::*;
pub use keys::*;
pub use link_facts::*;
pub use link_faults::*;
pub use link_refusals::*;
pub use links::*;
pub use md5::*;
pub use object::*;
pub use protection::*;
pub use refusals::*;
pub use requests::*;
pub use shell::*;
pub use tray::*;
pub use units::*;
