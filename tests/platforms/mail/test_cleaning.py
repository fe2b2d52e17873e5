"""A mail's own look is kept, and nothing in it runs, fetches, or says that it was read."""

from __future__ import annotations

import pytest

from platforms.mail.cleaning import LONGEST, clean, has_remote_images, with_images
from platforms.mail.wording import plain_of

REL = 'target="_blank" rel="noopener noreferrer nofollow"'


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>Bonjour <b>Alix</b></p>", "<p>Bonjour <b>Alix</b></p>"),
        ("<p style='color:red;position:fixed'>x</p>", '<p style="color:red">x</p>'),
        ("<a href='https://x.example/?a=1&b=2'>x</a>",
         f'<a href="https://x.example/?a=1&amp;b=2" {REL}>x</a>'),
        ("<a href='mailto:a@b.c' onclick='x()'>x</a>", f'<a href="mailto:a@b.c" {REL}>x</a>'),
        ("<a href='javascript:x()'>x</a>", f"<a {REL}>x</a>"),
        ("<script>x</script><style>y</style><p>z", "<p>z</p>"),
        ("<form><input value=x><button>Envoyer</button></form>", "Envoyer"),
        ("<!-- x --><p>y</p>", "<p>y</p>"),
        ("<img src='data:image/png;base64,AAAA'>x", "x"),
        ("<img src='/a.png'>x", "x"),
        ("<img src='https://x.example/a.png' width=1 height=1>x", "x"),
        ("<img src='cid:a@b'>", '<img data-cid="a@b">'),
        ("<img src='https://x.example/a.png' alt='A &quot;b&quot;' width=50>",
         '<img data-remote="https://x.example/a.png" alt="A &quot;b&quot;" width="50">'),
        ("<p data-remote='x' id=y class=z>x</p>", "<p>x</p>"),
    ],
)  # fmt: skip
def test_what_is_kept_of_a_page(html: str, kept: str) -> None:
    assert clean(html) == kept


def test_remote_pictures_come_when_asked_for_and_encrypted_only() -> None:
    page = clean("<img src='https://x.example/a.png?b=1&c=2'><img src='http://y.example/d.png'>")
    assert has_remote_images(page)
    assert "src=" not in page
    shown = with_images(page)
    assert '<img src="https://x.example/a.png?b=1&amp;c=2" referrerpolicy="no-referrer">' in shown
    assert '<img data-remote="http://y.example/d.png">' in shown


def test_a_page_without_pictures_has_none() -> None:
    page = clean("<p title='data-remote=\"x\"'>data-remote=\"x\" <img src='cid:a'></p>")
    assert not has_remote_images(page)
    assert with_images(page) == page


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("x" * (LONGEST + 1), "html_too_long"),
        ("<div>" * 300, "html_too_deep"),
        ("<font x=1></i>" * 300, "html_too_deep"),
        ("<svg><td>" * 300, "html_too_deep"),
    ],
)
def test_what_would_take_too_long_is_refused(html: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        clean(html)
    assert isinstance(plain_of(html), str)


def test_pictures_inside_a_page_do_not_count_against_its_length() -> None:
    picture = "data:image/png;base64," + "A" * LONGEST
    assert clean(f"<p>x</p><img src='{picture}'>") == "<p>x</p>"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>un</p><p>deux</p>", "un\n\ndeux"),
        ("un<br>deux", "un\ndeux"),
        ("<ul><li>un</li><li>deux</li></ul>", "* un\n* deux"),
        ("<table><tr><td>Prix</td><td>12 €</td></tr><tr><td>Port</td><td>3 €</td></tr></table>",
         "Prix 12 €\nPort 3 €"),
        ("<table><tr><td><table><tr><td>un</td></tr></table></td></tr></table>", "un"),
        ("<blockquote>avant</blockquote>", "> avant"),
        ("a &lt;b&gt; c &amp; d", "a <b> c & d"),
        ("<script>x()</script>bonjour", "bonjour"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_page_as_words(html: str, words: str) -> None:
    assert [line.strip() for line in plain_of(html).split("\n")] == words.split("\n")
