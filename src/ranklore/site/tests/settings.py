"""Settings for the tests: those of the site, with a test database and static files served without processing."""

import os
import tempfile
from pathlib import Path

os.environ["RANKLORE_HOME"] = tempfile.mkdtemp(prefix="ranklore-tests-")
os.environ.setdefault("SECRET_KEY", "only for the tests")

from ranklore.site.settings import *  # noqa: F403
from ranklore.site.settings import DATABASES, HOME, INSTALLED_APPS, SOCIAL_APPS, STORAGES

# Installed so that a test can configure a provider. None is configured here, so nobody can sign in with one.
INSTALLED_APPS = [*INSTALLED_APPS, *SOCIAL_APPS]
SIGN_IN_WITH = ()
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, as on a real site, so that threads and processes share it in the same way.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(HOME) / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["OPTIONS"].pop("pool")  # a test database cannot be dropped while a pool is connected
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
]  # fast, because the tests hash hundreds of passwords
# Tests cache in memory. The tests of rate limits use the cache of the site.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
