"""A mail's own look, with nothing left in it that runs, fetches, or reaches out of its frame."""

from __future__ import annotations

import re
from html import unescape

import nh3

_TAGS = (
    "a abbr b bdi big blockquote br caption center cite code col colgroup dd del div dl dt em font"
    " h1 h2 h3 h4 h5 h6 hr i img ins li ol p pre q s small span strike strong sub sup table tbody"
    " td tfoot th thead tr tt u ul"
)
_GONE = (
    "script style head title template noscript iframe frame frameset object embed applet svg math"
    " select textarea audio video canvas xmp plaintext noembed noframes"
)
_ATTRIBUTES = {
    "*": {"style", "dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign"},
    "ol": {"start"},
    "div": {"align"},
    "p": {"align"},
    "font": {"color"},
}
# None of these can name an address, take a word out of its place, or hide one by its size.
_STYLES = (
    "color background-color font-weight font-style text-align text-decoration"
    " vertical-align white-space border-collapse"
)
_PLAIN_STYLE = re.compile(r"[a-z0-9#%.,:; ()!\-]*", re.IGNORECASE)
_FUNCTION = re.compile(r"([a-z-]*)\(", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\s<>\"'`\\\x00-\x1f]+", re.IGNORECASE)
_PICTURE = re.compile(r"(?:https?://|cid:)[^\s<>\"'`\\\x00-\x1f]+", re.IGNORECASE)
_SIZE = re.compile(r"\d{1,4}")
_COLOUR = re.compile(r"#?[A-Za-z0-9]{1,20}")
_LONGEST_LINK = 4_000

# What nh3 writes: lower-case names, every value between double quotes, none inside it.
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?: [a-z-]+=\"[^\"]*\")*)>")
_ATTRIBUTE = re.compile(r" ([a-z-]+)=\"([^\"]*)\"")
_DATA_URL = re.compile(r"\bdata:[a-z0-9.+-]{1,40}/[^\"'\s<>)]{64,}", re.IGNORECASE)

_OPENED = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})")
_NEVER_NEST = (
    "p li td th tr dd dt option br hr img input meta link area col wbr base embed param source"
    " tbody thead tfoot track"
)
_FOREIGN = re.compile(r"<(?:svg|math)", re.IGNORECASE)
_DEEPEST = 200
_MOST_NESTED = 3_000_000
LONGEST = 500_000
"""Letters of HTML without the pictures inside it; no mail that a person wrote has more."""


def clean(html: str) -> str:
    """Harmless HTML; its pictures wait.

    Remote ones stand in ``data-remote`` of an ``img`` until ``with_images``; enclosed ones in its
    ``data-cid``, which is their Content-ID without brackets.

    Raises ValueError (``html_too_long``, ``html_too_deep``) for what takes too long to clean.
    """
    bare = _DATA_URL.sub("about:blank", html)
    if len(bare) > LONGEST:
        raise ValueError("html_too_long")
    if _is_too_deep(bare):
        raise ValueError("html_too_deep")
    kept = nh3.clean(
        bare,
        tags=set(_TAGS.split()),
        clean_content_tags=set(_GONE.split()),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_checked,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        filter_style_properties=set(_STYLES.split()),
        url_schemes={"http", "https", "mailto", "tel", "cid"},
    )
    return _TAG.sub(_with_waiting_picture, kept).strip()


def has_remote_images(cleaned: str) -> bool:
    """Whether any picture of a cleaned mail waits at another machine."""
    return any(
        name == "data-remote"
        for tag in _TAG.finditer(cleaned)
        for name, _ in _ATTRIBUTE.findall(tag[3])
    )


def with_images(cleaned: str) -> str:
    """The cleaned mail with its remote pictures, those of encrypted addresses only."""
    return _TAG.sub(_with_picture, cleaned)


def _checked(_: str, name: str, value: str) -> str | None:
    """What an attribute may say; None where it may not stand at all."""
    match name:
        case "href":
            return value if _is_address(_LINK, value) else None
        case "src":
            return value if _is_address(_PICTURE, value) else None
        case "style":
            return value if _is_plain_style(value) else None
        case "width" | "height" | "colspan" | "rowspan" | "start":
            return value if _SIZE.fullmatch(value) else None
        case "color" | "align" | "valign" | "dir" | "lang":
            return value if _COLOUR.fullmatch(value.replace("-", "")) else None
        case _other:
            return value[:1_000]


def _is_address(pattern: re.Pattern[str], value: str) -> bool:
    return len(value) <= _LONGEST_LINK and pattern.fullmatch(value) is not None


def _is_plain_style(value: str) -> bool:
    if len(value) > 2_000 or not _PLAIN_STYLE.fullmatch(value):
        return False
    return all(found.lower() in {"rgb", "rgba", "hsl"} for found in _FUNCTION.findall(value))


def _with_waiting_picture(tag: re.Match[str]) -> str:
    if tag[2] != "img" or tag[1]:
        return tag.group()
    given = dict(_ATTRIBUTE.findall(tag[3]))
    address = unescape(given.pop("src", ""))
    if not address or _is_tracker(given):
        return ""
    name = "data-cid" if address[:4].lower() == "cid:" else "data-remote"
    shown = address[4:] if name == "data-cid" else address
    return _written({name: _escaped(shown), **given})


def _with_picture(tag: re.Match[str]) -> str:
    given = dict(_ATTRIBUTE.findall(tag[3]))
    address = given.get("data-remote", "")
    if tag[2] != "img" or not address.lower().startswith("https://"):
        return tag.group()
    del given["data-remote"]
    return _written({"src": address, "referrerpolicy": "no-referrer", **given})


def _is_tracker(given: dict[str, str]) -> bool:
    """A picture of one point shows nothing: it is there to be counted."""
    return any(given.get(side) in {"0", "1"} for side in ("width", "height"))


def _written(attributes: dict[str, str]) -> str:
    return "<img" + "".join(f' {name}="{value}"' for name, value in attributes.items()) + ">"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _is_too_deep(html: str) -> bool:
    """Whether building its tree takes more than linear time, by a bound on open elements."""
    flat = set() if _FOREIGN.search(html) else set(_NEVER_NEST.split())
    open_ones: dict[str, int] = {}
    depth = nested = 0
    for closing, written in _OPENED.findall(html):
        name = written.lower()
        if name in flat:
            nested += depth
        elif not closing:
            open_ones[name] = open_ones.get(name, 0) + 1
            depth += 1
            nested += depth
        elif open_ones.get(name, 0):
            open_ones[name] -= 1
            depth -= 1
        if depth > _DEEPEST or nested > _MOST_NESTED:
            return True
    return False
