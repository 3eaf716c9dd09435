"""What people write and name in the bodies of requests: bounded, and fit for every database."""

from typing import Annotated

from pydantic import StringConstraints

# PostgreSQL keeps no NUL in a text.
_TEXT = r"^[^\x00]*$"

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_TEXT)]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000, pattern=_TEXT)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=_TEXT)]
RowId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]
ConsoleRoom = Annotated[str, StringConstraints(pattern=r"^console-[\w.-]{1,56}$")]
Uid = Annotated[str, StringConstraints(pattern=r"^[0-9.]{1,64}$")]
