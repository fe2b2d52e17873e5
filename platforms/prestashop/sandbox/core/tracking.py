"""UpdateOrderShippingDetails: the parcel's number, and its carrier."""

from __future__ import annotations

from platforms.prestashop.sandbox.core.context import Core


def set_tracking(core: Core, shipment: int, number: str, *, carrier: int = 0) -> None:
    """Writes the number on one row of order_carriers; nothing happens where there is none."""
    row = core.shop.row("order_carriers", shipment)
    if row is None:
        return
    core.shop.put(
        "order_carriers",
        id=shipment,
        id_carrier=carrier or row["id_carrier"],
        tracking_number=number,
    )
    core.tell("tracking", row["id_order"], {"tracking": number})
