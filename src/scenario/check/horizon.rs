//! What the horizon cuts: builds, and what would arrive after it.

use super::Checker;
use crate::distribution::Probability;
use crate::number_words::{counted, percent};
use crate::scenario::calendar::TimeGrid;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::quantity::{Quantity, Value};
use crate::scenario::record::{Record, Records};

/// Share of futures above which a build that the horizon cuts is worth a warning.
const WORTH_A_WARNING: f64 = 0.01;
/// Futures of the pilot, a prime, and what generates its lattice (Korobov 1959): point p has the
/// coordinate p·gᵏ/n (mod 1) for the k-th uncertain value.
const FUTURES: u64 = 1021;
const GENERATOR: u64 = 331;
/// Builds that are looked at so closely; more would take their time.
const MOST: usize = 200;
/// Builds that the message names.
const NAMED: usize = 3;

/// A build that the horizon cuts: its facility, in which share of futures, and the years from time 0
/// by which all but 1 % of them are over.
struct Cut<'r> {
    facility: &'r str,
    share: f64,
    end: f64,
}

impl Checker<'_> {
    /// Warns of a constant time that, begun so many years after time 0, lasts to the horizon.
    pub(super) fn beyond_horizon(
        &mut self,
        record: &Record,
        key: &str,
        begun: f64,
        message: String,
        label: &str,
    ) {
        let Some(time) = self.time else { return };
        let lasts = record.quantity(key).and_then(Quantity::constant);
        if lasts.is_some_and(|years| begun + years >= time.period_years() * time.periods as f64) {
            self.faults.push(Diagnostic::warning(record.value_place(key), message, label));
        }
    }

    /// Warns of builds that, with all their metal on time, end after the horizon in more than 1 % of
    /// futures: there they are not completed, and their delays and costs are lower bounds.
    pub(super) fn cut_builds(&mut self) {
        let (Some(time), Some(record)) = (self.time, self.records.single.get("time")) else {
            return;
        };
        let horizon = time.period_years() * time.periods as f64;
        let facilities = self.records.all("facility").iter();
        let builds = facilities.filter_map(|(name, facility)| {
            let build = Build { facility, time, records: self.records };
            // What does not even begin within the horizon has a warning of its own.
            let begins = time.years_to(*facility.month("start")?) < horizon;
            Some((name, (begins && build.may_end_after(horizon)?).then_some(build)?))
        });
        let mut cut: Vec<Cut<'_>> =
            builds.take(MOST).filter_map(|(name, build)| build.cut(name, horizon)).collect();
        cut.sort_by(|a, b| b.share.total_cmp(&a.share));
        let Some(last) = cut.iter().map(|cut| cut.end).reduce(f64::max) else { return };
        let named: Vec<String> = (cut.iter().take(NAMED))
            .map(|cut| format!("`{}` in {} of futures", cut.facility, percent(cut.share)))
            .collect();
        let more = match cut.len() - named.len() {
            0 => String::new(),
            more => format!(" and {}", counted(more as u64, "other")),
        };
        let label =
            format!("with all its metal on time not complete by then: {}{more}", named.join(", "));
        let fault =
            Diagnostic::warning(record.value_place("periods"), "the horizon cuts builds", label);
        let periods = (last / time.period_years() - 1e-9).ceil();
        self.faults.push(fault.help(format!(
            "`periods = {periods}` lets all but 1 % of futures end; what is cut counts as not \
             completed, and its delay and cost are lower bounds"
        )));
    }
}

/// A facility's build.
#[derive(Clone, Copy)]
struct Build<'r> {
    facility: &'r Record,
    time: TimeGrid,
    records: &'r Records,
}

impl<'r> Build<'r> {
    /// Whether it may end after the horizon in more than 1 % of futures. If none of its m uncertain
    /// values is beyond what it exceeds with a probability of 1 %/m, it ends before (Boole).
    fn may_end_after(self, horizon: f64) -> Option<bool> {
        let mut paths = Vec::new();
        self.end(&mut |path| {
            if !paths.iter().any(|known| known == path) {
                paths.push(path.to_owned());
            }
            Probability::from_lower(0.5)
        })?;
        let tail = WORTH_A_WARNING / paths.len().max(1) as f64;
        let late = self.end(&mut |path| {
            // Metal that is needed long before it is installed is complete sooner.
            let is_lead = path.ends_with(".lead");
            if is_lead { Probability::from_lower(tail) } else { Probability::from_upper(tail) }
        })?;
        Some(late > horizon)
    }

