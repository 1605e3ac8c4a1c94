//! `/witness/*`: the statuses of C2SP tlog-witness.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use sha2::{Digest, Sha256};
use tlog::{
    AddCheckpoint, Appender, Checkpoint, Hash, MAX_ADD_CHECKPOINT_BYTES, Note, NoteSignature,
    SignedCheckpoint, SigningKey, TileId, Tiles,
};

use crate::app::{Answer, App};
use crate::proofs::{WATCHED, watched_key, witness_key};

/// The leaves of the watched log.
fn leaves(size: u8) -> Vec<Hash> {
    (0..size).map(|leaf| tlog::leaf_hash(&[leaf])).collect()
}

/// A small log's only tile.
struct OneTile(Vec<Hash>);

impl Tiles for OneTile {
    type Error = String;

    fn tile(&self, id: TileId) -> Result<Vec<Hash>, String> {
        Ok(self.0[..usize::from(id.width())].to_vec())
    }
}

/// A checkpoint over the first leaves, signed with a key.
fn checkpoint(size: u8, key: &SigningKey) -> String {
    let mut tree = Appender::new();
    tree.append(&leaves(size), &mut |_, _| ());
    signed(size, tree.root(), key)
}

fn signed(size: u8, root: Hash, key: &SigningKey) -> String {
    let checkpoint = Checkpoint {
        origin: key.verifier().name().clone().into(),
        size: u64::from(size),
        root,
    };
    let signed = SignedCheckpoint::sign(checkpoint, key).unwrap();
    signed.note().to_string()
}

fn request(old: u8, new: u8) -> AddCheckpoint {
    let tiles = OneTile(leaves(new));
    AddCheckpoint {
        old: u64::from(old),
        proof: tlog::consistency_proof(&tiles, u64::from(old), u64::from(new)).unwrap(),
        checkpoint: checkpoint(new, &watched_key()),
    }
}

async fn add(app: &App, body: impl Into<Body>) -> Answer {
    let request = Request::post("/witness/add-checkpoint");
    app.send_request(request.body(body.into()).unwrap()).await
}

/// The newest checkpoint the witness has cosigned of the watched log.
async fn newest(app: &App) -> Answer {
    let hash = hex::encode(Sha256::digest(WATCHED.as_bytes()));
    let path = format!("/witness/{hash}/checkpoint");
    app.send(Method::GET, &path, None, None).await
}

async fn assert_nothing_cosigned(app: &App) {
    assert_eq!(newest(app).await.status, StatusCode::NOT_FOUND);
    assert!(!app.data().join("witness").exists());
}

#[tokio::test]
async fn what_grows_out_of_what_was_cosigned_is_cosigned() {
    let app = App::new().await;
    for (old, new) in [(0, 3), (3, 7), (7, 7)] {
        let request = request(old, new);
        let answer = add(&app, request.encode()).await;
        assert_eq!(answer.status, StatusCode::OK);
        let kind = &answer.headers[header::CONTENT_TYPE];
        assert_eq!(kind, "text/plain; charset=utf-8");
        let lines = String::from_utf8(answer.bytes).unwrap();
        let mut note = Note::parse(&request.checkpoint).unwrap();
        for signature in NoteSignature::parse_lines(&lines).unwrap() {
            note.add(signature).unwrap();
        }
        let time = tlog::verify_cosignature(&note, &witness_key()).unwrap();
        let now = app.registry.now().as_millis() / 1_000;
        assert_eq!(i64::try_from(time).unwrap(), now);
        let newest = newest(&app).await;
        let text = String::from_utf8(newest.bytes).unwrap();
        let kept = Note::parse(&text).unwrap();
        tlog::verify_cosignature(&kept, &witness_key()).unwrap();
        assert_eq!(kept.text(), note.text());
    }
}

#[tokio::test]
async fn a_log_that_is_not_watched_is_404() {
    let app = App::new().await;
    let stranger = SigningKey::from_seed("stranger.example/log".parse().unwrap(), &[1; 32]);
    let unknown = AddCheckpoint {
        checkpoint: checkpoint(3, &stranger),
        ..request(0, 3)
    };
    assert_eq!(
        add(&app, unknown.encode()).await.status,
        StatusCode::NOT_FOUND
    );
    assert_nothing_cosigned(&app).await;
}

#[tokio::test]
async fn what_the_log_has_not_signed_is_403() {
    let app = App::new().await;
    let impostor = SigningKey::from_seed(WATCHED.parse().unwrap(), &[1; 32]);
    let forged = AddCheckpoint {
        checkpoint: checkpoint(3, &impostor),
        ..request(0, 3)
    };
    assert_eq!(
        add(&app, forged.encode()).await.status,
        StatusCode::FORBIDDEN
    );
    assert_nothing_cosigned(&app).await;
}

#[tokio::test]
async fn another_size_than_the_witness_knows_is_409_with_the_size() {
    let app = App::new().await;
    let answer = add(&app, request(2, 3).encode()).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "text/x.tlog.size");
    assert_eq!(answer.bytes, b"0\n");
    assert_nothing_cosigned(&app).await;
    add(&app, request(0, 3).encode()).await;
    let answer = add(&app, request(0, 7).encode()).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(answer.bytes, b"3\n");
}

#[tokio::test]
async fn a_split_view_is_409_and_changes_nothing() {
    let app = App::new().await;
    add(&app, request(0, 3).encode()).await;
    let before = newest(&app).await.bytes;
    let split = AddCheckpoint {
        old: 3,
        proof: Vec::new(),
        checkpoint: signed(3, [8; 32], &watched_key()),
    };
    let answer = add(&app, split.encode()).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(newest(&app).await.bytes, before);
}

#[tokio::test]
async fn a_proof_that_does_not_hold_is_422() {
    let app = App::new().await;
    add(&app, request(0, 3).encode()).await;
    let before = newest(&app).await.bytes;
    let mut wrong = request(3, 7);
    wrong.proof[0][0] ^= 1;
    let answer = add(&app, wrong.encode()).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(newest(&app).await.bytes, before);
}

#[tokio::test]
async fn what_is_no_request_is_400() {
    let app = App::new().await;
    let above = AddCheckpoint {
        old: 4,
        ..request(0, 3)
    };
    for body in [
        Vec::new(),
        b"old x\n\n".to_vec(),
        b"old 0\nnot base64\n\n".to_vec(),
        vec![0xff; 64],
        vec![b'a'; MAX_ADD_CHECKPOINT_BYTES + 1],
        above.encode().into_bytes(),
    ] {
        let answer = add(&app, body.clone()).await;
        let begin = String::from_utf8_lossy(&body[..body.len().min(12)]).into_owned();
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{begin}");
    }
    assert_nothing_cosigned(&app).await;
}

#[tokio::test]
async fn where_the_registry_is_no_witness_there_is_nothing() {
    let app = App::without_witness().await;
    let answer = add(&app, request(0, 3).encode()).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_nothing_cosigned(&app).await;
}
