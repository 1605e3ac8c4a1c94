//! The reader page, from the document as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

/// The methods in the order they are shown.
const METHODS: [&str; 7] = ["get", "head", "options", "post", "put", "patch", "delete"];

/// How deep a body's members are followed; deeper ones are named by their type.
const DEPTH_MAX: usize = 4;

/// The whole page.
pub(super) fn render(document: &Value) -> String {
    let mut groups: BTreeMap<&str, Vec<(&str, &str, &Value)>> = BTreeMap::new();
    for (path, methods) in members(&document["paths"]) {
        for method in METHODS {
            let operation = &methods[method];
            if operation.is_object() {
                let group = operation["tags"][0].as_str().unwrap_or("contract");
                groups
                    .entry(group)
                    .or_default()
                    .push((path, method, operation));
            }
        }
    }
    let title = escape(text(&document["info"]["title"]));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>{}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p>{}</p>\n\
         <p>The same for programs: <a href=\"/izin/v1/openapi.json\">openapi.json</a></p>\n",
        include_str!("page.css"),
        escape(text(&document["info"]["description"])),
    );
    page.push_str("<nav><ul>\n");
    for group in groups.keys() {
        let group = escape(group);
        push(
            &mut page,
            format_args!("<li><a href=\"#{group}\">{group}</a></li>\n"),
        );
    }
    page.push_str("</ul></nav>\n");
    for (group, operations) in &groups {
        let group = escape(group);
        push(
            &mut page,
            format_args!("<section id=\"{group}\">\n<h2>{group}</h2>\n"),
        );
        for (path, method, operation) in operations {
            article(&mut page, document, path, method, operation);
        }
        page.push_str("</section>\n");
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn article(page: &mut String, document: &Value, path: &str, method: &str, operation: &Value) {
    push(
        page,
        format_args!(
            "<article>\n<h3><b>{}</b> <code>{}</code></h3>\n<p>{}</p>\n",
            escape(&method.to_ascii_uppercase()),
            escape(path),
            escape(text(&operation["summary"])),
        ),
    );
    let description = text(&operation["description"]);
    if !description.is_empty() {
        push(page, format_args!("<p>{}</p>\n", escape(description)));
    }
    let parameters = operation["parameters"].as_array();
    let rows = parameters.into_iter().flatten().map(|parameter| {
        let needed = parameter["required"].as_bool().unwrap_or_default();
        (
            text(&parameter["name"]).to_owned(),
            format!(
                "{}{}: {}",
                text(&parameter["in"]),
                if needed { "" } else { ", optional" },
                text(&parameter["description"])
            ),
        )
    });
    table(page, "Parameters", rows);
    for (kind, content) in members(&operation["requestBody"]["content"]) {
        let shape = shape(document, &content["schema"], 0);
        push(
            page,
            format_args!(
                "<h4>Body, <code>{}</code></h4>\n<pre>{}</pre>\n",
                escape(kind),
                escape(&shape)
            ),
        );
    }
    let rows = members(&operation["responses"]).map(|(status, response)| {
        let description = text(&response["description"]);
        let shapes = members(&response["content"])
            .map(|(_, content)| name_of(&content["schema"]))
            .collect::<Vec<_>>()
            .join(", ");
        (
            status.to_owned(),
            format!("{shapes} {description}").trim().to_owned(),
        )
    });
    table(page, "Answers", rows);
    let good = members(&operation["responses"]).find(|(status, _)| status.starts_with('2'));
    for (_, content) in good
        .into_iter()
        .flat_map(|(_, good)| members(&good["content"]))
    {
        let shape = shape(document, &content["schema"], 0);
        push(page, format_args!("<pre>{}</pre>\n", escape(&shape)));
    }
    let curl = curl(document, path, method, operation);
    push(
        page,
        format_args!("<h4>Try</h4>\n<pre>{}</pre>\n</article>\n", escape(&curl)),
    );
}

fn table(page: &mut String, title: &str, rows: impl Iterator<Item = (String, String)>) {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return;
    }
    push(page, format_args!("<h4>{title}</h4>\n<table>\n"));
    for (name, meaning) in rows {
        let (name, meaning) = (escape(&name), escape(&meaning));
        push(
            page,
            format_args!("<tr><td><code>{name}</code></td><td>{meaning}</td></tr>\n"),
        );
    }
    page.push_str("</table>\n");
}

