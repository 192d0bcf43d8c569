# SPDX-License-Identifier: MIT
"""What a received JPEG is: it must decode wholly, and its metadata is logged."""
import hashlib
import io

from PIL import Image, ImageFile

ImageFile.LOAD_TRUNCATED_IMAGES = False  # the default, said: half a picture is an error

SOI, EOI, SOS = 0xD8, 0xD9, 0xDA
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "BMP": "image/bmp",
           "TIFF": "image/tiff"}


class BadPicture(ValueError):
    """Not a picture that decodes to its end."""


class Picture:
    """A decoded picture and what the log says about it."""

    def __init__(self, mime, data):
        self.mime = mime
        self.data = data
        try:
            self.image = Image.open(io.BytesIO(data))
            self.format = FORMATS.get(self.image.format, self.image.format)
            self.image.load()
        except Exception as error:  # Pillow raises many kinds on broken files
            raise BadPicture("the picture cannot be decoded: %s" % error) from None
        self.width, self.height = self.image.size
        self.metadata, self.trailing = _walk(data) if self.format == "image/jpeg" else ([], 0)

    def facts(self):
        return {
            "mime": self.mime, "bytes": len(self.data), "width": self.width,
            "height": self.height, "mode": self.image.mode,
            "progressive": bool(self.image.info.get("progressive")),
            "sha256": hashlib.sha256(self.data).hexdigest(),
            "metadata": self.metadata, "trailing_bytes": self.trailing,
        }


def pixels_sha256(data):
    """Of the decoded pixels, to compare pictures that were coded or wrapped differently."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return hashlib.sha256(repr((image.mode, image.size)).encode() + image.tobytes()).hexdigest()


def _metadata_name(marker, payload):
    if marker == 0xFE:
        return "comment"
    if marker == 0xE1:
        return "xmp" if payload.startswith(b"http://ns.adobe.com/") else "exif"
    if marker == 0xE2:
        return "icc" if payload.startswith(b"ICC_PROFILE") else "app2"
    if marker == 0xED:
        return "iptc"
    if marker == 0xE0 and payload.startswith((b"JFIF", b"AVI1")):
        return None
    if marker == 0xEE and payload.startswith(b"Adobe"):
        return None  # names the colour transform: part of the coded picture
    return "app%d" % (marker - 0xE0) if 0xE0 <= marker <= 0xEF else None


def _walk(data):
    """(names of metadata segments, bytes behind the end of the picture)."""
    names, at = [], 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise BadPicture("no marker at byte %d" % at)
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == EOI:
            break
        size = int.from_bytes(data[at + 2:at + 4], "big")
        name = _metadata_name(marker, data[at + 4:at + 2 + size])
        if name:
            names.append(name)
        at += 2 + size
        if marker == SOS:
            at = _after_scan(data, at)
    if data[at:at + 2] != bytes((0xFF, EOI)):
        raise BadPicture("the picture has no end marker")
    return names, len(data) - at - 2


def _after_scan(data, at):
    """Index of the first marker behind entropy-coded data."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise BadPicture("the picture has no end marker")
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2
