//! Outages (M2).

use super::Inputs;
use coppercast::scenario::{Each, OutageKind, OutageStart, Quantity, Value};

/// An outage: moments in years, and the share of the output that is lost.
struct Outage {
    from: f64,
    to: f64,
    loss: f64,
}

/// By kind, the share of each period that its outages leave.
pub fn up_shares(
    inputs: &Inputs,
    owner: &str,
    kinds: &[OutageKind],
    clock_start: f64,
) -> Vec<Vec<f64>> {
    let number = |kind: usize| format!("{owner}.outages.{}", kind + 1);
    let course = |kind: usize| outages(inputs, &number(kind), &kinds[kind], clock_start);
    (0..kinds.len()).map(|kind| up_share(inputs, &course(kind))).collect()
}

fn up_share(inputs: &Inputs, outages: &[Outage]) -> Vec<f64> {
    let share = |t: usize| {
        let (start, end) = (inputs.moment(t), inputs.moment(t + 1));
        let down =
            |outage: &Outage| outage.loss * (outage.to.min(end) - outage.from.max(start)).max(0.0);
        (1.0 - outages.iter().map(down).sum::<f64>() / (end - start)).max(0.0)
    };
    (0..inputs.periods()).map(share).collect()
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
