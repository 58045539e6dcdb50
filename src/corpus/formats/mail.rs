//! E-mail (RFC 5322, MIME): the body as one article; what it quotes and its signature are left out. Attachments in a
//! format that is read are articles of their own, under the path `message.eml#report.pdf`.

use super::limits::Allowance;
use super::mail_quotes::mark_quotes;
use super::paragraphs::Paragraphs;
use crate::corpus::document::{Field, FileRead, Metadata};
use crate::corpus::file::read_within;
use crate::corpus::html::add_message_page;
use crate::corpus::lines::{Kind, lines, units};
use crate::corpus::walk::{Format, Found};
use crate::corpus::{Note, Skipped};
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use std::path::PathBuf;

/// Reads a message.
pub(super) fn read_mail(file: &Found, bytes: &[u8], allowance: &mut Allowance) -> Result<FileRead, String> {
    let message = MessageParser::default().parse(bytes).filter(|message| !message.headers().is_empty());
    let message = message.ok_or("it is no e-mail message: it has no header")?;
    let mut notes = Vec::new();
    let metadata = metadata(&message, file, &mut notes);
    let mut paragraphs = Paragraphs::default();
    for part in message.text_bodies() {
        match &part.body {
            PartType::Text(text) => add_text(text, &mut paragraphs),
            PartType::Html(page) => add_message_page(page, &mut paragraphs)?,
            _ => {}
        }
    }
    let mut read = paragraphs.into_read(file, metadata);
    read.notes = notes;
    let mut within = allowance.deeper();
    for (number, part) in (1..).zip(message.attachments()) {
        add_attachment(file, number, part, &mut within, &mut read);
    }
    if let Ok(within) = within {
        allowance.bytes = within.bytes;
    }
    Ok(read)
}

/// The subject, the date and the site of the sender: who that is is nobody's affair.
fn metadata(message: &Message<'_>, file: &Found, notes: &mut Vec<Note>) -> Metadata {
    let date = message.date().map(mail_parser::DateTime::to_rfc3339);
    let sender = message.from().and_then(|from| from.first()).and_then(|from| from.address());
    let site = sender.and_then(|address| address.rsplit_once('@')).map(|(_, site)| site.to_lowercase());
    let value = |field| match field {
        Field::Title => message.subject(),
        Field::Date => date.as_deref(),
        Field::Source => site.as_deref(),
        _ => None,
    };
    Metadata::read(value, &file.shown, None, notes)
}

fn add_text(text: &str, paragraphs: &mut Paragraphs) {
    let mut lines = lines(text, 0);
    mark_quotes(text, &mut lines);
    for unit in units(text, &lines) {
        let words = unit.span.of(text);
        // A wrapped paragraph is one line again; what is left out stays as it was.
        if matches!(unit.kind, Kind::Out(_)) {
            paragraphs.add(words, unit.kind);
        } else {
            paragraphs.add(&super::paragraphs::squeezed(words), unit.kind);
        }
    }
}

/// Reads an attachment if its format is read; otherwise it is named with the reason.
fn add_attachment(
    file: &Found,
    number: usize,
    part: &MessagePart<'_>,
    within: &mut Result<Allowance, String>,
    read: &mut FileRead,
) {
    let is_message = matches!(part.body, PartType::Message(_));
    let unnamed = if is_message { format!("{number}.eml") } else { format!("attachment {number}") };
    let name = part.attachment_name().map_or(unnamed, |name| name.replace(['/', '\\'], "_"));
    let path = PathBuf::from(&name);
    let format = if is_message { Some(Format::Mail) } else { Format::of(&path) };
    let (shown, relative) = (format!("{}#{name}", file.shown), format!("{}#{name}", file.relative));
    let bytes = part.contents();
    let attached = match (format, within) {
        (None, _) => Err("an attachment in no format that is read".to_owned()),
        (Some(_), Err(reason)) => Err(reason.clone()),
        (Some(format), Ok(within)) => within.take(bytes.len() as u64).and_then(|()| {
            let inner = Found { path, shown: shown.clone(), relative, named: false, format };
            read_within(&inner, bytes.to_vec(), within)
        }),
    };
    match attached {
        Ok(mut attached) => {
            read.documents.append(&mut attached.documents);
            read.skipped.append(&mut attached.skipped);
            read.notes.append(&mut attached.notes);
        }
        Err(reason) => read.skipped.push(Skipped { path: shown, line: None, reason }),
    }
}
