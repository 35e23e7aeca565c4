"""Put a release where others find it: a folder, a bucket, a hub repository, or a deposition to hand in.

A published version is never overwritten. The manifest goes last, so that a release that is not all
there yet is none; running again goes on where it stopped; and what lies there is verified at the end.
"""

import hashlib
import os
import shutil
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec

from onrecord.dataset import manifest as manifests
from onrecord.dataset.source import HUB, folder_name, tag_name
from onrecord.disk import write_whole
from onrecord.errors import LoadError, ReleaseError
from onrecord.release.verify import verify

ZENODO = "zenodo:"
_ARCHIVE_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Published:
    """Where a release lies now.

    Attributes:
        place: its address.
        sent: how many files were sent just now; none if all were there.
    """

    place: str
    sent: int


def publish(release: Path, to: str, *, hub: Any = None) -> Published:
    """Publish a release and check what arrived.

    Args:
        release: the folder of a release.
        to: a folder, an fsspec address (`s3://bucket/path`), `hf://datasets/owner/name`, or `zenodo:DIR`.
        hub: the client for the hub; by default `huggingface_hub.HfApi()`, which takes `HF_TOKEN`.

    Raises:
        ReleaseError: it is no release, is damaged, or another of that version lies there.
    """
    manifest = _checked(release)
    try:
        if to.startswith(ZENODO):
            return _deposit(release, manifest, Path(to.removeprefix(ZENODO)))
        if to.startswith(HUB):
            return _to_hub(release, manifest, to.removeprefix(HUB).strip("/"), hub)
        return _to_folder(release, manifest, to)
    except ReleaseError:
        raise
    except Exception as error:
        # Clients put what they sent into their errors; a token must not be among it.
        raise ReleaseError(
            f"it cannot be published: {type(error).__name__}: {_without_secrets(str(error))}",
            file=to,
        ) from None


def _checked(release: Path) -> dict[str, Any]:
    try:
        proof = verify(release)
    except LoadError as error:
        raise ReleaseError(error.message, file=release, hint="make it: onrecord release") from None
    if proof.problems:
        raise ReleaseError("; ".join(proof.problems), file=release, hint="make it again")
    manifest = manifests.read(release / manifests.NAME)
    if "release" not in manifest:
        # What was hydrated has the number of its release, and words that are someone else's.
        made = "hydrated" if "hydrated_from" in manifest["inputs"] else "built"
        raise ReleaseError(
            f"this was {made}, not released", file=release, hint="make it: onrecord release"
        )
    return manifest


def _without_secrets(text: str) -> str:
    for name in (
        "HF_TOKEN",
        "HUGGING_FACE_HUB_TOKEN",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
    ):
        if secret := os.environ.get(name):
            text = text.replace(secret, "…")
    return text


# --- folders and buckets --------------------------------------------------------------------------


def _to_folder(release: Path, manifest: dict[str, Any], to: str) -> Published:
    base = f"{to.rstrip('/')}/{folder_name(manifest['version'])}"
    system, root = fsspec.url_to_fs(base)
    own = (release / manifests.NAME).read_bytes()
    last = f"{root}/{manifests.NAME}"
    if system.exists(last) and system.cat_file(last) != own:
        raise ReleaseError(
            f"another {manifest['version']} lies there",
            file=base,
            hint="a version is never changed",
        )
    sent = 0
    for name, entry in [
        *sorted(manifest["files"].items()),
        (manifests.NAME, {"sha256": hashlib.sha256(own).hexdigest()}),
    ]:
        target = f"{root}/{name}"
        if _there(system, target, entry["sha256"]):
            continue
        if system.exists(last):
            raise ReleaseError(
                f"{name} there is not as it was published",
                file=base,
                hint="remove it by hand and publish again",
            )
        _put(system, (release / name).read_bytes(), target)
        sent += 1
    if problems := verify(base, hashlib.sha256(own).hexdigest()).problems:
        raise ReleaseError("; ".join(problems), file=base, hint="publish again")
    return Published(base, sent)


