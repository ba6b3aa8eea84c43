"""HTML of strangers: what is dangerous is gone, what is said stays."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.channels.clean_html import of_text, safe, safe_reply, words

IMAGES = {"p1": "/api/v1/files/f1"}


@pytest.mark.parametrize(
    ("hostile", "left"),
    [
        ("<script>alert(1)</script>Hi", "Hi"),
        ("<img src=x onerror=alert(1)>", "<img>"),
        ('<img src="https://spy.test/1.gif" alt="a">', '<img alt="a" data-remote="https://spy.test/1.gif">'),
        ('<img src="//spy.test/1.gif">', "<img>"),
        ('<img src="data:image/svg+xml,<svg onload=alert(1)>">', "<img>"),
        ('<img srcset="https://spy.test/1.gif 2x">', "<img>"),
        ('<img src="/api/v1/setup/accounts">', "<img>"),
        ('<img src="cid:p1">', '<img src="/api/v1/files/f1">'),
        ('<img src="cid:p2">', "<img>"),
        ('<img data-remote="javascript:alert(1)">', "<img>"),
        (
            '<a href="javascript:alert(1)">x</a>',
            '<a target="_blank" rel="noopener noreferrer nofollow">x</a>',
        ),
        (
            '<a href=" jAvAsCrIpT&#58;alert(1)">x</a>',
            '<a target="_blank" rel="noopener noreferrer nofollow">x</a>',
        ),
        ('<a href="data:text/html,x">x</a>', '<a target="_blank" rel="noopener noreferrer nofollow">x</a>'),
        (
            '<a href="https://a.test" target="_self" rel="opener" onclick="x()">x</a>',
            '<a href="https://a.test" target="_blank" rel="noopener noreferrer nofollow">x</a>',
        ),
        ('<p style="position:fixed;top:0;background:url(https://spy.test)">x</p>', "<p>x</p>"),
        ('<div id="app" class="dialog" name="body">x</div>', "<div>x</div>"),
        ("<style>*{display:none}</style>x", "x"),
        ('<link rel="stylesheet" href="https://spy.test/x.css">x', "x"),
        ('<meta http-equiv="refresh" content="0;url=https://spy.test">x', "x"),
        ('<base href="https://spy.test/">x', "x"),
        ('<form action="https://spy.test"><input name="password"><button>Sign in</button></form>', "Sign in"),
        ('<iframe src="https://spy.test"></iframe><object data="x"></object><embed src="x">x', "x"),
        ('<svg><script>alert(1)</script><a xlink:href="javascript:x">y</a></svg>', ""),
        ("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", ""),
        ('<noscript><p title="</noscript><img src=x onerror=alert(1)>">', '&lt;p title="<img>"&gt;'),
        ("<!--<img src=x onerror=alert(1)>--><!DOCTYPE x><?php x ?>y", "y"),
        ("<custom-element onclick=x>y</custom-element>", "y"),
        ("<b>not closed", "<b>not closed</b>"),
        ("</div></table>x", "x"),
        ('<td colspan="9999999">x</td>', "x"),
        (
            '<table background="https://spy.test/x"><tr><td bgcolor="red" align="left">x',
            '<table><tbody><tr><td align="left">x</td></tr></tbody></table>',
        ),
        ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
        ("<textarea><img src=x onerror=alert(1)></textarea>", "&lt;img src=x onerror=alert(1)&gt;"),
    ],
)
def test_what_strangers_try(hostile: str, left: str) -> None:
    """ASVS 1.3.1."""
    assert safe(hostile, IMAGES) == left
    assert safe(left, IMAGES) == left


@pytest.mark.parametrize(
    ("html", "reply"),
    [
        ('<p>Yes</p><blockquote type="cite"><p>Really?</p></blockquote>', "<p>Yes</p>"),
        ('<p>Yes</p><div class="gmail_quote x"><div><p>Really?</p></div></div>', "<p>Yes</p>"),
        ('Yes<div id="appendonsend"></div><hr><p>From: us</p>', "Yes"),
        (
            '<div><p>Yes</p><div style="border:none;border-top:solid #E1E1E1 1.0pt">From</div></div><p>old</p>',
            "<div><p>Yes</p></div>",
        ),
        ('<p>Yes</p><div class="moz-signature">--<br>Ann</div>', "<p>Yes</p>"),
        (
            '<blockquote type="cite"><p>Only this</p></blockquote>',
            "<blockquote><p>Only this</p></blockquote>",
        ),
        (
            "<blockquote>Said by somebody</blockquote><p>Yes</p>",
            "<blockquote>Said by somebody</blockquote><p>Yes</p>",
        ),
    ],
)
def test_without_the_mail_that_it_answers(html: str, reply: str) -> None:
    assert safe_reply(html) == reply


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
        ("<div>One</div><div>Two</div>", "One\n\nTwo"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        (
            '<a href="https://a.test/x">Look</a> <a href="https://a.test">https://a.test</a>',
            "Look (https://a.test/x) https://a.test",
        ),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"),
        ("1 &lt; 2 &amp; 3", "1 < 2 & 3"),
        ("a\n  b", "a b"),
        ('<img src="/api/v1/files/f1" alt="a cat">', "a cat"),
    ],
)
def test_its_words(html: str, said: str) -> None:
    assert words(safe(html)) == said


def test_text_as_html() -> None:
    assert of_text("<b>\nx & y") == "&lt;b&gt;<br>x &amp; y"


@pytest.mark.parametrize(
    "deep", ["<div>", "<b><p>", "<x-y>", "<blockquote type=cite>", "<a href=x>", "<table><tr><td>"]
)
def test_nobody_keeps_us_busy_with_tags_in_tags(deep: str) -> None:
    began = time.process_time()
    assert words(safe(deep * (400_000 // len(deep)) + "the words")).endswith("the words")
    safe_reply(deep * 1_400 + "x")
    assert time.process_time() - began < 30.0  # seconds of the processor, on however slow a machine


@pytest.mark.parametrize("unit", ["<div>{}</x>", "<table><b>{}</x></x>", "<blockquote>{}</i></u>"])
def test_v15_2_2_ends_of_nothing_hide_no_tags_in_tags(unit: str) -> None:
    """It was ten seconds of one e-mail, for which nobody else was served."""
    before, after = unit.split("{}")
    began = time.process_time()
    assert words(safe(before * 20_000 + after * 20_000 + "the words")).endswith("the words")
    assert time.process_time() - began < 30.0  # seconds of the processor, on however slow a machine


@pytest.mark.parametrize("mark", ["i a{n}=1", "font size={n}", "b title='</b>' a={n}", "STRONG\n a={n}"])
def test_v1_3_1_marks_that_nobody_closes_do_not_multiply(mark: str) -> None:
    """A letter of 60 kB would have been ten million tags, and the end of the program."""
    marks = "".join(f"<{mark.format(n=n)}>" for n in range(1200))
    cleaned = safe(f"<p>{marks}</p>" + "<p>x</p>" * 1200)
    assert len(cleaned) < 60_000
    assert words(cleaned).count("x") == 1200


def test_marks_stay_what_they_are() -> None:
    assert safe("<p><B>a</B> <i>b<u>c</u></i> <font color=red>d</font><code>e</code></p>") == (
        "<p><b>a</b> <i>b<u>c</u></i> d<code>e</code></p>"
    )


TAGS = [
    "script",
    "img",
    "a",
    "svg",
    "math",
    "style",
    "div",
    "table",
    "td",
    "textarea",
    "noscript",
    "template",
    "iframe",
    "p",
]
BITS = st.sampled_from(
    [
        *(f"<{tag}>" for tag in TAGS),
        *(f"</{tag}>" for tag in TAGS),
        *(
            '<img src="',
            "https://x.test",
            'cid:p1">',
            " onerror=",
            "javascript:",
            '" ',
            "'",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
        ),
        *(
            "&lt;",
            "&#x6a;",
            "<a href=",
            "style=",
            'class="gmail_quote"',
            ">",
            "<",
            "x",
            "\0",
            "id=appendonsend>",
        ),
    ]
)
ALLOWED = re.compile(
    r"</?[a-z0-9]+(?:"
    r' (?:alt|title|width|height|colspan|rowspan|start|align)="[^"<>]*"'
    r'| href="(?!(?:javascript|data|vbscript|cid):)[^"<>]*"'
    r'| target="_blank"| rel="noopener noreferrer nofollow"| src="/api/v1/files/f1"| data-remote="https?://[^"<>]*"'
    r")*>"
)


@given(st.lists(st.one_of(BITS, st.text(max_size=4)), max_size=40).map("".join))
def test_only_what_is_allowed_is_left(html: str) -> None:
    for clean in (safe(html, IMAGES), safe_reply(html, IMAGES)):
        assert "<" not in ALLOWED.sub("", clean)
        assert safe(clean, IMAGES) == clean
