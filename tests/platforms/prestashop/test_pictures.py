"""A line's picture is a picture, small where the shop has it small, and never a document."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from platforms.contract import BadAnswer, MissingPermission, NotFound, PlatformError
from platforms.prestashop.adapter import PrestaShop
from platforms.prestashop.sandbox import create_sandbox, serve
from platforms.prestashop.through_webservice import MOST_IMAGE_BYTES
from tests.platforms.loopback import Answering, Asked, Reply, listening
from tests.platforms.prestashop.recorded import KEY, connection


@pytest.fixture
def lively() -> Iterator[PrestaShop]:
    running = serve(
        create_sandbox(seed="lively", comptoir=None, webservice_key=KEY), "127.0.0.1", 0
    )
    yield PrestaShop(connection(running.url))
    running.stop()


def test_a_picture_of_a_line_is_read(lively: PrestaShop) -> None:
    reference = next(line.image for line in lively.read_order("1012", within=5).lines if line.image)
    image = lively.read_image(reference, within=5)
    assert image.media_type.startswith("image/")
    assert image.content


@pytest.mark.parametrize("reference", ["", "1", "1-", "0-1", "1-2-3", "../1-2", "1-2/../..", "a-b"])
def test_a_reference_that_is_none_shows_nothing(lively: PrestaShop, reference: str) -> None:
    with pytest.raises(NotFound):
        lively.read_image(reference, within=5)


def pictured(small: tuple[int, str, bytes], original: tuple[int, str, bytes]) -> Answering:
    def answer(asked: Asked, reply: Reply) -> None:
        status, kind, body = small if asked.path.endswith("small_default") else original
        reply.whole(status, {"Content-Type": kind}, body)

    return answer


def refused(code: int) -> bytes:
    """An error as the shop tells it where no format is asked."""
    complaint = f"<error>\n<code><![CDATA[{code}]]></code>\n</error>"
    return f'<?xml version="1.0"?>\n<prestashop>\n<errors>\n{complaint}\n</errors>\n'.encode()


GOOD = (200, "image/jpeg; charset=binary", b"\xff\xd8\xff")


@pytest.mark.parametrize(("status", "code"), [(400, 58), (500, 59)])
def test_without_the_small_size_the_original_is_shown(status: int, code: int) -> None:
    small = (status, "text/xml;charset=utf-8", refused(code))
    with listening(pictured(small, GOOD)) as shop:
        image = PrestaShop(connection(shop.url)).read_image("1-2", within=5)
    assert (image.media_type, image.content) == ("image/jpeg", b"\xff\xd8\xff")
    assert [asked.path for asked in shop.asked] == [
        "/api/images/products/1/2/small_default",
        "/api/images/products/1/2",
    ]


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        ((200, "text/html", b"<h1>"), BadAnswer),
        ((200, "image/svg+xml", b"<svg onload='x'/>"), BadAnswer),
        ((200, "", b"\xff\xd8"), BadAnswer),
        ((200, "image/png", b""), BadAnswer),
        ((200, "image/png", b"x" * (MOST_IMAGE_BYTES + 1)), BadAnswer),
        ((500, "text/xml;charset=utf-8", refused(61)), NotFound),
        ((404, "", b""), NotFound),
        ((401, "text/xml;charset=utf-8", refused(26)), MissingPermission),
        ((302, "text/html", b""), BadAnswer),
    ],
)
def test_what_is_no_picture_is_not_shown(
    answer: tuple[int, str, bytes], meant: type[PlatformError]
) -> None:
    with listening(pictured(answer, answer)) as shop, pytest.raises(meant):
        PrestaShop(connection(shop.url)).read_image("1-2", within=5)
