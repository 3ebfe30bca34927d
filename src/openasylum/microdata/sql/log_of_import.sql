-- An import as events and the objects they are about. Needs the views. 'place' orders the events of a day.
-- Rows may lack their parent and keys may stand twice: an object is there once for every id that anything names.
create temp table log_proceeding as
select idnproceeding, any_value(case_type) as case_type, any_value(custody) as custody, any_value(judge) as judge,
    any_value(court) as court, any_value(idncase) as idncase
from proceedings where idnproceeding is not null group by idnproceeding;

create temp table log_event as
select
    'e' || row_number() over (order by t.idncase, t.on_day, t.place, t.idnproceeding, t.what, t.detail) as event_id,
    t.what as activity, t.on_day::timestamp + to_seconds(t.place) as happened, t.place, t.idncase::varchar as case_id,
    t.detail, p.court, t.idnproceeding::varchar as proceeding
from timeline t left join log_proceeding p using (idnproceeding) where t.idncase is not null;

create temp view log_case as
with named as (
    select idncase from read_parquet('A_TblCase.parquet')
    union select case_id::bigint from log_event
    union select idncase from log_proceeding
    union select lead_case from families
    union select rider_case from families
), known as (
    select idncase, any_value(nat) as nationality, any_value(lang) as language, any_value(case_type) as case_type
    from read_parquet('A_TblCase.parquet') group by idncase
)
select named.idncase::varchar as case_id, nationality, language, case_type,
    case when m.idncase is null then 'no' else 'yes' end as mpp
from named left join known using (idncase) left join mpp_cases m using (idncase) where named.idncase is not null;

create temp view object_case as
select 'case ' || case_id as object_id, nationality, language, case_type, mpp from log_case;
create temp view object_proceeding as
select 'proceeding ' || idnproceeding as object_id, p.case_type, p.custody, p.judge
from (select proceeding::bigint as idnproceeding from log_event where proceeding is not null
      union select idnproceeding from log_proceeding) left join log_proceeding p using (idnproceeding);
create temp view object_court as
select distinct 'court ' || court as object_id, court as code from log_proceeding where court is not null;

create temp view log_event_object as
select event_id, 'case ' || case_id as object_id, 'of' as qualifier from log_event
union all
select event_id, 'proceeding ' || proceeding, 'in' from log_event where proceeding is not null
union all
select event_id, 'court ' || court, 'at' from log_event where court is not null;

create temp view log_object_object as
select 'proceeding ' || idnproceeding as source_id, 'case ' || idncase as target_id, 'part of' as qualifier
from log_proceeding where idncase is not null
union
select 'case ' || rider_case, 'case ' || lead_case, 'rider of' from families
where rider_case is not null and lead_case is not null;
