with held as (
    select person, min(detained) as detained, max(coalesce(released, date '9999-01-01')) as released
    from custody group by person
)
select
    c.idncase, 'CITY ' || c.court as alien_city, 'XX' as alien_state, '00000' as alien_zipcode, c.nat, c.lang,
    case when h.person is null then 'N' when h.released = date '9999-01-01' then 'D' else 'R' end as custody,
    'M' as site_type, stamp(c.lawyer) as e_28_date, case when c.lawyer is null then '' else '1' end as atty_nbr,
    'RMV' as case_type, c.court as update_site,
    case when c.manner = 'elsewhere' then '' else stamp(c.arrived) end as date_of_entry,
    case when c.referred then 'I' when c.applied then 'E' else '' end as c_asy_type,
    (1 + pick(c.person, 12)) || '/' || (1960 + pick(c.person + 1, 60)) as c_birthdate,
    case pick(c.person + 2, 2) when 0 then 'F' else 'M' end as sex,
    stamp(h.detained) as date_detained,
    case when h.released = date '9999-01-01' then '' else stamp(h.released) end as date_released,
    '0' as lpr, case when c.family = 'unaccompanied_child' then 'UC' else 'N/A' end as casepriority_code
from court_case c left join held h using (person)
union all by name
select idncase, 'CITY ' || court as alien_city, 'XX' as alien_state, '00000' as alien_zipcode, nat, lang,
    'D' as custody, 'I' as site_type, 'CFR' as case_type, court as update_site, 'N/A' as casepriority_code
from review
order by idncase
