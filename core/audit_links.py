"""The statements by which the audit log's entries and seals are read."""

from sqlalchemy import Select, exists, select

from core.models import AuditEntry, AuditSeal

COLUMNS = (
    AuditEntry.id,
    AuditEntry.at,
    AuditEntry.actor,
    AuditEntry.action,
    AuditEntry.target,
    AuditEntry.address,
    AuditEntry.outcome,
    AuditEntry.detail,
)
"""In the order of the fields of `core.audit_chain.Sealed`."""


def unsealed(floor: int) -> Select[int]:
    """Ids of the entries without a seal above `floor`, ascending."""
    sealed = exists().where(AuditSeal.entry_id == AuditEntry.id)
    return select(AuditEntry.id).where(AuditEntry.id > floor, ~sealed).order_by(AuditEntry.id)
