"""The folder that a site keeps its data in, and the secret key in it. No Django settings: they import this."""

import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def make_data_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(folder, error) from None


def load_secret_key(folder: Path) -> str:
    """The key that is kept beside the data, readable by its owner only. The first process that asks makes it."""
    file = folder / "secret-key"
    if not file.exists():
        make_data_folder(folder)
        mine = folder / f"secret-key.{secrets.token_hex(4)}"
        try:
            mine.touch(mode=0o600)
        except OSError as error:
            raise _unusable(folder, error) from None
        mine.write_text(secrets.token_urlsafe(50))
        try:
            file.hardlink_to(mine)  # fails if another process was first: then theirs is the key
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    return file.read_text().strip()


def _unusable(folder: Path, error: OSError) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"the data cannot be kept in {folder} ({error.strerror}); set RANKLORE_HOME")
