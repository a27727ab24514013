"""The directory that packages are made from: the install tree of cmake/Install.cmake without the location database, every shared
library that program and libmillrace.so need (but those of the system, scripts/shipped.py), and the licences of all of it."""
import pathlib
import re
import shutil
import subprocess
import sys

import shipped

COMPONENTS = ["program", "library", "duckdb", "arrow", "data", "documentation", "plugin_headers"]
DOCS = "share/doc/millrace"


def version(build):
    return re.search(r"^CMAKE_PROJECT_VERSION:\w+=(.*)$", (build / "CMakeCache.txt").read_text(), re.M)[1]


def install(build, tree):
    for component in COMPONENTS:
        subprocess.run(["cmake", "--install", build, "--prefix", tree, "--strip", "--component", component], check=True,
                       stdout=subprocess.DEVNULL)


def add_libraries(tree):
    """Copies what is missing to lib/millrace; returns {name: (package, version, source)} of the copies."""
    folder = tree / "lib/millrace"
    present = [path for path in tree.rglob("*") if shipped.is_elf(path)]
    added = {}
    for name, path in sorted((shipped.needed_libraries(present) | shipped.libraries_loaded_later()).items()):
        if not (folder / name).exists():
            shutil.copy(path.resolve(), folder / name)
            added[name] = shipped.debian_package(path)
    return added


def add_licences(tree, libraries, console, left_out):
    """Writes LICENCES.md and the texts; what has no text ends the program."""
    folder = tree / DOCS / "licences"
    folder.mkdir()
    rows, packages = [], {}
    for part, number, licence, name in shipped.third_parties():
        if name not in left_out:
            rows.append((part, number, licence, copy_texts(folder, name)))
    for library, package in libraries.items():
        packages.setdefault(package, []).append(library)
    copies = [(", ".join(f"`{each}`" for each in sorted(files)), f"{name} {number}", source, copy_texts(folder, name))
              for (name, number, source), files in sorted(packages.items())]
    copy_common_texts(folder)
    shutil.copy(console, folder / "console.txt")
    text = (pathlib.Path(__file__).parent / "licences.md.in").read_text(encoding="utf-8")
    table = "\n".join(f"| {part} | {number} | {licence} | {texts} |" for part, number, licence, texts in rows)
    files = "\n".join(f"| {names} | {package} | {source} | {texts} |" for names, package, source, texts in copies)
    (tree / DOCS / "LICENCES.md").write_text(text.replace("@PARTS@", table).replace("@LIBRARIES@", files), encoding="utf-8")


def copy_texts(folder, name):
    texts = shipped.licence_texts(name)
    if not texts:
        sys.exit(f"no text of the licence of {name} was found")
    links = []
    for text in texts:
        file = re.sub(r"[^A-Za-z0-9.+-]+", "-", name).strip("-") + ("-" + text.stem if len(texts) > 1 else "") + ".txt"
        shutil.copy(text, folder / file)
        links.append(f"[{file}](licences/{file})")
    return ", ".join(links)


def copy_common_texts(folder):
    """The licences that Debian's texts refer to instead of repeating them."""
    known = pathlib.Path("/usr/share/common-licenses")
    for text in list(folder.glob("*.txt")):
        for name in re.findall(r"/usr/share/common-licenses/([A-Za-z0-9.-]*[A-Za-z0-9])", text.read_text(errors="replace")):
            if (known / name).exists():
                shutil.copy((known / name).resolve(), folder / f"common-{name}.txt")


def make(build, tree, left_out=frozenset()):
    """Makes `tree`. Of THIRD_PARTY.md, what comes from `left_out` is not part of the package."""
    install(build, tree)
    add_licences(tree, add_libraries(tree), build / "web/licences.txt", left_out)
