//! The findings in Turkish.

use domain::canonical::Opened;
use domain::{Change, Channel, RecipientType, Status};
use receipt::{
    About, Contradiction, Dated, Decision, Fault, Finding, Mismatch, Proven, Stamped, StateFault,
    Unproven,
};

use super::folder::LogFinding;
use super::words::{Standing, instant, seconds, seen, stamp_time};

pub fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Proven => "KANITLANDI. Bütün denetimler geçti.",
        Decision::ProvenButDevelopment => {
            "KANITLANDI; ancak zaman, başka kimsenin güvenmediği bir GELİŞTİRME zaman damgası kurumuna dayanıyor."
        }
        Decision::Incomplete => {
            "KANITLANMADI. Geçmeyen denetim yok, ama kanıt için gereken bir şey eksik."
        }
        Decision::Failed => "GEÇERSİZ. Buna güvenmeyin: bir denetim geçmedi.",
    }
}

pub fn heading(about: About) -> String {
    match about {
        About::Receipt => "Bir izin hareketinin alındısı".to_owned(),
        About::Before(position) => format!("O andan önceki {}. hareket", position + 1),
        About::After => "O andan sonraki ilk hareket".to_owned(),
        About::State => "Kaydın o andaki durumu".to_owned(),
        About::Day => "Günlük dosya".to_owned(),
        About::Together => "Alındılar birlikte".to_owned(),
        About::Limits => "Bunun kanıtlamadıkları".to_owned(),
    }
}

pub fn mark(standing: Standing) -> &'static str {
    match standing {
        Standing::Proven => "[kanıtlandı]  ",
        Standing::Unproven => "[kanıtlanmadı]",
        Standing::Failed => "[GEÇERSİZ]    ",
    }
}

pub fn sentence(about: About, finding: &Finding) -> String {
    match finding {
        Finding::Proven(proven) => self::proven(about, proven),
        Finding::Unproven(unproven) => self::unproven(unproven),
        Finding::Failed(fault) => self::fault(fault),
    }
}

fn proven(about: About, proven: &Proven) -> String {
    match proven {
        Proven::Opened(opened) => movement(opened),
        Proven::Identified(id) => format!("İşlem numarası (transactionId): {}.", id.to_wire()),
        Proven::Included { index, size } => format!(
            "Hareket, {size} satırlık kayıt defterinin {index} numaralı satırıdır (0'dan sayılır); bu kanıt bozulmadan ikisi de değiştirilemez."
        ),
        Proven::Signed { log } => {
            format!("{log} kayıt defteri bu durumunu, böylece her satırını imzalamış.")
        }
        Proven::Cosigned { witness, at } => format!(
            "{witness} tanığı aynı defteri {} tarihinde görmüş (kendi saati, Türkiye saatiyle).",
            seen(*at)
        ),
        Proven::Stamped(by) => {
            let what = match about {
                About::Day => "Dosya",
                _ => "Defterin bu durumu",
            };
            format!("{what} şu tarihte vardı: {}", stamped(by))
        }
        Proven::Renewed { number, by } => {
            format!(
                "{number}. yenileme bu damgayı yeniden damgalamış: {}",
                stamped(by)
            )
        }
        Proven::Adjacent { before, after } => format!(
            "{} numaralı satır, kaydın bir önceki hareketi olarak {} numaralı satırı gösteriyor: arada hareket yok.",
            after.0, before.0
        ),
        Proven::State {
            instant: at,
            status,
            since,
        } => format!(
            "{} anında (Türkiye saati) kayıtta {} vardı; kayıt sisteminin saatine göre {} tarihinde kaydedilmiş.",
            instant(*at),
            self::status(*status),
            instant(*since)
        ),
        Proven::NoRecord { instant: at, first } => format!(
            "{} anında (Türkiye saati) kayıt yoktu: ilk hareket, kayıt sisteminin saatine göre {} tarihinde kaydedilmiş.",
            instant(*at),
            instant(*first)
        ),
    }
}

