with rows_ as (
    select c.idncase, 'D' as custody, h.detained, h.released from court_case c join custody h using (person)
    union all
    select c.idncase, 'N', null, null from court_case c anti join custody using (person)
)
select row_number() over (order by idncase, detained) as idncustody, idncase, custody,
    stamp(detained) as datdetained, stamp(released) as datreleased
from rows_ order by 1
