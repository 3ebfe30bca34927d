select row_number() over (order by c.idncase) as idnjuvenilehistory, c.idncase, p.idnproceeding,
    case when c.family = 'unaccompanied_child' then 4 else 5 end as idnjuvenile, stamp(p.opened) as datcreatedon
from court_case c join proceeding p on p.person = c.person and p.turn = 1 order by 1
