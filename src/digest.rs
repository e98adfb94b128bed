//! What tells contents apart.

use sha2::{Digest, Sha256};

/// Hexadecimal SHA-256 of some bytes, with the name of the method in front.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}
