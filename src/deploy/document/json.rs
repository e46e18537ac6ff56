//! Owns the reading of JSON into a `Node`. Scalars are left to serde_json; this finds where they
//! are, which serde_json does not tell. Tabs, unlike in YAML, are fine.

use std::ops::Range;

use serde_json::Number;

use super::{Content, Entry, Failure, MAX_DEPTH, MAX_NODES, Node};

/// Parses a whole text. Duplicated keys are failures with a tree; all else is a failure without.
pub(super) fn parse(text: &str) -> (Option<Node>, Vec<Failure>) {
    let mut reader = Reader {
        text,
        at: 0,
        depth: 0,
        nodes: 0,
        duplicates: Vec::new(),
    };
    match reader.document() {
        Ok(root) => (Some(root), reader.duplicates),
        Err(failure) => {
            reader.duplicates.push(failure);
            (None, reader.duplicates)
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    nodes: usize,
    duplicates: Vec<Failure>,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Node, Failure> {
        let root = self.value()?;
        match self.peek() {
            None => Ok(root),
            Some(_) => Err(self.unexpected("the end of the file")),
        }
    }

    fn value(&mut self) -> Result<Node, Failure> {
        let next = self.peek();
        let start = self.at;
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(Failure::new(
                start..start + 1,
                format!("more than {MAX_NODES} values"),
            ));
        }
        let content = match next {
            Some(b'{') => self.nested(Self::mapping)?,
            Some(b'[') => self.nested(Self::list)?,
            Some(b'"') => Content::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b'a'..=b'z' | b'A'..=b'Z') => self.word()?,
            Some(_) | None => return Err(self.unexpected("a value")),
        };
        Ok(Node::new(start..self.at, content))
    }

    fn nested(
        &mut self,
        read: fn(&mut Self) -> Result<Content, Failure>,
    ) -> Result<Content, Failure> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message = format!("nested more than {MAX_DEPTH} levels deep");
            return Err(Failure::new(self.at..self.at + 1, message));
        }
        self.at += 1;
        let content = read(self)?;
        self.depth -= 1;
        Ok(content)
    }

    fn mapping(&mut self) -> Result<Content, Failure> {
        let mut entries: Vec<Entry> = Vec::new();
        if self.take(b'}') {
            return Ok(Content::Mapping(entries));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("a key in double quotes"));
            }
            let start = self.at;
            let key = self.string()?;
            let key_span = start..self.at;
            if !self.take(b':') {
                return Err(self.unexpected("`:`"));
            }
            let value = self.value()?;
            if entries.iter().any(|entry| entry.key == key) {
                self.duplicates.push(super::duplicate(key_span, &key));
            } else {
                entries.push(Entry {
                    key,
                    key_span,
                    value,
                });
            }
            if self.take(b'}') {
                return Ok(Content::Mapping(entries));
            }
            self.comma(b'}')?;
        }
    }

    fn list(&mut self) -> Result<Content, Failure> {
        let mut items = Vec::new();
        if self.take(b']') {
            return Ok(Content::List(items));
        }
        loop {
            items.push(self.value()?);
            if self.take(b']') {
                return Ok(Content::List(items));
            }
            self.comma(b']')?;
        }
    }

    fn comma(&mut self, end: u8) -> Result<(), Failure> {
        let comma = self.at;
        if !self.take(b',') {
            return Err(self.unexpected(&format!("`,` or `{}`", char::from(end))));
        }
        let comma = self.text[comma..self.at]
            .find(',')
            .map_or(comma, |at| comma + at);
        if self.peek() == Some(end) {
            let failure = Failure::new(comma..comma + 1, "a comma after the last entry");
            return Err(failure.help("remove the comma: JSON does not allow it"));
        }
        Ok(())
    }

    fn string(&mut self) -> Result<String, Failure> {
        let start = self.at;
        let mut escaped = false;
        for (at, byte) in self.text.bytes().enumerate().skip(start + 1) {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    self.at = at + 1;
                    let token = &self.text[start..self.at];
                    return serde_json::from_str(token).map_err(|_| {
                        Failure::new(
                            start..self.at,
                            "an escape in this string is not valid in JSON",
                        )
                    });
                }
                b'\n' => break,
                _ => {}
            }
        }
        let failure = Failure::new(start..start + 1, "this string has no end");
        Err(failure.help("close it with `\"`; a line break inside is written `\\n`"))
    }

    fn number(&mut self) -> Result<Content, Failure> {
        let span = self.token();
        let written = &self.text[span.clone()];
        serde_json::from_str::<Number>(written)
            .map(|number| Content::Number(number, written.to_owned()))
            .map_err(|_| {
                Failure::new(span, "not a number that JSON allows")
                    .help("put it in quotes if it is a text")
            })
    }

    fn word(&mut self) -> Result<Content, Failure> {
        let span = self.token();
        match &self.text[span.clone()] {
            "null" => Ok(Content::Null),
            "true" => Ok(Content::Boolean(true, "true".to_owned())),
            "false" => Ok(Content::Boolean(false, "false".to_owned())),
            _ => Err(Failure::new(span, "a text without quotes").help("put it in double quotes")),
        }
    }

    fn token(&mut self) -> Range<usize> {
        let start = self.at;
        let rest = &self.text[start..];
        let length = rest
            .find(|c: char| c.is_whitespace() || ",:]}[{\"".contains(c))
            .unwrap_or(rest.len());
        self.at += length;
        start..self.at
    }

    /// Skips white space and gives the next byte.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.at += 1;
        }
        found
    }

    fn unexpected(&self, expected: &str) -> Failure {
        match self.text[self.at..].chars().next() {
            None => Failure::new(
                self.at..self.at,
                format!("expected {expected}, found the end of the file"),
            ),
            Some('/' | '#') => {
                let failure = Failure::new(self.at..self.at + 1, "a comment");
                failure.help("JSON has no comments: remove it, or name the file `.yml`")
            }
            Some(found) => {
                let span = self.at..self.at + found.len_utf8();
                let shown = match found {
                    '"' => found.to_string(),
                    _ => found.escape_debug().to_string(),
                };
                Failure::new(span, format!("expected {expected}, found `{shown}`"))
            }
        }
    }
}
