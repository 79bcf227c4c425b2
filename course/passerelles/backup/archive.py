"""The archive: a compressed tar of ordinary files that ends in a manifest of them all.

Written beside its place and put there whole, readable by its owner alone. Read twice:
once to check every byte against the manifest, and again to write it out.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import secrets
import stat
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from passerelles import __version__
from passerelles.dossier.files import flush_folder, refusal
from passerelles.dossier.store import now
from passerelles.library.errors import Refusal
from passerelles.library.records import structure

FORMAT: Final = "passerelles-backup"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
_LARGEST_MANIFEST: Final = 200_000_000
_MOST_FILES: Final = 5_000_000
_LONGEST_NAME: Final = 4_000
_BLOCK: Final = 1_000_000
_LEVEL: Final = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: bytes, digest (SHA-256, hexadecimal) and permissions."""

    size: int
    sha256: str
    mode: int


@dataclass(slots=True)
class Manifest:
    """What an archive holds. `folders` are those it makes, with their permissions.

    `databases` says for each name where its copy lies and what address it had, without
    password; `left` what was not taken: links and other things that are no files.
    """

    format: str
    version: int
    course: str
    kind: str
    root: str
    made: str
    files: dict[str, Entry] = field(default_factory=dict)
    folders: dict[str, int] = field(default_factory=dict)
    databases: dict[str, dict[str, str]] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    @classmethod
    def begin(cls, kind: str, root: Path) -> Manifest:
        """Return the manifest of an archive that begins now."""
        return cls(FORMAT, VERSION, __version__, kind, str(root), now())


class Writer:
    """Fills an archive; see `writing`."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self._tar, self.manifest = tar, manifest

    def tree(self, folder: Path, prefix: str) -> None:
        """Put in every file of a picture under `prefix`."""
        for above, folders, files in os.walk(folder):
            place = Path(above).relative_to(folder)
            for name in sorted(folders):
                mode = stat.S_IMODE((Path(above) / name).stat().st_mode)
                self.manifest.folders[_named(prefix, place / name)] = mode
            for name in sorted(files):
                self.file(Path(above) / name, _named(prefix, place / name))

    def file(self, path: Path, name: str) -> None:
        """Put in one file under `name`."""
        with path.open("rb") as stream:
            status = os.fstat(stream.fileno())
            hashing = _Hashing(stream, status.st_size)
            self._add(name, hashing, status.st_size)
        mode = stat.S_IMODE(status.st_mode) & 0o755
        self.manifest.files[name] = Entry(status.st_size, hashing.digest.hexdigest(), mode)

    def finish(self) -> None:
        """Put in the manifest, last."""
        raw = json.dumps(asdict(self.manifest), ensure_ascii=True, sort_keys=True).encode()
        self._add(MANIFEST, io.BytesIO(raw), len(raw))

    def _add(self, name: str, stream: Any, size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, stream)


class _Hashing:
    """Reads `size` bytes of a file, no more, and zeros where it has become shorter."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream, self._left = stream, size
        self.digest = hashlib.sha256()

    def read(self, wanted: int = -1) -> bytes:
        wanted = self._left if wanted < 0 else min(wanted, self._left)
        raw = self._stream.read(wanted).ljust(wanted, b"\0")
        self._left -= len(raw)
        self.digest.update(raw)
        return raw


@contextmanager
def writing(output: Path, manifest: Manifest) -> Iterator[Writer]:
    """Write an archive to `output`, which must not be there yet; nothing stays of a failed one.

    Raises `Refusal`.
    """
    if output.is_symlink() or output.exists():
        raise Refusal(
            f"« {output} » existe déjà ; donnez un autre nom à la sauvegarde.",
            f"“{output}” exists already; give the backup another name.",
        )
    temporary = output.with_name(f".{output.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as stream:
                with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=_LEVEL) as tar:
                    writer = Writer(tar, manifest)
                    yield writer
                    writer.finish()
                stream.flush()
                os.fsync(stream.fileno())
            # Not `replace`: whoever took the name meanwhile keeps it.
            os.link(temporary, output)
            flush_folder(output.parent)
        finally:
            with suppress(OSError):
                temporary.unlink()
    except OSError as error:
        raise refusal(error, str(output)) from error


