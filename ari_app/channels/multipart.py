"""Files in a request (multipart/form-data, RFC 7578), as WhatsApp and Telegram want them. Pure."""

import hashlib
from collections.abc import Mapping

_ESCAPED = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A", "\0": "%00"})


def multipart(
    fields: Mapping[str, str], part: str, name: str, content_type: str, content: bytes
) -> tuple[str, bytes]:
    """The content type and the body of a request with `fields` and one file. The boundary is made of the file's hash:
    nobody writes a file that holds it."""
    boundary = f"part-{hashlib.sha256(content).hexdigest()}"
    lines = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key.translate(_ESCAPED)}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    )
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{part}"; filename="{name.translate(_ESCAPED)}"\r\n'
        f"Content-Type: {content_type}\r\n\r\n"
    )
    body = lines + head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", body
