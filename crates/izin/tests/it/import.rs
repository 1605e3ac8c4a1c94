//! `izin import`.

mod order;
mod side_file;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use domain::movement::Change;
use domain::{BrandCode, Seq};
use ledger::{Ledger, Options};
use tempfile::TempDir;

use crate::program::{arg, fails, izin, registry, run, text};

pub const HEADER: &str = "IZIN TURU;ALICI;ONAY(1)-RET(0);IZIN KAYNAGI;IZIN TARIHI\n";

/// The data folder of a registry.
fn data(folder: &TempDir) -> PathBuf {
    folder.path().join("data")
}

fn words(folder: &TempDir, file: &Path) -> [String; 7] {
    [
        "import",
        arg(file),
        "--brand",
        "600001",
        "--json",
        "--data",
        arg(&data(folder)),
    ]
    .map(str::to_owned)
}

/// Imports; the exit code and the summary.
fn import(folder: &TempDir, file: &Path) -> (i32, serde_json::Value) {
    import_with(folder, file, &[])
}

/// As [`import`], with more arguments.
fn import_with(folder: &TempDir, file: &Path, more: &[&str]) -> (i32, serde_json::Value) {
    let more = more.iter().map(|word| (*word).to_owned());
    let output = run(words(folder, file).into_iter().chain(more));
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
pub fn movements(folder: &TempDir) -> Vec<(u32, Change)> {
    let ledger = Ledger::open(&data(folder), Options::system()).unwrap();
    (0..ledger.end().0)
        .map(|seq| ledger.movement(Seq(seq)).unwrap().unwrap().movement)
        .map(|movement| (movement.item.index, movement.change))
        .collect()
}

/// The side file's rows after its header: their line and code.
pub fn refused(folder: &TempDir) -> Vec<(u64, String)> {
    let rejects = fs::read_to_string(folder.path().join("file.csv.rejects.csv")).unwrap();
    let mut lines = rejects.lines();
    let header = lines.next().unwrap().trim_start_matches('\u{feff}');
    let place = header.split(';').position(|name| name == "satir").unwrap();
    let refused = lines.map(|line| {
        let mut cells = line.split(';').skip(place);
        let number = cells.next().unwrap().parse().unwrap();
        (number, cells.next().unwrap().to_owned())
    });
    refused.collect()
}

/// How much lies in the folder for files that are handed in, in bytes: it grows with each group that has refused rows.
pub fn kept_bytes(data: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(data) else {
        return fs::metadata(data).map_or(0, |file| file.len());
    };
    let paths = entries.flatten().map(|entry| entry.path());
    paths.map(|path| kept_bytes(&path)).sum()
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
    let header = format!("\u{feff}{};satir;kod;hata;ne_yapmali", HEADER.trim());
    assert_eq!(lines[0], header);
    let formula = "EPOSTA;'=1+1;1;HS_WEB;2020-05-06 12:00:00;5;H120;";
    assert!(lines[1].starts_with(formula), "{rejects}");
    assert_eq!(lines.len(), 3);
    assert_eq!(
        refused(&folder),
        [(5, "H120".to_owned()), (6, "H175".to_owned())]
    );
    let ledger = Ledger::open(&data(&folder), Options::system()).unwrap();
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
    assert_eq!(refused(&folder), [(102, "MIXED_ENCODING".to_owned())]);
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
        (
            "MESAJ;0532\0;1;HS_WEB;06.05.2020 12:00".to_owned(),
            "NUL_BYTE",
        ),
        (
            "MESAJ;\u{1b}[2J;1;HS_WEB;06.05.2020 12:00".to_owned(),
            "CONTROL_CHARACTER",
        ),
        ("x".repeat(80_000), "LINE_TOO_LONG"),
        (format!("{};1", row(3)), "COLUMNS_DIFFER"),
        ("MESAJ;05321234503;1".to_owned(), "COLUMNS_DIFFER"),
    ] {
        let folder = registry();
        // The quoted and the plain rows around it are read.
        let text = format!("sep=;\n{HEADER}{}\n{line}\n{}", row(1), row(2));
        let (code, summary) = import(&folder, &write(&folder, text));
        assert_eq!((code, &summary["recorded"]), (10, &2.into()), "{summary}");
        assert_eq!(refused(&folder), [(4, reason.to_owned())]);
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
        (b"\xef\xbb\xbf\n;;\nsep=;\n", "first row"),
        (b"\n\xffALICI;STATUS\n\xe4\xb8\xad\n", "type"),
        (b"A\0L\0I\0", "first row"),
        (b"IZIN TURU;ALICI;STATUS;ALICI\n", "two columns"),
        (b"IZIN TURU;ALICI;STATUS;RENK\n", "RENK"),
    ] {
        let file = write(&folder, bytes);
        let error = fails(words(&folder, &file), 12);
        assert!(error.contains(word), "{word}: {error}");
    }
    assert_eq!(movements(&folder), []);
}

