//! `[facilities] file = "..."`: a CSV table, a row a facility, read into the same tree as
//! `[facility.NAME]` tables.

use super::diagnostic::Diagnostic;
use super::document::{Entry, Node, NodeValue, Table};
use super::facility::Facility;
use super::format::{Kind, families};
use super::nearest::nearest;
use super::source::{Place, SourceKind, Sources, field_spans};
use super::table::Table as _;
use super::units::{parse_number, parse_unit};

/// What a header says of its column.
enum Header {
    Key(Column),
    /// Nothing: so must its cells. Spreadsheets write empty columns beside the table.
    Unnamed,
    /// The names of the facilities, or what was at fault.
    Other,
}

/// A column that says something about a facility.
struct Column {
    /// Path within the facility: `intensity.mode`.
    path: Vec<String>,
    unit: Option<String>,
    /// Whether cells are texts even if they look like numbers.
    text: bool,
}

/// Reads a table of facilities; a tree entry for each row. `name` is for messages, `within` its
/// path from the folder of the scenario.
pub fn read_facilities(
    name: &str,
    within: &str,
    text: &str,
    sources: &mut Sources,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Entry> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file = sources.add(name, within, text, SourceKind::Csv);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut columns: Option<Vec<Header>> = None;
    let mut entries = Vec::new();
    let mut rows = 0;
    let mut record = csv::StringRecord::new();
    loop {
        let begin = usize::try_from(reader.position().byte()).unwrap_or(0);
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                faults.push(Diagnostic::error(
                    &Place::of_file(file),
                    "the table cannot be read",
                    error.to_string(),
                ));
                break;
            }
        }
        let end = usize::try_from(reader.position().byte()).unwrap_or(0);
        let begin = skip_blank_lines(text, begin, end);
        let row = sources.files[file].line_of(begin);
        let spans = field_spans(text, begin, end);
        let place = |column: usize| {
            let span = spans.get(column).cloned().unwrap_or(begin..begin.max(end));
            Place { file, start: span.start, end: span.end, cell: Some((row, column + 1)) }
        };
        let Some(known) = &columns else {
            let header = read_header(&record, place, faults);
            if record.get(0) != Some("name") {
                return entries;
            }
            columns = Some(header);
            continue;
        };
        if record.iter().all(str::is_empty) {
            continue;
        }
        rows += 1;
        let named = known
            .iter()
            .rposition(|header| !matches!(header, Header::Unnamed))
            .map_or(0, |last| last + 1);
        let filled =
            (0..record.len()).rfind(|&cell| !record[cell].is_empty()).map_or(0, |last| last + 1);
        if record.len() < named || filled > known.len() {
            let message =
                format!("row {row} has {} cells instead of {}", record.len(), known.len());
            let last = place(record.len().saturating_sub(1));
            let label = "the header says how many cells a row has";
            let help = "a cell with a comma in it stands in quotation marks";
            let is_long = record.len() > known.len();
            faults.push(
                Diagnostic::error(&last, message, label)
                    .help_maybe(is_long.then(|| help.to_owned())),
            );
            continue;
        }
        entries.push(read_row(&record, known, place, faults));
    }
    if columns.is_some() && rows == 0 {
        let warning = Diagnostic::warning(
            &Place::of_file(file),
            "the table has no facilities",
            "there is nothing below its header",
        );
        faults.push(warning);
    }
    if columns.is_none() {
        faults.push(Diagnostic::error(
            &Place::of_file(file),
            "the table is empty",
            "expected a header that begins with `name`",
        ));
    }
    entries
}

