//! Who may have a password looked at now, and who waits.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::Asker;
use crate::error::{Error, Result};
use crate::network::wider_network;

/// How many passwords of clients that are not known may wait; further ones are turned away.
pub(super) const STRANGERS_WAITING: usize = 64;
/// How many of known clients may wait beside them.
pub(super) const KNOWN_WAITING: usize = 64;
/// How many of them one client that is not known may have, so that none takes all.
pub(super) const STRANGER_SHARE: usize = 8;
/// How many of them one network may have, whose owner has as many clients as they like.
pub(super) const STRANGER_NETWORK_SHARE: usize = 24;
/// How many a known client may have.
pub(super) const KNOWN_SHARE: usize = 32;

/// The queue of one purpose: one password is looked at after the other, those of known clients first.
#[derive(Default)]
pub(super) struct Queue {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Whether a password is being looked at.
    busy: bool,
    /// Places taken, of strangers and of known clients: those who wait, and who is being looked at.
    taken: [usize; 2],
    by_client: HashMap<(IpAddr, bool), usize>,
    /// Strangers' places by network.
    by_network: HashMap<IpAddr, usize>,
    known: VecDeque<oneshot::Sender<Turn>>,
    strangers: VecDeque<oneshot::Sender<Turn>>,
}

/// A place in the queue; dropping it gives it back.
pub(crate) struct Place {
    queue: Arc<Queue>,
    asker: Asker,
}

/// The right to look at a password now; dropping it lets the next one.
pub(super) struct Turn {
    queue: Option<Arc<Queue>>,
}

