-- A run's people as events and the objects they are about. Needs views people and events of one scenario.
-- Everyone is synthetic. A day's events follow the order of the stages they belong to.
create temp table log_event as
with placed as (
    select case_id, activity::varchar as activity, "timestamp" as on_day,
        case
            when activity in ('encountered', 'affirmative_filed') then 0
            when activity in ('court_receipt', 'recalendared', 'reopened') then 3
            when activity like 'lawyer%' then 4
            when activity in ('first_hearing_held', 'hearing_held') then 5
            when activity in ('hearing_missed', 'applied_for_asylum', 'represented_at_decision') then 6
            when activity = 'denied_asylum' then 7
            when activity in ('granted_asylum', 'granted_other_relief', 'ordered_removed', 'terminated',
                'ordered_removed_in_absentia', 'voluntary_departure', 'administratively_closed') then 8
            when activity = 'appealed' then 9
            when activity = 'appeal_decided' then 10
            when activity in ('remanded', 'removed_after_order', 'left_detention') then 11
            else 2 end as place
    from events
)
select
    'e' || row_number() over (order by case_id, on_day, place, activity) as event_id, activity,
    on_day + to_seconds(place) as happened, place, case_id::varchar as case_id, null::varchar as detail, null::varchar as court,
    null::varchar as proceeding, place between 3 and 10 as in_court
from placed;

create temp view log_case as
select person::varchar as case_id, "group"::varchar as people_group, outcome::varchar as outcome,
    case when ever_mpp then 'yes' else 'no' end as mpp, received is not null as in_court
from people;

create temp view object_person as
select 'person ' || case_id as object_id, people_group, outcome, mpp from log_case;
create temp view object_case as
select 'case ' || case_id as object_id, people_group from log_case where in_court;

create temp view log_event_object as
select event_id, 'person ' || case_id as object_id, 'of' as qualifier from log_event
union all
select e.event_id, 'case ' || e.case_id, 'in' from log_event e join log_case c using (case_id)
where e.in_court and c.in_court;

create temp view log_object_object as
select 'case ' || case_id as source_id, 'person ' || case_id as target_id, 'about' as qualifier from log_case where in_court;
