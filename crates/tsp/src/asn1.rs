//! The ASN.1 of RFC 3161, RFC 5652 (CMS) and RFC 5035 (ESS), as far as time stamps use it.

pub mod cms;
pub mod ess;
pub mod oid;
mod set;
mod tsp;

pub use set::AnyOrder;
pub use tsp::{MessageImprint, PkiStatusInfo, TimeStampReq, TimeStampResp, TstInfo};
