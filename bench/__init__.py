"""Speed and size, each goal one command that prints a ratio to a yardstick measured beside it in the same run.

`uv run python -m bench.import_table`, `bench.lists`, `bench.million`, `bench.pages`, `bench.attendance`. Nothing here is a test: machines are noisy,
and a timing that is asserted is a test that fails at night.
"""
