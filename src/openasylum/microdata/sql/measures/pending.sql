-- Cases pending on $on. A case is pending if a proceeding is open; or, as the definition says, if the last thing that
-- happened was a move to another court, or an administrative closing, and no later proceeding has opened.
-- Its traits are those of the proceeding opened last by then.
with begun as (
    select idncase, opened_on, ended_on, ending, entry_order, ended_on is not null and ended_on <= $on as has_ended
    from proceedings
    where case_type in $types and opened_on <= $on and coalesce(notice_on, opened_on) >= $notice_from
        and ($mixed = 'keep' or idncase not in (
            select idncase from proceedings where case_type is not null group by idncase
            having min(case_type) <> max(case_type)))
), by_case as (
    select idncase,
        bool_or(not has_ended) as open_now,
        max(ended_on) filter (has_ended and ending in ('decided', 'other')) as final_on,
        max(ended_on) filter (has_ended and ending = 'closed') as closed_on,
        max(ended_on) filter (has_ended and ending = 'moved') as moved_on,
        max(entry_order) as entry_order, min(opened_on) as opened_on
    from begun group by idncase
)
select idncase, opened_on, entry_order, 1 as n, 1 as d from by_case
where open_now
    or ($moves = 'pending' and moved_on is not null
        and moved_on >= coalesce(final_on, date '0001-01-01') and moved_on >= coalesce(closed_on, date '0001-01-01'))
    or ($closings = 'pending' and closed_on is not null and closed_on >= coalesce(final_on, date '0001-01-01')
        and closed_on >= coalesce(moved_on, date '0001-01-01'))
