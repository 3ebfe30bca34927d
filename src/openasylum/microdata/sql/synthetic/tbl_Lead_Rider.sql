-- The run knows no families by name: of the family members of one group and day, each two in order are put together.
with numbered as (
    select c.idncase, p.idnproceeding, p.opened,
        row_number() over (partition by c.group_name, c.arrived order by c.idncase) as nth, c.group_name, c.arrived
    from court_case c join proceeding p on p.person = c.person and p.turn = 1 where c.family = 'family_unit'
)
select row_number() over (order by l.idncase) as idnleadrider, l.idncase as idnleadcase, r.idncase as idnridercase,
    stamp(r.opened) as datcreatedon, stamp(r.opened) as datmodifiedon, l.idnproceeding as idnleadproceedingstart,
    r.idnproceeding as idnriderproceedingstart, '1' as blnactive
from numbered l join numbered r
    on r.group_name = l.group_name and r.arrived = l.arrived and r.nth = l.nth + 1 and l.nth % 2 = 1
order by 1
