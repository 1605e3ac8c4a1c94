//! Refusals that leave something: what is to stay is never refused, and in doubt the sender is asked.

use domain::Channel;
use intake::keyword::{Asked, Scope, Target};

use super::{parse, refuses};

const TEXTS: Scope = Scope::One(Channel::Text);
const CALLS: Scope = Scope::One(Channel::Call);

/// Whether the sender is asked what they mean, and nothing is recorded.
fn is_asked(text: &str) -> bool {
    parse(text) == Asked::Unclear
}

/// What may be meant by a refusal, wherever its brand stands.
fn scopes(text: &str, brand: &str) -> Vec<Scope> {
    let Asked::Refuse(refusal) = parse(text) else {
        panic!("no refusal: {text:?}: {:?}", parse(text));
    };
    let mentioned = refusal.mentions.into_iter().flatten();
    let mentioned = mentioned.map(|mention| mention.target);
    let meant = refusal.targets.into_iter().chain(mentioned);
    let mut scopes = Vec::new();
    for Target { key, scope, .. } in meant {
        if key == brand && !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    scopes
}

#[test]
fn who_excepts_or_keeps_something_is_asked() {
    for text in [
        "ret tüm hariç ornek",
        "RET TUM ORNEK HARIC",
        "ornek haricinde hepsini iptal et",
        "ornek dışında hepsini iptal et",
        "hepsini ret ornek kalsın",
        "hepsini iptal edin, ornek kalabilir",
        "sadece ornek kalsın diğerleri ret",
        "yalnızca ornek gelsin gerisini iptal edin",
        "RET ornek'in dışındakiler",
        "diğer markaları iptal et ornek kalsın",
        "ornek'ten başka hepsini iptal et",
        "başka markaları iptal et, ornek'i değil",
        "hayır ornek kalsın",
        "ret ornek arama haric",
        "RETORNEK arama hariç",
        "stop all except ornek",
        "stop all but ornek",
        "stop the others keep ornek",
        "only ornek may write, stop all",
        "ret t\u{c3}\u{bc}m hari\u{c3}\u{a7} ornek",
        "RET TUM. ORNEK kalsın.",
    ] {
        assert!(is_asked(text), "{text}: {:?}", parse(text));
    }
}

#[test]
fn a_word_of_exception_that_is_all_that_may_be_a_name_is_one() {
    refuses("RET ONLY", "only", Scope::Unsaid);
    refuses("only'den mesaj istemiyorum", "only", TEXTS);
}

#[test]
fn words_of_keeping_that_keep_nothing_hide_no_refusal() {
    for text in [
        "ornek başka mesaj istemiyorum",
        "RET ORNEK. Başka bir şey istemiyorum",
        "ornek mesaj gelsin istemiyorum",
        "ornek mesajları iptal etmek istiyorum",
        "ornek listesinden çıkmak istiyorum",
        "Vazgeçtim, ornek iptal",
        "vazgectim ornek",
        "mesaj almaktan vazgeçtim ornek",
        "ONAY değil, RET ORNEK",
        "iptal değil RET ORNEK",
        "ornek iptal olsun",
        "RET ORNEK yazıp 3338'e gönderin",
    ] {
        assert!(
            !scopes(text, "ornek").is_empty(),
            "{text}: {:?}",
            parse(text)
        );
    }
}

#[test]
fn of_two_wishes_the_channel_that_is_refused_for_certain_is_refused_alone() {
    for (text, scope) in [
        ("ornek mesajları gelsin, aramasınlar", CALLS),
        ("ornek aramasın ama mesaj atabilir", CALLS),
        ("ornek sms gelsin arama gelmesin", CALLS),
        ("ornek sms kalsın arama iptal", CALLS),
        ("ornek sms istemiyorum arama istiyorum", TEXTS),
        ("ornek sms almak istiyorum arama istemiyorum", CALLS),
        ("ornek arayabilir mesaj atmasın", TEXTS),
        ("ornek mesajları devam etsin aramaları durdurun", CALLS),
        ("ornek sms iptal etmeyin aramaları iptal edin", CALLS),
        ("ornek arama iptal, sms kalsın", CALLS),
        ("ornek aramayın mesaj atın", CALLS),
        ("ornek sms değil arama iptal", CALLS),
        ("arama değil sms iptal ornek", TEXTS),
        ("sms iptal ornek arama değil", TEXTS),
        // What is kept by a word behind it.
        ("ornek arama istemiyorum sms sorun değil", CALLS),
        ("ornek aramasın yeter, sms olabilir", CALLS),
        ("sms okey arama iptal ornek", CALLS),
        ("ornek sms devam arama iptal", CALLS),
        ("ornek arama iptal smsler devam", CALLS),
        ("ornek SMS açık kalsın arama iptal", CALLS),
        ("ornek mesajları bırakın aramaları iptal edin", CALLS),
        (
            "ornek aramalara izin vermiyorum mesajlara izin veriyorum",
            CALLS,
        ),
        (
            "ornek mesajlara izin veriyorum, aramalara izin vermiyorum",
            CALLS,
        ),
        ("ornek sms ret arama tamam", TEXTS),
        ("stop ornek calls, sms is ok", CALLS),
        ("stop sms ornek, calls are fine", TEXTS),
        ("ornek stop calling, texts are fine", CALLS),
        // By one before it.
        ("ornek cancel sms not calls", TEXTS),
        ("stop calls, not texts, ornek", CALLS),
        ("stop sms from ornek, i want calls", TEXTS),
        ("ornek remove calls, leave sms", CALLS),
        ("do not stop sms from ornek, stop calls", CALLS),
        // By words that nobody has a list of.
        ("ornek mesajlarınız iyi ama aramayın", CALLS),
        ("RET ORNEK ARAMA ama sms'e devam", CALLS),
        ("RETORNEK ARAMA ama sms'e devam", CALLS),
        ("ornek arama iptal mesajlar dursun", CALLS),
        ("ornek aramalar iptal olsun ama mesajlara dokunmayın", CALLS),
        ("RET ORNEK ARAMA, mesajlar gayet güzel", CALLS),
    ] {
        assert_eq!(scopes(text, "ornek"), [scope], "{text}");
    }
}

#[test]
fn who_has_two_wishes_that_are_not_certain_is_asked() {
    for text in [
        "ornek aramasınlar gelsin mesajlar",
        "ret ornek arama gelsin",
        "iptal arama sms kalsın ornek",
        "onay sms ret arama ornek",
        "ornek sms onay arama ret",
        "ornek arama kalsın arama iptal",
        "hepsini iptal sms kalsın ornek",
        "aramalar gelmesin smsler gelsin",
        "RETORNEK sms kalsın",
        "ornek aramaya hayır mesaja evet",
        "ornek mesaja evet aramaya hayır",
        "ornek aramalarını reddediyorum, mesajlarını kabul ediyorum",
        "don't stop sms cancel calls ornek",
    ] {
        assert!(is_asked(text), "{text}: {:?}", parse(text));
    }
}

#[test]
fn words_that_may_keep_hide_no_refusal_and_no_second_channel() {
    for (text, scope) in [
        ("ornek sms tamam iptal edin", TEXTS),
        ("ornek hâlâ mesaj atıyor ama istemiyorum", TEXTS),
        ("ornek sms yok arama yok iptal", Scope::All),
        ("RET SMS, ARAMA Ornek Magaza", Scope::All),
        ("ornek arama iptal sms de", Scope::All),
        ("ornek arama iptal ve sms", Scope::All),
        ("ornek sürekli mesaj atıp aramayın", Scope::All),
        ("RET ORNEK SMS, ARAMA", Scope::All),
        ("ornek aramayın, mesaj da atmayın", Scope::All),
        ("stop ornek sms and calls", Scope::All),
    ] {
        let brand = if text.contains("Magaza") {
            "ornekmagaza"
        } else {
            "ornek"
        };
        assert!(scopes(text, brand).contains(&scope), "{text}");
    }
}

#[test]
fn a_refusal_that_is_denied_or_given_up_is_none() {
    for text in [
        "ornek iptal edilmeyecek",
        "ornek iptal etmeyecekler",
        "ornek iptal etmiyoruz",
        "ornek iptal edilmez",
        "ornek iptal etmeyiz",
        "ornek iptal olmayacak",
        "ornek iptal edemezsiniz",
        "ornek iptal etmemenizi istiyorum",
        "ornek iptal edilmemesini istiyorum",
        "ornek iptal edilmesini istemiyorum",
        "ornek iptal etmeyi düşünmüyorum",
        "iptale gerek yok ornek",
        "ornek iptal etmeye niyetim yok",
        "ornek iptal edilmedi",
        "ornek ret etmeyeceğim",
        "ornek reddedilmeyecek",
        "ornek reddedilmedi",
        "ornek silinmeyecek",
        "ornek silinmesini istemiyorum",
        "ornek durdurulmayacak",
        "ornek kaldırılmayacak",
        "ornek çıkarmayacağım",
        "ornek çıkmayı istemiyorum",
        "ornek çıkmıyorum",
        "ornek vazgeçmeyeceğim",
        "çıkış istemiyorum ornek",
        "stop etmeyin ornek",
        "ret demedim ornek",
        "hayır demiyorum ornek",
        "ret yazmadım ornek",
        "i don't want to cancel ornek",
        "i didn't unsubscribe ornek",
        "don't ever stop ornek",
        "ornek iptal edilmesin",
        "ornek ret istemiyorum",
        "ornek red yok",
        "ornek iptal etmeyelim",
        "ornek iptal etmeyeceğim",
        "RET vermiyorum ornek",
        "ornek iptal etmek istemiyorum",
        "reddetmiyorum ornek",
        "ornek'i silmeyin",
        "ornek durdurulmasın",
        "durdurmayın ornek",
        "don't stop ornek",
        "do not unsubscribe ornek",
        "vazgectim ornek'i iptal etmekten",
        "ornek iptalinden vazgeçtim",
        "RET ornek vazgeçtim",
    ] {
        assert!(is_asked(text), "{text}: {:?}", parse(text));
    }
    // With a comma between the two, both refuse.
    refuses("RET, istemiyorum ORNEK", "ornek", Scope::Unsaid);
    refuses("HAYIR istemiyorum ORNEK", "ornek", Scope::Unsaid);
    refuses("not: stop ornek", "ornek", Scope::Unsaid);
}

#[test]
fn who_says_no_twice_cannot_refuse_or_threatens_refuses() {
    for text in [
        "hayır olmaz ornek",
        "dur yapma ornek",
        "RET, yazmayın ornek",
        "RET, yapmayın artık ornek",
        "ornek iptal edilmesini istiyorum",
        "ornek iptal etmenizi istiyorum",
        "ornek iptal edemiyorum",
        "ornek iptal etmezseniz şikayet ederim",
        "do not want ornek, stop",
        "onay vermeyeceğim ornek",
        "izin verilmedi ornek",
    ] {
        assert!(
            !scopes(text, "ornek").is_empty(),
            "{text}: {:?}",
            parse(text)
        );
    }
    // That it was not done keeps nothing.
    for text in [
        "ornek mesajları iptal edilmedi, iptal edin",
        "ornek durmadan mesaj atıyor iptal edin",
        "mesajlar durmuyor ornek iptal",
    ] {
        assert!(scopes(text, "ornek").contains(&TEXTS), "{text}");
    }
}

#[test]
fn both_channels_of_a_phone_are_everything() {
    let all = |channel, leaves_email| Asked::RefuseAll {
        channel,
        code: None,
        leaves_email,
    };
    for text in [
        "RET TUM SMS ARAMA",
        "RET TUM ARAMA SMS",
        "tüm sms ve aramaları iptal et",
        "RET SMS ARAMA",
        "tüm mesajlarınızı ve aramalarınızı durdurun",
    ] {
        assert_eq!(parse(text), all(None, false), "{text}");
    }
    let (text, call) = (Some(Channel::Text), Some(Channel::Call));
    assert_eq!(parse("RET TUM SMS ARAMA EPOSTA"), all(None, true));
    assert_eq!(parse("RET TUM ARAMA EPOSTA"), all(call, true));
    assert_eq!(parse("RET TUM EPOSTA SMS"), all(text, true));
    assert_eq!(parse("RET TUM EPOSTA"), all(Some(Channel::Email), false));
}

#[test]
fn beside_a_channel_of_a_phone_email_is_left() {
    for (text, scope) in [
        ("RET 600001 EPOSTA ARAMA", CALLS),
        ("RET 600001 ARAMA EPOSTA", CALLS),
        ("RET 600001 MAIL SMS", TEXTS),
        ("RET 600001 MAIL SMS ARAMA", Scope::All),
        ("RET 600001 MAIL", Scope::One(Channel::Email)),
    ] {
        refuses(text, "600001", scope);
        let Asked::Refuse(refusal) = parse(text) else {
            panic!("no refusal: {text}");
        };
        let meant = refusal.targets.iter().find(|one| one.key == "600001");
        let left = scope != Scope::One(Channel::Email);
        assert_eq!(meant.unwrap().leaves_email, left, "{text}");
    }
    let Asked::Approve(targets) = parse("ONAY 600001 EPOSTA ARAMA") else {
        panic!("no approval");
    };
    assert!(targets.iter().all(|target| target.scope != Scope::All));
}

#[test]
fn what_a_verb_says_itself_is_refused_beside_what_is_named() {
    refuses("ornek mesaj atmasın aramasın", "ornek", Scope::All);
    refuses("RET ORNEK TUM aramayın", "ornek", Scope::All);
    refuses("RET ORNEK aramayın", "ornek", CALLS);
}

#[test]
fn refusals_are_understood_in_more_words() {
    for text in [
        "ornek atmasın",
        "onaylamayın ornek",
        "onayımı geri çekiyorum ornek",
        "ornek iznimi geri alıyorum",
        "redediyorum ornek",
        "remove ornek",
        "opt out ornek",
        "opt-out ornek",
        "quit ornek",
        "END ORNEK",
        "R E T ORNEK",
        "R E T O R N E K",
        "r.e.t ornek",
        "REET ORNEK",
        "İPTALL ORNEK",
    ] {
        refuses(text, "ornek", Scope::Unsaid);
    }
    refuses("ornek bana mesaj atmasın", "ornek", TEXTS);
    // Of something else.
    for text in ["when does the ornek sale end", "ornek k a r e t"] {
        assert_eq!(parse(text), Asked::Unknown, "{text}");
    }
}

#[test]
fn a_code_is_found_among_the_words_for_one() {
    let all = Asked::RefuseAll {
        channel: None,
        code: Some("1234".to_owned()),
        leaves_email: false,
    };
    for text in [
        "RET TUM kod: 1234",
        "RET TUM kodum 1234",
        "1234 tamam",
        "Kod: 1234",
        "tamam, kodu 1234 lütfen",
    ] {
        assert_eq!(parse(text), all, "{text}");
    }
    assert_eq!(parse("1234 5678"), Asked::Unknown);
    assert_eq!(parse("kod 1234 nedir"), Asked::Unknown);
}
