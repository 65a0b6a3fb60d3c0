//! As much of HTML as is needed to look at pages that this course has rendered itself.

/// A start tag with its attributes, and the text up to the next tag.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
    pub(crate) text: String,
}

impl Element {
    /// The value of an attribute; empty where it has none.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Every element of a document, in the order of their start tags.
pub(crate) fn elements(document: &str) -> Vec<Element> {
    let mut elements: Vec<Element> = Vec::new();
    let mut rest = document;
    while let Some(start) = rest.find('<') {
        if let Some(element) = elements.last_mut() {
            element.text.push_str(&unescape(&rest[..start]));
        }
        rest = &rest[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
        } else if rest.starts_with("</") || rest.starts_with("<!") {
            rest = rest.find('>').map_or("", |end| &rest[end + 1..]);
        } else {
            let (element, behind) = start_tag(&rest[1..]);
            rest = behind;
            if ["script", "style"].contains(&element.name.as_str()) {
                // What is in them is no markup.
                let end = rest.find(&format!("</{}", element.name)).unwrap_or(rest.len());
                let text = rest[..end].to_owned();
                rest = &rest[end..];
                elements.push(Element { text, ..element });
            } else {
                elements.push(element);
            }
        }
    }
    elements
}

fn start_tag(tag: &str) -> (Element, &str) {
    let end = tag.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(tag.len());
    let (name, mut rest) = tag.split_at(end);
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() || rest.starts_with('>') {
            break;
        }
        let end = rest
            .find(|c: char| c.is_whitespace() || c == '=' || c == '>' || c == '/')
            .unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        let (value, behind) = match behind.strip_prefix("=\"") {
            Some(value) => value.split_once('"').unwrap_or((value, "")),
            None => ("", behind),
        };
        attributes.push((name.to_owned(), unescape(value)));
        rest = behind;
    }
    let element = Element { name: name.to_owned(), attributes, text: String::new() };
    (element, rest.strip_prefix('>').unwrap_or(rest))
}

fn unescape(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#x27;", "'").replace("&#39;", "'").replace("&amp;", "&")
}

#[test]
fn tags_attributes_and_texts_are_read() {
    let page = "<!DOCTYPE html><p id=\"a\" hidden>x &lt; <b class=\"c > d\">y</b><!--<i>--></p>\
                <script src=\"e\">\"<u>\"</script><br/>";
    let elements = elements(page);
    let names: Vec<_> = elements.iter().map(|element| element.name.as_str()).collect();
    assert_eq!(names, ["p", "b", "script", "br"]);
    assert_eq!(elements[0].get("id"), Some("a"));
    assert_eq!(elements[0].get("hidden"), Some(""));
    assert_eq!(elements[0].text, "x < ");
    assert_eq!(elements[1].get("class"), Some("c > d"));
    assert_eq!(elements[2].text, "\"<u>\"");
}
