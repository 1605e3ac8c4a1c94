//! What messages say.

use channels::letter::{BodyEncoding, Letter, Mail, MailSender, mime, render};
use domain::Language::{English, Turkish};
use domain::{Channel, Status, Timestamp};
use registry::message::{AnswerWay, Content, NoticeKind};

use crate::messages::{EMAIL, PHONE, TOKEN, code, letters, message, notice};

fn text(content: Content) -> String {
    match render(&message(PHONE, Turkish, content), &letters()) {
        Letter::Text(text) => text,
        Letter::Mail(_) => panic!("a mail for a phone"),
    }
}

fn mail(content: Content) -> Mail {
    match render(&message(EMAIL, Turkish, content), &letters()) {
        Letter::Mail(mail) => mail,
        Letter::Text(_) => panic!("a text message for a mailbox"),
    }
}

#[test]
fn a_code_says_whose_it_is_how_long_it_is_good_and_that_it_is_no_consent() {
    assert_eq!(
        text(code()),
        "Deneme Kayıt Kurumu giriş kodunuz: 012345. 3 dakika geçerlidir. Bu kod onay yerine \
         geçmez; kimseyle paylaşmayın."
    );
}

#[test]
fn what_a_letter_says_is_in_no_debug_output() {
    let letter = Letter::Text("Kod: 4711".to_owned());
    assert!(!format!("{letter:?}").contains("4711"));
}

#[test]
fn a_notice_by_text_message_names_brand_channel_date_and_every_way_out() {
    let content = notice(NoticeKind::New, &[("Karanfil", 2), ("Karanfil", 1)]);
    assert_eq!(
        text(content),
        "Bir marka size ileti onayı bildirdi: Karanfil (SMS, Arama, 09.03.2026). Siz vermediyseniz \
         ücretsiz reddedin: https://izin.example/e/tokentokentokentokentokentokentokentokentok ya da RET ve \
         marka adını 3338 numarasına gönderin."
    );
}

/// A notice of these brands, the first of which takes refusals there.
fn with_refusal(brands: &[(&str, u8)], address: &str) -> Content {
    let mut content = notice(NoticeKind::New, brands);
    if let Content::Notice { lines, .. } = &mut content {
        lines[0].refusal = Some(address.to_owned());
    }
    content
}

#[test]
fn where_the_brand_takes_refusals_stands_in_a_mail_and_in_a_text_message_where_it_costs_nothing() {
    let brand = [("Karanfil", 2)];
    let written = mail(with_refusal(&brand, "+908501234567"));
    let said = "Karanfil: SMS, 09.03.2026 tarihinde (markanın ret adresi: +908501234567)";
    assert!(written.plain.contains(said), "{}", written.plain);
    let cost = |text: &str| smpp::gsm::segments(text, 0).unwrap().bodies.len();
    let short = text(notice(NoticeKind::New, &brand));
    let mut told = 0;
    for length in 1..=60 {
        let address = "1".repeat(length);
        let longer = text(with_refusal(&brand, &address));
        assert_eq!(cost(&longer), cost(&short), "{length}");
        if longer.ends_with(&format!(" Markanın ret adresi: {address}")) {
            told += 1;
        } else {
            assert_eq!(longer, short);
        }
    }
    assert!(told > 0 && told < 60, "{told}");
    // Of several brands a text message does not say whose it is.
    let two = [("Karanfil", 2), ("Menekşe", 2)];
    assert!(!text(with_refusal(&two, "1")).contains("ret adresi"));
    assert!(
        mail(with_refusal(&two, "1"))
            .plain
            .contains("ret adresi: 1)")
    );
}

#[test]
fn a_notice_names_the_first_few_brands_and_how_many_there_are() {
    let content = notice(NoticeKind::New, &[("A", 2), ("B", 2), ("C", 2), ("D", 2)]);
    let text = text(content);
    assert!(text.starts_with("4 marka size"), "{text}");
    assert!(text.contains("A (SMS") && text.contains("C (SMS"), "{text}");
    assert!(!text.contains("D (SMS") && text.contains('…'), "{text}");
}

#[test]
fn a_load_says_until_when_to_look() {
    let until = Timestamp::from_wire("2026-06-01 00:00:00").unwrap();
    let kind = NoticeKind::Loaded {
        review_until_millis: Some(until.as_millis()),
    };
    let lines = [("Karanfil", Channel::Email.to_byte())];
    let mail = mail(notice(kind, &lines));
    assert!(
        mail.plain
            .contains("01.06.2026 gününe dek reddetmezseniz geçerli sayılır.")
    );
    assert!(text(notice(kind, &[("Karanfil", 2)])).contains("01.06.2026 gününe dek"));
}

#[test]
fn a_receipt_says_what_when_and_by_which_number() {
    let at = Timestamp::from_wire("2026-03-10 12:00:00").unwrap();
    let brand = Some("Karanfil".to_owned());
    let receipt = "0123456789ab".to_owned();
    let content = Content::confirmation(brand, &[Channel::Text], Status::Refusal, at, 1, receipt);
    assert_eq!(
        text(content),
        "Karanfil (SMS) için reddiniz 10.03.2026 12:00 itibarıyla kaydedildi. No 0123456789ab"
    );
}

