//! The checksum of saved texts: CRC-32 as in zip files (IEEE 802.3, reflected).

/// The register after each value of half a byte. Sixteen entries instead of 256: the table travels to
/// every learner, and a record is small.
const TABLE: [u32; 16] = table();

const fn table() -> [u32; 16] {
    let mut table = [0_u32; 16];
    let mut i = 0;
    while i < 16 {
        let mut value = i as u32;
        let mut bit = 0;
        while bit < 4 {
            value = if value & 1 == 1 { 0xedb8_8320 ^ (value >> 1) } else { value >> 1 };
            bit += 1;
        }
        table[i] = value;
        i += 1;
    }
    table
}

/// The checksum of a text.
pub(super) fn crc32(text: &str) -> u32 {
    let step = |crc: u32, byte: u8| {
        let crc = crc ^ u32::from(byte);
        let crc = TABLE[(crc & 15) as usize] ^ (crc >> 4);
        TABLE[(crc & 15) as usize] ^ (crc >> 4)
    };
    !text.bytes().fold(u32::MAX, step)
}

#[test]
fn the_check_value_of_the_standard_comes_out() {
    assert_eq!(crc32("123456789"), 0xcbf4_3926);
    assert_eq!(crc32(""), 0);
}