    /// How often it ends after the horizon, if in more than 1 % of futures.
    fn cut(self, name: &'r str, horizon: f64) -> Option<Cut<'r>> {
        let constant = |key: &str| self.facility.quantity(key).and_then(Quantity::constant);
        let standing = constant("built_probability").unwrap_or(1.0)
            * (1.0 - constant("cancellation").unwrap_or(0.0));
        let mut paths: Vec<String> = Vec::new();
        let mut ends = Vec::new();
        for future in 0..FUTURES {
            let end = self.end(&mut |path| {
                let known = paths.iter().position(|known| known == path);
                let dimension = known.unwrap_or_else(|| {
                    paths.push(path.to_owned());
                    paths.len() - 1
                });
                let place = (0..dimension).fold(future, |place, _| place * GENERATOR % FUTURES);
                Probability::from_lower((place as f64 + 0.5) / FUTURES as f64)
            })?;
            ends.push(end);
        }
        ends.sort_by(f64::total_cmp);
        let after = ends.iter().filter(|&&end| end > horizon * (1.0 + 1e-9)).count();
        let share = standing * after as f64 / FUTURES as f64;
        let in_time = (1.0 - WORTH_A_WARNING / standing).max(0.0) * FUTURES as f64;
        let end = ends[(in_time.ceil() as usize).min(ends.len() - 1)];
        (share > WORTH_A_WARNING).then_some(Cut { facility: name, share, end })
    }

    /// When its last metal falls due, years from time 0, where `probability` says what each
    /// uncertain value is; `None` for what cannot be known.
    fn end(self, probability: &mut dyn FnMut(&str) -> Probability) -> Option<f64> {
        let mut of =
            |record: &Record, key: &str| value(record.quantity(key)?, self.records, probability);
        let facility = self.facility;
        let start = self.time.years_to(*facility.month("start")?) - of(facility, "lead")?
            + of(facility, "start_delay")?;
        let overrun = of(facility, "overrun")?;
        let build = of(facility, "build")?;
        let Some(phases) = facility.tables("phases").filter(|phases| !phases.is_empty()) else {
            return Some(start + build * overrun);
        };
        let ends = phases.iter().map(|phase| {
            let length = if phase.is_given("build") { of(phase, "build")? } else { build };
            Some(start + of(phase, "after")? + length * overrun)
        });
        ends.reduce(|last, end| Some(last?.max(end?)))?
    }
}

/// The value of a quantity at the probability of what is drawn for it.
fn value(
    quantity: &Quantity,
    records: &Records,
    probability: &mut dyn FnMut(&str) -> Probability,
) -> Option<f64> {
    let (mut factor, mut summand) = (1.0, 0.0);
    let (mut path, mut value) = (&quantity.path, &quantity.value);
    loop {
        match value {
            Value::Constant(value) => return Some(factor * value + summand),
            Value::Random(random) => {
                let drawn = random.distribution.quantile(probability(path));
                return Some(factor * drawn.clamp(random.lowest, random.highest) + summand);
            }
            Value::Variable { name, scale } => {
                let (_, variable) =
                    records.all("variable").iter().find(|(variable, _)| variable == name)?;
                let quantity = variable.quantity("value")?;
                factor *= scale;
                (path, value) = (&quantity.path, &quantity.value);
                // A variable refers to no other.
                if matches!(value, Value::Variable { .. }) {
                    return None;
                }
            }
            // Nothing that a facility is planned with changes in time.
            Value::Schedule(_) => return None,
            Value::Touched(touched) => value = &touched.value,
            Value::Changed { value: inner, times, plus } => {
                summand += factor * plus;
                factor *= times;
                value = inner;
            }
        }
    }
}