fn movement(opened: &Opened) -> String {
    let channel = match opened.channel {
        Channel::Call => "arama (ARAMA)",
        Channel::Text => "mesaj (MESAJ)",
        Channel::Email => "e-posta (EPOSTA)",
    };
    let recipient = match opened.recipient_type {
        RecipientType::Individual => "bireysel (BIREYSEL)",
        RecipientType::Merchant => "tacir (TACIR)",
    };
    let about = format!("alıcı {}, {recipient}, kanal {channel}", opened.address);
    let recorded = instant(opened.recorded_at);
    match &opened.change {
        Change::Consent(consent) => {
            let source = consent.source.map_or_else(String::new, |source| {
                format!(", kaynak {}", source.as_wire())
            });
            let given = consent.consent_date.map_or_else(String::new, |date| {
                format!(", izin tarihi {}", date.to_wire())
            });
            format!(
                "Açılan taahhüt yalnızca şu harekete uyar: {} markası için {}; {about}{source}{given}, kayıt tarihi {recorded} (Türkiye saati).",
                opened.brand,
                status(consent.status),
            )
        }
        Change::Access(_) => format!(
            "Açılan taahhüt yalnızca şu harekete uyar: {} markasının kaydını kullanabilecek bayiler değişmiş; {about}, kayıt tarihi {recorded} (Türkiye saati).",
            opened.brand
        ),
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Approval => "onay (ONAY)",
        Status::Refusal => "ret (RET)",
    }
}

fn stamped(by: &Stamped) -> String {
    let accuracy = by.accuracy.map_or_else(String::new, |accuracy| {
        format!(", en çok {} ms sapmayla", accuracy.duration().as_millis())
    });
    let development = if by.development { "GELİŞTİRME " } else { "" };
    format!(
        "{} (Türkiye saati{accuracy}); {development}zaman damgası \"{}\", güven \"{}\" üzerinden, sertifikaların geçerlilik sonu {}.",
        stamp_time(by.at),
        by.authority,
        by.anchor,
        seconds(by.until)
    )
}

fn unproven(unproven: &Unproven) -> String {
    match unproven {
        Unproven::NoStamp => "Ne zamandan beri var olduğu: henüz zaman damgası yok. Alındıyı sonra yeniden isteyin.".to_owned(),
        Unproven::NoAuthority { claimed } => format!(
            "Ne zamandan beri var olduğu: zaman damgası {} diyor, ama denetlemek için kurumun sertifikası verilmedi (--tsa-cert).",
            stamp_time(*claimed)
        ),
        Unproven::UnknownAuthority { claimed } => format!(
            "Ne zamandan beri var olduğu: zaman damgası {} diyor, ama verilen sertifikaların hiçbiri bu kuruma kefil değil.",
            stamp_time(*claimed)
        ),
        Unproven::UnknownRenewal { number, claimed } => format!(
            "Ne zamandan beri var olduğu, {number}. yenilemeye göre: yenileme {} diyor, ama verilen sertifikaların hiçbiri bu kuruma kefil değil.",
            stamp_time(*claimed)
        ),
        Unproven::Ended { until } => format!(
            "Zaman damgasının bugün sayıldığı: sertifikalarının süresi {} tarihinde (Türkiye saati) dolmuş ve öncesinde yenilenmemiş. Yapıldığında geçerliydi; zamanı o tarihe kadar kanıtlıyordu.",
            seconds(*until)
        ),
        Unproven::Quorum { have, need } => format!(
            "Yeterince tanığın aynı defteri gördüğü: {need} tanık istendi, {have} tanık imzalamış."
        ),
        Unproven::OneView => "Herkese aynı defterin gösterildiği: güvendiğiniz hiçbir tanık imzalamamış.".to_owned(),
        Unproven::NothingAfter { last, size } => format!(
            "Kaydın o andaki durumu: {} numaralı satırdan sonrası gösterilmiyor. O sırada {size} satır vardı; sonrası için defteri izleyin.",
            last.0
        ),
        Unproven::Development => "Zamanın doğru olduğu: damga, kayıt sisteminin kendi çalıştırdığı bir GELİŞTİRME kurumunun.".to_owned(),
        Unproven::Truth => "Alıcının bunu gerçekten söylediği: kayıt sistemi kendisine bildirileni, belirtilen kaynaktan kaydeder.".to_owned(),
        Unproven::Today => "Kaydın bugünkü durumu: sonraki hareketler bu dosyada yok.".to_owned(),
        Unproven::Content => "Günlük dosyanın doğru ve eksiksiz olduğu: damga yalnızca dosyanın baytları içindir.".to_owned(),
    }
}

fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Movement(error) => format!("Açılan baytlar bir izin hareketi değil ({error})."),
        Fault::Words => {
            "Okunur bölüm, taahhüt edilenden başka bir şey söylüyor. Ona inanmayın.".to_owned()
        }
        Fault::Identity => "İşlem numarası (transactionId) bu harekete ait değil.".to_owned(),
        Fault::Checkpoint(error) => format!("İmzalanan, bir defterin durumu değil ({error})."),
        Fault::Inclusion(error) => format!("Hareket, imzalanan defterde yok ({error})."),
        Fault::NotSigned { origin } => match origin {
            Some(origin) => format!(
                "{origin} defterinden olduğunu söylüyor, ama verilen anahtarların hiçbiri imzalamamış."
            ),
            None => "Verilen anahtarların hiçbiri imzalamamış.".to_owned(),
        },
        Fault::LogSignature(name) => format!("{name} defterinin imzası yanlış."),
        Fault::WitnessSignature(name) => format!("{name} tanığının imzası yanlış."),
        Fault::Stamp(error) => format!("Zaman damgası geçersiz ({error})."),
        Fault::Renewal { number, why } => match why {
            Mismatch::Order => format!("{number}. yenileme bir öncekinin devamı değil."),
            Mismatch::Inclusion(error) => {
                format!("{number}. yenileme bu damgayı kapsamıyor ({error}).")
            }
            Mismatch::Stamp(error) => {
                format!("{number}. yenilemenin zaman damgası geçersiz ({error}).")
            }
            Mismatch::Earlier => format!("{number}. yenileme, yenilediğinden daha eski."),
        },
        Fault::DevelopmentMark => {
            "Geliştirme kurumlarını gerçek kurumlardan ayıran işaret yanlış.".to_owned()
        }
        Fault::Clock { recorded, stamped } => format!(
            "Kayıt tarihi {} deniyor; oysa {} anında damgalanmış.",
            instant(*recorded),
            stamp_time(*stamped)
        ),
        Fault::WitnessClock {
            recorded,
            witness,
            at,
        } => format!(
            "Kayıt tarihi {} deniyor; oysa {witness} tanığı onu {} tarihinde görmüş.",
            instant(*recorded),
            seen(*at)
        ),
        Fault::Future { what, at, now } => {
            let what = match what {
                Dated::Movement => "Kayıt tarihi".to_owned(),
                Dated::Stamp => "Zaman damgasının tarihi".to_owned(),
                Dated::Renewal(number) => format!("{number}. yenilemenin zaman damgasının tarihi"),
                Dated::Cosignature(name) => format!("{name} tanığının imza tarihi"),
            };
            format!(
                "{what} gelecekte: {}; bu bilgisayarın saati {}. Bu saatin doğru olduğuna bakın.",
                instant(*at),
                instant(*now)
            )
        }
        Fault::Predecessor { index, previous } => format!(
            "{} numaralı satır, kaydın bir önceki hareketi olarak kendinden önce gelemeyecek {} numaralı satırı gösteriyor.",
            index.0, previous.0
        ),
        Fault::Contradiction { origin, what } => format!(
            "{} {origin} defteri ikisini birden iyi niyetle vermiş olamaz. Bütün dosyaları saklayın; kanıtı onlardır.",
            contradiction(what)
        ),
        Fault::State(fault) => match fault {
            StateFault::OtherRecord => "Bir alındı başka bir kayda ait.",
            StateFault::OtherLog => "Alındılar farklı defterlerden.",
            StateFault::NoStatus => "İlk hareket bir durum belirlemiyor.",
            StateFault::LaterStatus => "Durumu ilkinden sonraki bir hareket belirliyor.",
            StateFault::Gap => "Hareketler birbirini izlemiyor: aralarında biri eksik.",
            StateFault::TooLate => "Önceki diye gösterilen bir hareket o andan sonra kaydedilmiş.",
            StateFault::TooEarly => "Sonraki diye gösterilen hareket o andan sonra kaydedilmemiş.",
        }
        .to_owned(),
    }
}

