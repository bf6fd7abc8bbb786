"""The codes that columns of other tables may hold."""

from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Plain


class Code(Base):
    """A code of a list. A guard of every column that holds codes asks for it here. None is ever taken out."""

    __tablename__ = "codes"

    list: Mapped[str] = mapped_column(Plain, primary_key=True)
    code: Mapped[str] = mapped_column(Plain, primary_key=True)
