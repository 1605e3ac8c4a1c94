//! What columns are recognised, and what their rows say.

#![allow(
    clippy::unwrap_used,
    reason = "a test may fail by panicking; that is its way"
)]

use domain::draft::ConsentRequest;
use domain::{Channel, RecipientType, RetailerCode, Source, Status};
use tables::csv::Reader;
use tables::layout::{Field, Gap, Holds, Layout, NoLayout};
use tables::{Flaw, Row};

/// All rows of a file.
fn rows(file: &str) -> Vec<Row> {
    let mut reader = Reader::open(file.as_bytes()).unwrap();
    let (mut row, mut rows) = (Row::default(), Vec::new());
    while reader.read(&mut row).unwrap() {
        rows.push(row.clone());
    }
    rows
}

fn recognise(file: &str) -> Result<Layout, NoLayout> {
    Layout::recognise(&rows(file))
}

/// What a layout makes of a file's rows below its header: a consent, or the codes of what was found.
fn read_by(layout: &Layout, file: &str) -> Vec<Result<ConsentRequest, Vec<&'static str>>> {
    let mut reader = layout.reader().unwrap();
    let rows = rows(file);
    let below = rows.iter().skip(usize::from(layout.has_header()));
    let codes = |refused: tables::layout::Refused| {
        let found = refused.found.iter();
        found.map(|one| one.finding.code()).collect()
    };
    below.map(|row| reader.read(row).map_err(codes)).collect()
}

fn read(file: &str) -> Vec<Result<ConsentRequest, Vec<&'static str>>> {
    read_by(&recognise(file).unwrap(), file)
}

fn holds(layout: &Layout) -> Vec<Holds> {
    layout.columns().iter().map(|column| column.holds).collect()
}

#[test]
fn the_templates_order_is_recognised_without_a_header() {
    let file = "MESAJ,HS_MOBIL,+905321234567,ONAY,2026-03-09 08:05:00,BIREYSEL\n";
    let layout = recognise(file).unwrap();
    assert!(!layout.has_header());
    assert_eq!(
        holds(&layout),
        [0, 1, 2, 3, 4, 5].map(|place| Holds::Field(Field::ALL[place]))
    );
    let consent = read(file).remove(0).unwrap();
    assert_eq!(consent.address.to_string(), "+905321234567");
    assert_eq!(consent.channel, Channel::Text);
    assert_eq!(consent.source, Some(Source::Mobile));
    assert_eq!(consent.status, Status::Approval);
    assert_eq!(
        consent.consent_date.unwrap().to_wire(),
        "2026-03-09 08:05:00"
    );
    assert_eq!(consent.recipient_type, RecipientType::Individual);
}

#[test]
fn the_templates_last_columns_are_the_retailers() {
    let file = "MESAJ;HS_MOBIL;+905321234567;ONAY;2026-03-09 08:05:00;BIREYSEL;11111111;22222222, 33333333\n";
    let consent = read(file).remove(0).unwrap();
    assert_eq!(consent.retailer, Some(RetailerCode(11_111_111)));
    let access = [RetailerCode(22_222_222), RetailerCode(33_333_333)];
    assert_eq!(consent.retailer_access, access);
}

#[test]
fn the_contracts_names_are_recognised_in_any_order_and_in_snake_case() {
    for file in [
        "recipient,type,recipientType,status,consentDate,source\n\
         +905321234567,MESAJ,TACIR,RET,2026-03-09 08:05:00,HS_WEB\n",
        "consent_date,status,recipient_type,source,type,recipient\n\
         2026-03-09 08:05:00,RET,TACIR,HS_WEB,MESAJ,+905321234567\n",
    ] {
        let layout = recognise(file).unwrap();
        assert!(layout.has_header() && layout.gaps().is_empty());
        let consent = read(file).remove(0).unwrap();
        assert_eq!(consent.status, Status::Refusal);
        assert_eq!(consent.recipient_type, RecipientType::Merchant);
        assert_eq!(consent.source, Some(Source::Web));
    }
}

