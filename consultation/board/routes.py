"""Which route of this folder goes where."""

from aiohttp import web

from consultation.board.socket import board
from consultation.consultations.entrance import PATH

ROUTES = (web.get(PATH + "/board", board),)
