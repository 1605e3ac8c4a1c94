//! Refusals that leave something: what is to stay is never refused, and in doubt the sender is asked.

use channels::keyword::{Asked, Refusal, Scope, Target};
use domain::Channel;

use super::{parse, refuses};

const TEXTS: Scope = Scope::One(Channel::Text);
const CALLS: Scope = Scope::One(Channel::Call);

/// Whether the sender is asked what they mean, and nothing is recorded.
fn is_asked(text: &str) -> bool {
    let asks = |refusal: &Refusal| {
        refusal.is_vague && refusal.targets.is_empty() && refusal.mentions.is_empty()
    };
    matches!(parse(text), Asked::Refuse(refusal) if asks(&refusal))
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
    for Target { key, scope } in meant {
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
    ] {
        assert!(is_asked(text), "{text}: {:?}", parse(text));
    }
}

#[test]
fn a_refusal_that_is_denied_or_given_up_is_none() {
    for text in [
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
fn both_channels_of_a_phone_are_everything() {
    let all = |channel| Asked::RefuseAll {
        channel,
        code: None,
    };
    for text in [
        "RET TUM SMS ARAMA",
        "RET TUM ARAMA SMS",
        "tüm sms ve aramaları iptal et",
        "RET SMS ARAMA",
        "RET TUM SMS ARAMA EPOSTA",
        "tüm mesajlarınızı ve aramalarınızı durdurun",
    ] {
        assert_eq!(parse(text), all(None), "{text}");
    }
    assert_eq!(parse("RET TUM ARAMA EPOSTA"), all(Some(Channel::Call)));
    assert_eq!(parse("RET TUM EPOSTA SMS"), all(Some(Channel::Text)));
    assert_eq!(parse("RET TUM EPOSTA"), all(Some(Channel::Email)));
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
