//! What of the OpenAPI document is the same at many addresses and is not said again above each handler:
//! how a caller proves who it is, names for the operations, and the refusals that come before a handler.

use domain::ErrorCode;
use utoipa::PartialSchema as _;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn, PathItem};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{OpenApi, Ref, RefOr};

use crate::edge::codes::{ENVELOPE, Refusal};

/// The access token of a user.
const TOKEN: &str = "token";
/// The name and password of a user, with every request.
const PASSWORD: &str = "password";
/// The token of a gateway.
const GATEWAY: &str = "gateway";

/// The token address's own.
const OAUTH_ERROR: &str = "OAuthError";
/// Where tokens are asked for.
const TOKENS: &str = "/oauth2/token";

/// What version 2 of the contract has as well, under `/v2`, and how it differs there (contract 7).
const VERSION_2: [(&str, &str); 3] = [
    (
        "/sps/{iysCode}/brands/{brandCode}/consents",
        "Record one consent; an unchanged repetition gets the first answer again",
    ),
    (
        "/sps/{iysCode}/brands/{brandCode}/consents/request",
        "Hand in up to 1,000 consents; unchanged repetitions succeed",
    ),
    (
        "/sps/{iysCode}/brands/{brandCode}/consents/request/{requestId}",
        "Ask what became of a batch, and what of it had been recorded before",
    ),
];

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
    for (path, summary) in VERSION_2 {
        let mut item = document.paths.paths.get(path).cloned().unwrap_or_default();
        for (_, operation) in operations(&mut item) {
            operation.summary = Some(summary.to_owned());
        }
        document.paths.paths.insert(format!("/v2{path}"), item);
    }
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            // The summaries are the handlers' comments, which end with a full stop.
            let summary = operation.summary.iter_mut();
            summary.for_each(|summary| summary.truncate(summary.trim_end_matches('.').len()));
            operation.operation_id = Some(name(method, path));
            operation.security = Some(security(path));
            add_pieces(path, operation);
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
        ("patch", &mut item.patch),
        ("delete", &mut item.delete),
        ("head", &mut item.head),
        ("options", &mut item.options),
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
        "/check-file",
        "/check-file/{run}",
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
    ["/sps/", "/v2/", "/integrator/", "/info/", "/via/", TOKENS]
        .iter()
        .any(|start| path.starts_with(start))
}

/// Explains the pieces of a path that stand in more than one.
fn add_pieces(path: &str, operation: &mut Operation) {
    let word = |name: &str| RefOr::Ref(Ref::from_schema_name(name));
    let pieces: [(&str, &str, RefOr<Schema>); 8] = [
        ("iysCode", "The provider's number", u32::schema()),
        ("integratorCode", "The partner's number", u32::schema()),
        ("brandCode", "The brand's number", u32::schema()),
        ("retailerCode", "The retailer's number", u32::schema()),
        (
            "requestId",
            "The request, with or without dashes",
            String::schema(),
        ),
        (
            "reportDate",
            "YYYY-MM-DD, one of the last seven days",
            String::schema(),
        ),
        (
            "recipientType",
            "BIREYSEL or TACIR",
            word("RecipientTypeWord"),
        ),
        ("type", "ARAMA, MESAJ or EPOSTA", word("ChannelWord")),
    ];
    let pieces = pieces.into_iter().filter_map(|(name, about, schema)| {
        path.contains(&format!("{{{name}}}")).then(|| {
            let mut piece = Parameter::new(name);
            piece.parameter_in = ParameterIn::Path;
            piece.description = Some(about.to_owned());
            piece.schema = Some(schema);
            RefOr::T(piece)
        })
    });
    let others = operation.parameters.take().into_iter().flatten();
    let all: Vec<_> = pieces.chain(others).collect();
    operation.parameters = Some(all).filter(|all| !all.is_empty());
}

/// The refusals that come before a handler: of its caller, its path, its query, its body, the brand's subscription,
/// the limit on requests.
fn add_refusals(path: &str, operation: &mut Operation) {
    use ErrorCode::{
        H014, H015, H095, H123, H124, H190, H191, H192, H351, H353, H520, H521, H524, H586,
    };
    let of = Refusal::of;
    let streamed = path.ends_with("/check-list") || path.starts_with("/witness/");
    let sent = operation.request_body.is_some() && !streamed;
    let party = path.contains("{iysCode}") || path.contains("{integratorCode}");
    let brand = path.contains("{brandCode}");
    let (contract, passwords) = (is_contract(path), schemes(path).contains(&PASSWORD));
    let served = !path.starts_with("/witness/");
    let told = served && !tells_without_envelope(path);
    let paid = [H353, H520, H521, H524, H586];
    let paid = paid.map(|code| (brand || path.ends_with("/brands"), of(code)));
    let others = [
        (!schemes(path).is_empty(), of(H351)),
        (party, of(H190)),
        (brand, of(H191)),
        (asks_query(operation) && !streamed, of(H095)),
        (sent && path != TOKENS, of(H014)),
        (contract, of(H124)),
        (
            passwords && !contract,
            of(H124).saying("Too many wrong passwords."),
        ),
        (served, of(H015).saying("The registry failed.")),
        (told, of(H123).at(503).saying("Not for the moment.")),
        (
            told,
            of(H015).at(503).saying("Not while a part has failed."),
        ),
    ];
    let responses = &mut operation.responses.responses;
    for (_, refusal) in paid.into_iter().chain(others).filter(|(holds, _)| *holds) {
        refusal.note(responses, ENVELOPE);
    }
    let schema = if path == TOKENS {
        OAUTH_ERROR
    } else {
        ENVELOPE
    };
    let late = of(H192).at(408).saying("The body does not come.");
    let long = of(H014).at(413).saying("The body is too long.");
    for refusal in [late, long].iter().filter(|_| sent) {
        refusal.note(responses, schema);
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

/// Puts an answer's codes in order. OpenAPI asks for a description of each answer; where the handler has none, the status
/// says it all.
fn describe(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else {
            continue;
        };
        if response.description.starts_with("- H") {
            let mut rows: Vec<&str> = response.description.lines().collect();
            rows.sort_unstable();
            response.description = rows.join("\n");
        }
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
