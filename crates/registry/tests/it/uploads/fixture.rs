//! A provider with a user, and what it hands in.

use std::fs::OpenOptions;
use std::ops::Deref;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::{BrandCode, Language, RequestId, Timestamp};
use registry::blobs::{BlobError, BlobFolder, BlobName, Blobs, ReadBlob};
use registry::contract::uploads::{LayoutChoice, Upload, UploadDraft, UploadError, UploadResult};
use registry::table::TableForm;
use registry::{BrandScope, Caller};
use testkit::{Making, Place};

/// The provider, and its brand.
pub const PROVIDER: u32 = 700_100;
pub const BRAND: BrandCode = BrandCode(PROVIDER);
/// The header of most lists.
pub const HEADER: &str = "type,source,recipient,status,consentDate,recipientType";

/// A registry with the provider.
pub struct Uploads {
    pub place: Place,
}

impl Deref for Uploads {
    type Target = Place;

    fn deref(&self) -> &Place {
        &self.place
    }
}

/// A list of these rows under [`HEADER`].
pub fn list(rows: &[&str]) -> String {
    let mut list = HEADER.to_owned();
    for row in rows {
        list.push('\n');
        list.push_str(row);
    }
    list
}

/// A row of a private person's text messages.
pub fn row(number: u32, status: &str, date: &str) -> String {
    format!("MESAJ,HS_WEB,+90532{number:07},{status},{date},BIREYSEL")
}

impl Uploads {
    pub async fn new() -> Self {
        let place = Making::default().open().await;
        place.add_provider(PROVIDER).await;
        Self { place }
    }

    /// Whose files fill up once so many of them have been written to.
    pub async fn filling(full: Arc<Full>) -> Self {
        let making = Making {
            blobs: Box::new(move |folder| Arc::new(Filling { folder, full })),
            ..Making::default()
        };
        let place = making.open().await;
        place.add_provider(PROVIDER).await;
        Self { place }
    }

    /// What another process finds.
    pub async fn again(self) -> Self {
        let place = Making::again(self.place).await.open().await;
        Self { place }
    }

    pub async fn caller(&self) -> Caller {
        let token = self.token(PROVIDER).await;
        self.contract()
            .caller_of(&token, testkit::CLIENT)
            .await
            .unwrap()
    }

    pub async fn scope(&self) -> BrandScope {
        let caller = self.caller().await;
        self.contract().brand_of(&caller, BRAND).await.unwrap()
    }

    /// Begins an upload of a length.
    pub async fn begin(&self, bytes: usize) -> UploadResult<RequestId> {
        let draft = UploadDraft {
            name: Some("liste.csv".to_owned()),
            bytes: Some(bytes as u64),
        };
        let scope = self.scope().await;
        let contract = self.contract();
        contract.begin_upload(&scope, draft).await
    }

    /// Sends bytes behind the first so many.
    pub async fn send(&self, id: RequestId, at: u64, bytes: &[u8]) -> UploadResult<u64> {
        let scope = self.scope().await;
        let contract = self.contract();
        let receiving = contract.receive_upload(&scope, id, (at, None));
        let mut receiving = receiving.await?;
        receiving.take(bytes).await?;
        receiving.end().await
    }

    /// Sends a whole file.
    pub async fn sent(&self, file: impl AsRef<[u8]>) -> RequestId {
        let file = file.as_ref();
        let id = self.begin(file.len()).await.unwrap();
        assert_eq!(self.send(id, 0, file).await.unwrap(), file.len() as u64);
        id
    }

    pub async fn confirm(&self, id: RequestId, choice: LayoutChoice) -> UploadResult<()> {
        let scope = self.scope().await;
        let contract = self.contract();
        contract.confirm_upload(&scope, id, choice).await
    }

    /// Confirms an upload as the preview shows it.
    pub async fn confirm_as_shown(&self, id: RequestId) {
        let scope = self.scope().await;
        let preview = self.contract().preview_upload(&scope, id).await;
        let layout = Some(preview.unwrap().layout);
        let choice = LayoutChoice {
            layout,
            ..LayoutChoice::default()
        };
        self.confirm(id, choice).await.unwrap();
    }

    /// Hands a file in and has it recorded to the end.
    pub async fn recorded(&self, file: impl AsRef<[u8]>) -> Upload {
        let id = self.sent(file).await;
        self.confirm_as_shown(id).await;
        self.contract().work_uploads_once().await.unwrap();
        self.upload_of(id).await
    }

    pub async fn upload_of(&self, id: RequestId) -> Upload {
        let scope = self.scope().await;
        let contract = self.contract();
        contract.upload(&scope, id).await.unwrap()
    }

    /// The file of refused rows, without the mark of its encoding.
    pub async fn refused(&self, id: RequestId) -> String {
        let scope = self.scope().await;
        let contract = self.contract();
        let form = TableForm::Csv(Language::English);
        let file = contract.refused_rows(&scope, id, form).await.unwrap();
        let mut bytes = Vec::new();
        let said = |code: &str, column: Option<&str>| {
            (format!("{code}@{}", column.unwrap_or("-")), "mend".into())
        };
        file.write(said, &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        text.trim_start_matches('\u{feff}').replace("\r\n", "\n")
    }

    /// Damages the file of an upload near its end.
    pub fn damage(&self, id: RequestId) {
        let name = format!("blobs/{PROVIDER}/{}.0", hex::encode(id.0));
        let file = self.folder.path().join(name);
        let file = OpenOptions::new().write(true).open(file).unwrap();
        let at = file.metadata().unwrap().len() - 16 * 1024;
        file.write_all_at(&[0xff; 64], at).unwrap();
    }

    /// How many files there are.
    pub fn files(&self) -> usize {
        let all = Timestamp::from_millis(i64::MAX);
        self.blobs.made_before(all).unwrap().len()
    }
}

/// How many writes there is room for.
pub struct Full(pub AtomicU64);

impl Full {
    pub fn after(writes: u64) -> Arc<Self> {
        Arc::new(Self(AtomicU64::new(writes)))
    }
}

/// Files on a disk that fills.
struct Filling {
    folder: BlobFolder,
    full: Arc<Full>,
}

impl Blobs for Filling {
    fn create(&self, name: BlobName, made_at: Timestamp) -> Result<(), BlobError> {
        self.folder.create(name, made_at)
    }

    fn append(&self, name: BlobName, at: u64, bytes: &[u8]) -> Result<u64, BlobError> {
        let left = self.full.0.load(Ordering::SeqCst);
        if left == 0 {
            return Err(BlobError::Full);
        }
        self.full.0.store(left - 1, Ordering::SeqCst);
        self.folder.append(name, at, bytes)
    }

    fn cut(&self, name: BlobName, length: u64) -> Result<(), BlobError> {
        self.folder.cut(name, length)
    }

    fn length(&self, name: BlobName) -> Result<u64, BlobError> {
        self.folder.length(name)
    }

    fn open(&self, name: BlobName, length: u64) -> Result<Box<dyn ReadBlob>, BlobError> {
        self.folder.open(name, length)
    }

    fn delete(&self, name: BlobName) -> Result<(), BlobError> {
        self.folder.delete(name)
    }

    fn made_before(&self, instant: Timestamp) -> Result<Vec<BlobName>, BlobError> {
        self.folder.made_before(instant)
    }
}

/// That there is no such upload.
#[track_caller]
pub fn is_unknown<T>(answer: &UploadResult<T>) {
    assert!(matches!(answer, Err(UploadError::Unknown)));
}
