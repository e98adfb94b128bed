//! The grammar of conditions: comparisons joined by `and`, `or`, `not`, `at least N of (…, …)` and
//! parentheses; on either side of a comparison metrics and values, added and subtracted.

use std::ops::Range;

use crate::scenario::event::{Event, Relation};

/// Deeper nesting is refused: nobody reads it, and it would exhaust the stack.
const DEEPEST: usize = 20;

/// A metric or a value of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub is_negative: bool,
    /// Where it stands in the text.
    pub range: Range<usize>,
}

/// A comparison as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Sides {
    pub left: Vec<Part>,
    pub relation: Relation,
    pub right: Vec<Part>,
    pub range: Range<usize>,
}

impl Part {
    /// Whether it is a value, such as `500 t`, and no metric.
    pub fn is_value(&self, text: &str) -> bool {
        let text = &text[self.range.clone()];
        !text.contains('*') && text.starts_with(|first: char| !first.is_ascii_alphabetic())
    }

    /// Number and name of `2 * need`; the number is 1 where none is written, and `None` where what
    /// stands there is none, or 0.
    pub fn factor_and_name<'t>(&self, text: &'t str) -> (Option<f64>, &'t str) {
        let whole = &text[self.range.clone()];
        let (factor, name) = match whole.split_once('*') {
            None => (Some(1.0), whole),
            Some((factor, name)) => (factor.trim().parse().ok(), name.trim()),
        };
        (factor.filter(|factor: &f64| factor.is_finite() && *factor != 0.0), name)
    }
}

impl Sides {
    /// Its metrics, and its values, each with its sign once all of them stand on the left.
    pub fn metrics_and_values(&self, text: &str) -> [Vec<(f64, &Part)>; 2] {
        let sign = |side: f64, part: &Part| if part.is_negative { -side } else { side };
        let left = self.left.iter().map(|part| (sign(1.0, part), part));
        let right = self.right.iter().map(|part| (sign(-1.0, part), part));
        let (values, metrics) = left.chain(right).partition(|(_, part)| part.is_value(text));
        [metrics, values]
    }
}

/// What is wrong with a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct SyntaxFault {
    pub range: Range<usize>,
    /// What it is, said of the text in the range.
    pub is: &'static str,
    pub expected: &'static str,
    pub help: Option<String>,
}

