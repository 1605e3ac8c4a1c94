//! Where refused rows go.

use std::fs;

use super::{HEADER, data, import, movements, registry, words, write};
use crate::program::{arg, fails};

#[test]
fn where_refused_rows_cannot_be_written_nothing_is_recorded() {
    let folder = registry();
    let file = write(
        &folder,
        format!("{HEADER}MESAJ;05321234567;1;HS_WEB;06.05.2020 12:00\n"),
    );
    let rejects = ["--rejects".to_owned(), "/proc/rejects".to_owned()];
    let error = fails(words(&folder, &file).into_iter().chain(rejects), 4);
    assert!(error.contains("/proc/rejects"), "{error}");
    assert_eq!(movements(&folder), []);
    assert_eq!(import(&folder, &file).0, 0);
}

#[test]
fn refused_lines_take_the_place_of_no_other_file() {
    let folder = registry();
    let text = format!("{HEADER}MESAJ;05321234567;1;HS_WEB;06.05.2020 12:00\nx;y;1;z;d\n");
    let file = write(&folder, &text);
    let (link, other) = (
        folder.path().join("link.csv"),
        folder.path().join("other.csv"),
    );
    fs::hard_link(&file, &link).unwrap();
    fs::write(&other, "mine\n").unwrap();
    let blank = folder.path().join("blank.csv");
    fs::write(&blank, "\nmine\n").unwrap();
    fs::hard_link(&file, folder.path().join("twin.new")).unwrap();
    let draft = folder.path().join("note.new");
    fs::write(&draft, "mine, too\n").unwrap();
    let inside = data(&folder);
    let keys = fs::read(inside.join("keys")).unwrap();
    for (path, reason) in [
        (file.clone(), "the file to be imported"),
        (link, "the file to be imported"),
        (folder.path().join("twin"), "the file to be imported"),
        (other.clone(), "another file"),
        (blank.clone(), "another file"),
        (folder.path().join("note"), "another file"),
        (folder.path().to_path_buf(), "no regular file"),
        (inside.join("keys"), "in the data folder"),
        (inside.join("new.csv"), "in the data folder"),
        (inside.join("ledger/../new.csv"), "in the data folder"),
        ("/dev/null".into(), "no regular file"),
    ] {
        let more = ["--rejects".to_owned(), arg(&path).to_owned()];
        let error = fails(words(&folder, &file).into_iter().chain(more), 12);
        assert!(error.contains(reason), "{}: {error}", path.display());
        assert!(error.contains(arg(&path)), "{error}");
    }
    assert_eq!(movements(&folder), []);
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    assert_eq!(fs::read_to_string(&other).unwrap(), "mine\n");
    assert_eq!(fs::read_to_string(&blank).unwrap(), "\nmine\n");
    assert_eq!(fs::read_to_string(&draft).unwrap(), "mine, too\n");
    assert_eq!(fs::read(inside.join("keys")).unwrap(), keys);
    assert!(!inside.join("new.csv").exists());

    // An earlier side file is taken up, also beside a new one that was cut off.
    fs::write(folder.path().join("file.csv.rejects.csv.new"), "line;co").unwrap();
    let (code, _) = import(&folder, &file);
    assert_eq!(code, 10);
    assert_eq!(import(&folder, &file).0, 10);
}
