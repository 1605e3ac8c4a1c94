//! The brands the demo's citizen has dealt with.

/// An invented provider that the citizen alone has dealt with.
pub struct Invented {
    /// Its number, which is its master brand's as well; the other brands have the numbers after it.
    pub code: u32,
    /// Its title.
    pub title: &'static str,
    /// Its brands, the master brand first, each with what the citizen said to it.
    pub brands: &'static [(&'static str, Said)],
}

/// What was said to a brand: three characters, for calls, text messages and e-mails.
///
/// `-` nothing; `A` approved; `D` approved at a retailer; `O` approved before May 2015; `T` recorded as a
/// merchant, without date or source; `R` approved and refused through the registry; `P` approved and
/// refused to the provider; `H` approved, refused through the registry, and approved again.
pub type Said = &'static str;

/// What was said to the brands of [`super::super::parties::PROVIDERS`], in their order.
pub const KNOWN: [(u32, Said); 8] = [
    (610_001, "AHA"),
    (610_002, "-AA"),
    (610_003, "PAA"),
    (620_001, "DAR"),
    (620_002, "-A-"),
    (630_001, "RRA"),
    (630_002, "--A"),
    (640_001, "AA-"),
];

/// The others, of many trades.
pub const INVENTED: [Invented; 20] = [
    Invented {
        code: 211_001,
        title: "Meltem Market Zincirleri A.Ş.",
        brands: &[
            ("Meltem Market", "AAA"),
            ("Meltem Gurme", "-RA"),
            ("Meltem Anında", "AA-"),
        ],
    },
    Invented {
        code: 212_001,
        title: "Güneşli Bankası A.Ş.",
        brands: &[
            ("Güneşli Bank", "OOA"),
            ("Güneşli Kart", "HRA"),
            ("Güneşli Emeklilik", "R-R"),
        ],
    },
    Invented {
        code: 213_001,
        title: "Çağrışım İletişim Hizmetleri A.Ş.",
        brands: &[
            ("Çağrışım Mobil", "DDA"),
            ("Çağrışım Evde", "RAA"),
            ("Çağrışım Fiber", "HH-"),
        ],
    },
    Invented {
        code: 214_001,
        title: "Işıl Optik Sanayi ve Ticaret Ltd. Şti.",
        brands: &[("Işıl Optik", "DA-"), ("Işıl Lens", "-A-")],
    },
    Invented {
        code: 215_001,
        title: "Sarmaşık Kitabevi ve Yayıncılık A.Ş.",
        brands: &[
            ("Sarmaşık Kitabevi", "-AA"),
            ("Sarmaşık Çocuk", "--A"),
            ("Sarmaşık Dergi", "--R"),
        ],
    },
    Invented {
        code: 216_001,
        title: "Kıyı Sigorta A.Ş.",
        brands: &[
            ("Kıyı Sigorta", "PAA"),
            ("Kıyı Sağlık", "RR-"),
            ("Kıyı Kasko", "AP-"),
        ],
    },
    Invented {
        code: 217_001,
        title: "Toprakana Gıda Sanayi A.Ş.",
        brands: &[
            ("Toprakana", "-AA"),
            ("Toprakana Süt", "-R-"),
            ("Toprakana Fırın", "-A-"),
        ],
    },
    Invented {
        code: 218_001,
        title: "Yıldıztepe Hastaneleri A.Ş.",
        brands: &[
            ("Yıldıztepe Hastanesi", "AAA"),
            ("Yıldıztepe Diş", "RA-"),
            ("Yıldıztepe Göz", "-P-"),
        ],
    },
    Invented {
        code: 219_001,
        title: "Pusula Kargo ve Lojistik A.Ş.",
        brands: &[("Pusula Kargo", "-AT"), ("Pusula Kurye", "-A-")],
    },
    Invented {
        code: 220_001,
        title: "Ahşap Ev Mobilya Sanayi ve Ticaret A.Ş.",
        brands: &[("Ahşap Ev", "DDA"), ("Ahşap Bahçe", "-HA")],
    },
    Invented {
        code: 221_001,
        title: "Gökkuşağı Oyuncak Ltd. Şti.",
        brands: &[("Gökkuşağı Oyuncak", "-AA"), ("Minik Kâşif", "--A")],
    },
    Invented {
        code: 222_001,
        title: "Turna Havayolu Taşımacılığı A.Ş.",
        brands: &[
            ("Turna Havayolu", "AAA"),
            ("Turna Tatil", "RPA"),
            ("Turna Mil", "--H"),
        ],
    },
    Invented {
        code: 223_001,
        title: "İpekyolu Otelcilik A.Ş.",
        brands: &[
            ("İpekyolu Otelleri", "A-A"),
            ("İpekyolu Termal", "P--"),
            ("İpekyolu Butik", "--A"),
        ],
    },
    Invented {
        code: 224_001,
        title: "Şimşek Elektronik Pazarlama A.Ş.",
        brands: &[("Şimşek Elektronik", "DAA"), ("Şimşek Servis", "AA-")],
    },
    Invented {
        code: 225_001,
        title: "Zeytindalı Kozmetik Ürünleri A.Ş.",
        brands: &[
            ("Zeytindalı", "-AA"),
            ("Zeytindalı Spa", "R--"),
            ("Mis Sabun", "--A"),
        ],
    },
    Invented {
        code: 226_001,
        title: "Çevik Spor Tesisleri İşletmeciliği A.Ş.",
        brands: &[("Çevik Spor", "RHA"), ("Çevik Yüzme", "AA-")],
    },
    Invented {
        code: 227_001,
        title: "Bilgi Ağacı Eğitim Kurumları A.Ş.",
        brands: &[
            ("Bilgi Ağacı Koleji", "AA-"),
            ("Bilgi Ağacı Dil Kursu", "RRR"),
            ("Bilgi Ağacı Yayınları", "--A"),
        ],
    },
    Invented {
        code: 228_001,
        title: "Ufuk Otomotiv Ticaret A.Ş.",
        brands: &[
            ("Ufuk Otomotiv", "DAA"),
            ("Ufuk Filo", "--T"),
            ("Ufuk Yetkili Servis", "AH-"),
        ],
    },
    Invented {
        code: 229_001,
        title: "Kuzine Restoran İşletmeleri Ltd. Şti.",
        brands: &[("Kuzine", "-A-"), ("Kuzine Paket", "-RA")],
    },
    Invented {
        code: 230_001,
        title: "Öykü Sinemacılık A.Ş.",
        brands: &[("Öykü Sinema", "-AA"), ("Öykü Sahne", "--A")],
    },
];

