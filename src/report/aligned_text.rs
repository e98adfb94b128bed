//! Text in columns, for terminals.

/// How the cells of a table stand in their columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Texts, wide apart.
    Left,
    /// Numbers.
    Right,
}

/// A line of a table; without cells its label spans the columns.
#[derive(Debug, Clone, Default)]
pub struct TableLine {
    /// What the line is about, to the left.
    pub label: String,
    /// What stands in the columns.
    pub cells: Vec<String>,
}

impl TableLine {
    /// The heads of the columns.
    pub fn header(label: &str, cells: &[&str]) -> Self {
        TableLine {
            label: label.to_owned(),
            cells: cells.iter().map(|&cell| cell.to_owned()).collect(),
        }
    }

    /// A heading across the columns.
    pub fn heading(text: &str) -> Self {
        TableLine { label: text.to_owned(), cells: Vec::new() }
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// Labels to the left of columns as wide as they need to be; each line ends with a line feed.
pub fn table(lines: &[TableLine], align: Align) -> String {
    let labels = lines.iter().map(|line| width(&line.label)).max().unwrap_or(0);
    let mut widths: Vec<usize> = Vec::new();
    for line in lines {
        widths.resize(widths.len().max(line.cells.len()), 0);
        for (widest, cell) in widths.iter_mut().zip(&line.cells) {
            *widest = width(cell).max(*widest);
        }
    }
    let mut text = String::new();
    for TableLine { label, cells } in lines {
        let mut written = format!("{label:<labels$}");
        for (cell, width) in cells.iter().zip(&widths) {
            written.push_str(&match align {
                Align::Left => format!("   {cell:<width$}"),
                Align::Right => format!("  {cell:>width$}"),
            });
        }
        text.push_str(written.trim_end());
        text.push('\n');
    }
    text
}

/// A label and what is said of it, beside a column of `label_width` for the labels, in lines of at
/// most `line_width` columns that end with a line feed. Lines break between parts where they can,
/// between words where a part alone is too long.
pub fn paragraph<'p>(
    label: &str,
    label_width: usize,
    line_width: usize,
    parts: impl IntoIterator<Item = &'p str>,
) -> String {
    let mut text = String::new();
    let mut line = format!("{label:<label_width$}");
    let mut is_empty = true;
    let mut put = |line: &mut String, piece: &str| {
        if !is_empty && width(line) + 1 + width(piece) > line_width {
            text.push_str(line.trim_end());
            text.push('\n');
            *line = " ".repeat(label_width);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(piece);
        is_empty = false;
    };
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if width(part) <= line_width - label_width {
            put(&mut line, part);
        } else {
            part.split(' ').for_each(|word| put(&mut line, word));
        }
    }
    text.push_str(line.trim_end());
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_they_need_to_be() {
        let line = |label: &str, cells: &[&str]| TableLine::header(label, cells);
        let lines = [
            line("", &["short", "t"]),
            TableLine::heading("a heading across the columns"),
            line("one", &["−1", "1,234"]),
        ];
        let label = " ".repeat(28);
        assert_eq!(
            table(&lines, Align::Right),
            format!(
                "{label}  short      t\na heading across the columns\none{}     −1  1,234\n",
                &label[3..]
            )
        );
        assert_eq!(
            table(&[lines[0].clone(), lines[2].clone()], Align::Left),
            "      short   t\none   −1      1,234\n"
        );
    }

    #[test]
    fn lines_break_between_parts_before_they_break_within_them() {
        assert_eq!(
            paragraph("Label", 7, 20, ["two words,", "and three more"]),
            "Label  two words,\n       and three\n       more\n"
        );
        assert_eq!(paragraph("", 0, 20, ["", "short"]), "short\n");
    }
}
