"""The program that draws charts, in a process of its own: it takes two hundred megabytes and more
with each hundred charts.

So a worker that answers requests stays as small as it began. The program ends with its parent,
after some quiet minutes, and after so many drawings; the next chart starts it anew. Orders and
answers are lines of JSON. Run as a file, this module is that program.
"""

import base64
import json
import select
import subprocess
import sys
from threading import Lock
from typing import IO

MOST_DRAWINGS = 400
QUIET = 300  # seconds
LONGEST_WAIT = 60  # seconds for one drawing


class Drawer:
    """Its methods are the renderer's. Raises ValueError where there is nothing to draw from what
    was given."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.program: subprocess.Popen | None = None
        self.drawings = 0

    def vega_to_svg(self, specification: dict) -> str:
        return self.ask("vega_to_svg", specification).decode()

    def vegalite_to_svg(self, specification: dict) -> str:
        return self.ask("vegalite_to_svg", specification).decode()

    def svg_to_png(self, svg: str, **options: float) -> bytes:
        return self.ask("svg_to_png", svg, **options)

    def ask(self, what: str, given: object, **options: float) -> bytes:
        line = json.dumps({"what": what, "given": given, "options": options}).encode() + b"\n"
        with self.lock:
            answer = self.answer_to(line) or self.answer_to(
                line
            )  # it may have ended since the last chart
        if not answer:
            raise ValueError("The chart could not be drawn: the program that draws ended.")
        if "error" in answer:
            raise ValueError(answer["error"])
        return base64.b64decode(answer["drawing"])

    def answer_to(self, line: bytes) -> dict | None:
        """None where the program is not there any more, or does not answer."""
        orders, answers = self.pipes()
        try:
            orders.write(line)
            orders.flush()
            if select.select([answers], [], [], LONGEST_WAIT)[0]:
                answer = answers.readline()
                self.drawings += 1
                if answer.endswith(b"\n"):
                    return json.loads(answer)
        except OSError:
            pass
        self.end()
        return None

    def pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        """Where orders go to and answers come from."""
        program = self.started()
        assert program.stdin, "opened with the program"
        assert program.stdout, "opened with the program"
        return program.stdin, program.stdout

    def started(self) -> subprocess.Popen:
        if self.program and (self.program.poll() is not None or self.drawings >= MOST_DRAWINGS):
            self.end()
        if self.program is None:
            self.drawings = 0
            self.program = subprocess.Popen(  # noqa: S603  (this file)
                [sys.executable, "-I", __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        return self.program

    def end(self) -> None:
        program, self.program = self.program, None
        if program:
            program.kill()
            program.communicate()  # waits, and closes the pipes


def draw(order: dict) -> dict:
    import vl_convert

    try:
        drawn = getattr(vl_convert, order["what"])(order["given"], **order["options"])
    except ValueError as error:
        return {"error": str(error)}
    content = drawn.encode() if isinstance(drawn, str) else drawn
    return {"drawing": base64.b64encode(content).decode()}


def main() -> None:
    while select.select([sys.stdin.buffer], [], [], QUIET)[0]:
        line = sys.stdin.buffer.readline()
        if not line:
            return
        sys.stdout.buffer.write(json.dumps(draw(json.loads(line))).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
