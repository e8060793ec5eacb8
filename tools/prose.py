"""Reads the texts that people see about ports and words: data/ports/about.*.txt, data/reasons/about.*.txt.

A file is paragraphs between empty lines. The first line of a paragraph names what it is about (one or several names
between blanks); the rest is the text, its lines joined. Lines that begin with # are comments. The next language is
one more file about.<lang>.txt with the same names."""
import sys


def fail(path, line, what):
    sys.exit(f"{path}:{line}: {what}")


def read(path, joint=" "):
    """{name: text} in the file's order."""
    texts, names, lines, at = {}, [], [], 0

    def finish():
        if names and not lines:
            fail(path, at, f"no text for '{names[0]}'")
        for name in names:
            if name in texts:
                fail(path, at, f"a second text for '{name}'")
            texts[name] = joint.join(lines)

    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.strip()
            if line.startswith("#"):
                continue
            if not line:
                finish()
                names, lines = [], []
            elif not names:
                names, at = line.split(), number
            else:
                lines.append(line)
        finish()
    return texts


def read_languages(en, ja):
    """[(name, English, Japanese)]; a name that one language lacks is an error."""
    english, japanese = read(en), read(ja, "")
    for name in english.keys() ^ japanese.keys():
        path = ja if name in english else en
        fail(path, 0, f"no text for '{name}', which the other language has")
    return [(name, english[name], japanese[name]) for name in english]


def c_string(text):
    """A C string literal, UTF-8 kept."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?") + '"'
