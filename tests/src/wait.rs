//! Waiting for something to become true, with a deadline and a name for what was waited for.

use std::fmt::Display;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(40);

/// Looks until `look` finds something.
///
/// # Errors
///
/// After `within`, naming `what`; at once when `look` fails.
pub async fn until<T>(
    what: impl Display,
    within: Duration,
    mut look: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let begin = Instant::now();
    loop {
        if let Some(found) = look().await.with_context(|| format!("while waiting for {what}"))? {
            return Ok(found);
        }
        if begin.elapsed() >= within {
            bail!("waited {} s in vain for {what}", within.as_secs_f32());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_deadline_that_passes_names_what_was_waited_for() {
        let error = until::<()>("a miracle", Duration::from_millis(50), async || Ok(None)).await.unwrap_err();
        assert!(error.to_string().contains("a miracle"), "{error}");
    }

    #[tokio::test]
    async fn what_is_found_later_is_returned() {
        let mut looks = 0;
        let found = until("the third look", Duration::from_secs(5), async || {
            looks += 1;
            Ok((looks == 3).then_some(looks))
        });
        assert_eq!(found.await.unwrap(), 3);
    }
}
