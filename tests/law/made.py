"""Small instruments and people, made for tests."""

from datetime import date

from openasylum.law import Who
from openasylum.records.law import Instrument
from openasylum.records.scenario import Scenario

STANDARD = "screening.standard"
LOW, MIDDLE, HIGH = "significant_possibility", "reasonable_possibility", "more_likely_than_not"


def day(words):
    return date.fromisoformat(words)


def person(**facts):
    usual = {
        "process": "expedited_removal",
        "manner": "between_ports",
        "citizenship": "honduras",
        "family_status": "family_unit",
        "place": "el_paso",
    }
    return Who(**{**usual, **facts})


def setting(value, parameter=STANDARD, **more):
    return {"parameter": parameter, "value": value, "source": "rule", **more}


def instrument(*sets, spans=(("2020-01-01", None),), over=(), **more):
    """An instrument with one source; `spans` are pairs of days, `over` names of others."""
    return Instrument.model_validate(
        {
            "title": "A rule",
            "kind": "regulation",
            "agencies": ["dhs"],
            "summary": "It does something.",
            "sources": {"rule": {"cite": "1 FR 1", "read": False}},
            "in_force": [
                {"from": day(since), "source": "rule"}
                | ({"until": day(until), "ended_by": "rule"} if until else {})
                for since, until in spans
            ],
            "sets": list(sets),
            "over": [{"instrument": name, "source": "rule"} for name in over],
            **more,
        }
    )


def scenario(**more):
    return Scenario.model_validate({"title": "A test", "question": "What if?", **more})