#[test]
fn the_daily_files_own_columns_are_ignored() {
    let file = "creationDate,transactionId,recipient,recipientType,type,status,consentDate,source\n\
                2026-03-10 00:00:01,ab12,+905321234567,BIREYSEL,MESAJ,ONAY,2026-03-09 08:05:00,HS_WEB\n";
    let layout = recognise(file).unwrap();
    assert_eq!(holds(&layout)[..2], [Holds::Ignored, Holds::Ignored]);
    let consent = read(file).remove(0).unwrap();
    assert_eq!(
        consent.consent_date.unwrap().to_wire(),
        "2026-03-09 08:05:00"
    );
}

#[test]
fn turkish_headings_are_recognised_in_any_case_and_with_or_without_turkish_letters() {
    let row = "MESAJ;05321234567;ONAY;HS_WEB;09.03.2026 08:05;BİREYSEL\n";
    for header in [
        "İZİN TÜRÜ;ALICI;ONAY(1)-RET(0);İZİN KAYNAĞI;İZİN TARİHİ;ALICI TİPİ",
        "izin türü;alıcı;durum;izin kaynağı;izin tarihi;alıcı tipi",
        "IZIN TURU;ALICI;ONAY(1)-RET(0);IZIN KAYNAGI;IZIN TARIHI;ALICI TIPI",
        "i\u{307}zin tu\u{308}ru\u{308};Telefon;Durum;Kaynak;Tarih;Alıcı Türü",
        "KANAL;E-POSTA;DURUM;İZİN_KAYNAĞI;İZİN_TARİHİ;ALICI_TİPİ",
    ] {
        let file = format!("{header}\n{row}");
        let layout = recognise(&file).unwrap();
        assert_eq!(layout.gaps(), [], "{header}");
        assert_eq!(layout.translations(), [], "{header}");
        assert!(read(&file)[0].is_ok(), "{header}");
    }
}

#[test]
fn the_columns_of_refused_rows_are_ignored_when_they_come_back() {
    let file = "alici,type,status,source,consentDate,satir,kod,hata,ne_yapmali\n\
                5321234567,MESAJ,ONAY,HS_WEB,09.03.2026,17,H178,eski,bekleyin\n";
    let layout = recognise(file).unwrap();
    assert_eq!(holds(&layout)[5..], [Holds::Ignored; 4]);
    assert!(read(file)[0].is_ok());
}

#[test]
fn words_that_stand_for_others_are_shown_and_taken_only_where_they_are_confirmed() {
    let file = "type;recipient;status;source;consentDate;recipientType\n\
                SMS;5321234567;1;HS_WEB;09.03.2026;\n\
                Telefon;5321234567;RED;HS_WEB;09.03.2026;\n\
                mail;a@example.com;Hayır;hs web;09.03.2026;\n\
                e-posta;a@example.com;EVET;HS_WEB;09.03.2026;\n";
    let mut layout = recognise(file).unwrap();
    let mut shown: Vec<_> = layout
        .translations()
        .iter()
        .map(|one| (one.word.as_str(), one.means.as_str()))
        .collect();
    shown.sort_unstable();
    assert_eq!(
        shown,
        [
            ("1", "ONAY"),
            ("evet", "ONAY"),
            ("hayir", "RET"),
            ("mail", "EPOSTA"),
            ("red", "RET"),
            ("sms", "MESAJ"),
            ("telefon", "ARAMA"),
        ]
    );
    let said: Vec<_> = read(file)
        .into_iter()
        .map(|consent| {
            consent
                .map(|consent| (consent.channel, consent.status))
                .unwrap()
        })
        .collect();
    assert_eq!(
        said,
        [
            (Channel::Text, Status::Approval),
            (Channel::Call, Status::Refusal),
            (Channel::Email, Status::Refusal),
            (Channel::Email, Status::Approval),
        ]
    );
    layout.forget(Field::Status, "RED");
    let unconfirmed = Flaw::WordUnconfirmed.code();
    assert_eq!(read_by(&layout, file)[1], Err(vec![unconfirmed]));
    let mut reader = layout.reader().unwrap();
    assert!(reader.read(&rows(file)[2]).is_err());
    let left: Vec<_> = reader.unconfirmed().collect();
    assert_eq!(left, [(Field::Status, "red", 1)]);
}