/// As [`import`], looking at every line again.
fn import_again(folder: &TempDir, file: &Path) -> (i32, serde_json::Value) {
    import_with(folder, file, &["--again"])
}

/// What this run has recorded, what was recorded already, and what is refused.
fn counts(summary: &serde_json::Value) -> [u64; 3] {
    ["recorded", "alreadyRecorded", "refused"].map(|name| summary[name].as_u64().unwrap())
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
    let (_, summary) = import(&folder, &file);
    assert_eq!(counts(&summary), [3, 1, 1]);

    // Meanwhile one of them refuses.
    let other = folder.path().join("other.csv");
    let refusal = format!("{HEADER}MESAJ;05321234568;0;HS_WEB;07.05.2020 12:00\n");
    fs::write(&other, refusal).unwrap();
    assert_eq!(import(&folder, &other).0, 0);
    let (_, summary) = import_again(&folder, &file);
    assert_eq!(counts(&summary), [0, 1, 1], "{summary}");
    assert_eq!(summary["older"], 3, "{summary}");
    assert_eq!(movements(&folder).len(), 4);
    assert_eq!(refused(&folder), [(6, "H121".to_owned())]);
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
            arg(&data(&folder)),
        ],
        11,
    );
    assert_eq!(movements(&folder), []);
}

/// Seven groups of lines: refusals whose approval comes later, other approvals, and lines that are no
/// consents.
pub fn long_file() -> String {
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
        (10, &26_820.into()),
        "{summary}"
    );

    let kept = data(&broken).join("blobs");
    let length = || kept_bytes(&kept);
    let mut killed = 0;
    loop {
        let before = length();
        let mut command = izin(words(&broken, &file));
        let mut child = command.stdout(Stdio::null()).spawn().unwrap();
        // As soon as a group's refused rows are written, before its progress is; the first time, when the file is kept.
        let file = fs::metadata(&file).unwrap().len() + 64 * 1024;
        while child.try_wait().unwrap().is_none() && length() <= before.max(file) {
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
    assert_eq!(refused(&broken), refused(&whole));
}

#[test]
fn a_line_that_is_marked_out_is_refused_and_named() {
    let folder = registry();
    let rest = "HS_WEB;06.05.2020 12:00";
    let file = write(
        &folder,
        format!(
            "{HEADER}#MESAJ;05321234501;ONAY;{rest}\n//MESAJ;05321234502;ONAY;{rest}\n\
             MESAJ;05321234503;~~ONAY~~;{rest}\nMESAJ;05321234504;ONAY \u{274c};{rest}\n"
        ),
    );
    let (code, summary) = import(&folder, &file);
    assert_eq!((code, counts(&summary)), (10, [0, 0, 4]), "{summary}");
    let codes = refused(&folder);
    let codes: Vec<_> = codes.iter().map(|(_, code)| &**code).collect();
    assert_eq!(codes, ["H117", "H117", "H115", "H115"]);
    assert_eq!(movements(&folder), []);
}

#[test]
fn a_book_that_is_none_or_is_cut_off_is_12_and_named() {
    let folder = registry();
    for bytes in [
        &b"PK\x03\x04 and nothing that was packed"[..],
        b"PK\x03\x04",
    ] {
        let file = write(&folder, bytes);
        for _ in 0..2 {
            let error = fails(words(&folder, &file), 12);
            assert!(error.contains("cannot be read"), "{error}");
        }
    }
    assert_eq!(movements(&folder), []);
}
