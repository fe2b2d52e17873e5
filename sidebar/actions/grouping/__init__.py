"""Tickets joined, taken apart and split: nothing is lost, and each step can be taken back."""
