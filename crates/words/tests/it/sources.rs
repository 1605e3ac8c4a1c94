//! The files that hold the texts, and the files that ask for them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use domain::Language;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

/// The variables of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variables {
    /// Those it prints.
    pub printed: BTreeSet<String>,
    /// Those it chooses its words by.
    pub chosen_by: BTreeSet<String>,
}

/// The folder of all crates.
fn crates() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap().to_owned()
}

/// The texts' files of a language, by name.
pub fn files(language: Language) -> BTreeMap<String, String> {
    let folder = crates().join("words/texts").join(language.tag());
    let files = fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, fs::read_to_string(path).unwrap())
    });
    files.collect()
}

/// All texts of a language with their variables. Panics where a file has a mistake, or an identifier
/// is given twice.
pub fn texts(language: Language) -> BTreeMap<String, Variables> {
    let mut texts = BTreeMap::new();
    for (file, source) in files(language) {
        let resource = fluent_syntax::parser::parse(source.as_str())
            .unwrap_or_else(|(_, errors)| panic!("{file}: {errors:?}"));
        for entry in resource.body {
            let Entry::Message(message) = entry else {
                let comment = matches!(
                    entry,
                    Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_)
                );
                assert!(comment, "{file} has something that is no text");
                continue;
            };
            let mut variables = Variables::default();
            let value = message.value.expect("a text has words");
            collect(&value, &mut variables);
            let before = texts.insert(message.id.name.to_owned(), variables);
            assert_eq!(before, None, "{} is given twice", message.id.name);
        }
    }
    texts
}

fn collect(pattern: &Pattern<&str>, variables: &mut Variables) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { .. } => {}
            PatternElement::Placeable { expression } => match expression {
                Expression::Inline(inline) => {
                    variables.printed.extend(variable(inline));
                }
                Expression::Select { selector, variants } => {
                    variables.chosen_by.extend(variable(selector));
                    for variant in variants {
                        collect(&variant.value, variables);
                    }
                }
            },
        }
    }
}

fn variable(inline: &InlineExpression<&str>) -> Option<String> {
    match inline {
        InlineExpression::VariableReference { id } => Some(id.name.to_owned()),
        _ => None,
    }
}

/// What may ask for texts: the sources and templates of every crate, without tests.
pub fn askers() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(crates()).unwrap() {
        let krate = entry.unwrap().path();
        for folder in ["src", "templates"] {
            walk(&krate.join(folder), &mut found);
        }
    }
    found
}

fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if let Ok(text) = fs::read_to_string(&path) {
            found.push((path, text));
        }
    }
}
