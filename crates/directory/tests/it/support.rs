//! A directory of one's own, filled a little.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use directory::brand::{BrandSettings, NewBrand};
use directory::intermediary::IntermediaryCode;
use directory::partner::{NewPartner, PartnerCode};
use directory::password::{Asker, PasswordCost, PasswordUse};
use directory::provider::NewProvider;
use directory::user::{User, UserKind};
use directory::{Directory, Options};
use domain::outside::Random;
use domain::{BrandCode, ProviderCode, Timestamp};

/// The provider every fixture has, and its master brand.
pub const PROVIDER: ProviderCode = ProviderCode(700_001);
pub const MASTER: BrandCode = BrandCode(700_001);
/// A second brand of it.
pub const BRAND: BrandCode = BrandCode(700_002);
/// A second provider and its master brand.
pub const OTHER_PROVIDER: ProviderCode = ProviderCode(800_001);
pub const OTHER_BRAND: BrandCode = BrandCode(800_001);
/// A partner and an intermediary.
pub const PARTNER: PartnerCode = PartnerCode(600_001);
pub const INTERMEDIARY: IntermediaryCode = IntermediaryCode(500_001);
/// A password.
pub const PASSWORD: &str = "Doğru-At-Pil-Zımba";

/// Who sends it.
pub const ASKER: Asker = Asker {
    client: IpAddr::V4(Ipv4Addr::LOCALHOST),
    known: false,
};

/// An instant, in seconds after the fixtures' beginning.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(1_772_400_000 + seconds)
}

/// An instant, in days after the fixtures' beginning.
pub fn at_day(days: i64) -> Timestamp {
    at(days * 24 * 60 * 60)
}

/// Bytes that never repeat.
pub struct Counting(AtomicU64);

impl Counting {
    pub fn from(start: u64) -> Self {
        Self(AtomicU64::new(start))
    }
}

impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
        let number = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes();
        let len = bytes.len().min(number.len());
        bytes[..len].copy_from_slice(&number[..len]);
    }
}

/// A directory in a folder that goes away with it.
pub struct Fixture {
    pub directory: Directory,
    pub random: Counting,
    folder: tempfile::TempDir,
}

impl Fixture {
    /// An empty directory.
    pub async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let directory = open(&folder.path().join("directory.sqlite")).await;
        Self {
            directory,
            random: Counting::from(1),
            folder,
        }
    }

    /// Two providers with brands, a partner and an intermediary.
    pub async fn filled() -> Self {
        let fixture = Self::empty().await;
        fixture.fill().await;
        fixture
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("directory.sqlite")
    }

    /// The same file, opened again.
    pub async fn reopened(&self) -> Directory {
        open(&self.path()).await
    }

    async fn fill(&self) {
        for (code, title, tin) in [
            (PROVIDER, "Örnek A.Ş.", "1234567890"),
            (OTHER_PROVIDER, "Başka Ltd.", "9876543210"),
        ] {
            let new = NewProvider {
                code,
                title: title.to_owned(),
                mersis: None,
                tin: Some(tin.to_owned()),
            };
            self.directory.add_provider(new, at(0)).await.unwrap();
        }
        for (code, provider) in [
            (MASTER, PROVIDER),
            (BRAND, PROVIDER),
            (OTHER_BRAND, OTHER_PROVIDER),
        ] {
            self.directory
                .add_brand(new_brand(code, provider), at(0))
                .await
                .unwrap();
        }
        let partner = NewPartner {
            code: PARTNER,
            title: "Ortak A.Ş.".to_owned(),
            licensed: true,
        };
        self.directory.add_partner(partner, at(0)).await.unwrap();
        self.directory
            .add_intermediary(INTERMEDIARY, "Operatör", at(0))
            .await
            .unwrap();
    }

    /// Adds a user of the provider with [`PASSWORD`].
    pub async fn add_user(&self, name: &str) -> User {
        let kind = UserKind::Provider(PROVIDER);
        self.directory
            .add_user(name, PASSWORD, kind, &self.random, at(0))
            .await
            .unwrap()
    }
}

/// Logging in by [`ASKER`].
pub trait LogIn {
    async fn log_in(&self, name: &str, password: &str) -> directory::Result<Option<User>>;
}

impl LogIn for Directory {
    async fn log_in(&self, name: &str, password: &str) -> directory::Result<Option<User>> {
        self.authenticate(name, password, PasswordUse::Login, ASKER)
            .await
    }
}

pub fn new_brand(code: BrandCode, provider: ProviderCode) -> NewBrand {
    NewBrand {
        code,
        provider,
        name: format!("Marka {code}"),
        settings: BrandSettings::default(),
    }
}

pub async fn open(path: &std::path::Path) -> Directory {
    let options = Options {
        password_cost: PasswordCost::CHEAPEST,
    };
    Directory::open_with(path, options).await.unwrap()
}
