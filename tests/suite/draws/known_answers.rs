//! The numbers of a seed, so that a change of the generator does not go unseen.

use super::{EVERY_KIND, scenario, simulator};
use coppercast::simulation::Replay;

#[test]
fn print() {
    let simulator = simulator(&scenario(EVERY_KIND));
    for (path, k) in [
        ("price", 0u64),
        ("price", 6),
        ("price.level", 0),
        ("price.half_life", 0),
        ("price.jumps", 3),
        ("price.jumps.size", 4096 * 3 + 1),
        ("price.jumps.time", 4096 * 3 + 1),
        ("region.us.spot.available", 5),
        ("region.us.spot.premium", 4),
        ("mine.pit.utilisation", 0),
        ("mine.pit.variation", 6),
        ("mine.pit.outages.1", 2),
        ("mine.pit.outages.1", 3),
        ("mine.pit.outages.2", 0),
        ("mine.pit.outages.2.start", 0),
        ("mine.pit.outages.2.start", 1),
        ("contract.offtake.lag", 0),
        ("facility.ohio.built", 0),
        ("facility.ohio.intensity", 0),
        ("facility.ohio.overrun", 0),
        ("facility.texas.copper", 0),
        ("facility.texas.start_delay", 0),
    ] {
        let values: Vec<_> = (0..5u64).map(|i| Replay::new(&simulator, 1_000 * i + i).value(path, k).unwrap()).collect();
        println!("    (\"{path}\", {k}, {values:?}),");
    }
}
