"""Headings and words that tables of housing offices use, in French and English, and what they mean here.

A word is compared without accents, case, spaces and signs: ``Aîné·e`` is ``ainee``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from hlmsim.model.names import ACTIONS, DOMAINS, HOUSEHOLD_TYPES, LANGUAGE_GROUPS, PARTNER_KINDS

_ASIDE = re.compile(r"\s*[(\[].*[)\]]\s*$")


@cache
def forgiven(word: str) -> str:
    """The word without accents, case, spaces and signs."""
    apart = unicodedata.normalize("NFKD", word.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in apart if sign.isalnum())


@cache
def forgiven_heading(word: str) -> str:
    """A heading without accents, case, spaces, signs, and what stands after it in brackets."""
    return forgiven(_ASIDE.sub("", word)) or forgiven(word)


def _known(**words: str) -> Mapping[str, str]:
    """Meaning by word: each meaning with the words for it, and itself."""
    return {forgiven(word): meaning for meaning, said in words.items() for word in [meaning, *said.split(",")]}


@dataclass(frozen=True, slots=True)
class Field:
    """What a column may hold. kind: "text", "value" or "list". headings: names that are sure; weak: names that count
    when no other column is it. words: meaning by word, where the words are a closed list.
    """

    name: str
    kind: str = "text"
    required: bool = False
    headings: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()


Closed = tuple[Mapping[str, str], tuple[str, ...]]


def _field(
    name: str,
    headings: str = "",
    weak: str = "",
    *,
    kind: str = "text",
    required: bool = False,
    closed: Closed | None = None,
) -> Field:
    words, allowed = closed or _CLOSED.get(name, ({}, ()))
    return Field(name, kind, required, _all(f"{name},{headings}"), _all(weak), words, allowed)


def _all(words: str) -> frozenset[str]:
    return frozenset(forgiven(word) for word in words.split(",") if forgiven(word))


_NUMBERED = ("no", "n", "num", "numero", "number", "code", "id", "identifiant", "identifier", "ref", "reference", "nom")
_OF = ("", "de", "du", "de l", "d", "of")


def _numbered(nouns: str) -> str:
    """Headings that a noun makes with a number, a code or a name before or after it: ``N° du logement``, ``Unit #``."""
    words = [forgiven(noun) for noun in nouns.split(",")]
    before = (f"{sign}{forgiven(of)}{word}" for sign in _NUMBERED for of in _OF for word in words)
    after = (f"{word}{sign}" for sign in (*_NUMBERED, "name", "label") for word in words)
    return ",".join([*words, *before, *after])


