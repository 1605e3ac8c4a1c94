//! What holds for every crate's manifest: named as its folder, and everything shared inherited from the workspace.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::finding::Finding;
use super::tree::{File, Tree};

/// The package fields a crate inherits.
const INHERITED: [&str; 5] = ["version", "edition", "rust-version", "license", "publish"];

/// Where dependencies stand.
pub const DEPENDENCIES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// Packages whose library has another name.
const LIBRARIES: [(&str, &str); 1] = [("rustls-webpki", "webpki")];

/// Checks all manifests.
///
/// # Errors
/// When one is not TOML.
pub fn check(tree: &Tree) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for (name, file) in tree.crates() {
        let manifest = parse(file)?;
        let unused = unused(&manifest, &code_of(tree, name));
        for message in faults(name, &manifest).into_iter().chain(unused) {
            findings.push(Finding::error(&file.path, 0, message));
        }
    }
    Ok(findings)
}

/// A manifest as a table.
///
/// # Errors
/// When it is not TOML.
pub fn parse(file: &File) -> Result<Table> {
    let text = file.text.as_deref().unwrap_or_default();
    text.parse()
        .with_context(|| format!("{} is not TOML", file.path))
}

fn faults(folder: &str, manifest: &Table) -> Vec<String> {
    let mut faults = Vec::new();
    let package = manifest.get("package");
    let name = package
        .and_then(|package| package.get("name"))
        .and_then(Value::as_str);
    if name != Some(folder) {
        faults.push(format!("the crate in crates/{folder} is called {folder}"));
    }
    for field in INHERITED {
        if !package
            .and_then(|package| package.get(field))
            .is_some_and(inherits)
        {
            faults.push(format!("write `{field}.workspace = true`"));
        }
    }
    if !manifest.get("lints").is_some_and(inherits) {
        faults.push("inherit the lints: `[lints] workspace = true`".to_owned());
    }
    for section in DEPENDENCIES {
        let Some(table) = manifest.get(section).and_then(Value::as_table) else {
            continue;
        };
        for (name, value) in table {
            if !inherits(value) {
                faults.push(format!(
                    "write `{name}.workspace = true`; its version stands in the root manifest"
                ));
            }
        }
    }
    faults
}

/// All code of a crate, without comments.
fn code_of(tree: &Tree, name: &str) -> String {
    let folder = format!("crates/{name}/");
    let files = tree.files().iter();
    let own = files.filter(|file| file.is("rs") && file.path.starts_with(&folder));
    let lines = own.flat_map(|file| file.text.as_deref().unwrap_or_default().lines());
    let code = lines.filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| [line, "\n"]).collect()
}

/// Dependencies that no code names. One with features of its own choice may be there for them alone.
fn unused(manifest: &Table, code: &str) -> Vec<String> {
    let named: BTreeSet<&str> = code
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .collect();
    let tables = DEPENDENCIES
        .iter()
        .filter_map(|section| manifest.get(*section)?.as_table());
    tables
        .flatten()
        .filter(|(name, value)| {
            let library = LIBRARIES.iter().find(|(package, _)| package == name);
            let library = library.map_or(name.as_str(), |(_, library)| library);
            value.get("features").is_none() && !named.contains(library.replace('-', "_").as_str())
        })
        .map(|(name, _)| format!("no code names `{name}`; take it out"))
        .collect()
}

fn inherits(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test may fail by panicking; that is its way"
    )]

    use super::*;

    const GOOD: &str = "[package]\nname = \"domain\"\nversion.workspace = true\nedition.workspace = true\n\
        rust-version.workspace = true\nlicense.workspace = true\npublish.workspace = true\n\
        [lints]\nworkspace = true\n[dependencies]\nhex.workspace = true\n\
        [dev-dependencies]\ninsta = { workspace = true, features = [\"json\"] }\n";

    fn found(manifest: &str) -> Vec<String> {
        faults("domain", &manifest.parse().unwrap())
    }

    #[test]
    fn a_manifest_that_inherits_everything_is_fine() {
        assert_eq!(found(GOOD), Vec::<String>::new());
    }

    #[test]
    fn a_dependency_is_named_by_some_code_unless_it_is_there_for_a_feature() {
        let manifest: Table = GOOD.parse().unwrap();
        assert!(unused(&manifest, "use hex::encode;").is_empty());
        let found = unused(&manifest, "use hexagon::encode; fn x_hex() {}");
        assert_eq!(found, ["no code names `hex`; take it out"]);
    }

    #[test]
    fn every_line_of_it_is_needed() {
        for (line, instead) in [
            ("name = \"domain\"", "name = \"other\""),
            (
                "version.workspace = true\nedition",
                "version = \"1.0.0\"\nedition",
            ),
            ("edition.workspace = true\n", ""),
            ("rust-version.workspace = true\n", ""),
            ("license.workspace = true\n", ""),
            ("publish.workspace = true\n", ""),
            ("[lints]\nworkspace = true\n", ""),
            ("hex.workspace = true", "hex = \"0.4\""),
            ("workspace = true, features", "version = \"1\", features"),
        ] {
            let manifest = GOOD.replacen(line, instead, 1);
            assert_ne!(manifest, GOOD, "{line}");
            assert_eq!(found(&manifest).len(), 1, "{line}");
        }
    }
}
