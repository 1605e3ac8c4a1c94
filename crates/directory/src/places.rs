//! Provinces and districts, as the contract lists them (contract 12).

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
    todo!()
}

/// The province with this number.
pub fn city(code: u32) -> Option<City> {
    todo!()
}

/// All districts, in the contract's order.
pub fn towns() -> &'static [Town] {
    todo!()
}

/// The district with this number.
pub fn town(code: u32) -> Option<Town> {
    todo!()
}
