//! The page in real browsers, on its built files: the whole main job, and everything that must not happen on the way.
//!
//! `SEALPORT_BROWSERS` chooses the browsers. Pictures of the screens go to `target/screenshots/`.

mod page;

mod bindings;
mod bucket;
mod cancelling;
mod copying;
mod doctor;
mod harness;
mod key_jobs;
mod keyboard;
mod keys_alone;
mod leaks;
mod link_trouble;
mod links;
mod local;
mod local_known;
mod local_openssl;
mod local_reach;
mod local_saving;
mod local_screens;
mod main_job;
mod newcomer_connects;
mod newcomer_keys;
mod newcomer_lists;
mod origins;
mod overwriting;
mod picker;
mod pieces;
mod protection;
mod ring;
mod ring_change;
mod ring_elsewhere;
mod ring_secrets;
mod ring_tabs;
mod screens;
mod sealed;
mod sealed_screens;
mod silent;
mod staging;
mod workers;
mod wrong_key;
