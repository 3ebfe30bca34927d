-- An import as events and the objects they are about. Needs the views. 'place' orders the events of a day.
create temp view log_event as
select
    'e' || row_number() over (order by t.idncase, t.on_day, t.place, t.idnproceeding, t.what) as event_id, t.what as activity,
    t.on_day::timestamp + to_seconds(t.place) as happened, t.place, t.idncase::varchar as case_id, t.detail, p.court,
    t.idnproceeding::varchar as proceeding
from timeline t left join proceedings p on p.idnproceeding = t.idnproceeding;

create temp view log_case as
select a.idncase::varchar as case_id, a.nat as nationality, a.lang as language, a.case_type,
    case when m.idncase is null then 'no' else 'yes' end as mpp
from read_parquet('A_TblCase.parquet') a left join mpp_cases m using (idncase);

create temp view object_case as
select 'case ' || case_id as object_id, nationality, language, case_type, mpp from log_case;
create temp view object_proceeding as
select 'proceeding ' || idnproceeding as object_id, case_type, custody, judge from proceedings;
create temp view object_court as
select distinct 'court ' || court as object_id, court as code from proceedings where court is not null;

create temp view log_event_object as
select event_id, 'case ' || case_id as object_id, 'of' as qualifier from log_event
union all
select event_id, 'proceeding ' || proceeding, 'in' from log_event where proceeding is not null
union all
select event_id, 'court ' || court, 'at' from log_event where court is not null;

create temp view log_object_object as
select 'proceeding ' || idnproceeding as source_id, 'case ' || idncase as target_id, 'part of' as qualifier from proceedings
union all
select 'case ' || rider_case, 'case ' || lead_case, 'rider of' from families;
