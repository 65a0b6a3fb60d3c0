//! "Did you mean …?"

/// The candidate nearest to `word`, if it is near enough to be what somebody meant.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let allowed = (word.chars().count() / 3).clamp(1, 3);
    let by_distance = candidates.into_iter().map(|candidate| (distance(word, candidate), candidate));
    by_distance.min().filter(|(far, _)| *far <= allowed).map(|(_, candidate)| candidate)
}

/// A sentence of help: the near match if there is one, else what there is.
pub(crate) fn suggest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    none: &str,
) -> String {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    if let Some(near) = nearest(word, candidates.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    if candidates.is_empty() {
        return none.into();
    }
    let quoted: Vec<_> = candidates.iter().take(16).map(|name| format!("`{name}`")).collect();
    let more = if candidates.len() > quoted.len() { ", …" } else { "" };
    format!("there are {}{more}", quoted.join(", "))
}

/// How many letters must be inserted, removed or replaced (Levenshtein 1966).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let keys = ["max_batch", "max_wait", "arrival_rate"];
        assert_eq!(nearest("max_bacth", keys), Some("max_batch"));
        assert_eq!(nearest("maxwait", keys), Some("max_wait"));
        assert_eq!(nearest("latency", keys), None);
        assert_eq!(suggest("latency", keys[..1].iter().copied(), ""), "there are `max_batch`");
        assert_eq!(suggest("x", [], "nothing"), "nothing");
    }
}
