//! Who makes room when there are too many connections, and what the system keeps for who does not read.

use std::net::IpAddr;
use std::sync::Mutex;

use super::*;

/// Connections that leave when they are asked to, and in which order they did.
struct Crowd {
    connections: Arc<Connections>,
    left: Arc<Mutex<Vec<usize>>>,
    guests: Vec<Arc<Guest>>,
}

impl Crowd {
    fn new(max: usize, by_client_max: usize) -> Self {
        Self {
            connections: Connections::new(max, by_client_max),
            left: Arc::default(),
            guests: Vec::new(),
        }
    }

    /// One more, a second after the one before; `false`: it was not let in.
    async fn enter(&mut self, client: &str) -> bool {
        sleep(Duration::from_secs(1)).await;
        let client: IpAddr = client.parse().unwrap();
        let Some(place) = self.connections.admit(Some(client)).await else {
            return false;
        };
        let number = self.guests.len();
        self.guests.push(Arc::clone(place.guest()));
        let left = Arc::clone(&self.left);
        tokio::spawn(async move {
            place.shown_out().await;
            left.lock().unwrap().push(number);
        });
        true
    }

    /// Who has left, once everybody who was asked to has had the time.
    async fn left(&self) -> Vec<usize> {
        sleep(Duration::from_millis(1)).await;
        self.left.lock().unwrap().clone()
    }
}

#[tokio::test(start_paused = true)]
async fn who_has_been_waited_for_longest_is_shown_out_first() {
    let mut crowd = Crowd::new(4, 4);
    for client in ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"] {
        crowd.enter(client).await;
    }
    // The first has moved enough to be as good as new, the second a little only; the third is worked for.
    sleep(Duration::from_secs(1)).await;
    crowd.guests[0].moved(16 * 1024);
    crowd.guests[1].moved(16 * 1024 - 1);
    let third = Arc::clone(&crowd.guests[2]);
    let working = third.work();
    for (newcomer, left) in [(5, vec![1]), (6, vec![1, 3]), (7, vec![1, 3, 0])] {
        assert!(crowd.enter(&format!("192.0.2.{newcomer}")).await);
        assert_eq!(crowd.left().await, left);
    }
    // Its body is waited for: it is one of those that are waited for, and no longer the newest.
    crowd.guests[2].set_reading(true);
    assert!(crowd.enter("192.0.2.8").await);
    assert_eq!(crowd.left().await, [1, 3, 0, 2]);
    drop(working);
}

#[tokio::test(start_paused = true)]
async fn a_client_with_too_many_connections_loses_its_own_oldest_and_nobody_elses() {
    let mut crowd = Crowd::new(100, 2);
    for client in ["192.0.2.1", "192.0.2.2", "192.0.2.2", "192.0.2.2"] {
        assert!(crowd.enter(client).await);
    }
    assert_eq!(crowd.left().await, [1]);
    assert!(crowd.enter("192.0.2.2").await);
    assert_eq!(crowd.left().await, [1, 2]);
    let working = [Arc::clone(&crowd.guests[3]), Arc::clone(&crowd.guests[4])];
    let _working: Vec<_> = working.iter().map(|guest| guest.work()).collect();
    assert!(!crowd.enter("192.0.2.2").await);
    assert_eq!(crowd.left().await, [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn who_goes_on_after_being_shown_out_stays_and_another_leaves() {
    let mut crowd = Crowd::new(2, 2);
    crowd.enter("192.0.2.1").await;
    crowd.enter("192.0.2.2").await;
    sleep(Duration::from_secs(1)).await;
    let first = Arc::clone(&crowd.guests[0]);
    let mut working = None;
    let admitted = crowd.connections.admit(None);
    tokio::pin!(admitted);
    // It is asked to leave, and begins to be worked for before it has.
    assert!(futures::poll!(&mut admitted).is_pending());
    working.get_or_insert(first.work());
    admitted.await.unwrap();
    assert_eq!(crowd.left().await, [1]);
}

#[tokio::test]
async fn the_system_keeps_a_bounded_part_of_the_answers_for_a_client() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap());
    let connections = Connections::new(1, 1);
    let (_client, accepted) = tokio::join!(client, accept(&listener, &connections, &[]));
    let (stream, _, _place) = accepted.unwrap();
    // The system doubles what it is asked for, and what is set does not grow any more.
    let kept = SockRef::from(&stream).send_buffer_size().unwrap();
    assert!(kept <= 2 * SEND_BUFFER_BYTES, "{kept}");
    assert_ne!(kept, untouched(&listener).await, "as the system has it");
}

/// How much the system keeps for a connection that nobody has configured, in bytes.
async fn untouched(listener: &TcpListener) -> usize {
    let client = TcpStream::connect(listener.local_addr().unwrap());
    let (_client, accepted) = tokio::join!(client, listener.accept());
    SockRef::from(&accepted.unwrap().0)
        .send_buffer_size()
        .unwrap()
}
