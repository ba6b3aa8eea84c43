"""An e-mail as a page for a frame: nothing runs, nothing is fetched unasked."""

from workspace_web.mail_page import mail_page, mail_policy

MAIL = (
    '<p>Hi</p><img alt="logo" data-remote="https://shop.example/a.png"><img src="data:image/png;base64,AA==">'
)


def test_pictures_of_others_are_fetched_only_when_asked_for() -> None:
    shut, opened = (mail_page(MAIL, "Hi", dark=False, pictures=pictures) for pictures in (False, True))
    assert 'data-remote="https://shop.example/a.png"' in shut
    assert 'src="https://shop.example/a.png"' not in shut
    assert '<img alt="logo" src="https://shop.example/a.png">' in opened
    assert "https:" not in mail_policy(pictures=False)
    assert "img-src 'self' data: https:" in mail_policy(pictures=True)


def test_nothing_runs_in_it_whatever_it_says() -> None:
    for pictures in (False, True):
        policy = mail_policy(pictures=pictures)
        assert policy.startswith("sandbox ")
        assert "allow-scripts" not in policy
        assert "default-src 'none'" in policy
        assert "script-src" not in policy


def test_the_title_is_text_and_the_colours_are_the_readers() -> None:
    page = mail_page("$body", "</title><b>", dark=True, pictures=False)
    assert "<title>&lt;/title>&lt;b></title>" in page
    assert 'data-theme="dark"' in page
    assert "<body>$body</body>" in page
