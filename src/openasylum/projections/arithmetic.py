"""The small sums behind published figures: rates, times to clear, growth, levels, misses."""

from collections.abc import Mapping

Inputs = Mapping[str, float]
Outputs = dict[str, float]


def time_to_clear(inputs: Inputs) -> Outputs:
    """How long a stock lasts if nothing is added.

    `pending / (workers * done_per_worker)` periods, of which a year has `periods_per_year`.
    """
    each = inputs["workers"] * inputs["done_per_worker"]
    years = inputs["pending"] / each / inputs["periods_per_year"]
    return {
        "periods_to_clear": inputs["pending"] / each,
        "years_to_clear": years,
        "months_to_clear": years * inputs["months_per_year"],
        "pending_per_worker": inputs["pending"] / inputs["workers"],
        "done_per_period": each,
        "done_per_year": each * inputs["periods_per_year"],
    }


def needed_rate(inputs: Inputs) -> Outputs:
    """What must be done a month and a day for a stock to be gone after so many months."""
    monthly = inputs["pending"] / inputs["months"]
    return {"per_month": monthly, "per_day": monthly / inputs["days_per_month"]}


def geometric_growth(inputs: Inputs) -> Outputs:
    """A yearly number that grows by a constant rate: `first * (1 + growth_rate)**k`.

    `total` adds the years k = 0 to `years - 1`; `last` is the last of these, `after` the one that
    follows them.
    """
    ratio, years = 1 + inputs["growth_rate"], int(inputs["years"])
    each = [inputs["first"] * ratio**k for k in range(years + 1)]
    return {"total": sum(each[:-1]), "last": each[-2], "after": each[-1]}


def growing_backlog(inputs: Inputs) -> Outputs:
    """Growing claims against a constant number of decisions: what is pending after so many years.

    `wait_years` is how long the last claim waits at that number of decisions a year.
    """
    claims = geometric_growth(inputs)
    decided = inputs["decisions_per_year"]
    pending = inputs["pending"] + claims["total"] - inputs["years"] * decided
    return {**claims, "pending_at_end": pending, "wait_years": pending / decided}


def planning_level(inputs: Inputs) -> Outputs:
    """A level a day, and what it makes in a month."""
    return {
        "per_day": inputs["per_day"],
        "per_month": inputs["per_day"] * inputs["days_per_month"],
    }


def staffing(inputs: Inputs) -> Outputs:
    """Positions after so many years of the same addition."""
    return {"positions": inputs["positions"] + inputs["added_per_year"] * inputs["years"]}


def workload_miss(inputs: Inputs) -> Outputs:
    """By what share of the actual workload a forecast missed it: above 0 if it was too high."""
    miss = (inputs["forecast"] - inputs["actual"]) / inputs["actual"]
    return {"miss": miss, "absolute_miss": abs(miss)}
