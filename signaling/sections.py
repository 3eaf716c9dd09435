"""Counts the receiving media sections that a client's offer has to spare."""

from collections.abc import Container


def spare_sections(sdp: str, used_mids: Container[str]) -> tuple[int, int]:
    """(audio, video) sections in which the client would receive but that carry nothing yet.

    Reads only `m=`, `a=mid` and the direction (RFC 8866 section 6.7); the gateway has validated the rest.
    """
    spare = {"audio": 0, "video": 0}
    for section in sdp.replace("\r\n", "\n").split("\nm=")[1:]:
        kind = section.split(" ", 1)[0]
        lines = section.split("\n")
        mid = next((line[6:].strip() for line in lines if line.startswith("a=mid:")), "")
        if kind in spare and any(line.strip() == "a=recvonly" for line in lines) and mid not in used_mids:
            spare[kind] += 1
    return spare["audio"], spare["video"]
