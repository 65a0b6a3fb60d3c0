//! A copy of progress within an address, for another device. No server sees it: browsers keep what
//! follows `#` to themselves.

/// What the fragment of such an address begins with.
pub const PREFIX: &str = "copy=";

/// The longest fragment that all browsers and most messengers carry.
const LONGEST: usize = 60_000;

/// RFC 4648, section 5: safe in addresses, without padding.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The fragment that carries a text; nothing if it would be too long for an address.
#[must_use]
pub fn write(text: &str) -> Option<String> {
    let mut fragment = PREFIX.to_owned();
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - chunk.len()));
        for i in 0..=chunk.len() {
            let index = bits >> (18 - 6 * i) & 63;
            fragment.push(char::from(ALPHABET[index as usize]));
        }
    }
    (fragment.len() <= LONGEST).then_some(fragment)
}

/// The text in a fragment; nothing if it carries none.
#[must_use]
pub fn read(fragment: &str) -> Option<String> {
    let code = fragment.strip_prefix(PREFIX)?;
    let mut bytes = Vec::new();
    for chunk in code.as_bytes().chunks(4) {
        let mut bits = 0_u32;
        for byte in chunk {
            let digit = ALPHABET.iter().position(|letter| letter == byte)?;
            bits = bits << 6 | u32::try_from(digit).ok()?;
        }
        bits <<= 6 * (4 - chunk.len());
        let whole = &bits.to_be_bytes()[1..];
        bytes.extend_from_slice(&whole[..chunk.len().saturating_sub(1)]);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_survives_the_address(text in ".*") {
            let fragment = write(&text).expect("short");
            prop_assert!(fragment.bytes().all(|b| b.is_ascii_alphanumeric() || b"=-_".contains(&b)));
            prop_assert_eq!(read(&fragment), Some(text));
        }

        #[test]
        fn no_fragment_makes_reading_panic(fragment in ".*") {
            let _ = read(&fragment);
            let _ = read(&format!("{PREFIX}{fragment}"));
        }
    }

    #[test]
    fn what_is_too_long_for_an_address_is_no_link() {
        assert_eq!(write(&"x".repeat(LONGEST)), None);
        assert_eq!(write("light"), Some("copy=bGlnaHQ".into()));
    }
}
