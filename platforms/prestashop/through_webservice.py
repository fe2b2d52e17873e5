"""A shop without our module, read over its webservice in few rounds; nothing is ever written."""

from __future__ import annotations

import re

from platforms.contract import BadAnswer, Check, Connection, FoundOrder, Image, NotFound
from platforms.http import Answer, Deadline
from platforms.prestashop.client import Webservice
from platforms.prestashop.criteria import Criteria
from platforms.prestashop.examining import examine
from platforms.prestashop.faults import complaint_code, fault_of
from platforms.prestashop.money import zone_named
from platforms.prestashop.searching import OrderSearching
from platforms.prestashop.shortlists import ShortLists
from platforms.prestashop.whole_order import OrderReading
from platforms.shapes import Order

# "small_default" is 98 pixels wide; a theme without it gives the original, a photograph at most.
MOST_IMAGE_BYTES = 4 * 1024 * 1024
_SMALL = "small_default"
# No script inside any of these: an SVG is a document, and is not shown.
MEDIA_TYPES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"})
_IMAGE = re.compile(r"([1-9][0-9]{0,9})-([1-9][0-9]{0,9})")
# WebserviceRequest's numbers: no such size; not on disk in this size; the original is not on disk.
_NO_SUCH_SIZE, _SIZE_NOT_MADE, _NOT_ON_DISK = 58, 59, 61


class ThroughWebservice:
    """Reads one shop; keep it, since it remembers the shop's short lists."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._shop = Webservice(connection)
        self._lists = ShortLists()

    def read_order(self, order_id: str, deadline: Deadline) -> Order:
        """The whole order, in two rounds. Raises NotFound or another PlatformError."""
        reading = OrderReading(self._shop, self._lists, deadline=deadline)
        return reading.read(order_id, zone=zone_named(self._connection.timezone))

    def find_orders(self, asked: Criteria, deadline: Deadline) -> tuple[FoundOrder, ...]:
        """Orders meeting any criterion, newest first, in at most three rounds."""
        zone = zone_named(self._connection.timezone)
        searching = OrderSearching(self._shop, self._lists, deadline=deadline, zone=zone)
        return searching.find(asked)

    def read_image(self, reference: str, deadline: Deadline) -> Image:
        """A product's picture by the ``image`` of a line, small where the shop has it so."""
        product, picture = picture_ids(reference)
        original = f"/api/images/products/{product}/{picture}"
        answer = self._picture(f"{original}/{_SMALL}", deadline)
        if complaint_code(answer) in {_NO_SUCH_SIZE, _SIZE_NOT_MADE}:
            answer = self._picture(original, deadline)
        return _image(answer)

    def examine(self, deadline: Deadline) -> tuple[Check, ...]:
        """Reach, rights, clock and time zone; every fault is a finding, none is raised."""
        return examine(self._shop, self._connection, deadline=deadline)

    def _picture(self, target: str, deadline: Deadline) -> Answer:
        round_ = self._shop.answers(
            {"images": target}, deadline=deadline, max_bytes=MOST_IMAGE_BYTES
        )
        return round_.take("images")


def picture_ids(reference: str) -> tuple[str, str]:
    """(product, picture) in the ``image`` of a line. Raises NotFound for any other text."""
    found = _IMAGE.fullmatch(reference)
    if found is None:
        raise NotFound("no picture has such a reference")
    product, picture = found.groups()
    return product, picture


def _image(answer: Answer) -> Image:
    if complaint_code(answer) in {_SIZE_NOT_MADE, _NOT_ON_DISK}:
        raise NotFound("images: not on the shop's disk")
    fault = fault_of(answer, "images")
    if fault is not None:
        raise fault
    if answer.media_type not in MEDIA_TYPES or not answer.body:
        raise BadAnswer("images: not a picture")
    return Image(answer.body, answer.media_type)
