-- Cases by their last decision on asylum, from $from and before $until.
with last as (
    select idncase, max_by(a, (decided_on, -instr($rank, decision))) as a
    from applications a
    where application = 'ASYL' and decision is not null and decided_on is not null and case_type not in ('CFR', 'RFR', 'CSR')
    group by idncase
)
select idncase, a.decided_on as day, a.court, a.nationality, a.language, a.custody, a.case_type, a.judge,
    (a.decision in $of)::integer as n, 1 as d
from last where (a.decision in $of or a.decision in $others) and a.decided_on >= $from and a.decided_on < $until
