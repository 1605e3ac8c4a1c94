//! The sealed addresses: each stands beside a movement that says so.

use domain::Seq;

use super::check::Check;
use super::finding::{Fault, Finding, Table};
use crate::record::Stored;
use crate::records::record_in;
use crate::{log_row, row};

impl Check<'_> {
    /// Sees that no address is left without its movement. That each movement has its address, and
    /// the right one, is seen where the openings are checked.
    pub(super) fn addresses(&mut self) {
        let Self {
            store,
            summary,
            teller,
        } = self;
        for row in store.engine.addresses.iter() {
            let (key, stored) = match row.into_inner() {
                Ok(row) => row,
                Err(error) => {
                    teller.tell(Finding::Unreadable {
                        table: Some(Table::Addresses),
                        why: error.to_string(),
                    });
                    return;
                }
            };
            let Some(first) = row::seq_at_end(&key).filter(|_| key.len() == 8) else {
                let (table, key) = (Table::Addresses, key.to_vec());
                teller.tell(Finding::StrangeRow { table, key });
                continue;
            };
            // All of them stand beside records of one log row.
            let log_row = store.engine.log_row(first).ok();
            for entry in log_row::addresses(&stored, first) {
                summary.addresses += 1;
                let Some((seq, _)) = entry else {
                    let fault = Fault::Damaged;
                    teller.tell(Finding::SealedAddress { seq: first, fault });
                    continue;
                };
                let record = log_row
                    .as_ref()
                    .map(|(first, log_row)| record_in(*first, log_row, Seq(seq)));
                let founded = match record {
                    Some(Ok(Some(Stored::Kept(record)))) => record.brings_address,
                    Some(Ok(_)) => false,
                    // That it cannot be read has been told, unless there is none.
                    Some(Err(_)) | None => seq < store.end,
                };
                if !founded {
                    let fault = Fault::Unfounded;
                    teller.tell(Finding::SealedAddress { seq, fault });
                }
            }
        }
    }
}
