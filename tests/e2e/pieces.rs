//! The pieces of the page that are not in its first load: not before they may, and not without a word.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use sealport_tests::site::Site;
use sealport_tests::{Browser, places, wait};
use tempfile::TempDir;

use crate::page::{Page, SOON, id};

/// Names and times of what was fetched, and the time from when on the first screen could be used.
const FETCHED: &str = "
    const pieces = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/piece-'));
    const [usable] = performance.getEntriesByName('sealport-interactive');
    if (!usable) return [0, 0];
    return [pieces.length, pieces.filter(({ startTime }) => startTime < usable.startTime).length]";

/// A copy of the page whose pieces can be taken away.
struct Copy {
    folder: TempDir,
    pieces: Vec<PathBuf>,
}

impl Copy {
    fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut pieces = Vec::new();
        for file in fs::read_dir(places::dist()?)? {
            let file = file?.path();
            let name = file.file_name().unwrap_or_default();
            if name.to_string_lossy().starts_with("piece-") {
                pieces.push(file.clone());
            }
            if file.is_file() {
                fs::copy(&file, folder.path().join(name))?;
            }
        }
        ensure!(!pieces.is_empty(), "the page is not cut");
        Ok(Self { folder, pieces })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn take_pieces_away(&self) -> Result<()> {
        for piece in &self.pieces {
            fs::remove_file(self.path().join(piece.file_name().unwrap_or_default()))?;
        }
        Ok(())
    }

    fn put_pieces_back(&self) -> Result<()> {
        for piece in &self.pieces {
            fs::copy(piece, self.path().join(piece.file_name().unwrap_or_default()))?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_piece_that_cannot_be_had_is_said_and_tried_again() -> Result<()> {
    for browser in Browser::wanted()? {
        let copy = Copy::new()?;
        copy.take_pieces_away()?;
        let site = Site::start(copy.path(), "/page", None).await?;
        let mut page = Page::open(browser, &site.address()).await?;
        page.expect_in_console("piece-");
        page.run("pieces-away", async |page| {
            // The first screen is there without any.
            page.see(&id("connect")).await?;
            page.click(&id("connect")).await?;
            page.see(&format!("form {}", id("piece-failed"))).await?;
            page.click(&id("to-local")).await?;
            page.see(&id("piece-failed")).await?;
            // Still not there.
            page.click(&id("piece-again")).await?;
            page.see(&id("piece-failed")).await?;
            page.click(&id("help")).await?;
            page.see(&format!("dialog {}", id("piece-failed"))).await?;

            copy.put_pieces_back()?;
            page.click(&format!("dialog {}", id("piece-again"))).await?;
            page.see("dialog kbd").await?;
            page.click("dialog [data-first]").await?;
            page.no_dialog().await?;
            page.click(&format!("main {}", id("piece-again"))).await?;
            page.see(&id("local-choose")).await?;
            page.miss(&id("piece-failed")).await?;
            // What was wanted is done when its piece comes: the form is checked.
            page.click(&id("local-connect")).await?;
            page.click(&format!("form {}", id("piece-again"))).await?;
            page.see("form [aria-invalid=true]").await?;
            page.miss(&id("piece-failed")).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_first_screen_asks_for_no_piece_and_later_none_is_missing() -> Result<()> {
    for browser in Browser::wanted()? {
        let copy = Copy::new()?;
        let site = Site::start(copy.path(), "", None).await?;
        let page = Page::open(browser, &site.address()).await?;
        page.run("pieces-ahead", async |page| {
            page.see(&id("connect")).await?;
            let all = copy.pieces.len() as u64;
            let early = wait::until("all pieces to be fetched", SOON, async || {
                let counts = page.script(FETCHED, Vec::new()).await?;
                Ok((counts[0].as_u64() == Some(all)).then(|| counts[1].clone()))
            })
            .await?;
            ensure!(early == 0, "{early} of {all} pieces were asked for before the first screen could be used");
            copy.take_pieces_away()?;
            page.click(&id("to-local")).await?;
            page.see(&id("local-choose")).await?;
            Ok(())
        })
        .await?;
    }
    Ok(())
}
