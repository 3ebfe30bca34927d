-- One row an application and proceeding: it is entered again in each later proceeding.
with filed as (
    select c.person, coalesce(min(e.day), min(c.received)) as day, coalesce(min(e.turn), 1) as turn
    from court_case c left join court_event e on e.person = c.person and e.activity = 'applied_for_asylum'
    where c.applied group by c.person
), rows_ as (
    select p.*, filed.day as filed, 'ASYL' as code,
        case p.ending
            when 'granted_asylum' then 'G'
            when 'ordered_removed_in_absentia' then 'A'
            when 'administratively_closed' then 'S'
            when 'granted_other_relief' then case when p.denied then 'D' else 'W' end
            when 'ordered_removed' then case when p.denied then 'D' else 'W' end
            when 'voluntary_departure' then case when p.denied then 'D' else 'W' end
            when 'terminated' then 'M' else '' end as decision
    from proceeding p join filed on filed.person = p.person and p.turn >= filed.turn
    union all
    select p.*, p.opened, case when p.applied then 'ASYW' else '42B' end, 'G'
    from proceeding p where p.ending = 'granted_other_relief'
)
select row_number() over (order by idnproceeding, code) as idnproceedingappln, idnproceeding, idncase,
    code as appl_code, stamp(filed) as appl_recd_date, decision as appl_dec
from rows_ order by 1
