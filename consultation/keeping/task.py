"""What all keeping needs: who keeps, into which study, and the board with the names of its people."""

from collections.abc import Mapping
from dataclasses import dataclass

from consultation.board.document import BoardState, read_board
from consultation.keeping.board_marks import authors
from consultation.keeping.deposit import Deposit, Deposited, Keeper, deposit
from consultation.keeping.people import Somebody, people
from consultation.keeping.sources import StudySource
from consultation.services import Services


@dataclass(frozen=True, slots=True)
class Task:
    shared: Services
    keeper: Keeper
    study: StudySource
    board: BoardState
    people: Mapping[str, Somebody]

    async def deposit(self, what: Deposit) -> Deposited:
        """See `consultation.keeping.deposit.deposit`."""
        return await deposit(self.shared, self.keeper, self.study, what)


async def make_task(shared: Services, keeper: Keeper, study: StudySource) -> Task:
    """The board is the server's own: a request says which part to keep, never what is on it."""
    board = await read_board(shared.database, keeper.consultation_id)
    somebody = await people(shared.database, keeper.consultation_id, authors(board))
    return Task(shared, keeper, study, board, somebody)
