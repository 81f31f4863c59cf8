"""Looks for the words of those who asked, and again for those that were seen before."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from django.db.models import QuerySet

from groundswell.core.models import DomainProof
from groundswell.outside.domains.looking import Net, look

AT_ONCE = 8  # most of the time is spent waiting for sites that are slow or gone


def prove(proofs: QuerySet[DomainProof], net: Net) -> Iterator[DomainProof]:
    """Each, as it stands afterwards. Asking the network is in no transaction."""
    rows = list(proofs.select_related("organisation").order_by("pk"))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for proof, found in zip(rows, pool.map(lambda row: look(row, net), rows), strict=True):
            if found.how:
                proof.see(found.how)
            else:
                proof.miss(file=found.file, record=found.record)
            yield proof