HOUSEHOLD_WORDS = _known(
    family="famille,familles,families,famille avec enfants,famille biparentale,biparentale,couple avec enfants,"
    "couple with children,two-parent family,family with children",
    lone_parent="famille monoparentale,familles monoparentales,monoparentale,monoparental,parent seul,parente seule,"
    "parent seul·e,single parent,single-parent family,lone-parent family",
    single="personne seule,personnes seules,seul,seule,seul·e,personne vivant seule,single person,one person,"
    "living alone,alone,single-person household,one-person household",
    senior="seniors,aîné,aînée,aîné·e,aînés,aînées,aîné·es,aîné·e·s,personne aînée,personnes aînées,personne âgée,"
    "personnes âgées,elderly,older person,older adult,ménage aîné",
)
LANGUAGE_WORDS = _known(
    francophone="français,française,french,fr,fra,francophones",
    anglophone="anglais,anglaise,english,en,eng,ang,anglophones",
    allophone="autre,autres,autre langue,other,others,other language,allophones,langue tierce",
)
TIE_WORDS = _known(
    strong="fort,forte,forts,fortes,proche,proches,close,lien fort,strong tie",
    weak="faible,faibles,connaissance,connaissances,acquaintance,acquaintances,lien faible,weak tie",
)
PARTNER_WORDS = _known(
    community_organisation="community organization,organisme communautaire,organisme,communautaire,OBNL,OSBL,"
    "OBNL communautaire",
    tenants_association="tenant association,tenants’ association,association de locataires,association des locataires,"
    "comité de locataires",
    school="école,écoles,école primaire,école secondaire,primary school,milieu scolaire",
    childcare_centre="childcare,childcare center,daycare,CPE,centre de la petite enfance,garderie,service de garde",
    health_service="health,health services,santé,service de santé,services de santé",
    social_service="social services,service social,services sociaux",
    housing_office="housing office,office d’habitation,office municipal d’habitation,office régional d’habitation,"
    "OMH,ORH",
    borough_police="police,police de quartier,poste de quartier,arrondissement,borough,community police,"
    "arrondissement et police de quartier",
)
DOMAIN_WORDS = _known(
    food_income="food,income,alimentation,revenu,alimentation et revenu,aide alimentaire,sécurité alimentaire,"
    "food and income",
    health="santé,santé physique",
    psychosocial="psychosocial,santé mentale,mental health,soutien psychosocial",
    family_school="famille,école,famille et école,famille école,family,school,family and school",
    dwelling="logement,habitation,housing",
    rights="droits,défense de droits,défense des droits,accès aux droits",
)
_CLOSED: dict[str, Closed] = {
    "household_type": (HOUSEHOLD_WORDS, HOUSEHOLD_TYPES),
    "language_group": (LANGUAGE_WORDS, LANGUAGE_GROUPS),
    "kind": (TIE_WORDS, ("strong", "weak")),
    "domains": (DOMAIN_WORDS, DOMAINS),
}
TYPE = _all(
    "type,entity,entité,catégorie,category,sorte,genre,nature,kind,class,classe,element type,"
    "type d’élément,node type,type de nœud,ménage,household,type of node,connection type,type de lien"
)
"""Headings whose words say what the column holds."""
DWELLING_ENTITIES = _all(
    "dwelling,dwellings,logement,logements,household,households,ménage,ménages,tenant,tenants,locataire,"
    "locataires,unit,unité,apartment,appartement,tenant household,ménage locataire"
)
DIRECTIONS = frozenset(("directed", "undirected", "mutual", "dirige", "nondirige", "oriente", "nonoriente"))
"""What Gephi and Kumu say of every edge, and a tie between neighbours does not need."""
NOTHING = _all(
    "n/a,na,n/d,nd,n.d.,inconnu,inconnue,inconnu·e,unknown,non disponible,ne sait pas,not known,missing,"
    "non précisé,non précisée,null,none,aucune donnée,nan"
)
"""Words for what is not known; signs alone (``-``, ``?``) are, too."""
TOTALS = re.compile(
    r"(grand\s*)?(sous[\s-]*totaux|sous[\s-]*total|subtotal|sub-total|total|totaux|totals|somme|sum|moyenne|average|mean|"
    r"m[ée]diane?|minimum|maximum)"
    r"(\s*(:|général|générale|general|overall)|\s|$)",
    re.IGNORECASE,
)
"""How a row of totals begins."""
SUBTOTAL = re.compile(
    r"(?P<before>sous[\s-]*total|subtotal|total|nombre|nbre|nb|nbval|compte|count|somme|sum|moyenne|average)\s+(?P<of>.+)"
    r"|(?P<named>.+?)\s+(?P<after>sous[\s-]*total|subtotal|total|nombre|count|sum|average|moyenne)",
    re.IGNORECASE,
)
"""What spreadsheets write under each group of rows: ``Nombre A``, ``A Count``. It counts where A stands above."""
COUNTS = re.compile(
    r"(grand\s+)?(nombre|nbre|nb|nbval|number|count|compte|d[ée]compte|d[ée]nombrement|effectif)(\s+(total|de|d['’]|des|of)\b.*|\s*:.*|\s*)"
    r"|(ensemble|tous|toutes|all)\s*:?|(tous les|toutes les|all( the)?)\s+\w+"
    r"|[0-9]+\s+(logements?|dwellings?|units?|unités?|ménages?|households?|bâtiments?|buildings?|appartements?|"
    r"apartments?|liens?|ties|organismes?|organi[sz]ations?)\s*:?",
    re.IGNORECASE,
)
"""What the first cell of a row of counts may say, where all others are numbers."""
REMARKS = re.compile(
    r"(sources?|notes?|n\.?\s*b\.?|remarques?|légende|legend|mise à jour|updated?)\b\s*[:.\-–—]?|[*(\[]|\S+\s+\S+\s+\S",
    re.IGNORECASE,
)
"""How a line below a table begins, which stands alone in its row: a known word, a sign, or three words."""
OTHER_HEADINGS = _all(
    "type,types,nombre,nbre,nb,count,number,total,effectif,effectifs,pourcentage,pour cent,percent,catégorie,category,"
    "légende,legend,description,signification,meaning,quantité,quantity,somme,sum,proportion,part,share,valeur,value"
)
"""Headings of the small tables that people put below theirs: so many of each kind, what a letter means."""
RULER = re.compile(r"[-=_:.·•–—+|]+")
"""A line drawn with signs."""
UNITS = _all(
    "texte,text,nombre,number,code,0-1,0 à 1,0 to 1,%,heures,hours,heures/semaine,hours/week,h/sem,unité,unit,"
    "mot,word,liste,list,catégorie,category,lettre,letter,identifiant,identifier,choix,choice,oui/non,yes/no,chaîne,string,entier,integer,no,n°,rendez-vous/semaine,appointments/week,"
    "facultatif,optional,obligatoire,required"
)

