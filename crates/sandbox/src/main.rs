//! `sealport-sandbox`: the local S3 server as a program.

use std::{io::Write as _, net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::Parser;
use sealport_sandbox::{DefaultEncryption, Fault, Like, PageConfig, Sandbox, SandboxConfig, SandboxCredentials};

/// A local S3 server for trying and testing Sealport.
///
/// It answers as AWS does for objects encrypted with customer keys (SSE-C) or by the server (SSE-S3). It is made for trying and for tests: do not
/// keep data in it that you need.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Where S3 is served; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:9000")]
    listen: SocketAddr,
    /// The folder for objects; made when missing
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The bucket; made when missing
    #[arg(long, value_name = "NAME")]
    bucket: String,
    /// The access key id that is let in; random when neither is given
    #[arg(long, value_name = "ID", env = "AWS_ACCESS_KEY_ID", hide_env_values = true, requires = "secret_access_key")]
    access_key_id: Option<String>,
    /// Its secret: a throw-away value of a test server, never a real one
    #[arg(
        long,
        value_name = "SECRET",
        env = "AWS_SECRET_ACCESS_KEY",
        hide_env_values = true,
        requires = "access_key_id"
    )]
    secret_access_key: Option<String>,
    /// The region that signatures must name
    #[arg(long, default_value = "us-east-1")]
    region: String,
    /// An origin whose pages may use the bucket, such as http://localhost:8080; may be given more than once. It holds until
    /// a CORS configuration is put on the bucket, which is kept in the data folder; this server's own page is always let in
    #[arg(long, value_name = "ORIGIN")]
    cors_origin: Vec<String>,
    /// A folder with index.html to serve as a page, connected to the bucket
    #[arg(long, value_name = "DIR", requires = "page_listen")]
    page: Option<PathBuf>,
    /// Where the page is served
    #[arg(long, value_name = "ADDR", requires = "page")]
    page_listen: Option<SocketAddr>,
    /// Whose behaviour to show
    #[arg(long, value_enum, default_value_t)]
    like: Like,
    /// What uploads get that ask for no encryption. It holds until an encryption configuration is put on the bucket, which
    /// is kept in the data folder
    #[arg(long, value_enum, default_value_t, value_name = "WHAT")]
    default_encryption: DefaultEncryption,
    /// Misbehave on purpose, for tests of clients (only with --like ovh)
    #[arg(long, value_enum)]
    fault: Option<Fault>,
    /// Permit addresses that other machines can reach
    #[arg(long)]
    allow_remote: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match serve(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sealport-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(options: Options) -> Result<(), Box<dyn std::error::Error>> {
    let mut config = SandboxConfig::new(options.data, options.bucket);
    config.listen = options.listen;
    config.region = options.region;
    config.cors_origins = options.cors_origin;
    config.allow_remote = options.allow_remote;
    config.like = options.like;
    config.default_encryption = options.default_encryption;
    config.fault = options.fault;
    config.credentials = match (options.access_key_id, options.secret_access_key) {
        (Some(access_key_id), Some(secret_access_key)) => Some(SandboxCredentials { access_key_id, secret_access_key }),
        _ => None,
    };
    config.page = match (options.page, options.page_listen) {
        (Some(folder), Some(listen)) => Some(PageConfig { folder, listen }),
        _ => None,
    };
    // A page is told its credentials by the server; without one, somebody has to read them here.
    let prints_credentials = config.credentials.is_none() && config.page.is_none();
    let stop_asked = stop_asked()?;
    let sandbox = Sandbox::start(config).await?;
    let mut line = String::new();
    if prints_credentials {
        let credentials = sandbox.credentials();
        line += &format!("AWS_ACCESS_KEY_ID={}\n", credentials.access_key_id);
        line += &format!("AWS_SECRET_ACCESS_KEY={}\n", credentials.secret_access_key);
    }
    line += &format!("ready s3=http://{}", sandbox.s3_addr());
    if let Some(page_addr) = sandbox.page_addr() {
        line += &format!(" page=http://{page_addr}");
    }
    // Nobody reading it is no reason to stop.
    let _ = writeln!(std::io::stdout(), "{line}").and_then(|()| std::io::stdout().flush());
    stop_asked.await;
    sandbox.stop().await;
    Ok(())
}

/// Ends at the first SIGINT or SIGTERM. Set up before anything else, so that no signal is missed.
#[cfg(unix)]
fn stop_asked() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends at Ctrl-C.
#[cfg(not(unix))]
fn stop_asked() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
