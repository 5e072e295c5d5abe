"""A square code as a drawing: one path, sharp at every size."""

from registry.pictures.svg import Svg, element

QUIET_ZONE = 2  # modules of white around it; the page it stands on is white, too


def square_code(address: str) -> Svg:
    # a large library draws it, for files only
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M

    made = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    made.add_data(address)
    made.make(fit=True)
    rows = made.get_matrix()
    path = ""
    for y, row in enumerate(rows, QUIET_ZONE):
        for x, is_dark in enumerate(row, QUIET_ZONE):
            path += f"M{x} {y}h1v1h-1z" if is_dark else ""
    size = len(rows) + 2 * QUIET_ZONE
    return element(
        "svg",
        element("rect", width=size, height=size, fill="#ffffff"),
        element("path", d=path, fill="#000000"),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {size} {size}",
        width=size,
        height=size,
    )
