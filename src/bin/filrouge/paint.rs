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

/// Text that is not ours, such as the corpus's, on one line with single spaces, made of visible characters alone.
pub(crate) fn one_line(text: &str) -> String {
    visible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text that is not ours with spaces for control characters and line ends, and without invisible characters: it can
/// neither command the terminal nor look like another text.
pub(crate) fn visible(text: &str) -> String {
    let seen = text.chars().filter(|letter| !is_invisible(*letter));
    seen.map(|letter| if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') { ' ' } else { letter })
        .collect()
}

/// Whether a character shows nothing and takes no room: joiners, marks of direction, tags.
fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e007f}'
    )
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

    #[test]
    fn what_is_not_ours_cannot_command_the_terminal_or_hide() {
        assert_eq!(one_line("fin\u{202e}txt.\u{2066}exe\u{200f}"), "fintxt.exe");
        assert_eq!(one_line("\u{feff}a\u{200b}b\u{200d}c\u{ad}d\u{e0041}"), "abcd");
        assert_eq!(visible("a  b\r\u{9b}31m\nhint:\u{2028}c"), "a  b  31m hint: c");
        assert_eq!(one_line("été à Ségou, 北京 👍"), "été à Ségou, 北京 👍");
    }
}
