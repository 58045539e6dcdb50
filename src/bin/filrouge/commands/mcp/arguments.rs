//! Arguments that several tools take.

use rmcp::schemars::{self, JsonSchema};
use serde::Deserialize;
use std::fmt;

/// A theme by its number or its key.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum ThemeName {
    /// Its number, the `id` of the tool `themes`.
    Number(u32),
    /// Its key, which stays the same from run to run.
    Key(String),
}

impl fmt::Display for ThemeName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(formatter),
            Self::Key(key) => key.fmt(formatter),
        }
    }
}

/// A number in its range, or an error that says the range.
pub(super) fn in_range(name: &str, value: usize, range: std::ops::RangeInclusive<usize>) -> anyhow::Result<usize> {
    let (least, most) = (range.start(), range.end());
    anyhow::ensure!(range.contains(&value), "`{name}` is `{value}`: it must be from {least} to {most}");
    Ok(value)
}