#[test]
fn a_word_may_be_given_a_meaning_of_the_contracts_and_no_other() {
    let mut layout = recognise("type;recipient;status\nMESAJ;5321234567;KABUL\n").unwrap();
    layout.translate(Field::Status, "Kabul", "ONAY").unwrap();
    assert_eq!(layout.translations()[0].word, "kabul");
    for (field, means) in [
        (Field::Status, "onay"),
        (Field::Status, "MESAJ"),
        (Field::Source, "IYS_WEB"),
        (Field::Recipient, "+905321234567"),
    ] {
        let before = layout.clone();
        assert_eq!(layout.translate(field, "x", means), Err(NoLayout::NoWord));
        assert_eq!(layout.set_whole_file(field, means), Err(NoLayout::NoWord));
        assert_eq!(layout, before);
    }
}

#[test]
fn a_cell_that_is_marked_out_is_no_word() {
    for cell in [
        "#ONAY",
        "//ONAY",
        "-ONAY",
        "ONAY-",
        "!ONAY",
        "~~ONAY~~",
        "ONAY \u{274c}",
        "-1",
    ] {
        let file = format!(
            "type;recipient;status;source;consentDate\n\
                            MESAJ;5321234567;{cell};HS_WEB;09.03.2026\n"
        );
        assert_eq!(read(&file), [Err(vec!["H115"])], "{cell}");
    }
}

#[test]
fn a_missing_source_or_channel_is_set_for_the_whole_file() {
    let file = "telefon;durum;tarih\n5321234567;ONAY;09.03.2026\n";
    let mut layout = recognise(file).unwrap();
    assert_eq!(layout.gaps(), [Gap::Missing(Field::Channel)]);
    assert!(layout.reader().is_err());
    layout.set_whole_file(Field::Channel, "ARAMA").unwrap();
    assert_eq!(read_by(&layout, file), [Err(vec!["H113"])]);
    layout.set_whole_file(Field::Source, "HS_WEB").unwrap();
    let consent = read_by(&layout, file).remove(0).unwrap();
    assert_eq!(
        (consent.channel, consent.source),
        (Channel::Call, Some(Source::Web))
    );
}

#[test]
fn a_layout_is_stored_with_its_version_and_applied_to_the_next_file() {
    let file = "Kanal;Telefon;Onay(1)-Ret(0);Not\nSMS;5321234567;1;x\n";
    let mut layout = recognise(file).unwrap();
    assert_eq!(layout.gaps(), [Gap::Unknown { column: 3 }]);
    layout.assign(3, Holds::Ignored).unwrap();
    layout.set_whole_file(Field::Source, "HS_WEB").unwrap();
    let stored = layout.to_json();
    assert_eq!(Layout::parse(&stored), Ok(layout.clone()));
    let next = rows("KANAL;TELEFON;ONAY (1) - RET (0);NOT\nSMS;5321234567;0;y\n");
    assert!(layout.fits(&next[0]) && !layout.fits(&next[1]));
    for wrong in [
        stored.replace("\"version\":1", "\"version\":2"),
        stored.replace("\"MESAJ\"", "\"FAKS\""),
        stored.replace("HS_WEB", "IYS_WEB"),
        stored.replace("{\"version\"", "{\"more\":1,\"version\""),
        String::new(),
    ] {
        assert_eq!(Layout::parse(&wrong), Err(NoLayout::Stored));
    }
}

