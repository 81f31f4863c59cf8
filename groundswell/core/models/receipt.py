from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django.db import models, transaction


class Receipt(models.Model):
    """Something that somebody said in a browser alone: a number. The browser holds a receipt, we hold its hash.

    No name, no time, no order; and it writes no fact, on purpose: a fact has a time, and a time is enough to tell who
    it was.
    """

    ABOUT: ClassVar[str]  # the column that names what it is about
    COUNT: ClassVar[str]  # the column there that counts

    receipt = models.CharField(max_length=64, primary_key=True)

    class Meta:
        abstract = True

    @staticmethod
    def refuse(about: Any) -> None:
        """Raises Refused where it cannot be said (any more)."""
        raise NotImplementedError

    @staticmethod
    def mark(about: Any) -> str:
        raise NotImplementedError

    @classmethod
    @transaction.atomic
    def say(cls, about: Any, receipt: str) -> None:
        """Counted once for one receipt, however often it is said."""
        cls.refuse(about)
        _row, new = cls._default_manager.get_or_create(receipt=cls._hash(about, receipt), defaults={cls.ABOUT: about})
        if new:
            cls._count(about, 1)

    @classmethod
    @transaction.atomic
    def take_back(cls, about: Any, receipt: str) -> None:
        gone, _kinds = cls._default_manager.filter(receipt=cls._hash(about, receipt)).delete()
        if gone:
            cls._count(about, -1)

    @classmethod
    def said(cls, about: Any, receipt: str) -> bool:
        return bool(receipt) and cls._default_manager.filter(receipt=cls._hash(about, receipt)).exists()

    @classmethod
    def _count(cls, about: Any, step: int) -> None:
        rows = type(about)._default_manager.filter(pk=about.pk)
        rows.update(**{cls.COUNT: models.F(cls.COUNT) + step})

    @classmethod
    def _hash(cls, about: Any, receipt: str) -> str:
        """Of what it is about too, so that one browser's receipts for two things cannot be joined."""
        return hashlib.sha256(f"{cls.mark(about)}:{receipt}".encode()).hexdigest()
