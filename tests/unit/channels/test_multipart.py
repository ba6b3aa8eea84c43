"""Files in requests, read back by the standard library's parser."""

from email import message_from_bytes, policy

from ari_app.channels.multipart import multipart


def read(content_type: str, body: bytes) -> dict[str, tuple[str | None, str, object]]:
    whole = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body, policy=policy.HTTP)
    return {
        str(part.get_param("name", header="content-disposition")): (
            part.get_filename(),
            part.get_content_type(),
            part.get_payload(decode=True),
        )
        for part in whole.iter_parts()
    }


def test_fields_and_a_file() -> None:
    content_type, body = multipart(
        {"chat_id": "1", "caption": "Grüße\r\n👋"}, "photo", 'a "b"\r\nc.png', "image/png", b"\0\r\n--x\xff"
    )
    assert read(content_type, body) == {
        "chat_id": (None, "text/plain", b"1"),
        "caption": (None, "text/plain", "Grüße\r\n👋".encode()),
        "photo": ("a %22b%22%0D%0Ac.png", "image/png", b"\0\r\n--x\xff"),
    }


def test_the_boundary_is_not_in_the_file() -> None:
    content_type, body = multipart({}, "file", "a", "text/plain", b"x")
    boundary = content_type.partition("boundary=")[2]
    assert body.count(boundary.encode()) == 2
