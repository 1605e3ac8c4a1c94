//! `izin import`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use domain::movement::Change;
use domain::{BrandCode, Seq};
use ledger::{Ledger, Options};
use tempfile::TempDir;

use crate::program::{arg, fails, izin, run, text};

const HEADER: &str = "IZIN TURU;ALICI;ONAY(1)-RET(0);IZIN KAYNAGI;IZIN TARIHI\n";

/// A registry whose brand 600001 takes consents of any date.
fn registry() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let words = [
        "provider",
        "add",
        "X",
        "--code",
        "600001",
        "--historic-loading-until",
        "2100-01-01",
    ];
    let added = run(words.into_iter().chain(["--data", arg(folder.path())]));
    assert!(added.status.success(), "{}", text(&added.stderr));
    folder
}

fn words<'a>(folder: &'a TempDir, file: &'a Path) -> [&'a str; 7] {
    [
        "import",
        arg(file),
        "--brand",
        "600001",
        "--json",
        "--data",
        arg(folder.path()),
    ]
}

/// Imports; the exit code and the summary.
fn import(folder: &TempDir, file: &Path) -> (i32, serde_json::Value) {
    let output = run(words(folder, file));
    let summary = serde_json::from_slice(&output.stdout);
    let summary = summary.unwrap_or_else(|_| panic!("{}", text(&output.stderr)));
    (output.status.code().unwrap(), summary)
}

fn write(folder: &TempDir, text: impl AsRef<[u8]>) -> PathBuf {
    let file = folder.path().join("file.csv");
    fs::write(&file, text).unwrap();
    file
}

/// Item and change of every movement, in order.
fn movements(folder: &TempDir) -> Vec<(u32, Change)> {
    let ledger = Ledger::open(folder.path(), Options::system()).unwrap();
    (0..ledger.end().0)
        .map(|seq| ledger.movement(Seq(seq)).unwrap().unwrap().movement)
        .map(|movement| (movement.item.index, movement.change))
        .collect()
}

#[test]
fn lines_are_recorded_and_refused_ones_go_to_the_side_file_with_their_reason() {
    let folder = registry();
    let file = write(
        &folder,
        format!(
            "{HEADER}MESAJ;0532 123 45 67;1;HS_WEB;06.05.2020 12:00\r\n\
             MESAJ;+905321234567;0;HS_WEB;2020-05-07 12:00:00\n\
             \n\
             EPOSTA;=1+1;1;HS_WEB;2020-05-06 12:00:00\n\
             ARAMA;05321234568;0;HS_WEB;2020-05-06 12:00:00\n"
        ),
    );
    let (code, summary) = import(&folder, &file);
    assert_eq!(code, 10);
    assert_eq!(
        (&summary["recorded"], &summary["refused"]),
        (&2.into(), &2.into())
    );
    let rejects = fs::read_to_string(folder.path().join("file.csv.rejects.csv")).unwrap();
    let lines: Vec<_> = rejects.lines().collect();
    assert_eq!(lines[0], "line;code;reason;original");
    assert!(lines[1].starts_with("5;H120;"), "{rejects}");
    assert!(lines[2].starts_with("6;H175;"), "{rejects}");
    assert_eq!(lines.len(), 3);
    let ledger = Ledger::open(folder.path(), Options::system()).unwrap();
    assert_eq!(ledger.counts(BrandCode(600_001)).refusals, 1);
}

#[test]
fn the_same_file_again_records_nothing_and_keeps_the_side_file() {
    let folder = registry();
    let file = write(
        &folder,
        format!("{HEADER}MESAJ;05321234567;1;HS_WEB;06.05.2020 12:00\nx;y;1;z;d\n"),
    );
    import(&folder, &file);
    let rejects = folder.path().join("file.csv.rejects.csv");
    let before = (movements(&folder), fs::read_to_string(&rejects).unwrap());
    let (code, summary) = import(&folder, &file);
    assert_eq!(
        (code, &summary["doneEarlier"], &summary["recorded"]),
        (10, &2.into(), &0.into())
    );
    assert_eq!(
        (movements(&folder), fs::read_to_string(&rejects).unwrap()),
        before
    );
}

