"""Who comes in from the account's helpdesk, as a test meets them."""

from __future__ import annotations

from itertools import count

from sidebar.actions.desk import Desk
from sidebar.actions.helping import entering
from sidebar.rules.viewer import Viewer
from sidebar.web import session
from tests.helpdesk import CAMILLE, MAUD, ROBIN, claims, connect_helpdesk, signed
from tests.sidebar.stage import Panel

NAMES = {CAMILLE: ("Camille Fournier", "fr"), ROBIN: ("Robin Baker", "en")}
NAMES[MAUD] = ("Maud Keller", "fr")

_TURN = count()


def come(desk: Desk, person: str = CAMILLE, *, is_named: bool = True) -> Viewer:
    """The person, let in by a launch of their own; their page has said who they are."""
    token = signed(claims(desk.clock.now(), person=person, turn=next(_TURN)))
    viewer = entering.enter(desk, "zendesk", token, language="fr").viewer
    if not is_named:
        return viewer
    name, language = NAMES[person]
    email = f"{name.split()[0].lower()}@atelier.example"
    return entering.introduce(desk, viewer, name=name, email=email, language=language)


def come_from_another(desk: Desk, *shop_ids: str) -> Viewer:
    """Somebody who manages in another helpdesk, which is connected with these shops too."""
    origin, installation = "https://concurrent.zendesk.com", "99"
    connect_helpdesk(
        desk,
        *shop_ids,
        account="concurrent",
        installation=installation,
        name="Concurrent",
        roles={"7": "manage"},
    )
    told = claims(
        desk.clock.now(),
        iss="concurrent.zendesk.com",
        aud=f"{origin}/api/v2/apps/installations/{installation}.json",
        sub=f"{origin}/api/v2/users/7.json",
    )
    return entering.enter(desk, "zendesk", signed(told), language="fr").viewer


def bearer(panel: Panel, viewer: Viewer) -> str:
    """What their page sends."""
    with panel.app.test_request_context():
        return session.issue(viewer)
