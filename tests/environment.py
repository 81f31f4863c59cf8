"""Read by pytest before anything else (`-p tests.environment`): a data folder of its own, nothing of the machine's."""

import os
import tempfile
from pathlib import Path

if "GROUNDSWELL_DATA" not in os.environ or "PYTEST_XDIST_WORKER" in os.environ:  # each of several at once has its own
    os.environ["GROUNDSWELL_DATA"] = tempfile.mkdtemp(prefix="groundswell-tests-")
os.environ["GROUNDSWELL_DEBUG"] = "1"  # static files straight from their folders
os.environ["GROUNDSWELL_BASE_URL"] = "http://testserver"
Path(os.environ["GROUNDSWELL_DATA"], "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise asks for it
