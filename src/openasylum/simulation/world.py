"""What a run takes from the world beside its scenario, where it is not all that is known today."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from openasylum.law import Timeline
from openasylum.simulation.border import Border

Rules = tuple[np.ndarray, np.ndarray]
"""Rules by regime and group, and the regime of each day (`encode.encode_rules`)."""


@dataclass(frozen=True, eq=False)
class World:
    """The law, the border and the referrals that a run may know.

    `law` is already that of the scenario. `referrals_until` is the first month whose credible fear
    referrals are not known: from it on each pool of citizenships is referred as often, of those
    transferred to ICE, as in the twelve months before.
    """

    law: tuple[Timeline, np.ndarray, np.ndarray]
    border: Border
    referrals_until: date

    @property
    def rules(self) -> Rules:
        """The law as the kernel has it."""
        return self.law[1], self.law[2]
