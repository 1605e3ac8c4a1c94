//! Keys and secrets: the key file and what is done with its keys, files that hold a secret, long files that are sealed, and the machine's clock
//! and randomness, which the rest of the program is given as [`domain::outside`].

mod key_file;
mod pool;
pub mod sealed_blob;
pub mod secret_file;
mod system;

pub use key_file::{KeyFileError, Keys};
pub use pool::Pool;
pub use system::{OsRandom, SystemClock};
