"""HTML that strangers wrote, made safe to show among our own. Pure.

What is left is structure and words: no script, no style, no form, no `id` or `class` that our pages would take for
theirs. Links open elsewhere and tell nobody where from. An image of the message itself is shown; one from elsewhere would
tell its owner when and where it was read: it keeps its address in `data-remote` only, and is not fetched. Cleaning what
is clean changes nothing."""

import re
from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser

import nh3

FILES = "/api/v1/files/"
LONGEST = 512 * 1024
_DEEPEST = 1500
"""Tags within each other. A letter that was answered fifty times has some 300."""

_TAGS = {
    *(
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "center",
        "code",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "h1",
        "h2",
    ),
    *(
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "small",
        "span",
        "strike",
        "strong",
    ),
    *("sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height", "data-remote"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"},
    "ol": {"start"},
    "div": {"class", "id", "style"},  # until quotes are found
    "blockquote": {"type", "class"},
    "span": {"class"},
    "p": {"class"},
    "hr": {"id"},
    "table": {"id"},
}
_MARKERS = {"class", "id", "style", "type"}
_SCHEMES = {"http", "https", "mailto", "tel", "sms", "cid"}
_FILE = re.compile(re.escape(FILES) + r"[\w-]{1,64}")
_REMOTE = re.compile(r"https?://[^\s\"'<>]{1,2000}", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,4}%?")

_QUOTE_CLASSES = {
    "gmail_quote",
    "gmail_extra",
    "gmail_quote_container",
    "gmail_signature",
    "gmail_attr",
    "yahoo_quoted",
}
_QUOTE_CLASSES |= {
    "moz-cite-prefix",
    "moz-signature",
    "protonmail_quote",
    "protonmail_signature_block",
    "tutanota_quote",
}
_QUOTE_CLASSES |= {"zmail_extra"}
_QUOTE_IDS = {
    "divRplyFwdMsg",
    "x_divRplyFwdMsg",
    "mail-editor-reference-message-container",
    "ms-outlook-mobile-signature",
}
_QUOTE_IDS |= {"Signature", "x_Signature", "isForwardContent"}
_ENDS = {"appendonsend", "x_appendonsend", "divRplyFwdMsg", "x_divRplyFwdMsg", "outlook-rule"}
"""All that comes after one of these is a quote too."""

_OUTLOOK_RULE = re.compile(r"border:\s*none;\s*border-top:\s*solid\s+#[0-9a-f]{6}\s+1\.0pt", re.IGNORECASE)
_VOID = {"br", "hr", "img"}
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,30})")
_COMMENT = re.compile(r"<!--(?!-?>).*?--!?>", re.DOTALL)
_CLOSED_BY_NEXT = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "td",
        "tr",
        "th",
        "dd",
        "dt",
        "option",
    ]
)
"""Never open, or no longer than until the next one."""

