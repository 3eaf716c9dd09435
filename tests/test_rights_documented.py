"""The table of rights in the documentation is the one in the code."""

from __future__ import annotations

from core.rights import GUEST_RIGHTS, HOST_RIGHTS, ROLE_RIGHTS, Right
from core.roles import Role
from tests.conftest import ROOT


def test_the_documented_table_of_rights_is_the_real_one() -> None:
    rows = [
        [field.strip() for field in line.strip("|").split("|")]
        for line in (ROOT / "docs" / "consultations.md").read_text().splitlines()
        if line.startswith("| ") and len(line.split("|")) == 10
    ]
    header, _rule, *body = rows
    columns = {role.value: ROLE_RIGHTS[role] for role in Role}
    columns |= {"guest": GUEST_RIGHTS, "host adds": HOST_RIGHTS}
    assert set(header[1:]) == set(columns)
    documented = {
        name: {Right(row[0]) for row in body if row[column] == "●"}
        for column, name in enumerate(header)
        if column > 0
    }
    assert documented == columns
    assert [row[0] for row in body] == [right.value for right in Right]
