//! Provinces and districts.

use std::collections::HashSet;

use directory::places::{City, Town, cities, city, town, towns};

#[test]
fn there_are_81_provinces_and_970_districts_each_once() {
    assert_eq!(cities().len(), 81);
    assert_eq!(towns().len(), 970);
    let codes: HashSet<_> = cities().iter().map(|city| city.code).collect();
    assert_eq!(codes, (1..=81).collect());
    let codes: HashSet<_> = towns().iter().map(|town| town.code).collect();
    assert_eq!(codes.len(), 970);
}

#[test]
fn every_district_is_in_a_province_and_every_province_has_one() {
    let provinces: HashSet<_> = towns().iter().map(|town| town.city).collect();
    assert_eq!(provinces, (1..=81).collect());
}

#[test]
fn a_place_is_found_by_its_code() {
    assert_eq!(
        city(34),
        Some(City {
            code: 34,
            name: "İstanbul"
        })
    );
    assert_eq!(city(82), None);
    assert_eq!(
        town(1),
        Some(Town {
            code: 1,
            name: "Seyhan",
            city: 1
        })
    );
    assert_eq!(town(0), None);
}

#[test]
fn names_have_no_blanks_around() {
    let names = cities()
        .iter()
        .map(|city| city.name)
        .chain(towns().iter().map(|town| town.name));
    for name in names {
        assert!(!name.is_empty() && name == name.trim(), "{name:?}");
    }
}
