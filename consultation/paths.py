"""Paths of the HTTP interfaces that other processes are told."""

WEBHOOK_PATH = "/api/webhooks/livekit"
"""Where the engine reports what happens in its rooms."""
