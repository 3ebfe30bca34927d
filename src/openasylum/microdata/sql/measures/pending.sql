-- Cases pending on $on. A case is pending if a proceeding is open; or, as the definition says, if the last thing that
-- happened was a move to another court, or an administrative closing, and no later proceeding has opened.
with begun as (
    select *, ended_on is not null and ended_on <= $on as has_ended
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
        max_by(court, (opened_on, idnproceeding)) as court, max_by(nationality, (opened_on, idnproceeding)) as nationality,
        max_by(language, (opened_on, idnproceeding)) as language, max_by(custody, (opened_on, idnproceeding)) as custody,
        max_by(case_type, (opened_on, idnproceeding)) as case_type, max_by(judge, (opened_on, idnproceeding)) as judge,
        min(opened_on) as opened_on
    from begun group by idncase
)
select *, null::date as day, 1 as n, 1 as d from by_case
where open_now
    or ($moves = 'pending' and moved_on is not null
        and moved_on >= coalesce(final_on, date '0001-01-01') and moved_on >= coalesce(closed_on, date '0001-01-01'))
    or ($closings = 'pending' and closed_on is not null and closed_on >= coalesce(final_on, date '0001-01-01')
        and closed_on >= coalesce(moved_on, date '0001-01-01'))
