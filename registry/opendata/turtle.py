"""A graph as Turtle, in the order in which it was told: the library's own writer sorts and counts
all of it first, which took most of the time that a catalogue took."""

import re
from collections.abc import Iterator

from rdflib import RDF, Graph, URIRef
from rdflib.term import Node

# Of a name after its prefix: what Turtle takes without an escape, and no more
PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*", re.ASCII)


def turtle(graph: Graph) -> bytes:
    """All subjects are named, and so is every value that is no text."""
    return "".join(Writer(graph).text()).encode()


class Writer:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.prefixes = {str(address): prefix for prefix, address in graph.namespaces()}
        self.used: set[str] = set()
        self.words: dict[Node, str] = {}

    def text(self) -> Iterator[str]:
        statements = list(self.statements())  # which tells what prefixes are used
        for address, prefix in sorted(self.prefixes.items(), key=lambda pair: pair[1]):
            if prefix in self.used:
                yield f"@prefix {prefix}: <{address}> .\n"
        yield from statements

    def statements(self) -> Iterator[str]:
        for subject in dict.fromkeys(self.graph.subjects()):
            told: dict[Node, list[str]] = {}
            for name, value in self.graph.predicate_objects(subject):
                told.setdefault(name, []).append(self.word(value))
            lines = [f"    {self.name(name)} {', '.join(values)}" for name, values in told.items()]
            yield f"\n{self.word(subject)}\n" + " ;\n".join(lines) + " .\n"

    def name(self, name: Node) -> str:
        return "a" if name == RDF.type else self.word(name)

    def word(self, node: Node) -> str:
        found = self.words.get(node)
        if found is None:
            found = self.words[node] = self.address(node) if isinstance(node, URIRef) else node.n3()
        return found

    def address(self, address: URIRef) -> str:
        place = max(address.rfind("#"), address.rfind("/")) + 1
        prefix = self.prefixes.get(address[:place])
        if prefix and PLAIN_NAME.fullmatch(address, place):
            self.used.add(prefix)
            return f"{prefix}:{address[place:]}"
        return address.n3()
