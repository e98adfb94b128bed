//! Outages (M2).

use super::Inputs;
use coppercast::scenario::{Each, OutageKind, OutageStart, Quantity, Value};

/// An outage: moments in years, and the share of the output that is lost.
#[derive(Debug, Clone)]
pub struct Outage {
    pub from: f64,
    pub to: f64,
    pub loss: f64,
}

/// The outages of each kind.
pub fn all(
    inputs: &Inputs,
    owner: &str,
    kinds: &[OutageKind],
    clock_start: f64,
) -> Vec<Vec<Outage>> {
    let kinds = kinds.iter().enumerate();
    kinds
        .map(|(k, kind)| outages(inputs, &format!("{owner}.outages.{}", k + 1), kind, clock_start))
        .collect()
}

/// (M3) What is left of the output at a moment.
fn left_at(kinds: &[Vec<Outage>], moment: f64) -> f64 {
    let left = |outages: &Vec<Outage>| {
        let now = outages.iter().find(|outage| outage.from < moment && moment < outage.to);
        1.0 - now.map_or(0.0, |outage| outage.loss)
    };
    kinds.iter().map(left).product()
}

/// The mean over period t of a function of what is left, which is the same between moments at which
/// an outage begins or ends.
pub fn mean_of_left(
    inputs: &Inputs,
    kinds: &[Vec<Outage>],
    t: usize,
    function: impl Fn(f64) -> f64,
) -> f64 {
    let (start, end) = (inputs.moment(t), inputs.moment(t + 1));
    let mut moments: Vec<f64> = (kinds.iter().flatten())
        .flat_map(|outage| [outage.from, outage.to])
        .filter(|&moment| start < moment && moment < end)
        .chain([start, end])
        .collect();
    moments.sort_by(f64::total_cmp);
    let part =
        |pair: &[f64]| (pair[1] - pair[0]) * function(left_at(kinds, 0.5 * (pair[0] + pair[1])));
    moments.windows(2).map(part).sum::<f64>() / (end - start)
}

/// The outages of one kind that begin within the horizon.
fn outages(inputs: &Inputs, path: &str, kind: &OutageKind, clock_start: f64) -> Vec<Outage> {
    let horizon = inputs.moment(inputs.periods());
    let rate = inputs.once(&kind.rate);
    let mut outages = Vec::new();
    let mut clock = clock_start;
    if let Some(remaining) = &kind.in_progress {
        let loss = if is_drawn_each_time(&kind.loss) {
            inputs.values.value(&format!("{path}.start"), 2)
        } else {
            inputs.once(&kind.loss)
        };
        outages.push(Outage { from: clock, to: clock + inputs.once(remaining), loss });
        clock += inputs.once(remaining);
    }
    if rate <= 0.0 {
        return outages;
    }
    if clock < horizon && kind.start == OutageStart::Stationary {
        let mean = if is_drawn_each_time(&kind.duration) {
            mean(&kind.duration)
        } else {
            inputs.once(&kind.duration)
        };
        let down = mean * rate;
        let start = format!("{path}.start");
        if inputs.values.value(&start, 0) <= down / (1.0 + down) {
            let residual = inputs.values.value(&start, 1);
            let loss = if is_drawn_each_time(&kind.loss) {
                inputs.values.value(&start, 2)
            } else {
                inputs.once(&kind.loss)
            };
            outages.push(Outage { from: clock, to: clock + residual, loss });
            clock += residual;
        }
    }
    for j in 0.. {
        if clock >= horizon {
            break;
        }
        clock += inputs.values.value(path, 2 * j);
        if clock < horizon {
            let drawn = |quantity: &Quantity, path: &str, k| {
                if is_drawn_each_time(quantity) {
                    inputs.values.value(path, k)
                } else {
                    inputs.once(quantity)
                }
            };
            let duration = drawn(&kind.duration, path, 2 * j + 1);
            let loss = drawn(&kind.loss, &format!("{path}.loss"), j);
            outages.push(Outage { from: clock, to: clock + duration, loss });
            clock += duration;
        }
    }
    outages
}

fn is_drawn_each_time(quantity: &Quantity) -> bool {
    matches!(&quantity.value, Value::Random(random) if random.each == Each::Outage)
}

fn mean(quantity: &Quantity) -> f64 {
    match &quantity.value {
        Value::Random(random) => random.distribution.mean(),
        other => panic!("{other:?} has no mean of its own"),
    }
}
