//! The invented parties of the demo.

use std::time::Duration;

use directory::brand::{BrandSettings, NewBrand};
use directory::grant::Permission;
use directory::intermediary::IntermediaryCode;
use directory::partner::{NewPartner, PartnerCode};
use directory::provider::NewProvider;
use directory::subscription::Holder;
use directory::user::UserKind;
use directory::{Directory, Error, Result};
use domain::{BrandCode, Channel, ProviderCode, Timestamp};
use keys::OsRandom;
use registry::operator::subscription::unlimited;

/// The password of every user of the demo. Public: a demo protects nothing.
pub const PASSWORD: &str = "demo-parola";

/// How long consents of any age may be loaded where they may: a year.
const HISTORIC: Duration = Duration::from_hours(365 * 24);

/// An invented provider.
pub struct DemoProvider {
    /// Its number, which is its master brand's as well.
    pub code: u32,
    /// Its title.
    pub title: &'static str,
    /// The name of its user.
    pub username: &'static str,
    /// Its brands, the master brand first.
    pub brands: &'static [(u32, &'static str)],
    /// Whether consents of any age may be loaded.
    pub historic: bool,
}

/// All of them. The first may load consents of any age, the second may not.
pub const PROVIDERS: [DemoProvider; 4] = [
    DemoProvider {
        code: 610_001,
        title: "Karanfil Giyim Sanayi ve Ticaret A.Ş.",
        username: "api@karanfil.example",
        brands: &[
            (610_001, "Karanfil"),
            (610_002, "Karanfil Çocuk"),
            (610_003, "Karanfil Ev"),
        ],
        historic: true,
    },
    DemoProvider {
        code: 620_001,
        title: "Yakamoz Mağazacılık A.Ş.",
        username: "api@yakamoz.example",
        brands: &[(620_001, "Yakamoz"), (620_002, "Yakamoz Express")],
        historic: false,
    },
    DemoProvider {
        code: 630_001,
        title: "Poyraz Turizm ve Seyahat Ltd. Şti.",
        username: "api@poyraz.example",
        brands: &[(630_001, "Poyraz"), (630_002, "Poyraz Yat")],
        historic: true,
    },
    DemoProvider {
        code: 640_001,
        title: "Çınaraltı Sağlık Hizmetleri A.Ş.",
        username: "api@cinaralti.example",
        brands: &[(640_001, "Çınaraltı")],
        historic: false,
    },
];

/// The invented partner: it acts for the first two providers' master brands.
pub const PARTNER: u32 = 650_001;
/// The name of its user.
pub const PARTNER_USER: &str = "api@kopru.example";
/// The invented intermediary: it may ask about every brand of the first two providers.
pub const INTERMEDIARY: u32 = 660_001;
/// The name of its user.
pub const INTERMEDIARY_USER: &str = "api@ulak.example";

/// Admits them all. What an earlier start admitted already is left as it is.
pub async fn admit(directory: &Directory, now: Timestamp) -> Result<()> {
    for provider in &PROVIDERS {
        admit_provider(directory, provider, now).await?;
    }
    let partner = NewPartner {
        code: PartnerCode(PARTNER),
        title: "Köprü Entegrasyon Teknolojileri A.Ş.".to_owned(),
        licensed: true,
    };
    new_or_there(directory.add_partner(partner, now).await)?;
    let holder = Holder::Partner(PartnerCode(PARTNER));
    subscribe(directory, holder, now).await?;
    let kind = UserKind::Partner(PartnerCode(PARTNER));
    new_or_there(
        directory
            .add_user(PARTNER_USER, PASSWORD, kind, &OsRandom, now)
            .await,
    )?;

    let intermediary = IntermediaryCode(INTERMEDIARY);
    let title = "Ulak İleti Hizmetleri A.Ş.";
    new_or_there(directory.add_intermediary(intermediary, title, now).await)?;
    let kind = UserKind::Intermediary(intermediary);
    new_or_there(
        directory
            .add_user(INTERMEDIARY_USER, PASSWORD, kind, &OsRandom, now)
            .await,
    )?;

    for provider in &PROVIDERS[..2] {
        for channel in Channel::ALL {
            let brand = BrandCode(provider.code);
            directory
                .grant(PartnerCode(PARTNER), brand, channel, Permission::Write, now)
                .await?;
        }
        for (brand, _) in provider.brands {
            let brand = BrandCode(*brand);
            directory
                .grant_intermediary(intermediary, brand, now)
                .await?;
        }
    }
    Ok(())
}

async fn admit_provider(
    directory: &Directory,
    provider: &DemoProvider,
    now: Timestamp,
) -> Result<()> {
    let (code, brands) = (provider.code, provider.brands);
    admit_brands(
        directory,
        code,
        provider.title,
        brands,
        provider.historic,
        now,
    )
    .await?;
    let kind = UserKind::Provider(ProviderCode(code));
    new_or_there(
        directory
            .add_user(provider.username, PASSWORD, kind, &OsRandom, now)
            .await,
    )
}

/// Admits a provider and its brands, without a user. What is there already is left as it is.
pub async fn admit_brands(
    directory: &Directory,
    code: u32,
    title: &str,
    brands: &[(u32, &str)],
    historic: bool,
    now: Timestamp,
) -> Result<()> {
    let provider = ProviderCode(code);
    let new = NewProvider {
        code: provider,
        title: title.to_owned(),
        mersis: Some(format!("0{code}00000000{}", code % 10)),
        tin: Some(format!("9{code}000")),
    };
    new_or_there(directory.add_provider(new, now).await)?;
    subscribe(directory, Holder::Provider(provider), now).await?;
    for (brand, name) in brands {
        let new = NewBrand {
            code: BrandCode(*brand),
            provider,
            name: (*name).to_owned(),
            settings: BrandSettings {
                historic_loading_until: historic.then_some(now + HISTORIC),
                ..BrandSettings::default()
            },
        };
        new_or_there(directory.add_brand(new, now).await)?;
    }
    Ok(())
}

async fn subscribe(directory: &Directory, holder: Holder, now: Timestamp) -> Result<()> {
    if directory.subscription(holder).await?.is_none() {
        let subscription = unlimited(holder, now, &OsRandom);
        directory.set_subscription(&subscription).await?;
    }
    Ok(())
}

pub(super) fn new_or_there<T>(added: Result<T>) -> Result<()> {
    match added {
        Ok(_) | Err(Error::Exists(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
