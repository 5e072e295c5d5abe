"""The program that draws charts, in a process of its own: it takes two hundred megabytes and more
with each hundred charts, and ends when it has `LARGEST`. Run as a module, this is that program."""

import base64

from registry.common.own_programs import OwnProgram, ProgramGoneError, answer_orders

LARGEST = 400 * 1024**2  # bytes


class Drawer(OwnProgram):
    """Its methods are the renderer's. Raises ValueError where there is nothing to draw from what
    was given, ProgramGoneError where the program hangs or ends, and another one in its place
    too."""

    module = __name__
    longest_wait = 30  # seconds; on a busy machine the program takes some to start

    def vega_to_svg(self, specification: dict) -> str:
        return self.ask("vega_to_svg", specification).decode()

    def vegalite_to_svg(self, specification: dict) -> str:
        return self.ask("vegalite_to_svg", specification).decode()

    def svg_to_png(self, svg: str, **options: float) -> bytes:
        return self.ask("svg_to_png", svg, **options)

    def ask(self, what: str, given: object, **options: float) -> bytes:
        answer = self.answer({"what": what, "given": given, "options": options})
        if not answer:
            raise ProgramGoneError("The chart could not be drawn: the program that draws ended.")
        if "error" in answer:
            raise ValueError(answer["error"])
        return base64.b64decode(answer["drawing"])


def draw(order: dict) -> dict:
    import vl_convert

    try:
        drawn = getattr(vl_convert, order["what"])(order["given"], **order["options"])
    except ValueError as error:
        return {"error": str(error)}
    content = drawn.encode() if isinstance(drawn, str) else drawn
    return {"drawing": base64.b64encode(content).decode()}


if __name__ == "__main__":
    answer_orders(draw, LARGEST)