def _put(system: Any, data: bytes, target: str) -> None:
    """Write a file whole: on a disk by renaming, elsewhere a file appears when all of it is there."""
    if "file" in system.protocol or "local" in system.protocol:
        write_whole(Path(target), data)
        return
    system.makedirs(target.rpartition("/")[0], exist_ok=True)
    system.pipe_file(target, data)


def _there(system: Any, path: str, sha256: str) -> bool:
    return system.exists(path) and hashlib.sha256(system.cat_file(path)).hexdigest() == sha256


# --- hub ------------------------------------------------------------------------------------------


def _to_hub(release: Path, manifest: dict[str, Any], repository: str, hub: Any) -> Published:
    """One commit that makes the repository this release, and its tag."""
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi

    hub = hub or HfApi()
    tag = tag_name(manifest["version"])
    where = {"repo_id": repository, "repo_type": "dataset"}
    hub.create_repo(**where, exist_ok=True)
    own = (release / manifests.NAME).read_bytes()
    place = f"{HUB}{repository}@{tag}"
    if any(ref.name == tag for ref in hub.list_repo_refs(**where).tags):
        if _hub_file(hub, where, tag) != own:
            raise ReleaseError(
                f"another {manifest['version']} lies there",
                file=place,
                hint="a version is never changed",
            )
        return Published(place, 0)
    sent = 0
    before = _hub_file(hub, where, "main")
    if before != own:
        names = [*sorted(manifest["files"]), manifests.NAME]
        there = hub.list_repo_files(**where)
        old = {n for n in there if n.startswith("data/") or n in _listed(before)} - set(names)
        operations = [
            CommitOperationAdd(path_in_repo=n, path_or_fileobj=str(release / n)) for n in names
        ]
        operations += [CommitOperationDelete(path_in_repo=n) for n in sorted(old)]
        hub.create_commit(
            **where, operations=operations, commit_message=f"Release {manifest['version']}"
        )
        sent = len(names)
    if _hub_file(hub, where, "main") != own:
        raise ReleaseError("the manifest that arrived is another", file=place, hint="publish again")
    hub.create_tag(
        **where,
        tag=tag,
        revision="main",
        tag_message=f"SHA-256 of the manifest: {hashlib.sha256(own).hexdigest()}",
    )
    return Published(place, sent)


def _listed(manifest: bytes | None) -> Collection[str]:
    """The files of the release that a manifest is of; what is none lists nothing."""
    try:
        return manifests.loads(manifest or b"", manifests.NAME)["files"].keys()
    except LoadError:
        return ()


def _hub_file(hub: Any, where: dict[str, str], revision: str) -> bytes | None:
    from huggingface_hub.errors import EntryNotFoundError, RevisionNotFoundError

    try:
        path = hub.hf_hub_download(
            **where, filename=manifests.NAME, revision=revision, force_download=True
        )
    except (EntryNotFoundError, RevisionNotFoundError):
        return None
    return Path(path).read_bytes()


# --- Zenodo ---------------------------------------------------------------------------------------


def _deposit(release: Path, manifest: dict[str, Any], folder: Path) -> Published:
    """A folder with what a deposition takes: the release in one archive, and its metadata as JSON."""
    name = folder_name(manifest["version"])
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.zip"
    partial = folder / f".{name}.zip.part"
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in [*sorted(manifest["files"]), manifests.NAME]:
                # A fixed day, so that the same release is the same archive.
                info = zipfile.ZipInfo(f"{name}/{path}", _ARCHIVE_DAY)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o644 << 16
                archive.writestr(info, (release / path).read_bytes())
        if target.is_file() and manifests.sha256_of(target) != manifests.sha256_of(partial):
            raise ReleaseError(
                f"another {manifest['version']} lies there",
                file=target,
                hint="a version is never changed",
            )
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    shutil.copyfile(release / ".zenodo.json", folder / f"{name}.zenodo.json")
    return Published(str(target), 1)
