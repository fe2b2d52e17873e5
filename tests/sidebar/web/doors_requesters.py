"""The doors of a requester's profile and story, and of what their ticket was told."""

from __future__ import annotations

from tests.sidebar.web.door import Door

REQUESTERS = (
    Door("requesters.show", "POST", "/around/customer", {"said": ""}),
    Door("requesters.timeline", "POST", "/around/timeline", {"known": "x"}),
    Door("host_news.told", "POST", "/helpdesk-news/told", {"news": "hnw_x"}),
)