#[test]
fn a_turkish_code_page_and_commas_are_recognised() {
    let folder = registry();
    let text = "İzin Türü,Alıcı,Onay(1)-Ret(0),İzin Kaynağı,İzin Tarihi\n\
                Mesaj,05321234567,1,HS_WEB,06.05.2020 12:00\n";
    let bytes: Vec<u8> = text
        .chars()
        .map(|letter| match letter {
            'İ' => 0xdd,
            'ı' => 0xfd,
            'ğ' => 0xf0,
            'ü' => 0xfc,
            letter => u8::try_from(letter).unwrap(),
        })
        .collect();
    let (code, summary) = import(&folder, &write(&folder, bytes));
    assert_eq!((code, &summary["recorded"]), (0, &1.into()));
}

/// Lines of merchants, whose type is a word with a Turkish letter.
fn merchants(count: u64) -> Vec<String> {
    let line = |number| format!("EPOSTA;a{number}@b.example;1;;;TACİR");
    (0..count).map(line).collect()
}

const MERCHANTS: &str = "IZIN TURU;ALICI;ONAY(1)-RET(0);IZIN KAYNAGI;IZIN TARIHI;ALICI TIPI";

#[test]
fn a_damaged_byte_refuses_its_line_alone_with_its_number_and_reason() {
    let folder = registry();
    let mut bytes = MERCHANTS.as_bytes().to_vec();
    for (number, line) in merchants(300).iter().enumerate() {
        bytes.push(b'\n');
        bytes.extend_from_slice(line.as_bytes());
        if number == 100 {
            let place = bytes.iter().rposition(|byte| *byte == 0xb0).unwrap();
            bytes.remove(place);
        }
    }
    let (code, summary) = import(&folder, &write(&folder, bytes));
    assert_eq!((code, &summary["recorded"]), (10, &299.into()), "{summary}");
    let rejects = fs::read_to_string(folder.path().join("file.csv.rejects.csv")).unwrap();
    assert!(
        rejects
            .lines()
            .nth(1)
            .unwrap()
            .starts_with("102;CSV;Satırda bozuk karakter var.;"),
        "{rejects}"
    );
    assert_eq!(rejects.lines().count(), 2);
}

#[test]
fn a_byte_order_mark_is_believed() {
    let text = format!("\u{feff}{MERCHANTS}\r\n{}\r\n", merchants(3).join("\r\n"));
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [text.into_bytes(), little, big] {
        let folder = registry();
        let (code, summary) = import(&folder, &write(&folder, bytes));
        assert_eq!((code, &summary["recorded"]), (0, &3.into()), "{summary}");
    }
    // After UTF-8's mark no line is in a code page, however few say so.
    let folder = registry();
    let bytes = [
        b"\xef\xbb\xbf",
        MERCHANTS.as_bytes(),
        b"\nEPOSTA;a@b.example;1;;;TAC\xddR\n",
    ];
    let (code, summary) = import(&folder, &write(&folder, bytes.concat()));
    assert_eq!((code, &summary["refused"]), (10, &1.into()), "{summary}");
    assert_eq!(movements(&folder), []);
}

#[test]
fn tables_are_read_as_spreadsheets_write_them() {
    let row = "MESAJ;05321234567;1;HS_WEB;06.05.2020 12:00";
    let tabs = |text: &str| text.replace(';', "\t");
    let merchant = "EPOSTA;a@b.example;1;;;";
    for text in [
        // An empty last cell, with and without a name above it, and more of them.
        format!(
            "{}\n{}\n",
            tabs(MERCHANTS),
            tabs(merchant).replace("\t\t\t", "\tHS_WEB\t2020-05-06 12:00:00\t")
        ),
        format!("{};;\n{row};;\n", HEADER.trim()),
        format!("{}\n{row};;;\n", HEADER.trim()),
        format!("{};\n{row}\n", HEADER.trim()),
        // Any end of line, also none.
        format!("{}\r{row}\r", HEADER.trim()),
        format!("{HEADER}{row}"),
        // What sets columns apart may be said beforehand.
        format!("sep=;\r\n{HEADER}{row}\r\n"),
        format!("\"sep=;\"\n{HEADER}{row}\n"),
        // Rows of separators alone are no rows.
        format!("\n;;;;\n{HEADER};;;;\n{row}\n;;;;\n,,\n\"\";\"\";;\n"),
        format!("{HEADER}\"MESAJ\";\"05321234567\";\"1\";HS_WEB;\"06.05.2020 12:00\"\n"),
    ] {
        let folder = registry();
        let (code, summary) = import(&folder, &write(&folder, &text));
        assert_eq!(
            (code, &summary["recorded"]),
            (0, &1.into()),
            "{text:?}: {summary}"
        );
    }
}

