-- Days from start to end of cases that started from $from and before $until; n is the days, d whether the end was seen.
-- Their traits are those of the first proceeding.
with by_case as (
    select idncase, min($start) as day, bool_or(ended_on is null) as is_open, max(ended_on) as last,
        min(ended_on) filter (ending = 'decided') as first_decided, min(entry_order) as entry_order
    from proceedings where case_type in $types group by idncase
), ended as (
    select *, case when $end = 'last' then case when is_open then null else last end else first_decided end as ended_on
    from by_case
)
select idncase, day, entry_order, greatest(coalesce(ended_on, $as_of) - day, 0) as n, (ended_on is not null)::integer as d
from ended
where day >= $from and day < $until and day <= $as_of and ($end <> 'first_decided_only' or ended_on is not null)
