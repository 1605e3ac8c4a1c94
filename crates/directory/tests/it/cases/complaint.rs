//! Complaints: drafts, images, filing.

use directory::complaint::{
    Complaint, ComplaintId, ComplaintOwner, ComplaintState, DRAFTS_MAX, FILED_PER_DAY_MAX,
    ImageKind, NewComplaint,
};
use directory::complaint_filing::{Filing, ImageRoom};
use directory::staff::{StaffNumber, StaffRole};
use directory::{Directory, Entity, Error};
use domain::{RecipientId, Timestamp};

use crate::support::{Fixture, PASSWORD, at, at_day};

const PERSON: ComplaintOwner = ComplaintOwner::Person([7; 16]);
const ROOM: ImageRoom = ImageRoom::DEFAULT;
const RECIPIENT: RecipientId = RecipientId([1; 16]);

fn id(number: u64) -> ComplaintId {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&number.to_be_bytes());
    ComplaintId(id)
}

fn new(number: u64) -> NewComplaint {
    NewComplaint {
        id: id(number),
        owner: PERSON,
        staff: None,
        recipient: Some(RECIPIENT),
        content: vec![1],
    }
}

async fn of(directory: &Directory, number: u64) -> Complaint {
    directory.complaint(id(number)).await.unwrap().unwrap()
}

async fn file(directory: &Directory, number: u64, now: Timestamp) -> directory::Result<()> {
    let found = of(directory, number).await;
    let filing = Filing {
        id: found.id,
        owner: found.owner,
        changed_at: found.changed_at,
        number: format!("number {number}"),
        evidence: vec![9],
        asked: None,
        asks_later: false,
    };
    directory.file_complaint(filing, now).await
}

#[tokio::test]
async fn a_draft_survives_a_restart_and_is_written_until_it_is_filed() {
    let fixture = Fixture::empty().await;
    fixture
        .directory
        .add_complaint(new(1), at(1))
        .await
        .unwrap();
    fixture.directory.close().await;
    let directory = fixture.reopened().await;
    let draft = of(&directory, 1).await;
    assert_eq!(
        (draft.state, &draft.content),
        (ComplaintState::Draft, &vec![1])
    );
    directory
        .save_complaint(id(1), Some(RECIPIENT), vec![2], at(2))
        .await
        .unwrap();
    file(&directory, 1, at(3)).await.unwrap();
    let filed = directory
        .complaint_of_number("number 1")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (filed.state, &filed.content),
        (ComplaintState::Filed, &vec![2])
    );
    assert_eq!(
        (filed.filed_at, filed.evidence),
        (Some(at(3)), Some(vec![9]))
    );
    let steps = directory.complaint_steps(id(1)).await.unwrap();
    assert_eq!((steps[0].step.as_str(), steps[0].at), ("filed", at(3)));
}

#[tokio::test]
async fn what_is_filed_does_not_change_any_more() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    directory.add_complaint(new(1), at(1)).await.unwrap();
    let image = Some((ImageKind::Png, vec![5]));
    directory
        .set_complaint_image(id(1), image.clone(), ROOM, at(1))
        .await
        .unwrap();
    file(directory, 1, at(2)).await.unwrap();
    let filed = of(directory, 1).await;
    let gone = |result: directory::Result<()>| {
        assert!(matches!(result, Err(Error::NotFound(Entity::Complaint))));
    };
    gone(
        directory
            .save_complaint(id(1), Some(RECIPIENT), vec![2], at(3))
            .await,
    );
    gone(
        directory
            .set_complaint_image(id(1), None, ROOM, at(3))
            .await,
    );
    gone(directory.delete_draft(id(1)).await);
    assert!(file(directory, 1, at(3)).await.is_err());
    assert_eq!(of(directory, 1).await, filed);
    assert_eq!(directory.complaint_image(id(1)).await.unwrap(), image);
}

#[tokio::test]
async fn a_draft_written_to_since_it_was_looked_at_is_not_filed() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    directory.add_complaint(new(1), at(1)).await.unwrap();
    let filing = Filing {
        id: id(1),
        owner: PERSON,
        changed_at: at(1),
        number: "number".to_owned(),
        evidence: vec![9],
        asked: None,
        asks_later: false,
    };
    directory
        .save_complaint(id(1), None, vec![2], at(2))
        .await
        .unwrap();
    let refused = directory.file_complaint(filing, at(3)).await;
    assert!(matches!(refused, Err(Error::NotFound(Entity::Complaint))));
    assert_eq!(of(directory, 1).await.state, ComplaintState::Draft);
}

#[tokio::test]
async fn a_deleted_draft_takes_its_image_along() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    directory.add_complaint(new(1), at(1)).await.unwrap();
    for kind in ImageKind::ALL {
        directory
            .set_complaint_image(id(1), Some((kind, vec![5])), ROOM, at(1))
            .await
            .unwrap();
        assert_eq!(of(directory, 1).await.image, Some(kind));
    }
    directory.delete_draft(id(1)).await.unwrap();
    assert_eq!(directory.complaint(id(1)).await.unwrap(), None);
    assert_eq!(directory.complaint_image(id(1)).await.unwrap(), None);
}

