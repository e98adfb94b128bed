//! The heat map: a probability or a mean tonnage for each facility and period.

use super::canvas::{self, Anchor, Canvas, Lettering};
use super::font::Weight;
use super::frame::{self, Body, LABEL, Swatch, TICK, Wording};
use super::panel::{BELOW_PANEL, Panel, Periods, Slots};
use super::picture::Picture;
use super::quantity::{Measure, Ticks, Unit, covering_ticks, grouped, three_digits};
use super::theme::Colour;
use super::{ChartError, NOT_NEGATIVE, PROBABILITY, check, check_length, theme};

/// Input of [`heat_map`].
#[derive(Clone, Debug, PartialEq)]
pub struct HeatMap {
    /// Title and caption.
    pub wording: Wording,
    /// The periods, from the left.
    pub periods: Periods,
    /// Row names, from the top.
    pub facilities: Vec<String>,
    /// What the values are: probabilities, tonnes or USD.
    pub measure: Measure,
    /// The name of the value, e.g. "Probability of a shortfall".
    pub quantity: String,
    /// One row per facility, each with one value per period.
    pub values: Vec<Vec<f64>>,
}

const COLOUR_BAR_WIDTH: f64 = 22.0;
const LONGEST_NAME: f64 = 270.0;

/// Draws one coloured cell per facility and period, with its value where it fits, and a colour
/// bar. The height of the chart follows the number of facilities.
///
/// # Errors
/// [`ChartError`] for no facility or period, rows of different lengths, and values that are
/// negative, not finite, or no probabilities.
pub fn heat_map(map: &HeatMap) -> Result<Picture, ChartError> {
    let (rows, columns) = (map.facilities.len(), map.periods.labels.len());
    if rows == 0 {
        return Err(ChartError::Empty("facility"));
    }
    if columns == 0 {
        return Err(ChartError::Empty("period"));
    }
    check_length("rows", rows, map.values.len())?;
    let bounds = if map.measure == Measure::Probability { PROBABILITY } else { NOT_NEGATIVE };
    for row in &map.values {
        check_length("row", columns, row.len())?;
        check("cell", row.iter().copied(), bounds)?;
    }

    let highest = map.values.iter().flatten().copied().fold(0.0, f64::max);
    let unit = map.measure.unit(highest);
    let ticks = covering_ticks(0.0, highest / unit.size, 5);
    let row_height = (440.0 / rows as f64).clamp(20.0, 80.0);
    let words = frame::height_of_words(&map.wording);
    let panel_height = row_height * rows as f64;
    let height = words + 34.0 + panel_height.max(160.0) + BELOW_PANEL;
    let name = Lettering::new((row_height * 0.68).clamp(12.0, theme::TICK_SIZE), Colour::Ink);
    let names: Vec<String> =
        map.facilities.iter().map(|facility| name.shorten_middle(facility, LONGEST_NAME)).collect();
    let name_room = names.iter().map(|text| name.width(text)).fold(0.0, f64::max);
    let tick_room = ticks.labels.iter().map(|label| TICK.width(label)).fold(0.0, f64::max);

    canvas::draw(&map.wording.title, (theme::WIDTH, height), |canvas| {
        let body = frame::words(canvas, &map.wording, height)?;
        let top = body.top + 34.0;
        let panel = Panel {
            left: theme::MARGIN + name_room + 12.0,
            right: theme::WIDTH - theme::MARGIN - tick_room - COLOUR_BAR_WIDTH - 40.0,
            top,
            bottom: top + panel_height,
        };
        let slots = Slots::new(panel.left, panel.right, columns);
        for (row, text) in names.iter().enumerate() {
            let y = panel.top + row_height * (row as f64 + 0.5);
            canvas.text_centred((panel.left - 10.0, y), Anchor::End, name, text)?;
        }
        let cells = Cells { panel, slots, row_height, unit, full: ticks.high };
        cells.paint(canvas, map)?;
        panel.period_axis(canvas, &map.periods, slots)?;
        let quantity = format!("{} [{}]", map.quantity, unit.symbol);
        colour_bar(canvas, panel, &ticks, &quantity, body.top)?;
        if map.values.iter().flatten().any(|&value| value == 0.0) {
            let beside_title = Body { top: top - 36.0, ..body };
            frame::legend(
                canvas,
                beside_title,
                &[(Swatch::Patch(Colour::Nothing), "none in any trial")],
            )?;
        }
        if highest == 0.0 {
            panel.message(canvas, "No shortfall in any trial")?;
        }
        Ok(())
    })
}

