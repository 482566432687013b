//! How much memory and processor time a browser takes, by the system's own count.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use tokio::time::sleep;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// Of what a tick of the system's clock is, in milliseconds: Linux tells times to programs in hundredths of a second.
const TICK_MS: f64 = 10.0;

/// Memory of a process and all that descend from it, in bytes: what several share is counted once. None where the system
/// does not tell.
pub fn of_family(process: i32) -> Option<u64> {
    let all: Vec<u64> = family(process)?.into_iter().filter_map(of_process).collect();
    (!all.is_empty()).then(|| all.iter().sum())
}

/// Processor time that a process and all that descend from it took so far, in milliseconds. Other programs on a busy
/// machine change it little. None where the system does not tell.
pub fn cpu_ms(process: i32) -> Option<f64> {
    Some(family(process)?.into_iter().filter_map(cpu_of_process).sum())
}

fn family(process: i32) -> Option<Vec<i32>> {
    let mut children: BTreeMap<i32, Vec<i32>> = BTreeMap::new();
    for entry in fs::read_dir("/proc").ok()?.flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        if let Some(parent) = parent_of(id) {
            children.entry(parent).or_default().push(id);
        }
    }
    let (mut family, mut next) = (Vec::new(), vec![process]);
    while let Some(id) = next.pop() {
        next.extend(children.get(&id).into_iter().flatten());
        family.push(id);
    }
    Some(family)
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
    stat(process)?.get(1)?.parse().ok()
}

fn cpu_of_process(process: i32) -> Option<f64> {
    let stat = stat(process)?;
    let ticks = |index: usize| stat.get(index)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) * TICK_MS)
}

/// The fields after the name, which is in parentheses and may hold anything.
fn stat(process: i32) -> Option<Vec<String>> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    Some(stat.rsplit_once(')')?.1.split_whitespace().map(str::to_owned).collect())
}

/// The proportional set size.
fn of_process(process: i32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let kib: u64 =
        rollup.lines().find_map(|line| line.strip_prefix("Pss:")?.split_whitespace().next()?.parse().ok())?;
    Some(kib << 10)
}
