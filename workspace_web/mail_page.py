"""The HTML of an e-mail as a page for a frame: nothing in it runs, and nothing is fetched but pictures that were asked for.

The HTML was cleaned when it came; this is the second wall: a policy of its own and a sandbox.
"""

import re
from string import Template

_PAGE = Template("""<!doctype html>
<html lang="" data-theme="$theme">
<meta charset="utf-8">
<title>$title</title>
<base target="_blank">
<style>
:root { color-scheme: light; --text: #171a21; --muted: #565d6d; --line: #868d9c; --link: #3d4bc7 }
:root[data-theme="dark"] { color-scheme: dark; --text: #e9ebf0; --muted: #a0a7b6; --line: #6a7283; --link: #a3aefc }
body { margin: 0; font: 14px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; color: var(--text) }
img { max-width: 100%; height: auto }
pre { white-space: pre-wrap }
table { border-collapse: collapse }
td, th { padding: .125em .5em .125em 0; text-align: start; vertical-align: top; overflow-wrap: break-word }
blockquote { margin: .5em 0; padding-inline-start: .75em; border-inline-start: 2px solid var(--line); color: var(--muted) }
a { color: var(--link) }
img[data-remote] { display: none }
body > :first-child { margin-block-start: 0 }
body > :last-child { margin-block-end: 0 }
</style>
<body>$body</body>
</html>
""")
_REMOTE = re.compile(r'(<img\b[^<>]*?\b)data-remote="(https?:[^"<>]*)"')
_POLICY = (
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src 'self' data:{pictures}; base-uri 'self'; form-action 'none'; "
    "frame-ancestors 'self'"
)


def mail_page(body: str, title: str, *, dark: bool, pictures: bool) -> str:
    """`body` is cleaned HTML, in which pictures of others have `data-remote` and no `src`; `title` is plain text."""
    if pictures:
        body = _REMOTE.sub(r'\1src="\2"', body)
    safe = title.replace("&", "&amp;").replace("<", "&lt;")
    return _PAGE.substitute(theme="dark" if dark else "light", title=safe, body=body)


def mail_policy(*, pictures: bool) -> str:
    """`pictures`: those of others may be fetched, which tells their owner that the mail was read."""
    return _POLICY.format(pictures=" https:" if pictures else "")
