"""How long the law takes, by hand: python -m tests.law.benchmark.

Loading every instrument, resolving them for everyone on every day, and reading all parameters for
120 kinds of people over twelve years. No test depends on the time it takes.
"""

from datetime import date
from itertools import product
from time import perf_counter

from openasylum.law import Who, load_book, load_instruments, resolve

START, UNTIL = date(2013, 10, 1), date(2026, 1, 1)


def main() -> None:
    begun = perf_counter()
    instruments = load_instruments()
    loaded = perf_counter()
    law = resolve(instruments)
    resolved = perf_counter()
    book = load_book()
    kinds = product(
        ("honduras", "mexico", "haiti", "cuba", "other"),
        ("single_adult", "family_unit", "unaccompanied_child"),
        ("between_ports", "at_port"),
        ("san_diego", "el_paso", "rio_grande_valley", "interior"),
    )
    spans = 0
    for citizenship, family_status, manner, place in kinds:
        for process in ("expedited_removal", "mpp", "title_42", "section_240"):
            who = Who(
                process=process,
                manner=manner,
                citizenship=citizenship,
                family_status=family_status,
                place=place,
            )
            for name, parameter in book.parameters.items():
                spans += len(law.spans(name, who if parameter.varies_by else None, START, UNTIL))
    read = perf_counter()
    print(f"{len(instruments)} instruments loaded in {loaded - begun:.3f} s")
    print(f"resolved, with every conflict looked for, in {resolved - loaded:.3f} s")
    print(f"{spans:,} spans of 480 kinds of people read in {read - resolved:.3f} s")


if __name__ == "__main__":
    main()
