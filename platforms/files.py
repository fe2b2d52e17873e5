"""Where files are kept: a folder of this machine or a bucket elsewhere, by the same few words."""

from __future__ import annotations

from typing import Protocol

from obstore.exceptions import BaseError
from obstore.exceptions import NotFoundError as Missing
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url


class FileFault(Exception):
    """A file could not be kept or read; ``is_missing`` where it is not there at all."""

    def __init__(self, *, is_missing: bool = False) -> None:
        super().__init__("missing" if is_missing else "unreachable")
        self.is_missing = is_missing


class Files(Protocol):
    """Bytes under keys such as ``shp_1/att_2``. Every verb may raise FileFault."""

    def put(self, key: str, content: bytes) -> None:
        """Keeps the content; the same key again replaces it."""
        ...

    def get(self, key: str) -> bytes:
        """The whole content."""
        ...

    def delete(self, key: str) -> None:
        """Forgets it; one that is not there is forgotten already."""
        ...

    def clear(self, prefix: str) -> None:
        """Forgets everything below a prefix such as ``shp_1``."""
        ...


class Kept:
    """Over any store that obstore speaks to."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put(self, key: str, content: bytes) -> None:
        try:
            self._store.put(key, content)
        except (BaseError, OSError) as error:
            raise FileFault from error

    def get(self, key: str) -> bytes:
        try:
            return bytes(self._store.get(key).bytes())
        except (Missing, FileNotFoundError) as error:
            raise FileFault(is_missing=True) from error
        except (BaseError, OSError) as error:
            raise FileFault from error

    def clear(self, prefix: str) -> None:
        try:
            for page in self._store.list(f"{prefix}/"):
                self._store.delete([found["path"] for found in page])
        except (Missing, FileNotFoundError):
            return
        except (BaseError, OSError) as error:
            raise FileFault from error

    def delete(self, key: str) -> None:
        try:
            self._store.delete(key)
        except (Missing, FileNotFoundError):
            return
        except (BaseError, OSError) as error:
            raise FileFault from error


def open_files(url: str) -> Files:
    """A store by its address: ``file:///folder`` (made where it is not there), ``s3://bucket/…``.

    What a bucket needs beyond its address comes from the usual environment of its provider.
    Raises ValueError for an address of no known kind.
    """
    if url.startswith("file://"):
        return Kept(LocalStore.from_url(url, mkdir=True, automatic_cleanup=True))
    try:
        return Kept(from_url(url))
    except BaseError as error:
        raise ValueError(url) from error


def in_memory() -> Files:
    """Gone with its owner."""
    return Kept(MemoryStore())