/// The grid of cells.
struct Cells {
    panel: Panel,
    slots: Slots,
    row_height: f64,
    unit: Unit,
    /// The value, in the unit shown, of the darkest colour.
    full: f64,
}

impl Cells {
    fn paint(&self, canvas: &Canvas<'_>, map: &HeatMap) -> Result<(), ChartError> {
        let write = |value: f64| cell_text(value / self.unit.size, map.measure);
        let lettering = self.lettering(map.values.iter().flatten().map(|&value| write(value)));
        // Narrow cells run into one another: a gap, or two smoothed edges, would show as a net.
        let gap = if self.slots.width > 14.0 { 1.0 } else { -0.5 };
        for (row, values) in map.values.iter().enumerate() {
            let top = self.panel.top + self.row_height * row as f64;
            for (period, &value) in values.iter().enumerate() {
                let share = value / self.unit.size / self.full;
                let colour = if value == 0.0 { Colour::Nothing } else { Colour::Sequential(share) };
                let from = (self.slots.edge(period) + gap / 2.0, top + gap / 2.0);
                let to =
                    (self.slots.edge(period + 1) - gap / 2.0, top + self.row_height - gap / 2.0);
                canvas.rectangle(from, to, colour)?;
                if let Some(lettering) = lettering
                    && value > 0.0
                {
                    let colour = Colour::OnSequential(share);
                    let centre = (self.slots.centre(period), top + self.row_height / 2.0);
                    let lettering = Lettering { colour, ..lettering };
                    canvas.text_centred(centre, Anchor::Middle, lettering, &write(value))?;
                }
            }
        }
        Ok(())
    }

    /// The largest legible size in which every label fits into its cell, if there is one.
    fn lettering(&self, labels: impl Iterator<Item = String>) -> Option<Lettering> {
        let width_at_one = labels
            .map(|label| super::font::text_width(&label, 1.0, Weight::Regular))
            .fold(0.0, f64::max);
        let size = (self.row_height * 0.62)
            .min((self.slots.width - 5.0) / width_at_one.max(0.1))
            .min(theme::TICK_SIZE);
        (size >= 10.5).then(|| Lettering::new(size, Colour::Ink))
    }
}

/// The text of a cell: short, and never "0" for something that did happen.
fn cell_text(value: f64, measure: Measure) -> String {
    match measure {
        Measure::Probability if value < 1.0 => "<1".to_owned(),
        Measure::Probability if (99.0..100.0).contains(&value) => ">99".to_owned(),
        Measure::Probability => grouped(value, 0),
        _ if value >= 100.0 => grouped(value, 0),
        _ if value < 0.05 => "<0.1".to_owned(),
        _ if value >= 10.0 => grouped(value, 0),
        _ => {
            let text = three_digits(value);
            text.get(..3).map_or(text.clone(), str::to_owned)
        }
    }
}

fn colour_bar(
    canvas: &Canvas<'_>,
    panel: Panel,
    ticks: &Ticks,
    title: &str,
    top: f64,
) -> Result<(), ChartError> {
    let left = panel.right + 28.0;
    let bar = Panel { bottom: panel.bottom.max(panel.top + 160.0), ..panel };
    let scale = bar.vertical(ticks);
    // Each step paints all the way up, over the last: no seams.
    for step in 0..=theme::SHADES as u32 {
        let share = f64::from(step) / theme::SHADES;
        let from = (share - 0.5 / theme::SHADES).max(0.0);
        let bottom = bar.bottom - from * (bar.bottom - bar.top);
        canvas.rectangle(
            (left, bottom),
            (left + COLOUR_BAR_WIDTH, bar.top),
            Colour::Sequential(share),
        )?;
    }
    for (&value, label) in ticks.values.iter().zip(&ticks.labels) {
        let y = scale.at(value);
        let end = left + COLOUR_BAR_WIDTH;
        canvas.line(&[(end, y), (end + 4.0, y)], Colour::Axis, theme::HAIRLINE)?;
        canvas.text_centred((end + 8.0, y), Anchor::Start, TICK, label)?;
    }
    // The left part of this line belongs to the legend.
    let title = LABEL.shorten(title, theme::WIDTH * 0.7);
    canvas.text((theme::WIDTH - theme::MARGIN, top + 17.0), Anchor::End, LABEL, &title)
}