/// A line to try the operation with; `$API` and the credentials are the reader's.
fn curl(document: &Value, path: &str, method: &str, operation: &Value) -> String {
    let parameters = operation["parameters"].as_array();
    let query: Vec<_> = parameters
        .into_iter()
        .flatten()
        .filter(|parameter| parameter["in"] == "query" && parameter["required"] == true)
        .map(|parameter| format!("{0}={{{0}}}", text(&parameter["name"])))
        .collect();
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("?{}", query.join("&"))
    };
    let public = operation["responses"]["401"].is_null();
    let mut line = format!(
        "curl -X {} \"$API{path}{query}\"",
        method.to_ascii_uppercase()
    );
    if !public {
        line.push_str(if operation["tags"][0] == "intermediary" {
            " -u \"$USER:$PASSWORD\""
        } else {
            " -H \"Authorization: Bearer $TOKEN\""
        });
    }
    if let Some((kind, content)) = members(&operation["requestBody"]["content"]).next() {
        push(&mut line, format_args!(" -H 'Content-Type: {kind}'"));
        if kind.starts_with("text/") {
            line.push_str(" --data-binary @list.txt");
        } else {
            let shape = shape(document, &content["schema"], 0);
            let one_line: Vec<_> = shape.split_whitespace().collect();
            push(&mut line, format_args!(" -d '{}'", one_line.join(" ")));
        }
    }
    line
}

/// What a value of a schema looks like.
fn shape(document: &Value, schema: &Value, depth: usize) -> String {
    if let Some(name) = schema["$ref"]
        .as_str()
        .and_then(|path| path.rsplit('/').next())
    {
        if depth >= DEPTH_MAX {
            return format!("{{{name}}}");
        }
        return shape(document, &document["components"]["schemas"][name], depth);
    }
    for alternatives in ["oneOf", "anyOf", "allOf"] {
        let mut some = schema[alternatives].as_array().into_iter().flatten();
        if let Some(first) = some.find(|one| one["type"] != "null") {
            return shape(document, first, depth);
        }
    }
    let indent = "  ".repeat(depth);
    if schema["properties"].is_object() {
        let inner: Vec<_> = members(&schema["properties"])
            .map(|(name, member)| {
                format!(
                    "{indent}  \"{name}\": {}",
                    shape(document, member, depth + 1)
                )
            })
            .collect();
        return format!("{{\n{}\n{indent}}}", inner.join(",\n"));
    }
    if schema["items"].is_object() {
        return format!("[{}]", shape(document, &schema["items"], depth + 1));
    }
    match &schema["type"] {
        Value::String(kind) if kind == "string" => "\"…\"".to_owned(),
        Value::String(kind) if kind == "integer" || kind == "number" => "0".to_owned(),
        Value::String(kind) if kind == "boolean" => "false".to_owned(),
        Value::Array(kinds) => kinds.iter().find(|kind| *kind != "null").map_or_else(
            || "null".to_owned(),
            |kind| shape(document, &serde_json::json!({ "type": kind }), depth),
        ),
        _ => "{}".to_owned(),
    }
}

/// The name of a schema, or of a list's entries.
fn name_of(schema: &Value) -> String {
    let own = schema["$ref"]
        .as_str()
        .and_then(|path| path.rsplit('/').next());
    match own {
        Some(name) => name.to_owned(),
        None if schema["items"].is_object() => format!("list of {}", name_of(&schema["items"])),
        None => text(&schema["type"]).to_owned(),
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members = value.as_object().into_iter().flatten();
    members.map(|(name, member)| (name.as_str(), member))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn push(page: &mut String, piece: std::fmt::Arguments<'_>) {
    // Writing into a String cannot fail.
    let _written = page.write_fmt(piece);
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_document_cannot_become_markup() {
        let document = serde_json::json!({
            "info": { "title": "<script>", "description": "a & b" },
            "paths": { "/x\"y": { "get": { "summary": "<b>", "responses": {} } } }
        });
        let page = render(&document);
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script"));
        assert!(page.contains("a &amp; b") && page.contains("/x&quot;y"));
        assert!(page.contains("&lt;b&gt;"));
    }
}
