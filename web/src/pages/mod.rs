//! The screens.

pub mod bucket;
pub mod checks;
pub mod connect;
pub mod files;
pub mod key_sheet;
pub mod keys;
pub mod link;
pub mod list;
pub mod list_row;
pub mod object;
pub mod protection;
pub mod receipt;
pub mod request;
pub mod staged;
pub mod transfers;
pub mod tray;
