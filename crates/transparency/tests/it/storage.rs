//! The folder the files are in.

use std::io::ErrorKind;

use transparency::storage::{FILE_BYTES_MAX, Folder, NewFile, Storage as _};

fn files(count: usize) -> Vec<NewFile> {
    (0..count)
        .map(|number| (format!("log/tile/{}/{number}", number % 3), vec![1, 2, 3]))
        .collect()
}

#[test]
fn few_files_and_many_are_written_alike() {
    for count in [1, 4, 5, 40] {
        let folder = tempfile::tempdir().unwrap();
        let storage = Folder::open(folder.path().join("data")).unwrap();
        storage.write(&files(count)).unwrap();
        for (path, bytes) in files(count) {
            assert_eq!(storage.read(&path).unwrap(), Some(bytes));
        }
        let written: usize = ["log/tile/0", "log/tile/1", "log/tile/2"]
            .iter()
            .map(|folder| storage.list(folder).unwrap().len())
            .sum();
        assert_eq!(written, count);
    }
}

#[test]
fn a_file_is_replaced_and_what_is_absent_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Folder::open(folder.path().to_owned()).unwrap();
    assert_eq!(storage.read("log/checkpoint").unwrap(), None);
    for text in ["one", "two"] {
        storage
            .write(&[("log/checkpoint".to_owned(), text.into())])
            .unwrap();
        assert_eq!(storage.read("log/checkpoint").unwrap(), Some(text.into()));
    }
    assert_eq!(storage.list("log").unwrap(), ["checkpoint"]);
    assert!(storage.list("nothing").unwrap().is_empty());
    storage.remove_folder("log").unwrap();
    storage.remove_folder("log").unwrap();
    assert_eq!(storage.read("log/checkpoint").unwrap(), None);
}

#[test]
fn a_file_is_swapped_only_while_it_is_what_the_writer_knows() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Folder::open(folder.path().to_owned()).unwrap();
    let swap = |old: Option<&str>, new: &str| {
        let swapped = storage.swap("log/checkpoint", old.map(str::as_bytes), new.as_bytes());
        (swapped.unwrap(), storage.read("log/checkpoint").unwrap())
    };
    assert_eq!(swap(Some("one"), "two"), (false, None));
    assert_eq!(swap(None, "one"), (true, Some("one".into())));
    assert_eq!(swap(None, "two"), (false, Some("one".into())));
    assert_eq!(swap(Some("other"), "two"), (false, Some("one".into())));
    assert_eq!(swap(Some("one"), "two"), (true, Some("two".into())));
}

#[test]
fn a_swap_waits_for_no_other_process() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Folder::open(folder.path().to_owned()).unwrap();
    let other = std::fs::File::open(folder.path()).unwrap();
    other.lock().unwrap();
    let met = storage.swap("log/checkpoint", None, b"one").unwrap_err();
    assert_eq!(met.kind(), ErrorKind::WouldBlock);
    assert_eq!(storage.read("log/checkpoint").unwrap(), None);
    drop(other);
    assert!(storage.swap("log/checkpoint", None, b"one").unwrap());
}

#[test]
fn a_file_that_is_too_long_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Folder::open(folder.path().to_owned()).unwrap();
    let long = vec![0; usize::try_from(FILE_BYTES_MAX).unwrap() + 1];
    storage.write(&[("long".to_owned(), long)]).unwrap();
    let refused = storage.read("long").unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidData);
}

#[test]
fn a_draft_left_by_a_crash_is_neither_listed_nor_in_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Folder::open(folder.path().to_owned()).unwrap();
    std::fs::write(folder.path().join("one.new"), "half").unwrap();
    assert!(storage.list("").unwrap().is_empty());
    storage
        .write(&[("one".to_owned(), b"whole".to_vec())])
        .unwrap();
    assert_eq!(storage.list("").unwrap(), ["one"]);
}
