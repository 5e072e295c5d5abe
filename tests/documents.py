"""Small files of each kind that a document may have, made byte by byte."""

import io
import zipfile
from xml.sax.saxutils import escape

OFFICE = "application/vnd.openxmlformats-officedocument."
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TAGGED = "/Lang (en-GB) /MarkInfo << /Marked true >>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
SCRIPT = "/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert(1)) >>] >> >>"
LOCK = (
    f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -4 >>"
    " /ID [<00><00>]"
)


def pdf(
    *pages: str | bytes, title: str = "", catalog: str = "", box="595 842", trailer=""
) -> bytes:
    """A page for each text; bytes are what the page draws."""
    pages = pages or ("Readmission in practice",)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    parts = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, page in enumerate(pages):
        drawn = (
            page if isinstance(page, bytes) else f"BT /F1 24 Tf 60 700 Td ({page}) Tj ET".encode()
        )
        parts.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {box}] /Contents {5 + 2 * number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        parts.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawn), drawn))
    parts.append(f"<< /Title ({title}) >>".encode())
    made, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    start, count = len(made), len(parts)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (count + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = f"trailer << /Size {count + 1} /Root 1 0 R /Info {count} 0 R {trailer} >>"
    return made + f"{end}\nstartxref\n{start}\n%%EOF\n".encode()


def archive(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def contents(kind: str, path: str, suffix: str = "main+xml") -> str:
    return f'<Types><Override PartName="/{path}" ContentType="{OFFICE}{kind}.{suffix}"/></Types>'


def relations(*targets: str) -> str:
    rows = [
        f'<Relationship Id="r{number}" Target="{target}"/>'
        for number, target in enumerate(targets, 1)
    ]
    return f'<Relationships xmlns="{RELATIONS}">{"".join(rows)}</Relationships>'


def properties(title: str) -> str:
    return (
        '<cp:coreProperties xmlns:cp="a" xmlns:dc="b">'
        f"<dc:title>{escape(title)}</dc:title><dc:language>en-GB</dc:language></cp:coreProperties>"
    )


def docx(*paragraphs: str, **more: str | bytes) -> bytes:
    rows = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    return archive(
        {
            "[Content_Types].xml": contents("wordprocessingml.document", "word/document.xml"),
            "word/document.xml": f'<w:document xmlns:w="w"><w:body>{rows}</w:body></w:document>',
            "docProps/core.xml": properties("Handbook"),
            "docProps/app.xml": "<Properties><Pages>7</Pages></Properties>",
        }
        | more
    )


def pptx(*slides: str) -> bytes:
    """Its slides are kept in the opposite order."""
    parts = {
        f"ppt/slides/slide{number}.xml": (
            '<p:sld xmlns:p="p" xmlns:a="a">'
            f"<a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p></p:sld>"
        )
        for number, text in enumerate(reversed(slides), 1)
    }
    count = len(slides)
    order = "".join(f'<p:sldId id="{n}" r:id="r{n}"/>' for n in range(count, 0, -1))
    return archive(
        {
            "[Content_Types].xml": contents("presentationml.presentation", "ppt/presentation.xml"),
            "ppt/presentation.xml": f'<p:deck xmlns:p="p" xmlns:r="r">{order}</p:deck>',
            "ppt/_rels/presentation.xml.rels": relations(
                *(f"slides/slide{number}.xml" for number in range(1, count + 1))
            ),
        }
        | parts
    )
