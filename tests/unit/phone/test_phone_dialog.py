"""What the two ends of a call agree on."""

from tests.phone.dialog import Dialog
from tests.phone.message import Request, Response


def test_a_call_of_ours_learns_from_the_answer() -> None:
    dialog = Dialog("c1", "<sip:a@h>;tag=a", "<sip:b@h>", "sip:b@h")

    dialog.learn(
        Response(
            (
                ("To", "<sip:b@h>;tag=b"),
                ("Contact", "<sip:b@10.0.0.2:5080>"),
                ("Record-Route", "<sip:p1;lr>, <sip:p2;lr>"),
            ),
            b"", 200, "OK",
        )
    )  # fmt: skip
    bye = dialog.request("BYE")

    assert bye.uri == "sip:b@10.0.0.2:5080"
    assert bye.get("to") == "<sip:b@h>;tag=b"
    assert bye.all("route") == ("<sip:p2;lr>", "<sip:p1;lr>")  # the answer lists them from the far end


def test_a_call_to_us_is_seen_from_our_end() -> None:
    invite = Request(
        (
            ("From", '"Ann" <sip:a@h>;tag=a'),
            ("To", "<sip:b@h>"),
            ("Call-ID", "c1"),
            ("Contact", "<sip:a@10.0.0.1>"),
            ("Record-Route", "<sip:p1;lr>,<sip:p2;lr>"),
        ),
        b"", "INVITE", "sip:b@h",
    )  # fmt: skip

    bye = Dialog.asked_of_us(invite, tag="b").request("BYE", ("Reason", "x"))

    assert bye.uri == "sip:a@10.0.0.1"
    assert bye.get("from") == "<sip:b@h>;tag=b"
    assert bye.get("to") == '"Ann" <sip:a@h>;tag=a'
    assert bye.all("route") == ("<sip:p1;lr>", "<sip:p2;lr>")
    assert bye.get("reason") == "x"
