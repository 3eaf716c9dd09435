"""Screening: software that watches the live consoles, and tells what it saw on exactly which frame."""
