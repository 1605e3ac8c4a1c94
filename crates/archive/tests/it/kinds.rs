//! What is taken, by content.

use archive::Refusal;
use archive::kind::{Caps, Checker, Flags, Kind};

fn check(bytes: &[u8]) -> Result<(Kind, Flags), Refusal> {
    let whole = checked(bytes, Caps::DEFAULT, bytes.len().max(1));
    let pieces = checked(bytes, Caps::DEFAULT, 7);
    assert_eq!(whole, pieces, "it does not matter in which pieces it comes");
    whole
}

fn checked(bytes: &[u8], caps: Caps, piece: usize) -> Result<(Kind, Flags), Refusal> {
    let mut checker = Checker::new(caps);
    for piece in bytes.chunks(piece) {
        checker.push(piece)?;
    }
    checker.finish()
}

fn pdf(content: &str) -> Vec<u8> {
    format!(
        "%PDF-1.7\n{content}\n{}trailer\nstartxref\n9\n%%EOF\n",
        "x ".repeat(900)
    )
    .into_bytes()
}

fn png() -> Vec<u8> {
    let chunk = |kind: &[u8; 4], content: &[u8]| {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&length, kind.as_slice(), content, &[0; 4]].concat()
    };
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &[1; 13]),
        chunk(b"IDAT", &[2; 400]),
        chunk(b"IEND", &[]),
    ]
    .concat()
}

fn jpeg() -> Vec<u8> {
    // With a small picture of its own inside the first segment, whose end is not that of the whole.
    let inner = b"\xff\xd8\xff\xda\x00\x04\x01\x02\x33\xff\xd9";
    let length = u16::try_from(inner.len() + 2).unwrap().to_be_bytes();
    let scan = [0x11, 0xff, 0x00, 0x22, 0xff, 0xd3, 0x33].repeat(60);
    [
        b"\xff\xd8\xff\xe1".as_slice(),
        &length,
        inner,
        b"\xff\xda\x00\x04\x01\x02",
        &scan,
        b"\xff\xc4\x00\x05\x01\x02\x03\xff\xda\x00\x04\x01\x02",
        &scan,
        b"\xff\xd9",
    ]
    .concat()
}

fn wav() -> Vec<u8> {
    let data = [7; 800];
    let length = 4 + 8 + 16 + 8 + 800_u32;
    [
        b"RIFF".as_slice(),
        &length.to_le_bytes(),
        b"WAVEfmt ",
        &16_u32.to_le_bytes(),
        &[1; 16],
        b"data",
        &800_u32.to_le_bytes(),
        &data,
    ]
    .concat()
}

fn ogg() -> Vec<u8> {
    let page = |flags: u8| {
        let head = [b"OggS\0".as_slice(), &[flags], &[0; 20], &[2, 255, 45]].concat();
        [head, vec![9; 300]].concat()
    };
    [page(2), page(0), page(0), page(4)].concat()
}

/// 128 kbit/s at 44.1 kHz: 417 bytes a frame.
fn mp3(frames: u32, told: Option<u32>) -> Vec<u8> {
    let frame = [b"\xff\xfb\x90\x00".as_slice(), &[0; 413]].concat();
    let mut bytes = b"ID3\x03\x00\x00\x00\x00\x00\x05hello".to_vec();
    if let Some(told) = told {
        let mut first = frame.clone();
        first[36..44].copy_from_slice(b"Info\0\0\0\x01");
        first[44..48].copy_from_slice(&told.to_be_bytes());
        bytes.extend(first);
    }
    for _ in 0..frames {
        bytes.extend(&frame);
    }
    bytes
}

fn m4a() -> Vec<u8> {
    let part = |kind: &[u8; 4], content: &[u8]| {
        let length = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
        [&length, kind.as_slice(), content].concat()
    };
    [
        part(b"ftyp", b"M4A \0\0\0\0"),
        part(b"moov", &[1; 100]),
        part(b"mdat", &[2; 900]),
    ]
    .concat()
}

fn amr() -> Vec<u8> {
    let frame = [&[0x3c_u8][..], &[5; 31]].concat();
    [b"#!AMR\n".to_vec(), frame.repeat(40)].concat()
}

fn eml() -> Vec<u8> {
    let head = "From: a@example.com\r\nDate: Mon, 5 Oct 2026 10:00:00 +0300\r\n\
                Content-Type: multipart/mixed;\r\n boundary=\"b1\"\r\n\r\n";
    format!("{head}--b1\r\n\r\nbody {}\r\n--b1--\r\n", "x".repeat(400)).into_bytes()
}

fn xlsx(name: &str) -> Vec<u8> {
    let entry = |name: &str| [b"PK\x03\x04".as_slice(), &[0; 26], name.as_bytes()].concat();
    let files = [
        entry("[Content_Types].xml"),
        entry("xl/workbook.xml"),
        entry(name),
    ]
    .concat();
    let directory = [b"PK\x01\x02".as_slice(), &[0; 600]].concat();
    let number = |length: usize| u32::try_from(length).unwrap().to_le_bytes();
    let end = [
        b"PK\x05\x06\0\0\0\0\x03\0\x03\0".as_slice(),
        &number(directory.len()),
        &number(files.len()),
        &[0; 2],
    ];
    [files, directory, end.concat()].concat()
}

