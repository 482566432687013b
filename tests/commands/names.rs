//! Names that break what quotes or globs carelessly. All of them are good object keys.

/// The first is an ordinary one.
pub const OBJECT_KEYS: [&str; 24] = [
    "reports/2026/minutes.txt",
    "with  two spaces.txt",
    "it's \"quoted\".txt",
    "$(touch x).txt",
    "`touch x`",
    "a;touch x;",
    "a\\",
    "-rf",
    "--help",
    "file://x",
    "[1-3].txt",
    "{a,b}",
    "%00%0a",
    "été ☃.txt",
    "folder/",
    "@x",
    "back\\slash\\n\\1",
    "a&b|c>d<e",
    "*?",
    "~",
    "#1 #2",
    "!! $HOME ${HOME}",
    "END",
    "\"",
];

/// Beside each object key, a file name of the same kind.
pub const FILE_NAMES: [&str; 12] = [
    "minutes.txt",
    "it's \"mine\" $(touch x).txt",
    "`touch x`;touch x",
    "-",
    "--output",
    "[1-3]{a,b}.txt",
    "@x",
    "back\\slash\\n",
    "#1 & | > < *?",
    "~",
    "été ☃.txt",
    "END",
];

/// Each object key with a file name.
pub fn pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    OBJECT_KEYS.into_iter().zip(FILE_NAMES.into_iter().cycle())
}
