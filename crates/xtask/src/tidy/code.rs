//! Rust source with its comments and literals blanked out, so that a search finds calls and not words about them.

/// The same text, line by line and column by column, with blanks for what stands in comments, strings and characters.
pub fn only(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let length = foreign(rest, before).unwrap_or(0);
        if length > 0 {
            let (skipped, after) = rest.split_at(length);
            out.extend(skipped.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = after;
            before = ' ';
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            before = first;
        }
    }
    out
}

/// The length in bytes of the comment or literal that begins here, if one does. `before` is the character before it:
/// an `r` or a quote in the middle of a word begins nothing.
fn foreign(rest: &str, before: char) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(block_comment(rest));
    }
    let in_word = before.is_alphanumeric() || before == '_';
    if !in_word && let Some(length) = raw_string(rest) {
        return Some(length);
    }
    match rest.chars().next()? {
        '"' => Some(quoted(rest, '"')),
        '\'' => character(rest),
        _ => None,
    }
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// `r"…"`, `r#"…"#` and their byte and C forms.
fn raw_string(rest: &str) -> Option<usize> {
    let body = rest
        .strip_prefix(['b', 'c'])
        .unwrap_or(rest)
        .strip_prefix('r')?;
    let text = body.trim_start_matches('#');
    let hashes = body.len() - text.len();
    let text = text.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let start = rest.len() - text.len();
    Some(
        text.find(&end)
            .map_or(rest.len(), |at| start + at + end.len()),
    )
}

/// A literal between two such quotes, with backslashes.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// A character literal; none for a lifetime.
fn character(rest: &str) -> Option<usize> {
    let mut chars = rest.chars().skip(1);
    let first = chars.next()?;
    (first == '\\' || chars.next() == Some('\'')).then(|| quoted(rest, '\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asserts that exactly these pieces of the source turn blank, in this order.
    fn assert_blank(source: &str, pieces: &[&str]) {
        let mut expected = String::new();
        let mut rest = source;
        for piece in pieces {
            let (before, after) = rest.split_once(piece).unwrap_or((rest, ""));
            expected.push_str(before);
            expected.extend(piece.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = after;
        }
        expected.push_str(rest);
        assert_eq!(only(source), expected);
    }

    #[test]
    fn code_stays_where_it_is() {
        assert_blank(
            "fn f<'a>(x: &'a str) -> char {\n    x.len(); 'c'\n}\n",
            &["'c'"],
        );
    }

    #[test]
    fn comments_are_blank_and_keep_their_lines() {
        let block = "/* d /* e\n */ f */";
        assert_blank(&format!("a // b\nc {block} g\n"), &["// b", block]);
        assert_blank("//! doc\nx", &["//! doc"]);
        assert_blank("/// ş\nx /* ş */ y", &["/// ş", "/* ş */"]);
    }

    #[test]
    fn strings_are_blank_whatever_is_in_them() {
        let escaped = r#""a \" // b""#;
        assert_blank(&format!("f({escaped}, c)"), &[escaped]);
        let raw = "r#\"a \" b\"#";
        assert_blank(&format!("f({raw}, c)"), &[raw]);
        assert_blank("f(b\"a\", br\"\\\", c)", &["\"a\"", "br\"\\\""]);
        assert_blank("'\"' x '\\'' y", &["'\"'", "'\\''"]);
    }

    #[test]
    fn a_word_that_ends_in_r_begins_no_raw_string() {
        assert_blank("for\"a\\\"b\" c", &["\"a\\\"b\""]);
    }

    #[test]
    fn what_is_never_closed_is_blank_to_the_end() {
        assert_blank("a \"b", &["\"b"]);
        assert_blank("a /* b", &["/* b"]);
    }
}
