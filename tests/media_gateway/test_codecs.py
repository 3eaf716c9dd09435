"""Formats of two peers are matched by codec and profile, whatever numbers they carry."""

import pytest

from media_gateway.codecs import find_same, is_supported, restrict, retransmission_formats, supported_mimes
from media_gateway.sdp import Media, PayloadFormat


def h264(payload_type: int, profile: str, mode: str = "1") -> PayloadFormat:
    parameters = f"level-asymmetry-allowed=1;packetization-mode={mode};profile-level-id={profile}"
    return PayloadFormat(payload_type, "H264", 90_000, parameters=parameters)


_VP8 = PayloadFormat(96, "VP8", 90_000)
_RTX = PayloadFormat(97, "rtx", 90_000, parameters="apt=96")
_FLEXFEC = PayloadFormat(49, "flexfec-03", 90_000)


@pytest.mark.parametrize(
    ("kind", "payload_format", "supported"),
    [
        ("video", _VP8, True),
        ("video", h264(102, "42e01f"), True),
        ("video", h264(102, "42e01f", "0"), False),
        ("video", PayloadFormat(98, "VP9", 90_000, parameters="profile-id=0"), True),
        ("video", PayloadFormat(98, "VP9", 90_000), True),
        ("video", PayloadFormat(98, "VP9", 90_000, parameters="profile-id=2"), False),
        ("video", PayloadFormat(45, "AV1", 90_000, parameters="profile=0"), True),
        ("audio", PayloadFormat(111, "opus", 48_000, 2), True),
        ("audio", PayloadFormat(63, "red", 48_000, 2), False),
        ("video", _RTX, False),
        ("video", _FLEXFEC, False),
    ],
)
def test_what_is_forwarded(kind: str, payload_format: PayloadFormat, supported: bool) -> None:
    assert is_supported(kind, payload_format) is supported


def test_profiles_tell_formats_apart_and_levels_do_not() -> None:
    formats = [h264(1, "64001f"), h264(2, "42e01f"), h264(3, "42001f"), h264(4, "42e034", "0")]
    assert find_same(h264(9, "42e034"), formats) == formats[1]
    assert find_same(h264(9, "42c01f"), formats) == formats[1], "the other spelling of constrained baseline"
    assert find_same(h264(9, "640034"), formats) == formats[0]
    assert find_same(h264(9, "4d001f"), formats) is None
    assert find_same(_VP8, formats) is None


def test_plain_baseline_is_taken_for_constrained_where_that_is_all_there_is() -> None:
    only = [h264(2, "42e01f")]
    assert find_same(h264(9, "42001f"), only) == only[0]


def test_codecs_are_restricted_in_the_wanted_order() -> None:
    formats = [_VP8, h264(102, "42e01f")]
    assert restrict("video", formats, ["video/H264", "video/vp8"]) == [formats[1], formats[0]]
    assert restrict("video", formats, ["video/av1"]) == formats, "better another codec than no track"
    assert restrict("video", formats, []) == formats


def test_repair_formats_belong_to_their_codec() -> None:
    media = Media("video", "0", formats=(_VP8, _RTX, h264(102, "42e01f"), _FLEXFEC))
    assert retransmission_formats(media, [_VP8]) == [_RTX]
    assert retransmission_formats(media, [media.formats[2]]) == []
    assert supported_mimes(media) == ("video/vp8", "video/h264")
