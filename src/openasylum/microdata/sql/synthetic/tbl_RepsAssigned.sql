with rows_ as (
    select idncase, 'ALIEN' as kind, 'a_tblcase' as parent, idncase as parent_id, lawyer as e_28, null::date as ta, court
    from court_case where lawyer is not null
    union all
    select idncase, 'INS', 'b_tblproceeding', idnproceeding, null, opened, court from proceeding where turn = 1
)
select row_number() over (order by idncase, kind) as idnrepsassigned, idncase, 'COURT' as strattylevel,
    kind as strattytype, parent as parent_table, parent_id as parent_idn, court as base_city_code,
    stamp(ta) as ins_ta_date_assigned, stamp(e_28) as e_28_date, '1' as blnprimeatty
from rows_ order by 1
