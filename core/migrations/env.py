"""Runs the migrations on the connection `core.database` hands over, or writes them as SQL (`--sql`)."""

from alembic import context

from core.models import Base

connection = context.config.attributes.get("connection")
context.configure(
    connection=connection,
    url=context.config.get_main_option("sqlalchemy.url"),
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=connection is not None and connection.dialect.name == "sqlite",
    literal_binds=context.is_offline_mode(),
)
with context.begin_transaction():
    context.run_migrations()
