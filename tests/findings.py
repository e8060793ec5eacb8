#!/usr/bin/env python3
"""findings.py SCHEMA RUN...: holds RUN.sarif, RUN.junit and RUN.html against each other and against what their readers demand."""
import html.parser
import json
import sys
import xml.etree.ElementTree as xml

from jsonschema import Draft202012Validator

VOID = {"meta", "br"}
TAGS = VOID | set("html head title style body h1 h2 h3 p section table tr th td ol li span strong code a footer".split())
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "rel"}


class Page(html.parser.HTMLParser):
    """A page of known elements that are closed in their order, without anything that runs or comes from elsewhere."""

    def __init__(self, name):
        super().__init__()
        self.name, self.open, self.ids, self.links, self.rows = name, [], set(), set(), 0

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS, f"{self.name}: <{tag}>"
        for key, value in attrs:
            assert key in ATTRIBUTES, f"{self.name}: <{tag} {key}>"
            assert key != "href" or value.startswith(("#", "https://")), f"{self.name}: a link to {value}"
        attrs = dict(attrs)
        if "id" in attrs:
            assert attrs["id"] not in self.ids, f"{self.name}: the id {attrs['id']} stands twice"
            self.ids.add(attrs["id"])
        if attrs.get("href", "").startswith("#"):
            self.links.add(attrs["href"][1:])
            self.rows += "section" in self.open and self.open[-1] == "td" and self.open.count("section") == 2
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"{self.name}: </{tag}>"


def check_page(name):
    text = open(name, encoding="utf-8").read()
    page = Page(name)
    page.feed(text)
    page.close()
    assert text.startswith("<!DOCTYPE html>") and not page.open and page.links == page.ids, name
    assert "default-src 'none'" in text and "\u202e" not in text and "url(" not in text, name
    return page.rows


def check_sarif(name, schema):
    with open(name, encoding="utf-8") as f:
        sarif = json.load(f)
    for e in schema.iter_errors(sarif):
        sys.exit(f"{name}: {list(e.path)}: {e.message}")
    run = sarif["runs"][0]
    ids = [r["id"] for r in run["tool"]["driver"]["rules"]]
    assert len(ids) == len(set(ids)) and {r["ruleId"] for r in run["results"]} == set(ids), name
    assert all(ids[r["ruleIndex"]] == r["ruleId"] for r in run["results"]), name
    return len(run["results"])


def check_junit(name):
    root = xml.parse(name).getroot()
    for node in [root, *root]:
        cases = list(node.iter("testcase"))
        assert int(node.get("tests")) == len(cases), name
        assert int(node.get("failures")) == sum(c.find("failure") is not None for c in cases), name
        assert int(node.get("errors")) == sum(c.find("error") is not None for c in cases), name
    return len(list(root.iter("testcase"))) - 1  # one says whether everything was judged


def main(schema, *runs):
    with open(schema, encoding="utf-8") as f:
        rules = json.load(f)
    Draft202012Validator.check_schema(rules)
    for run in runs:
        found = {check_sarif(run + ".sarif", Draft202012Validator(rules)), check_junit(run + ".junit"), check_page(run + ".html")}
        assert len(found) == 1, f"{run}: the outputs have {found} findings"


main(*sys.argv[1:])
