//! When a notice is to be written.

use directory::notice::StoredNoticeKind;
use domain::{Day, Timestamp, Way};

use crate::message::MessageSettings;
use crate::people::recipient::NoticePolicy;

/// The hour on clocks in Türkiye at which a day's approvals are told together.
pub const DIGEST_HOUR: u8 = 10;

/// When somebody is told of an approval recorded at an instant. `None`: never.
pub(super) fn due(
    kind: StoredNoticeKind,
    policy: NoticePolicy,
    way: Way,
    recorded_at: Timestamp,
    settings: &MessageSettings,
) -> Option<Timestamp> {
    match (kind, policy) {
        (_, NoticePolicy::Off) => None,
        // A load goes on for hours, of several brands: it is told together whoever wants it at once.
        (StoredNoticeKind::Loaded, _) | (_, NoticePolicy::Daily) => Some(next_digest(recorded_at)),
        (StoredNoticeKind::New, NoticePolicy::AtOnce) => {
            let gathered = recorded_at + settings.gathering;
            let is_quiet = way == Way::Text;
            let quiet = is_quiet.then(|| settings.quiet_until(gathered)).flatten();
            Some(quiet.unwrap_or(gathered))
        }
    }
}

/// The first digest hour after an instant.
pub(super) fn next_digest(after: Timestamp) -> Timestamp {
    let day = Day::of(after);
    let today = crate::message::hour(day, DIGEST_HOUR);
    if after < today {
        today
    } else {
        crate::message::hour(day.plus(1), DIGEST_HOUR)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_wire(text).unwrap()
    }

    fn new(policy: NoticePolicy, way: Way, recorded_at: &str) -> Option<Timestamp> {
        let settings = MessageSettings::default();
        due(
            StoredNoticeKind::New,
            policy,
            way,
            at(recorded_at),
            &settings,
        )
    }

    #[test]
    fn a_day_is_told_together_at_ten() {
        let daily = |recorded_at| new(NoticePolicy::Daily, Way::Text, recorded_at);
        assert_eq!(
            daily("2026-03-02 09:59:59"),
            Some(at("2026-03-02 10:00:00"))
        );
        assert_eq!(
            daily("2026-03-02 10:00:00"),
            Some(at("2026-03-03 10:00:00"))
        );
    }

    #[test]
    fn at_once_is_after_a_minute_and_not_at_night_by_text_message() {
        let at_once = |way, recorded_at| new(NoticePolicy::AtOnce, way, recorded_at);
        assert_eq!(
            at_once(Way::Text, "2026-03-02 12:00:00"),
            Some(at("2026-03-02 12:01:00"))
        );
        assert_eq!(
            at_once(Way::Text, "2026-03-02 21:59:30"),
            Some(at("2026-03-03 08:00:00"))
        );
        assert_eq!(
            at_once(Way::Mail, "2026-03-02 23:00:00"),
            Some(at("2026-03-02 23:01:00"))
        );
    }

    #[test]
    fn who_wants_no_notices_gets_none() {
        assert_eq!(
            new(NoticePolicy::Off, Way::Text, "2026-03-02 12:00:00"),
            None
        );
    }

    #[test]
    fn a_load_is_told_with_the_day_even_to_those_who_want_it_at_once() {
        let settings = MessageSettings::default();
        let recorded_at = at("2026-03-02 12:00:00");
        let kind = StoredNoticeKind::Loaded;
        let loaded = due(
            kind,
            NoticePolicy::AtOnce,
            Way::Mail,
            recorded_at,
            &settings,
        );
        assert_eq!(loaded, Some(at("2026-03-03 10:00:00")));
    }
}
