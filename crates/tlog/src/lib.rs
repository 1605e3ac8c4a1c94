//! The public log's mathematics and texts: the Merkle tree of RFC 6962, the tiles it is published as, proofs, signed
//! notes, checkpoints and their cosignatures, all in the forms of C2SP (<https://c2sp.org>).
//!
//! This crate knows no consents, no files, no HTTP, no clock and no source of randomness. What it parses is bounded and
//! never makes it panic.

mod appender;
mod bundle;
mod checkpoint;
mod cosignature;
mod hash;
mod key;
mod nodes;
mod note;
mod path;
mod proof;
mod proof_file;
mod resource;
mod text;
mod tile;
mod tree;
mod witness;

pub use appender::Appender;
pub use bundle::{BundleError, BundleId, EntryError, MAX_ENTRY_BYTES, decode_bundle, encode_entry};
pub use checkpoint::{
    Checkpoint, CheckpointError, MAX_CHECKPOINT_TEXT_BYTES, OpenError, Origin, SignedCheckpoint,
};
pub use cosignature::{Cosigner, MAX_COSIGNATURE_TIME_S, verify_cosignature};
pub use hash::{HASH_BYTES, Hash, empty_root, leaf_hash, node_hash};
pub use key::{KeyError, KeyKind, KeyName, MAX_NAME_BYTES, SigningKey, VerifierKey};
pub use nodes::{WholeNode, whole_nodes};
pub use note::{MAX_NOTE_BYTES, MAX_SIGNATURES, Note, NoteError, NoteSignature};
pub use path::PathError;
pub use proof::{MAX_PROOF_HASHES, ProofError, verify_consistency, verify_inclusion};
pub use proof_file::{
    LeafError, MAX_EXTRA_BYTES, MAX_INCLUSION_HASHES, MAX_PROOF_FILE_BYTES, ProofFile,
    ProofFileError,
};
pub use resource::ResourceId;
pub use tile::{MAX_LEVEL, TILE_BYTES, TILE_WIDTH, TileId, tile_root};
pub use tree::{Tiles, TreeError, consistency_proof, inclusion_proof, root};
pub use witness::{
    AddCheckpoint, MAX_ADD_CHECKPOINT_BYTES, MAX_WITNESS_PROOF_HASHES, Refusal, SIZE_MEDIA_TYPE,
    WitnessMessageError, encode_size, parse_size,
};
