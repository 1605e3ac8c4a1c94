//! The first rows of an upload, and how its columns would be read.

use std::ops::ControlFlow;

use directory::partner::PartnerCode;
use directory::upload::{UploadFormat, UploadRow, UploadState};
use domain::{BrandCode, RequestId, folding};
use sha2::{Digest as _, Sha256};
use tables::layout::Gap;
use tables::{Layout, Row};

use super::source::{Unread, each_row};
use super::{UploadError, UploadResult};
use crate::{BrandScope, Contract, Error};

/// How many rows a layout is recognised by.
const SAMPLE_ROWS: usize = 100;
/// How many rows are shown, the header among them.
pub const PREVIEW_ROWS: usize = 20;

/// What an upload's own layout is sealed for.
pub(super) const LAYOUT_CONTEXT: &[u8] = b"izin/upload-layout/";
/// What a layout is sealed for that is kept for a brand's next file.
pub(super) const KEPT_CONTEXT: &[u8] = b"izin/upload-header/";

/// The first rows of an upload, and how its columns would be read.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What kind of file it is.
    pub format: UploadFormat,
    /// How its columns would be read.
    pub layout: Layout,
    /// What stands in the way.
    pub gaps: Vec<Gap>,
    /// Whether somebody has confirmed all of that for an earlier file with this header.
    pub is_kept: bool,
    /// The first rows as they stand there, at most [`PREVIEW_ROWS`].
    pub rows: Vec<Vec<String>>,
}

impl Contract<'_> {
    /// The first rows of an upload that waits to be confirmed. One that cannot be read has failed then.
    pub async fn preview_upload(self, scope: &BrandScope, id: RequestId) -> UploadResult<Preview> {
        let upload = self.own_upload(scope, id).await?;
        self.previewed(scope, &upload).await
    }

    pub(super) async fn previewed(
        self,
        scope: &BrandScope,
        upload: &UploadRow,
    ) -> UploadResult<Preview> {
        let (UploadState::Received, Some(format)) = (upload.state, upload.format) else {
            return Err(UploadError::State);
        };
        let place = self.limits().previews.take(scope.party()).await;
        let place = place.ok_or(Error::Busy)?;
        let (registry, read) = (self.0.clone(), upload.clone());
        let sample = tokio::task::spawn_blocking(move || {
            let _place = place;
            let mut rows = Vec::new();
            each_row(&registry, &read, |_, row| {
                rows.push(row.clone());
                if rows.len() < SAMPLE_ROWS {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            })
            .map(|()| rows)
        });
        let sample = sample.await.map_err(|error| Error::Failed(error.into()))?;
        let rows = match sample {
            Ok(rows) => rows,
            Err(Unread::Failed(error)) => return Err(error.into()),
            Err(Unread::Unwanted) => Vec::new(),
            Err(Unread::Refused(word)) => {
                self.fail_upload(upload, word).await?;
                return Err(UploadError::State);
            }
        };
        let mut layout = Layout::recognise(&rows)?;
        let is_kept = match self.kept_layout(upload, &layout).await? {
            Some(kept) => adopt(&mut layout, &kept),
            None => false,
        };
        let cells = |row: &Row| row.cells().map(str::to_owned).collect();
        Ok(Preview {
            format,
            gaps: layout.gaps(),
            layout,
            is_kept,
            rows: rows.iter().take(PREVIEW_ROWS).map(cells).collect(),
        })
    }

    /// The layout that was confirmed for files with the header of this one: the provider's, or the same partner's.
    async fn kept_layout(self, upload: &UploadRow, of: &Layout) -> UploadResult<Option<Layout>> {
        let (brand, partner) = (upload.brand, upload.partner);
        let header = header_digest(of);
        let sealed = self.directory().upload_layout(brand, partner, header);
        let sealed = sealed.await?;
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        let json = self.unseal(KEPT_CONTEXT, &kept_name(brand, partner, header), &sealed);
        let json = json.and_then(|json| String::from_utf8(json).ok());
        Ok(json.and_then(|json| Layout::parse(&json).ok()))
    }
}

/// What a kept layout of a brand is sealed for.
pub(super) fn kept_name(
    brand: BrandCode,
    partner: Option<PartnerCode>,
    header: [u8; 32],
) -> Vec<u8> {
    let partner = partner.map_or(0, |partner| partner.0);
    let (brand, partner) = (brand.0.to_be_bytes(), partner.to_be_bytes());
    [brand.as_slice(), &partner, &header].concat()
}

/// What files of one header have in common: their columns' names in order, however they are written, without the marks of
/// refused rows, so that a mended file is read as the one it came from.
pub(super) fn header_digest(layout: &Layout) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(b"izin/upload-header/v1");
    for name in tables::export::header(layout) {
        let name = folding::fold(name.trim());
        hasher.update((name.len() as u64).to_be_bytes());
        hasher.update(name);
    }
    hasher.finalize().into()
}

/// Reads a file's columns as those of an earlier one were; whether nothing is translated that nobody has confirmed.
fn adopt(layout: &mut Layout, kept: &Layout) -> bool {
    let holds = |name: &str| {
        let name = folding::fold(name.trim());
        let mut columns = kept.columns().iter();
        let of = columns.find(|column| folding::fold(column.name.trim()) == name);
        of.map(|column| column.holds)
    };
    let known: Vec<_> = layout
        .columns()
        .iter()
        .map(|column| Some(holds(&column.name)?).filter(|_| !column.name.is_empty()))
        .collect();
    let mut is_kept = true;
    for (column, holds) in known.into_iter().enumerate() {
        if let Some(holds) = holds {
            is_kept &= layout.assign(column, holds).is_ok();
        }
    }
    let is_known = layout
        .translations()
        .iter()
        .all(|one| kept.translations().contains(one));
    for one in kept.translations() {
        is_kept &= layout.translate(one.field, &one.word, &one.means).is_ok();
    }
    for set in kept.whole_file() {
        is_kept &= layout.set_whole_file(set.field, &set.to).is_ok();
    }
    is_kept && is_known
}
