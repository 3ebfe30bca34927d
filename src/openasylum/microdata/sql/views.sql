-- Cases, not proceedings: views over an import's Parquet files, for DuckDB.
-- Run DuckDB in the folder of the import:  duckdb -init views.sql
-- Dates are days. Codes keep the release's letters; see lookups/. A case is one charging document and one case type;
-- the same person may have several, and nothing in the release links them.
-- Codes that this file names are explained in docs/microdata.md, with where each rule comes from.

-- One row a proceeding: what the court did with a case between its opening and a decision, a move or a closing.
create or replace view proceedings as
select
    idnproceeding, idncase, case_type, nat as nationality, lang as language,
    osc_date::date as notice_on,                            -- the notice to appear was issued (not filed)
    coalesce(input_date, osc_date)::date as opened_on,      -- the record was made: the usual stand-in for receipt
    comp_date::date as ended_on,
    dec_code as decision,                                   -- read it with case_type: the letters differ
    other_comp as other_completion,
    case
        when comp_date is null then 'open'
        when dec_code is not null then 'decided'
        when other_comp in ('C', 'T') then 'moved'          -- change of venue, transfer: not completions
        when other_comp in ('A', 'B', 'K', 'M', 'P', 'Y') then 'closed'  -- administratively; it may come back
        else 'other' end as ending,
    coalesce(absentia = 'Y', false) as in_absentia,
    custody, base_city_code as court, hearing_loc_code as hearing_location, ij_code as judge,
    -- one number by which proceedings are in the order they were entered: the day, then the id (below 2^36)
    datediff('day', date '1900-01-01', coalesce(input_date, osc_date)::date)::bigint * 68719476736 + idnproceeding
        as entry_order
from read_parquet('B_TblProceeding.parquet');

-- Cases ever in the Migrant Protection Protocols: by a tracking code, or by a hearing, held or not, at one of their
-- courts. 'Ever', because cases moved inland after 2021 lose the latter. Location code MPP is a test row.
create or replace view mpp_cases as
select idncase from read_parquet('A_TblCaseIdentifier.parquet') where case_id in ('MP', 'RM')
union
select idncase from read_parquet('B_TblProceeding.parquet')
where hearing_loc_code in ('CIX', 'ENP', 'MPB', 'MPL', 'OPP', 'SYP', 'TUM')
union
select idncase from read_parquet('tbl_schedule.parquet')
where hearing_loc_code in ('CIX', 'ENP', 'MPB', 'MPL', 'OPP', 'SYP', 'TUM');

-- One row a hearing on the case itself (not on bond or a motion). Scheduled hearings are here too: look at on_day.
create or replace view hearings as
select
    idnschedule, idncase, idnproceeding, adj_date::date as on_day,
    case cal_type when 'M' then 'master' when 'I' then 'individual' else cal_type end as kind,
    schedule_type, adj_rsn as reason, adj_medium as medium, base_city_code as court,
    hearing_loc_code as hearing_location, ij_code as judge
from read_parquet('tbl_schedule.parquet') where rec_type is null or rec_type in ('X', 'A');

-- One row an application and proceeding. It has no date of decision: that of its proceeding stands for it.
create or replace view applications as
select
    a.idnproceedingappln, a.idncase, a.idnproceeding, a.appl_code as application, a.appl_recd_date::date as filed_on,
    a.appl_dec as decision, p.ended_on as decided_on, p.case_type, p.nationality, p.language, p.court, p.judge,
    p.custody, p.in_absentia
from read_parquet('tbl_Court_Appln.parquet') a left join proceedings p using (idnproceeding);

-- Lawyers of the person in court, by the day their appearance (form EOIR-28) was filed. The date in A_TblCase is
-- overwritten by the latest lawyer, and stands only where the history has none.
create or replace view lawyers as
with history as (
    select idncase, min(e_28_date)::date as first_on, max(e_28_date)::date as last_on, count(*) as rows_
    from read_parquet('tbl_RepsAssigned.parquet')
    where strattylevel = 'COURT' and strattytype = 'ALIEN' group by idncase
)
select
    coalesce(h.idncase, a.idncase) as idncase, coalesce(h.first_on, a.e_28_date::date) as first_on,
    coalesce(greatest(h.last_on, a.e_28_date::date), h.last_on, a.e_28_date::date) as last_on
from history h
full join (select idncase, e_28_date from read_parquet('A_TblCase.parquet') where e_28_date is not null) a
    using (idncase);

-- Family members whose cases go together, one row a pair; severed_on is null while they do.
create or replace view families as
select idnleadcase as lead_case, idnridercase as rider_case, datcreatedon::date as joined_on,
    datseveredon::date as severed_on
from read_parquet('tbl_Lead_Rider.parquet');

-- Appeals to the Board of Immigration Appeals against decisions of judges.
create or replace view appeals as
select idnappeal, idncase, idnproceeding, strappealtype as kind, datappealfiled::date as filed_on,
    strfiledby as filed_by, datbiadecision::date as decided_on, strbiadecision as decision,
    datattorneye27::date as lawyer_on
