"""The program that sets type, in a process of its own: a text with a very long table takes seconds
of the processor, and no reader of another page waits for that. Run as a module, this is that
program."""

import base64
from functools import cache
from typing import Any

from registry.common.own_programs import OwnProgram, answer_orders

STANDARDS: Any = ["ua-1", "a-2a"]


class TypesettingError(Exception):
    """The text cannot be set as it is, or not within the time."""


class Compositor(OwnProgram):
    module = __name__
    most = 300
    longest_wait = 120

    def compose(self, layout: str, fonts: str, data: str) -> bytes:
        """`layout`: the path of a .typ file; `data`: what stands on the paper, as JSON. Raises
        TypesettingError."""
        answer = self.answer({"layout": layout, "fonts": fonts, "data": data})
        if not answer:
            raise TypesettingError("The program that sets type ended, or took too long.")
        if "error" in answer:
            raise TypesettingError(answer["error"])
        return base64.b64decode(answer["pdf"])


@cache
def compiler_of(layout: str, fonts: str) -> Any:
    """It finds fonts in that folder and nowhere else, so that a file is the same on every
    machine."""
    import typst

    found = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]
    )
    return typst.Compiler(layout, font_paths=found)


def compose(order: dict) -> dict:
    import typst

    compiler = compiler_of(order["layout"], order["fonts"])
    try:
        made = compiler.compile(
            format="pdf", pdf_standards=STANDARDS, sys_inputs={"paper": order["data"]}
        )
    except typst.TypstError as error:
        return {"error": str(error)}
    return {"pdf": base64.b64encode(made).decode()}


if __name__ == "__main__":
    answer_orders(compose)
