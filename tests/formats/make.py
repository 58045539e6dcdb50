"""Writes the documents of `files` with the programs that people make such documents with. See README.md."""

import datetime
import os
import sys
from pathlib import Path

MADE = datetime.datetime(2024, 8, 15, 9, 30)
# reportlab dates its files by this variable, and odfpy and EbookLib by the arguments below
os.environ["SOURCE_DATE_EPOCH"] = str(int(MADE.replace(tzinfo=datetime.timezone.utc).timestamp()))

import docx
import ebooklib.epub
import odf.opendocument
import odf.dc
import odf.meta
import odf.text
import pypdf
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

TITLE = "Le bac repart"
HEADING = "Trois semaines d’arrêt"
PARAGRAPHS = [
    "Le bac relie de nouveau les deux rives depuis mardi, après trois semaines d’arrêt pendant lesquelles les camions ont "
    "attendu sur la rive gauche, moteur coupé, que la pièce commandée à la capitale arrive enfin.",
    "Les éleveurs, qui passaient leurs bêtes à la nage plus en amont, disent avoir perdu une dizaine de têtes ; la mairie "
    "n’en a compté que quatre et promet une indemnité avant la fin de la saison.",
    "Le mécanicien, lui, prévient : la seconde pompe a le même âge que la première, et personne n’a encore signé le bon de "
    "commande.",
]


def word(path):
    document = docx.Document()
    document.core_properties.title = TITLE
    document.core_properties.created = MADE
    document.core_properties.language = "fr-FR"
    document.sections[0].header.paragraphs[0].text = "La Rive, bulletin de la commune"
    document.add_heading(TITLE, 0)
    document.add_paragraph(PARAGRAPHS[0])
    document.add_heading(HEADING, 1)
    document.add_paragraph(PARAGRAPHS[1])
    document.add_table(1, 1).cell(0, 0).text = PARAGRAPHS[2]
    document.save(path)


def opendocument(path):
    document = odf.opendocument.OpenDocumentText()
    document.meta.addElement(odf.dc.Title(text=TITLE))
    document.meta.addElement(odf.meta.CreationDate(text=MADE.isoformat()))
    document.meta.addElement(odf.dc.Language(text="fr-FR"))
    document.text.addElement(odf.text.H(outlinelevel=1, text=TITLE))
    first = odf.text.P(text=PARAGRAPHS[0])
    note = odf.text.Note(noteclass="footnote")
    note.addElement(odf.text.NoteCitation(text="1"))
    body = odf.text.NoteBody()
    body.addElement(odf.text.P(text="La pièce pèse onze kilos, selon le bordereau du transporteur qui l’a livrée lundi soir."))
    note.addElement(body)
    first.addElement(note)
    document.text.addElement(first)
    document.text.addElement(odf.text.H(outlinelevel=2, text=HEADING))
    document.text.addElement(odf.text.P(text=PARAGRAPHS[1]))
    document.text.addElement(odf.text.P(text=PARAGRAPHS[2]))
    document.save(path)


def book(path):
    document = ebooklib.epub.EpubBook()
    document.set_identifier("bac")
    document.set_title(TITLE)
    document.set_language("fr")
    document.add_metadata("DC", "date", "2024-08-15")
    chapters = []
    for number, paragraph in enumerate(PARAGRAPHS, 1):
        chapter = ebooklib.epub.EpubHtml(title=f"Chapitre {number}", file_name=f"texte/chapitre {number}.xhtml", lang="fr")
        chapter.content = f"<h1>Chapitre {number}</h1><p>{paragraph}</p>"
        document.add_item(chapter)
        chapters.append(chapter)
    document.toc = chapters
    document.add_item(ebooklib.epub.EpubNcx())
    document.add_item(ebooklib.epub.EpubNav())
    document.spine = ["nav", *chapters]
    ebooklib.epub.write_epub(path, document)


def pdf(path):
    styles = getSampleStyleSheet()

    def frame(canvas: Canvas, document):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, A4[1] - 40, "La Rive, bulletin de la commune")
        canvas.drawString(72, 40, f"page {document.page}")

    story = [Paragraph(TITLE, styles["Title"])]
    for paragraph in PARAGRAPHS:
        story += [Paragraph(paragraph, styles["BodyText"]), PageBreak()]
    SimpleDocTemplate(str(path), pagesize=A4, title=TITLE, lang="fr").build(
        story, onFirstPage=frame, onLaterPages=frame
    )


def scan(path):
    canvas = Canvas(str(path), pagesize=A4)
    canvas.rect(72, 72, 200, 200, fill=1)
    canvas.save()


def locked(path, source):
    writer = pypdf.PdfWriter(clone_from=source)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(path)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    word(folder / "bac.docx")
    opendocument(folder / "bac.odt")
    book(folder / "bac.epub")
    pdf(folder / "bac.pdf")
    scan(folder / "scan.pdf")
    locked(folder / "locked.pdf", folder / "bac.pdf")
