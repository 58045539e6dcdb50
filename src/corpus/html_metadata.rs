//! What a web page says of itself: title, site, date, language.

use super::Note;
use super::document::{Field, Metadata};
use scraper::{ElementRef, Html};
use serde_json::Value;

/// Names of `meta` elements that give a date, the surest first.
const DATE_NAMES: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "sailthru.date",
    "parsely-pub-date",
    "citation_publication_date",
];

/// Reads the metadata of a page.
pub(super) fn read_metadata(page: &Html, path: &str, notes: &mut Vec<Note>) -> Metadata {
    let found = Found::collect(page);
    let site = found.meta(&["og:site_name", "application-name", "publisher"]);
    let page_title = found.title.as_deref().map(|title| without_site(title, site));
    let title = found.meta(&["og:title"]).or_else(|| found.only_heading()).or(page_title);
    let date =
        found.meta(DATE_NAMES).map(str::to_owned).or_else(|| found.published.clone()).or_else(|| found.time.clone());
    let value = |field| match field {
        Field::Title => title,
        Field::Date => date.as_deref(),
        Field::Source => site,
        Field::Url => found.meta(&["og:url"]).or(found.canonical.as_deref()),
        Field::Language => found.language.as_deref(),
        Field::Text | Field::Id => None,
    };
    Metadata::read(value, path, None, notes)
}

/// What the elements of a page hold, in one walk over it.
#[derive(Default)]
struct Found {
    metas: Vec<(String, String)>,
    title: Option<String>,
    headings: Vec<String>,
    published: Option<String>,
    time: Option<String>,
    canonical: Option<String>,
    language: Option<String>,
}

impl Found {
    fn collect(page: &Html) -> Self {
        let root = page.root_element();
        let mut found = Self { language: root.attr("lang").map(str::to_owned), ..Self::default() };
        for element in root.descendent_elements() {
            found.look(element);
        }
        found
    }

    fn look(&mut self, element: ElementRef<'_>) {
        let attribute = |name| element.attr(name);
        match element.value().name() {
            "meta" => {
                let name = attribute("property").or_else(|| attribute("name")).or_else(|| attribute("itemprop"));
                if let (Some(name), Some(content)) = (name, attribute("content")) {
                    self.metas.push((name.trim().to_lowercase(), content.trim().to_owned()));
                }
            }
            "title" if self.title.is_none() => self.title = Some(squeezed(element)).filter(|title| !title.is_empty()),
            "h1" => self.headings.push(squeezed(element)),
            "script" if attribute("type") == Some("application/ld+json") && self.published.is_none() => {
                let json: String = element.text().collect();
                self.published = serde_json::from_str(&json).ok().and_then(|value| date_published(&value));
            }
            "time" if self.time.is_none() => self.time = attribute("datetime").map(str::to_owned),
            "link" if attribute("rel") == Some("canonical") => self.canonical = attribute("href").map(str::to_owned),
            _ if attribute("itemprop") == Some("datePublished") && self.published.is_none() => {
                self.published = attribute("datetime").or_else(|| attribute("content")).map(str::to_owned);
            }
            _ => {}
        }
    }

    fn meta(&self, names: &[&str]) -> Option<&str> {
        let value = |name: &&str| self.metas.iter().find(|(key, content)| key == name && !content.is_empty());
        names.iter().find_map(value).map(|(_, content)| content.as_str())
    }

    /// A single first-level heading is the title; of several, one may be the site's name.
    fn only_heading(&self) -> Option<&str> {
        match self.headings.as_slice() {
            [heading] if !heading.is_empty() => Some(heading),
            _ => None,
        }
    }
}

/// The text of an element with its white space squeezed.
fn squeezed(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A page's title often ends with the site's name: `Le bac | La Rive`.
fn without_site<'title>(title: &'title str, site: Option<&str>) -> &'title str {
    [" | ", " - ", " – ", " — "]
        .into_iter()
        .find_map(|separator| {
            let (head, tail) = title.rsplit_once(separator)?;
            let known = site.map_or(separator == " | ", |site| tail.trim().eq_ignore_ascii_case(site));
            (known && tail.chars().count() < head.chars().count()).then(|| head.trim())
        })
        .unwrap_or(title)
}

/// The first `datePublished` of a JSON-LD value.
fn date_published(value: &Value) -> Option<String> {
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(map) => {
                if let Some(Value::String(date)) = map.get("datePublished") {
                    return Some(date.clone());
                }
                waiting.extend(map.values());
            }
            Value::Array(items) => waiting.extend(items.iter().rev()),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::language::Language;
    use super::*;

    fn read(page: &str) -> Metadata {
        read_metadata(&Html::parse_document(page), "a.html", &mut Vec::new())
    }

    fn date(page: &str) -> Option<String> {
        read(page).date.map(|date| date.to_string())
    }

    #[test]
    fn open_graph_comes_first() {
        let metadata = read(
            "<html lang='fr-FR'><title>x</title><meta property='og:title' content='Le bac &amp; la rive'>\
             <meta property='og:site_name' content='La Rive'><h1>y</h1>",
        );
        assert_eq!(metadata.title.as_deref(), Some("Le bac & la rive"));
        assert_eq!(metadata.source.as_deref(), Some("La Rive"));
        assert_eq!(metadata.language, Some(Language::French));
    }

    #[test]
    fn a_title_loses_the_name_of_its_site() {
        assert_eq!(read("<title>Le bac est arrêté | La Rive</title>").title.as_deref(), Some("Le bac est arrêté"));
        assert_eq!(read("<title>La Rive</title><h1>Le <b>bac</b></h1>").title.as_deref(), Some("Le bac"));
    }

    #[test]
    fn dates_are_found_where_pages_put_them() {
        for page in [
            "<meta property='article:published_time' content='2024-08-15T10:00:00+00:00'>",
            "<meta name='DC.date' content='2024-08-15'>",
            "<script type='application/ld+json'>{\"@graph\":[{\"a\":1},{\"datePublished\":\"2024-08-15\"}]}</script>",
            "<p><span itemprop='datePublished' content='2024-08-15'>hier</span></p>",
            "<time datetime='2024-08-15'>jeudi</time>",
        ] {
            assert_eq!(date(page).as_deref(), Some("2024-08-15"), "{page}");
        }
        assert_eq!(date("<time>jeudi</time>"), None);
    }

    #[test]
    fn the_address_stands_in_for_the_site() {
        let metadata = read("<link rel='canonical' href='https://www.example.org/bac'>");
        assert_eq!(metadata.source.as_deref(), Some("example.org"));
    }
}
