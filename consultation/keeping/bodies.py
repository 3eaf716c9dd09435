"""What a request to keep something says."""

from typing import Annotated, Literal

from pydantic import Field, RootModel

from consultation.requests import Body

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Uid = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)*$", max_length=64)]


class NewStudy(Body):
    """A patient whose study begins with a frozen picture."""

    patient_id: Annotated[str, Field(min_length=1, max_length=64)]
    patient_name: Annotated[str, Field(min_length=1, max_length=64)]
    birth_date: Annotated[str, Field(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")] = ""
    sex: Literal["M", "F", "O", ""] = ""


class KeepImage(Body):
    """A frozen picture, and what was drawn on it; into a study of the consultation or a new one."""

    kind: Literal["image"]
    picture: Sha256
    study_uid: Uid | None = None
    new_study: NewStudy | None = None
    console_room: Annotated[str, Field(max_length=64)] | None = None
    """The room of the console that it was taken from."""
    title: Annotated[str, Field(max_length=64)] = ""
    """What the series is called."""


class KeepDrawn(Body):
    """What was drawn, measured or chosen on the stored images of a study; `all` is the three together."""

    kind: Literal["marks", "measurements", "key-images", "all"]
    study_uid: Uid


class Keep(RootModel[Annotated[KeepImage | KeepDrawn, Field(discriminator="kind")]]):
    """Either."""
