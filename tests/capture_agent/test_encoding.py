"""What is chosen for a picture's size, against the figures that ultrasound and full HD need."""

from __future__ import annotations

import pytest

from capture_agent.encoding import Codec, EncodingChoice, GivesWay, plan_encoding


@pytest.mark.parametrize(
    ("size", "fps", "lowest", "highest"),
    [
        ((640, 480), 30, 1_000_000, 2_500_000),
        ((320, 240), 30, 1_000_000, 1_500_000),
        ((1280, 720), 30, 3_000_000, 5_000_000),
        ((1920, 1080), 30, 3_000_000, 8_000_000),
        ((1920, 1080), 60, 8_000_000, 10_000_000),
        ((3840, 2160), 60, 10_000_000, 10_000_000),
    ],
)
def test_the_bitrate_fits_the_picture(size: tuple[int, int], fps: float, lowest: int, highest: int) -> None:
    assert lowest <= plan_encoding(EncodingChoice(), *size, fps).bitrate_bps <= highest


@pytest.mark.parametrize(
    ("size", "fps", "codec", "simulcast"),
    [
        ((640, 480), 60, Codec.VP8, False),
        ((1280, 720), 30, Codec.VP8, True),
        ((1920, 1080), 30, Codec.VP8, True),
        ((1920, 1080), 60, Codec.H264, True),
    ],
)
def test_codec_and_layers_follow_the_picture(
    size: tuple[int, int], fps: float, codec: Codec, *, simulcast: bool
) -> None:
    plan = plan_encoding(EncodingChoice(), *size, fps)
    assert (plan.codec, plan.simulcast) == (codec, simulcast)


def test_the_technicians_choices_win() -> None:
    choice = EncodingChoice(Codec.VP9, 700_000, simulcast=True, gives_way=GivesWay.FRAME_RATE)
    plan = plan_encoding(choice, 320, 240, 30)
    assert (plan.codec, plan.bitrate_bps, plan.simulcast, plan.gives_way) == (
        Codec.VP9,
        700_000,
        True,
        GivesWay.FRAME_RATE,
    )


@pytest.mark.parametrize(("fps", "limit"), [(5, 30), (29.97, 30), (50, 50), (59.94, 60)])
def test_the_encoder_never_thins_out_the_source(fps: float, limit: float) -> None:
    assert plan_encoding(EncodingChoice(), 640, 480, fps).max_fps == limit
