"""The dataset card in French."""

from pubcrawl.datacard.words import Words

_CARD = """\
## Ce que c'est

Ce que deux instituts canadiens d'intelligence artificielle disent de leurs publications sur leurs pages
publiques : Mila, sur son site anglais et sur son site français, et Amii. Une ligne est une notice : un travail
sur un site. Un travail présent sur les deux sites de Mila a deux notices.

Chaque version publiée est un dossier, et `latest.json` nomme la plus récente. Il contient les notices, dans
`publications.parquet` et de nouveau dans `publications.jsonl`; les travaux dont elles parlent, dans
`works.parquet` et `works.jsonl`; pourquoi des notices sont un seul travail, dans `work_links.parquet`; ce que sont
devenus les identifiants de travaux, dans `work_aliases.parquet`; et ce qui n'est plus comme dans la version
précédente, dans `changes.parquet`, qui subsiste sous le nom `changes/NNNNNN.parquet` quand la version est effacée.
`manifest.json` donne le nombre de lignes, les sommes de contrôle et l'état de chaque site. Une version dont le
manifeste dit `"origin": "demo"` vient de pages inventées. Les fichiers voisins décrivent les lignes aux
programmes : `publications.schema.json` et `works.schema.json` (JSON Schema), `datapackage.json` (Frictionless) et
`croissant.json` (Croissant).

## Comment les données sont faites

Les notices sont relevées sur des listes, des profils et des articles publics par un robot qui dit son nom,
respecte robots.txt et n'envoie qu'une requête à la fois. Rien n'est cherché ailleurs : ce que la page ne dit
pas est nul, et ce qu'elle dit à tort reste faux. Les textes sont nettoyés (caractères, restes de LaTeX et de
mise en page), la conférence et le statut sont lus dans la ligne imprimée, les identifiants dans les liens.
Quand le nettoyage a un doute, il le dit dans `flags` et n'invente rien. Les notices qui échouent à un contrôle
sont mises de côté et comptées, non publiées. Un site dont la lecture semble défectueuse garde les lignes de sa
dernière bonne lecture; le manifeste le dit alors `stale`.

`id` est formé du site, du titre, de la conférence et de l'atelier. Il ne change ni avec la casse, ni avec les
accents, ni avec la ponctuation; un titre réécrit par le site donne une nouvelle notice.

## Travaux

Un travail est ce dont parlent une ou plusieurs notices : la notice anglaise et la notice française d'un article,
ou celles de deux instituts. `work_id` dans `publications` nomme la ligne de `works`. Cette ligne donne les titres
par langue, toutes les notices sous `locations`, et la date, la conférence et les auteurs de la notice qui parle
pour le travail, `record_id` : une notice encore sur son site, avec un titre, un DOI d'éditeur et un résumé quand
il y en a une.

Chaque version relie toutes les notices à nouveau. Deux notices sont un seul travail par un identifiant commun
(rang 0), un lien commun (1), un même titre des mêmes personnes (2), ou la ressemblance des titres, des personnes
et des résumés (3); `work_links` dit quel indice était le plus fort. Des notices dont les identifiants se
contredisent restent séparées. Un article d'atelier et sa version de conférence sont deux travaux qui se nomment
l'un l'autre dans `versions`. Les règles sont jugées sur des paires inventées : aucune notice d'un site réel n'a
encore été jugée.

`work_id` est `w` suivi de l'`id` de la plus ancienne notice du travail. Il est formé une fois et gardé. Quand des
travaux se révèlent n'en faire qu'un, l'identifiant le plus ancien reste; quand un travail se défait, son
identifiant reste à la notice dont il porte le nom. `work_aliases` dit ce qu'est devenu un identifiant : avec
`merged`, `old` n'existe plus et ses notices appartiennent à `new`; avec `split`, `old` existe encore, et certaines
de ses notices sont passées à `new`.

Au-delà de {most} notices (le réglage `PUBCRAWL_LINK_RECORDS`), rien n'est lié : les notices connues gardent leur
travail, une nouvelle notice a son `id` comme `work_id`, et `versions.linking` dans le manifeste dit `none`.

## Comment les lire

**Nul** veut dire absent; une chaîne vide n'apparaît jamais. Une liste est vide plutôt que nulle.

**Langue.** Chaque titre et chaque résumé est lu à part par deux détecteurs, qui distinguent {languages}. `und`
veut dire qu'il y avait un texte mais pas de réponse sûre : trop peu de mots, des détecteurs en désaccord ou un
score inférieur à {threshold}. Nul veut dire qu'il n'y avait pas de texte. `language` est la langue du résumé, à
défaut celle du titre; `language_basis` dit laquelle des deux. `language_mixed` est vrai quand une seconde
langue occupe au moins {share} d'un résumé. `page_language` est ce que la page dit d'elle-même et ne décide de
rien : des résumés anglais sur une page française sont le cas normal. Les scores de confiance classent les
réponses entre elles; ce ne sont pas des probabilités, et les détecteurs ont raison plus souvent qu'ils ne le
disent.

**Dates.** `published` est la date telle qu'imprimée. Quand `published_precision` vaut `month` ou `year`, le
reste ne veut rien dire : les sites impriment le premier du mois, le 1er janvier ou le 31 décembre quand ils
n'en savent pas plus.

**Temps.** `first_seen`, `last_seen` et `last_changed` sont des moments de lecture, en UTC. Une notice absente
de plusieurs lectures entières de son site garde sa ligne et reçoit un `removed_at` : pour ce que les sites
montrent aujourd'hui, gardez les lignes où il est nul.

## Droits

Titres, noms, dates, conférences et liens sont des faits tels qu'ils figurent sur des pages publiques;
`source_url` dit laquelle. **Les résumés appartiennent à leurs auteurs ou à leurs éditeurs.** Nous n'y avons
aucun droit et n'en cédons aucun; la licence du code ne les couvre pas. Là où vous ne pouvez pas les diffuser,
prenez un export sans résumés.

## Renseignements personnels

Les données contiennent les noms d'auteurs tels qu'imprimés, dans l'ordre de la page, et, quand la page les
donne, le lien vers un profil sur le site de l'institut et la mention de l'affiliation. Aucune adresse de
courriel, aucune photo, rien qui vienne d'ailleurs.

Pour faire retirer une notice ou un nom, ouvrez un ticket à <{repository}> en donnant l'`id`. Il est inscrit sur
la liste de suppression, et ce qui s'y trouve ne figure dans aucune version ultérieure. Une erreur de la page se
corrige de préférence sur la page : la lecture suivante la reprend.

## Colonnes

Version {version} du schéma, pour toutes les tables. On n'ajoute de colonnes qu'à la fin; choisissez-les par leur nom.

{tables}

## Doutes

Chacun a un nom; une notice dont `flags` est vide n'en a soulevé aucun.

{flags}
"""

