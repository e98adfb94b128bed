//! When a mine is down, by the moments at which its outages begin and end (docs/model.md, M3).

use crate::model::mine::OutageModel;
use crate::numerics::lanes::{LANES, Lanes};

/// A time in which a share of the output is lost; years from time 0.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Outage {
    from: f64,
    to: f64,
    lost: f64,
}

/// The outages of a mine or district over a block.
#[derive(Debug, Clone)]
pub struct Downtime {
    /// By lane, one after the other.
    lanes: Vec<Vec<Outage>>,
    /// Those of the kind that is added.
    added: Vec<Vec<Outage>>,
    joined: Vec<Outage>,
}

impl Downtime {
    pub fn new() -> Self {
        let lanes = vec![Vec::new(); LANES];
        Downtime { added: lanes.clone(), lanes, joined: Vec::new() }
    }

    /// The outages of all kinds within the horizon (years), where they overlap together.
    #[inline(always)]
    pub fn fill(
        &mut self,
        kinds: &[OutageModel],
        first_trial: u64,
        horizon: f64,
        values: &[Lanes],
    ) {
        self.lanes.iter_mut().for_each(Vec::clear);
        for (place, kind) in kinds.iter().enumerate() {
            let Downtime { lanes, added, .. } = self;
            let into = if place == 0 { lanes } else { added };
            into.iter_mut().for_each(Vec::clear);
            kind.outages(first_trial, horizon, values, |lane, from, to, lost| {
                into[lane].push(Outage { from, to, lost });
            });
            if place > 0 {
                for (lane, added) in self.lanes.iter_mut().zip(&self.added) {
                    overlap(lane, added, &mut self.joined);
                }
            }
        }
    }

    /// Lays the outages of a district over those of a mine.
    pub fn join(&mut self, district: &Downtime) {
        for (lane, shared) in self.lanes.iter_mut().zip(&district.lanes) {
            overlap(lane, shared, &mut self.joined);
        }
    }

    /// Years in which all is lost, or twice as many in which half of it is, in each of the periods.
    #[inline(always)]
    pub fn years_lost(&self, step: f64, down: &mut [Lanes]) {
        down.fill(Lanes::ZERO);
        for (lane, outages) in self.lanes.iter().enumerate() {
            for outage in outages {
                add_down_time(outage.from, outage.to, outage.lost, lane, step, down);
            }
        }
    }

    /// Years of planned shutdowns in each of the periods, and those that outages take of the rest of
    /// the time; `shutdowns` has beginning and end of those of a lane, by their beginnings.
    #[inline(always)]
    pub fn years_closed<S: Iterator<Item = (f64, f64)>>(
        &mut self,
        shutdowns: impl Fn(usize) -> S,
        step: f64,
        [closed, lost]: [&mut [Lanes]; 2],
    ) {
        closed.fill(Lanes::ZERO);
        lost.fill(Lanes::ZERO);
        let shut = &mut self.joined;
        for (lane, outages) in self.lanes.iter().enumerate() {
            shut.clear();
            for (from, to) in shutdowns(lane) {
                match shut.last_mut() {
                    Some(last) if from <= last.to => last.to = last.to.max(to),
                    _ => shut.push(Outage { from, to, lost: 1.0 }),
                }
            }
            for shutdown in &*shut {
                add_down_time(shutdown.from, shutdown.to, 1.0, lane, step, closed);
            }
            for outage in outages {
                let mut open = outage.from;
                for shutdown in shut.iter().take_while(|shutdown| shutdown.from < outage.to) {
                    if open < shutdown.from {
                        add_down_time(open, shutdown.from, outage.lost, lane, step, lost);
                    }
                    open = open.max(shutdown.to);
                }
                if open < outage.to {
                    add_down_time(open, outage.to, outage.lost, lane, step, lost);
                }
            }
        }
    }

