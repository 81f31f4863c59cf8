import os

from groundswell.web.front import Front
from groundswell.web.requests import site

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groundswell.settings")
application = Front(site())
