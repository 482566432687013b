//! Steps with a number, a title and their seconds, and running a program with its output streamed.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::Instant,
};

use anyhow::{Context, Result, bail};

/// Numbers the steps of a command and says how long each took.
#[derive(Debug)]
pub struct Steps {
    total: usize,
    started: usize,
    begin: Instant,
}

impl Steps {
    /// A command of `total` steps that begins now.
    pub fn new(total: usize) -> Self {
        Self { total, started: 0, begin: Instant::now() }
    }

    /// Runs one step between its header and its seconds.
    ///
    /// # Errors
    ///
    /// Those of the step, with its title.
    pub fn run<T>(&mut self, title: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.started += 1;
        let mark = format!("[{}/{}]", self.started, self.total);
        println!("{mark} {title}");
        let begin = Instant::now();
        let result = work();
        let state = if result.is_ok() { "done" } else { "FAILED" };
        println!("{mark} {state} in {:.1} s", begin.elapsed().as_secs_f64());
        result.with_context(|| format!("step \"{title}\" failed"))
    }

    /// Seconds since the first step was announced.
    pub fn seconds(&self) -> f64 {
        self.begin.elapsed().as_secs_f64()
    }
}

/// Runs a program to its end; its output goes straight to the terminal.
///
/// # Errors
///
/// When it cannot be started or ends with another code than 0; the message carries the command as one can repeat it.
pub fn run(command: &mut Command) -> Result<()> {
    // Nothing here asks questions; a tool that tries must see the end of its input instead of waiting for ever.
    let status = command.stdin(Stdio::null()).status().with_context(|| cannot_start(command))?;
    if !status.success() {
        bail!("`{}` ended with {status}", shown(command));
    }
    Ok(())
}

/// A program that runs beside the steps before its own; what it prints waits for its own step.
#[derive(Debug)]
pub struct Beside {
    child: Child,
    shown: String,
    lines: Receiver<String>,
}

impl Beside {
    /// Starts the program.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    pub fn start(mut command: Command) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| cannot_start(&command))?;
        let (send, lines) = mpsc::channel();
        if let Some(output) = child.stderr.take() {
            // Read all the time: a full pipe would stop the program. The thread ends with the output.
            thread::spawn(move || {
                for line in BufReader::new(output).split(b'\n').map_while(|line| line.ok()) {
                    let _ = send.send(String::from_utf8_lossy(&line).into_owned());
                }
            });
        }
        Ok(Self { child, shown: shown(&command), lines })
    }

    /// Shows what the program printed and prints, until its end.
    ///
    /// # Errors
    ///
    /// As [`run`].
    pub fn finish(mut self) -> Result<()> {
        for line in &self.lines {
            eprintln!("{line}");
        }
        let status = self.child.wait()?;
        if !status.success() {
            bail!("`{}` ended with {status}", self.shown);
        }
        Ok(())
    }
}

impl Drop for Beside {
    /// Nobody waits for it any more, for instance because an earlier step failed.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a program quietly and returns its standard output; its errors go to the terminal.
///
/// # Errors
///
/// As [`run`], and when the output is not UTF-8.
pub fn output_of(command: &mut Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().with_context(|| cannot_start(command))?;
    if !output.status.success() {
        bail!("`{}` ended with {}", shown(command), output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{}` printed bytes that are not UTF-8", shown(command)))
}

/// The command as one would type it, without its environment and the program's folder.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start `{}`: is it installed and on the PATH?", command.get_program().to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rustc(argument: &str) -> Command {
        let mut command = Command::new("rustc");
        command.arg(argument);
        command
    }

    #[test]
    fn a_program_that_fails_is_named_with_its_arguments() {
        let error = run(&mut rustc("--no-such-flag")).unwrap_err().to_string();
        assert!(error.starts_with("`rustc --no-such-flag` ended with exit status"), "{error}");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = run(&mut Command::new("/nowhere/tool")).unwrap_err().to_string();
        assert!(error.starts_with("cannot start `/nowhere/tool`"), "{error}");
    }

    #[test]
    fn a_program_beside_tells_its_end() {
        Beside::start(rustc("--version")).unwrap().finish().unwrap();
        let error = Beside::start(rustc("--no-such-flag")).unwrap().finish().unwrap_err().to_string();
        assert!(error.contains("rustc --no-such-flag"), "{error}");
    }
}
