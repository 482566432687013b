//! How much memory a browser takes, by the system's own count.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use tokio::time::sleep;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// Memory of a process and all that descend from it, in bytes: what several share is counted once. None where the system
/// does not tell.
pub fn of_family(process: i32) -> Option<u64> {
    let mut children: BTreeMap<i32, Vec<i32>> = BTreeMap::new();
    for entry in fs::read_dir("/proc").ok()?.flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        if let Some(parent) = parent_of(id) {
            children.entry(parent).or_default().push(id);
        }
    }
    let (mut family, mut total) = (vec![process], None);
    while let Some(id) = family.pop() {
        family.extend(children.get(&id).into_iter().flatten());
        if let Some(bytes) = of_process(id) {
            total = Some(total.unwrap_or(0) + bytes);
        }
    }
    total
}

/// Runs something, and tells how much more memory than before the family took at most meanwhile, in bytes.
pub async fn peak_above<T>(process: Option<i32>, act: impl Future<Output = T>) -> (T, Option<u64>) {
    let look = || process.and_then(of_family);
    let before = look();
    let mut peak = before;
    let mut act = std::pin::pin!(act);
    loop {
        tokio::select! {
            done = &mut act => return (done, peak.zip(before).map(|(peak, before)| peak.saturating_sub(before))),
            () = sleep(PAUSE) => peak = peak.max(look()),
        }
    }
}

fn parent_of(process: i32) -> Option<i32> {
    // The name, in parentheses, may hold anything.
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

/// The proportional set size.
fn of_process(process: i32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let kib: u64 =
        rollup.lines().find_map(|line| line.strip_prefix("Pss:")?.split_whitespace().next()?.parse().ok())?;
    Some(kib << 10)
}
