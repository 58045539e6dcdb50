//! The answer of a web server as an archive keeps it: what it says of its body, and the body as it was before it was packed
//! for the way.

use super::limits::{MOST_PART_BYTES, Packed, unpack};
use encoding_rs::Encoding;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use httparse::{EMPTY_HEADER, Header, Response, Status, parse_chunk_size, parse_headers};
use std::cell::Cell;

/// How many fields a head may have.
const MOST_FIELDS: usize = 128;

/// A page as a server sent it.
pub(super) struct Answer {
    /// The page.
    pub(super) body: Vec<u8>,
    /// The encoding that the server says it is in.
    pub(super) encoding: Option<&'static Encoding>,
}

impl Answer {
    /// Reads an answer; none where it is no page: another kind of file, a redirection, an error.
    pub(super) fn read(mut bytes: Vec<u8>) -> Result<Option<Self>, String> {
        let mut fields = [EMPTY_HEADER; MOST_FIELDS];
        let mut response = Response::new(&mut fields);
        let parsed = httparse::ParserConfig::default()
            .allow_spaces_after_header_name_in_responses(true)
            .allow_obsolete_multiline_headers_in_responses(true)
            .parse_response(&mut response, &bytes);
        let Ok(Status::Complete(head)) = parsed else {
            return Err("what the server sent has no head that can be read".to_owned());
        };
        let kind = value(response.headers, "content-type").unwrap_or_default();
        if !is_page(&kind) || response.code != Some(200) {
            return Ok(None);
        }
        let chunked = value(response.headers, "transfer-encoding")
            .is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"));
        let packing = value(response.headers, "content-encoding").unwrap_or_default().to_ascii_lowercase();
        let mut body = bytes.split_off(head);
        if chunked {
            // many archives keep the field and undo the coding
            body = joined(&body).unwrap_or(body);
        }
        Ok(Some(Self { body: unpacked(body, &packing)?, encoding: charset(&kind) }))
    }
}

/// Whether a content type is that of a page.
pub(super) fn is_page(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    ["text/html", "application/xhtml+xml"].iter().any(|page| kind.eq_ignore_ascii_case(page))
}

/// The encoding that a content type names.
pub(super) fn charset(kind: &str) -> Option<&'static Encoding> {
    let label = kind.split(';').skip(1).find_map(|parameter| {
        let (name, label) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| label.trim_matches([' ', '"', '\'']))
    });
    Encoding::for_label(label?.as_bytes())
}

/// The chunks of a body (RFC 9112, 7.1) as one; none where it is in none.
fn joined(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::with_capacity(rest.len());
    loop {
        let Ok(Status::Complete((start, size))) = parse_chunk_size(rest) else { return None };
        if size == 0 {
            return Some(body);
        }
        let end = start.checked_add(usize::try_from(size).ok()?)?;
        body.extend_from_slice(rest.get(start..end)?);
        rest = rest.get(end..)?.strip_prefix(b"\r\n")?;
    }
}

/// A body as it was before it was packed.
fn unpacked(body: Vec<u8>, packing: &str) -> Result<Vec<u8>, String> {
    let taken = Cell::new(0);
    let packed = Packed::new(&body, &taken);
    match packing {
        // some archives keep the field and undo the packing
        "gzip" | "x-gzip" if body.starts_with(b"\x1f\x8b") => {
            unpack(MultiGzDecoder::new(packed), MOST_PART_BYTES, &taken)
        }
        "deflate" if body.first().is_some_and(|first| first & 0x0f == 8) => {
            unpack(ZlibDecoder::new(packed), MOST_PART_BYTES, &taken)
        }
        "deflate" if !body.trim_ascii_start().starts_with(b"<") => {
            unpack(DeflateDecoder::new(packed), MOST_PART_BYTES, &taken)
        }
        "" | "identity" | "gzip" | "x-gzip" | "deflate" => Ok(body),
        _ if body.trim_ascii_start().starts_with(b"<") => Ok(body),
        other => Err(format!("its compression, `{}`, is not read", other.chars().take(40).collect::<String>())),
    }
}

/// The fields of a head, after its first line.
pub(super) fn fields(head: &[u8]) -> Result<Vec<Header<'_>>, String> {
    let mut fields = [EMPTY_HEADER; MOST_FIELDS];
    match parse_headers(head, &mut fields) {
        Ok(Status::Complete((_, fields))) => Ok(fields.to_vec()),
        _ => Err("the head of a record cannot be read".to_owned()),
    }
}

/// What a field says, whatever the case of its name, which is given in small letters.
pub(super) fn value(fields: &[Header<'_>], name: &str) -> Option<String> {
    let field = fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))?;
    Some(String::from_utf8_lossy(field.value).trim().to_owned())
}
