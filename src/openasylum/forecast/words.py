"""The scoreboard in words: who wins and who loses where, and what to beware of."""

from collections.abc import Sequence

from openasylum.forecast.rolling import Backtest, Score
from openasylum.forecast.scoreboard import Standing, best_by_horizon, standings

MODELS = {
    "model_given": "model given arrivals and staff",
    "model_forecast": "model with all forecast",
}
NAMES = {
    "last_value": "last value",
    "linear_trend": "linear trend",
    "ets": "exponential smoothing",
    "stock_flow": "stock and flow",
    "stock_flow_given": "stock and flow, judges given",
}


def named(method: str) -> str:
    """A method's name in words; that of a model as it is."""
    return {**NAMES, **MODELS}.get(method, method)


def verdict(found: Sequence[Score], series: str) -> list[str]:
    """Sentences on one series: the order, best and worst by horizon, a model's losses, misses.

    Empty if nothing could be scored.
    """
    order = standings(found, series)
    if not order:
        return []
    sentences = [_order(order)]
    for horizon, (methods, origins) in best_by_horizon(found, series).items():
        sentences.append(
            f"{_ahead(horizon)}, {named(methods[0])} did best and {named(methods[-1])} worst"
            f" ({_count(origins, 'origin')} that {_all(len(methods))} share)."
        )
    models = [one.method for one in order if one.method not in NAMES]
    lost = [sentence for model in models for sentence in losses(found, series, model)]
    return [*sentences, *lost, *_misses(found, series, [one.method for one in order])]


def _order(order: Sequence[Standing]) -> str:
    told = [f"{named(one.method)} {one.relative:.2f}" for one in order]
    return "Relative score, all horizons, best first: " + ", ".join(told) + "."


def losses(found: Sequence[Score], series: str, method: str) -> list[str]:
    """Where a method loses to a simple one, horizon by horizon, in words; empty if nowhere."""
    sentences = []
    for horizon, (methods, origins) in best_by_horizon(found, series).items():
        place = methods.index(method) if method in methods else 0
        better = [named(other) for other in methods[:place] if other in NAMES]
        if better:
            sentences.append(
                f"{series}, {_ahead(horizon).lower()}: {named(method)} loses to"
                f" {', '.join(better)} ({_count(origins, 'origin')})."
            )
    return sentences


def _misses(found: Sequence[Score], series: str, methods: Sequence[str]) -> list[str]:
    """How often the widest interval held the figure, against what it promised, and the lean."""
    sentences = []
    for method in methods:
        cell = [one for one in found if (one.series, one.method) == (series, method)]
        share = max(cell[0].inside)
        held = sum(one.inside[share] for one in cell)
        low = sum(one.median < one.observed for one in cell)
        sentences.append(
            f"{named(method).capitalize()}: the {share:.0%} interval held {held} of"
            f" {_count(len(cell), 'figure')}; the median was below the figure {low} times."
        )
    return sentences


def _ahead(horizon: int) -> str:
    return "One year ahead" if horizon == 1 else f"{horizon} years ahead"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def marks(test: Backtest, series: str) -> list[str]:
    """What must be said of a series' histories: stand-in vintages, and what they corrected."""
    histories = [test.histories[series, origin] for origin in test.origins]
    stand_ins = [history.on for history in histories if history.figures and not history.of_the_day]
    sentences = []
    if stand_ins:
        listed = ", ".join(day.isoformat() for day in stand_ins)
        sentences.append(f"The history is not the vintage of the day at the origins {listed}.")
    seen = set()
    for history in histories:
        for one in history.corrections:
            if one not in seen and abs(one.share) >= 0.01:
                sentences.append(
                    f"At {history.on} the stand-in gives {one.used:,.0f} for {one.end}; what had"
                    f" been printed ({one.vintage}, {one.published}) was {one.printed:,.0f}"
                    f" ({one.share:+.0%})."
                )
            seen.add(one)
    return sentences


def refusals(test: Backtest, series: str) -> list[str]:
    """Which methods could not forecast a series, at how many origins, and one reason each."""
    by_method: dict[str, list[str]] = {}
    for one in test.refusals:
        if one.series == series:
            by_method.setdefault(one.method, []).append(one.because)
    return [
        f"{named(method).capitalize()} could not forecast at {_count(len(why), 'origin')}."
        f" The last: {why[-1]}"
        for method, why in by_method.items()
    ]


def _all(number: int) -> str:
    return "both" if number == 2 else f"all {number}"
