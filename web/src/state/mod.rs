//! Everything the page decides, as plain values without a browser: tested natively.
//!
//! Nothing here awaits, draws or holds a secret key. Secret text appears only while it is being typed, in the connection
//! form ([`connect::ConnectForm`]) and in local mode ([`local::LocalDesk`]), and these types have no `Debug`.

pub mod answered;
pub mod bucket;
pub mod checks;
pub mod clock;
pub mod connect;
pub mod doctor;
pub mod fault;
pub mod format;
pub mod intent;
pub mod kept;
pub mod key_trial;
pub mod keyring;
pub mod link;
pub mod listing;
pub mod local;
pub mod moment;
pub mod names;
pub mod object;
pub mod pace;
pub mod passphrase;
pub mod protection;
pub mod qr;
pub mod recipients;
pub mod regions;
pub mod request;
pub mod route;
pub mod staged;
pub mod theme;
pub mod transfers;
