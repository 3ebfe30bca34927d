-- Decisions on asylum from $from and before $until, by the day the proceeding ended.
select idncase, decided_on as day, court, nationality, language, custody, case_type, judge,
    (decision in $of)::integer as n, 1 as d
from applications
where application = 'ASYL' and (decision in $of or decision in $others) and decided_on >= $from and decided_on < $until
    and case_type not in ('CFR', 'RFR', 'CSR')
