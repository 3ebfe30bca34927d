"""Scenarios under another count of arrivals, or in another form of the model."""

from openasylum.records.doubt import Doubt
from openasylum.records.scenario import Scenario


def altered(scenario: Scenario, record: Doubt, arrivals: str, structure: str) -> Scenario:
    """A scenario under an alternative; empty names leave it as it is.

    What a form of the model sets about the law takes the place of what the scenario sets.
    """
    if arrivals:
        count = next(one for one in record.arrivals.alternatives if one.name == arrivals)
        changed = (*scenario.arrivals, *count.arrivals)
        scenario = scenario.model_copy(update={"arrivals": changed})
    if structure:
        form = next(one for one in record.structure if one.name == structure)
        own = {one.parameter for one in form.settings}
        kept = tuple(one for one in scenario.settings if one.parameter not in own)
        scenario = scenario.model_copy(update={"settings": (*kept, *form.settings)})
    return scenario
