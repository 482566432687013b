//! Parts that more than one screen uses.

pub mod clock_note;
pub mod crumbs;
pub mod dialog;
pub mod fault_box;
pub mod field;
pub mod file_pick;
pub mod gate;
pub mod icon;
pub mod import_form;
pub mod key_art;
pub mod key_choice;
pub mod key_dialogs;
pub mod key_doctor;
pub mod md5_check;
pub mod menu;
pub mod open_sealed;
mod own_words;
pub mod passphrase;
pub mod piece;
pub mod protection_dialogs;
pub mod recipients;
pub mod ring_change;
pub mod ring_dialogs;
pub mod ring_note;
pub mod toast;
