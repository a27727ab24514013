"""libmillrace by its C interface (include/millrace/*.h), whose names are kept. Loaded when it is first used."""

import ctypes
import functools
import pathlib
from typing import Any

import pyarrow

from millrace.errors import InternalError, MachineError, MillraceError, UserError
from millrace.installation import library
from millrace.version import __version__

ABI = 1
DICTIONARIES = 1

_ERRORS: dict[int, type[MillraceError]] = {1: UserError, 2: MachineError, 3: InternalError}
# What libmillrace uses of Arrow, in the order of their dependencies.
_PARTS_OF_ARROW = ("arrow", "parquet", "arrow_s3")


class Options(ctypes.Structure):
    """MillraceKernelOptions."""

    _fields_ = [
        ("abi", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
        ("config", ctypes.c_char_p),
        ("folder", ctypes.c_char_p),
        ("job_id", ctypes.c_char_p),
        ("created_us", ctypes.c_int64),
    ]


class Error(ctypes.Structure):
    """MillraceError."""

    _fields_ = [("code", ctypes.c_int32), ("message", ctypes.c_char_p)]


class ArrowSchema(ctypes.Structure):
    """As arrow_c.h has it. Only its address is used: pyarrow reads and releases what is inside."""

    _fields_ = [("_", ctypes.c_int64 * 9)]


class ArrowArray(ctypes.Structure):
    """The same."""

    _fields_ = [("_", ctypes.c_int64 * 10)]


class ArrowStream(ctypes.Structure):
    """The same."""

    _fields_ = [("_", ctypes.c_int64 * 5)]


_ARGUMENTS: dict[str, list[Any]] = {
    "millrace_kernel_create": [ctypes.POINTER(Options), ctypes.POINTER(ctypes.c_void_p)],
    "millrace_kernel_take": [ctypes.c_void_p, ctypes.c_int32, ctypes.POINTER(ArrowStream)],
    "millrace_reader_open": [
        ctypes.POINTER(Options),
        ctypes.POINTER(ctypes.c_char_p),
        ctypes.c_size_t,
        ctypes.POINTER(ctypes.c_void_p),
    ],
    "millrace_reader_next": [
        ctypes.c_void_p,
        ctypes.POINTER(ctypes.c_int32),
        ctypes.POINTER(ArrowSchema),
        ctypes.POINTER(ArrowArray),
    ],
    "millrace_reader_counters": [ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p)],
}


@functools.cache
def loaded() -> ctypes.CDLL:
    """The library, of the version of this package. Its calls release the interpreter's lock."""
    path = library()
    try:
        # libmillrace asks for Arrow by name and gets pyarrow's, which is in this process already: one Arrow, whose buffers
        # can change hands.
        folder = pathlib.Path(pyarrow.__file__).parent
        so = pyarrow.cpp_build_info.so_version
        for part in _PARTS_OF_ARROW:
            ctypes.CDLL(str(folder / f"lib{part}.so.{so}"))
        handle = ctypes.CDLL(path)
    except OSError as error:
        raise MachineError(f"cannot load {path} with pyarrow {pyarrow.__version__}: {error}") from error
    handle.millrace_version.restype = ctypes.c_char_p
    version = handle.millrace_version().decode()
    if version != __version__:
        raise MachineError(f"{path} is version {version}, the package {__version__}: install one wheel of both")
    for name, arguments in _ARGUMENTS.items():
        function = getattr(handle, name)
        function.restype = ctypes.c_int32
        function.argtypes = [*arguments, ctypes.POINTER(Error)]
    for name in ("kernel_destroy", "reader_destroy", "text_release"):
        function = getattr(handle, f"millrace_{name}")
        function.restype = None
        function.argtypes = [ctypes.c_void_p]
    handle.millrace_error_release.restype = None
    handle.millrace_error_release.argtypes = [ctypes.POINTER(Error)]
    return handle


def call(name: str, *arguments: object) -> None:
    """Calls a function that may fail; raises what it says."""
    handle = loaded()
    error = Error()
    if getattr(handle, name)(*arguments, ctypes.byref(error)) == 0:
        return
    message = (error.message or b"").decode("utf-8", "replace")
    code = error.code
    handle.millrace_error_release(ctypes.byref(error))
    raise _ERRORS.get(code, InternalError)(message)


def taken_text(text: ctypes.c_void_p) -> str:
    """A text that the library made, which is released."""
    if text.value is None:
        raise MachineError("the library has no memory left for a text")
    try:
        return ctypes.string_at(text.value).decode("utf-8", "replace")
    finally:
        loaded().millrace_text_release(text)
