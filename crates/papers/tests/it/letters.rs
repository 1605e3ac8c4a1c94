//! What each letter says, and what it is as a file.

use domain::{Day, Language};
use papers::{Burden, Matter, Outcome, write as write_in};

use crate::reader::{RESULT, letter, read, sum, text, write};

#[test]
fn a_letter_is_tagged_pdf_a_in_its_language_with_its_fonts_in_it() {
    let pdf = write(&letter("İndirim", RESULT));
    assert!(pdf.starts_with(b"%PDF-1.7"));
    let Some(found) = read(&pdf) else { return };
    assert_eq!(
        (&found["part"], &found["conformance"]),
        (&"2".into(), &"A".into())
    );
    assert_eq!(
        (&found["ua"], &found["language"]),
        (&"1".into(), &"tr".into())
    );
    assert_eq!(found["title"], "Şikâyetinizin sonucu");
    assert_eq!(found["created"], "D:20260320090807+03'00");
    assert_eq!(found["encrypted"], false);
    assert_eq!(found["scripts"], false);
    let fonts = found["fonts"].as_object().unwrap();
    assert_eq!(fonts.len(), 2);
    assert!(
        fonts.values().all(|is_embedded| is_embedded == true),
        "{fonts:?}"
    );
    assert!(
        fonts.keys().all(|name| name.contains("DejaVuSans")),
        "{fonts:?}"
    );
    let tags = found["tags"].as_array().unwrap();
    assert_eq!(tags.iter().filter(|tag| *tag == "H1").count(), 1);
    for tag in ["H2", "P", "BlockQuote", "Table", "TR", "TH", "TD"] {
        assert!(tags.iter().any(|found| found == tag), "{tag}");
    }
    assert_eq!(found["outline"][0], "Şikâyetinizin sonucu");
}

#[test]
fn the_complainant_is_told_the_result_in_turkish_letters() {
    let pdf = write(&letter(
        "Çok şık ürünlerde İNDİRİM! Ğ ğ I ı Ö ö Ü ü Ç ç Ş ş â î û ₺ €",
        RESULT,
    ));
    let Some(found) = read(&pdf) else { return };
    let text = text(&found);
    for part in [
        "Şikâyetinizin sonucu",
        "İstanbul Ticaret İl Müdürlüğü",
        "Örnek Ticaret A.Ş., Çağlayan Mah. Şişli",
        "2026/000123",
        "20.03.2026 09:08",
        "ORNEKAS",
        "+905321234567",
        "10.03.2026 12:30",
        "Çok şık ürünlerde İNDİRİM! Ğ ğ I ı Ö ö Ü ü Ç ç Ş ş â î û ₺ €",
        "aykırılık bulunmadığına karar verilmiştir",
        "Onay vardı.",
        "nitelikli elektronik imza yoktur",
        "zaman damgasıyla damgalanır",
        "1 / 1",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(!text.contains('\u{fffd}'));
}

#[test]
fn a_provider_is_told_until_when_to_answer_and_who_has_to_prove() {
    for (burden, says) in [
        (Burden::Registry, "İspatı kayıt sistemindedir"),
        (Burden::Provider, "ispat etmek size düşer"),
        (Burden::Nobody, "geçerli bir onay yoktu"),
    ] {
        let until = Day::from_wire("2026-04-04").unwrap();
        let pdf = write(&letter("İndirim", Matter::DefenceRequest { until, burden }));
        let Some(found) = read(&pdf) else { return };
        let text = text(&found);
        assert!(text.contains("Savunma istemi"));
        assert!(text.contains("4.04.2026 günü bitmeden"), "{text}");
        assert!(text.contains(says), "{text}");
        assert!(text.contains("nitelikli elektronik imza yoktur"));
    }
}

#[test]
fn a_decision_tells_the_sum_step_by_step_and_how_to_object() {
    let sum = sum();
    let decision = Matter::Decision {
        outcome: Outcome::Breach,
        reasons: "Onay kaydı yok.\nSavunma gelmedi.",
        sum: Some(&sum),
        objection_days: 15,
    };
    let pdf = write(&letter("İndirim", decision));
    let Some(found) = read(&pdf) else { return };
    let text = text(&found);
    for part in [
        "6563 sayılı Kanun’a aykırı olduğuna",
        "Onay kaydı yok. Savunma gelmedi.",
        "2026 yılı tutarları uygulanmıştır (kaynak: RG 25.12.2025)",
        "2.859,00 TL",
        "10.000,00 TL",
        "× 10",
        "100.000,00 TL",
        "Toplam",
        "102.859,00 TL",
        "başlayarak 15 gün içinde sulh ceza hâkimliğine",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let none = Matter::Decision {
        outcome: Outcome::NoBreach,
        reasons: "",
        sum: None,
        objection_days: 15,
    };
    let found = read(&write(&letter("İndirim", none))).unwrap();
    assert!(crate::reader::text(&found).contains("para cezası belirlenmemiştir"));
}

#[test]
fn a_letter_is_written_in_the_readers_language() {
    let pdf = write_in(&letter("Sale", RESULT), Language::English).unwrap();
    let Some(found) = read(&pdf) else { return };
    assert_eq!(found["language"], "en");
    assert!(text(&found).contains("bears no qualified electronic signature"));
}

#[test]
fn the_same_words_give_the_same_bytes_and_others_give_others() {
    let one = write(&letter("İndirim", RESULT));
    assert_eq!(one, write(&letter("İndirim", RESULT)));
    assert_ne!(one, write(&letter("İndirin", RESULT)));
}
