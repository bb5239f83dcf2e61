"""Notices that come with status 200 in the place of a page: none of them holds a publication."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A page that says one thing in both languages."""

    title: str
    body: str

    def html(self, site: str) -> str:
        language = "fr" if site == "mila_fr" else "en"
        head = f'<meta charset="utf-8"><title>{self.title}</title>'
        return f'<!DOCTYPE html>\n<html lang="{language}"><head>{head}</head>\n<body>{self.body}</body></html>\n'


CONSENT = Notice(
    title="Before you continue",
    body='<main role="dialog"><h1>Your privacy / Vos données</h1><p>We and our 812 partners store and read information '
    "on your device. Choose what you allow before you go on to the page you asked for.</p>"
    "<form><button>Accept all / Tout accepter</button><button>Refuse / Refuser</button></form></main>",
)
LOGIN = Notice(
    title="Sign in / Connexion",
    body='<main><h1>Sign in</h1><form action="/user/login" method="post"><label>Username <input name="name"></label>'
    '<label>Password <input type="password" name="pass"></label><button>Log in</button></form>'
    '<p><a href="/user/password">Forgot your password? / Mot de passe oublié?</a></p></main>',
)
SHELL = Notice(
    title="Publications",
    body='<div id="root"></div><script src="/app.3f2a.js"></script><script>window.__STATE__={"publications":[]}</script>',
)
DIRECTORY = Notice(
    title="Index of /",
    body='<h1>Index of /</h1><table><tr><th>Name</th><th>Last modified</th></tr><tr><td><a href="backup/">backup/</a>'
    '</td><td>2026-04-19 02:11</td></tr><tr><td><a href="old.tar.gz">old.tar.gz</a></td><td>2026-04-18 23:40</td></tr>'
    '<tr><td><a href="sites/">sites/</a></td><td>2025-12-01 09:00</td></tr></table><address>Apache</address>',
)
PARKED = Notice(
    title="This domain is for sale",
    body="<h1>This domain may be for sale</h1><p>The owner of this name has parked it. Make an offer today.</p><ul>"
    '<li><a href="/?q=machine+learning">Machine Learning Courses</a></li><li><a href="/?q=jobs">AI Jobs</a></li>'
    '<li><a href="/?q=loans">Loans Near You</a></li></ul>',
)
TRACE = Notice(
    title="Whoops, looks like something went wrong.",
    body="<h1>PDOException</h1><p>SQLSTATE[HY000] [2002] Connection refused</p><pre>#0 /var/www/html/core/lib/Drupal.php"
    "(112): open(&#39;mysql&#39;)\n#1 /var/www/html/core/lib/Kernel.php(708): boot()\n#2 {main}</pre>"
    "<p>The server could not read the list of publications, because the database did not accept the connection. "
    "Ask the administrator to look at the log of the web server, which holds the whole story of what went wrong.</p>",
)
