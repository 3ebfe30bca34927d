-- Cases that began from $from and before $until.
with first as (
    select idncase, min_by(p, (opened_on, idnproceeding)) as p, min($day) as day, count(distinct case_type) as types
    from proceedings p where opened_on is not null group by idncase
)
select idncase, day, p.court, p.nationality, p.language, p.custody, p.case_type, p.judge, 1 as n, 1 as d
from first
where p.case_type in $types and day >= $from and day < $until
    and coalesce(p.notice_on, p.opened_on) >= $notice_from and ($mixed = 'keep' or types = 1)
