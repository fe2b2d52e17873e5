"""What the module says of its shop and of what happened there, in our words and within bounds."""

from __future__ import annotations

import re

from platforms.contract import Check
from platforms.hooks import ModuleReport, Profile
from platforms.notices import Notice
from platforms.prestashop.fields import Fields
from platforms.prestashop.origins import origin_of

MOST_NOTICES = 100
# Larger shops exist; beyond these the module's page would be of no use to anybody.
_MOST_LANGUAGES = 200
_MOST_PROFILES = 500
_MOST_CHECKS = 50
_MOST_FACTS = 20
_LONGEST_FACT = 200

_KIND = re.compile(r"[a-z][a-z_]{0,31}")
_KEY = re.compile(r"[a-z0-9_]{0,64}")
_FACT = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VERSION = re.compile(r"[\x21-\x7e]{1,32}")
_ZONE = re.compile(r"[A-Za-z0-9_+/-]{1,64}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
_CHECK = re.compile(r"[a-z][a-z0-9_:]{0,63}")


def read_notices(body: Fields) -> tuple[Notice, ...]:
    """The list under ``notices``, in its order."""
    return tuple(_notice(one) for one in body.each("notices", most=MOST_NOTICES))


def read_report(body: Fields) -> ModuleReport:
    """The answer to ``meta``, which is also the body of ``pair``."""
    shop = body.within("shop")
    return ModuleReport(
        shop_version=body.matching("ps_version", _VERSION),
        module_version=body.matching("module_version", _VERSION),
        runtime_version=body.matching("php_version", _VERSION),
        host_shop_id=shop.identity("id"),
        shop_name=shop.text("name", longest=255),
        shop_url=_address(shop, "url"),
        admin_origin=_origin(body, "admin_origin"),
        is_multistore=body.is_so("multistore"),
        timezone=body.matching("timezone", _ZONE),
        currency=body.matching("currency", _CURRENCY),
        languages=_languages(body),
        clock=body.whole("clock") * 1000,
        refunds_on=body.is_so("refunds_on"),
        cancellations_on=body.is_so("cancellations_on"),
        profiles=tuple(
            Profile(one.identity("id"), one.text("name", longest=128), one.is_so("may_use"))
            for one in body.each("profiles", most=_MOST_PROFILES)
        ),
        checks=tuple(
            Check(one.matching("name", _CHECK), one.is_so("ok"), one.text("detail", longest=500))
            for one in body.each("checks", most=_MOST_CHECKS)
        ),
    )


def _notice(one: Fields) -> Notice:
    return Notice(
        id=one.identity("id"),
        kind=one.matching("kind", _KIND),
        order_id=one.identity("order", lowest=0),
        key=one.matching("key", _KEY),
        at=one.whole("at"),
        facts=_facts(one),
    )


def _facts(one: Fields) -> dict[str, str | int | bool]:
    """The short ones: a fact that is long or nested says nothing that a notice needs.

    PHP writes an empty map as an empty list.
    """
    written = one.written("facts")
    if written is None or written == []:
        return {}
    if not isinstance(written, dict):
        one.refuse("facts")
    return {
        name: fact[:_LONGEST_FACT] if isinstance(fact, str) else fact
        for name, fact in list(written.items())[:_MOST_FACTS]
        if isinstance(fact, str | int | bool) and _FACT.fullmatch(name)
    }


def _languages(body: Fields) -> tuple[str, ...]:
    listed = body.each("languages", most=_MOST_LANGUAGES)
    return tuple(dict.fromkeys(one.matching("code", _LANGUAGE)[:2].lower() for one in listed))


def _address(fields: Fields, name: str) -> str:
    written = fields.text(name, longest=512)
    if not origin_of(written):
        fields.refuse(name)
    return written


def _origin(fields: Fields, name: str) -> str:
    """The origin alone, whatever else the address held: it goes into a policy of frames."""
    written = fields.text(name, longest=512)
    if not written:
        return ""
    return origin_of(written) or fields.refuse(name)
