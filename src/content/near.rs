//! "Did you mean …?"

/// The candidate nearest to `word`, if it is near enough to be what somebody meant.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (word.chars().count() / 3).clamp(1, 3);
    let by_distance =
        candidates.into_iter().map(|candidate| (distance(word, candidate), candidate));
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
    let verb = if quoted.len() == 1 { "is" } else { "are" };
    format!("there {verb} {}{more}", quoted.join(", "))
}

/// How many letters must be inserted, removed, replaced or swapped with their neighbour (optimal
/// string alignment, after Damerau 1964).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let above = &rows[i - 1];
            let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let keys = ["max_batch", "max_wait", "arrival_rate"];
        assert_eq!(nearest("max_bacth", keys), Some("max_batch"));
        assert_eq!(nearest("clam", ["calm"]), Some("calm"));
        assert_eq!(nearest("maxwait", keys), Some("max_wait"));
        assert_eq!(nearest("latency", keys), None);
        assert_eq!(suggest("latency", keys[..1].iter().copied(), ""), "there is `max_batch`");
        assert_eq!(suggest("x", [], "nothing"), "nothing");
    }
}
