//! Walks the behaviour table: what AWS answers, row by row, a module for each group. A row's text is the table's; rows
//! about copies and multipart come with those operations.

#![allow(clippy::unwrap_used)] // helpers of tests fail loudly

mod bucketenc;
#[path = "../common/mod.rs"]
mod common;
mod cors;
mod presign;
mod sse_s3;
mod ssec;

use std::collections::BTreeSet;

use common::Answer;

const MUST_PROVIDE: &str = "Requests specifying Server Side Encryption with Customer provided keys must provide";
const NO_SUCH_KEY: &str = "The specified key does not exist.";

/// The rows that were asked, and those that went another way than the table says.
#[derive(Default)]
struct Walk {
    walked: BTreeSet<String>,
    differences: Vec<String>,
}

impl Walk {
    fn row(&mut self, row: &str, answer: &Answer, status: u16, code: &str, message: &str) {
        self.walked.insert(row.to_owned());
        let found = (answer.status, answer.code().unwrap_or_default(), answer.element("Message").unwrap_or_default());
        if found != (status, code.to_owned(), message.to_owned()) {
            self.differences.push(format!("{row}: expected {status} {code} {message:?}, found {found:?}"));
        }
        // HEAD has no body, whatever happened.
        if answer.status >= 400 && code.is_empty() && !answer.body.is_empty() {
            self.differences.push(format!("{row}: a body where none may be"));
        }
    }

    fn ok(&mut self, row: &str, answer: &Answer, status: u16) {
        self.row(row, answer, status, "", "");
    }

    fn holds(&mut self, row: &str, what: bool) {
        self.walked.insert(row.to_owned());
        if !what {
            self.differences.push(format!("{row}: the answer is not as it should be"));
        }
    }

    /// `rows` are all rows of the group that this server has to answer.
    fn end(self, rows: &[&str]) {
        let missed: Vec<&&str> = rows.iter().filter(|row| !self.walked.contains(**row)).collect();
        assert!(missed.is_empty(), "rows that were not asked: {missed:?}");
        let Self { differences, .. } = self;
        assert!(differences.is_empty(), "{} rows differ:\n{}", differences.len(), differences.join("\n"));
    }
}