_FLAGS = {
    "abstract_repeated": "La page donne ce résumé à un autre titre, à qui il appartient; nul ici.",
    "abstract_second_marker": "Une seconde marque « voir plus » a été laissée en place.",
    "abstract_start_unsure": "La marque « voir plus » n'est pas là où le site la met.",
    "abstract_truncated": "La page ne donne rien derrière sa marque « voir plus ».",
    "abstract_unfinished": "Du texte manque déjà sur la page : une formule a laissé un trou, ou la dernière phrase n'a "
    "pas de fin.",
    "authors_repeated": "Le résumé et les auteurs sont tous deux ceux d'un autre titre de la page.",
    "authors_unsure": "La ligne des auteurs ne s'est pas séparée en noms; ce qui était sûr est gardé.",
    "date_placeholder": "Une date de fin ou de début d'année qui ne vaut que pour l'année.",
    "date_unreadable": "La page imprime une date qui n'en est pas une.",
    "language_conflict": "Le titre et le résumé sont dans des langues différentes.",
    "latex_unrepaired": "Du LaTeX a été laissé tel quel, car le réparer aurait fait perdre du texte.",
    "status_unknown": "Le statut est dit en des mots que nous ne connaissons pas; voir status_raw.",
    "title_abstract_mismatch": "Le titre et le résumé n'ont presque aucun mot en commun.",
    "title_missing": "La page ne donne pas de titre.",
    "title_unsure": "Une ligne qui est peut-être le titre a été écartée, car rien ne le confirme.",
    "workshop_unnamed": "Un article d'atelier dont la page ne nomme pas l'atelier.",
}
"""The meanings of `pubcrawl.items.FLAGS` in French."""

FRENCH = Words(
    code="fr",
    name="Français",
    card=_CARD,
    flags=_FLAGS,
    headings=("colonne", "type", "nul", "sens"),
    flag_headings=("doute", "sens"),
    nullable={True: "parfois", False: "jamais"},
    types={
        "string": "texte",
        "bool": "booléen",
        "int32": "nombre entier",
        "float": "nombre (32 bits)",
        "date32[day]": "date",
        "timestamp[us, tz=UTC]": "moment, UTC, microsecondes",
    },
    list_of="liste de {}",
    or_null=" ou nul",
    decimal=",",
    thousands="\u00a0",
    percent="{}\u00a0%",
)
