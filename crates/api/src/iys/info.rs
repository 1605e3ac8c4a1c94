//! `GET /info/city[/{code}]` and `GET /info/town[/{code}]` (contract 12), for anybody with
//! a token.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::ErrorCode;
use registry::contract::retailers::places::{self, City, Town};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::{Bearer, Pieces, Problem};

/// The routes of this resource. `cities` is an older spelling that clients still use.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list_cities))
        .routes(routes!(city))
        .routes(routes!(list_towns))
        .routes(routes!(town))
        .route("/info/cities", get(list_cities))
        .route("/info/cities/{code}", get(city))
}

/// A province.
#[derive(Serialize, ToSchema)]
struct CityBody {
    code: u32,
    name: &'static str,
}

impl From<City> for CityBody {
    fn from(city: City) -> Self {
        Self {
            code: city.code,
            name: city.name,
        }
    }
}

/// A district.
#[derive(Serialize, ToSchema)]
struct TownBody {
    name: &'static str,
    code: u32,
    /// The province's number.
    city_code: u32,
}

impl From<Town> for TownBody {
    fn from(town: Town) -> Self {
        Self {
            name: town.name,
            code: town.code,
            city_code: town.city,
        }
    }
}

/// List the provinces.
#[utoipa::path(
    get,
    path = "/info/city",
    responses((status = 200, body = Vec<CityBody>))
)]
async fn list_cities(_: Bearer) -> Json<Vec<CityBody>> {
    Json(places::cities().iter().copied().map(Into::into).collect())
}

codes!(CityCodes: H241);

/// A province.
#[utoipa::path(
    get,
    path = "/info/city/{code}",
    params(("code" = u32, Path, description = "Its number, the one on licence plates")),
    responses((status = 200, body = CityBody), (status = 204, description = "No such province"), CityCodes)
)]
async fn city(_: Bearer, Pieces(code): Pieces<String>) -> Result<Response, Problem> {
    let found = places::city(place_code(&code)?);
    Ok(item(found.map(CityBody::from)))
}

/// List the districts.
#[utoipa::path(
    get,
    path = "/info/town",
    responses((status = 200, body = Vec<TownBody>))
)]
async fn list_towns(_: Bearer) -> Json<Vec<TownBody>> {
    Json(places::towns().iter().copied().map(Into::into).collect())
}

codes!(TownCodes: H241);

/// A district.
#[utoipa::path(
    get,
    path = "/info/town/{code}",
    params(("code" = u32, Path, description = "Its number")),
    responses((status = 200, body = TownBody), (status = 204, description = "No such district"), TownCodes)
)]
async fn town(_: Bearer, Pieces(code): Pieces<String>) -> Result<Response, Problem> {
    let found = places::town(place_code(&code)?);
    Ok(item(found.map(TownBody::from)))
}

/// `H241` for what is no number.
fn place_code(text: &str) -> Result<u32, Problem> {
    text.parse().map_err(|_| Problem::code(ErrorCode::H241))
}

fn item<T: Serialize>(found: Option<T>) -> Response {
    match found {
        Some(body) => Json(body).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    }
}
