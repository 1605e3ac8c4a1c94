//! Whom we believe.

use crate::certificate::Certificate;

/// The most certificates read as trusted.
const MAX_ANCHORS: usize = 256;

/// The certificates a verification ends at: roots of authorities, or an authority's own certificate.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    pub(crate) anchors: Vec<Certificate>,
}

/// Why certificates cannot be trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// There is no certificate in the text.
    #[error("there is no certificate in the text")]
    Empty,
    /// More than `MAX_ANCHORS`.
    #[error("there are more than {MAX_ANCHORS} certificates")]
    TooMany,
    /// The text is no PEM.
    #[error("the text is not well-formed PEM")]
    Pem,
    /// A certificate cannot be read.
    #[error("a certificate is not well formed: {0}")]
    Malformed(der::Error),
}

impl Trust {
    /// From certificates in DER.
    pub fn from_der<'a>(
        certificates: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Self, TrustError> {
        let mut anchors = Vec::new();
        for der in certificates {
            if anchors.len() == MAX_ANCHORS {
                return Err(TrustError::TooMany);
            }
            anchors.push(Certificate::parse(der).map_err(TrustError::Malformed)?);
        }
        if anchors.is_empty() {
            return Err(TrustError::Empty);
        }
        Ok(Self { anchors })
    }

    /// From one or more certificates in PEM; what else stands in the text is passed over.
    pub fn from_pem(text: &str) -> Result<Self, TrustError> {
        use rustls_pki_types::CertificateDer;
        use rustls_pki_types::pem::PemObject;

        let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text.as_bytes())
            .take(MAX_ANCHORS + 1)
            .collect();
        let certificates = read.map_err(|_| TrustError::Pem)?;
        Self::from_der(certificates.iter().map(AsRef::as_ref))
    }

    /// Believes in these too.
    pub fn extend(&mut self, other: Self) {
        self.anchors.extend(other.anchors);
    }

    /// The names of those believed, as in RFC 4514.
    pub fn subjects(&self) -> impl Iterator<Item = String> {
        self.anchors.iter().map(Certificate::subject)
    }
}