fn samples() -> Vec<(Kind, Vec<u8>)> {
    vec![
        (Kind::Pdf, pdf("")),
        (Kind::Png, png()),
        (Kind::Jpeg, jpeg()),
        (Kind::Wav, wav()),
        (Kind::Ogg, ogg()),
        (Kind::Mp3, mp3(9, Some(9))),
        (Kind::M4a, m4a()),
        (Kind::Amr, amr()),
        (Kind::Eml, eml()),
        (Kind::Csv, "ad;izin\nAyşe;ONAY\n".repeat(30).into_bytes()),
        (Kind::Xlsx, xlsx("xl/sheet1.xml")),
    ]
}

#[test]
fn each_kind_is_taken_and_known_by_its_content() {
    let samples = samples();
    assert_eq!(samples.len(), Kind::all().count());
    for (kind, bytes) in samples {
        assert_eq!(check(&bytes), Ok((kind, Flags::default())), "{kind}");
        assert_eq!(Kind::from_word(kind.as_word()), Some(kind));
    }
}

#[test]
fn what_is_cut_at_nine_tenths_is_named_as_cut() {
    for (kind, bytes) in samples() {
        // A table has no end by which one could tell.
        if kind != Kind::Csv {
            let cut = &bytes[..bytes.len() * 9 / 10];
            assert_eq!(check(cut), Err(Refusal::Cut(kind)), "{kind}");
        }
    }
    assert_eq!(
        check(&mp3(8, Some(9))),
        Err(Refusal::Cut(Kind::Mp3)),
        "cut between two frames"
    );
    assert_eq!(
        check(&ogg()[..3 * 329]),
        Err(Refusal::Cut(Kind::Ogg)),
        "cut between two pages"
    );
}

#[test]
fn a_file_that_is_a_zip_archive_or_a_pdf_as_well_is_refused() {
    for (kind, bytes) in samples() {
        if !matches!(kind, Kind::Xlsx | Kind::Pdf | Kind::Csv | Kind::Eml) {
            let both = [bytes.clone(), xlsx("evil.sh")].concat();
            let refused = check(&both);
            let named = [
                Err(Refusal::Polyglot(kind)),
                Err(Refusal::Damaged(kind)),
                Err(Refusal::Cut(kind)),
            ];
            assert!(named.contains(&refused), "{kind}: {refused:?}");
        }
    }
    let both = [xlsx("evil.sh"), pdf("")].concat();
    assert!(check(&both).is_err());
    let both = [b"%PDF-1.7\n".to_vec(), xlsx("evil.sh"), b"%%EOF".to_vec()].concat();
    assert_eq!(check(&both), Err(Refusal::Polyglot(Kind::Pdf)));
    let mut both = png();
    both[50..55].copy_from_slice(b"%PDF-");
    assert_eq!(check(&both), Err(Refusal::Polyglot(Kind::Png)));
}

#[test]
fn scripts_and_files_inside_are_flagged_and_taken() {
    let flags = |content| check(&pdf(content)).unwrap().1;
    assert!(flags("<< /S /JavaScript /JS (x) >>").script);
    assert!(flags("<< /S /Launch >>").launch);
    assert!(flags("<< /Type /EmbeddedFile >>").embedded);
    assert!(check(&xlsx("xl/vbaProject.bin")).unwrap().1.script);
    let appended = [png(), vec![0; 9]].concat();
    assert!(check(&appended).unwrap().1.appended);
    assert!(check(&mp3(9, None)).unwrap().1.open_ended);
    for bits in 0..32 {
        assert_eq!(Flags::from_bits(bits).bits(), bits);
    }
}

#[test]
fn what_is_of_no_kind_or_empty_is_refused() {
    assert_eq!(check(b""), Err(Refusal::Empty));
    for bytes in [
        &b"MZ\x90\x00program"[..],
        b"\x7fELF\x01",
        b"<html><script>",
        b"GIF89a\x01\x00",
        b"   <svg/>",
        b" %PDF-1.7 behind a blank\0",
    ] {
        assert_eq!(check(bytes), Err(Refusal::Unknown));
    }
    assert_eq!(check(b"only one word"), Err(Refusal::Damaged(Kind::Csv)));
}

#[test]
fn a_document_that_is_too_large_is_refused_while_it_comes() {
    let caps = Caps {
        pdf: 1_000,
        ..Caps::DEFAULT
    };
    let mut checker = Checker::new(caps);
    checker.push(&pdf("")[..1_000]).unwrap();
    assert_eq!(checker.push(b"x"), Err(Refusal::TooLarge(Kind::Pdf, 1_000)));
}
