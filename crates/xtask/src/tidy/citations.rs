//! Citations: `rule 20`, `contract 5.1` and `decision 4` name something that the documents have.
//!
//! One form for each, so that all of them can be found: `rule N`, `rules N and M`, `rules N to M`; `contract N`,
//! `contract N.M`, `contract N, no. M`; `decision N`. Sections of other documents (an RFC's) are left alone.

mod defined;
mod paragraph;

use super::finding::Finding;
use super::tree::{File, Tree};
use defined::Defined;
use paragraph::paragraphs;

/// What stands between the numbers of one citation.
const BETWEEN: [&str; 6] = [", and ", ", ", " and ", " or ", " to ", "–"];

/// What comes before the number of a list's entry, after the number of its section.
const ENTRY: [&str; 2] = [", no. ", " no. "];

/// What a section belongs to that has to be cited as `contract N`, by the words before it. A bracket: to nothing that
/// is named.
const STRAY_AFTER: [&str; 4] = ["contract", "contract's", "contract reference,", "("];

/// The same, by the words after it.
const STRAY_BEFORE: [&str; 2] = [" of the contract", " of the rules"];

/// Checks every citation in the tree against the documents in it.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let (defined, mut findings) = Defined::read(tree);
    for file in tree.files() {
        findings.extend(check_file(file, &defined));
    }
    findings
}

fn check_file(file: &File, defined: &Defined) -> Vec<Finding> {
    let mut findings = Vec::new();
    for paragraph in paragraphs(file) {
        let mut complain = |at: usize, message: String| {
            findings.push(Finding::error(&file.path, paragraph.line(at), message));
        };
        for (at, word, rest) in numbered_words(&paragraph.text) {
            let (numbers, after) = numbers(rest);
            if word == "section" {
                let before = &paragraph.text[..at];
                if is_stray(before, after) {
                    let name = numbers.join(", ");
                    complain(
                        at,
                        format!("`section {name}`: write `contract {name}`, or name the document"),
                    );
                }
                continue;
            }
            let Some(page) = defined.page(word) else {
                continue;
            };
            for number in &numbers {
                if !page.has(number) {
                    complain(at, format!("`{word} {number}` is not in {}", page.path));
                }
            }
            let entry = ENTRY.iter().find_map(|word| after.strip_prefix(word));
            if let (Some(section), Some((number, _))) = (numbers.last(), entry.and_then(number)) {
                let entry = format!("{section}, no. {number}");
                if !page.has(&entry) {
                    complain(at, format!("`{word} {entry}` is not in {}", page.path));
                }
            }
        }
    }
    findings
}

/// The words that a number follows: where they begin, in the singular and in small letters, and what comes after them.
fn numbered_words(text: &str) -> impl Iterator<Item = (usize, &'static str, &str)> {
    text.match_indices(' ').filter_map(|(blank, _)| {
        let rest = &text[blank + 1..];
        number(rest)?;
        let before = &text[..blank];
        let start = before
            .rfind(|symbol: char| !symbol.is_ascii_alphanumeric())
            .map_or(0, |at| {
                at + before[at..].chars().next().map_or(1, char::len_utf8)
            });
        let word = match &before[start..] {
            "rule" | "rules" | "Rule" | "Rules" => "rule",
            "contract" | "Contract" => "contract",
            "decision" | "decisions" | "Decision" | "Decisions" => "decision",
            "section" | "sections" | "Section" | "Sections" => "section",
            _ => return None,
        };
        Some((start, word, rest))
    })
}

/// The numbers a text begins with, and what comes after them.
fn numbers(text: &str) -> (Vec<&str>, &str) {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((number, after)) = number(rest) {
        found.push(number);
        rest = after;
        let next = BETWEEN.iter().find_map(|between| {
            let next = after.strip_prefix(between)?;
            self::number(next).is_some().then_some(next)
        });
        match next {
            Some(next) => rest = next,
            None => break,
        }
    }
    (found, rest)
}

/// The number a text begins with, such as `20` or `5.1`, and what comes after it.
fn number(text: &str) -> Option<(&str, &str)> {
    let mut end = digits(text)?;
    while let Some(more) = text[end..].strip_prefix('.').and_then(digits) {
        end += 1 + more;
    }
    Some(text.split_at(end))
}

/// How many digits a text begins with, if it does.
fn digits(text: &str) -> Option<usize> {
    let end = text.find(|symbol: char| !symbol.is_ascii_digit());
    let end = end.unwrap_or(text.len());
    (end > 0).then_some(end)
}

