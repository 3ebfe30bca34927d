-- Ends of proceedings from $from and before $until; every one, or one a case: the first or the last.
with ends as (
    select *,
        row_number() over (partition by idncase order by ended_on, idnproceeding) as from_first,
        row_number() over (partition by idncase order by ended_on desc, idnproceeding desc) as from_last,
        bool_or(ended_on is null) over (partition by idncase) as is_open
    from proceedings where case_type in $types and (ended_on is null or ending in $endings)
)
select idncase, ended_on as day, court, nationality, language, custody, case_type, judge, 1 as n, 1 as d
from ends
where ended_on >= $from and ended_on < $until
    and ($which = 'every' or ($which = 'first' and from_first = 1)
        or ($which = 'last' and not is_open and from_last = 1))
