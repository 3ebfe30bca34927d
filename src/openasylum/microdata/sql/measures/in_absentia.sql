-- Orders in absentia among completions from $from and before $until.
with ends as (
    select *, row_number() over (partition by idncase order by ended_on, idnproceeding) as nth
    from proceedings where case_type in $types and ending = 'decided'
)
select idncase, ended_on as day, court, nationality, language, custody, case_type, judge,
    in_absentia::integer as n, 1 as d
from ends
where ended_on >= $from and ended_on < $until and custody in $custody and ($of = 'completions' or nth = 1)
