with held as (
    select p.idnproceeding,
        bool_or(c.released is null or c.released > coalesce(p.ended, date '9999-01-01')) as still,
    from proceeding p join custody c using (person)
    where c.detained <= coalesce(p.ended, date '9999-01-01') group by 1
), hearing as (
    select person, turn, min(day) as day from court_event
    where activity in ('first_hearing_held', 'hearing_held') group by 1, 2
)
select
    p.idnproceeding, p.idncase, stamp(p.notice) as osc_date, stamp(p.opened) as input_date,
    p.court as base_city_code, p.hloc as hearing_loc_code,
    p.court[1] || (10 + pick(p.idncase, getvariable('judges')::integer)) as ij_code, stamp(h.day) as hearing_date,
    case when h.day is null then '' else '0900' end as hearing_time,
    case when p.ending is null then '' else 'O' end as dec_type,
    case p.ending
        when 'granted_asylum' then 'R' when 'granted_other_relief' then 'R' when 'ordered_removed' then 'X'
        when 'ordered_removed_in_absentia' then 'X' when 'voluntary_departure' then 'V' when 'terminated' then 'T'
        else '' end as dec_code,
    case p.ending when 'administratively_closed' then 'A' else '' end as other_comp,
    case when p.ending in ('ordered_removed', 'ordered_removed_in_absentia') then p.nat else '' end as deported_1,
    case when p.appealed is not null then 'A' else '' end as appeal_rsvd,
    stamp(p.ended) as comp_date,
    case when p.ending is null then '' when p.ending = 'ordered_removed_in_absentia' then 'Y' else 'N' end
        as absentia,
    case when held.still is null then 'N' when held.still then 'D' else 'R' end as custody,
    'RMV' as case_type, p.nat, p.lang, 'N' as crim_ind, '0' as aggravate_felon
from proceeding p left join held using (idnproceeding) left join hearing h using (person, turn)
union all by name
select idnproceeding, idncase, stamp(opened) as osc_date, stamp(opened) as input_date, court as base_city_code,
    court as hearing_loc_code, court[1] || (10 + pick(idncase, getvariable('judges')::integer)) as ij_code,
    case when ended is null then '' else 'O' end as dec_type,
    case ending when 'review_vacated' then 'V' when 'review_affirmed' then 'A' else '' end as dec_code,
    stamp(ended) as comp_date, case when ended is null then '' else 'N' end as absentia, 'D' as custody,
    'CFR' as case_type, nat, lang, 'N' as crim_ind, '0' as aggravate_felon
from review
order by idnproceeding