_MARK = re.compile(r"<(/?)(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.IGNORECASE)
_PLAIN = "x-"
"""What is put before the names of marks while the HTML is read. A mark that nobody closes is begun anew in each paragraph
that follows: a thousand of them before a thousand paragraphs, 20 kB in all, are a million, and fill the memory of whoever
reads them. With a name that says nothing to a reader, each ends with the paragraph that it is in."""
_MARKS = frozenset(
    f"{_PLAIN}{name}" for name in ["b", "code", "em", "i", "s", "small", "strike", "strong", "tt", "u"]
)


def safe(html: str, images: Mapping[str, str] | None = None) -> str:
    """`html` cleaned. `images`: the address of each image of the message by its Content-ID; below `FILES` only."""
    return _serialised(_sieved(html, images or {}), whole=True)


def safe_reply(html: str, images: Mapping[str, str] | None = None) -> str:
    """The same without the mail that it answers and the signature, as far as the writer's program marked them; all of it
    when nothing else is there."""
    sieved = _sieved(html, images or {})
    reply = _serialised(sieved, whole=False)
    return reply if words(reply) or "<img" in reply else _serialised(sieved, whole=True)


def words(html: str) -> str:
    """What is written in `html`, which was cleaned: lines and lists as lines, links with where they lead when that is
    news."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.said).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def of_text(text: str) -> str:
    """Plain text as HTML that looks like it."""
    return "<br>".join(escape(line) for line in text.split("\n"))


def _sieved(html: str, images: Mapping[str, str]) -> str:
    html = html[:LONGEST]
    if _too_deep(html):
        # Nobody's letter: thousands of tags within each other, made to keep us busy. Its words are kept.
        return of_text(re.sub(r"<[^<>]*>", " ", html))

    def sieve(tag: str, name: str, value: str) -> str | None:
        return _attribute(tag, name, value, images)

    return nh3.clean(
        _MARK.sub(rf"<\1{_PLAIN}\2", html),
        tags=_TAGS | _MARKS,
        attributes=_ATTRIBUTES,
        attribute_filter=sieve,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def _too_deep(html: str) -> bool:
    """An end without a beginning ends nothing."""
    opened: dict[str, int] = {}
    depth = 0
    for end, name in _TAG.findall(_COMMENT.sub("", html)):
        tag = name.lower()
        if tag in _CLOSED_BY_NEXT or (end and not opened.get(tag)):
            continue
        step = -1 if end else 1
        opened[tag] = opened.get(tag, 0) + step
        depth += step
        if depth > _DEEPEST:
            return True
    return False


def _attribute(tag: str, name: str, value: str, images: Mapping[str, str]) -> str | None:
    match tag, name:
        case "img", "src":
            if value.lower().startswith("cid:"):
                found = images.get(value[4:].strip("<> "), "")
                return found if _FILE.fullmatch(found) else None
            return value if _FILE.fullmatch(value) or _REMOTE.fullmatch(value) else None
        case "img", "data-remote":
            return value if _REMOTE.fullmatch(value) else None
        case "a", "href":
            return value if not value.lower().strip().startswith("cid:") else None
        case _, "width" | "height" | "colspan" | "rowspan" | "start":
            return value if _NUMBER.fullmatch(value) else None
        case _, "align":
            return value if value in {"left", "right", "center"} else None
        case "div", "style":
            return "outlook-rule" if _OUTLOOK_RULE.search(value) else None
    return value


def _serialised(sieved: str, *, whole: bool) -> str:
    writer = _Writer(whole)
    writer.feed(sieved)
    writer.close()
    return writer.html()


class _Writer(HTMLParser):
    """Writes what the sieve left without the marks by which quotes are known, and without the quotes unless `whole`."""

    def __init__(self, whole: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._whole = whole
        self._written: list[str] = []
        self._open: list[str] = []
        self._leaving_out = 0  # elements open within the one that is left out
        self._ended = False

    def html(self) -> str:
        return "".join([*self._written, *(f"</{tag}>" for tag in reversed(self._open))]).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = _named(tag)
        given = {name: value or "" for name, value in attrs}
        if not self._whole:
            if self._leaving_out:
                self._leaving_out += tag not in _VOID
                return
            self._ended = self._ended or bool({given.get("id", ""), given.get("style", "")} & _ENDS)
            if self._ended:
                return
            if _is_quote(tag, given):
                self._leaving_out += tag not in _VOID
                return
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "img" and given.get("src", "").lower().startswith("http"):
            given["data-remote"] = given.pop("src")
        kept = "".join(f' {name}="{escape(value)}"' for name, value in given.items() if name not in _MARKERS)
        self._written.append(f"<{tag}{kept}>")

    def handle_endtag(self, tag: str) -> None:
        tag = _named(tag)
        if self._leaving_out:
            self._leaving_out -= 1
        elif not self._ended and self._open and self._open[-1] == tag:
            self._written.append(f"</{self._open.pop()}>")

    def handle_data(self, data: str) -> None:
        if not self._leaving_out and not self._ended:
            self._written.append(escape(data, quote=False))


def _named(tag: str) -> str:
    return tag.removeprefix(_PLAIN) if tag in _MARKS else tag


def _is_quote(tag: str, given: Mapping[str, str]) -> bool:
    if tag == "blockquote" and given.get("type", "").lower() == "cite":
        return True
    return given.get("id", "") in _QUOTE_IDS or not _QUOTE_CLASSES.isdisjoint(given.get("class", "").split())


_BLOCKS = {
    "p",
    "div",
    "blockquote",
    "pre",
    "table",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "dl",
    "dt",
    "dd",
}
_APART = {"p", "blockquote", "pre", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        match tag:
            case "br":
                self.said.append("\n")
            case "hr":
                self.said.append("\n----\n")
            case "li":
                self.said.append("\n- ")
            case "td" | "th":
                self.said.append(" ")
            case "img":
                self.said.append(given.get("alt") or "")
            case "a":
                self._links.append((given.get("href") or "", len(self.said)))
            case _ if tag in _BLOCKS:
                self.said.append("\n\n" if tag in _APART and self.said else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            address, began = self._links.pop()
            shown = " ".join("".join(self.said[began:]).split())
            bare = address.removeprefix("mailto:").removeprefix("tel:")
            if shown and bare and bare.rstrip("/") not in shown and shown not in bare:
                self.said.append(f" ({bare})")
        elif tag in _BLOCKS:
            self.said.append("\n\n" if tag in _APART else "\n")

    def handle_data(self, data: str) -> None:
        self.said.append(re.sub(r"\s+", " ", data))
