//! Web archives (WARC 1.0 and 1.1, ISO 28500): each page that a server answered with is an article, under the path
//! `archive.warc#https://example.org/a`. When it was fetched says nothing of when it was written, and dates nothing.

use super::http::{Answer, charset, fields, is_page, value};
use super::limits::{Allowance, MOST_PART_BYTES};
use crate::corpus::decode::decode;
use crate::corpus::document::{FileRead, host};
use crate::corpus::html::{declared_encoding, read_html};
use crate::corpus::walk::{Format, Found};
use crate::corpus::{Note, Skipped};
use rayon::prelude::*;
use std::collections::HashSet;
use std::io::{BufRead, Read};

/// What the head of a record may have, in bytes.
const LONGEST_HEAD: u64 = 1 << 16;

/// So many bytes of pages are read together, on all cores.
const TOGETHER: usize = 1 << 24;

/// A page that a server sent.
struct Page {
    url: String,
    /// The address, and a number where it was fetched before.
    name: String,
    answer: Answer,
}

/// Reads an archive record by record, so that it may be larger than memory unpacked; its pages may not.
pub(super) fn read_warc(file: &Found, mut reader: impl BufRead, allowance: &mut Allowance) -> Result<FileRead, String> {
    let (mut read, mut pages, mut size) = (FileRead::default(), Vec::new(), 0);
    let (mut records, mut others, mut seen) = (0_usize, 0_usize, HashSet::new());
    loop {
        let record = match Record::next(&mut reader) {
            Ok(Some(record)) => record,
            Ok(None) if records == 0 => return Err("it holds no record".to_owned()),
            Ok(None) => break,
            Err(reason) if records == 0 => return Err(reason),
            Err(reason) => {
                let reason = format!("what follows record {records} is not read: {reason}");
                read.skipped.push(Skipped { path: file.shown.clone(), line: None, reason });
                break;
            }
        };
        records += 1;
        let Record { url, answer } = record;
        match answer.and_then(|answer| {
            let size = answer.as_ref().map_or(0, |answer| answer.body.len() as u64);
            allowance.take(size).map(|()| answer)
        }) {
            Ok(None) => others += 1,
            Ok(Some(answer)) => {
                size += answer.body.len();
                let name = if seen.insert(url.clone()) { url.clone() } else { format!("{url}:{records}") };
                pages.push(Page { url, name, answer });
            }
            Err(reason) => read.skipped.push(Skipped { path: format!("{}#{url}", file.shown), line: None, reason }),
        }
        if size > TOGETHER {
            read_pages(file, std::mem::take(&mut pages), &mut read);
            size = 0;
        }
    }
    read_pages(file, pages, &mut read);
    let message = format!("{others} of {records} records are no pages: requests, images, redirections and the like");
    read.notes.extend((others > 0).then(|| Note { path: file.shown.clone(), line: None, message }));
    Ok(read)
}

/// Reads pages, in their order.
fn read_pages(file: &Found, pages: Vec<Page>, read: &mut FileRead) {
    let reads: Vec<FileRead> = pages
        .into_par_iter()
        .map(|Page { url, name, answer }| {
            let (shown, relative) = (format!("{}#{name}", file.shown), format!("{}#{name}", file.relative));
            let inner = Found { path: "page.html".into(), shown, relative, named: false, format: Format::Html };
            let declared = answer.encoding.or_else(|| declared_encoding(&answer.body));
            match decode(answer.body, declared) {
                Ok(decoded) => {
                    let mut read = read_html(&inner, &decoded.text);
                    for document in &mut read.documents {
                        let source = &mut document.metadata.source;
                        *source = source.take().or_else(|| host(&url));
                    }
                    let note = |message| Note { path: inner.shown.clone(), line: None, message };
                    read.notes.extend(decoded.note.map(note));
                    read
                }
                Err(reason) => {
                    let skipped = Skipped { path: inner.shown, line: None, reason };
                    FileRead { skipped: vec![skipped], ..FileRead::default() }
                }
            }
        })
        .collect();
    for mut page in reads {
        read.documents.append(&mut page.documents);
        read.skipped.append(&mut page.skipped);
        read.notes.append(&mut page.notes);
    }
}

/// A record: the page that it holds, if it holds one that can be read.
struct Record {
    url: String,
    answer: Result<Option<Answer>, String>,
}

impl Record {
    /// The next record; none at the end.
    fn next(reader: &mut impl BufRead) -> Result<Option<Self>, String> {
        let Some(head) = head(reader)? else { return Ok(None) };
        let line_end = head.iter().position(|byte| *byte == b'\n').map_or(head.len(), |end| end + 1);
        if !head.starts_with(b"WARC/1.") {
            return Err("no record of a web archive begins there".to_owned());
        }
        let fields = fields(&head[line_end..])?;
        let length = value(&fields, "content-length").and_then(|length| length.parse::<u64>().ok());
        let length = length.ok_or("a record does not say how long it is")?;
        let is = |name: &str| value(&fields, "warc-type").is_some_and(|kind| kind.eq_ignore_ascii_case(name));
        let kind = value(&fields, "content-type").unwrap_or_default();
        let is_answer = is("response") && kind.starts_with("application/http");
        let is_file = is("resource") && is_page(&kind);
        let url = value(&fields, "warc-target-uri").unwrap_or_default();
        let url = url.trim_matches(['<', '>']).to_owned(); // as WARC 1.0 had it
        let mut content = Vec::new();
        let mut rest = reader.by_ref().take(length);
        // no page is longer
        let kept = (is_answer || is_file) && length <= MOST_PART_BYTES;
        let copied = if kept { rest.read_to_end(&mut content).map(|count| count as u64) } else { pass_over(&mut rest) };
        let copied = copied.map_err(|error| format!("it cannot be unpacked: {error}"))?;
        if copied < length {
            return Err(format!("a record ends after {copied} of {length} bytes"));
        }
        let answer = if !kept {
            Ok(None)
        } else if is_answer {
            Answer::read(content)
        } else {
            Ok(Some(Answer { body: content, encoding: charset(&kind) }))
        };
        Ok(Some(Self { url, answer }))
    }
}

fn pass_over(reader: &mut impl Read) -> std::io::Result<u64> {
    std::io::copy(reader, &mut std::io::sink())
}

/// The head of a record, up to the empty line that ends it; none where nothing follows.
fn head(reader: &mut impl BufRead) -> Result<Option<Vec<u8>>, String> {
    let mut head = Vec::new();
    let mut lines = reader.take(LONGEST_HEAD);
    loop {
        let start = head.len();
        lines.read_until(b'\n', &mut head).map_err(|error| format!("it cannot be unpacked: {error}"))?;
        let line = &head[start..];
        if line.is_empty() && start == 0 {
            return Ok(None);
        }
        if !line.ends_with(b"\n") {
            return Err("the head of a record does not end".to_owned());
        }
        if line.trim_ascii().is_empty() {
            if start > 0 {
                return Ok(Some(head));
            }
            head.clear(); // two empty lines end the record before
        }
    }
}
