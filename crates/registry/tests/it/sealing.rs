//! What outlives a release is written down.

use std::fs;
use std::path::Path;

/// The contexts in the sources of a folder: texts of bytes that begin with `izin/`.
fn contexts(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            contexts(&path, found);
        } else {
            let source = fs::read_to_string(&path).unwrap();
            let texts = source.split("b\"izin/").skip(1);
            found
                .extend(texts.filter_map(|rest| Some(format!("izin/{}", rest.split_once('"')?.0))));
        }
    }
}

#[test]
fn each_context_is_of_one_kind_and_on_the_formats_page() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let page = include_str!("../../../../docs/format.md");
    let mut found = Vec::new();
    contexts(&sources, &mut found);
    // What a signature of a check is over is on the page about checks.
    found.retain(|context| !context.starts_with("izin/check-token/"));
    assert!(found.len() > 10, "{found:?}");
    for (position, context) in found.iter().enumerate() {
        assert!(!found[..position].contains(context), "twice: {context}");
        assert!(page.contains(&format!("`{context}`")), "unsaid: {context}");
    }
}
