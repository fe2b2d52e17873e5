"""Money from a helpdesk is kept under what was signed: a name is only said, by whoever it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sidebar.actions import post
from sidebar.actions.helping import connecting, entering
from sidebar.actions.money import approving
from sidebar.actions.opening import Opened
from sidebar.errors import Refused
from sidebar.rules.limits import Limit
from sidebar.rules.viewer import Viewer
from sidebar.store.helpdesks import Helpdesk
from tests import cast
from tests.helpdesk import CAMILLE, MAUD, ROBIN, ROLES, connect_helpdesk
from tests.sidebar.actions.money.scene import Scene
from tests.sidebar.from_helpdesk import come

BEHIND = {person: f"(Atelier · {person})" for person in (CAMILLE, ROBIN, MAUD)}

pytestmark = pytest.mark.usefixtures("helpdesk")


@pytest.fixture
def helpdesk(scene: Scene) -> Helpdesk:
    """The account, with the scene's shop."""
    return connect_helpdesk(scene.desk, scene.stage.shop.id, roles={**ROLES, ROBIN: "approve"})


def says(scene: Scene, viewer: Viewer, name: str) -> str:
    """What somebody is called here once their page has said that name."""
    told = {"email": "camille@atelier.example", "language": "fr"}
    return entering.introduce(scene.desk, viewer, name=name, **told).name


def as_maud(scene: Scene) -> Opened:
    """Camille of the helpdesk, whose page says what the shop's manager is called."""
    opened = scene.enter(cast.MAUD)
    viewer = come(scene.desk, CAMILLE, is_named=False)
    name = says(scene, viewer, "Maud Keller")
    return replace(opened, viewer=replace(viewer, name=name))


def test_a_borrowed_name_is_in_no_place_where_money_is_told_of(scene: Scene) -> None:
    scene.limit({"refund": Limit(operation="10.00")})
    asked = scene.confirm(as_maud(scene), scene.wanted())
    robin = come(scene.desk, ROBIN)

    done = approving.approve(scene.desk, robin, asked.id)

    signed = "Maud Keller (Atelier · 501)"
    assert (done.agent_name, done.approver_name) == (signed, "Robin Baker (Atelier · 502)")
    (act,) = scene.till.actors
    assert act.actor.name == signed
    assert (signed in act.note, "Robin Baker (Atelier · 502)" in act.note) == (True, True)
    by_whom = {row["kind"]: row["actor_name"] for row in scene.stage.rows("events")}
    assert by_whom["approval_asked"] == by_whom["refunded"] == signed
    assert by_whom["approved"] == "Robin Baker (Atelier · 502)"
    assert {told["approver"] for kind, told in scene.told() if kind == "approved"} == {
        "Robin Baker (Atelier · 502)"
    }


def test_even_where_the_name_is_nobody_elses(scene: Scene) -> None:
    opened = replace(scene.enter(cast.MAUD), viewer=come(scene.desk, CAMILLE))
    assert opened.viewer.name == "Camille Fournier"

    assert scene.confirm(opened, scene.wanted()).agent_name == "Camille Fournier (Atelier · 501)"


def test_who_says_no_is_kept_the_same_way(scene: Scene) -> None:
    scene.limit({"refund": Limit(operation="10.00")})
    asked = scene.confirm(scene.enter(), scene.wanted())

    approving.refuse(scene.desk, come(scene.desk, MAUD), asked.id, "non")

    (refused,) = [one for one in scene.stage.rows("events") if one["kind"] == "approval_refused"]
    assert refused["actor_name"] == "Maud Keller (Atelier · 503)"
    assert '"approver":"Maud Keller (Atelier · 503)"' in refused["new"]


def test_customers_read_the_name_alone(scene: Scene) -> None:
    scene.confirm(as_maud(scene), scene.wanted())

    post.deliver_due(scene.desk)

    (letter,) = scene.stage.post.letters
    assert ("Maud Keller" in letter.text, "501" in letter.text + letter.html) == (True, False)
    written = [row["author_name"] for row in scene.stage.rows("messages")]
    assert written == ["Maud Keller"]


@pytest.mark.parametrize(
    "said", ["Maud Keller", "MAÙD  KELLER", "Maud\u200b Keller", "Maud-keller"]
)
def test_a_name_that_somebody_else_of_the_shop_bears_stands_with_the_number(
    scene: Scene, said: str
) -> None:
    scene.enter(cast.MAUD)
    viewer = come(scene.desk, CAMILLE, is_named=False)

    assert says(scene, viewer, said).endswith(BEHIND[CAMILLE])


def test_of_two_of_one_name_neither_speaks_as_the_other(scene: Scene) -> None:
    camille, maud = (come(scene.desk, one, is_named=False) for one in (CAMILLE, MAUD))

    assert says(scene, camille, "Dominique Petit") == "Dominique Petit"
    assert says(scene, maud, "Dominique Petit") == "Dominique Petit (Atelier · 503)"
    assert says(scene, camille, "Dominique Petit") == "Dominique Petit (Atelier · 501)"
    assert says(scene, maud, "Dominique Petit") == "Dominique Petit (Atelier · 503)"


@pytest.mark.parametrize(
    "said", ["Atelier · 503", "Maud (Atelier · 503)", "A • \uff15\uff10\uff13", "\u202e", ""]
)
def test_what_imitates_a_signed_number_is_not_taken(scene: Scene, said: str) -> None:
    viewer = come(scene.desk, CAMILLE)

    assert says(scene, viewer, said) == "Camille Fournier"
    assert scene.stage.rows("setting_events") == []


def test_another_name_than_before_is_in_the_history_of_the_settings(scene: Scene) -> None:
    viewer = come(scene.desk, CAMILLE)
    assert scene.stage.rows("setting_events") == []

    says(scene, viewer, "Camille Martin")
    says(scene, viewer, "Camille Martin")

    (told,) = scene.stage.rows("setting_events")
    assert (told["section"], told["subject"]) == ("helpdesks", "name\nAtelier\n501")
    assert (told["old"], told["new"]) == ("Camille Fournier", "Camille Martin")
    assert (told["shop_id"], told["actor_id"]) == (scene.stage.shop.id, viewer.agent_id)


def test_nobody_approves_their_own_request_through_an_installation_made_anew(
    scene: Scene, helpdesk: Helpdesk
) -> None:
    scene.limit({"approve": Limit(operation="10.00")})
    asked = scene.confirm(replace(scene.enter(), viewer=come(scene.desk, ROBIN)), scene.wanted())
    connecting.remove(scene.desk, helpdesk.id)
    scene.limit({})
    connect_helpdesk(scene.desk, scene.stage.shop.id, roles={"*": "approve"})

    with pytest.raises(Refused, match="own_request"):
        approving.approve(scene.desk, come(scene.desk, ROBIN), asked.id)

    assert scene.given() == 0
    approving.approve(scene.desk, come(scene.desk, CAMILLE), asked.id)
    assert scene.given() == 2000
