//! Formulas of Vale's `metric`: numbers, counts by their names, `+ - * / %`, brackets, comparisons, and functions of `math`.

/// A formula that was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Formula {
    Number(f64),
    /// A count, by its number in the list of names.
    Count(usize),
    Minus(Box<Formula>),
    Not(Box<Formula>),
    Of(Operator, Box<Formula>, Box<Formula>),
    Call(Function, Vec<Formula>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    Unequal,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Sqrt,
    Abs,
    Floor,
    Ceil,
    Round,
    Log,
    Log10,
    Exp,
    Pow,
    Min,
    Max,
}

/// A formula is nested no deeper, so that reading it needs little of the stack.
const DEEPEST: usize = 64;

impl Formula {
    /// Reads a formula. The error is the place in it that is not understood.
    pub(super) fn parse(text: &str, names: &[&str]) -> Result<Self, String> {
        let mut reader = Reader { text, at: 0, names, depth: 0 };
        let formula = reader.operation(0)?;
        reader.skip_blanks();
        if reader.at < text.len() { Err(reader.wrong()) } else { Ok(formula) }
    }

    /// The same formula with another number in the place of its first, leftmost one.
    pub(super) fn with_first(&self, number: f64) -> Formula {
        match self {
            Formula::Of(operator, left, right) => {
                Formula::Of(*operator, Box::new(left.with_first(number)), right.clone())
            }
            _ => Formula::Number(number),
        }
    }

    /// Its value; truth is 1.
    pub(super) fn value(&self, counts: &[f64]) -> f64 {
        match self {
            Formula::Number(number) => *number,
            Formula::Count(number) => counts.get(*number).copied().unwrap_or_default(),
            Formula::Minus(inner) => -inner.value(counts),
            Formula::Not(inner) => f64::from(inner.value(counts) == 0.0),
            Formula::Of(operator, left, right) => operator.apply(left.value(counts), right.value(counts)),
            Formula::Call(function, arguments) => {
                let value = |at: usize| arguments.get(at).map_or(0.0, |argument| argument.value(counts));
                match function {
                    Function::Sqrt => value(0).sqrt(),
                    Function::Abs => value(0).abs(),
                    Function::Floor => value(0).floor(),
                    Function::Ceil => value(0).ceil(),
                    Function::Round => value(0).round(),
                    Function::Log => value(0).ln(),
                    Function::Log10 => value(0).log10(),
                    Function::Exp => value(0).exp(),
                    Function::Pow => value(0).powf(value(1)),
                    Function::Min => value(0).min(value(1)),
                    Function::Max => value(0).max(value(1)),
                }
            }
        }
    }
}

