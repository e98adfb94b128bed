//! How levers are drawn: a dot with its interval for each change and number, and the number beside
//! it.

use plotters::style::text_anchor::{HPos, VPos};

use super::{LeverBetter, LeverCell, LeverColumn, LeverRow, Levers};
use crate::report::drawing::{
    ANY, Axis, Chart, ChartError, Chosen, Colour, Frame, LABEL, Lettering, Measure, Panel, Picture,
    Plot, TEXT_ROOM, Wording, check, check_length, signed, theme,
};

const ROW: Lettering = Lettering::new(theme::TICK_SIZE, Colour::Ink);
const NUMBER: Lettering = Lettering::new(14.0, Colour::Ink);
const HEADING: Lettering = Lettering::new(theme::TICK_SIZE, Colour::SoftInk).bold();
const LONGEST_LABEL: f64 = 390.0;
const COLUMN_GAP: f64 = 26.0;
const NUMBER_ROOM: f64 = 68.0;
const HEADING_HEIGHT: f64 = 30.0;
const TITLE_LEADING: f64 = 20.0;

/// A dot with its interval for each change and number, and the number beside it. The height of the
/// chart follows the number of rows.
impl Chart for Levers {
    fn wording(&self) -> &Wording {
        &self.wording
    }

    fn picture(&self) -> Result<Picture, ChartError> {
        if self.rows.is_empty() {
            return Err(ChartError::Empty("change"));
        }
        if self.columns.is_empty() {
            return Err(ChartError::Empty("column"));
        }
        for row in &self.rows {
            check_length("row", self.columns.len(), row.cells.len())?;
            let cells = row.cells.iter().flatten();
            let numbers = cells.flat_map(|cell| [Some(cell.value), cell.low, cell.high]).flatten();
            check("change", numbers, ANY)?;
        }
        let [noun, why] = self.rest;
        let chosen = Chosen::first(self.rows.len(), |a, b| a.cmp(&b));
        let rest = chosen.rest(noun, |_| why.to_owned());
        let shown = Levers { rows: self.rows[..chosen.rows.len()].to_vec(), ..self.clone() };
        let rows = &shown.rows;
        let row_height = (460.0 / rows.len() as f64).clamp(22.0, 40.0);
        let headings = headings(rows);
        let labels = rows.iter().map(|row| ROW.shorten_middle(&row.label, LONGEST_LABEL));
        let labels: Vec<String> = labels.collect();
        let heading_width = HEADING.widest(rows.iter().map(|row| &row.heading));
        let label_room = ROW.widest(&labels).max(heading_width.min(LONGEST_LABEL));
        let left = theme::MARGIN + label_room + 20.0;
        let count = self.columns.len() as f64;
        let end = theme::WIDTH - theme::MARGIN;
        let width = (end - left - COLUMN_GAP * (count - 1.0)) / count;
        let units: Vec<ShownUnit> =
            (0..self.columns.len()).map(|column| ShownUnit::of(&shown, column)).collect();
        let titles = self.columns.iter().zip(&units).map(|(column, unit)| {
            LABEL.wrap(&format!("{} [{}]", column.title, unit.symbol), width, 3)
        });
        let titles: Vec<Vec<String>> = titles.collect();
        let title_rows = titles.iter().map(Vec::len).max().unwrap_or(1) as f64;
        let head = TITLE_LEADING * title_rows + 16.0;
        let body = row_height * rows.len() as f64 + HEADING_HEIGHT * headings.len() as f64;
        let height = self.wording.height() + head + body + 16.0 + rest.room();

        Frame::draw(&self.wording, height, |frame| {
            let top = frame.top + head;
            let rows = row_middles(top, row_height, rows.len(), &headings);
            let write = |at, lettering, text: &str| {
                frame.slide.text(at, (HPos::Left, VPos::Center), lettering, text)
            };
            for (position, heading) in &headings {
                let y = rows[*position] - row_height / 2.0 - HEADING_HEIGHT / 2.0 + 3.0;
                write((theme::MARGIN, y), HEADING, &HEADING.shorten(heading, TEXT_ROOM))?;
            }
            for (label, &y) in labels.iter().zip(&rows) {
                write((theme::MARGIN, y), ROW, label)?;
                let rule = y + row_height / 2.0;
                let ends = [(theme::MARGIN, rule), (end, rule)];
                frame.slide.line(&ends, Colour::Grid, theme::HAIRLINE)?;
            }
            for (place, (unit, titles)) in units.iter().zip(&titles).enumerate() {
                let left = left + (width + COLUMN_GAP) * place as f64;
                for (line, text) in titles.iter().enumerate() {
                    let row = line as f64 + 0.5 + title_rows - titles.len() as f64;
                    write((left, frame.top + TITLE_LEADING * row), LABEL, text)?;
                }
                let right = left + width - NUMBER_ROOM;
                let panel = Panel { left, right, top, bottom: top + body };
                shown.paint_column(&frame, panel, (place, *unit), &rows)?;
            }
            rest.write(&frame, top + body)
        })
    }
}

