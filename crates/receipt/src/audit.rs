//! A sampling audit: which records are looked at, drawn so that anybody can draw them again and nobody can steer the draw,
//! and what the answers come to.
//!
//! The draw is announced before the tree head that decides it exists. The registry could try one last entry after another
//! until the head suited it; so the office puts in a secret, whose hash it announces and which it tells afterwards. Neither
//! of them alone knows the seed before the head is there. The algorithm stands in `docs/proof.md`.

mod draw;
mod interval;

pub use draw::{
    Announcement, AuditFault, NAME_BYTES_MAX, POPULATION_MAX, SAMPLE_MAX, SECRET_BYTES, commitment,
};
pub use interval::{Answers, Interval, Share};
