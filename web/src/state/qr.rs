//! A QR code as one outline, for a key sheet.

use qrcodegen::{QrCode, QrCodeEcc};
use sealport_client::Zeroizing;
use std::fmt::Write;

/// A drawn code, without the white border that readers need around it.
pub struct Drawn {
    /// Modules along each side.
    pub size: i32,
    /// The dark modules as the `d` of an SVG path, one unit each. As secret as the text.
    pub path: Zeroizing<String>,
}

/// Draws a short text. None for one that is too long for any code.
#[must_use]
pub fn draw(text: &str) -> Option<Drawn> {
    // A folded or stained sheet still reads with a quarter of it lost.
    let code = QrCode::encode_text(text, QrCodeEcc::Quartile).ok()?;
    let size = code.size();
    // Room for the longest path, so that no copy is left behind when it grows.
    let mut path = Zeroizing::new(String::with_capacity(usize::try_from(size * size * 16).ok()?));
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let len = (x..size).take_while(|x| code.get_module(*x, y)).count();
            let len = i32::try_from(len).ok()?;
            if len > 0 {
                write!(path, "M{x} {y}h{len}v1h-{len}z").ok()?;
            }
            x += len + 1;
        }
    }
    Some(Drawn { size, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The modules that a path fills, as a reader would see them: a white border, eight pixels a module.
    fn read(drawn: &Drawn) -> String {
        let (border, scale) = (4, 8);
        let mut dark = std::collections::HashSet::new();
        for run in drawn.path.split('M').filter(|run| !run.is_empty()) {
            let (at, rest) = run.split_once('h').unwrap();
            let (x, y) = at.split_once(' ').unwrap();
            let len: i32 = rest.split_once('v').unwrap().0.parse().unwrap();
            let (x, y): (i32, i32) = (x.parse().unwrap(), y.parse().unwrap());
            dark.extend((x..x + len).map(|x| (x, y)));
        }
        let side = usize::try_from((drawn.size + 2 * border) * scale).unwrap();
        let module = |pixel: usize| i32::try_from(pixel).unwrap() / scale - border;
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
            if dark.contains(&(module(x), module(y))) { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1);
        grids[0].decode().unwrap().1
    }

    #[test]
    fn a_reader_reads_what_was_drawn() {
        for text in [
            "A1F077C24BE903D56E18FA940C3BD26788901DE4B3A552CF7409E6BB10F893AD",
            "q7Zt0v1n8mJx4dR2bY6eWcKp3sHfUoLgTiAaQyXwNQ0=",
            "x",
        ] {
            assert_eq!(read(&draw(text).unwrap()), text);
        }
    }

    #[test]
    fn what_fits_no_code_is_not_drawn() {
        assert!(draw(&"x".repeat(5000)).is_none());
    }
}
