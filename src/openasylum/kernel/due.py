"""Everyone whose delay ends on a day: some join a queue, the others take their next step."""

import numpy as np

from openasylum.kernel.ahead import PLACES, expect, find_people, id_of
from openasylum.kernel.fetch import touch
from openasylum.kernel.jit import inner
from openasylum.kernel.later import (
    back_on_docket,
    foresee_due,
    joins_queue,
    leave_delay,
    queue_as_is,
    stays_as_is,
)
from openasylum.kernel.lists import make_key, place_in, push, row_in, sort_by_row, take_all
from openasylum.kernel.luck import draw_ahead
from openasylum.kernel.person import group_of
from openasylum.kernel.settle import settle

DUE_AT_ONCE = 16


@inner
def come_due(
    world, days, groups, rules, assumed, due, keys, spare, digits,
    lists, people, stocks, tallies, waits, log,
):  # fmt: skip
    """Everyone whose delay ends today. Who joins a queue does so by arrival day, then id.

    That is the order of rows. What the others do on a day is the same in any order.
    """
    n = take_all(lists.tokens, lists.links, lists.ends, world.day, due)
    leaving = choose(due, n, 0, keys)
    leave_delays(
        leaving, world, days, groups, rules, assumed, due, keys, spare,
        lists, people, stocks, tallies, waits, log,
    )  # fmt: skip
    joining = choose(due, n, 1, keys)
    sort_by_row(keys, joining, spare, digits)
    join_queues(
        joining, world, days, groups, assumed, due, keys,
        lists, people, stocks, tallies, waits, log,
    )  # fmt: skip


@inner
def choose(due, n, joining, keys):
    """Write the keys of those of the first `n` of `due` who join a queue (1) or do not (0).

    Returns how many they are.
    """
    chosen = 0
    for i in range(n):
        keys[chosen] = make_key(np.int64(due[i].row), i)
        chosen += joins_queue(due[i].word) == joining
    return chosen


@inner
def join_queues(
    n, world, days, groups, assumed, due, keys,
    lists, people, stocks, tallies, waits, log,
):  # fmt: skip
    """The first `n` of `keys` join their queues, in this order."""
    today = days[world.day]
    a = assumed[today.month]
    for i in range(n):
        if i + PLACES < n:
            expect(row_in(keys[i + PLACES]), world, people)
        row = row_in(keys[i])
        word = due[place_in(keys[i])].word
        if stays_as_is(word):
            world.events += 1
            which = world.days - queue_as_is(word)
            push(lists.tokens, lists.links, lists.ends, which, row, word)
            continue
        person = id_of(row, world, people)
        who = groups[group_of(person)]
        tally = tallies[today.month, group_of(person)]
        after, where = back_on_docket(word, today.absolute, tally)
        settle(
            person, row, word, after, where, who, a, world, days, tally,
            lists, people, stocks, tallies, waits, log,
        )  # fmt: skip


@inner
def leave_delays(
    n, world, days, groups, rules, assumed, due, keys, ids,
    lists, people, stocks, tallies, waits, log,
):  # fmt: skip
    """The first `n` of `keys`, who join no queue, take their next step."""
    today = days[world.day]
    a = assumed[today.month]
    find_people(keys, ids, n, world, people)
    for i in range(n):
        if i % DUE_AT_ONCE == 0:
            foresee_all_due(due, keys, ids, i, n, world.luck)
        world.luck.at = world.luck.first[i % DUE_AT_ONCE]
        if i + PLACES < n:
            touch(people.searches, row_in(keys[i + PLACES]))
            touch(people.outcomes, row_in(keys[i + PLACES]))
        row = row_in(keys[i])
        person = ids[i]
        word = due[place_in(keys[i])].word
        who = groups[group_of(person)]
        law = rules[today.regime, group_of(person)]
        tally = tallies[today.month, group_of(person)]
        after, where = leave_delay(person, word, today.absolute, who, law, a, world.luck, tally)
        settle(
            person, row, word, after, where, who, a, world, days, tally,
            lists, people, stocks, tallies, waits, log,
        )  # fmt: skip


@inner
def foresee_all_due(due, keys, ids, begin, n, luck):
    """Prepare for the next ones who leave a delay: what they will draw."""
    wanted = 0
    for i in range(begin, min(begin + DUE_AT_ONCE, n)):
        luck.first[i - begin] = wanted
        wanted = foresee_due(ids[i], due[place_in(keys[i])].word, luck, wanted)
    draw_ahead(luck, wanted)