from read_parquet('tblAppeal.parquet') where strappealcategory is null or strappealcategory = 'IJ';

-- One row a case. 'last_...' is of the proceeding that ended last, open ones after all others; so a case with any
-- open proceeding is open. mixed_types: its proceedings disagree on the case type.
create or replace view cases as
with ordered as (
    select *, row_number() over (partition by idncase order by
        ended_on nulls last, decision nulls last, other_completion nulls last, idnproceeding) as nth,
        row_number() over (partition by idncase order by opened_on, idnproceeding) as entered
    from proceedings
), by_case as (
    select
        idncase, count(*) as proceedings, min(notice_on) as notice_on, min(opened_on) as opened_on,
        max_by(ended_on, nth) as ended_on, max_by(ending, nth) as ending, max_by(decision, nth) as decision,
        max_by(other_completion, nth) as other_completion, max_by(custody, nth) as custody,
        bool_or(ended_on is null) as is_open, count(distinct case_type) > 1 as mixed_types,
        min(ended_on) filter (ending = 'decided') as first_decided_on,
        min(ended_on) filter (in_absentia) as first_in_absentia_on,
        min(opened_on) filter (entered > 1) as reentered_on,
        min_by(court, entered) as first_court, max_by(court, entered) as last_court,
        max_by(hearing_location, entered) as hearing_location, max_by(judge, entered) as judge,
        max_by(case_type, nth) as proceeding_type
    from ordered group by idncase
), first_hearing as (
    select idncase, min(on_day) as on_day from hearings group by idncase
), asylum as (
    select idncase, min(filed_on) as filed_on from applications where application = 'ASYL' group by idncase
), reopening as (
    select idncase, min(comp_date)::date as on_day from read_parquet('tbl_Court_Motions.parquet')
    where rec_type in ('O', 'MA', 'MC') and "dec" = 'G' group by idncase
), appealed as (
    select idncase, min(filed_on) as filed_on, max(decided_on) as decided_on, max_by(decision, decided_on) as decision
    from appeals group by idncase
), minors as (
    select idncase, bool_or(idnjuvenile in (3, 4)) as unaccompanied
    from read_parquet('tbl_JuvenileHistory.parquet') where idnjuvenile between 1 and 4 group by idncase
), lead as (
    select rider_case as idncase, min(lead_case) as lead_case from families group by rider_case
)
select
    a.idncase, coalesce(a.case_type, b.proceeding_type) as case_type, a.nat as nationality, a.lang as language,
    a.c_asy_type as asylum_origin, b.* exclude (idncase, proceeding_type), h.on_day as first_hearing_on,
    s.filed_on as asylum_filed_on, l.first_on as lawyer_on, r.on_day as reopening_granted_on,
    p.filed_on as appealed_on, p.decided_on as appeal_decided_on, p.decision as appeal_decision,
    m.idncase is not null as is_mpp, coalesce(j.unaccompanied, false) as unaccompanied_child, lead.lead_case
from read_parquet('A_TblCase.parquet') a
left join by_case b using (idncase)
left join first_hearing h using (idncase)
left join asylum s using (idncase)
left join lawyers l using (idncase)
left join reopening r using (idncase)
left join appealed p using (idncase)
left join mpp_cases m using (idncase)
left join minors j using (idncase)
left join lead using (idncase);

-- One row an event of a case, in the order of a day. 'what' is the event, 'detail' its code.
create or replace view timeline as
select idncase, date_of_entry::date as on_day, 0 as place, 'entered' as what, null as detail, null::bigint as idnproceeding
from read_parquet('A_TblCase.parquet') where date_of_entry is not null
union all
select idncase, min(notice_on), 1, 'notice_to_appear', null, null from proceedings group by idncase
having min(notice_on) is not null
union all
select idncase, opened_on, 2, case when row_number() over (partition by idncase order by opened_on, idnproceeding) = 1
    then 'case_opened' else 'proceeding_opened' end, case_type, idnproceeding
from proceedings where opened_on is not null
union all
select idncase, first_on, 3, 'lawyer_appeared', null, null from lawyers where first_on is not null
union all
select idncase, on_day, 4, kind || '_hearing', reason, idnproceeding from hearings where on_day is not null
union all
select idncase, min(filed_on), 5, 'applied', application, min(idnproceeding) from applications
where filed_on is not null group by idncase, application
union all
select idncase, ended_on, 6,
    case when in_absentia then 'ordered_in_absentia' else 'proceeding_' || ending end,
    coalesce(decision, other_completion), idnproceeding
from proceedings where ended_on is not null
union all
select idncase, motion_recd_date::date, 7, 'motion_filed', rec_type, idnproceeding
from read_parquet('tbl_Court_Motions.parquet') where motion_recd_date is not null
union all
select idncase, comp_date::date, 8, 'motion_decided', rec_type || ':' || "dec", idnproceeding
from read_parquet('tbl_Court_Motions.parquet') where comp_date is not null
union all
select idncase, filed_on, 9, 'appealed', kind, idnproceeding from appeals where filed_on is not null
union all
select idncase, decided_on, 10, 'appeal_decided', decision, idnproceeding from appeals where decided_on is not null;
