//! What members may do with a brand, and by which role.

use directory::member::MemberRole;

/// Something a member may do with a brand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// See its records and figures.
    View,
    /// Record consents, one by one or by file.
    Edit,
    /// Change the brand's own data, and who else may use its records.
    Manage,
    /// Answer complaints about it.
    Answer,
}

impl Right {
    /// Whether a role has it.
    pub const fn held_by(self, role: MemberRole) -> bool {
        use MemberRole::{Answerer, Editor, Manager, Owner, Viewer};
        match self {
            Self::View => matches!(role, Owner | Manager | Editor | Viewer | Answerer),
            Self::Edit => matches!(role, Owner | Manager | Editor),
            Self::Manage => matches!(role, Owner | Manager),
            Self::Answer => matches!(role, Owner | Manager | Answerer),
        }
    }

    /// Whether records may be changed by it.
    pub(crate) const fn writes(self) -> bool {
        matches!(self, Self::Edit | Self::Manage)
    }

    /// Whether the brand's own data may be changed by it.
    pub(crate) const fn manages(self) -> bool {
        matches!(self, Self::Manage)
    }
}