#[test]
fn a_line_that_cannot_be_read_is_named_and_those_around_it_are_recorded() {
    let row = |number: u32| format!("MESAJ;0532123450{number};1;HS_WEB;06.05.2020 12:00");
    for (line, reason) in [
        ("MESAJ;0532\0;1;HS_WEB;06.05.2020 12:00".to_owned(), "NUL"),
        (
            "MESAJ;\u{1b}[2J;1;HS_WEB;06.05.2020 12:00".to_owned(),
            "denetim",
        ),
        ("x".repeat(20_000), "uzun"),
        (format!("{};1", row(3)), "sütun"),
        ("MESAJ;05321234503;1".to_owned(), "sütun"),
        (
            "MESAJ;05321234503;1;HS_WEB;\"06.05.2020 12:00".to_owned(),
            "tırnak",
        ),
    ] {
        let folder = registry();
        // The quoted and the plain rows around it are read.
        let text = format!("sep=;\n{HEADER}{}\n{line}\n{}", row(1), row(2));
        let (code, summary) = import(&folder, &write(&folder, text));
        assert_eq!((code, &summary["recorded"]), (10, &2.into()), "{summary}");
        let rejects = fs::read_to_string(folder.path().join("file.csv.rejects.csv")).unwrap();
        let refused = rejects.lines().nth(1).unwrap();
        assert!(refused.starts_with("4;CSV;"), "{rejects}");
        assert!(refused.contains(reason), "{rejects}");
        assert!(!rejects.contains(['\0', '\u{1b}']), "{rejects}");
    }
}

#[test]
fn what_is_no_file_or_has_no_header_is_12_and_named() {
    let folder = registry();
    let pipe = folder.path().join("pipe");
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    for path in [pipe.as_path(), folder.path(), Path::new("/dev/null")] {
        assert!(fails(words(&folder, path), 12).contains("no regular file"));
    }
    for (bytes, word) in [
        (b"".as_slice(), "empty"),
        (b"\xef\xbb\xbf\n;;\nsep=;\n", "empty"),
        (b"\n\xffALICI;STATUS\n\xe4\xb8\xad\n", "line 2"),
        (b"A\0L\0I\0", "UTF-16"),
        (b"IZIN TURU;ALICI;STATUS;ALICI\n", "twice"),
        (b"IZIN TURU;ALICI;STATUS;RENK\n", "RENK"),
    ] {
        let file = write(&folder, bytes);
        let error = fails(words(&folder, &file), 12);
        assert!(error.contains(word), "{error}");
    }
    assert_eq!(movements(&folder), []);
}

/// As [`import`], looking at every line again.
fn import_again(folder: &TempDir, file: &Path) -> (i32, serde_json::Value) {
    let output = run(words(folder, file).into_iter().chain(["--again"]));
    let summary = serde_json::from_slice(&output.stdout);
    let summary = summary.unwrap_or_else(|_| panic!("{}", text(&output.stderr)));
    (output.status.code().unwrap(), summary)
}

