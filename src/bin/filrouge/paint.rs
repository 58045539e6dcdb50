//! Text on a terminal: colours, and lines no wider than the screen.

use anstyle::{AnsiColor, Color, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();
pub(crate) const RED_THREAD: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Red)));
pub(crate) const HINT: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Cyan))).bold();
pub(crate) const ERROR: Style = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Red))).bold();

/// Columns of the screen, between 40 and 120; 80 when there is no screen.
pub(crate) fn columns() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0)).clamp(40, 120)
}

/// Text from the corpus on one line, without control characters.
pub(crate) fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most `width` columns of a text, ending with an ellipsis where it was cut.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for letter in text.chars() {
        used += letter.width().unwrap_or(0);
        if used > width {
            break;
        }
        kept.push(letter);
    }
    format!("{}…", kept.trim_end())
}

/// `text` padded with spaces to `width` columns.
pub(crate) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// The text in lines of at most `width` columns, at most `lines` of them.
pub(crate) fn wrap(text: &str, width: usize, lines: usize) -> Vec<String> {
    let mut wrapped: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        let last = wrapped.len() - 1;
        if wrapped[last].is_empty() {
            wrapped[last].push_str(word);
        } else if wrapped[last].width() + 1 + word.width() <= width {
            wrapped[last].push(' ');
            wrapped[last].push_str(word);
        } else if wrapped.len() == lines {
            wrapped[last] = cut(&format!("{} {word}", wrapped[last]), width);
            break;
        } else {
            wrapped.push(word.to_owned());
        }
    }
    wrapped.iter().map(|line| cut(line, width)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_and_wrapped_to_the_screen() {
        assert_eq!(cut("été au Sahel", 8), "été au…");
        assert_eq!(wrap("un deux trois quatre cinq", 9, 2), ["un deux", "trois qu…"]);
        assert_eq!(pad("é", 3), "é  ");
        assert_eq!(one_line("a\u{1b}[31m\n b"), "a [31m b");
    }
}
