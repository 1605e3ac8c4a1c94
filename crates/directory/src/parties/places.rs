//! Provinces and districts, as the contract lists them (contract 12; the example bodies of
//! `GET /info/city` and `GET /info/town` in its OpenAPI document, version 3.2.0).

use std::sync::LazyLock;

static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists {
    cities: include_str!("../../data/city.tsv")
        .lines()
        .filter_map(read_city)
        .collect(),
    towns: include_str!("../../data/town.tsv")
        .lines()
        .filter_map(read_town)
        .collect(),
});

struct Lists {
    cities: Vec<City>,
    towns: Vec<Town>,
}

/// A province.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct City {
    /// Its number, the one on licence plates.
    pub code: u32,
    /// Its name.
    pub name: &'static str,
}

/// A district of a province.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Town {
    /// Its number, unique in the whole list.
    pub code: u32,
    /// Its name.
    pub name: &'static str,
    /// The province it belongs to.
    pub city: u32,
}

/// All provinces, in the contract's order.
pub fn cities() -> &'static [City] {
    &LISTS.cities
}

/// The province with this number.
pub fn city(code: u32) -> Option<City> {
    cities().iter().copied().find(|city| city.code == code)
}

/// All districts, in the contract's order.
pub fn towns() -> &'static [Town] {
    &LISTS.towns
}

/// The district with this number.
pub fn town(code: u32) -> Option<Town> {
    towns().iter().copied().find(|town| town.code == code)
}

/// Reads a line of `city.tsv`: code, name.
fn read_city(line: &'static str) -> Option<City> {
    let (code, name) = line.split_once('\t')?;
    Some(City {
        code: code.parse().ok()?,
        name,
    })
}

/// Reads a line of `town.tsv`: code, name, the province's code.
fn read_town(line: &'static str) -> Option<Town> {
    let (code, rest) = line.split_once('\t')?;
    let (name, city) = rest.split_once('\t')?;
    Some(Town {
        code: code.parse().ok()?,
        name,
        city: city.parse().ok()?,
    })
}
