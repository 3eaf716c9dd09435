"""The sources a console's picture can come from, one module each, behind the interface of `base`."""

from __future__ import annotations

from capture_agent.sources.base import Source
from capture_agent.sources.spec import parse_spec

__all__ = ["Source", "create_source"]


def create_source(text: str) -> Source:
    """The source that `text` describes; nothing is opened yet. Raises ConfigError when the text is wrong."""
    spec = parse_spec(text)
    # Imported when needed: pydicom and OpenCV take half a second that an agent with a frame grabber can save.
    match spec.kind:
        case "dicom":
            from capture_agent.sources.dicom import DicomSource

            return DicomSource(spec)
        case "file":
            from capture_agent.sources.file import FileSource

            return FileSource(spec)
        case "screen":
            from capture_agent.sources.screen import ScreenSource

            return ScreenSource(spec)
        case "v4l2":
            from capture_agent.sources.v4l2 import V4l2Source

            return V4l2Source(spec)
        case "rtsp":
            from capture_agent.sources.rtsp import RtspSource

            return RtspSource(spec)
        case _:
            from capture_agent.sources.phantom import PhantomSource

            return PhantomSource(spec)
