select row_number() over (order by p.idnproceeding) as idnprcdchg, p.idncase, p.idnproceeding,
    rpad(case c.manner when 'between_ports' then getvariable('charge_between_ports')
         when 'elsewhere' then getvariable('charge_elsewhere') else getvariable('charge_at_port') end, 13, ' ')
        as charge,
    case when p.ending in ('ordered_removed', 'ordered_removed_in_absentia', 'voluntary_departure') then 'S' else 'O' end as chg_status
from proceeding p join court_case c using (person) order by 1
