//! A registry in a few lines, always the same one: a log of 600 movements, its witness, and a
//! development authority.

use std::collections::HashMap;
use std::convert::Infallible;

use domain::canonical::{CommitmentKey, Leaf, encode};
use domain::movement::ConsentChange;
use domain::{
    AccessChange, Address, BrandCode, Change, Channel, ConsentKey, ItemId, Movement, RecipientId,
    RecipientType, RequestId, RetailerCode, Seq, Source, Status, Timestamp,
};
use receipt::renewal::{self, RenewalText};
use receipt::{Opening, Receipt, Renewal, Stamp, Trust};
use tlog::{
    Appender, Checkpoint, Cosigner, Hash, KeyName, Note, ProofFile, SigningKey, TileId, Tiles,
    VerifierKey,
};
use tsp::{DevelopmentAuthority, GenTime, Imprint, Request, Token};

/// When the first movement was recorded: 2026-03-02 10:15:04.123 in Türkiye.
pub const START_MILLIS: i64 = 1_772_435_704_123;
/// Between two movements.
const STEP_MILLIS: i64 = 1000;
/// Movements in the log.
pub const SIZE: u64 = 600;
/// The record's movements: approval, retailers, refusal.
pub const APPROVAL: u64 = 3;
pub const ACCESS: u64 = 300;
pub const REFUSAL: u64 = 517;
/// The brand of that record.
pub const BRAND: BrandCode = BrandCode(606_060);

/// When a movement was recorded.
pub fn recorded_at(index: u64) -> Timestamp {
    Timestamp::from_millis(START_MILLIS + i64::try_from(index).unwrap() * STEP_MILLIS)
}

/// The recipient of the record.
pub fn address() -> Address {
    Address::from_stored("+905050000001").unwrap()
}

/// The registry.
pub struct Scene {
    pub log: SigningKey,
    pub witness: Cosigner,
    pub authority: DevelopmentAuthority,
    pub movements: Vec<(CommitmentKey, Vec<u8>)>,
    tree: Appender,
    tiles: Memory,
    stamps: u64,
}

#[derive(Default)]
struct Memory(HashMap<TileId, Vec<Hash>>);

impl Tiles for Memory {
    type Error = Infallible;

    fn tile(&self, id: TileId) -> Result<Vec<Hash>, Infallible> {
        let found = self.0.get(&id).or_else(|| self.0.get(&id.full()));
        Ok(found.unwrap()[..usize::from(id.width())].to_vec())
    }
}

impl Scene {
    pub fn new() -> Self {
        Self::of((0..SIZE).map(movement))
    }

    /// With other movements.
    pub fn of(movements: impl Iterator<Item = Movement>) -> Self {
        let movements: Vec<_> = movements
            .zip(0_u64..)
            .map(|(movement, index)| {
                let mut key = [0xa5; CommitmentKey::LEN];
                key[..8].copy_from_slice(&index.to_be_bytes());
                let address = match movement.key.recipient {
                    RecipientId([1, ..]) => address(),
                    _ => Address::from_stored("+905050000002").unwrap(),
                };
                (CommitmentKey(key), encode(&movement, &address))
            })
            .collect();
        let (tree, tiles) = grown(&movements);
        let name: KeyName = "log.example/izin".parse().unwrap();
        let witness: KeyName = "witness.example/w1".parse().unwrap();
        Self {
            log: SigningKey::from_seed(name, &[1; 32]),
            witness: Cosigner::from_seed(witness, &[2; 32]),
            authority: DevelopmentAuthority::generate(&[3; 32], START_MILLIS / 1000).unwrap(),
            movements,
            tree,
            tiles,
            stamps: 0,
        }
    }

    /// The whole log's checkpoint, signed and cosigned.
    pub fn checkpoint(&self) -> Note {
        let checkpoint = Checkpoint {
            origin: self.log.verifier().name().clone().into(),
            size: self.tree.size(),
            root: self.tree.root(),
        };
        let mut note = Note::new(checkpoint.text()).unwrap();
        note.add(self.log.sign(note.text())).unwrap();
        let seen = u64::try_from(START_MILLIS / 1000).unwrap() + SIZE + 1;
        let cosignature = self.witness.cosign(note.text(), seen).unwrap();
        note.add(cosignature).unwrap();
        note
    }

    /// A token of the development authority, ten minutes and a bit after the last movement.
    pub fn token(&mut self, imprint: Imprint) -> Token {
        let time = GenTime::from_unix_millis(recorded_at(SIZE).as_millis() + 655).unwrap();
        self.stamps += 1;
        token(&mut self.authority, imprint, time, self.stamps)
    }

    pub fn opening(&self, index: u64) -> Opening {
        let (key, canonical) = self.movements[usize::try_from(index).unwrap()].clone();
        Opening { key, canonical }
    }

