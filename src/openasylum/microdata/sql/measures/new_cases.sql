-- Cases that began from $from and before $until. Their traits are those of the first proceeding.
with by_case as (
    select idncase, min($day) as day, min(entry_order) as entry_order, min(case_type) as one, max(case_type) as other,
        min_by(case_type, entry_order) as first_type, min(coalesce(notice_on, opened_on)) as notice_on
    from proceedings where opened_on is not null group by idncase
)
select idncase, day, entry_order, 1 as n, 1 as d
from by_case
where first_type in $types and day >= $from and day < $until and notice_on >= $notice_from
    and ($mixed = 'keep' or one = other)