/// The stored form is frozen: a new one is added beside it.
#[test]
fn a_layout_of_the_first_version_is_read() {
    let stored = "{\"version\":1,\"has_header\":true,\"columns\":[{\"name\":\"Kanal\",\"holds\":{\"field\":\"type\"}},\
                  {\"name\":\"GSM\",\"holds\":{\"field\":\"recipient\"}},{\"name\":\"Not\",\"holds\":\"ignored\"},\
                  {\"name\":\"\",\"holds\":\"nothing\"},{\"name\":\"?\",\"holds\":\"unknown\"}],\
                  \"translations\":[{\"field\":\"type\",\"word\":\"sms\",\"means\":\"MESAJ\"}],\
                  \"whole_file\":[{\"field\":\"source\",\"to\":\"HS_WEB\"}]}";
    let layout = Layout::parse(stored).unwrap();
    assert_eq!(layout.to_json(), stored);
}

#[test]
fn a_shortened_number_is_never_taken_for_another() {
    for cell in ["5,32E+11", "9.05321E+11"] {
        let file = format!(
            "type;recipient;status;source;consentDate\n\
                            MESAJ;{cell};RET;HS_WEB;09.03.2026\n"
        );
        assert_eq!(
            read(&file),
            [Err(vec![Flaw::NumberShortened.code()])],
            "{cell}"
        );
    }
}

#[test]
fn everything_wrong_with_a_row_is_told_together_in_the_contracts_codes() {
    let header = "type;recipient;status;source;consentDate;recipientType\n";
    for (row, codes) in [
        (
            "FAKS;x;2;IYS_WEB;dün;KİŞİLER",
            vec!["H116", "H115", "H117", "H119", "H122", "H158"],
        ),
        ("EPOSTA;a@b.example;ONAY;;;", vec!["H112", "H113"]),
        ("MESAJ;5321234567;ONAY", vec!["COLUMNS_DIFFER"]),
        (
            "MESAJ;5321234567;ONAY;HS_WEB;09.03.2026;;x",
            vec!["COLUMNS_DIFFER"],
        ),
        ("MESAJ;5321234567;ONAY;HS_WEB;31.02.2026;", vec!["H157"]),
        (
            "MESAJ;0212 123 00 00 dahili 5;ONAY;HS_WEB;09.03.2026;",
            vec!["H160", "H121"],
        ),
        ("MESAJ;\"5321234567;ONAY", vec!["OPEN_QUOTE"]),
    ] {
        let mut found = read(&format!("{header}{row}\n")).remove(0).unwrap_err();
        let mut codes = codes;
        found.sort_unstable();
        codes.sort_unstable();
        assert_eq!(found, codes, "{row}");
    }
    let merchant = read(&format!("{header}EPOSTA;a@b.example;ONAY;;;TACİR\n"));
    assert!(merchant[0].is_ok());
    // What was recorded in the contract's form can be refused.
    let foreign = read(&format!(
        "{header}MESAJ;+4901703210035;RET;HS_WEB;09.03.2026;\n"
    ));
    assert!(foreign[0].is_ok());
}

#[test]
fn a_file_without_a_layout_is_told_why() {
    assert_eq!(recognise("").unwrap_err(), NoLayout::Empty);
    assert_eq!(recognise("a;b;c\n1;2;3\n").unwrap_err(), NoLayout::NoHeader);
    let twice = recognise("type;recipient;telefon;status\n").unwrap();
    assert_eq!(twice.gaps(), [Gap::Twice(Field::Recipient)]);
}

#[test]
fn the_lists_that_fuzzing_begins_with_are_read_as_they_are_meant() {
    let said = |file: &str| {
        let consents = read(file).into_iter();
        let said: Vec<_> = consents
            .map(|consent| consent.map(|consent| consent.address.to_string()))
            .collect();
        said
    };
    let phone = || Ok("+905321234567".to_owned());
    assert_eq!(said(include_str!("fixtures/lists/template.csv")), [phone()]);
    assert_eq!(said(include_str!("fixtures/lists/daily.csv")), [phone()]);
    let office = said(include_str!("fixtures/lists/office.csv"));
    assert_eq!(office, [phone(), Ok("a@example.com".to_owned())]);
}
