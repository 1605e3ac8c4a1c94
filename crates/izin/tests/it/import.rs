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

#[test]
fn what_is_no_table_of_consents_is_12_and_an_unknown_brand_11() {
    let folder = registry();
    let file = write(&folder, "a;b\n1;2\n");
    fails(words(&folder, &file), 12);
    let file = write(&folder, b"\xff\xfeA\0\n\0");
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
