"""Markdown to HTML that is safe to show, and to text without its marks."""

from html import unescape

import nh3
from django.utils.html import strip_tags
from markdown_it import MarkdownIt

_reader = MarkdownIt("commonmark", {"linkify": False, "html": False, "breaks": True}).enable("table")
TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "blockquote",
    "code",
    "pre",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "a",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


def to_html(text: str) -> str:
    """Headings begin at the third level, under those of the page; pictures of other sites are left out."""
    lowered = (
        _reader.render(text).replace("<h1", "<h3").replace("</h1", "</h3").replace("<h2", "<h3").replace("</h2", "</h3")
    )
    return nh3.clean(
        lowered,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )


def to_text(text: str) -> str:
    """Without its marks, in one line, for descriptions and beginnings: nothing in it is escaped any more."""
    return " ".join(unescape(strip_tags(to_html(text))).split())
