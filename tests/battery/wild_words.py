"""What hostile and broken pages are made of: tags, cues of our pages, and characters that have hurt someone."""

TAGS = (
    "<div>", "</div>", "<p>", "</p>", "<span>", "</span>", "<ul>", "<li>", "</li>", "</ul>", "<h1>", "<h2>", "<h3>",
    "</h3>", "<dl>", "<dt>", "<dd>", "</dl>", "<table>", "<tr>", "<td>", "<th>", "</td>", "</table>", "<br>", "<hr>",
    "<b>", "</b>", "<strong>", "</strong>", "<section>", "<article>", "</article>", "<main>", "</main>", "<nav>",
    "</nav>", "<aside>", "</aside>", "<header>", "<footer>", "<details>", "<summary>", "</summary>", "<button>",
    "</button>", "<a>", "</a>", "<a href=#>", "<x-y>", "</x-y>", "<custom-card hidden>", "<template>", "<noscript>",
    "<html lang=fr>", "<html lang='\u202e'>", "<body>", "</body>", "</html>", "<head>", "<title>", "</title>",
    "<div class='node node--type-publication'>", "<div class=views-row>", "<p hidden>", "<p style='display:none'>",
    "<svg>", "</svg>", "<math>", "</math>", "<annotation encoding='application/x-tex'>", "</annotation>",
    "<script>", "</script>", "<script type='math/tex'>", "<style>", "</style>", "<textarea>", "</textarea>",
    "<iframe srcdoc='<p>x'>", "<object data=x>", "<form action=javascript:x>", "<input value=x>", "<select>", "<option>",
    "<img src=x onerror=alert(1)>", "<meta charset=utf-16>", "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<!--", "-->", "<!-->", "<!DOCTYPE html>", "<!DOCTYPE a [<!ENTITY x 'y'>]>", "<![CDATA[", "]]>", "<?php echo 1 ?>",
    "<", ">", "</", "<>", "</>", "<p", "<p ", "<p x=", "<p x='", '<p x="', "<1>", "<\x00>", "<\u00e9>",
)  # fmt: skip
"""Tags, whole and broken."""

LINKS = (
    "<a href='/en/directory/x'>Al Bo</a>", "<a href='/fr/annuaire/%ff'>Cy Do</a>", "<a href='/people/x'>Em Fo</a>",
    "<a href='http://[bad'>x</a>", "<a href='http://[::1'>x</a>", "<a href='https://a.example:99999/'>x</a>",
    "<a href='//'>x</a>", "<a href='?page=1'>Next</a>", "<a rel=next href='http://[x'>next</a>",
    "<a rel=next href='?page=99999999999999999999'>Next page</a>", f"<a rel=next href='?page={'9' * 5000}'>x</a>",
    "<a href='?page=%00'>2</a>", "<a href='javascript:alert(1)'>PDF</a>", "<a href='data:text/html,x'>PDF</a>",
    "<a href='https://doi.org/10.1145/%ff%00x'>DOI</a>", "<a href='https://doi.org/'>DOI</a>",
    "<a href='https://arxiv.org/abs/2601.99999v3'>PDF</a>", "<a href='https://openreview.net/forum?id=%0a'>x</a>",
    "<a href='https://openreview.net/forum?id=abcde&id=fghij'>x</a>", "<a href='https://xn--a.example/\u202e'>x</a>",
    "<a href='https://user:secret@a.example/'>x</a>", "<a href=' \t\nhttps://a.example/ '>x</a>",
    "<a href='https://a.example/" + "x" * 9000 + "'>x</a>", "<a href='https://github.com/papers/x'>code</a>",
    "<base href='http://[x'>", "<base href='//evil.example/'>", "<link rel=canonical href='http://[z'>",
    "<link rel=canonical href='https://mila.quebec/'>", "<link hreflang=fr href='http://[z'>", "<link rel=next href=x>",
)  # fmt: skip
"""Links, sound and malformed, whole elements each."""

