//! Goes through what is made of pieces that say how long they are.

/// How a document ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Whole,
    /// Something follows its end.
    Appended,
    /// It does not say where it ends.
    Open,
    Cut,
    Damaged,
}

/// What comes behind the head of a piece.
pub enum Next {
    /// So many bytes that are not looked at.
    Skip(u64),
    /// So many, and then the document's end.
    Last(u64),
    /// The head has so many bytes in all.
    More(usize),
    /// It is not what it should be.
    Damaged,
}

/// A form made of pieces.
pub trait Pieces: Default {
    /// The length of a head in bytes.
    const HEAD: usize;

    /// Reads a head.
    fn head(&mut self, head: &[u8]) -> Next;

    /// How it stands if the document ends between two pieces.
    fn between(&self) -> End;

    /// How it stands if the document ends within a piece.
    fn within(&self) -> End {
        End::Cut
    }
}

/// Goes through the pieces of a form.
pub struct Walker<P> {
    pieces: P,
    head: Vec<u8>,
    need: usize,
    skip: u64,
    last: bool,
    appended: bool,
    damaged: bool,
}

impl<P: Pieces> Default for Walker<P> {
    fn default() -> Self {
        Self {
            pieces: P::default(),
            head: Vec::new(),
            need: P::HEAD,
            skip: 0,
            last: false,
            appended: false,
            damaged: false,
        }
    }
}

impl<P: Pieces> Walker<P> {
    pub fn push(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && !self.damaged {
            if self.skip > 0 {
                let count = usize::try_from(self.skip).unwrap_or(usize::MAX);
                let count = count.min(bytes.len());
                self.skip -= count as u64;
                bytes = &bytes[count..];
                continue;
            }
            if self.last {
                self.appended = true;
                return;
            }
            let count = (self.need - self.head.len()).min(bytes.len());
            self.head.extend_from_slice(&bytes[..count]);
            bytes = &bytes[count..];
            if self.head.len() == self.need {
                self.read();
            }
        }
    }

    fn read(&mut self) {
        let next = self.pieces.head(&self.head);
        match next {
            Next::More(need) if need > self.head.len() => self.need = need,
            Next::More(_) | Next::Damaged => self.damaged = true,
            Next::Skip(count) => self.begin(count, false),
            Next::Last(count) => self.begin(count, true),
        }
    }

    fn begin(&mut self, skip: u64, last: bool) {
        self.head.clear();
        self.need = P::HEAD;
        self.skip = skip;
        self.last = last;
    }

    pub fn end(&self) -> End {
        if self.damaged {
            End::Damaged
        } else if self.skip > 0 || !self.head.is_empty() {
            self.pieces.within()
        } else if self.appended {
            End::Appended
        } else if self.last {
            End::Whole
        } else {
            self.pieces.between()
        }
    }
}
