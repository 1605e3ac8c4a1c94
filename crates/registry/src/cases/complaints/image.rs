//! The image of a complaint: a picture of the message, if there is one.

use std::net::IpAddr;

use directory::complaint::{ComplaintId, ImageKind};
use directory::complaint_filing::ImageRoom;
use domain::Timestamp;

use super::Complainant;
use crate::clients::network;
use crate::{Cases, Error, Result};

/// The largest image, in bytes: 2 MiB.
pub const IMAGE_BYTES_MAX: usize = 2 * 1024 * 1024;

/// What an image is sealed for.
const CONTEXT: &[u8] = b"izin/complaint-image/";

/// What PNG files begin with (RFC 2083, 3.1).
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// What JPEG files begin with.
const JPEG: &[u8] = b"\xff\xd8\xff";
/// What WebP files begin with, before and after four bytes of length (RFC 9649).
const WEBP: (&[u8], &[u8]) = (b"RIFF", b"WEBP");

/// An image.
#[derive(Clone, PartialEq, Eq)]
pub struct Image {
    /// Its kind, by its first bytes.
    pub kind: ImageKind,
    /// It, as it came. It may be something else as well, so it is served for saving, never for showing.
    pub bytes: Vec<u8>,
}

/// What became of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageSet {
    /// It is the draft's.
    Set(ImageKind),
    /// It is longer than [`IMAGE_BYTES_MAX`].
    TooBig,
    /// The owner's images, or everybody's, are as many bytes as there is room for; the draft keeps the
    /// one it has.
    NoRoom,
    /// It is none of the kinds that are taken.
    NoImage,
    /// There is no such draft of theirs.
    Gone,
}

impl Cases<'_> {
    /// Gives a draft an image in place of the one it has. Told by its first bytes, whatever it is called.
    pub async fn set_draft_image(
        self,
        complainant: Complainant<'_>,
        id: ComplaintId,
        bytes: &[u8],
    ) -> Result<ImageSet> {
        if bytes.len() > IMAGE_BYTES_MAX {
            return Ok(ImageSet::TooBig);
        }
        let Some(kind) = kind(bytes) else {
            return Ok(ImageSet::NoImage);
        };
        let sealed = self.seal(CONTEXT, &id.0, bytes);
        match self
            .write_image(complainant, id, Some((kind, sealed)))
            .await
        {
            Ok(true) => Ok(ImageSet::Set(kind)),
            Ok(false) => Ok(ImageSet::Gone),
            Err(directory::Error::Limit(_)) => Ok(ImageSet::NoRoom),
            Err(error) => Err(error.into()),
        }
    }

    /// Counts that a client writes something to be kept in a complaint: a draft, an image, a filing.
    /// From when on it may, if it may not now; see [`super::CLIENT_WRITES_MAX`].
    pub fn count_complaint_write(self, client: IpAddr) -> std::result::Result<(), Timestamp> {
        self.limits()
            .complaint_clients
            .count(&network(client), self.now())
    }

    /// Takes a draft's image away. `false`: there is no such draft of theirs.
    pub async fn remove_draft_image(
        self,
        complainant: Complainant<'_>,
        id: ComplaintId,
    ) -> Result<bool> {
        Ok(self.write_image(complainant, id, None).await?)
    }

    async fn write_image(
        self,
        complainant: Complainant<'_>,
        id: ComplaintId,
        image: Option<(ImageKind, Vec<u8>)>,
    ) -> directory::Result<bool> {
        let found = self.directory().complaint(id).await?;
        if !found.is_some_and(|found| super::reading::may_see(complainant, &found)) {
            return Ok(false);
        }
        let (now, room) = (self.now(), ImageRoom::DEFAULT);
        let set = self.directory().set_complaint_image(id, image, room, now);
        match set.await {
            Ok(()) => Ok(true),
            Err(directory::Error::NotFound(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The image of a draft or a filed complaint of theirs.
    pub async fn complaint_image(
        self,
        complainant: Complainant<'_>,
        id: ComplaintId,
    ) -> Result<Option<Image>> {
        self.note_agents_look(complainant).await?;
        if self.own_complaint(complainant, id).await?.is_none() {
            return Ok(None);
        }
        let Some((kind, sealed)) = self.directory().complaint_image(id).await? else {
            return Ok(None);
        };
        let bytes = self
            .unseal(CONTEXT, &id.0, &sealed)
            .ok_or_else(|| Error::Failed("a complaint's image is unreadable".into()))?;
        Ok(Some(Image { kind, bytes }))
    }
}

fn kind(bytes: &[u8]) -> Option<ImageKind> {
    if bytes.starts_with(PNG) {
        return Some(ImageKind::Png);
    }
    if bytes.starts_with(JPEG) {
        return Some(ImageKind::Jpeg);
    }
    let (before, after) = WEBP;
    let named = bytes.get(8..12).is_some_and(|name| name == after);
    (bytes.starts_with(before) && named).then_some(ImageKind::Webp)
}
