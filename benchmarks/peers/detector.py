"""Lingua with our nine languages; `python -m benchmarks.peers.detector FILE` times it on titles and abstracts."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

NINE = ("ENGLISH", "FRENCH", "SPANISH", "GERMAN", "ITALIAN", "PORTUGUESE", "CHINESE", "ARABIC", "CATALAN")


def detector() -> LanguageDetector:
    """Return a detector of the nine languages, as lingua makes it unless told otherwise."""
    return LanguageDetectorBuilder.from_languages(*(getattr(Language, name) for name in NINE)).build()


def code(found: LanguageDetector, text: str) -> str:
    """Return the language of a text, `und` where there is no answer."""
    language = found.detect_language_of(text)
    return language.iso_code_639_1.name.lower() if language else "und"


def main() -> None:
    """Print the seconds of processor time for all texts, the models being loaded."""
    texts = [text for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines() for text in json.loads(line)]
    found = detector()
    code(found, "One sentence loads the models. Une phrase charge les modèles.")
    started = time.process_time()
    for text in texts:
        code(found, text)
    print(json.dumps({"first": time.process_time() - started}))


if __name__ == "__main__":
    main()
