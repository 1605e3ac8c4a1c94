//! The token of a question's link: its request and a MAC of it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::RequestId;
use subtle::ConstantTimeEq as _;

use crate::People;

/// The length of a token, in characters.
pub const VERIFICATION_TOKEN_LEN: usize = 43;

const ID_LEN: usize = 16;
const MAC_LEN: usize = 16;
/// What the MACs are of.
const CONTEXT: &[u8] = b"izin/verification-link";

impl People<'_> {
    /// The token of a question's link: base64url of the request and 16 bytes of its MAC, [`VERIFICATION_TOKEN_LEN`]
    /// characters. It names nobody.
    pub(crate) fn verification_token(self, id: RequestId) -> String {
        let mac = self.ledger().mac(CONTEXT, &id.0);
        URL_SAFE_NO_PAD.encode([id.0.as_slice(), &mac[..MAC_LEN]].concat())
    }

    /// The request a token is of. `None`: it was not made here, or not as it is now.
    pub(super) fn verification_of_token(self, token: &str) -> Option<RequestId> {
        if token.len() != VERIFICATION_TOKEN_LEN {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (id, mac) = bytes.split_first_chunk::<ID_LEN>()?;
        let right = self.ledger().mac(CONTEXT, id);
        let genuine = bool::from(right[..MAC_LEN].ct_eq(mac));
        genuine.then_some(RequestId(*id))
    }
}
