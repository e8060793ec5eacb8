#!/usr/bin/env python3
"""Each rule of tools/layers.py is broken once in a small tree, and seen."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

LAYERS = pathlib.Path(__file__).resolve().parent.parent / "tools" / "layers.py"

GOOD = {
    "src/layers.txt": "# comment\nbase:\nwire: base\ncmd: base wire\n",
    "src/base/a.h": "",
    "src/base/a.c": '#include "base/a.h"\n#include <stdio.h>\n',
    "src/wire/priv_w.h": "",
    "src/wire/w.h": '#include "base/a.h"\n',
    "src/wire/deep/x.c": '#include "wire/priv_w.h"\n',
    "src/wire/w_test.c": '#include "sim/sim.h"\n',
    "src/cmd/main.c": '#include "wire/w.h"\n#include "version.h"\n',
    "lab/sim/sim.h": "",
    "lab/sim/sim.c": '#include "sim/sim.h"\n#include "wire/w.h"\n',
    "fuzz/f.c": '#include "wire/w.h"\n',
}


def run(files):
    with tempfile.TemporaryDirectory() as tree:
        for name, text in files.items():
            path = pathlib.Path(tree, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return subprocess.run([sys.executable, LAYERS, tree], capture_output=True, text=True, check=False)


class Layers(unittest.TestCase):
    def breaks(self, name, text, words):
        done = run(GOOD | {name: text})
        self.assertEqual(done.returncode, 1)
        self.assertIn(words, done.stdout)
        self.assertEqual(len(done.stdout.splitlines()), 1, done.stdout)

    def test_good(self):
        done = run(GOOD)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_upwards(self):
        self.breaks("src/base/b.c", '\n#include "wire/w.h"\n', "b.c:2: base/ may not include wire/")

    def test_private(self):
        self.breaks("src/cmd/m.c", '#include "wire/priv_w.h"\n', "private to wire/")

    def test_private_outside(self):
        self.breaks("fuzz/g.c", '#include "wire/priv_w.h"\n', "private")

    def test_missing(self):
        self.breaks("src/base/b.c", '#include "a.h"\n', "no such file")

    def test_dots(self):
        self.breaks("src/wire/b.c", '#include "../base/a.h"\n', "../")

    def test_lab(self):
        self.breaks("src/wire/b.c", '#include "sim/sim.h"\n', "lab/")

    def test_circle(self):
        self.breaks("src/layers.txt", "base: wire\nwire: base\ncmd: base wire\n", "not above it")

    def test_folder_without_line(self):
        self.breaks("src/new/n.c", "", "new: a folder without a line")


if __name__ == "__main__":
    unittest.main()
