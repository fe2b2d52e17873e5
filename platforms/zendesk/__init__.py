"""Zendesk as a host of the panel: signed launches, the app's package, and a stand-in."""
