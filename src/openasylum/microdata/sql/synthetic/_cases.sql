-- From a run's people and events to court cases and proceedings.
-- Needs views people and events (one scenario) and tables citizenship, court, mpp_court, and variable first_day.

create macro stamp(d) as coalesce(strftime(d, '%Y-%m-%d 00:00:00.000'), '');
create macro pick(id, n) as (hash(id) % n)::integer;

create table person as
select
    person, "group"::varchar as group_name, arrived, outcome::varchar as outcome, since, received, lawyer,
    split_part("group", '/', 1) as first_part, split_part("group", '/', 2) as family,
    case when "group" like '%/%' then split_part("group", '/', 3) else 'elsewhere' end as manner,
    ever_mpp, applied, represented
from people;

-- What happened in court, in the order of a day's work. A case that was there on the run's first day has no receipt
-- among the events: it opened when it was received, and if it was closed then, it is closed the day before the run.
create table court_event as
with found as (
    select case_id as person, activity::varchar as activity, "timestamp"::date as day
    from events
    where activity in (
        'court_receipt', 'recalendared', 'reopened', 'remanded', 'granted_asylum', 'granted_other_relief',
        'ordered_removed', 'ordered_removed_in_absentia', 'voluntary_departure', 'terminated',
        'administratively_closed', 'first_hearing_held', 'hearing_held', 'hearing_missed', 'applied_for_asylum',
        'denied_asylum', 'appealed', 'appeal_decided', 'affirmative_referred'
    )
    union all
    select person, 'court_receipt', received from person
    where group_name in ('pending_case_2013', 'closed_case_2013') and received is not null
    union all
    select person, 'administratively_closed', getvariable('first_day')::date - 1 from person
    where group_name = 'closed_case_2013' and received is not null
), ranked as (
    select found.*,
        case
            when activity = 'affirmative_referred' then 0
            when activity in ('court_receipt', 'recalendared', 'reopened') then 1
            when activity in ('first_hearing_held', 'hearing_held') then 2
            when activity = 'hearing_missed' then 3
            when activity = 'applied_for_asylum' then 4
            when activity = 'denied_asylum' then 5
            when activity = 'appealed' then 7
            when activity = 'appeal_decided' then 8
            when activity = 'remanded' then 9
            else 6
        end as place
    from found semi join (select person from person where received is not null) using (person)
)
select *, sum((place in (1, 9))::integer) over (partition by person order by day, place)::integer as turn
from ranked;

create table court_case as
select
    row_number() over (order by person.person) as idncase, person.*,
    coalesce(citizenship.nat, '??') as nat, coalesce(citizenship.language, 'ENG') as lang,
    coalesce(mpp_court.hloc, court.code) as hloc, coalesce(mpp_court.court, court.code) as court,
    exists (select 1 from court_event e where e.person = person.person and e.activity = 'affirmative_referred')
        as referred,
    case when manner = 'elsewhere' then received else arrived end as notice
from person
left join citizenship on citizenship.name = person.first_part
left join court on court.place = pick(person.person, (select count(*) from court))
left join mpp_court
    on person.ever_mpp and mpp_court.place = pick(person.person, (select count(*) from mpp_court))
where received is not null;

-- A proceeding opens with the case, or when it is recalendared, reopened or remanded; it ends with a decision or an
-- administrative closing. Whoever stopped waiting in Mexico before the last hearing has a case that is still open: the
-- run looks at who left only when a case ends, and at its own end.
create table proceeding as
with spans as (
    select person, turn,
        min(day) filter (place in (1, 9)) as opened,
        min(activity) filter (place in (1, 9)) as how,
        max(day) filter (place = 6) as ended,
        max(activity) filter (place = 6) as ending,
        count(*) filter (place = 6) as endings,
        bool_or(activity = 'denied_asylum') as denied,
        min(day) filter (activity = 'appealed') as appealed,
        min(day) filter (activity = 'appeal_decided') as appeal_decided
    from court_event where turn > 0 group by all
), numbered as (
    select spans.*, c.idncase, c.outcome, c.since, c.nat, c.lang, c.court, c.hloc, c.notice, c.applied, c.lawyer,
        turn = max(turn) over (partition by spans.person) as is_last,
        lead(how) over (partition by spans.person order by turn) as next_how
    from spans join court_case c using (person)
)
select row_number() over (order by idncase, turn) as idnproceeding, * from numbered;

-- Credible fear reviews are cases of their own, which nothing links to the removal case that may follow.
create table review as
select
    (select max(idncase) from court_case) + row_number() over (order by requested.person) as idncase,
    (select max(idnproceeding) from proceeding) + row_number() over (order by requested.person) as idnproceeding,
    requested.person, requested.day as opened, decided.day as ended, decided.activity as ending,
    coalesce(citizenship.nat, '??') as nat, coalesce(citizenship.language, 'ENG') as lang, court.code as court
from (select case_id as person, min("timestamp")::date as day from events
      where activity = 'review_requested' group by 1) requested
left join (select case_id as person, min("timestamp")::date as day, min(activity::varchar) as activity from events
           where activity in ('review_vacated', 'review_affirmed') group by 1) decided using (person)
join person using (person)
left join citizenship on citizenship.name = person.first_part
left join court on court.place = pick(requested.person, (select count(*) from court));

create table custody as
with taken as (
    select case_id as person, "timestamp"::date as day, activity,
        row_number() over (partition by case_id, activity order by "timestamp") as nth
    from events where activity in ('detained', 'left_detention')
)
select i.person, i.day as detained, o.day as released
from taken i left join taken o on o.person = i.person and o.nth = i.nth and o.activity = 'left_detention'
where i.activity = 'detained';