/// Positions of the rows that begin a group, with its heading.
fn headings(rows: &[LeverRow]) -> Vec<(usize, &str)> {
    let starts =
        |position: usize| position == 0 || rows[position - 1].heading != rows[position].heading;
    let named = rows
        .iter()
        .enumerate()
        .filter(|(position, row)| !row.heading.is_empty() && starts(*position));
    named.map(|(position, row)| (position, row.heading.as_str())).collect()
}

fn row_middles(top: f64, row_height: f64, count: usize, headings: &[(usize, &str)]) -> Vec<f64> {
    let above =
        |row: usize| headings.iter().filter(|(position, _)| *position <= row).count() as f64;
    (0..count)
        .map(|row| top + row_height * (row as f64 + 0.5) + HEADING_HEIGHT * above(row))
        .collect()
}

/// The unit of a column and how far its scale reaches, in it.
#[derive(Clone, Copy, Debug)]
struct ShownUnit {
    size: f64,
    symbol: &'static str,
    low: f64,
    high: f64,
}

impl ShownUnit {
    fn of(chart: &Levers, column: usize) -> Self {
        let LeverColumn { measure, group, .. } = chart.columns[column];
        let of_group = |row: &LeverRow| -> Vec<LeverCell> {
            let cells =
                row.cells.iter().zip(&chart.columns).filter(|(_, column)| column.group == group);
            cells.filter_map(|(cell, _)| *cell).collect()
        };
        let cells: Vec<LeverCell> = chart.rows.iter().flat_map(of_group).collect();
        let largest = cells.iter().map(|cell| cell.value.abs()).fold(0.0, f64::max);
        let reach = cells.iter().flat_map(|cell| [Some(cell.value), cell.low, cell.high]).flatten();
        let (low, high) =
            reach.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let (size, symbol) = match measure {
            Measure::Probability => (0.01, "points"),
            Measure::Tonnes => (1.0, "t"),
            Measure::Dollars => {
                let unit = measure.unit(largest);
                (unit.size, unit.symbol)
            }
        };
        let room = 0.06 * (high - low);
        let (low, high) = if high > low { (low - room, high + room) } else { (-1.0, 1.0) };
        ShownUnit { size, symbol, low, high }
    }
}

