//! The screens.

pub mod connect;
pub mod files;
pub mod keys;
pub mod object;
pub mod protection;
pub mod staged;
pub mod transfers;
pub mod tray;