fn contradiction(what: &Contradiction) -> String {
    match what {
        Contradiction::TwoRoots { size } => format!(
            "{size} satırlık iki farklı durum imzalanmış: farklı kişilere farklı defterler gösteriliyor."
        ),
        Contradiction::TwoLeaves { index } => {
            format!(
                "{} numaralı satır olarak iki farklı hareket gösteriliyor.",
                index.0
            )
        }
        Contradiction::TwoHistories { first, last } => format!(
            "Defterin küçük durumu ile büyük durumunda {} ile {} numaralar arasındaki satırlar farklı.",
            first.0, last.0
        ),
        Contradiction::TwoSuccessors {
            previous,
            one,
            other,
        } => format!(
            "{} ve {} numaralı satırların ikisi de kaydın bir önceki hareketi olarak {} numaralı satırı gösteriyor.",
            one.0, other.0, previous.0
        ),
        Contradiction::Skipped {
            skipped,
            by,
            names: Some(names),
        } => format!(
            "{} numaralı satır, kaydın bir önceki hareketi olarak {} numaralı satırı gösterip {} numaralı satırı atlıyor.",
            by.0, names.0, skipped.0
        ),
        Contradiction::Skipped {
            skipped,
            by,
            names: None,
        } => format!(
            "{} numaralı satır, kaydın ilk hareketi olduğunu söyleyip {} numaralı satırı atlıyor.",
            by.0, skipped.0
        ),
        Contradiction::OtherPredecessor { previous, by } => format!(
            "{} numaralı satırın, kaydın bir önceki hareketi olarak gösterdiği {} numaralı satır başka bir kayda ait.",
            by.0, previous.0
        ),
        Contradiction::TimesRunBack { one, other } => format!(
            "{} numaralı satır {} numaralı satırdan sonra geliyor, ama ondan önce kaydedildiğini söylüyor.",
            other.0, one.0
        ),
        Contradiction::StampedEarlier {
            index,
            recorded,
            size,
            stamped,
        } => format!(
            "{} numaralı satırın kayıt tarihi {} deniyor; oysa onu içeren {size} satırlık durum {} anında damgalanmış.",
            index.0,
            instant(*recorded),
            stamp_time(*stamped)
        ),
        Contradiction::Hidden {
            hidden,
            instant: at,
        } => format!(
            "Kaydın {} anındaki durumuna ilişkin kanıt, o ana kadar kaydedilmiş {} numaralı satırı atlıyor.",
            instant(*at),
            hidden.0
        ),
    }
}

pub fn log_sentence(finding: &LogFinding) -> String {
    match finding {
        LogFinding::Recomputed { log, size } => format!(
            "{log} defterinin {size} satırının tamamı, imzaladığı ağacı veriyor; bütün dosyaları olması gerektiği gibi."
        ),
        LogFinding::Witness { size, finding } => {
            let said = sentence(About::Together, finding);
            match finding {
                Finding::Proven(_) => format!("{size} satırla: {said}"),
                _ => said,
            }
        }
        LogFinding::Stamped { count, size, last } => format!(
            "{count} zaman damgası geçerli; sonuncusu ({}, Türkiye saati) {size} satırı kapsıyor.",
            stamp_time(*last)
        ),
        LogFinding::Unstamped(count) => {
            format!("Son {count} satırın ne zamandan beri var olduğu: henüz damgalanmamış.")
        }
        LogFinding::Untrusted(count) => format!(
            "Satırların ne zamandan beri var olduğu: {count} zaman damgası, sertifikası verilmemiş kurumların (--tsa-cert)."
        ),
        LogFinding::Ended(count) => format!(
            "{count} zaman damgasının hâlâ sayıldığı: sertifikalarının süresi dolmuş ve öncesinde yenilenmemiş."
        ),
        LogFinding::Development => unproven(&Unproven::Development),
        LogFinding::Stamp { size, fault } => {
            format!("{size} satırı kapsayan damga: {}", self::fault(fault))
        }
        LogFinding::Differs(damage) => format!(
            "{}: olması gerektiği gibi değil ({}).",
            damage.file, damage.what
        ),
        LogFinding::More(count) => format!("{count} dosya daha olması gerektiği gibi değil."),
        LogFinding::Openings => {
            "Satırların ne söylediği: satırlar birer taahhüttür, onları yalnızca alındılar açar."
                .to_owned()
        }
    }
}
