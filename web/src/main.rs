//! Starts the page.

#![forbid(unsafe_code)]

fn main() {
    sealport_web::start();
}