#[tokio::test]
async fn images_have_room_by_owner_in_drafts_and_in_all() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let room = ImageRoom {
        owner: 100,
        drafts: 150,
        all: 220,
    };
    let owners = [(1, 7), (2, 7), (3, 8), (4, 9)];
    for (number, owner) in owners {
        let owner = ComplaintOwner::Person([owner; 16]);
        let new = NewComplaint {
            owner,
            ..new(number)
        };
        directory.add_complaint(new, at(1)).await.unwrap();
    }
    let set = async |number, bytes| {
        let image = Some((ImageKind::Png, vec![5; bytes]));
        directory
            .set_complaint_image(id(number), image, room, at(1))
            .await
    };
    let full = |result| assert!(matches!(result, Err(Error::Limit(Entity::Complaint))));
    set(1, 90).await.unwrap();
    full(set(2, 11).await);
    // In place of the one there is, it is not counted twice; what is refused takes nothing away.
    set(1, 100).await.unwrap();
    full(set(1, 101).await);
    assert_eq!(
        directory.complaint_image(id(1)).await.unwrap(),
        Some((ImageKind::Png, vec![5; 100]))
    );
    full(set(3, 51).await);
    set(3, 50).await.unwrap();
    // Filed, it is no draft's any more, but its owner's and one of all.
    file(directory, 1, at(1)).await.unwrap();
    full(set(2, 1).await);
    set(4, 70).await.unwrap();
    full(set(4, 71).await);
    directory.delete_draft(id(3)).await.unwrap();
    set(4, 71).await.unwrap();
}

#[tokio::test]
async fn a_draft_nobody_writes_to_ends_with_its_image() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    for number in 1..=3 {
        directory.add_complaint(new(number), at(1)).await.unwrap();
        let image = Some((ImageKind::Png, vec![5]));
        directory
            .set_complaint_image(id(number), image, ROOM, at(1))
            .await
            .unwrap();
    }
    file(directory, 1, at(1)).await.unwrap();
    directory
        .save_complaint(id(2), Some(RECIPIENT), vec![2], at(2))
        .await
        .unwrap();
    assert_eq!(directory.purge_drafts(at(0)).await.unwrap(), 0);
    assert_eq!(directory.purge_drafts(at(1)).await.unwrap(), 1);
    assert_eq!(directory.complaint(id(3)).await.unwrap(), None);
    assert_eq!(directory.complaint_image(id(3)).await.unwrap(), None);
    for number in [1, 2] {
        assert!(
            directory
                .complaint_image(id(number))
                .await
                .unwrap()
                .is_some()
        );
    }
}

#[tokio::test]
async fn an_owner_has_so_many_drafts_and_files_so_many_a_day() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    for number in 0..FILED_PER_DAY_MAX {
        directory.add_complaint(new(number), at(1)).await.unwrap();
        file(directory, number, at(1)).await.unwrap();
    }
    for number in 0..DRAFTS_MAX {
        directory
            .add_complaint(new(1_000 + number), at(2))
            .await
            .unwrap();
    }
    let limit = |result| assert!(matches!(result, Err(Error::Limit(Entity::Complaint))));
    limit(directory.add_complaint(new(2_000), at(2)).await);
    limit(file(directory, 1_000, at(2)).await);
    let other = NewComplaint {
        owner: ComplaintOwner::Person([8; 16]),
        ..new(3_000)
    };
    directory.add_complaint(other, at(2)).await.unwrap();
    file(directory, 3_000, at(2)).await.unwrap();
    file(directory, 1_000, at_day(1)).await.unwrap_err();
    let next_day = Timestamp::from_millis(at_day(1).as_millis() + 1_000);
    file(directory, 1_000, next_day).await.unwrap();
}

#[tokio::test]
async fn a_number_is_given_once() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    for number in [1, 2] {
        directory.add_complaint(new(number), at(1)).await.unwrap();
    }
    let filing = |number| Filing {
        id: id(number),
        owner: PERSON,
        changed_at: at(1),
        number: "the same".to_owned(),
        evidence: vec![9],
        asked: None,
        asks_later: false,
    };
    directory.file_complaint(filing(1), at(2)).await.unwrap();
    let refused = directory.file_complaint(filing(2), at(2)).await;
    assert!(matches!(refused, Err(Error::Exists(Entity::Complaint))));
    assert_eq!(of(directory, 2).await.state, ComplaintState::Draft);
}

#[tokio::test]
async fn owners_are_shown_their_own_and_the_desks_are_the_callers() {
    let fixture = Fixture::empty().await;
    let directory = &fixture.directory;
    let added = directory
        .add_staff(
            "ayse",
            PASSWORD,
            StaffRole::Agent,
            "x",
            &fixture.random,
            at(0),
        )
        .await;
    added.unwrap();
    directory.add_complaint(new(1), at(1)).await.unwrap();
    let caller = ComplaintOwner::Caller(RECIPIENT);
    let by_desk = NewComplaint {
        owner: caller,
        staff: Some(StaffNumber(1_001)),
        recipient: None,
        ..new(2)
    };
    directory.add_complaint(by_desk, at(2)).await.unwrap();
    let ids = |list: Vec<Complaint>| list.iter().map(|each| each.id).collect::<Vec<_>>();
    assert_eq!(ids(directory.complaints(PERSON).await.unwrap()), [id(1)]);
    assert_eq!(ids(directory.complaints(caller).await.unwrap()), [id(2)]);
    // The caller it is filed for cannot become another.
    let other = Some(RecipientId([2; 16]));
    let moved = directory.save_complaint(id(2), other, vec![3], at(3)).await;
    assert!(matches!(moved, Err(Error::NotFound(Entity::Complaint))));
}