def check(stream: IO[bytes], name: str) -> Manifest:
    """Check every byte of an archive, and return its manifest; raise `Refusal`."""
    stream.seek(0)
    found: dict[str, Entry] = {}
    manifest: Manifest | None = None
    try:
        with gzip.GzipFile(fileobj=stream) as packed, _tar(packed) as tar:
            for member in tar:
                if manifest is not None or member.name in found or len(found) > _MOST_FILES:
                    raise _damaged(name)
                if not member.isreg() or not _safe(member.name):
                    raise _unsafe(name, member.name)
                content = tar.extractfile(member)
                assert content is not None
                if member.name == MANIFEST:
                    manifest = _manifest(content.read(_LARGEST_MANIFEST + 1), name)
                    continue
                digest, size = hashlib.sha256(), 0
                while block := content.read(_BLOCK):
                    digest.update(block)
                    size += len(block)
                found[member.name] = Entry(size, digest.hexdigest(), 0)
            # A tar ends before the compressed stream does, whose checksum comes last.
            while packed.read(_BLOCK):
                pass
    except (tarfile.TarError, EOFError, zlib.error, OSError, ValueError, RecursionError) as error:
        raise _damaged(name) from error
    if manifest is None:
        raise _damaged(name)
    told = {one: Entry(entry.size, entry.sha256, 0) for one, entry in manifest.files.items()}
    if told != found:
        raise _damaged(name)
    _check_tree(manifest, name)
    return manifest


def unpack(stream: IO[bytes], manifest: Manifest, folder: Path, name: str) -> None:
    """Write the files of a checked archive below `folder`; raise `Refusal` and `OSError`."""
    stream.seek(0)
    for one in sorted(manifest.folders, key=lambda path: path.count("/")):
        (folder / one).mkdir(mode=0o700, parents=True, exist_ok=True)
    with gzip.GzipFile(fileobj=stream) as packed, _tar(packed) as tar:
        for member in tar:
            entry = manifest.files.get(member.name)
            if entry is None:
                continue
            content = tar.extractfile(member) if member.isreg() else None
            if content is None:
                raise _damaged(name)
            target = folder / member.name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            digest = hashlib.sha256()
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
            with os.fdopen(handle, "wb") as out:
                while block := content.read(_BLOCK):
                    digest.update(block)
                    out.write(block)
                out.flush()
                os.fsync(handle)
            if digest.hexdigest() != entry.sha256:  # the archive was changed since it was checked
                raise _damaged(name)
            target.chmod(entry.mode & 0o755 | 0o600)
    for one, mode in manifest.folders.items():
        (folder / one).chmod(mode & 0o755 | 0o700)


def _tar(packed: Any) -> tarfile.TarFile:
    return tarfile.open(fileobj=packed, mode="r|")


def _manifest(raw: bytes, name: str) -> Manifest:
    data = json.loads(raw) if len(raw) <= _LARGEST_MANIFEST else None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise _damaged(name)
    if not isinstance(data.get("version"), int) or data["version"] > VERSION:
        raise Refusal(
            f"« {name} » a été fait par une version plus récente du cours ; mettez le cours à "
            "jour pour la restaurer.",
            f"“{name}” was made by a newer version of the course; update the course to restore it.",
        )
    try:
        return structure(data, Manifest, MANIFEST)
    except Refusal as fault:
        raise _damaged(name) from fault


def _check_tree(manifest: Manifest, name: str) -> None:
    """Refuse a file that is also a folder, and folders that lead out."""
    for one in manifest.folders:
        if not _safe(one):
            raise _unsafe(name, one)
    for one in (*manifest.files, *manifest.folders):
        if any(str(above) in manifest.files for above in PurePosixPath(one).parents):
            raise _unsafe(name, one)
    if set(manifest.files) & set(manifest.folders):
        raise _damaged(name)


def _safe(name: str) -> bool:
    parts = name.split("/")
    plain = all(part not in {"", ".", ".."} for part in parts)
    return plain and "\0" not in name and "\\" not in name and len(name) <= _LONGEST_NAME


def _named(prefix: str, place: Path) -> str:
    return prefix + place.as_posix()


def _damaged(name: str) -> Refusal:
    return Refusal(
        f"La sauvegarde « {name} » est abîmée ou incomplète ; rien n’a été touché : prenez-en une "
        "autre.",
        f"The backup “{name}” is damaged or incomplete; nothing has been touched: take another.",
    )


def _unsafe(name: str, member: str) -> Refusal:
    shown = ascii(member)[1:-1][:80]
    return Refusal(
        f"La sauvegarde « {name} » contient « {shown} », qui sortirait de son dossier ou n’est pas "
        "un fichier ordinaire ; rien n’a été touché : prenez-en une autre.",
        f"The backup “{name}” holds “{shown}”, which would leave its folder or is no ordinary "
        "file; nothing has been touched: take another.",
    )
