"""Where a dataset lies: find the right version of it, and bring it here proven."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.dataset import files
from onrecord.dataset import manifest as manifests
from onrecord.disk import write_whole
from onrecord.errors import LoadError

HUB = "hf://datasets/"
_DEFAULT_FOLDER = "corpus"
_RELEASES_FOLDER = "dist"
_GET_AGAIN = "build again, or get another copy"


@dataclass(frozen=True)
class Source:
    """A dataset whose manifest was read and checked.

    Attributes:
        place: what was asked for, for messages.
        manifest: its manifest.
        folder: where it lies here; None if it was left where it is.
        address: the address of one of its files, by its path.
    """

    place: str
    manifest: dict[str, Any]
    folder: Path | None
    address: Callable[[str], str]


def folder_name(version: str) -> str:
    """The name of the folder of a release."""
    return f"onrecord-{version}"


def tag_name(version: str) -> str:
    """The name of the git tag of a release, here and in a hub repository."""
    return f"v{version}"


def there_are(versions: Iterable[str]) -> str:
    """Which releases there are, as a hint to who asked for another."""
    names = ", ".join(versions)
    return f"released here: {names}" if names else "none was released here yet"


def within(base: str, name: str) -> str:
    """The address of something below a folder or an address; of a chain, as in an archive
    (`zip://onrecord-1.0.0::https://…/onrecord-1.0.0.zip`), its first part names the place.
    """
    if "://" not in base:
        return f"{base}/{name}"
    first, chained, rest = base.partition("::")
    joint = "" if first.endswith("/") else "/"
    return f"{first}{joint}{name}{chained}{rest}"


def find(
    source: str | Path | None = None, version: str | None = None, *, fetch: bool = True
) -> Source:
    """Find a dataset by place and version, and check it.

    Args:
        source: folder, hub repository or fsspec address; see `onrecord.load`.
        version: exactly this one, or an error.
        fetch: whether to bring what is elsewhere here and check every byte; otherwise only manifest and
            sizes are checked.

    Raises:
        LoadError: it is not there, is of another version, or its bytes are not those that were built.
    """
    if source is None:
        source = _RELEASES_FOLDER if version else _DEFAULT_FOLDER
    place = str(source)
    if place.startswith(HUB):
        return _from_hub(place, version, fetch)
    if "://" in place:
        return _from_address(place, version, fetch)
    return _from_folder(Path(place).expanduser().resolve(), version, fetch)


def _from_folder(folder: Path, version: str | None, whole: bool = True) -> Source:
    if version and not _is_version(folder, version) and (folder / folder_name(version)).is_dir():
        folder = folder / folder_name(version)
    files.finish(folder)
    if version and not (folder / manifests.NAME).is_file():
        below = sorted(folder.glob(folder_name("*")))
        raise LoadError(
            f"there is no release {version}",
            file=folder,
            hint=there_are(path.name.removeprefix(folder_name("")) for path in below),
        )
    manifest = manifests.read(folder / manifests.NAME)
    _check_version(manifest, version, str(folder))
    if not whole:
        _check_sizes(str(folder), manifest)
    elif wrong := manifests.differences(folder, manifest):
        raise LoadError("; ".join(wrong), file=folder, hint=_GET_AGAIN)
    return Source(str(folder), manifest, folder, lambda path: str(folder / path))


def _is_version(folder: Path, version: str) -> bool:
    path = folder / manifests.NAME
    return path.is_file() and manifests.read(path)["version"] == version


def _check_version(manifest: dict[str, Any], version: str | None, place: str) -> None:
    if version is not None and manifest["version"] != version:
        raise LoadError(
            f"holds version {manifest['version']}, not {version}",
            file=place,
            hint="name another source or version",
        )


# --- hub ------------------------------------------------------------------------------------------


def _from_hub(place: str, version: str | None, fetch: bool) -> Source:
    """A hub repository, by tag; or by the revision that the address names behind an @.

    `snapshot_download` gives a folder online and, from its cache, offline; the version in the manifest is
    checked afterwards, since a cache may answer with another one.
    """
    from huggingface_hub import hf_hub_download, snapshot_download
    from huggingface_hub.errors import (
        HfHubHTTPError,
        HFValidationError,
        LocalEntryNotFoundError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    repository, _, told = place.removeprefix(HUB).strip("/").partition("@")
    revision = told or (tag_name(version) if version else None)
    where = {"repo_type": "dataset", "revision": revision}
    try:
        if fetch:
            folder = Path(snapshot_download(repository, **where))
        else:
            folder = Path(hf_hub_download(repository, manifests.NAME, **where)).parent
    except HFValidationError:
        hint = f"such as {HUB}owner/name, or {HUB}owner/name@v0.1.0"
        raise LoadError("is no address of a dataset on the hub", file=place, hint=hint) from None
    except RevisionNotFoundError:
        raise LoadError(f"there is no version {revision}", file=place, hint="see its tags") from None
    except LocalEntryNotFoundError:
        what = f"version {version}" if version else "it"
        raise LoadError(
            f"the hub is out of reach, and {what} was not fetched before",
            file=place,
            hint="go online once",
        ) from None
    except RepositoryNotFoundError:
        # Some servers say this of an unknown version too.
        what = f"version {version} in such a repository" if version else "such repository"
        raise LoadError(f"there is no {what}, or it is private", file=place) from None
    except HfHubHTTPError as error:
        raise LoadError(f"the hub refuses: {error.response.status_code}", file=place) from None
    manifest = manifests.read(folder / manifests.NAME)
    _check_version(manifest, version, place)
    if not fetch:
        return Source(
            place, manifest, None, lambda path: f"{HUB}{repository}@{revision or 'main'}/{path}"
        )
    if wrong := manifests.differences(folder, manifest):
        raise LoadError(
            "; ".join(wrong), file=place, hint="remove it from the hub's cache and fetch again"
        )
    return Source(place, manifest, folder, lambda path: str(folder / path))


# --- any other address ----------------------------------------------------------------------------


def cache_folder() -> Path:
    """Where fetched releases are kept: `$ONRECORD_CACHE`, or `onrecord` in the user's cache folder."""
    told = os.environ.get("ONRECORD_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(told) if told else Path(base) / "onrecord"


def _from_address(place: str, version: str | None, fetch: bool) -> Source:
    base = place.rstrip("/")
    try:
        base, data = _manifest_at(base, version)
    except LoadError:
        if version and fetch and (known := _remembered(place, version)):
            return _from_folder(known, version)
        raise
    manifest = manifests.loads(data, within(base, manifests.NAME))
    _check_version(manifest, version, place)
    if not fetch:
        _check_sizes(base, manifest)
        return Source(place, manifest, None, lambda path: within(base, path))
    folder = cache_folder() / "releases" / hashlib.sha256(data).hexdigest()
    if not folder.is_dir() or manifests.differences(folder, manifest):
        _fetch(base, manifest, data, folder)
    _remember(place, manifest["version"], folder)
    return Source(place, manifest, folder, lambda path: str(folder / path))


def read_bytes(address: str) -> bytes:
    """What lies at an fsspec address.

    Raises:
        LoadError: nothing, or it is out of reach.
    """
    import fsspec

    try:
        with fsspec.open(address, "rb") as file:
            return file.read()
    except ImportError as error:
        raise LoadError(f"needs another package: {error}", file=address) from None
    except FileNotFoundError:
        raise LoadError("is not there", file=address) from None
    except Exception as error:
        # Each of fsspec's many file systems has errors of its own; they all mean this.
        raise LoadError(f"cannot be read: {type(error).__name__}: {error}", file=address) from None


def _manifest_at(base: str, version: str | None) -> tuple[str, bytes]:
    """The manifest at an address, or in the folder of the version below it."""
    try:
        data = read_bytes(within(base, manifests.NAME))
        if version is None or manifests.loads(data, base)["version"] == version:
            return base, data
    except LoadError:
        if version is None:
            raise
    below = within(base, folder_name(version))
    return below, read_bytes(within(below, manifests.NAME))


def _check_sizes(base: str, manifest: dict[str, Any]) -> None:
    for name, entry in sorted(manifest["files"].items()):
        try:
            size = _size(within(base, name))
        except FileNotFoundError:
            raise LoadError(f"{name} is missing", file=base, hint=_GET_AGAIN) from None
        except Exception as error:
            # As in `read_bytes`.
            what = f"{name} cannot be read: {type(error).__name__}: {error}"
            raise LoadError(what, file=base) from None
        if size is not None and size != entry["bytes"]:
            raise LoadError(
                f"{name} has other bytes than the manifest says", file=base, hint=_GET_AGAIN
            )


def _size(address: str) -> int | None:
    """The length of a file in bytes; None where nobody says."""
    import fsspec

    if "://" not in address:
        return Path(address).stat().st_size
    system, path = fsspec.url_to_fs(address)
    return system.size(path)


def _fetch(base: str, manifest: dict[str, Any], data: bytes, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".", suffix=".part", dir=folder.parent))
    # In it, since it is closed to others, and a cache may be for several people.
    partial = scratch / folder.name
    try:
        for name in sorted(manifest["files"]):
            path = partial / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(read_bytes(within(base, name)))
        (partial / manifests.NAME).write_bytes(data)
        if wrong := manifests.differences(partial, manifest):
            raise LoadError("; ".join(wrong), file=base, hint=_GET_AGAIN)
        try:
            os.replace(partial, folder)
        except OSError:
            if not folder.is_dir():
                raise
            # Either a damaged copy lies there, or what another fetched meanwhile and may be reading.
            if not manifests.differences(folder, manifest):
                return
            shutil.rmtree(folder)
            os.replace(partial, folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _note(place: str, version: str) -> Path:
    key = hashlib.sha256(json.dumps([place, version]).encode()).hexdigest()
    return cache_folder() / "addresses" / f"{key}.json"


def _remember(place: str, version: str, folder: Path) -> None:
    told = {"place": place, "version": version, "folder": folder.name}
    write_whole(_note(place, version), json.dumps(told).encode())


def _remembered(place: str, version: str) -> Path | None:
    note = _note(place, version)
    if not note.is_file():
        return None
    folder = cache_folder() / "releases" / json.loads(note.read_text())["folder"]
    return folder if folder.is_dir() else None
