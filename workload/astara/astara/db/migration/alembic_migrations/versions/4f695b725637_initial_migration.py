"""Initial migration: the three tables of debug flags.

Revision ID: 4f695b725637
Revises: None
"""
import sqlalchemy as sa
from alembic import op

revision = '4f695b725637'
down_revision = None


def _flags(name, *columns):
    op.create_table(
        name,
        sa.Column('created_at', sa.DateTime()),
        sa.Column('updated_at', sa.DateTime()),
        sa.Column('id', sa.String(36), primary_key=True),
        *columns,
        sa.Column('reason', sa.String(255)))


def upgrade():
    _flags('resource_debug', sa.Column('uuid', sa.String(36), nullable=False, unique=True))
    _flags('tenant_debug', sa.Column('uuid', sa.String(36), nullable=False, unique=True))
    _flags('global_debug', sa.Column('status', sa.Integer(), nullable=False, unique=True))
