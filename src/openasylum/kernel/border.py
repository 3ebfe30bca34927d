"""Border processing: Customs and Border Protection chooses a pathway (8 USC 1225, 42 USC 265)."""

from openasylum.kernel.codes import DISCRETIONARY, PATHWAYS, Pathway
from openasylum.kernel.jit import kernel


@kernel
def is_open(pathway, law):
    """Whether the law in force covers the person for a discretionary programme."""
    if pathway == Pathway.MPP:
        return law.mpp_open != 0
    if pathway == Pathway.TITLE_42_EXPULSION:
        return law.title_42_in_force != 0
    return law.third_country_in_force != 0


@kernel
def choose_pathway(uniform, shares, law):
    """The pathway at `uniform` of the group's shares (one per pathway, summing to 1).

    Discretionary programmes come first on the line. Where one is not in force, those who stood
    on its stretch are spread over the ordinary pathways in proportion, and nobody else moves.
    """
    before = 0.0
    for pathway in range(DISCRETIONARY):
        share = shares[pathway]
        if uniform < before + share:
            if is_open(pathway, law):
                return pathway
            return ordinary_pathway((uniform - before) / share, shares)
        before += share
    return ordinary_pathway((uniform - before) / (1.0 - before), shares)


@kernel
def ordinary_pathway(uniform, shares):
    """The pathway at `uniform` of the shares of the ordinary pathways alone."""
    total = 0.0
    for pathway in range(DISCRETIONARY, PATHWAYS):
        total += shares[pathway]
    left = uniform * total
    chosen = Pathway.OTHER + 0
    for pathway in range(DISCRETIONARY, PATHWAYS):
        if shares[pathway] > 0.0:
            chosen = pathway
            if left < shares[pathway]:
                break
            left -= shares[pathway]
    return chosen
