"""An open, executable model of the U.S. asylum system.

The names below are the public ones. Each is loaded when it is first used, so that importing the
package costs nothing; `docs/api.md` describes them all.
"""

from typing import TYPE_CHECKING, Any

from openasylum.errors import OpenasylumError

if TYPE_CHECKING:
    from openasylum.api.doubts import doubt as doubt
    from openasylum.api.doubts import sensitivity as sensitivity
    from openasylum.api.ensembles import run_ensemble as run_ensemble
    from openasylum.api.ensembles import staff as staff
    from openasylum.api.facts import assumptions as assumptions
    from openasylum.api.facts import scenario as scenario
    from openasylum.api.facts import statistic as statistic
    from openasylum.api.figures import figures as figures
    from openasylum.api.forecasts import backtest as backtest
    from openasylum.api.forecasts import calibrate as calibrate
    from openasylum.api.people import people_like as people_like
    from openasylum.api.people import person as person
    from openasylum.api.result import Result as Result
    from openasylum.api.result import read_result as read_result
    from openasylum.api.result import write_report as write_report
    from openasylum.api.rules import explain as explain
    from openasylum.api.rules import resolve as resolve
    from openasylum.api.runs import compare as compare
    from openasylum.api.runs import simulate as simulate
    from openasylum.api.study import Study as Study
    from openasylum.law.day import law_on as law_on
    from openasylum.law.timeline import Timeline as Timeline
    from openasylum.records.assumptions import Assumptions as Assumptions
    from openasylum.records.law import Instrument as Instrument
    from openasylum.records.scenario import Scenario as Scenario
    from openasylum.records.series import Series as Series

__version__ = "0.1.0"

_PUBLIC = {
    "Scenario": "openasylum.records.scenario",
    "Instrument": "openasylum.records.law",
    "Series": "openasylum.records.series",
    "Assumptions": "openasylum.records.assumptions",
    "Timeline": "openasylum.law.timeline",
    "Result": "openasylum.api.result",
    "Study": "openasylum.api.study",
    "simulate": "openasylum.api.runs",
    "compare": "openasylum.api.runs",
    "read_result": "openasylum.api.result",
    "write_report": "openasylum.api.result",
    "scenario": "openasylum.api.facts",
    "statistic": "openasylum.api.facts",
    "assumptions": "openasylum.api.facts",
    "resolve": "openasylum.api.rules",
    "law_on": "openasylum.law.day",
    "explain": "openasylum.api.rules",
    "figures": "openasylum.api.figures",
    "person": "openasylum.api.people",
    "people_like": "openasylum.api.people",
    "run_ensemble": "openasylum.api.ensembles",
    "staff": "openasylum.api.ensembles",
    "sensitivity": "openasylum.api.doubts",
    "doubt": "openasylum.api.doubts",
    "calibrate": "openasylum.api.forecasts",
    "backtest": "openasylum.api.forecasts",
}

__all__ = ["OpenasylumError", "__version__", *_PUBLIC]


def __getattr__(name: str) -> Any:
    """A public name, loaded now (PEP 562)."""
    if name not in _PUBLIC:
        raise AttributeError(f"module 'openasylum' has no attribute '{name}'")
    import importlib

    found = getattr(importlib.import_module(_PUBLIC[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