impl Operator {
    /// All of them, longer signs first, with how closely they bind.
    const ALL: [(&'static str, Operator, u8); 13] = [
        ("||", Operator::Or, 1),
        ("&&", Operator::And, 2),
        ("<=", Operator::LessOrEqual, 3),
        (">=", Operator::GreaterOrEqual, 3),
        ("==", Operator::Equal, 3),
        ("!=", Operator::Unequal, 3),
        ("<", Operator::Less, 3),
        (">", Operator::Greater, 3),
        ("+", Operator::Add, 4),
        ("-", Operator::Subtract, 4),
        ("*", Operator::Multiply, 5),
        ("/", Operator::Divide, 5),
        ("%", Operator::Remainder, 5),
    ];

    fn apply(self, left: f64, right: f64) -> f64 {
        let truth = |truth: bool| f64::from(u8::from(truth));
        match self {
            Operator::Or => truth(left != 0.0 || right != 0.0),
            Operator::And => truth(left != 0.0 && right != 0.0),
            Operator::Less => truth(left < right),
            Operator::LessOrEqual => truth(left <= right),
            Operator::Greater => truth(left > right),
            Operator::GreaterOrEqual => truth(left >= right),
            Operator::Equal => truth((left - right).abs() < 1e-9),
            Operator::Unequal => truth((left - right).abs() >= 1e-9),
            Operator::Add => left + right,
            Operator::Subtract => left - right,
            Operator::Multiply => left * right,
            // Nothing divided by nothing is no finding.
            Operator::Divide | Operator::Remainder if right == 0.0 => 0.0,
            Operator::Divide => left / right,
            Operator::Remainder => left % right,
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    names: &'t [&'t str],
    depth: usize,
}

impl Reader<'_> {
    fn operation(&mut self, least: u8) -> Result<Formula, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.wrong());
        }
        let mut left = self.term()?;
        loop {
            self.skip_blanks();
            let tail = &self.text[self.at..];
            let Some((sign, operator, binds)) = Operator::ALL.into_iter().find(|(sign, ..)| tail.starts_with(sign))
            else {
                break;
            };
            if binds < least {
                break;
            }
            self.at += sign.len();
            let right = self.operation(binds + 1)?;
            left = Formula::Of(operator, Box::new(left), Box::new(right));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn term(&mut self) -> Result<Formula, String> {
        self.skip_blanks();
        if self.takes("(") {
            let inner = self.operation(0)?;
            return if self.takes(")") { Ok(inner) } else { Err(self.wrong()) };
        }
        if self.takes("-") {
            return Ok(Formula::Minus(Box::new(self.operation(6)?)));
        }
        if self.takes("!") {
            return Ok(Formula::Not(Box::new(self.operation(6)?)));
        }
        let tail = &self.text[self.at..];
        let end = tail.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '.').unwrap_or(tail.len());
        let word = &tail[..end];
        let start = self.at;
        self.at += end;
        if let Ok(number) = word.parse::<f64>()
            && word.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        {
            return Ok(Formula::Number(number));
        }
        if let Some(function) = word.strip_prefix("math.").and_then(function) {
            let mut arguments = Vec::new();
            if self.takes("(") {
                while !self.takes(")") {
                    arguments.push(self.operation(0)?);
                    if !self.takes(",") && !self.text[self.at..].trim_start().starts_with(')') {
                        return Err(self.wrong());
                    }
                }
                return Ok(Formula::Call(function, arguments));
            }
            return Err(self.wrong());
        }
        let name = word.replace("heading.", "heading_");
        if let Some(number) = self.names.iter().position(|known| *known == name) {
            return Ok(Formula::Count(number));
        }
        self.at = start;
        Err(self.wrong())
    }

    fn takes(&mut self, sign: &str) -> bool {
        self.skip_blanks();
        let takes = self.text[self.at..].starts_with(sign);
        if takes {
            self.at += sign.len();
        }
        takes
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.text[self.at..].trim_start().len();
    }

    fn wrong(&self) -> String {
        match self.text[self.at..].trim() {
            "" => self.text.trim().to_owned(),
            rest => rest.to_owned(),
        }
    }
}

fn function(name: &str) -> Option<Function> {
    Some(match name {
        "sqrt" => Function::Sqrt,
        "abs" => Function::Abs,
        "floor" => Function::Floor,
        "ceil" => Function::Ceil,
        "round" => Function::Round,
        "log" => Function::Log,
        "log10" => Function::Log10,
        "exp" => Function::Exp,
        "pow" => Function::Pow,
        "min" => Function::Min,
        "max" => Function::Max,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::float_cmp)]
    fn arithmetic_and_its_mistakes() {
        let names = ["words", "sentences", "heading_h2"];
        let value = |text: &str| Formula::parse(text, &names).map(|formula| formula.value(&[120.0, 8.0, 3.0]));
        assert_eq!(value("1 + 2 * 3 - 4 / 2"), Ok(5.0));
        assert_eq!(value("(0.39 * (words / sentences)) - -1"), Ok(0.39 * 15.0 + 1.0));
        assert_eq!(value("heading.h2 * 2 > 5"), Ok(1.0));
        assert_eq!(value("math.sqrt(words * 1.2) + math.pow(2, 3)"), Ok(20.0));
        assert_eq!(value("words > 100 && !(sentences == 8)"), Ok(0.0));
        assert_eq!(value("words / 0"), Ok(0.0));
        assert_eq!(value("7 - 2 - 1"), Ok(4.0));
        assert_eq!(value("words +"), Err("words +".into()));
        assert_eq!(value("letters * 2"), Err("letters * 2".into()));
        assert_eq!(value("os.exit(1)"), Err("os.exit(1)".into()));
        assert!(value(&"(".repeat(500)).is_err());
    }
}
