//! The checks that connecting runs: what each answer means for each line.

use super::fault::{Fault, NOT_S3};
use sealport_client::{DefaultEncryption, Reason};

/// The lines, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Something answered, and the clocks agree.
    Endpoint,
    /// The signature was accepted.
    AccessKey,
    /// The bucket may be listed.
    Listing,
    /// The bucket lets this page read, and send the key headers.
    Cors,
    /// What the bucket does with new objects that ask for nothing. Whatever the answer, it stops nothing.
    Encryption,
}

/// All lines, in order.
pub const CHECKS: [Check; 5] = [Check::Endpoint, Check::AccessKey, Check::Listing, Check::Cors, Check::Encryption];

/// How a line stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not asked yet.
    Todo,
    /// Being asked.
    Asking,
    /// Passed.
    Passed(Value),
    /// Failed: the fault, and which sentence fits.
    Failed(Fault),
}

/// What a passed line says at its right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Milliseconds of the first answer.
    Millis(u32),
    /// Accepted.
    Accepted,
    /// Entries at the top of the bucket; `more` when that was only the first page.
    Entries {
        /// Objects and folders on the first page.
        count: usize,
        /// Whether there are more.
        more: bool,
    },
    /// The page may send the key headers.
    KeyHeaders,
    /// What new objects get that ask for nothing; none where the storage does not tell.
    Encryption(Option<DefaultEncryption>),
}

/// All lines with their standing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checks {
    lines: [Standing; CHECKS.len()],
    run: u64,
    bucket: String,
}

fn nothing_asked() -> [Standing; CHECKS.len()] {
    std::array::from_fn(|_| Standing::Todo)
}

impl Default for Checks {
    fn default() -> Self {
        Self { lines: nothing_asked(), run: 0, bucket: String::new() }
    }
}

/// How the whole stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was asked.
    NotRun,
    /// At least one line is being asked.
    Running,
    /// So many lines failed.
    ToFix(usize),
    /// Every line passed.
    Passed,
}

impl Checks {
    /// The first request is on its way to a bucket. Returns the run that answers must carry.
    pub fn start(&mut self, bucket: &str) -> u64 {
        self.abandon();
        bucket.clone_into(&mut self.bucket);
        self.set(Check::Endpoint, Standing::Asking);
        self.run
    }

    /// Forgets what was asked: it spoke of another storage than the form does now. Answers still on their way are
    /// dropped.
    pub fn abandon(&mut self) {
        *self = Self { run: self.run + 1, ..Self::default() };
    }

    /// The bucket that was asked, whatever the form says by now.
    #[must_use]
    pub fn bucket(&self) -> &str {
        &self.bucket
    }

    /// How a line stands.
    #[must_use]
    pub fn of(&self, check: Check) -> &Standing {
        &self.lines[check as usize]
    }

    fn set(&mut self, check: Check, standing: Standing) {
        self.lines[check as usize] = standing;
    }

    /// The listing came: three lines pass and the key headers are asked about.
    pub fn listed(&mut self, run: u64, millis: u32, count: usize, more: bool) {
        if run != self.run {
            return;
        }
        self.set(Check::Endpoint, Standing::Passed(Value::Millis(millis)));
        self.set(Check::AccessKey, Standing::Passed(Value::Accepted));
        self.set(Check::Listing, Standing::Passed(Value::Entries { count, more }));
        self.set(Check::Cors, Standing::Asking);
    }

    /// The listing did not come: the line whose matter it is fails, those before it pass, those after it stay open.
    ///
    /// What any web server may answer proves nothing: neither that the access key is right nor that this is S3.
    pub fn refused(&mut self, run: u64, millis: u32, fault: Fault) {
        if run != self.run {
            return;
        }
        let fault = if fault.is_no_s3() { Fault { code: NOT_S3, ..fault } } else { fault };
        let failed = line_of(&fault);
        self.lines = nothing_asked();
        if failed != Check::Cors {
            for check in CHECKS.into_iter().take(failed as usize) {
                let value = if check == Check::Endpoint { Value::Millis(millis) } else { Value::Accepted };
                self.set(check, Standing::Passed(value));
            }
        }
        self.set(failed, Standing::Failed(fault));
    }

