"""Reading raw files: whole tables, or batches while they are made."""

import collections.abc
import ctypes
import datetime
import functools
import json
import os
import secrets
import threading
from types import TracebackType
from typing import Any, NamedTuple, Self

import pyarrow as pa

from millrace import config as configuration
from millrace import library
from millrace.config import Path
from millrace.errors import UserError

#: The tables, in the order of their numbers in kernel.h.
TABLES = ("event_v2", "item_v2", "user_v2", "session", "rejects")

#: What was read, written and rejected: the keys of `millrace process --json` (docs/reference/json.md).
Counters = dict[str, Any]


class Batch(NamedTuple):
    """Finished rows of a table."""

    table: str
    rows: pa.RecordBatch


class Tables(dict[str, pa.Table]):
    """All tables by name, and how what was read became their rows."""

    counters: Counters


@functools.cache
def schema(table: str) -> pa.Schema:
    """The columns of a table, plain (without dictionaries)."""
    number = _number_of(table)
    # What a kernel without databases gives before it has read anything.
    options = _options(json.dumps({"processing": {"enrichments": []}}), None, flags=0)
    kernel, stream = ctypes.c_void_p(), library.ArrowStream()
    library.call("millrace_kernel_create", ctypes.byref(options), ctypes.byref(kernel))
    try:
        library.call("millrace_kernel_take", kernel, number, ctypes.byref(stream))
    finally:
        library.loaded().millrace_kernel_destroy(kernel)
    return pa.RecordBatchReader._import_from_c(ctypes.addressof(stream)).schema


def read(
    paths: Path | collections.abc.Iterable[Path],
    *,
    config: Path | None = None,
    **keys: Any,
) -> Tables:
    """Reads raw files into tables.

    `paths` are files, directories (read at any depth) and addresses (`s3://bucket/prefix`). `config` is the path of a
    millrace.yml; or its keys are given as keywords. All threads of `processing.threads` read.

    Raises UserError for wrong paths or keys, MachineError for what cannot be read.
    """
    batches: dict[str, list[pa.RecordBatch]] = {table: [] for table in TABLES}
    with stream(paths, config=config, **keys) as finished:
        for table, rows in finished:
            batches[table].append(rows)
        tables = Tables({table: pa.Table.from_batches(batches[table], schema(table)) for table in TABLES})
        tables.counters = finished.counters
    return tables


def stream(
    paths: Path | collections.abc.Iterable[Path],
    *,
    config: Path | None = None,
    dictionaries: bool = False,
    **keys: Any,
) -> "Stream":
    """Begins to read as `read` does, and gives the rows while they are made.

    What is read ahead is bounded by `processing.memory`. With `dictionaries`, columns of texts may be dictionary-encoded,
    from batch to batch, which takes less memory.
    """
    return Stream(paths, config, dictionaries, keys)


class Stream(collections.abc.Iterator[Batch]):
    """Batches of all tables, in the order in which they are finished. Close it, or use it with `with`.

    Batches stay valid when it is closed. One thread at a time is served; others wait.
    """

    def __init__(
        self,
        paths: Path | collections.abc.Iterable[Path],
        config: Path | None,
        dictionaries: bool,
        keys: dict[str, Any],
    ) -> None:
        self._reader: ctypes.c_void_p | None = None
        self._lock = threading.Lock()
        self._plain = not dictionaries
        self._counters: Counters = {}
        names = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
        encoded = [_encoded(os.fspath(name)) for name in names]
        text, folder = configuration.text_of(config, keys)
        options = _options(text, folder, library.DICTIONARIES if dictionaries else 0)
        reader = ctypes.c_void_p()
        library.call(
            "millrace_reader_open",
            ctypes.byref(options),
            (ctypes.c_char_p * len(encoded))(*encoded),
            len(encoded),
            ctypes.byref(reader),
        )
        self._reader = reader

    def __next__(self) -> Batch:
        table = ctypes.c_int32(-1)
        schema_of_batch, array = library.ArrowSchema(), library.ArrowArray()
        with self._lock:
            if self._reader is None:
                raise StopIteration
            library.call(
                "millrace_reader_next",
                self._reader,
                ctypes.byref(table),
                ctypes.byref(schema_of_batch),
                ctypes.byref(array),
            )
        if table.value < 0:
            raise StopIteration
        rows = pa.RecordBatch._import_from_c(ctypes.addressof(array), ctypes.addressof(schema_of_batch))
        return Batch(TABLES[table.value], rows)

    def of(self, table: str) -> pa.RecordBatchReader:
        """The rows of one table, for engines that read Arrow streams. The rows of the others are dropped."""
        _number_of(table)
        if not self._plain:
            raise UserError("a stream of one table has one schema: open it without `dictionaries`")
        rows = (batch.rows for batch in self if batch.table == table)
        return pa.RecordBatchReader.from_batches(schema(table), rows)

    @property
    def counters(self) -> Counters:
        """What was read, written and rejected; complete after the last batch."""
        with self._lock:
            self._keep_counters()
        return self._counters

    def close(self) -> None:
        """Ends the reading, wherever it is. Closing twice does nothing."""
        with self._lock:
            if self._reader is None:
                return
            self._keep_counters()
            reader, self._reader = self._reader, None
            library.loaded().millrace_reader_destroy(reader)

    def _keep_counters(self) -> None:
        if self._reader is not None:
            text = ctypes.c_void_p()
            library.call("millrace_reader_counters", self._reader, ctypes.byref(text))
            self._counters = json.loads(library.taken_text(text))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __del__(self) -> None:
        if self._reader is not None:
            self.close()


def _options(text: str, folder: str | None, flags: int) -> library.Options:
    now = datetime.datetime.now(datetime.UTC)
    return library.Options(
        abi=library.ABI,
        flags=flags,
        config=_encoded(text),
        folder=None if folder is None else _encoded(folder),
        job_id=f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}".encode(),
        created_us=0,
    )


def _number_of(table: str) -> int:
    if table not in TABLES:
        raise UserError(f"there is no table `{table}`; the tables are {', '.join(TABLES)}")
    return TABLES.index(table)


def _encoded(text: str) -> bytes:
    encoded = os.fsencode(text)
    if b"\0" in encoded:
        raise UserError(f"a path or text has a zero byte: {text!r}")
    return encoded