#[test]
fn again_counts_as_recorded_only_what_this_run_records() {
    let folder = registry();
    let file = write(
        &folder,
        format!(
            "{HEADER}MESAJ;05321234567;0;HS_WEB;08.05.2020 12:00\n\
             MESAJ;05321234567;1;HS_WEB;06.05.2020 12:00\n\
             MESAJ;05321234568;1;HS_WEB;06.05.2020 12:00\n\
             MESAJ;05321234568;1;HS_WEB;06.05.2020 12:00\n\
             MESAJ;yok;1;HS_WEB;06.05.2020 12:00\n"
        ),
    );
    let counts = |summary: &serde_json::Value| {
        ["recorded", "alreadyRecorded", "refused"].map(|name| summary[name].as_u64().unwrap())
    };
    let (_, summary) = import(&folder, &file);
    assert_eq!(counts(&summary), [2, 1, 2]);

    // Meanwhile one of them refuses.
    let other = folder.path().join("other.csv");
    let refusal = format!("{HEADER}MESAJ;05321234568;0;HS_WEB;07.05.2020 12:00\n");
    fs::write(&other, refusal).unwrap();
    assert_eq!(import(&folder, &other).0, 0);
    // The first line was refused because there was no record yet; now it is right.
    let (_, summary) = import_again(&folder, &file);
    assert_eq!(counts(&summary), [1, 2, 2], "{summary}");
    let (_, summary) = import_again(&folder, &file);
    assert_eq!(counts(&summary), [0, 3, 2], "{summary}");
    assert_eq!(movements(&folder).len(), 4);
    let rejects = fs::read_to_string(folder.path().join("file.csv.rejects.csv")).unwrap();
    let refused: Vec<_> = rejects.lines().skip(1).collect();
    assert!(refused[0].starts_with("5;H178;"), "{rejects}");
    assert!(refused[1].starts_with("6;"), "{rejects}");
}

#[test]
fn what_is_no_table_of_consents_is_12_and_an_unknown_brand_11() {
    let folder = registry();
    let file = write(&folder, "a;b\n1;2\n");
    fails(words(&folder, &file), 12);
    let file = write(&folder, HEADER);
    fails(
        [
            "import",
            arg(&file),
            "--brand",
            "700001",
            "--data",
            arg(folder.path()),
        ],
        11,
    );
    assert_eq!(movements(&folder), []);
}

/// Seven groups of lines: approvals and refusals of one record near each other, first refusals
/// whose approval comes later, and lines that are no consents.
fn long_file() -> String {
    let mut text = HEADER.to_owned();
    for number in 0..9_000 {
        let phone = 5_320_000_000_u64 + number;
        write!(
            text,
            "MESAJ;{phone};0;HS_WEB;2020-05-08 12:00:00\n\
             MESAJ;{phone};1;HS_WEB;2020-05-06 12:00:00\n\
             MESAJ;{};1;HS_WEB;2020-05-06 12:00:00\n",
            if number % 50 == 0 {
                "yok".to_owned()
            } else {
                format!("{}", phone + 10_000)
            },
        )
        .unwrap();
    }
    text
}

#[test]
fn kill_9_at_any_group_and_running_again_ends_as_one_run_does() {
    let (whole, broken) = (registry(), registry());
    let (whole_file, file) = (write(&whole, long_file()), write(&broken, long_file()));
    let (code, summary) = import(&whole, &whole_file);
    assert_eq!(
        (code, &summary["recorded"]),
        (10, &17_820.into()),
        "{summary}"
    );

    let rejects = broken.path().join("file.csv.rejects.csv");
    let length = || fs::metadata(&rejects).map_or(0, |metadata| metadata.len());
    let mut killed = 0;
    loop {
        let before = length();
        let mut command = izin(words(&broken, &file));
        let mut child = command.stdout(Stdio::null()).spawn().unwrap();
        // As soon as a group's refused lines are written, before its progress is.
        while child.try_wait().unwrap().is_none() && length() <= before.max(64) {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        let status = child.wait().unwrap();
        if status.code().is_some() {
            assert_eq!(status.code(), Some(10));
            break;
        }
        killed += 1;
    }
    assert!(killed > 0);
    assert_eq!(movements(&broken), movements(&whole));
    assert_eq!(
        fs::read_to_string(&rejects).unwrap(),
        fs::read_to_string(whole.path().join("file.csv.rejects.csv")).unwrap(),
    );
}