    /// The storage answered a request with key headers, whatever it said.
    pub fn key_headers_pass(&mut self, run: u64) {
        if run != self.run {
            return;
        }
        self.set(Check::Cors, Standing::Passed(Value::KeyHeaders));
        self.set(Check::Encryption, Standing::Asking);
    }

    /// The browser was not allowed to send key headers.
    pub fn key_headers_blocked(&mut self, run: u64, fault: Fault) {
        if run != self.run {
            return;
        }
        self.set(Check::Cors, Standing::Failed(fault));
        self.set(Check::Encryption, Standing::Asking);
    }

    /// What the storage told of the bucket's default encryption; none where it told nothing.
    pub fn encryption_told(&mut self, run: u64, default: Option<DefaultEncryption>) {
        if run != self.run {
            return;
        }
        self.set(Check::Encryption, Standing::Passed(Value::Encryption(default)));
    }

    /// How the whole stands.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let failed = self.lines.iter().filter(|line| matches!(line, Standing::Failed(_))).count();
        if self.lines.iter().all(|line| *line == Standing::Todo) {
            Verdict::NotRun
        } else if failed > 0 {
            Verdict::ToFix(failed)
        } else if self.lines.contains(&Standing::Asking) {
            Verdict::Running
        } else {
            Verdict::Passed
        }
    }

    /// Whether the page can be used although a line failed: listing is not allowed, or key headers are blocked.
    #[must_use]
    pub fn may_go_on(&self) -> bool {
        match self.verdict() {
            Verdict::Passed => true,
            Verdict::ToFix(_) => matches!(self.of(Check::AccessKey), Standing::Passed(_)),
            Verdict::NotRun | Verdict::Running => false,
        }
    }

    /// Whether the bucket's CORS rules are what has to be changed.
    #[must_use]
    pub fn needs_cors_rule(&self) -> bool {
        matches!(self.of(Check::Cors), Standing::Failed(_))
    }
}

