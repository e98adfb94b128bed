//! A column of labels beside a panel, each close to what it names and none over another.

/// Moves label positions apart until neighbours are `gap` away from each other, inside
/// `top`..`bottom`, keeping their order.
pub(crate) fn spread(wanted: &[f64], gap: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    // Clusters of touching labels, each centred on the mean of what its members wanted.
    let mut clusters: Vec<(f64, usize)> = Vec::new();
    for &label in &order {
        let (mut centre, mut size) = (wanted[label], 1);
        loop {
            let half = gap * (size - 1) as f64 / 2.0;
            centre = centre.min(bottom - half).max(top + half);
            match clusters.last() {
                Some(&(before, members))
                    if centre - before < gap * (members + size) as f64 / 2.0 =>
                {
                    let (old, new) = (members as f64, size as f64);
                    centre = (before * old + centre * new) / (old + new);
                    size += members;
                    clusters.pop();
                }
                _ => break,
            }
        }
        clusters.push((centre, size));
    }
    let mut placed = vec![0.0; wanted.len()];
    let mut next = order.iter();
    for (centre, size) in clusters {
        let first = centre - gap * (size - 1) as f64 / 2.0;
        for (member, &label) in next.by_ref().take(size).enumerate() {
            placed[label] = first + gap * member as f64;
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_spread_in_order_and_kept_inside() {
        let placed = spread(&[10.0, 11.0, 12.0, 200.0, 299.0, 300.0], 18.0, 0.0, 300.0);
        for pair in placed.windows(2) {
            assert!(pair[1] - pair[0] >= 18.0 - 1e-9, "{placed:?}");
        }
        let crowded = spread(&[250.0, 280.0, 290.0, 299.0, 300.0, 300.0], 20.0, 0.0, 300.0);
        for pair in crowded.windows(2) {
            assert!(pair[1] - pair[0] >= 20.0 - 1e-9, "{crowded:?}");
        }
        assert!(placed[0] >= 0.0 && placed[5] <= 300.0 + 1e-9, "{placed:?}");
        assert_eq!(placed[3], 200.0);
    }
}
