//! Lists for people and for scripts.

use std::fmt::Write as _;

use serde_json::Value;

/// Prints rows as a table with a heading, or as a JSON list of their objects.
pub fn print(json: bool, columns: &[&str], rows: &[Value]) {
    if json {
        println!("{}", Value::from(rows.to_vec()));
    } else {
        print!("{}", render(columns, rows));
    }
}

/// Prints one object: `key: value` lines, or JSON.
pub fn print_one(json: bool, object: &Value) {
    if json {
        println!("{object}");
    } else {
        for (key, value) in object.as_object().into_iter().flatten() {
            println!("{key}: {}", cell(value));
        }
    }
}

fn render(columns: &[&str], rows: &[Value]) -> String {
    let mut lines: Vec<Vec<String>> = vec![columns.iter().map(|&name| name.to_owned()).collect()];
    lines.extend(
        rows.iter()
            .map(|row| columns.iter().map(|name| cell(&row[*name])).collect()),
    );
    let widths: Vec<usize> = (0..columns.len())
        .map(|column| {
            let cells = lines.iter().map(|line| line[column].chars().count());
            cells.max().unwrap_or_default()
        })
        .collect();
    let mut text = String::new();
    for line in &lines {
        let mut row = String::new();
        for (cell, width) in line.iter().zip(&widths) {
            // Writing to a string cannot fail.
            let _written = write!(row, "{cell:width$}  ");
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_longest_cell_in_characters() {
        let rows = [
            json!({"code": 600_001, "title": "Şişli"}),
            json!({"code": 7, "title": null}),
        ];
        assert_eq!(
            render(&["code", "title"], &rows),
            "code    title\n600001  Şişli\n7       -\n"
        );
    }
}