/// Whether a section is one of the contract's or of the rules', or of nothing that is named.
fn is_stray(before: &str, after: &str) -> bool {
    STRAY_AFTER
        .iter()
        .any(|word| before.trim_end().ends_with(word))
        || STRAY_BEFORE.iter().any(|word| after.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = "# R\n\n### Rule 1. A\n\n### Rule 2. B\n\n### Rule 20. C\n";
    const CONTRACT: &str = "# C\n\n## 5. E\n\n### 5.1 F\n\n## 18. G\n\n1. One\n2. Two\n";
    const DECISIONS: &str = "# A\n\n1. none\n\n## Decisions\n\n1. **One.** So.\n2. **Two.** So.\n\n## Walks\n\n3. none\n";

    /// What is found in a file. The citing words are put together here, so that this file passes itself: `@` is
    /// a rule, `$` the contract, `%` a decision, `&` a section.
    fn found(path: &str, text: &str) -> Vec<String> {
        let text = text
            .replace('@', "rule")
            .replace('$', "contract")
            .replace('%', "decision")
            .replace('&', "section");
        let tree = Tree::of(&[
            ("ARCHITECTURE.md", DECISIONS),
            ("docs/contract.md", CONTRACT),
            ("docs/rules.md", RULES),
            (path, &text),
        ]);
        let findings = check(&tree);
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_the_documents_have_may_be_cited() {
        for text in [
            "//! One (@ 20), more (@s 1 and 2; $ 5.1), all (@s 1 to 20).\n",
            "// See $ 5, 5.1 and 18, or $ 18, no. 2.\n",
            "/// It is %s 1 and 2. The $ 5.\n",
            "let text = \"logged (@ 2)\"; // @ 1\n",
        ] {
            assert_eq!(found("a.rs", text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn what_they_do_not_have_is_named_with_its_page() {
        assert_eq!(
            found(
                "a.rs",
                "//! A.\n\n// So (@s 1 and 3; $ 5.2).\n// As % 3 has it.\n"
            ),
            [
                "error: a.rs:3: `rule\u{20}3` is not in docs/rules.md",
                "error: a.rs:3: `contract\u{20}5.2` is not in docs/contract.md",
                "error: a.rs:4: `decision\u{20}3` is not in ARCHITECTURE.md",
            ]
        );
        assert_eq!(found("a.rs", "// $ 18, no. 3\n").len(), 1);
        assert_eq!(found("a.rs", "// @s 2 to 30\n").len(), 1);
    }

    #[test]
    fn a_citation_may_be_broken_between_lines() {
        let found = found(
            "a.rs",
            "//! Why (@\n//! 30), and why not ($ 5.1,\n//! no. 9).\n",
        );
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("error: a.rs:1:"), "{found:?}");
    }

    #[test]
    fn sql_fluent_templates_and_documents_are_read_as_well() {
        for (path, text) in [
            ("a.sql", "-- (@\n-- 3)\n"),
            ("a.ftl", "# (@ 3)\n"),
            ("a.html", "{#- (@ 3) -#}\n"),
            ("a.md", "# A\n\nSo it is (@\n3).\n"),
            ("a.toml", "# (@ 3)\n"),
        ] {
            assert_eq!(found(path, text).len(), 1, "{path}");
        }
        assert!(found("a.lock", "(@ 3)\n").is_empty());
    }

    #[test]
    fn a_new_paragraph_continues_no_citation() {
        assert!(found("a.md", "# A\n\nThis is a @\n\n3. And a third.\n").is_empty());
        assert!(found("a.md", "# A\n\nThis is a @\n3. And a third.\n").is_empty());
        assert!(found("a.rs", "// This is a @\nlet x = 3;\n").is_empty());
        assert!(found("a.rs", "let x = \"a @\n// 3\n").is_empty());
        assert!(found("a.rs", "// This is a @\n//\n// 3 of them.\n").is_empty());
        assert!(found("a.md", "# A\n\nThis is a @\n\n3 of them.\n").is_empty());
    }

    #[test]
    fn a_section_is_cited_as_the_contracts_or_names_its_document() {
        for text in [
            "// ($ & 5.1)\n",
            "// The $'s rates (&\n// 5).\n",
            "// &s 5 and 18 of the $\n",
            "// & 5 of the @s\n",
        ] {
            assert_eq!(found("a.rs", text).len(), 1, "{text}");
        }
        for text in ["// RFC 9162, &s 2.1.3 and 2.1.4\n", "// (RFC 4648 & 4)\n"] {
            assert!(found("a.rs", text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_number_is_defined_once() {
        let twice = format!("{RULES}\n### Rule 2. Again\n");
        let tree = Tree::of(&[
            ("ARCHITECTURE.md", DECISIONS),
            ("docs/contract.md", CONTRACT),
            ("docs/rules.md", &twice),
        ]);
        let found: Vec<_> = check(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["error: docs/rules.md:9: `2` is there twice"]);
    }

    #[test]
    fn a_page_that_is_gone_is_told_once() {
        let found = check(&Tree::of(&[("docs/rules.md", RULES)]));
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
