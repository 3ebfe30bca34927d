"""The closed list of methods a projection may name: what each needs, gives and computes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from openasylum.projections import arithmetic, queue, stock_flow, waiting_list
from openasylum.records.projections import Signature

Execute = Callable[[Mapping[str, float]], dict[str, float]]


@dataclass(frozen=True)
class Method:
    """A method: its inputs and outputs by name, its formula in words, and the function."""

    needs: tuple[str, ...]
    gives: tuple[str, ...]
    formula: str
    execute: Execute


_STOCK = ("pending", "receipts", "completions_per_judge", "judges", "years")
_STOCK_GIVES = ("pending_at_end", "change", "years_to_clear", "completions_per_year")
_GROWTH, _GROWTH_GIVES = ("first", "growth_rate", "years"), ("total", "last", "after")

METHODS: dict[str, Method] = {
    "recursion_stock_flow": Method(
        (*_STOCK, "additional_judges"), _STOCK_GIVES,
        "pending + receipts - completions per judge x (judges + additional judges), a year at a"
        " time",
        stock_flow.recursion,
    ),
    "stock_flow_with_hires_attrition_productivity": Method(
        (*_STOCK, "hires_per_year", "attrition_rate"), (*_STOCK_GIVES, "judges_at_end"),
        "as the recursion, with judges hired and lost each year",
        stock_flow.with_hires,
    ),
    "months_to_clear": Method(
        ("pending", "workers", "done_per_worker", "periods_per_year", "months_per_year"),
        (
            "periods_to_clear", "years_to_clear", "months_to_clear", "pending_per_worker",
            "done_per_period", "done_per_year",
        ),
        "pending / (workers x done per worker), with nothing new",
        arithmetic.time_to_clear,
    ),
    "rate": Method(
        ("pending", "months", "days_per_month"), ("per_month", "per_day"),
        "pending / months",
        arithmetic.needed_rate,
    ),
    "geometric_growth": Method(
        _GROWTH, _GROWTH_GIVES, "first x (1 + growth)^k", arithmetic.geometric_growth
    ),
    "geometric_growth_against_capacity": Method(
        (*_GROWTH, "pending", "decisions_per_year"),
        (*_GROWTH_GIVES, "pending_at_end", "wait_years"),
        "pending + the sum of first x (1 + growth)^k - years x decisions a year",
        arithmetic.growing_backlog,
    ),
    "planning_level": Method(
        ("per_day", "days_per_month"), ("per_day", "per_month"), "a level a day",
        arithmetic.planning_level,
    ),
    "staffing": Method(
        ("positions", "added_per_year", "years"), ("positions",),
        "positions + years x added a year",
        arithmetic.staffing,
    ),
    "workload_miss": Method(
        ("forecast", "actual"), ("miss", "absolute_miss"), "(forecast - actual) / actual",
        arithmetic.workload_miss,
    ),
    "queue_mmc": Method(
        ("arrivals", "service", "servers"),
        ("utilisation", "probability_of_waiting", "mean_wait_in_queue", "mean_number_in_queue"),
        "Erlang C / (servers x service - arrivals)",
        queue.steady_state,
    ),
    "waiting_list": Method(
        (
            "demand", "capacity", "queue", "target_wait", "within", "factor", "cv_demand",
            "cv_capacity",
        ),
        (
            "load", "target_mean_wait", "target_queue", "pressure", "relief_capacity",
            "steady_capacity",
        ),
        "load = demand / capacity; target queue = demand x target wait / factor; relief capacity ="
        " demand + (queue - target queue) / time; steady capacity = demand + variation / mean wait",
        waiting_list.measures,
    ),
}  # fmt: skip


def signatures() -> dict[str, Signature]:
    """What each method needs and gives, for the check of the files."""
    return {
        name: Signature(frozenset(method.needs), frozenset(method.gives))
        for name, method in METHODS.items()
    }
