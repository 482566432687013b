//! One matrix of what S3 servers answer: each row is one request, sent to Garage, Ceph, LocalStack and the local
//! server, with what each of them is known to answer. The local server must answer as AWS does.
//!
//! Statuses and codes are in the rows; the words of each refusal are in `recorded.json`, which the error table of the
//! crate `s3` reads too. After a change of a server's version: `SEALPORT_RECORD=1 cargo xtask test s3`, and look at
//! the difference.

mod bindings;
mod bucket_encryption;
mod client;
mod client_links;
mod client_settings;
mod conditions;
mod cors;
mod leftovers;
mod links;
mod ovh;
mod proxies;
mod recorded;
mod servers;
mod sse_s3;
mod ssec;
mod table;

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, ensure};
use libtest_mimic::{Arguments, Failed, Trial};
use tokio::runtime::Runtime;

use crate::recorded::Recorded;
use crate::servers::{Server, Servers};
use crate::table::Walk;

/// Only the sandbox behaves so.
const OVH: &str = "ovh";

/// What a group of rows is called, and the sentence that is its test.
const GROUPS: [(&str, &str); 13] = [
    ("ssec", "requests with a customer key are answered as recorded by"),
    ("conditions", "ranges and conditions of objects with a customer key are answered as recorded by"),
    ("presign", "links, good and bad, are answered as recorded by"),
    ("bindings", "links bind a customer key as far as recorded by"),
    ("sse-s3", "the header for encryption with the storage's keys is answered as recorded by"),
    ("bucketenc", "requests about a bucket's default encryption are answered as recorded by"),
    ("cors", "preflights and answers to pages are as recorded by"),
    ("client", "what the client does and what it says of refusals is right in front of"),
    ("links", "the client's own links bind and do as recorded in front of"),
    ("settings", "the client changes a bucket's default encryption, or leaves it alone, in front of"),
    ("proxy", "the client sees through a bad proxy in front of"),
    ("leftovers", "what a failed upload left is deleted and nothing else in front of"),
    (OVH, "the client is right about a storage like OVHcloud's, honest or not, as shown by"),
];

fn main() -> Result<ExitCode> {
    let arguments = Arguments::from_args();
    let runtime = Arc::new(Runtime::new()?);
    let servers = Arc::new(Servers::new());
    let recorded = Arc::new(Recorded::load()?);
    let mut trials = Vec::new();
    for server in Server::ALL {
        for (group, sentence) in GROUPS {
            if group == OVH && server != Server::Sandbox {
                continue;
            }
            let name = format!("{group}: {sentence} {server}");
            // Said loudly by `cargo xtask test`, which alone may leave a server out.
            let left_out = servers.is_left_out(server);
            let (runtime, servers, recorded) = (runtime.clone(), servers.clone(), recorded.clone());
            let trial = Trial::test(name, move || {
                let walked = runtime.block_on(walk(&servers, server, group, &recorded));
                walked.map_err(|error| Failed::from(format!("{error:#}")))
            });
            trials.push(trial.with_ignored_flag(left_out));
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    // A static's or an exiting process's servers would go on.
    drop(servers);
    recorded.save()?;
    Ok(conclusion.exit_code())
}

async fn walk(servers: &Servers, server: Server, group: &'static str, recorded: &Recorded) -> Result<()> {
    // Rows change the bucket's settings: one group at a time.
    let running = servers.turn(server).await?;
    let mut walk = Walk::new(server, group, running.storage(), recorded);
    match group {
        "ssec" => ssec::rows(&mut walk).await?,
        "conditions" => conditions::rows(&mut walk).await?,
        "presign" => links::rows(&mut walk).await?,
        "bindings" => bindings::rows(&mut walk).await?,
        "sse-s3" => sse_s3::rows(&mut walk).await?,
        "bucketenc" => bucket_encryption::rows(&mut walk).await?,
        "cors" => cors::rows(&mut walk).await?,
        "client" => client::rows(&mut walk).await?,
        "links" => client_links::rows(&mut walk).await?,
        "settings" => client_settings::rows(&mut walk).await?,
        OVH => ovh::rows(&mut walk).await?,
        "proxy" => proxies::rows(&mut walk).await?,
        "leftovers" => leftovers::rows(&mut walk).await?,
        other => anyhow::bail!("there is no group {other}"),
    }
    let (rows, faults) = walk.end();
    ensure!(rows > 0, "no row was walked");
    ensure!(faults.is_empty(), "{} differences in {rows} rows:\n{}", faults.len(), faults.join("\n"));
    Ok(())
}
