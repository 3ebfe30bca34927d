select row_number() over (order by n.idnproceeding) as idnmotion, p.idnproceeding, p.idncase,
    stamp(p.notice) as osc_date,
    case when n.how = 'recalendared' then 'C' when p.ending = 'ordered_removed_in_absentia' then 'MA' else 'O' end
        as rec_type,
    (100 - p.turn)::varchar as generation, stamp(n.opened) as input_date, '0800' as input_time,
    p.court as base_city_code, p.hloc as hearing_loc_code, 'G' as "dec", stamp(n.opened) as comp_date,
    stamp(n.opened) as motion_recd_date, 'A' as strfilingparty, 'W' as strfilingmethod, '0' as blndeleted,
    '0' as strdjscenario
from proceeding n join proceeding p on p.person = n.person and p.turn = n.turn - 1
where n.how in ('recalendared', 'reopened') order by 1
