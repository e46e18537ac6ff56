//! A value that must not be printed. It owns the rule that `Debug` and `Display` show `***`;
//! reading the value takes a call that can be searched for: [`Sealed::reveal`].

use std::fmt;

/// A password, token or build-argument value.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(String);

impl Sealed {
    /// Seals a value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// Gives the value itself. Never pass it to anything that prints.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("***")
    }
}

impl fmt::Display for Sealed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::Sealed;

    #[test]
    fn shows_nothing() {
        let sealed = Sealed::new("hunter2");
        assert_eq!(format!("{sealed} {sealed:?}"), "*** ***");
        assert_eq!(sealed.reveal(), "hunter2");
    }
}
