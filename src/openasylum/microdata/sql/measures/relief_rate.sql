-- Judges' decisions from $from and before $until: relief of any kind, or an order to leave. E, G and D mean one thing in
-- removal and another in exclusion, deportation and asylum-only cases.
with decided as (
    select *,
        case
            when case_type = 'RMV' then case when decision in ('R', 'E', 'Z', 'H', 'Q') then 1
                when decision in ('X', 'V') then 0 end
            when case_type = 'DEP' then case when decision in ('R', 'Q') then 1 when decision in ('D', 'V') then 0 end
            when case_type = 'EXC' then case when decision in ('R', 'G') then 1 when decision = 'E' then 0 end
            when case_type in ('AOC', 'WHO') then case when decision in ('G', 'C', 'E', 'Z', 'H') then 1
                when decision = 'D' then 0 end
        end as granted
    from proceedings where ended_on >= $from and ended_on < $until
)
select idncase, ended_on as day, court, nationality, language, custody, case_type, judge, granted as n, 1 as d
from decided where granted is not null
