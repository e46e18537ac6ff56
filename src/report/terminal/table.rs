//! Aligned columns.

use crate::columns;

/// Returns the rows as lines with aligned columns, two spaces apart. Cells must be escaped already.
pub fn lines(rows: &[Vec<String>]) -> Vec<String> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| columns::width(cell)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths);
        let line: Vec<_> = cells
            .map(|(cell, width)| columns::padded(cell, *width))
            .collect();
        line.join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align() {
        let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        assert_eq!(
            lines(&[row(["stage", "x"]), row(["é", "yy"]), row(["日本", "z"])]),
            ["stage  x", "é      yy", "日本   z"]
        );
    }
}
