"""Access tokens: only genuine, current ones pass, and every grant arrives as given."""

import datetime
import json

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livekit import api
from livekit.protocol.models import TrackSource

from signaling import tokens
from signaling.errors import Refused
from signaling.grants import Permission
from tests.signaling.fakes import KEY, SECRET

KEYS = {KEY: SECRET, "other": "another secret of at least thirty-two characters"}
NOW = 1_800_000_000.0


def make(key: str = KEY, secret: str = SECRET, algorithm: str = "HS256", **claims: object) -> str:
    payload = {"iss": key, "sub": "ann", "exp": NOW + 60, "nbf": NOW, **claims}
    # One layer below jwt.encode, which would refuse to make some of the tokens needed here.
    return jwt.PyJWS().encode(json.dumps(payload).encode(), secret, algorithm)


def refusal(token: str, now: float = NOW) -> Refused:
    with pytest.raises(Refused) as refused:
        tokens.verify(token, KEYS, now)
    return refused.value


def test_a_token_of_livekit_api_passes_with_all_it_grants() -> None:
    grants = api.VideoGrants(
        room_join=True,
        room="r",
        can_publish_sources=["camera", "screen_share"],
        can_publish_data=False,
        can_update_own_metadata=True,
        hidden=True,
    )
    token = (
        api.AccessToken(KEY, SECRET)
        .with_identity("ann")
        .with_name("Ann")
        .with_metadata("m")
        .with_attributes({"k": "v"})
        .with_kind("agent")
        .with_grants(grants)
    )
    claims = tokens.verify(token.to_jwt(), KEYS, datetime.datetime.now(datetime.UTC).timestamp())
    assert (claims.identity, claims.name, claims.metadata, claims.attributes) == (
        "ann",
        "Ann",
        "m",
        {"k": "v"},
    )
    permission = Permission.granted(claims.video)
    assert permission.hidden
    assert permission.can_update_metadata
    assert not permission.can_publish_data
    assert permission.allows_source(TrackSource.CAMERA)
    assert not permission.allows_source(TrackSource.MICROPHONE)
    assert tokens.room_to_join(claims) == "r"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x.y.z",
        make(key="unknown"),
        make(secret="not the secret of this key, but long enough"),
        make(key="other"),  # signed with the wrong one of two known keys
        make(algorithm="HS512"),
        jwt.encode({"iss": KEY, "exp": NOW + 60}, None, algorithm="none"),
        make(video="no mapping"),
        make(attributes={"k": 1}),
        make(exp="tomorrow"),
        make(iss=["list"]),
    ],
)
def test_forged_and_malformed_tokens_are_refused(token: str) -> None:
    assert refusal(token).status == 401


def test_a_token_counts_between_its_times_only() -> None:
    assert "expired" in refusal(make(), NOW + 60 + tokens.LEEWAY_S).reason
    assert "not valid yet" in refusal(make(), NOW - 1 - tokens.LEEWAY_S).reason
    assert tokens.verify(make(), KEYS, NOW + 60 + tokens.LEEWAY_S - 1).identity == "ann"


def test_a_token_without_expiry_is_refused() -> None:
    assert refusal(jwt.encode({"iss": KEY, "sub": "ann"}, SECRET)).status == 401


@pytest.mark.parametrize(
    ("video", "asked", "status"),
    [
        ({}, "", 403),
        ({"roomJoin": True}, "", 403),
        ({"roomJoin": True, "room": "r"}, "another", 403),
    ],
)
def test_a_token_opens_only_its_own_room(video: dict[str, object], asked: str, status: int) -> None:
    claims = tokens.verify(make(video=video), KEYS, NOW)
    with pytest.raises(Refused) as refused:
        tokens.room_to_join(claims, asked)
    assert refused.value.status == status


def test_an_identity_is_needed() -> None:
    claims = tokens.verify(make(sub="", video={"roomJoin": True, "room": "r"}), KEYS, NOW)
    with pytest.raises(Refused) as refused:
        tokens.room_to_join(claims)
    assert refused.value.status == 400


def test_a_renewed_token_grants_the_same() -> None:
    claims = tokens.verify(
        make(video={"canPublish": False, "canPublishSources": ["camera"], "room": "r"}), KEYS, NOW
    )
    before = Permission.granted(claims.video)
    token = tokens.sign({"sub": "ann", "video": before.grant_claims()}, KEY, SECRET, NOW, 60)
    assert Permission.granted(tokens.verify(token, KEYS, NOW).video) == before


@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_no_text_passes_or_breaks_verification(text: str) -> None:
    refusal(text)


ANY_JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists)
CLAIMS = st.sampled_from(["iss", "sub", "exp", "nbf", "video", "kind", "attributes", "roomConfig"])


@given(ANY_JSON, CLAIMS)
def test_a_signed_claim_of_any_value_is_taken_or_refused(value: object, name: str) -> None:
    try:
        tokens.room_options(tokens.verify(make(**{name: value}), KEYS, NOW))
    except Refused:
        return
