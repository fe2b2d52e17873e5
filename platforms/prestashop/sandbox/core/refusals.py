"""The exceptions of PrestaShop's core, by class and code; most of them come without a sentence."""

from __future__ import annotations

NAMESPACE = "PrestaShop\\PrestaShop\\Core\\Domain\\Order\\Exception\\"

NOT_PAID = 1
"""InvalidOrderStateException."""

INVALID_QUANTITY = 1
"""InvalidCancelProductException, like the next four."""
QUANTITY_TOO_HIGH = 2
INVALID_AMOUNT = 3
NO_REFUNDS = 4
NO_GENERATION = 5


class CoreRefusal(Exception):
    """One thrown exception; ``left`` is the refundable quantity where core tells it."""

    def __init__(self, name: str, code: int = 0, sentence: str = "", *, left: int = 0) -> None:
        super().__init__(f"{name} {code} {sentence}".strip())
        self.name = name
        self.code = code
        self.sentence = sentence
        self.left = left

    @property
    def php_class(self) -> str:
        """The class with its namespace."""
        return NAMESPACE + self.name


def no_refund(code: int, *, left: int = 0) -> CoreRefusal:
    """What is wrong with the asked lines."""
    return CoreRefusal("InvalidCancelProductException", code, left=left)


def order_exception(sentence: str) -> CoreRefusal:
    """The class core throws where it has no better one."""
    return CoreRefusal("OrderException", 0, sentence)


def unknown_order(number: int) -> CoreRefusal:
    return CoreRefusal("OrderNotFoundException", 0, f'Order with id "{number}" was not found.')


def mail_not_sent() -> CoreRefusal:
    """Thrown when the state's mail fails, after everything was committed."""
    return CoreRefusal(
        "ChangeOrderStatusException",
        0,
        "Failed to update status or sent email when changing order status.",
    )
