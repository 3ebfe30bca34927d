with held as (
    select person, turn, day, activity,
        row_number() over (partition by person order by day, place, activity) as nth
    from court_event where activity in ('first_hearing_held', 'hearing_held')
), missed as (
    select distinct person, turn, day from court_event where activity = 'hearing_missed'
)
select row_number() over (order by p.idncase, held.nth) as idnschedule, p.idnproceeding, p.idncase,
    stamp(p.notice) as osc_date, (100 - held.turn)::varchar as generation, 'X' as rec_type, p.lang,
    p.hloc as hearing_loc_code, p.court as base_city_code,
    p.court[1] || (10 + pick(p.idncase, getvariable('judges')::integer)) as ij_code,
    stamp(p.opened) as input_date, '0800' as input_time, stamp(held.day) as update_date, '1700' as update_time,
    case held.activity when 'first_hearing_held' then 'M' else 'I' end as cal_type, stamp(held.day) as adj_date,
    '0900' as adj_time_start, '1000' as adj_time_stop,
    case
        when p.ended = held.day then '8B' when missed.person is not null then '11'
        when held.activity = 'first_hearing_held' then '17' else '13' end as adj_rsn,
    'P' as adj_medium,
    case held.activity when 'first_hearing_held' then 'MM' else 'II' end as schedule_type, '0' as blnclockoverride
from held join proceeding p using (person, turn) left join missed using (person, turn, day)
order by idnschedule