    pub fn proof(&self, index: u64) -> ProofFile {
        ProofFile {
            extra: None,
            index,
            hashes: tlog::inclusion_proof(&self.tiles, self.tree.size(), index).unwrap(),
            checkpoint: self.checkpoint(),
        }
    }

    /// The receipt of a movement that was stamped.
    pub fn receipt(&mut self, index: u64) -> Receipt {
        let stamp = self.stamp();
        Receipt::new(self.opening(index), self.proof(index), vec![stamp]).unwrap()
    }

    /// A stamp over the checkpoint.
    pub fn stamp(&mut self) -> Stamp {
        let imprint = Imprint::Sha256(receipt::stamp::imprint(self.checkpoint().text()));
        Stamp {
            token: self.token(imprint),
            renewals: Vec::new(),
        }
    }

    /// Whom a reader believes who has the log's key, the witness's, and the authority's root.
    pub fn trust(&self) -> Trust {
        Trust {
            log_keys: vec![self.log.verifier().clone()],
            witnesses: vec![self.witness.verifier().clone()],
            quorum: 1,
            authorities: tsp::Trust::from_pem(&self.authority.root_pem()).unwrap(),
            policies: Vec::new(),
            now: recorded_at(SIZE + 1000),
        }
    }

    pub fn log_key(&self) -> VerifierKey {
        self.log.verifier().clone()
    }
}

/// Stamps once.
pub fn token(
    authority: &mut DevelopmentAuthority,
    imprint: Imprint,
    time: GenTime,
    serial: u64,
) -> Token {
    let request = Request::new(imprint, 0x1234).to_der();
    Token::parse(&authority.answer(&request, time, serial)).unwrap()
}

/// Renews a stamp that stands between others in the renewal's tree.
pub fn renewed(
    checkpoint_text: &str,
    stamp: &Stamp,
    authority: &mut DevelopmentAuthority,
    time: GenTime,
) -> Renewal {
    const OTHERS: usize = 5;
    const POSITION: usize = 2;
    let mut leaves = vec![tlog::leaf_hash(b"another stamp"); OTHERS];
    let digest = receipt::stamp::digest(checkpoint_text, stamp.token.to_der());
    leaves[POSITION] = tlog::leaf_hash(&digest);
    let (tree, tiles) = tree(&leaves);
    let last = stamp.renewals.last();
    let text = RenewalText {
        number: last.map_or(1, |last| last.text.number + 1),
        stamps: tree.size(),
        root: tree.root(),
        previous: last.map(|last| renewal::digest(&last.text.to_text(), last.token.to_der())),
    };
    let imprint = Imprint::Sha512(text.imprint());
    Renewal {
        token: token(authority, imprint, time, 1000 + text.number),
        text,
        index: POSITION as u64,
        proof: tlog::inclusion_proof(&tiles, OTHERS as u64, POSITION as u64).unwrap(),
    }
}

fn grown(movements: &[(CommitmentKey, Vec<u8>)]) -> (Appender, Memory) {
    let leaves: Vec<Hash> = movements
        .iter()
        .map(|(key, canonical)| Leaf::commit_bytes(key, canonical).transaction_id().0)
        .collect();
    tree(&leaves)
}

fn tree(leaves: &[Hash]) -> (Appender, Memory) {
    let mut tree = Appender::new();
    let mut tiles = Memory::default();
    tree.append(leaves, &mut |id, bytes| {
        let (hashes, []) = bytes.as_chunks::<32>() else {
            panic!("a tile of broken hashes")
        };
        tiles.0.insert(id, hashes.to_vec());
    });
    (tree, tiles)
}

/// The movement at a position: three of the record, others of somebody else.
pub fn movement(index: u64) -> Movement {
    let ours = [APPROVAL, ACCESS, REFUSAL].contains(&index);
    Movement {
        key: ConsentKey {
            recipient: RecipientId([u8::from(ours); RecipientId::LEN]),
            brand: BRAND,
            recipient_type: RecipientType::Individual,
            channel: Channel::Text,
        },
        change: match index {
            ACCESS => Change::Access(AccessChange::Grant(vec![RetailerCode(66_438_915)])),
            REFUSAL => consent(index, Status::Refusal, Source::RegistryWeb),
            _ => consent(index, Status::Approval, Source::Web),
        },
        recorded_at: recorded_at(index),
        prev: match index {
            ACCESS => Some(Seq(APPROVAL)),
            REFUSAL => Some(Seq(ACCESS)),
            _ => None,
        },
        item: ItemId {
            request: RequestId([0x7c; 16]),
            index: u32::try_from(index).unwrap(),
        },
    }
}

fn consent(index: u64, status: Status, source: Source) -> Change {
    Change::Consent(ConsentChange {
        status,
        source: Some(source),
        consent_date: Some(Timestamp::from_seconds(recorded_at(index).as_seconds() - 4)),
        retailer: None,
        retailer_access: Vec::new(),
    })
}
