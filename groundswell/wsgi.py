import os

from groundswell.web.requests import site

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groundswell.settings")
application = site()
