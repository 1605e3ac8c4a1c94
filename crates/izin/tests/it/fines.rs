//! `izin fines` with a table of the operator's own.

use std::fs;

use serde_json::json;

use crate::program::{arg, fails, json};

const YEAR: &str = "[[year]]\nyear = 2027\nsource = \"RG 25.12.2026\"\nrate = \"10.00\"\n";

#[test]
fn an_own_table_adds_a_year_and_a_row_that_does_not_fit_is_13() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("izin.toml");
    let table = folder.path().join("fines.toml");
    fs::write(&config, format!("[fines]\ntable = {:?}\n", arg(&table))).unwrap();
    let words = |action| {
        [
            "fines",
            action,
            "--year",
            "2027",
            "--json",
            "--config",
            arg(&config),
        ]
    };

    fs::write(&table, YEAR).unwrap();
    let rows = json(words("show"));
    assert_eq!(rows.as_array().unwrap().len(), 8);
    assert_eq!(
        rows[0],
        json!({
            "year": 2027, "letter": "a", "least": "3144.00", "most": "15739.00", "computed": true,
            "source": "RG 25.12.2026",
        })
    );
    assert_eq!(json(words("check"))[0]["verdict"], "fits");

    let row = "row = [{ letter = \"a\", least = 3144, most = 15740 }]\n";
    fs::write(&table, format!("{YEAR}{row}")).unwrap();
    assert_eq!(json(words("show"))[0]["most"], "15740.00");
    let error = fails(words("check"), 13);
    assert!(
        error.contains("not what the year before comes to"),
        "{error}"
    );
}

#[test]
fn a_wrong_table_is_3_and_so_is_the_configuration_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("izin.toml");
    let table = folder.path().join("fines.toml");
    fs::write(&config, format!("[fines]\ntable = {:?}\n", arg(&table))).unwrap();
    fs::write(&table, YEAR.replace("10.00", "10,00")).unwrap();
    for words in [
        &["fines", "show", "--config", arg(&config)][..],
        &["config", "check", arg(&config)],
    ] {
        let error = fails(words, 3);
        assert!(error.contains("the rate \"10,00\" is unknown"), "{error}");
    }
    fs::remove_file(&table).unwrap();
    let error = fails(["config", "check", arg(&config)], 12);
    assert!(error.contains(arg(&table)), "{error}");
}
