//! What izin is built from: the licence list and the bans of `deny.toml`, checked offline against what cargo resolves.

mod expression;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use serde_json::Value as Json;
use toml::{Table, Value};

use super::finding::Finding;
use crate::process;

/// Where the lists stand.
const LISTS: &str = "deny.toml";

/// What may be used and what not.
#[derive(Debug)]
struct Lists {
    licences: BTreeSet<String>,
    /// Crate names with the reason.
    bans: BTreeMap<String, String>,
}

/// Checks every package that is built with the features that are on, for any platform.
///
/// # Errors
/// When `deny.toml` cannot be read, or the lock file does not fit the manifests.
pub fn check() -> Result<Vec<Finding>> {
    let text = std::fs::read_to_string(process::root()?.join(LISTS))
        .with_context(|| format!("cannot read {LISTS}"))?;
    let lists = Lists::parse(&text)?;
    let output = process::cargo(&["metadata", "--format-version=1", "--locked"])?.output()?;
    ensure!(
        output.status.success(),
        "cargo cannot resolve the dependencies:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    faults(&serde_json::from_slice(&output.stdout)?, &lists)
}

impl Lists {
    fn parse(text: &str) -> Result<Self> {
        let table: Table = text
            .parse()
            .with_context(|| format!("{LISTS} is not TOML"))?;
        let list = |section: &str, key: &str| {
            table
                .get(section)
                .and_then(|section| section.get(key))
                .and_then(Value::as_array)
                .with_context(|| format!("{LISTS} lacks {section}.{key}"))
        };
        let licences = list("licenses", "allow")?;
        let licences = licences
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        let bans = list("bans", "deny")?.iter().filter_map(|ban| {
            let field = |name| ban.get(name).and_then(Value::as_str).map(str::to_owned);
            Some((field("name")?, field("reason").unwrap_or_default()))
        });
        Ok(Self {
            licences,
            bans: bans.collect(),
        })
    }
}

/// The packages of `cargo metadata` that the lists refuse.
fn faults(metadata: &Json, lists: &Lists) -> Result<Vec<Finding>> {
    let array = |value: &Json, what: &str| -> Result<Vec<Json>> {
        Ok(value
            .as_array()
            .with_context(|| format!("cargo metadata lacks {what}"))?
            .clone())
    };
    // The list of packages also holds what is locked but never built; the graph holds what is built.
    let nodes = array(&metadata["resolve"]["nodes"], "resolve.nodes")?;
    let built: BTreeSet<&str> = nodes
        .iter()
        .filter_map(|node| node["id"].as_str())
        .collect();
    let mut findings = Vec::new();
    for package in array(&metadata["packages"], "packages")? {
        if !package["id"].as_str().is_some_and(|id| built.contains(id)) {
            continue;
        }
        let name = package["name"].as_str().unwrap_or_default();
        if let Some(reason) = lists.bans.get(name) {
            findings.push(Finding::error(
                LISTS,
                0,
                format!("{name} is banned: {reason}"),
            ));
        }
        let licence = package["license"].as_str().unwrap_or("no licence");
        if !expression::allowed(licence, &lists.licences) {
            findings.push(Finding::error(
                LISTS,
                0,
                format!("{name} is under {licence}, which is not allowed"),
            ));
        }
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test may fail by panicking; that is its way"
    )]

    use serde_json::json;

    use super::*;

    fn lists() -> Lists {
        Lists::parse(
            "[licenses]\nallow = [\"MIT\"]\n[bans]\ndeny = [{ name = \"openssl-sys\", reason = \"use rustls\" }]\n",
        )
        .unwrap()
    }

    fn found(name: &str, licence: &Json, built: &str) -> Vec<String> {
        let metadata = json!({
            "packages": [{ "id": "a", "name": name, "license": licence }],
            "resolve": { "nodes": [{ "id": built }] },
        });
        faults(&metadata, &lists())
            .unwrap()
            .iter()
            .map(|finding| finding.message.clone())
            .collect()
    }

    #[test]
    fn a_permissive_package_is_fine() {
        assert_eq!(
            found("hex", &json!("MIT OR Apache-2.0"), "a"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn another_licence_or_none_is_found() {
        assert_eq!(
            found("x", &json!("GPL-3.0-only"), "a"),
            ["x is under GPL-3.0-only, which is not allowed"]
        );
        assert_eq!(
            found("x", &Json::Null, "a"),
            ["x is under no licence, which is not allowed"]
        );
    }

    #[test]
    fn a_banned_package_is_found_with_the_reason() {
        assert_eq!(
            found("openssl-sys", &json!("MIT"), "a"),
            ["openssl-sys is banned: use rustls"]
        );
    }

    #[test]
    fn what_is_locked_but_not_built_does_not_count() {
        assert_eq!(
            found("openssl-sys", &json!("GPL-3.0-only"), "b"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn the_projects_own_lists_have_both_halves() {
        let text = std::fs::read_to_string(process::root().unwrap().join(LISTS)).unwrap();
        let lists = Lists::parse(&text).unwrap();
        assert!(lists.licences.contains("Apache-2.0"));
        assert!(!lists.licences.iter().any(|licence| licence.contains("GPL")));
        for name in ["openssl-sys", "native-tls", "aws-lc-sys"] {
            assert!(lists.bans.contains_key(name), "{name}");
        }
    }
}
