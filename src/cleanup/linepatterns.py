"""Patterns of line and sentence rules: regular expressions in which a brace names a common part, as in
`by (?P<byline>{names})`; accents and the shape of apostrophes and blanks do not count."""

from __future__ import annotations

import re
import unicodedata

# What a pattern may name in braces.
SHORTHANDS = {
    "month": "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre|ene|abr"
    "|ago|dic|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|fev|mai|set|out"
    "|dez|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|janv|févr|avr"
    "|juil|januar|jänner|februar|märz|juni|juli|oktober|dezember|okt|gennaio|febbraio|aprile|maggio"
    "|giugno|luglio|settembre|ottobre|dicembre|gen|mag|giu|lug|ott|januari|februari|maart|mei|augustus"
    "|ianuarie|februarie|martie|aprilie|iunie|iulie|septembrie|octombrie|noiembrie|decembrie"
    "|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia"
    "|ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık"
    "|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря",
    "weekday": "(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|lunes|martes|miércoles|jueves"
    "|viernes|sábado|domingo|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?|lundi|mardi|mercredi|jeudi"
    "|vendredi|samedi|dimanche|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lunedì|martedì"
    "|mercoledì|giovedì|venerdì|sabato|domenica",
    # A month with the day before or after it, or the year.
    "day": r"(?=[^|/]{0,24}\d)(?:{weekday}\.?,? )?(?:\d\d?(?:st|nd|rd|th|er|º|\.)?[ -]?(?:de |of )?)?"
    r"{month}\b\.?(?: \d\d?(?:st|nd|rd|th)?\b(?![:.h]\d))?(?:(?:,? |-)(?:de |del )?(?:19|20)\d\d)?",
    "time": r"(?:\d\d?(?:[:.h]\d\d){1,2}|\d\d?(?= ?[ap]\.?m))(?: ?[ap]\.?m\.?)?z?(?: ?(?:hs?|hrs|uhr)\b\.?)?"
    r"(?:,? ?\(?(?:(?-i:[A-Z]{2,5})|ist|gmt|utc|[cep][ds]?t|bst|cet)\b\)?)?",
    "when": r"(?:(?:{weekday},? )?{time}(?: ?[,|/·•–—-]| on)* ?)?"
    r"(?:{day}|\d\d?[./-]\d\d?[./-](?:\d\d){1,2}|(?:19|20)\d\d[./-]\d\d[./-]\d\d)"
    r"(?:(?: at| a las?| às| à| um| kl| alle|t|,| ?[@|/·•–—-])* ?{time})?"
    r"|(?:\d\d?|an?|one|two) (?:minute|min|hour|day|week|month)s? ago"
    r"|(?:hace|há|il y a|vor) \d\d? \w+|\d\d? (?:ore|minuti|giorni) fa",
    "date": r"(?=.{0,40}(?:(?:19|20)\d\d|\d[:.h]\d\d|\d[./-]\d| ago\b|^(?:hace|ha|il|vor)\b|\bfa$)){when}",
    "cap": r"(?-i:[A-ZØŁА-Я][\w'.&-]*)",
    "name": r"(?!(?:\w+day|royal|popular|public|special|to|por|by|von|par|de|di|redac\w+|the|th[ai][st]|these"
    r"|an?|my|our|your|his|her)\b){cap}(?: (?:(?:de|da|do|dos|das|del|de la|van|van der|von|der|den|el|al|bin"
    r"|di|du|le|la|y|e) )?{cap}){1,3}",
    "names": "{name}(?:(?: ?,|,? and|,? &|,? y|,? e|,? et|,? und|;) {name}){0,3}",
    "address": r"(?:[\w.+-]+@[\w.-]+\w|@\w+|(?:https?://|www\.)\S+)",
    "role": r"(?:[\w'-]+ ){0,4}(?:writer|reporter|correspondent|editor|staff|columnist|contributor|producer"
    r"|journalist|news|press|media|magazine|agency|reuters|afp|efe|redacción|periodista|jornalista)",
    # What follows a name in a byline.
    "tail": r"(?:(?: follow| ?[|/·•,–—-]{1,2})?(?: updated| posted| published)?:? ?(?:{when}|{address})"
    r"| ?[|/·•,–—-]{1,2} ?(?:{role}|(?<=[|/·•–—] ){cap}(?: (?:(?:for|of|the|de|da) )?{cap}){0,4})"
    r"| (?:in|for|en|em|from) {cap}(?: {cap}){0,2}){0,4}",
    "agency": r"(?:(?:the )?associated press|reuters|getty(?: images)?|afp|efe|epa|lusa|ansa|dpa|xinhua|ap"
    r"|pti|ani|upi|shutterstock|istock|alamy|europa press|notimex|bloomberg|press association|pa wire"
    r"|agencies|zuma|anadolu|(?:cnn|bbc|cbs|abc|nbc|fox|sky|ctv)(?: news)?|unsplash|pixabay"
    r"|wikimedia(?: commons)?|flickr)",
    # Whom a picture belongs to.
    "holder": r"(?:(?:{cap}|[@©][\w.-]+|&|\d{4}|of|the|de|da|do|del|la|el|for|via|and|y|e|by|from|courtesy"
    r"|files?|archives?|archivo|arquivo|own|personal|family|familiar|press|handout|agency|agencies"
    r"|collection|social|media|networks|internet|pool|reproduction|disclosure|supplied"
    r"|provided)[ ,/|()·+–-]{0,3}){1,10}",
    "network": r"(?:facebook|twitter|x|instagram|whats ?app|telegram|linked ?in|pinterest|reddit|tik ?tok"
    r"|you ?tube|threads|bluesky|mastodon|messenger|flipboard|tumblr|google ?(?:news|\+)|e-?mail|vk"
    r"|odnoklassniki|snapchat|rss)",
    # A word that only this language has: what looks foreign is foreign.
    "es": r"(?=.*\b(?:nuestr[oa]s?|el|las?|los|en|tus?|sus?|del?|por|para|con|que|y|nos)\b)",
    "pt": r"(?=.*\b(?:noss[oa]s?|os?|na|nos|em|seus?|suas?|d[ae]s?|para|por|com|que|canal|grupo"
    r"|notícias|clique)\b)",
    "fr": r"(?=.*\b(?:notre|nos|votre|vos|les?|la|du|des?|sur|pour|par|et|ne|en)\b)",
    "de": r"(?=.*\b(?:unser\w*|der|den|das|ihr\w*|und|auf|von|uns|für|sie|um)\b)",
    "it": r"(?=.*\b(?:nostr[aoi]|il|la|gli|di|del\w*|sul?|per|alla|che|e)\b)",
    "sep": r"[ ,;|/·•–—+&-]+(?:(?:and|or|y|e|o|et|ou|und|oder|on) )?",
}
_SHORTHAND = re.compile(r"\{([a-z]+)\}")


def expand(pattern: str) -> str:
    """`pattern` with its shorthands spelled out, folded. Raises re.error for an unknown one."""
    while _SHORTHAND.search(pattern):
        pattern = _SHORTHAND.sub(_spelled, pattern)
    return fold(pattern)


def _spelled(brace: re.Match[str]) -> str:
    if brace[1] not in SHORTHANDS:
        raise re.error(f"unknown shorthand {brace[0]}")
    return f"(?:{SHORTHANDS[brace[1]]})"


def fold(text: str) -> str:
    """`text` without accents and with plain apostrophes and blanks, character for character."""
    return text if text.isascii() else text.translate(_PLAIN)


class _Plain(dict[int, str]):
    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = " " if char.isspace() else unicodedata.normalize("NFD", char)[0]
        self[code] = "'" if char in "‘’" else plain
        return self[code]


_PLAIN = _Plain()