fn read_header(
    record: &csv::StringRecord,
    place: impl Fn(usize) -> Place,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Header> {
    let mut columns: Vec<Header> = Vec::with_capacity(record.len());
    for (position, header) in record.iter().enumerate() {
        let at = place(position);
        if position == 0 {
            if header != "name" {
                let message = format!("the first column is `{header}`");
                let help = header
                    .contains(';')
                    .then_some("cells are parted by commas: write the file anew with `,` for `;`");
                let fault = Diagnostic::error(&at, message, "the first column must be `name`");
                faults.push(fault.help_maybe(help.map(str::to_owned)));
                return columns;
            }
            columns.push(Header::Other);
            continue;
        }
        if header.is_empty() {
            columns.push(Header::Unnamed);
            continue;
        }
        let column = read_column(header, &at, faults);
        let is_same = |column: &Column, other: &Header| matches!(other, Header::Key(other) if other.path == column.path);
        let repeated = column
            .as_ref()
            .is_some_and(|column| columns.iter().any(|other| is_same(column, other)));
        if repeated {
            faults.push(Diagnostic::error(
                &at,
                format!("column `{header}` comes twice"),
                "each key has one column",
            ));
        }
        columns.push(column.filter(|_| !repeated).map_or(Header::Other, Header::Key));
    }
    columns
}

/// Reads a header such as `intensity.mode [t/MW]`.
fn read_column(header: &str, place: &Place, faults: &mut Vec<Diagnostic>) -> Option<Column> {
    let (path_text, unit) = match header.split_once('[') {
        Some((path, rest)) => {
            let path = path.trim();
            let fault = match rest.strip_suffix(']').map(|unit| (unit, parse_unit(unit))) {
                Some((unit, Ok(_))) => Ok(unit.trim().to_owned()),
                Some((_, Err(fault))) => {
                    let message = format!("column `{header}`: {}", fault.message);
                    let label = "the unit stands between [ and ]";
                    Err(Diagnostic::error(place, message, label).help_maybe(fault.help))
                }
                None => {
                    let message = format!("column `{header}` is not closed");
                    Err(Diagnostic::error(place, message, "expected `]` after the unit"))
                }
            };
            // Its cells are looked at in some unit: that they need one is no fault of theirs.
            (path, fault.map_err(|fault| faults.push(fault)).ok().or_else(|| base_unit(path)))
        }
        None => match in_round_brackets(header) {
            Some((path, unit)) => {
                let label = "a unit stands in square brackets";
                faults.push(
                    Diagnostic::error(place, format!("unknown column `{header}`"), label)
                        .help(format!("write `{path} [{unit}]`")),
                );
                (path, Some(unit.to_owned()))
            }
            None => (header, None),
        },
    };
    let mut path: Vec<String> =
        path_text.split('.').map(|segment| segment.trim().to_owned()).collect();
    let key = Facility::FORM.keys.iter().find(|key| key.name == path[0]);
    if key.is_some_and(|key| matches!(key.kind, Kind::Tables(_))) {
        let label = "a list of tables has no place in a cell";
        let help = format!(
            "write the facilities that have `{}` as [facility.NAME] in the scenario itself",
            path[0]
        );
        faults.push(
            Diagnostic::error(place, format!("`{}` cannot be a column", path[0]), label).help(help),
        );
        return None;
    }
    let quantity = quantity_key(&path[0]);
    let sound = match path.as_slice() {
        [_] => key.is_some(),
        [_, _] if key.is_some_and(|key| matches!(key.kind, Kind::Shares(_))) => true,
        [_, inner] => {
            quantity
                && (families::is_parameter(inner) || matches!(inner.as_str(), "variable" | "scale"))
        }
        _ => false,
    };
    if !sound {
        let columns =
            || Facility::FORM.keys.iter().filter(|key| !matches!(key.kind, Kind::Tables(_)));
        let names = || columns().map(|key| key.name);
        let help = match nearest(&path[0], names()).filter(|_| key.is_none()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if quantity => {
                "after the point stands a parameter of a distribution, such as `dist`, `min`, \
                 `mode`, `max`"
                    .to_owned()
            }
            None => format!("columns are name, {}", names().collect::<Vec<_>>().join(", ")),
        };
        faults.push(
            Diagnostic::error(
                place,
                format!("unknown column `{path_text}`"),
                "not a key of a facility",
            )
            .help(help),
        );
        // What is meant is there: that it is missing, too, need not be said of every row.
        let near = nearest(&path[0], names()).filter(|_| path.len() == 1)?;
        near.clone_into(&mut path[0]);
    }
    let quantity = quantity_key(&path[0]);
    let text =
        path.last().is_some_and(|last| matches!(last.as_str(), "dist" | "variable" | "each"))
            || (path.len() == 1 && !quantity);
    Some(Column { path, unit, text })
}

/// The base unit of a key.
fn base_unit(path: &str) -> Option<String> {
    let name = path.split('.').next().unwrap_or_default();
    Facility::FORM.keys.iter().find_map(|key| match key.kind {
        Kind::Quantity(rule) if key.name == name => Some(rule.unit.to_owned()),
        _ => None,
    })
}

/// Key and unit of `power (MW)`.
fn in_round_brackets(header: &str) -> Option<(&str, &str)> {
    let (path, unit) = header.strip_suffix(')')?.split_once('(')?;
    let (path, unit) = (path.trim(), unit.trim());
    let key = path.split('.').next().unwrap_or_default();
    (quantity_key(key) && !unit.is_empty() && parse_unit(unit).is_ok()).then_some((path, unit))
}

fn quantity_key(name: &str) -> bool {
    Facility::FORM.keys.iter().any(|key| key.name == name && matches!(key.kind, Kind::Quantity(_)))
}

fn read_row(
    record: &csv::StringRecord,
    headers: &[Header],
    place: impl Fn(usize) -> Place,
    faults: &mut Vec<Diagnostic>,
) -> Entry {
    let name_place = place(0);
    let mut table = Table::default();
    for (position, (cell, header)) in record.iter().zip(headers).enumerate() {
        if cell.is_empty() {
            continue;
        }
        let at = place(position);
        let column = match header {
            Header::Key(column) => column,
            Header::Other => continue,
            Header::Unnamed => {
                let message = format!("column {} has values but no name", position + 1);
                faults.push(
                    Diagnostic::error(&at, message, "the header above it is empty")
                        .help("write a key of facilities there, or leave the whole column empty"),
                );
                continue;
            }
        };
        let node = Node { place: at.clone(), value: cell_value(cell, column) };
        insert(&mut table, &column.path, &at, node);
    }
    let name = record.get(0).unwrap_or_default().to_owned();
    let node = Node { place: name_place.clone(), value: NodeValue::Table(table) };
    Entry { key: name, key_place: name_place, node }
}

fn cell_value(cell: &str, column: &Column) -> NodeValue {
    if column.path[0] == "priority" {
        return NodeValue::Number(
            cell.parse::<u64>().map_or_else(|_| cell.to_owned(), |value| value.to_string()),
        );
    }
    match &column.unit {
        Some(unit) if !column.text && parse_number(cell).is_ok() => {
            NodeValue::Text(format!("{cell} {unit}"))
        }
        // A plain number may also stand as a text, which the reader understands as well.
        _ => NodeValue::Text(cell.to_owned()),
    }
}

fn insert(table: &mut Table, path: &[String], place: &Place, node: Node) {
    match path {
        [key, inner] => {
            if !table.entries.iter().any(|entry| entry.key == *key) {
                let node = Node { place: place.clone(), value: NodeValue::Table(Table::default()) };
                table.entries.push(Entry { key: key.clone(), key_place: place.clone(), node });
            }
            let outer = table.entries.iter_mut().find(|entry| entry.key == *key);
            match outer.map(|entry| &mut entry.node) {
                Some(Node { value: NodeValue::Table(outer), .. }) => {
                    insert(outer, std::slice::from_ref(inner), place, node);
                }
                // `copper` as well as `copper.mode` in one row: the list is no valid value, and the
                // reader says so.
                Some(outer) => outer.value = NodeValue::List(vec![node]),
                None => {}
            }
        }
        [key] => match table.entries.iter_mut().find(|entry| entry.key == *key) {
            Some(entry) => {
                entry.node = Node { place: place.clone(), value: NodeValue::List(vec![node]) }
            }
            None => table.entries.push(Entry { key: key.clone(), key_place: place.clone(), node }),
        },
        _ => {}
    }
}

fn skip_blank_lines(text: &str, begin: usize, end: usize) -> usize {
    let blank = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let bytes = text.as_bytes().get(begin..end).unwrap_or_default();
    begin + bytes.iter().take_while(|byte| blank(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_cells() {
        let text = "name,region,copper [t]\r\n\r\nohio, us ,\"5,000\"\r\ntexas,us,7000";
        let mut sources = Sources::default();
        let mut faults = Vec::new();
        let rows = read_facilities(
            "x.csv",
            "x.csv",
            &format!("\u{feff}{text}"),
            &mut sources,
            &mut faults,
        );
        assert_eq!(faults, vec![]);
        let cells: Vec<(&str, (usize, usize))> = rows
            .iter()
            .flat_map(|row| match &row.node.value {
                NodeValue::Table(table) => {
                    table.entries.iter().map(|entry| &entry.node.place).collect::<Vec<_>>()
                }
                _ => Vec::new(),
            })
            .map(|place| (sources.text(place), place.cell.expect("a cell")))
            .collect();
        assert_eq!(
            cells,
            [("us", (3, 2)), ("\"5,000\"", (3, 3)), ("us", (4, 2)), ("7000", (4, 3))]
        );
        match &rows[0].node.value {
            NodeValue::Table(table) => {
                assert_eq!(table.entries[0].node.value, NodeValue::Text("us".to_owned()));
                assert_eq!(table.entries[1].node.value, NodeValue::Text("5,000 t".to_owned()));
            }
            other => panic!("{other:?}"),
        }
    }
}
