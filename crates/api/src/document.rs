//! What of the OpenAPI document is the same at many addresses and is not said again above each handler:
//! how a caller proves who it is, names for the operations, and the refusals that come before a handler.

use utoipa::openapi::content::Content;
use utoipa::openapi::path::{Operation, ParameterIn, PathItem};
use utoipa::openapi::response::Response;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{OpenApi, Ref, RefOr};

/// The access token of a user.
const TOKEN: &str = "token";
/// The name and password of a user, with every request.
const PASSWORD: &str = "password";
/// The token of a gateway.
const GATEWAY: &str = "gateway";

/// The schema of every refusal.
const ENVELOPE: &str = "Envelope";
/// The token address's own.
const OAUTH_ERROR: &str = "OAuthError";
/// Where tokens are asked for.
const TOKENS: &str = "/oauth2/token";

/// Completes the document.
pub(crate) fn complete(document: &mut OpenApi) {
    let schemes = [
        (
            TOKEN,
            HttpAuthScheme::Bearer,
            "An access token, from /oauth2/token",
        ),
        (
            PASSWORD,
            HttpAuthScheme::Basic,
            "A user's name and password (RFC 7617)",
        ),
        (GATEWAY, HttpAuthScheme::Bearer, "A gateway's own token"),
    ];
    let components = document.components.get_or_insert_default();
    for (name, scheme, about) in schemes {
        let mut http = Http::new(scheme);
        http.description = Some(about.to_owned());
        components.add_security_scheme(name, SecurityScheme::Http(http));
    }
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            operation.operation_id = Some(name(method, path));
            operation.security = Some(security(path));
            add_refusals(path, operation);
            describe(operation);
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    [
        ("get", &mut item.get),
        ("put", &mut item.put),
        ("post", &mut item.post),
        ("delete", &mut item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation)))
}

/// An operation's name: its method and the words of its path, which no other operation has.
fn name(method: &str, path: &str) -> String {
    let words = path.split(|sign: char| !sign.is_ascii_alphanumeric());
    let mut name = method.to_owned();
    for word in words.filter(|word| !word.is_empty()) {
        let (first, rest) = word.split_at(1);
        name.push_str(&first.to_ascii_uppercase());
        name.push_str(rest);
    }
    name
}

/// How a caller proves who it is, any of these; none of them where nobody is asked.
fn security(path: &str) -> Vec<SecurityRequirement> {
    let scopes: [&str; 0] = [];
    schemes(path)
        .iter()
        .map(|scheme| SecurityRequirement::new(*scheme, scopes))
        .collect()
}

/// The ways in, of which any will do.
fn schemes(path: &str) -> &'static [&'static str] {
    let open = [
        "/health/",
        "/log/",
        "/witness/",
        "/izin/v1/log",
        "/izin/v1/keys",
        TOKENS,
    ];
    let either = [
        "/izin/v1/lines/closed",
        "/check",
        "/check-list",
        "/check/token",
    ];
    if open.iter().any(|start| path.starts_with(start)) {
        &[]
    } else if path == "/izin/v1/texts" || path == "/izin/v1/voice" {
        &[GATEWAY]
    } else if path.starts_with("/brands/") {
        &[PASSWORD]
    } else if either.iter().any(|end| path.ends_with(end)) {
        &[TOKEN, PASSWORD]
    } else {
        &[TOKEN]
    }
}

/// Whether it is one of the contract's own addresses.
fn is_contract(path: &str) -> bool {
    ["/sps/", "/v2/", "/integrator/", "/info/", TOKENS]
        .iter()
        .any(|start| path.starts_with(start))
}

/// The refusals that come before a handler: of its path, its query, its body, the limit on requests.
fn add_refusals(path: &str, operation: &mut Operation) {
    for (piece, code) in [
        ("{iysCode}", "H190"),
        ("{integratorCode}", "H190"),
        ("{brandCode}", "H191"),
    ] {
        if path.contains(piece) {
            add(operation, "422", code, ENVELOPE);
        }
    }
    let streamed = path.ends_with("/check-list") || path.starts_with("/witness/");
    if asks_query(operation) && !streamed {
        add(operation, "400", "H095", ENVELOPE);
    }
    if operation.request_body.is_some() && !streamed {
        let schema = if path == TOKENS {
            OAUTH_ERROR
        } else {
            ENVELOPE
        };
        add(operation, "408", "H192: the body does not come", schema);
        add(operation, "413", "H014: the body is too long", schema);
    }
    if is_contract(path) {
        add(operation, "429", "H124", ENVELOPE);
    } else if schemes(path).contains(&PASSWORD) {
        add(operation, "429", "H124: too many wrong passwords", ENVELOPE);
    }
    if !path.starts_with("/witness/") {
        add(operation, "500", "H015: the registry failed", ENVELOPE);
        if !tells_without_envelope(path) {
            add(operation, "503", "H123: not for the moment", ENVELOPE);
            add(
                operation,
                "503",
                "H015: nor while a part has failed",
                ENVELOPE,
            );
        }
    }
}

/// Whether a 503 is told there already: a check's UNKNOWN, or how the parts stand.
fn tells_without_envelope(path: &str) -> bool {
    let checks = path.starts_with("/izin/v1/brands/") && path.contains("/check");
    checks || path.contains("/rejected/") || path.starts_with("/health/")
}

fn asks_query(operation: &Operation) -> bool {
    let parameters = operation.parameters.iter().flatten();
    parameters.into_iter().any(|parameter| match parameter {
        RefOr::T(parameter) => parameter.parameter_in == ParameterIn::Query,
        RefOr::Ref(_) => false,
    })
}

/// Notes a refusal, unless the handler's own description has its code.
fn add(operation: &mut Operation, status: &str, refusal: &str, schema: &str) {
    let responses = &mut operation.responses.responses;
    let known = responses.entry(status.to_owned()).or_insert_with(|| {
        let content = Content::new(Some(Ref::from_schema_name(schema)));
        let mut response = Response::default();
        let json = "application/json".to_owned();
        response.content.insert(json, RefOr::T(content));
        RefOr::T(response)
    });
    let RefOr::T(response) = known else {
        return;
    };
    let code = refusal.split(':').next().unwrap_or(refusal);
    if response.description.is_empty() {
        refusal.clone_into(&mut response.description);
    } else if !response.description.contains(code) {
        response.description.push_str("; ");
        response.description.push_str(refusal);
    }
}

/// OpenAPI asks for a description of each answer; where the handler has none, the status says it all.
fn describe(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else {
            continue;
        };
        if response.description.is_empty() {
            let said = match status.as_str() {
                "201" => "Added",
                "202" => "Accepted",
                "204" => "Nothing",
                _ => "Done",
            };
            said.clone_into(&mut response.description);
        }
    }
}
