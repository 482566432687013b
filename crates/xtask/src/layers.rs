//! The layer rules of `docs/ARCHITECTURE.md`, checked on what cargo would really link.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

use crate::{
    sources, step,
    workspace::{WASM_TARGET, Workspace},
};

/// What one crate must keep away from.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The crate.
    pub package: &'static str,
    /// The target whose dependency graph counts; `all` takes every target's.
    target: &'static str,
    /// The only crates of ours that may be in its graph.
    own: &'static [&'static str],
    /// Never in its graph. A `*` at the end stands for the rest of a name. `mio` is what tokio's runtime stands on: the
    /// browser crates may have its channels.
    never: &'static [&'static str],
    /// Never named in its own manifest (it may come with a lower crate).
    never_directly: &'static [&'static str],
}

/// The machine that this runs on, as cargo names it.
const NATIVE_TARGET: &str = "host-tuple";

/// One entry a crate; a crate of the workspace without an entry is a breach too.
pub const RULES: &[Rule] = &[
    Rule {
        package: "sealport-core",
        target: "all",
        own: &[],
        never: &["url", "http", "tokio", "futures*", "async-*", "getrandom", "js-sys", "wasm-bindgen*", "web-*"],
        never_directly: &[],
    },
    Rule {
        package: "sealport-s3",
        target: "all",
        own: &["sealport-core"],
        never: &["url", "idna", "tokio", "futures*", "async-*", "getrandom", "js-sys", "wasm-bindgen*", "web-*"],
        never_directly: &[],
    },
    Rule {
        package: "sealport-client",
        target: "all",
        own: &["sealport-core", "sealport-s3"],
        never: &["url", "tokio", "reqwest", "getrandom", "js-sys", "wasm-bindgen*", "web-*"],
        never_directly: &[],
    },
    Rule {
        package: "sealport-browser",
        target: WASM_TARGET,
        own: &["sealport-core", "sealport-s3", "sealport-client", "sealport-worker-protocol"],
        never: &["leptos*", "url", "mio", "reqwest", "argon2", "zxcvbn"],
        never_directly: &["sealport-core", "sealport-s3"],
    },
    Rule {
        package: "sealport-wasm-ssec",
        target: WASM_TARGET,
        own: &["sealport-core", "sealport-s3", "sealport-client", "sealport-browser", "sealport-worker-protocol"],
        never: &["leptos*", "tsify*", "url", "mio", "reqwest"],
        never_directly: &["sealport-core", "sealport-s3"],
    },
    Rule {
        package: "sealport-wasm",
        target: WASM_TARGET,
        own: &[
            "sealport-core",
            "sealport-s3",
            "sealport-client",
            "sealport-browser",
            "sealport-wasm-ssec",
            "sealport-worker-protocol",
        ],
        never: &["leptos*", "tsify*", "url", "mio", "reqwest"],
        never_directly: &["sealport-core", "sealport-s3"],
    },
    Rule {
        package: "sealport-web",
        target: WASM_TARGET,
        own: &["sealport-core", "sealport-s3", "sealport-client", "sealport-browser", "sealport-worker-protocol"],
        never: &["mio", "reqwest"],
        never_directly: &["sealport-core", "sealport-s3", "sha2", "md-5", "hmac", "aes-gcm", "hkdf", "getrandom"],
    },
    Rule {
        package: "sealport-worker-protocol",
        target: WASM_TARGET,
        own: &["sealport-core"],
        never: &["leptos*", "web-sys", "getrandom"],
        never_directly: &[],
    },
    Rule {
        package: "sealport-meter",
        target: WASM_TARGET,
        own: &["sealport-core", "sealport-worker-protocol"],
        never: &["leptos*", "url", "tokio", "reqwest"],
        never_directly: &[],
    },
    Rule {
        package: "sealport-worker",
        target: WASM_TARGET,
        own: &["sealport-core", "sealport-worker-protocol"],
        never: &["leptos*", "url", "tokio", "reqwest", "zxcvbn"],
        never_directly: &[],
    },
    Rule {
        package: "sealport-cli",
        // Some of its crates would bring JavaScript's along where there is a browser, and the program never is there.
        target: NATIVE_TARGET,
        own: &["sealport-core", "sealport-s3", "sealport-client"],
        never: &["leptos*", "js-sys", "wasm-bindgen*", "web-*"],
        never_directly: &["sealport-core", "sealport-s3"],
    },
    // Tools: they may use anything, as long as nothing that is shipped uses them (`own` of the others).
    Rule {
        package: "sealport-sandbox",
        target: "all",
        own: &["sealport-core", "sealport-s3"],
        never: &[],
        never_directly: &[],
    },
    Rule {
        package: "sealport-bench-page",
        target: WASM_TARGET,
        own: &["sealport-core", "sealport-s3", "sealport-client", "sealport-browser", "sealport-worker-protocol"],
        never: &["leptos*"],
        never_directly: &["sealport-core", "sealport-s3"],
    },
    Rule { package: "sealport-bench-bare", target: WASM_TARGET, own: &[], never: &[], never_directly: &[] },
    Rule { package: "sealport-vectors", target: "all", own: &[], never: &[], never_directly: &[] },
    Rule { package: "sealport-xtask", target: "all", own: &["sealport-sandbox"], never: &[], never_directly: &[] },
    Rule {
        package: "sealport-tests",
        target: "all",
        own: &["sealport-core", "sealport-s3", "sealport-client", "sealport-sandbox", "sealport-vectors"],
        never: &[],
        never_directly: &[],
    },
];