    /// Years in which less than a share of the output is left, in each of the periods.
    #[inline(always)]
    pub fn years_below(&self, share: &Lanes, step: f64, down: &mut [Lanes]) {
        down.fill(Lanes::ZERO);
        for (lane, outages) in self.lanes.iter().enumerate() {
            for outage in outages.iter().filter(|outage| 1.0 - outage.lost < share[lane]) {
                add_down_time(outage.from, outage.to, 1.0, lane, step, down);
            }
        }
    }
}

/// Lays outages that follow one another over others that do: while two last, what the first leaves
/// is reduced by the second.
fn overlap(outages: &mut Vec<Outage>, others: &[Outage], joined: &mut Vec<Outage>) {
    if others.is_empty() {
        return;
    }
    joined.clear();
    let (mut ours, mut theirs) = (outages.as_slice(), others);
    let mut now = f64::NEG_INFINITY;
    loop {
        let lost = |list: &[Outage]| match list.first() {
            Some(outage) if outage.from <= now => outage.lost,
            _ => 0.0,
        };
        let change = |list: &[Outage]| match list.first() {
            Some(outage) if outage.from <= now => outage.to,
            Some(outage) => outage.from,
            None => f64::INFINITY,
        };
        let next = change(ours).min(change(theirs));
        let lost = match (lost(ours), lost(theirs)) {
            (lost, 0.0) | (0.0, lost) => lost,
            (one, other) => 1.0 - (1.0 - one) * (1.0 - other),
        };
        if lost > 0.0 && next > now {
            joined.push(Outage { from: now, to: next, lost });
        }
        now = next;
        let over = |list: &[Outage]| list.first().is_some_and(|outage| outage.to <= now);
        if over(ours) {
            ours = &ours[1..];
        }
        if over(theirs) {
            theirs = &theirs[1..];
        }
        if ours.is_empty() && theirs.is_empty() {
            break;
        }
    }
    std::mem::swap(outages, joined);
}

/// Spreads the time from a moment to another over the periods, times `loss`.
#[inline(always)]
pub fn add_down_time(from: f64, to: f64, loss: f64, lane: usize, step: f64, down: &mut [Lanes]) {
    let first = (from / step) as usize;
    for (period, down) in down.iter_mut().enumerate().skip(first) {
        let (begin, end) = (period as f64 * step, (period + 1) as f64 * step);
        if begin >= to {
            break;
        }
        down[lane] += loss * (to.min(end) - from.max(begin)).max(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(ours: &[(f64, f64, f64)], theirs: &[(f64, f64, f64)]) -> Vec<(f64, f64, f64)> {
        let outages = |list: &[(f64, f64, f64)]| {
            list.iter().map(|&(from, to, lost)| Outage { from, to, lost }).collect::<Vec<_>>()
        };
        let mut all = outages(ours);
        overlap(&mut all, &outages(theirs), &mut Vec::new());
        all.iter().map(|outage| (outage.from, outage.to, outage.lost)).collect()
    }

    #[test]
    fn what_one_outage_leaves_another_reduces() {
        let long = [(0.0, 4.0, 0.5), (6.0, 7.0, 1.0)];
        assert_eq!(
            joined(&long, &[(1.0, 2.0, 0.5), (3.0, 5.0, 1.0)]),
            [
                (0.0, 1.0, 0.5),
                (1.0, 2.0, 0.75),
                (2.0, 3.0, 0.5),
                (3.0, 4.0, 1.0),
                (4.0, 5.0, 1.0),
                (6.0, 7.0, 1.0)
            ]
        );
        assert_eq!(joined(&long, &[]), long);
        assert_eq!(joined(&[], &long), long);
        assert_eq!(joined(&long[..1], &long[1..]), long);
        // Ends that meet, an outage of no length, and one that loses nothing.
        assert_eq!(joined(&long[..1], &[(4.0, 5.0, 0.5)]), [(0.0, 4.0, 0.5), (4.0, 5.0, 0.5)]);
        assert_eq!(
            joined(&[(1.0, 1.0, 1.0), (2.0, 3.0, 1.0)], &[(0.0, 2.0, 0.0)]),
            [(2.0, 3.0, 1.0)]
        );
    }
}
