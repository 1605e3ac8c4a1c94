//! The configuration of the identity provider that people may sign in by, beside one-time codes.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use web::OidcSettings;

use super::address;
use crate::failure::{Exit, Failure};
use crate::text_file;

/// The longest name of a provider, in characters; it stands on a button.
const NAME_CHARS_MAX: usize = 40;

/// See [`super::Config::identity`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The provider, as it names itself; empty: there is none.
    pub issuer: String,
    /// What it knows the registry by.
    pub client_id: String,
    /// The file with the registry's secret; empty: it has given none.
    pub client_secret_file: PathBuf,
    /// Its name, as the sign-in shows it.
    pub name: String,
    /// Whether the addresses it has verified are taken as proven.
    pub trust_addresses: bool,
}

impl Identity {
    /// Refuses what cannot work or would not be safe.
    pub fn check(&self) -> Result<(), Failure> {
        let refuse = |what: String, remedy: &str| Err(Failure::new(Exit::Config, what, remedy));
        if self.issuer.is_empty() {
            if *self == Self::default() {
                return Ok(());
            }
            return refuse(
                "`identity` has keys and no `issuer`".to_owned(),
                "name the provider, or leave the whole section out",
            );
        }
        if !is_safe(&self.issuer) {
            return refuse(
                format!("`identity.issuer` is {:?}", self.issuer),
                "write it as https://identity.example, as the provider names itself",
            );
        }
        if self.client_id.is_empty() {
            return refuse(
                "`identity.client_id` is empty".to_owned(),
                "write what the provider knows the registry by",
            );
        }
        let chars = self.name.chars().count();
        if self.name.trim().is_empty() || chars > NAME_CHARS_MAX {
            return refuse(
                format!("`identity.name` has {chars} characters"),
                "give the provider a name of at most 40 characters",
            );
        }
        Ok(())
    }

    /// How the provider is spoken to; `None`: there is none. Reads the secret.
    pub fn settings(&self, public_url: &str) -> Result<Option<OidcSettings>, Failure> {
        if self.issuer.is_empty() {
            return Ok(None);
        }
        let client_secret = if self.client_secret_file.as_os_str().is_empty() {
            None
        } else {
            Some(text_file::secret(&self.client_secret_file)?.to_string())
        };
        Ok(Some(OidcSettings {
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            client_secret,
            name: self.name.clone(),
            redirect_url: format!("{public_url}/identity/callback"),
            trust_addresses: self.trust_addresses,
        }))
    }
}

/// Whether nobody on the way can speak for the provider: TLS, or this very machine.
fn is_safe(issuer: &str) -> bool {
    address::parse(issuer).is_some_and(|uri| {
        let tls = uri.scheme_str() == Some("https");
        let local = matches!(uri.host(), Some("127.0.0.1" | "localhost" | "[::1]"));
        uri.query().is_none() && (tls || local)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    fn provider(issuer: &str) -> Identity {
        Identity {
            issuer: issuer.to_owned(),
            client_id: "izin".to_owned(),
            client_secret_file: PathBuf::new(),
            name: "e-Devlet".to_owned(),
            trust_addresses: false,
        }
    }

    #[test]
    fn without_an_issuer_there_is_no_provider() {
        let none = Identity::default();
        none.check().unwrap();
        assert!(none.settings("https://registry.example").unwrap().is_none());
        let half = Identity {
            issuer: String::new(),
            ..provider("")
        };
        assert!(half.check().is_err());
    }

    #[test]
    fn a_provider_is_reached_by_tls_or_on_this_machine() {
        for right in [
            "https://identity.example",
            "https://identity.example/realms/a",
            "http://127.0.0.1:3000",
            "http://localhost:3000",
        ] {
            provider(right).check().unwrap();
        }
        for wrong in [
            "identity.example",
            "http://identity.example",
            "http://127.0.0.1.identity.example",
            "https://user@identity.example",
            "https://identity.example?x",
            "ftp://identity.example",
        ] {
            assert!(provider(wrong).check().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_provider_has_a_name_and_knows_the_registry() {
        let nameless = Identity {
            name: " ".to_owned(),
            ..provider("https://identity.example")
        };
        assert!(nameless.check().is_err());
        let unknown = Identity {
            client_id: String::new(),
            ..provider("https://identity.example")
        };
        assert!(unknown.check().is_err());
    }

    #[test]
    fn the_secret_is_read_from_its_file_and_the_way_back_is_the_pages() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "geheim\n").unwrap();
        let own = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(&file, own).unwrap();
        let identity = Identity {
            client_secret_file: file,
            ..provider("https://identity.example")
        };
        let settings = identity.settings("https://registry.example").unwrap();
        let settings = settings.unwrap();
        assert_eq!(settings.client_secret.as_deref(), Some("geheim"));
        assert_eq!(
            settings.redirect_url,
            "https://registry.example/identity/callback"
        );
        let missing = Identity {
            client_secret_file: folder.path().join("missing"),
            ..provider("https://identity.example")
        };
        assert!(missing.settings("https://registry.example").is_err());
    }
}