/// A crate's dependency graph: each crate once, by the first path that leads to it (the crate itself comes first).
#[derive(Debug, Default)]
pub struct Graph {
    paths: BTreeMap<String, Vec<String>>,
}

impl Graph {
    /// Reads what `cargo tree --prefix depth --format " {lib}"`-like lines say: a depth, a blank, a name.
    ///
    /// # Errors
    ///
    /// When a line has another shape.
    pub fn parse(tree: &str) -> Result<Self> {
        let mut graph = Self::default();
        let mut path: Vec<String> = Vec::new();
        for line in tree.lines().filter(|line| !line.trim().is_empty()) {
            let digits = line.chars().take_while(char::is_ascii_digit).count();
            let (depth, rest) = line.split_at(digits);
            let (Ok(depth), Some(name)) = (depth.parse::<usize>(), rest.split_ascii_whitespace().next()) else {
                bail!("cargo tree printed a line that is not understood: {line}");
            };
            path.truncate(depth);
            path.push(name.to_owned());
            graph.paths.entry(name.to_owned()).or_insert_with(|| path.clone());
        }
        Ok(graph)
    }
}

impl Rule {
    /// The breaches in a graph, each as one sentence with the path that leads to it.
    pub fn breaches(&self, graph: &Graph) -> Vec<String> {
        let mut found = Vec::new();
        for (name, path) in graph.paths.iter().filter(|(name, _)| *name != self.package) {
            let way = path.join(" -> ");
            if name.starts_with("sealport-") && !self.own.contains(&name.as_str()) {
                found.push(format!("{} must not depend on {name}: {way}", self.package));
            }
            if self.never.iter().any(|pattern| matches(pattern, name)) {
                found.push(format!("{} must not depend on {name} in any way: {way}", self.package));
            }
            if path.len() == 2 && self.never_directly.iter().any(|pattern| matches(pattern, name)) {
                found.push(format!(
                    "{} must not name {name} in its manifest: a lower crate offers what is needed",
                    self.package
                ));
            }
        }
        found
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(name == pattern, |start| name.starts_with(start))
}

/// Crates that are the same for every target, and that take the time as an argument.
const PURE: [&str; 3] = ["core", "s3", "client"];

/// Checks every rule on the checkout.
///
/// # Errors
///
/// With all breaches, or when cargo cannot tell the graph.
pub fn check(workspace: &Workspace) -> Result<()> {
    let mut found = Vec::new();
    for package in workspace.packages() {
        let Some(rule) = RULES.iter().find(|rule| rule.package == package) else {
            found.push(format!("{package} has no layer rule: add one in crates/xtask/src/layers.rs"));
            continue;
        };
        // Not `cargo metadata`: that one joins the features which all members ask for, tests included.
        let mut tree = workspace.cargo(&["tree", "--package", package, "--target", rule.target]);
        tree.args(["--edges", "normal,no-proc-macro", "--prefix", "depth", "--format", " {p}", "--color", "never"]);
        found.extend(rule.breaches(&Graph::parse(&step::output_of(&mut tree)?)?));
    }
    for name in PURE {
        let folder = workspace.root().join("crates").join(name).join("src");
        found.extend(sources::breaches(&folder)?);
    }
    if !found.is_empty() {
        bail!("{} breach(es) of the layer rules:\n  {}", found.len(), found.join("\n  "));
    }
    println!("      {} crates keep to their layers", workspace.packages().count());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule {
        package: "sealport-top",
        target: "all",
        own: &["sealport-mid", "sealport-low"],
        never: &["url", "web-*"],
        never_directly: &["sealport-low"],
    };

    fn breaches(tree: &str) -> Vec<String> {
        RULE.breaches(&Graph::parse(tree).unwrap())
    }

    #[test]
    fn a_graph_within_the_rules_has_no_breach() {
        let tree = "0 sealport-top v0.1.0 (/a)\n1 sealport-mid v0.1.0\n2 sealport-low v0.1.0\n3 webby v1.0.0\n1 urlish v1.0.0\n";
        assert!(breaches(tree).is_empty(), "{:?}", breaches(tree));
    }

    #[test]
    fn a_forbidden_crate_deep_below_is_found_with_its_path() {
        let tree = "0 sealport-top v0.1.0\n1 a v1.0.0\n2 b v1.0.0\n1 sealport-mid v0.1.0\n2 c v1.0.0\n3 url v2.0.0\n1 a v1.0.0 (*)\n";
        let found = breaches(tree);
        assert_eq!(found.len(), 1);
        assert!(found[0].ends_with("sealport-top -> sealport-mid -> c -> url"), "{found:?}");
    }

    #[test]
    fn a_pattern_with_a_star_covers_the_rest_of_a_name() {
        assert_eq!(breaches("0 sealport-top v0.1.0\n1 web-sys v0.3.0\n").len(), 1);
    }

    #[test]
    fn a_crate_of_ours_that_is_not_listed_is_a_breach() {
        assert!(breaches("0 sealport-top v0.1.0\n1 sealport-sandbox v0.1.0\n")[0].contains("sealport-sandbox"));
    }

    #[test]
    fn a_lower_crate_may_come_along_but_not_be_named() {
        assert!(breaches("0 sealport-top v0.1.0\n1 sealport-mid v0.1.0\n2 sealport-low v0.1.0\n").is_empty());
        assert!(breaches("0 sealport-top v0.1.0\n1 sealport-low v0.1.0\n")[0].contains("must not name"));
    }

    #[test]
    fn output_that_is_no_tree_is_refused() {
        assert!(Graph::parse("sealport-top v0.1.0\n").is_err());
        assert!(Graph::parse("3\n").is_err());
    }

    #[test]
    fn nothing_that_is_shipped_may_use_the_tools() {
        for rule in RULES.iter().filter(|rule| !["sealport-xtask", "sealport-tests"].contains(&rule.package)) {
            for tool in ["sealport-sandbox", "sealport-vectors", "sealport-xtask", "sealport-tests"] {
                assert!(!rule.own.contains(&tool), "{}", rule.package);
            }
        }
    }
}