/// A retailer and the district it is in.
pub type Branch = (&'static str, &'static str);

/// The retailers of the brands where something was said at one.
pub const BRANCHES: [(u32, [Branch; 2]); 6] = [
    (
        620_001,
        [
            ("Yakamoz Bostancı Mağazası", "Kadıköy"),
            ("Yakamoz Forum Mağazası", "Bayrampaşa"),
        ],
    ),
    (
        213_001,
        [
            ("Yıldırım İletişim – Çağrışım Bayii", "Üsküdar"),
            ("Özgür Telekom – Çağrışım Bayii", "Şişli"),
        ],
    ),
    (
        214_001,
        [
            ("Işıl Optik Bahariye", "Kadıköy"),
            ("Işıl Optik Çarşı", "Beşiktaş"),
        ],
    ),
    (
        220_001,
        [
            ("Ahşap Ev Modoko Şubesi", "Ümraniye"),
            ("Ahşap Ev Masko Şubesi", "Başakşehir"),
        ],
    ),
    (
        224_001,
        [
            ("Kardeşler Elektronik – Şimşek Bayii", "Maltepe"),
            ("Güven Ticaret – Şimşek Bayii", "Fatih"),
        ],
    ),
    (
        228_001,
        [
            ("Anadolu Yolu Oto – Ufuk Bayii", "Kartal"),
            ("Boğaz Oto – Ufuk Bayii", "Sarıyer"),
        ],
    ),
];
