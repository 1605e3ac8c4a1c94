//! The layers: which crates of ours a crate may use, and what of the outside world it must not know.
//! The table of ARCHITECTURE.md, as a check.

use anyhow::Result;
use toml::{Table, Value};

use super::finding::Finding;
use super::manifests::parse;
use super::tree::Tree;

/// Libraries that mean knowing HTTP.
const HTTP: &[&str] = &[
    "axum",
    "hyper",
    "hyper-util",
    "hyper-rustls",
    "http-body-util",
    "tower",
    "tower-http",
    "utoipa",
    "utoipa-axum",
];
/// Libraries that mean knowing SQL.
const SQL: &[&str] = &["sqlx", "tokio-postgres"];
/// Libraries that mean knowing how the ledger stores.
const STORE: &[&str] = &["fjall"];
/// Libraries that mean doing I/O, or waiting.
const RUNTIME: &[&str] = &["tokio", "tokio-util", "futures"];
/// Libraries that take randomness from the system.
const RANDOM: &[&str] = &["getrandom"];

/// One row of the table.
struct Layer {
    name: &'static str,
    /// The crates of ours it may build on.
    uses: &'static [&'static str],
    /// Groups of outside libraries it must not know.
    forbids: &'static [&'static [&'static str]],
}

/// The crates that may use whatever they need: the program that puts everything together, the one that measures it, and
/// this tool.
const FREE: [&str; 3] = ["bench", "izin", "xtask"];

/// What only tests may name.
const TESTS_ONLY: &str = "testkit";

const LAYERS: [Layer; 21] = [
    Layer {
        name: "tlog",
        uses: &[],
        forbids: &[HTTP, SQL, STORE, RUNTIME, RANDOM],
    },
    Layer {
        name: "domain",
        uses: &["tlog"],
        forbids: &[HTTP, SQL, STORE, RUNTIME, RANDOM],
    },
    Layer {
        name: "keys",
        uses: &["domain"],
        forbids: &[HTTP, SQL, STORE, RUNTIME],
    },
    Layer {
        name: "archive",
        uses: &["domain", "keys"],
        // It calls object stores itself, over HTTP.
        forbids: &[SQL, STORE, RANDOM],
    },
    Layer {
        name: "ledger",
        uses: &["domain", "keys", "tlog"],
        forbids: &[HTTP, SQL, RANDOM],
    },
    Layer {
        name: "tsp",
        uses: &[],
        forbids: &[HTTP, SQL, STORE, RUNTIME, RANDOM],
    },
    Layer {
        name: "receipt",
        uses: &["domain", "tlog", "tsp"],
        forbids: &[HTTP, SQL, STORE, RUNTIME, RANDOM],
    },
    Layer {
        name: "transparency",
        uses: &["domain", "tlog", "tsp", "receipt", "keys", "ledger"],
        forbids: &[HTTP, SQL, STORE, RANDOM],
    },
    Layer {
        name: "directory",
        uses: &["domain", "keys"],
        forbids: &[HTTP, STORE, RANDOM],
    },
    Layer {
        name: "registry",
        uses: &[
            "domain",
            "tlog",
            "tsp",
            "keys",
            "ledger",
            "transparency",
            "receipt",
            "directory",
            "tables",
        ],
        forbids: &[HTTP, SQL, STORE, RANDOM],
    },
    Layer {
        name: "testkit",
        uses: &[
            "domain",
            "keys",
            "ledger",
            "transparency",
            "directory",
            "registry",
        ],
        forbids: &[SQL, STORE],
    },
    Layer {
        name: "edge",
        uses: &[],
        forbids: &[SQL, STORE],
    },
    Layer {
        name: "outward",
        uses: &["domain", "registry"],
        forbids: &[SQL, STORE, &["axum"]],
    },
    Layer {
        name: "words",
        uses: &["domain"],
        forbids: &[HTTP, SQL, STORE, RUNTIME, RANDOM],
    },
    Layer {
        name: "papers",
        uses: &["domain", "words"],
        forbids: &[HTTP, SQL, STORE, RUNTIME, RANDOM],
    },
    Layer {
        name: "smpp",
        uses: &[],
        forbids: &[HTTP, SQL, STORE, RUNTIME, RANDOM],
    },
    Layer {
        name: "tables",
        uses: &["domain"],
        forbids: &[HTTP, SQL, STORE, RUNTIME, RANDOM],
    },
    Layer {
        name: "channels",
        uses: &["domain", "registry", "smpp", "words"],
        forbids: &[SQL, STORE, &["axum"]],
    },
    Layer {
        name: "intake",
        uses: &["domain", "registry", "smpp", "words"],
        forbids: &[HTTP, SQL, STORE, RUNTIME],
    },
    Layer {
        name: "web",
        uses: &[
            "domain", "registry", "intake", "words", "edge", "outward", "tables",
        ],
        forbids: &[SQL, STORE],
    },
    Layer {
        name: "api",
        uses: &["domain", "registry", "intake", "words", "edge"],
        forbids: &[SQL, STORE],
    },
];