impl Queue {
    /// A place for a password of `asker`. `Busy`: there is none, or the client or its network has its share.
    pub(super) fn place(self: &Arc<Self>, asker: Asker) -> Result<Place> {
        let (most, share) = if asker.known {
            (KNOWN_WAITING, KNOWN_SHARE)
        } else {
            (STRANGERS_WAITING, STRANGER_SHARE)
        };
        let mut state = self.state();
        let key = (asker.client, asker.known);
        let of_client = state.by_client.get(&key).copied().unwrap_or_default();
        let network = wider_network(asker.client);
        let of_network = state.by_network.get(&network).copied();
        let of_network = of_network.unwrap_or_default();
        let crowded = !asker.known && of_network >= STRANGER_NETWORK_SHARE;
        if state.taken[usize::from(asker.known)] >= most || of_client >= share || crowded {
            return Err(Error::Busy);
        }
        state.taken[usize::from(asker.known)] += 1;
        state.by_client.insert(key, of_client + 1);
        if !asker.known {
            state.by_network.insert(network, of_network + 1);
        }
        drop(state);
        Ok(Place {
            queue: Arc::clone(self),
            asker,
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the next one.
    fn pass_on(self: Arc<Self>) {
        loop {
            let next = {
                let mut state = self.state();
                let next = state.known.pop_front();
                let Some(next) = next.or_else(|| state.strangers.pop_front()) else {
                    state.busy = false;
                    return;
                };
                next
            };
            let turn = Turn {
                queue: Some(Arc::clone(&self)),
            };
            match next.send(turn) {
                Ok(()) => return,
                // Whoever waited has gone; the turn is not to be dropped, or it would come here again.
                Err(mut turn) => drop(turn.queue.take()),
            }
        }
    }
}

impl Place {
    /// Waits for its turn.
    pub(super) async fn turn(&self) -> Result<Turn> {
        let waiting = {
            let mut state = self.queue.state();
            if !state.busy {
                state.busy = true;
                return Ok(Turn {
                    queue: Some(Arc::clone(&self.queue)),
                });
            }
            let (sender, waiting) = oneshot::channel();
            if self.asker.known {
                state.known.push_back(sender);
            } else {
                state.strangers.push_back(sender);
            }
            waiting
        };
        waiting.await.map_err(|_| Error::Closed)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.queue.state();
        state.taken[usize::from(self.asker.known)] -= 1;
        give_back(&mut state.by_client, &(self.asker.client, self.asker.known));
        if !self.asker.known {
            give_back(&mut state.by_network, &wider_network(self.asker.client));
        }
        // Those who have gone are no longer in the way of the count of places.
        state.known.retain(|waiting| !waiting.is_closed());
        state.strangers.retain(|waiting| !waiting.is_closed());
    }
}

/// Counts one less; what is not counted takes no room.
fn give_back<K: Eq + Hash>(counts: &mut HashMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(queue) = self.queue.take() {
            queue.pass_on();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test says what it expects by unwrapping it"
    )]

    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    fn client(number: u8, known: bool) -> Asker {
        Asker {
            // Each in a network of its own.
            client: IpAddr::from([192, 0, number, 1]),
            known,
        }
    }

    fn places(queue: &Arc<Queue>, asker: Asker) -> Vec<Place> {
        std::iter::from_fn(|| queue.place(asker).ok()).collect()
    }

    fn polled<T>(future: &mut std::pin::Pin<&mut impl Future<Output = T>>) -> Poll<T> {
        future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn no_client_takes_all_places_and_strangers_leave_those_of_known_ones() {
        let queue = Arc::new(Queue::default());
        let flood = places(&queue, client(1, false));
        assert_eq!(flood.len(), STRANGER_SHARE);
        assert!(queue.place(client(2, false)).is_ok());
        let floods: Vec<_> = (2..=u8::MAX)
            .flat_map(|number| places(&queue, client(number, false)))
            .collect();
        assert_eq!(flood.len() + floods.len(), STRANGERS_WAITING);
        assert!(matches!(queue.place(client(1, false)), Err(Error::Busy)));
        // A client that is known has its place, be its share as a stranger used up.
        assert_eq!(places(&queue, client(1, true)).len(), KNOWN_SHARE);
        drop(floods);
        assert!(queue.place(client(2, false)).is_ok());
    }

    #[test]
    fn no_network_takes_all_places_however_many_clients_it_has() {
        let queue = Arc::new(Queue::default());
        let of_network = |number: u16| Asker {
            client: IpAddr::from([0x2001, 0xdb8, 1, number, 0, 0, 0, 1]),
            known: false,
        };
        let flood: Vec<_> = (0..200)
            .filter_map(|number| queue.place(of_network(number)).ok())
            .collect();
        assert_eq!(flood.len(), STRANGER_NETWORK_SHARE);
        assert!(queue.place(client(1, false)).is_ok());
        let known = Asker {
            known: true,
            ..of_network(0)
        };
        assert!(queue.place(known).is_ok());
        drop(flood);
        assert!(queue.place(of_network(0)).is_ok());
    }

    #[tokio::test]
    async fn known_clients_come_first_and_whoever_has_gone_is_passed_over() {
        let queue = Arc::new(Queue::default());
        let first = queue.place(client(1, false)).unwrap();
        let turn = first.turn().await.unwrap();
        let (second, third, known) = (
            queue.place(client(2, false)).unwrap(),
            queue.place(client(3, false)).unwrap(),
            queue.place(client(4, true)).unwrap(),
        );
        let mut third = pin!(third.turn());
        let mut known = pin!(known.turn());
        {
            let mut second = pin!(second.turn());
            assert!(polled(&mut second).is_pending());
            assert!(polled(&mut third).is_pending());
            assert!(polled(&mut known).is_pending());
        }
        drop(turn);
        assert!(polled(&mut third).is_pending());
        let Poll::Ready(Ok(turn)) = polled(&mut known) else {
            panic!("the known client's turn");
        };
        drop(turn);
        assert!(polled(&mut third).is_ready());
    }

    #[tokio::test]
    async fn a_turn_nobody_takes_is_passed_on() {
        let queue = Arc::new(Queue::default());
        let (first, second) = (
            queue.place(client(1, false)).unwrap(),
            queue.place(client(2, false)).unwrap(),
        );
        let turn = first.turn().await.unwrap();
        {
            let mut second = pin!(second.turn());
            assert!(polled(&mut second).is_pending());
            drop(turn);
            // Gone after it was let, before it knew.
        }
        assert!(polled(&mut pin!(first.turn())).is_ready());
    }
}
