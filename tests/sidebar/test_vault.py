"""What is sealed opens with its key alone, and a new key takes over without loss."""

from __future__ import annotations

import pytest

from sidebar.errors import Misconfigured
from sidebar.vault import Vault, new_key

SECRETS = {"key": "K" * 32, "launch": ["é", "b"], "smtp_password": "100 %"}


def test_secrets_come_back_and_are_not_to_be_read_meanwhile() -> None:
    vault = Vault((new_key(),))
    sealed = vault.seal(SECRETS)

    assert vault.open(sealed) == SECRETS
    assert "K" * 32 not in sealed
    assert vault.seal(SECRETS) != sealed


def test_another_key_opens_nothing_and_says_which_setting() -> None:
    sealed = Vault((new_key(),)).seal(SECRETS)

    for act in (Vault((new_key(),)).open, Vault((new_key(),)).reseal):
        with pytest.raises(Misconfigured) as fault:
            act(sealed)
        assert fault.value.setting == "COMPTOIR_ENCRYPTION_KEYS"


@pytest.mark.parametrize("cut", [0, 1, 20, 60])
def test_a_changed_seal_does_not_open(cut: int) -> None:
    vault = Vault((new_key(),))
    sealed = vault.seal(SECRETS)
    changed = sealed[:cut] + ("A" if sealed[cut] != "A" else "B") + sealed[cut + 1 :]

    with pytest.raises(Misconfigured):
        vault.open(changed)
    with pytest.raises(Misconfigured):
        vault.open("")


def test_a_new_first_key_seals_while_the_old_one_still_opens() -> None:
    old, new = new_key(), new_key()
    sealed = Vault((old,)).seal(SECRETS)
    both = Vault((new, old))

    assert both.open(sealed) == SECRETS
    resealed = both.reseal(sealed)
    assert Vault((new,)).open(resealed) == SECRETS
    with pytest.raises(Misconfigured):
        Vault((old,)).open(resealed)


@pytest.mark.parametrize("keys", [(), ("",), ("short",), (new_key(), "é" * 44), ("A" * 44,)])
def test_what_is_no_key_is_refused_at_once(keys: tuple[str, ...]) -> None:
    with pytest.raises(Misconfigured) as fault:
        Vault(keys)

    assert fault.value.setting == "COMPTOIR_ENCRYPTION_KEYS"
    assert "short" not in str(fault.value)


def test_a_vault_shows_no_key() -> None:
    key = new_key()

    assert key not in repr(Vault((key,)))