/// Checks every crate's ordinary dependencies; its tests may use what they need.
///
/// # Errors
/// When a manifest is not TOML.
pub fn check(tree: &Tree) -> Result<Vec<Finding>> {
    let ours: Vec<&str> = tree.crates().map(|(name, _)| name).collect();
    let mut findings = Vec::new();
    for (name, file) in tree.crates() {
        for message in faults(name, &parse(file)?, &ours) {
            findings.push(Finding::error(&file.path, 0, message));
        }
    }
    Ok(findings)
}

fn faults(name: &str, manifest: &Table, ours: &[&str]) -> Vec<String> {
    let layer = LAYERS.iter().find(|layer| layer.name == name);
    if layer.is_none() && !FREE.contains(&name) {
        return vec![format!(
            "{name} has no row in the layer table (crates/xtask/src/tidy/layers.rs)"
        )];
    }
    let mut faults = Vec::new();
    for section in ["dependencies", "build-dependencies"] {
        let Some(dependencies) = manifest.get(section).and_then(Value::as_table) else {
            continue;
        };
        for dependency in dependencies.keys().map(String::as_str) {
            let beyond = layer.is_some_and(|layer| {
                let foreign = ours.contains(&dependency) && !layer.uses.contains(&dependency);
                foreign
                    || layer
                        .forbids
                        .iter()
                        .any(|group| group.contains(&dependency))
            });
            if beyond || dependency == TESTS_ONLY {
                faults.push(format!("{name} must not know {dependency}"));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test may fail by panicking; that is its way"
    )]

    use super::*;

    const OURS: [&str; 19] = [
        "archive",
        "tlog",
        "domain",
        "keys",
        "ledger",
        "directory",
        "registry",
        "testkit",
        "words",
        "edge",
        "outward",
        "papers",
        "smpp",
        "channels",
        "intake",
        "web",
        "api",
        "izin",
        "xtask",
    ];

    fn found(name: &str, section: &str, dependency: &str) -> Vec<String> {
        let manifest = format!("[{section}]\n{dependency}.workspace = true\n");
        faults(name, &manifest.parse().unwrap(), &OURS)
    }

    #[test]
    fn what_a_layer_forbids_is_found() {
        for (name, dependency) in [
            ("tlog", "domain"),
            ("tlog", "tokio"),
            ("domain", "axum"),
            ("domain", "sqlx"),
            ("domain", "fjall"),
            ("domain", "tokio"),
            ("domain", "getrandom"),
            ("domain", "ledger"),
            ("keys", "ledger"),
            ("keys", "sqlx"),
            ("ledger", "axum"),
            ("ledger", "getrandom"),
            ("ledger", "sqlx"),
            ("ledger", "directory"),
            ("directory", "axum"),
            ("directory", "fjall"),
            ("directory", "ledger"),
            ("registry", "axum"),
            ("registry", "sqlx"),
            ("registry", "fjall"),
            ("registry", "api"),
            ("registry", "testkit"),
            ("testkit", "sqlx"),
            ("testkit", "api"),
            ("izin", "testkit"),
            ("bench", "testkit"),
            ("words", "axum"),
            ("words", "registry"),
            ("edge", "domain"),
            ("edge", "sqlx"),
            ("outward", "axum"),
            ("outward", "edge"),
            ("outward", "sqlx"),
            ("papers", "axum"),
            ("papers", "sqlx"),
            ("papers", "registry"),
            ("papers", "getrandom"),
            ("smpp", "registry"),
            ("smpp", "words"),
            ("smpp", "tokio"),
            ("tables", "registry"),
            ("tables", "axum"),
            ("channels", "axum"),
            ("channels", "sqlx"),
            ("channels", "ledger"),
            ("channels", "intake"),
            ("intake", "axum"),
            ("intake", "channels"),
            ("intake", "ledger"),
            ("web", "sqlx"),
            ("web", "ledger"),
            ("web", "directory"),
            ("web", "channels"),
            ("web", "api"),
            ("api", "web"),
            ("api", "channels"),
            ("api", "outward"),
            ("api", "sqlx"),
            ("api", "fjall"),
            ("api", "ledger"),
            ("api", "directory"),
        ] {
            assert_eq!(
                found(name, "dependencies", dependency),
                [format!("{name} must not know {dependency}")]
            );
            assert_eq!(found(name, "build-dependencies", dependency).len(), 1);
        }
    }

    #[test]
    fn what_a_layer_needs_and_what_its_tests_need_is_fine() {
        for (name, dependency) in [
            ("domain", "tlog"),
            ("keys", "getrandom"),
            ("ledger", "keys"),
            ("ledger", "fjall"),
            ("directory", "sqlx"),
            ("channels", "registry"),
            ("channels", "smpp"),
            ("web", "words"),
            ("web", "edge"),
            ("web", "outward"),
            ("api", "axum"),
            ("izin", "axum"),
        ] {
            assert_eq!(
                found(name, "dependencies", dependency),
                Vec::<String>::new()
            );
        }
        for dependency in ["ledger", "testkit"] {
            let found = found("api", "dev-dependencies", dependency);
            assert_eq!(found, Vec::<String>::new());
        }
    }

    #[test]
    fn a_crate_without_a_row_is_found() {
        assert_eq!(found("gates", "dependencies", "hex").len(), 1);
    }
}
