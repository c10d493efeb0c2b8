"""The settings of the tests: the site's own, with a database of their own and static files served as they are."""

import os
import tempfile
from pathlib import Path

os.environ["RANKLORE_HOME"] = tempfile.mkdtemp(prefix="ranklore-tests-")
os.environ.setdefault("SECRET_KEY", "only for the tests")

from ranklore.site.settings import *  # noqa: F403
from ranklore.site.settings import DATABASES, HOME, INSTALLED_APPS, SOCIAL_APPS, STORAGES

# Installed, so that a test can name a provider while it runs; none is named, so there is no way in by one.
INSTALLED_APPS = [*INSTALLED_APPS, *SOCIAL_APPS]
SIGN_IN_WITH = ()
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, as on a real site: threads and processes then meet in it as they would there.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(HOME) / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the tests hash hundreds
# Tests have the memory of their process; test_limits.py has the cache that the site has.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