#[test]
fn a_complaint_is_acknowledged_with_its_day_its_number_and_where_it_stands() {
    let number = "2026-000001".to_owned();
    assert_eq!(
        text(Content::Complaint { number }),
        "Şikâyetiniz 10.03.2026 12:00 itibarıyla alındı. Numarası: 2026-000001. Durumu: \
         https://izin.example/complaints"
    );
}

#[test]
fn an_invitation_says_by_whom_how_long_it_is_good_and_where_it_leads() {
    let content = Content::Invitation {
        provider: "Karanfil <b>A.Ş.</b>".to_owned(),
        token: TOKEN.to_owned(),
        hours: 72,
    };
    let mail = mail(content);
    let link = format!("https://izin.example/provider/invitation/{TOKEN}");
    assert_eq!(
        mail.subject,
        "Bir hizmet sağlayıcının konsoluna davet edildiniz"
    );
    assert!(mail.plain.contains(&format!("Daveti kabul et:\n{link}")));
    assert!(mail.plain.contains("72 saat içinde"));
    assert!(mail.html.contains(&format!("<a href=\"{link}\">")));
    assert!(!mail.html.contains("<b>"));
    assert_eq!(mail.unsubscribe, None);
}

#[test]
fn a_brands_name_writes_no_markup_no_lines_and_no_directions() {
    let name = "<b onclick=\"x()\">K&'\r\nBcc: a@b.example\u{202e}</b>";
    let mail = mail(notice(NoticeKind::New, &[(name, 3)]));
    assert!(!mail.html.contains("<b ") && mail.html.contains("&lt;b onclick=&quot;x()&quot;&gt;"));
    let line = mail
        .plain
        .lines()
        .find(|line| line.starts_with("- "))
        .unwrap();
    assert!(line.contains("Bcc: a@b.example</b>"), "one line: {line}");
    assert!(!mail.plain.contains('\u{202e}'));
    assert!(!text(notice(NoticeKind::New, &[(name, 2)])).contains('\n'));
}

#[test]
fn a_notice_by_mail_can_be_left_from_the_mail_program() {
    let outgoing = message(EMAIL, English, notice(NoticeKind::New, &[("Karanfil", 3)]));
    let Letter::Mail(mail) = render(&outgoing, &letters()) else {
        panic!("no mail");
    };
    let sender = MailSender::new("izin <bildirim@izin.example>").unwrap();
    let bytes = mime(&outgoing, &mail, &sender, BodyEncoding::Wire)
        .unwrap()
        .formatted();
    let written = String::from_utf8(bytes).unwrap();
    let (head, _) = written.split_once("\r\n\r\n").unwrap();
    let head = head.replace("\r\n ", " ");
    for header in [
        format!("List-Unsubscribe: <https://izin.example/e/{TOKEN}>"),
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click".to_owned(),
        "Auto-Submitted: auto-generated".to_owned(),
        "Message-ID: <00112233445566778899aabbccddeeff@izin.example>".to_owned(),
        "Content-Language: en".to_owned(),
        "Date: Tue, 10 Mar 2026 09:00:00 +0000".to_owned(),
    ] {
        assert!(head.contains(&header), "{header} in {head}");
    }
    // What travels is what any server takes.
    assert!(written.is_ascii());
    assert!(
        mail.plain
            .contains(&format!("https://izin.example/e/{TOKEN}"))
    );
    assert!(
        mail.html
            .contains(&format!("href=\"https://izin.example/e/{TOKEN}\""))
    );
}

#[test]
fn a_code_by_mail_cannot_be_left() {
    assert_eq!(mail(code()).unsubscribe, None);
}

fn question(answer: AnswerWay) -> Content {
    Content::Question {
        provider: "Örnek A.Ş.".to_owned(),
        brands: "Karanfil".to_owned(),
        channels: vec![2, 1],
        text: "Kampanyalar hakkında ileti almak istiyorum.".to_owned(),
        references: vec!["https://marka.example/aydinlatma/3".to_owned()],
        answer,
    }
}

#[test]
fn a_question_by_code_names_brand_channels_and_purpose_and_has_the_forms_words() {
    let code = AnswerWay::Code {
        code: "012345".to_owned(),
        minutes: 15,
    };
    assert_eq!(
        text(question(code.clone())),
        "Deneme Kayıt Kurumu: Karanfil (Örnek A.Ş.) size Arama, SMS ile ticari ileti göndermek için onayınızı \
         istiyor. Kampanyalar hakkında ileti almak istiyorum. https://marka.example/aydinlatma/3 Onaylıyorsanız \
         012345 kodunu Karanfil ile paylaşın; 15 dakika geçerlidir. Onaylamıyorsanız kodu kimseye vermeyin."
    );
    let mail = mail(question(code));
    assert_eq!(
        mail.subject,
        "Karanfil ileti göndermek için onayınızı istiyor"
    );
    assert!(
        mail.html.contains("<strong>012345</strong>"),
        "{}",
        mail.html
    );
    assert_eq!(mail.unsubscribe, None);
}

#[test]
fn a_question_by_link_leads_to_the_page_that_has_the_forms_words() {
    let link = AnswerWay::Link {
        token: TOKEN.to_owned(),
        hours: 24,
    };
    let said = text(question(link.clone()));
    let page = format!("https://izin.example/v/{TOKEN}");
    assert!(said.ends_with(&page), "{said}");
    assert!(!said.contains("Kampanyalar"), "{said}");
    assert!(mail(question(link)).plain.contains(&page));
}