impl Levers {
    /// Paints the cells of a column, whose rows have their middles at these pixels.
    fn paint_column(
        &self,
        frame: &Frame<'_>,
        panel: Panel,
        (column, unit): (usize, ShownUnit),
        rows: &[f64],
    ) -> Result<(), ChartError> {
        let Panel { right, top, bottom, .. } = panel;
        let pixels = Axis::bare(bottom, top);
        let plot = Plot::new(frame, panel, Axis::bare(unit.low, unit.high), pixels)?;
        let (slide, data) = (&frame.slide, &plot.data);
        data.line(&[(0.0, top), (0.0, bottom)], Colour::Axis, theme::HAIRLINE)?;
        for (row, &y) in self.rows.iter().zip(rows) {
            let number = |colour, text: &str| {
                let lettering = Lettering { colour, ..NUMBER };
                slide.text((right + NUMBER_ROOM, y), (HPos::Right, VPos::Center), lettering, text)
            };
            let Some(cell) = row.cells[column] else {
                number(Colour::SoftInk, "–")?;
                continue;
            };
            let (dot, ink) = colours(cell, self.columns[column].better);
            let ends = [cell.low.unwrap_or(unit.low), cell.high.unwrap_or(unit.high)];
            data.line(&[(0.0, y), (cell.value, y)], Colour::Pale, theme::THICK)?;
            data.line(&ends.map(|end| (end, y)), dot, theme::THIN)?;
            data.dot((cell.value, y), 4.5, dot)?;
            number(ink, &signed(cell.value / unit.size))?;
        }
        Ok(())
    }
}

/// Good, bad, or neither where the interval holds zero; the sign of the number says the same
/// without colours.
fn colours(cell: LeverCell, better: LeverBetter) -> (Colour, Colour) {
    let above = cell.low.is_some_and(|low| low > 0.0) && cell.value > 0.0;
    let below = cell.high.is_some_and(|high| high < 0.0) && cell.value < 0.0;
    match (above, below, better) {
        (true, _, LeverBetter::More) | (_, true, LeverBetter::Less) => (Colour::Edge, Colour::Ink),
        (true, _, LeverBetter::Less) | (_, true, LeverBetter::More) => {
            (Colour::Accent, Colour::AccentInk)
        }
        _ => (Colour::Axis, Colour::SoftInk),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::drawing::Theme;

    fn chart(rows: usize) -> Levers {
        let column = |title: &str, measure, better, group| LeverColumn {
            title: title.to_owned(),
            measure,
            better,
            group,
        };
        let cell =
            |value: f64| Some(LeverCell { value, low: Some(value - 3.0), high: Some(value + 3.0) });
        Levers {
            wording: Wording {
                title: "What helps most".to_owned(),
                caption: "1,000 trials".to_owned(),
            },
            columns: vec![
                column("Mean shortfall", Measure::Tonnes, LeverBetter::Less, 0),
                column("Firm tonnes", Measure::Tonnes, LeverBetter::More, 1),
            ],
            rows: (0..rows)
                .map(|row| LeverRow {
                    label: format!("change number {row}"),
                    heading: if row < 2 { "Helps".to_owned() } else { "Harms".to_owned() },
                    cells: vec![
                        cell(10.0 * row as f64 - 40.0),
                        (row % 3 != 0).then(|| cell(5.0)).flatten(),
                    ],
                })
                .collect(),
            rest: ["change", "which help less"],
        }
    }

    #[test]
    fn every_change_has_its_row_and_number() {
        for rows in [1, 5, 30] {
            let svg = chart(rows).picture().unwrap().in_theme(Theme::Light);
            for row in 0..rows {
                assert!(svg.contains(&format!("change number {row}")), "{rows}");
            }
            assert!(svg.contains("Helps") && svg.contains("−40.0"));
        }
        let svg = chart(60).picture().unwrap().in_theme(Theme::Light);
        assert!(svg.contains("and 30 more changes, which help less") && !svg.contains("number 30"));
    }

    #[test]
    fn charts_that_say_nothing_are_refused() {
        assert_eq!(chart(0).picture(), Err(ChartError::Empty("change")));
        let mut uneven = chart(2);
        uneven.rows[1].cells.pop();
        assert!(matches!(uneven.picture(), Err(ChartError::Length { .. })));
        let mut endless = chart(2);
        endless.rows[0].cells[0] = Some(LeverCell { value: f64::NAN, low: None, high: None });
        assert!(matches!(endless.picture(), Err(ChartError::Value { .. })));
    }
}
