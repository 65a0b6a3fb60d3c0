//! The checksum of saved texts: CRC-32 as in zip files (IEEE 802.3, reflected).

use std::sync::OnceLock;

/// How many bytes are taken at a time. Loading ten years of work spends as long on the checksum as on
/// anything else, and with one byte at a time each waits for the one before.
const SLICE: usize = 8;

/// What each value of a byte does to the register, and what becomes of that after more bytes of zero:
/// "slicing by 8", of Kounavis and Berry, 2005. Made when it is first needed, because a table in the
/// program would travel to every learner.
fn tables() -> &'static [[u32; 256]; SLICE] {
    static TABLES: OnceLock<[[u32; 256]; SLICE]> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut tables = [[0; 256]; SLICE];
        for (byte, value) in (0..).zip(&mut tables[0]) {
            let shift =
                |crc: u32, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 };
            *value = (0..8).fold(byte, shift);
        }
        for slice in 1..SLICE {
            for byte in 0..256 {
                let before = tables[slice - 1][byte];
                tables[slice][byte] = tables[0][(before & 255) as usize] ^ (before >> 8);
            }
        }
        tables
    })
}

/// The checksum of a text.
pub(super) fn crc32(text: &str) -> u32 {
    let tables = tables();
    let (slices, rest) = text.as_bytes().as_chunks::<SLICE>();
    let mut crc = u32::MAX;
    for slice in slices {
        let mut bytes = *slice;
        for (byte, known) in bytes.iter_mut().zip(crc.to_le_bytes()) {
            *byte ^= known;
        }
        // The first byte is followed by the most others.
        let effects = bytes.iter().zip(tables.iter().rev()).map(|(b, table)| table[*b as usize]);
        crc = effects.fold(0, |sum, effect| sum ^ effect);
    }
    let step =
        |crc: u32, byte: &u8| tables[0][((crc ^ u32::from(*byte)) & 255) as usize] ^ (crc >> 8);
    !rest.iter().fold(crc, step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_check_value_of_the_standard_comes_out() {
        assert_eq!(crc32("123456789"), 0xcbf4_3926);
        assert_eq!(crc32(""), 0);
    }

    /// As the standard defines it: one bit after the other.
    fn bit_by_bit(text: &str) -> u32 {
        let mut crc = u32::MAX;
        for byte in text.bytes() {
            crc ^= u32::from(byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 };
            }
        }
        !crc
    }

    proptest! {
        #[test]
        fn eight_bytes_at_a_time_are_as_one_bit_at_a_time(text in ".*") {
            prop_assert_eq!(crc32(&text), bit_by_bit(&text));
        }
    }
}
