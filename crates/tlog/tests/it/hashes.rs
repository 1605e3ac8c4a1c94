//! Known answers: the test leaves of the first implementation of RFC 6962, as many other implementations have them.

use tlog::{Appender, Hash, empty_root, leaf_hash, verify_consistency, verify_inclusion};

use crate::support::{hash, naive_consistency, naive_inclusion, naive_root};

const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];

/// The roots of the first one, two, … eight of them.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn leaves() -> Vec<Hash> {
    LEAVES.iter().map(|leaf| leaf_hash(leaf)).collect()
}

#[test]
fn the_known_leaves_have_the_known_roots() {
    let leaves = leaves();
    let mut appender = Appender::new();
    for (size, root) in (1..).zip(ROOTS) {
        appender.append(&leaves[size - 1..size], &mut |_, _| {});
        assert_eq!(appender.root(), hash(root), "{size}");
        assert_eq!(naive_root(&leaves[..size]), hash(root), "{size}");
    }
    assert_eq!(
        empty_root(),
        hash("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    );
}

#[test]
fn the_known_inclusion_proofs_hold() {
    let known: [(usize, usize, &[&str]); 4] = [
        (0, 1, &[]),
        (2, 3, &[ROOTS[1]]),
        (
            1,
            5,
            &[
                ROOTS[0],
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
        (
            5,
            8,
            &[
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                ROOTS[3],
            ],
        ),
    ];
    let leaves = leaves();
    for (index, size, proof) in known {
        let proof: Vec<_> = proof.iter().map(|text| hash(text)).collect();
        assert_eq!(naive_inclusion(index, &leaves[..size]), proof);
        let root = hash(ROOTS[size - 1]);
        let verified = verify_inclusion(index as u64, size as u64, &leaves[index], &root, &proof);
        assert_eq!(verified, Ok(()), "{index} in {size}");
    }
}

#[test]
fn the_known_consistency_proofs_hold() {
    let known: [(usize, usize, &[&str]); 3] = [
        (1, 1, &[]),
        (
            2,
            5,
            &[
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
        (
            6,
            8,
            &[
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                ROOTS[3],
            ],
        ),
    ];
    let leaves = leaves();
    for (old, new, proof) in known {
        let proof: Vec<_> = proof.iter().map(|text| hash(text)).collect();
        assert_eq!(naive_consistency(old, &leaves[..new]), proof, "{old} {new}");
        let roots = [hash(ROOTS[old - 1]), hash(ROOTS[new - 1])];
        let verified = verify_consistency(old as u64, &roots[0], new as u64, &roots[1], &proof);
        assert_eq!(verified, Ok(()), "{old} to {new}");
    }
}
