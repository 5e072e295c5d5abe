"""How files of a kind begin: a file that somebody brings is judged by this, whatever its name
says."""

PDF = b"%PDF-"
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"  # of DOCX, XLSX, PPTX and ODS too
ARCHIVE = b"PK"  # also of an empty one
OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # DOC, XLS, PPT; also a new file with a password