CUES = (
    "Publications", "Latest Publications", "Home", "Abstract", "Abstract:", "Authors:", "Auteurs :", "Résumé", "Date",
    "… (see more)", "... (voir plus)", "…(see more)", "… (SEE MORE)", "(see more)", "see more", "(see less)",
    "2026-01-02", "2026-02-30", "0000-00-00", "9999-12-31", "2026-1-2", "2026", "2026-01-02T25:61", "２０２６-01-02",
    "2026-01-02 · ICLR (poster)", "ICLR (poster)", "x @ y (Accept (Poster))", "(poster)", "() (poster)", "((poster)",
    "poster)", "@", "@ (oral)", "x @ y @ z (spotlight)", "NeurIPS 2025 (rejected)", "ArXiv (preprint)", "Venue (Venue)",
    "Al Bo", "Al Bo, Cy Do", "Al Bo,* Cy Do*", "*Al Bo", "Al Bo and Cy Do et Em Fo", "Bo, Al; Do, Cy", "et al.",
    "and", ",", ";", "Al Bo ¹,², Cy Do ²", "Jean-François d'Été-Łukasz van der Ünïcode", "李 明, 王 芳", "A", "Prince",
    "Accepted Papers", "Workshop Papers", "LINK TO PAPER", "Read the paper", "*- denotes Amii affiliation",
    "Learn more about the researchers", "Essential cookies", "NeurIPS 2025", "Just a moment...", "Under maintenance",
    "A Title of Several Words: With a Subtitle", "Un titre de plusieurs mots : avec un sous-titre", "A* Search",
    "We show that this is a sentence. And that this is another one, which is longer than the first of them.",
    "x" * 140, "word " * 28, "word " * 60, "Sentence here. " * 40, "y" * 141 + "… (see more)z", "w " * 70 + "… (see more)",
    "\\emph{i)}", "\\textbf{", "{{{{", "}}}}", "$\\alpha$", "$", "102.8\\%", "\\'", '\\"{', "\\begin{align}", "\\frac{",
    "\\href{x}{y}", "\\cite{a}", "\\", "{\\bf x}", "**x**", "*x*", "***", "_x_", "~", "x~y", "20--50%", "()", ", -DP.",
)  # fmt: skip
"""Lines that mean something on the pages we read, and lines that nearly do."""

CHARACTERS = (
    "\x00", "\x01", "\x08", "\x0b", "\x0c", "\x1b[31m", "\x1c", "\x7f", "\x85", "\xa0", "\xad", "\u0301" * 50, "a\u0301",
    "\u200b", "\u200d", "\u202e", "\u2028", "\u2029", "\u2066", "\u3000", "\ufeff", "\ufffd", "\ufffe", "\uffff",
    "\ud800", "\udfff", "\U0001d400", "\U0010ffff", "\U000e0041", "👩\u200d👩\u200d👧", "🇨🇦", "ﬁ", "ß", "İ", "ı", "Ⅷ", "٣",
    "مرحبا بالعالم", "שלום עולם", "ไทย", "한국어", "日本語", "Ã©tÃ©", "â€™", "Ã\x83Â©", "&#0;", "&#xD800;", "&#x110000;",
    "&amp;amp;", "&lt;p&gt;", "&nbsp;", "&unknown;", "&#99999999999;", "&", "\n", "\n\n", "\r", "\t", " " * 50,
)  # fmt: skip
"""Characters and entities."""

FLOODS: dict[str, str] = {
    "divisions": "<div>" * 700,
    "very deep divisions": "<div>" * 2500,
    "deep lines": "<div>x" * 150,
    "bold": "<b>" * 400,
    "links": "<a href=x>y</a>" * 150,
    "cells": "<table><tr>" + "<td>x" * 300,
    "nested tables": "<table><tr><td>" * 60,
    "attributes": "<p " + " ".join(f"a{i}=1" for i in range(900)) + ">x",
    "too many attributes": "<p " + " ".join(f"a{i}=1" for i in range(1500)) + ">x",
    "a long attribute": "<p class='" + "c " * 5000 + "'>x",
    "classes": "".join(f"<p class=c{i}>x</p>" for i in range(200)),
    "combining marks": "a" + "\u0301" * 3000,
    "spaces": "a" + " " * 5000 + "b",
    "line breaks": "x<br>" * 300,
    "parentheses": "(" * 1000 + "poster" + ")" * 1000,
    "braces": "\\textbf{" * 300 + "x" + "}" * 300,
    "names": "Al Bo, " * 500,
    "stars": "*" * 3000,
    "markers": ("<p>" + "x" * 140 + "… (see more)y</p>") * 20,
    "cards": "<div><h3>A Title Here</h3><p>ICLR (poster)</p></div>" * 30,
    "one word": "w" * 20_000,
    "entities": "&amp;" * 2000,
}
"""Too much of one thing."""

WORDS = (*TAGS, *LINKS, *CUES, *CHARACTERS)
