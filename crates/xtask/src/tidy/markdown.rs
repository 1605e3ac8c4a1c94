//! What holds for every markdown file: one title, and links that lead somewhere.

use super::finding::Finding;
use super::tree::{File, Tree};

/// Checks one file against the tree its links point into.
pub fn check(file: &File, tree: &Tree) -> Vec<Finding> {
    if !file.is("md") {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut titles = 0;
    let mut in_code = false;
    for (line, text) in file.lines() {
        if text.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        if text.starts_with("# ") {
            titles += 1;
        }
        for target in links(text) {
            if !leads_somewhere(&file.path, target, tree) {
                let message = format!("the link `{target}` leads nowhere");
                findings.push(Finding::error(&file.path, line, message));
            }
        }
    }
    if titles != 1 {
        let message = format!("{titles} titles (`# …`); a document has one");
        findings.push(Finding::error(&file.path, 0, message));
    }
    findings
}

/// The targets of `[text](target)` and `[name]: target` in a line, code spans aside.
fn links(line: &str) -> Vec<&str> {
    let mut targets = Vec::new();
    // Every other piece between back quotes is code.
    for piece in line.split('`').step_by(2) {
        for (at, _) in piece.match_indices("](") {
            targets.extend(piece[at + 2..].split([')', ' ']).next());
        }
    }
    if line.starts_with('[')
        && let Some((name, target)) = line.split_once("]: ")
        && !name.contains(']')
    {
        targets.extend(target.split_whitespace().next());
    }
    targets
}

fn leads_somewhere(from: &str, target: &str, tree: &Tree) -> bool {
    if target.contains("://") || target.starts_with('#') || target.starts_with("mailto:") {
        return true;
    }
    let target = target.split('#').next().unwrap_or_default();
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            ".." if parts.pop().is_none() => return false,
            "" | "." | ".." => {}
            part => parts.push(part),
        }
    }
    tree.has(&parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let tree = Tree::of(&[
            ("docs/a.md", text),
            ("README.md", "# R\n"),
            ("docs/x/b.md", "# B\n"),
        ]);
        tree.files()
            .iter()
            .filter(|file| file.path == "docs/a.md")
            .flat_map(|file| check(file, &tree))
            .map(|finding| finding.to_string())
            .collect()
    }

    #[test]
    fn a_document_has_one_title() {
        assert!(found("# A\n\n## B\n").is_empty());
        assert_eq!(found("A\n").len(), 1);
        assert_eq!(found("# A\n\n# B\n").len(), 1);
        assert!(found("# A\n\n```sh\n# a comment\n```\n").is_empty());
    }

    #[test]
    fn a_relative_link_leads_to_a_file_or_folder() {
        let good = "# A\n[r](../README.md) [b](x/b.md#part) [x](x/) [e](https://e.example/x) [h](#a)\n[n]: ../README.md\n";
        assert_eq!(found(good), Vec::<String>::new());
        assert_eq!(
            found("# A\n\n[gone](gone.md) [out](../../README.md)\n"),
            [
                "error: docs/a.md:3: the link `gone.md` leads nowhere",
                "error: docs/a.md:3: the link `../../README.md` leads nowhere",
            ]
        );
        assert_eq!(found("# A\n[n]: gone.md\n").len(), 1);
    }

    #[test]
    fn links_in_code_are_not_links() {
        assert!(found("# A\n`[x](gone.md)` and\n```\n[x](gone.md)\n```\n").is_empty());
    }
}
