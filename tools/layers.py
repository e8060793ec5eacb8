#!/usr/bin/env python3
"""layers.py [TREE]: holds the includes of the tree to src/layers.txt. Prints every breach as file:line, fails if any.

- a file of src/FOLDER includes "FOLDER/x.h" of its own folder and of those on its line of layers.txt, no other;
- a folder may only name folders above it in layers.txt, so there are no circles;
- folders of src and lines of layers.txt are the same;
- an include names a file that is there, from the roots src/ and lab/, never by ../;
- priv_*.h is for its own folder; lab/ is for tests, fuzz and bench, not for the program.
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
GENERATED = {"version.h"}


def read_layers(path):
    """{folder: set of folders it may include}, and what is wrong with the file itself."""
    layers, bad = {}, []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        line = line.partition("#")[0].strip()
        if not line:
            continue
        folder, colon, rest = line.partition(":")
        below = set(rest.split())
        if not colon or folder in layers:
            bad.append(f"{path}:{number}: expected one 'folder: folders' a folder")
        for name in sorted(below - layers.keys()):
            bad.append(f"{path}:{number}: {folder} may not name {name}, which is not above it")
        layers[folder] = below
    return layers, bad


def folder_of(path):
    """'scan' for scan/tech/syn.c, '' for a file at a root."""
    return path.parts[0] if len(path.parts) > 1 else ""


def is_test(path):
    return path.stem.endswith("_test")


def check_include(tree, layers, path, name):
    """What is wrong with the line #include "name" in src/path, or None."""
    target = pathlib.PurePosixPath(name)
    own, theirs = folder_of(path), folder_of(target)
    if name in GENERATED:
        return None
    if ".." in target.parts:
        return "includes by ../"
    if (tree / "lab" / target).is_file():
        return None if is_test(path) else "the program may not include lab/"
    if not (tree / "src" / target).is_file():
        return "no such file in src/ or lab/ (include as \"folder/name.h\")"
    if target.name.startswith("priv_") and theirs != own:
        return f"{name} is private to {theirs}/"
    if theirs not in layers[own] | {own}:
        return f"{own}/ may not include {theirs}/"
    return None


def check_outside(tree, path, name):
    """The same for a file of lab/, fuzz/ or bench/: everything public, and what stands beside it."""
    target = pathlib.PurePosixPath(name)
    beside = (path.parent / target).is_file() or (tree / "lab" / target).is_file()
    if beside or name in GENERATED:
        return None
    if not (tree / "src" / target).is_file():
        return "no such file"
    return f"{name} is private" if target.name.startswith("priv_") else None


def sources(folder):
    return sorted(p for p in folder.rglob("*.[ch]") if p.is_file()) if folder.is_dir() else []


def includes(path):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if match := INCLUDE.match(line):
            yield number, match.group(1)


def check(tree):
    src = tree / "src"
    layers, bad = read_layers(src / "layers.txt")
    folders = {p.name for p in src.iterdir() if p.is_dir()}
    for name in sorted(folders ^ layers.keys()):
        bad.append(f"{src / 'layers.txt'}: {name}: a folder without a line, or a line without a folder")
    if bad:
        return bad
    for path in sources(src):
        for number, name in includes(path):
            if wrong := check_include(tree, layers, path.relative_to(src), name):
                bad.append(f"{path}:{number}: {wrong}")
    for place in ("lab", "fuzz", "bench"):
        for path in sources(tree / place):
            for number, name in includes(path):
                if wrong := check_outside(tree, path, name):
                    bad.append(f"{path}:{number}: {wrong}")
    return bad


def main():
    breaches = check(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    for line in breaches:
        print(line)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