/// Reads a condition.
///
/// # Errors
/// The first fault, with its place.
pub fn parse(text: &str) -> Result<Event<Sides>, SyntaxFault> {
    let tokens = tokens(text);
    let mut parser = Parser { text, tokens, next: 0 };
    let event = parser.any(0)?;
    match parser.peek() {
        None => Ok(event),
        Some(token) => Err(SyntaxFault {
            range: token.range.clone(),
            is: "stands where nothing was expected",
            expected: "expected `and`, `or` or the end",
            help: None,
        }),
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Open,
    Close,
    Comma,
    Sign(Relation),
    Word,
}

#[derive(Debug, Clone, PartialEq)]
struct Token {
    kind: Kind,
    range: Range<usize>,
}

fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    // A comma between digits belongs to the number.
    let is_comma =
        |at: usize| bytes[at] == b',' && !(digit(at.checked_sub(1)) && digit(Some(at + 1)));
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let mut end = at + 1;
        let kind = match bytes[at] {
            byte if byte.is_ascii_whitespace() => {
                at = end;
                continue;
            }
            b'(' => Kind::Open,
            b')' => Kind::Close,
            b',' if is_comma(at) => Kind::Comma,
            sign @ (b'<' | b'>') => {
                let or_equal = bytes.get(end) == Some(&b'=');
                end += usize::from(or_equal);
                Kind::Sign(match (sign, or_equal) {
                    (b'>', false) => Relation::Above,
                    (b'>', true) => Relation::AtLeast,
                    (_, false) => Relation::Below,
                    (_, true) => Relation::AtMost,
                })
            }
            _ => {
                let ends = |at: usize| {
                    bytes[at].is_ascii_whitespace()
                        || matches!(bytes[at], b'(' | b')' | b'<' | b'>')
                        || is_comma(at)
                };
                while end < bytes.len() && !ends(end) {
                    end += 1;
                }
                Kind::Word
            }
        };
        tokens.push(Token { kind, range: at..end });
        at = end;
    }
    tokens
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    next: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    fn word(&self, ahead: usize) -> Option<&str> {
        let token = self.tokens.get(self.next + ahead)?;
        (token.kind == Kind::Word).then(|| &self.text[token.range.clone()])
    }

    /// Steps over a word if it comes next.
    fn takes(&mut self, word: &str) -> bool {
        let is_next = self.word(0) == Some(word);
        self.next += usize::from(is_next);
        is_next
    }

    /// Steps over a sign of this kind.
    fn needs(&mut self, kind: Kind, expected: &'static str) -> Result<(), SyntaxFault> {
        match self.peek() {
            Some(token) if token.kind == kind => {
                self.next += 1;
                Ok(())
            }
            _ => Err(self.missing(expected)),
        }
    }

    fn missing(&self, expected: &'static str) -> SyntaxFault {
        let (range, is) = match self.peek() {
            Some(token) => (token.range.clone(), "stands where something else was expected"),
            None => (0..self.text.len(), "is not complete"),
        };
        SyntaxFault { range, is, expected, help: None }
    }

    fn any(&mut self, depth: usize) -> Result<Event<Sides>, SyntaxFault> {
        let mut events = vec![self.all(depth)?];
        while self.takes("or") {
            events.push(self.all(depth)?);
        }
        Ok(if events.len() == 1 { events.remove(0) } else { Event::Any(events) })
    }

    fn all(&mut self, depth: usize) -> Result<Event<Sides>, SyntaxFault> {
        let mut events = vec![self.one(depth)?];
        while self.takes("and") {
            events.push(self.one(depth)?);
        }
        Ok(Event::all(events))
    }

    fn one(&mut self, depth: usize) -> Result<Event<Sides>, SyntaxFault> {
        if depth > DEEPEST {
            return Err(SyntaxFault {
                range: 0..self.text.len(),
                is: "is nested too deeply",
                expected: "expected at most 20 parentheses within one another",
                help: None,
            });
        }
        if self.takes("not") {
            return Ok(Event::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.peek().is_some_and(|token| token.kind == Kind::Open) {
            self.next += 1;
            let event = self.any(depth + 1)?;
            self.needs(Kind::Close, "expected a closing parenthesis")?;
            return Ok(event);
        }
        let number = self.word(2).and_then(|word| word.parse::<usize>().ok());
        if let (Some("at"), Some("least"), Some(number), Some("of")) =
            (self.word(0), self.word(1), number, self.word(3))
        {
            return self.at_least(number, depth);
        }
        self.comparison().map(Event::One)
    }

    fn at_least(&mut self, number: usize, depth: usize) -> Result<Event<Sides>, SyntaxFault> {
        let start = self.peek().map_or(0, |token| token.range.start);
        self.next += 4;
        let expected =
            "expected conditions in parentheses, as in at least 2 of (a > 1, b > 2, c > 3)";
        self.needs(Kind::Open, expected)?;
        let mut events = vec![self.any(depth + 1)?];
        while self.peek().is_some_and(|token| token.kind == Kind::Comma) {
            self.next += 1;
            events.push(self.any(depth + 1)?);
        }
        let end = self.peek().map_or(self.text.len(), |token| token.range.end);
        self.needs(Kind::Close, expected)?;
        if (1..=events.len()).contains(&number) {
            return Ok(Event::AtLeast(number, events));
        }
        Err(SyntaxFault {
            range: start..end,
            is: "asks for a number that cannot be",
            expected: "expected a number from 1 to that of the conditions",
            help: None,
        })
    }

    fn comparison(&mut self) -> Result<Sides, SyntaxFault> {
        let start = self.peek().map_or(0, |token| token.range.start);
        let left = self.sum()?;
        let Some(&Token { kind: Kind::Sign(relation), .. }) = self.peek() else {
            let end = left.last().map_or(self.text.len(), |part| part.range.end);
            return Err(SyntaxFault {
                range: start..end.max(start),
                is: "is not a condition",
                expected: "expected a metric, one of > >= < <=, and a value, such as \"cost > 200 MUSD\"",
                help: None,
            });
        };
        self.next += 1;
        let right = self.sum()?;
        let range = start..right.last().map_or(self.text.len(), |part| part.range.end);
        if let Some(&Token { kind: Kind::Sign(_), .. }) = self.peek() {
            let middle = right.first().zip(right.last());
            let middle =
                middle.map_or("", |(first, last)| &self.text[first.range.start..last.range.end]);
            return Err(SyntaxFault {
                help: Some(format!("join two: \"{} and {middle} …\"", &self.text[range.clone()])),
                range: start..self.text.len(),
                is: "compares twice",
                expected: "expected one of > >= < <=",
            });
        }
        Ok(Sides { left, relation, right, range })
    }

    /// Metrics and values, added and subtracted.
    fn sum(&mut self) -> Result<Vec<Part>, SyntaxFault> {
        let mut parts = Vec::new();
        let mut is_negative = false;
        loop {
            let mut range: Option<Range<usize>> = None;
            while let Some(word) = self.word(0) {
                if matches!(word, "+" | "-" | "and" | "or") {
                    break;
                }
                let token = &self.tokens[self.next].range;
                range = Some(range.map_or(token.start, |range| range.start)..token.end);
                self.next += 1;
            }
            let range = range.ok_or_else(|| self.missing("expected a metric or a value"))?;
            parts.push(Part { is_negative, range });
            is_negative = match self.word(0) {
                Some("-") => true,
                Some("+") => false,
                _ => return Ok(parts),
            };
            self.next += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let event = parse(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        event.words(|_| {}, &|sides| {
            let side = |parts: &[Part]| {
                let part = |part: &Part| {
                    let sign = if part.is_negative { "−" } else { "" };
                    format!("{sign}[{}]", &text[part.range.clone()])
                };
                parts.iter().map(part).collect::<Vec<_>>().join("+")
            };
            format!("{}{}{}", side(&sides.left), sides.relation.sign(), side(&sides.right))
        })
    }

    #[test]
    fn conditions_are_joined_as_they_read() {
        assert_eq!(words("cost > 200 MUSD"), "[cost]>[200 MUSD]");
        assert_eq!(
            words("a > 1 t and b<=2 t or not c >= 3,000 t"),
            "([a]>[1 t] and [b]≤[2 t]) or not ([c]≥[3,000 t])"
        );
        assert_eq!(
            words("not a > 1 or b > 2 and not (c > 3 and d > 4)"),
            "not ([a]>[1]) or ([b]>[2] and not ([c]>[3] and [d]>[4]))"
        );
        assert_eq!(words("(a > 1 or b > 2) and c > 3"), "([a]>[1] or [b]>[2]) and [c]>[3]");
        assert_eq!(
            words("at least 2 of (a > 1, b > 2 and c > 3,d < 4)"),
            "at least 2 of ([a]>[1], [b]>[2] and [c]>[3], [d]<[4])"
        );
        assert_eq!(
            words("region.us-east.stock - 2 * b + 5 t < c"),
            "[region.us-east.stock]+−[2 * b]+[5 t]<[c]"
        );
    }

    #[test]
    fn faults_have_a_place() {
        for (text, place, is) in [
            ("", "", "is not complete"),
            ("cost", "cost", "is not a condition"),
            ("cost >", "cost >", "is not complete"),
            ("cost > 3 and", "cost > 3 and", "is not complete"),
            ("(cost > 3", "(cost > 3", "is not complete"),
            ("cost > 3)", ")", "stands where nothing was expected"),
            ("1 t < need < 3 t", "1 t < need < 3 t", "compares twice"),
            (
                "at least 3 of (a > 1, b > 2)",
                "at least 3 of (a > 1, b > 2)",
                "asks for a number that cannot be",
            ),
            ("and > 3", "and", "stands where something else was expected"),
        ] {
            let fault = parse(text).expect_err(text);
            assert_eq!((&text[fault.range.clone()], fault.is), (place, is), "{text}");
        }
        assert_eq!(parse(&"(".repeat(100_000)).expect_err("deep").is, "is nested too deeply");
        assert_eq!(parse(&"not ".repeat(100_000)).expect_err("deep").is, "is nested too deeply");
    }
}
