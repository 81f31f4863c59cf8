"""Parts that were compressed apart make one gzip stream."""

import gzip
import zlib

from hypothesis import given
from hypothesis import strategies as st

from groundswell.lib.gzip_parts import joined, part


@given(st.lists(st.binary(max_size=400), max_size=8))
def test_parts_in_a_row_read_as_one_text(texts):
    stream = b"".join(joined(map(part, texts)))

    assert gzip.decompress(stream) == b"".join(texts)


def test_it_is_one_member_because_browsers_read_no_second():
    reader = zlib.decompressobj(16 + zlib.MAX_WBITS)
    text = reader.decompress(b"".join(joined([part(b"Douro " * 9000), part(b"Tejo"), part(b"")])))

    assert (text, reader.unused_data, reader.eof) == (b"Douro " * 9000 + b"Tejo", b"", True)
