-- Cases pending on $on (five case types, no closed ones), by whether a lawyer had appeared by that day. Their traits are
-- those of the proceeding opened last by then.
with by_case as (
    select idncase, min(opened_on) as opened_on, max(entry_order) as entry_order,
        bool_or(ended_on is null or ended_on > $on) as open_now,
        max(ended_on) filter (ended_on <= $on and ending <> 'moved') as final_on,
        max(ended_on) filter (ended_on <= $on and ending = 'moved') as moved_on
    from proceedings where case_type in $types and opened_on <= $on group by idncase
), lawyer as (
    select idncase, bool_or(e_28_date::date <= $on) as dated, bool_or(e_28_date is null) as undated
    from read_parquet('tbl_RepsAssigned.parquet')
    where strattylevel = 'COURT' and strattytype = 'ALIEN' group by idncase
), filed as (
    select idncase, e_28_date::date <= $on as on_file from read_parquet('A_TblCase.parquet') where e_28_date is not null
)
select b.idncase, b.opened_on, b.entry_order,
    case $rows
        when 'dated' then coalesce(l.dated, false)
        when 'any' then coalesce(l.dated or l.undated, false)
        else coalesce(f.on_file, false) end::integer as n,
    1 as d
from by_case b left join lawyer l using (idncase) left join filed f using (idncase)
where open_now or (moved_on is not null and moved_on >= coalesce(final_on, date '0001-01-01'))