DWELLINGS = (
    _field(
        "dwelling",
        _numbered(
            "logement,dwelling,unité,unité locative,unité d’habitation,unit,rental unit,apartment,appartement,appart,"
            "apt,app,porte,door,suite,local,log"
        ),
        "ménage,household,id,_id,identifiant,identifier,no,n°,numéro,number,code,node,nœud,node id,clé,key,label,"
        "étiquette,libellé,name,nom,v_name",
        required=True,
    ),
    _field(
        "building",
        "bâtiments," + _numbered("bâtiment,bât,building,bldg,bld,immeuble,bloc,block,tour,tower,édifice,pavillon"),
        required=True,
    ),
    _field(
        "household_type",
        "type de ménage,type ménage,type du ménage,composition du ménage,composition,household composition,"
        "family type,type de famille,type of household,sorte de ménage",
    ),
    _field(
        "language_group",
        "langue,language,groupe linguistique,langue maternelle,langue parlée,langue parlée à la maison,mother tongue,"
        "language spoken,home language,langue d’usage",
    ),
    _field("site", "plan d’ensemble,ensemble,ensemble immobilier"),
)
TIES = (
    _field(
        "first",
        "source,from,de,premier,première,origine,départ,logement 1,logement a,premier logement,dwelling 1,dwelling a,"
        "node 1,nœud 1,source id,ego,id source,from dwelling",
        required=True,
    ),
    _field(
        "second",
        "target,to,vers,à,second,seconde,deuxième,destination,arrivée,cible,logement 2,logement b,second logement,"
        "deuxième logement,dwelling 2,dwelling b,node 2,nœud 2,target id,alter,id cible,to dwelling",
        required=True,
    ),
    _field("strength", "force,force du lien,intensité,tie strength,intensity,strength of tie", kind="value"),
    _field("weight", "poids,pondération", kind="value"),
    _field("kind", "sorte de lien,type de lien,nature du lien,tie type,kind of tie,tie kind", "lien,tie,relation"),
)
PARTNERS = (
    _field("id", "identifiant,identifier,code", required=True),
    _field("seat", "siège,place,rang", kind="value", required=True),
    _field("label_fr", "nom français,nom (fr),libellé fr,nom fr"),
    _field("label_en", "nom anglais,english name,nom (en),libellé en,nom en,name en"),
    _field(
        "label",
        "organisme,organismes,organisation,organization,partner,partenaire,partenaires,nom,name,libellé,"
        "nom de l’organisme,nom du partenaire,partner name",
    ),
    _field(
        "kind",
        "type,type d’organisme,sorte,genre,catégorie,category,secteur",
        required=True,
        closed=(PARTNER_WORDS, PARTNER_KINDS),
    ),
    _field(
        "domains",
        "domaines,domaine,domain,besoins,needs,besoins couverts,champs,champ d’action",
        kind="list",
        required=True,
    ),
    _field(
        "capacity",
        "capacité,rendez-vous par semaine,appointments a week,appointments per week,rendez-vous/semaine",
        kind="value",
        required=True,
    ),
    *(
        _field(action, said, kind="value", required=True)
        for action, said in zip(
            ACTIONS,
            (
                "accompagnement",
                "démarchage,prise de contact,travail de proximité",
                "collectif,action collective,actions collectives",
                "milieu de vie,cadre de vie,environnement",
            ),
            strict=True,
        )
    ),
    _field("sites", "plans d’ensemble", kind="list"),
    _field("present", "présent,présente", kind="value"),
)
SORTS: dict[str, tuple[Field, ...]] = {"dwellings": DWELLINGS, "ties": TIES, "partners": PARTNERS}
"""What a table may be about."""
