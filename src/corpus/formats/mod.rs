//! Files that are not text by themselves: archives, e-mail, documents. Each format has its module; what they may unpack
//! to is in `limits`.

mod archive;
mod docx;
mod epub;
mod guard;
mod gzip;
mod http;
mod limits;
mod mail;
mod mail_quotes;
mod odt;
mod paragraphs;
#[cfg(feature = "pdf")]
mod pdf;
mod warc;
mod xml;
mod zip;

use super::document::FileRead;
use super::walk::{Format, Found};
pub(super) use guard::guarded;
pub(super) use limits::Allowance;
pub(super) use paragraphs::Paragraphs;

/// Reads a file of one of these formats; `None` for text.
pub(super) fn read(file: &Found, bytes: &[u8], allowance: &mut Allowance) -> Option<Result<FileRead, String>> {
    Some(match file.format {
        Format::Text | Format::Markdown | Format::Html | Format::JsonLines | Format::Table => return None,
        Format::Mail => guarded(|| mail::read_mail(file, bytes, allowance)),
        Format::Docx => docx::read_docx(file, bytes),
        Format::Odt => odt::read_odt(file, bytes),
        Format::Epub => epub::read_epub(file, bytes),
        #[cfg(feature = "pdf")]
        Format::Pdf => guarded(|| pdf::read_pdf(file, bytes)),
        Format::Warc => warc::read_warc(file, bytes, allowance),
        Format::Zip => archive::read_archive(file, bytes, allowance),
        Format::Gzip => gzip::read_gzip(file, bytes, allowance),
    })
}
