//! An order in which no lesson follows itself where that can be helped.

/// The items in nearly the given order, so that no two neighbours are of the same group as long as
/// another is left, and, as far as possible, none at the end either. `last` is the group of what was
/// asked before the first.
pub(super) fn interleave<T>(
    items: Vec<T>,
    group: impl Fn(&T) -> usize,
    mut last: Option<usize>,
) -> Vec<T> {
    let mut left = items;
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let place = place_of_next(&left, &group, last);
        let next = left.remove(place);
        last = Some(group(&next));
        order.push(next);
    }
    order
}

fn place_of_next<T>(left: &[T], group: impl Fn(&T) -> usize, last: Option<usize>) -> usize {
    let size = |wanted: usize| left.iter().filter(|item| group(item) == wanted).count();
    // A group with more than half of what is left must come now: later it would have to follow itself.
    let must = |item: &T| Some(group(item)) != last && 2 * size(group(item)) > left.len();
    let may = |item: &T| Some(group(item)) != last;
    left.iter().position(must).or_else(|| left.iter().position(may)).unwrap_or(0)
}
