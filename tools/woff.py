"""WOFF 1.0 (W3C) back to the OpenType file that it wraps: what the compiler of papers reads."""

import struct
import zlib


def unwrapped(woff: bytes) -> bytes:
    """The OpenType font inside; its tables, each under its own checksum, are unchanged."""
    if woff[:4] != b"wOFF":
        raise ValueError("not a WOFF 1.0 file")
    flavor, count = struct.unpack_from(">I4xH", woff, 4)
    power = count.bit_length() - 1
    search = 16 << power
    head = struct.pack(">IHHHH", flavor, count, search, power, 16 * count - search)
    place = 12 + 16 * count
    directory, tables = b"", []
    for at in range(count):
        entry = struct.unpack_from(">4sIIII", woff, 44 + 20 * at)
        tag, offset, packed, length, checksum = entry
        table = woff[offset : offset + packed]
        if packed < length:
            table = zlib.decompress(table)
        directory += struct.pack(">4sIII", tag, checksum, place, length)
        tables.append(table + bytes(-length % 4))
        place += len(tables[-1])
    return b"".join([head, directory, *tables])
