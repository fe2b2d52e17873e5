"""Who comes from a helpdesk is at home in all the shops that it shows, and finds each by name."""

from __future__ import annotations

import re

import pytest

from sidebar.store.helpdesks import Helpdesk
from tests import cast
from tests.helpdesk import MAUD, connect_helpdesk
from tests.sidebar.from_helpdesk import bearer, come
from tests.sidebar.stage import Panel, Stage
from tests.sidebar.web.helpdesk_page import Page


@pytest.fixture
def shared(stage: Stage, elsewhere: Stage) -> Helpdesk:
    """The account, with both shops."""
    return connect_helpdesk(stage.desk, stage.shop.id, elsewhere.shop.id)


@pytest.mark.usefixtures("shared")
def test_whoever_manages_from_a_helpdesk_gets_to_the_settings_of_each_shop_it_shows(
    panel: Panel,
) -> None:
    stage, maud = panel.stage, come(panel.stage.desk, MAUD)
    here = Page(panel, maud).text
    named = re.findall(r'id="settings-of-(\w+)"[^>]*hx-get="([^"]+)"', here)

    assert len(named) == 2
    for shop_id, address in named:
        there = panel.ask("GET", address, bearer(panel, maud))
        assert (there.status_code, address.rpartition("/")[2]) == (200, "helpdesks")
        assert f'hx-get="/inbox/{shop_id}/settings"' in there.text
        assert re.search(rf'id="settings-of-{shop_id}"[^>]*aria-current', there.text)
    assert "settings-of-" not in Page(panel, stage.enter(cast.MAUD)).text


def test_the_inbox_of_a_helpdesk_bears_its_name(panel: Panel, shared: Helpdesk) -> None:
    maud = come(panel.stage.desk, MAUD)
    page = panel.ask("GET", f"/inbox/{maud.shop_id}", bearer(panel, maud)).text
    own = panel.ask("GET", f"/inbox/{panel.stage.shop.id}", panel.stage.enter(cast.MAUD)).text

    assert f'<p class="quiet"><bdi>{shared.name}</bdi></p>' in page
    assert f'<p class="quiet"><bdi>{panel.stage.shop.name}</bdi></p>' in own
