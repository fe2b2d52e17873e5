"""Where a request finds the desk and the settings of its application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from sidebar.actions.desk import Desk
from sidebar.settings import Settings


@dataclass(frozen=True)
class Counter:
    """The desk with what the pages need beside it."""

    desk: Desk
    settings: Settings


def counter() -> Counter:
    """This application's counter."""
    return cast(Counter, current_app.extensions["comptoir"])


def desk() -> Desk:
    """This application's desk."""
    return counter().desk
