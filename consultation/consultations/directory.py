"""Route that tells whom a consultation can invite."""

from aiohttp import web
from sqlalchemy import select

from consultation.consultations.entrance import person_with
from consultation.services import services
from core.models import Organisation, User
from core.rights import Right


async def people(request: web.Request) -> web.Response:
    """Everybody who is not locked out, and all organisations, by name."""
    await person_with(request, Right.START)
    async with services(request).database.read() as session:
        users = await session.scalars(
            select(User).where(User.disabled_at.is_(None)).order_by(User.display_name, User.id)
        )
        organisations = await session.scalars(select(Organisation).order_by(Organisation.name))
        return web.json_response(
            {
                "people": [_person_json(user) for user in users],
                "organisations": [{"id": one.id, "name": one.name} for one in organisations],
            }
        )


def _person_json(user: User) -> dict[str, object]:
    return {
        "id": user.id,
        "name": user.display_name,
        "organisation": {"id": user.organisation.id, "name": user.organisation.name},
        "role": user.role,
    }
