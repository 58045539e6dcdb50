//! What was read and is not a passage: always listed, never lost.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Text of an article that is not a passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The path of the article.
    pub path: String,
    /// Its first byte in the article's text as read.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// Its text: exactly the bytes `start..end`.
    pub text: String,
    /// Why it is left out.
    pub reason: Reason,
}

/// Why some text of an article is not a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// An advertisement, or an offer to place one.
    Advertising,
    /// A link to another article.
    RelatedLink,
    /// What readers say of the article, or an invitation to comment or to log in.
    Comment,
    /// An invitation to subscribe or to follow.
    Subscription,
    /// Buttons to share the article.
    Share,
    /// A notice on cookies or privacy.
    Cookies,
    /// A copyright or credit line.
    Copyright,
    /// Who wrote the article, or when it was published.
    Byline,
    /// What the author says of themselves.
    AuthorBlurb,
    /// A menu, a button, a list of tags.
    Navigation,
    /// A line in three articles or more, or a paragraph around five or more, that are otherwise different.
    Repeated,
    /// The title again.
    Title,
    /// A block of code.
    Code,
    /// An image.
    Image,
    /// No letter at all, or nothing but addresses of pages.
    NoWords,
    /// A heading or a few words with no paragraph to join.
    Fragment,
    /// An earlier message, quoted in an e-mail.
    Quoted,
    /// The signature of an e-mail.
    Signature,
    /// The running head or foot of the pages of a document.
    PageHeader,
}

impl Reason {
    /// The name used in every output, such as `related-link`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Advertising => "advertising",
            Self::RelatedLink => "related-link",
            Self::Comment => "comment",
            Self::Subscription => "subscription",
            Self::Share => "share",
            Self::Cookies => "cookies",
            Self::Copyright => "copyright",
            Self::Byline => "byline",
            Self::AuthorBlurb => "author-blurb",
            Self::Navigation => "navigation",
            Self::Repeated => "repeated",
            Self::Title => "title",
            Self::Code => "code",
            Self::Image => "image",
            Self::NoWords => "no-words",
            Self::Fragment => "fragment",
            Self::Quoted => "quoted",
            Self::Signature => "signature",
            Self::PageHeader => "page-header",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_written_as_it_is_serialised() {
        for reason in [Reason::RelatedLink, Reason::AuthorBlurb, Reason::NoWords, Reason::PageHeader, Reason::Cookies] {
            assert_eq!(serde_json::to_string(&reason).unwrap(), format!("\"{reason}\""));
        }
    }
}
