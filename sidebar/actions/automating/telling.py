"""What changed of a rule, as the history of the settings keeps it: a line ``field:value`` each."""

from __future__ import annotations

from collections.abc import Mapping

from sidebar.actions.automating import sketching
from sidebar.rules.automating import Automation
from sidebar.rules.opening_hours import written

_PLAIN = ("tag", "words", "text_fr", "text_en", "tags", "status")
_CODES = ("channels", "types")
_NAMED = ("reply_id", "agent_id", "team_id")


def difference(
    old: Automation | None, new: Automation, names: Mapping[str, str]
) -> tuple[str, str]:
    """The lines that differ, before and after; ``names`` are those of ids. Empty where none do."""
    before = _fields(old, names) if old is not None else {}
    after = _fields(new, names)
    differing = [name for name in after if before.get(name, "") != after[name]]
    return _lines(before, differing), _lines(after, differing)


def _lines(fields: Mapping[str, str], wanted: list[str]) -> str:
    return "\n".join(f"{name}:{fields[name]}" for name in wanted if fields.get(name))


def _fields(rule: Automation, names: Mapping[str, str]) -> dict[str, str]:
    sketch = sketching.of_rule(rule)
    told = {
        "name": rule.name,
        "state": "archived" if rule.is_archived else "on" if rule.is_on else "off",
        "cause": rule.cause.value,
        "hours": str(rule.conditions.hours or ""),
        "every_word": "yes" if rule.conditions.needs_every_word else "",
        "when": rule.conditions.when.value,
        "week": " | ".join(written(day) or "-" for day in rule.conditions.week),
        "shops": ", ".join(names.get(one, one) for one in rule.conditions.shops),
    }
    if not any(rule.conditions.week):
        told["week"] = ""
    told |= {name: getattr(sketch, name) for name in _PLAIN}
    told |= {name: ", ".join(getattr(sketch, name)) for name in _CODES}
    told |= {name: names.get(getattr(sketch, name), getattr(sketch, name)) for name in _NAMED}
    return {name: " ".join(text.split()) for name, text in told.items()}