/// Which line a refused listing speaks about.
fn line_of(fault: &Fault) -> Check {
    match (fault.code, fault.reason) {
        ("network-or-cors", _) => Check::Cors,
        // A storage that only says "denied" has accepted the signature.
        ("denied", Some(Reason::Denied | Reason::AccountProblem)) => Check::Listing,
        ("denied", _) => Check::AccessKey,
        ("not-found", _) => Check::Listing,
        _ => Check::Endpoint,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn silence() -> Fault {
        Fault::here("network-or-cors", "list", "", 0)
    }

    fn refusal(reason: Reason, status: u16, s3_code: Option<&str>) -> Fault {
        let here = Fault::here(reason.code().as_str(), "list", "", 0);
        Fault { reason: Some(reason), status: Some(status), s3_code: s3_code.map(str::to_owned), ..here }
    }

    fn denied() -> Fault {
        refusal(Reason::Denied, 403, Some("AccessDenied"))
    }

    fn asking() -> (Checks, u64) {
        let mut checks = Checks::default();
        let run = checks.start("scans");
        (checks, run)
    }

    #[test]
    fn a_late_answer_says_nothing_about_a_changed_form() {
        let (mut checks, run) = asking();
        checks.abandon();
        checks.listed(run, 38, 12, false);
        checks.key_headers_pass(run);
        assert_eq!(checks.verdict(), Verdict::NotRun);
        assert!(!checks.may_go_on());
        checks.refused(run, 5, denied());
        checks.key_headers_blocked(run, silence());
        assert_eq!(checks.verdict(), Verdict::NotRun);
    }

    #[test]
    fn an_answer_to_an_earlier_run_does_not_pass_the_next() {
        let (mut checks, earlier) = asking();
        checks.abandon();
        let run = checks.start("other");
        checks.listed(earlier, 38, 12, false);
        checks.key_headers_pass(earlier);
        assert_eq!(*checks.of(Check::Endpoint), Standing::Asking);
        assert_eq!(*checks.of(Check::Cors), Standing::Todo);
        checks.listed(run, 38, 12, false);
        checks.key_headers_pass(run);
        checks.encryption_told(earlier, None);
        assert_eq!(checks.verdict(), Verdict::Running);
        checks.encryption_told(run, Some(DefaultEncryption::SseS3));
        assert_eq!((checks.verdict(), checks.bucket()), (Verdict::Passed, "other"));
    }

    #[test]
    fn a_listing_and_an_answer_to_key_headers_pass_everything() {
        let (mut checks, run) = asking();
        assert_eq!(checks.verdict(), Verdict::Running);
        checks.listed(run, 38, 12, false);
        assert_eq!(checks.verdict(), Verdict::Running);
        checks.key_headers_pass(run);
        assert_eq!(checks.verdict(), Verdict::Running);
        checks.encryption_told(run, Some(DefaultEncryption::Unset));
        assert_eq!(checks.verdict(), Verdict::Passed);
        assert!(checks.may_go_on());
    }

    #[test]
    fn a_storage_that_tells_nothing_of_its_encryption_stops_nothing() {
        let (mut checks, run) = asking();
        checks.listed(run, 38, 12, false);
        checks.key_headers_pass(run);
        checks.encryption_told(run, None);
        assert_eq!(checks.verdict(), Verdict::Passed);
    }

    #[test]
    fn no_readable_answer_says_nothing_about_the_rest() {
        let (mut checks, run) = asking();
        checks.refused(run, 5, silence());
        assert!(checks.needs_cors_rule());
        assert_eq!(*checks.of(Check::Endpoint), Standing::Todo);
        assert_eq!(checks.verdict(), Verdict::ToFix(1));
        assert!(!checks.may_go_on());
    }

    #[test]
    fn a_wrong_secret_is_about_the_access_key() {
        let (mut checks, run) = asking();
        checks.refused(run, 5, refusal(Reason::SignatureMismatch, 403, Some("SignatureDoesNotMatch")));
        assert!(matches!(checks.of(Check::AccessKey), Standing::Failed(_)));
        assert!(matches!(checks.of(Check::Endpoint), Standing::Passed(Value::Millis(5))));
        assert!(!checks.may_go_on());
    }

    #[test]
    fn without_leave_to_list_the_page_is_usable() {
        let (mut checks, run) = asking();
        checks.refused(run, 5, denied());
        assert!(matches!(checks.of(Check::Listing), Standing::Failed(_)));
        assert!(checks.may_go_on());
    }

    #[test]
    fn blocked_key_headers_leave_the_rest_passed() {
        let (mut checks, run) = asking();
        checks.listed(run, 1, 0, false);
        checks.key_headers_blocked(run, silence());
        assert!(checks.needs_cors_rule());
        assert!(checks.may_go_on());
        checks.encryption_told(run, None);
        assert_eq!(checks.verdict(), Verdict::ToFix(1));
    }

    #[test]
    fn a_wrong_region_is_not_blamed_on_the_access_key() {
        let (mut checks, run) = asking();
        checks.refused(run, 5, refusal(Reason::WrongRegion, 400, Some("AuthorizationHeaderMalformed")));
        assert!(matches!(checks.of(Check::Endpoint), Standing::Failed(_)));
        assert_eq!(*checks.of(Check::AccessKey), Standing::Todo);
    }

    #[test]
    fn a_web_server_that_is_no_s3_accepts_no_access_key() {
        let no_listing = Fault::here("service-failed", "list", "no listing", 0);
        for fault in [refusal(Reason::NoSuchObject, 404, None), refusal(Reason::Denied, 403, None), no_listing] {
            let (mut checks, run) = asking();
            checks.refused(run, 5, fault);
            assert!(matches!(checks.of(Check::Endpoint), Standing::Failed(fault) if fault.code == NOT_S3));
            assert_eq!(*checks.of(Check::AccessKey), Standing::Todo);
            assert!(!checks.may_go_on());
        }
        let (mut checks, run) = asking();
        checks.refused(run, 5, refusal(Reason::NoSuchBucket, 404, Some("NoSuchBucket")));
        assert_eq!(*checks.of(Check::AccessKey), Standing::Passed(Value::Accepted));
    }
}
