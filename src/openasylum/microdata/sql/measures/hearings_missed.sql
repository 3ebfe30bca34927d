-- Hearings from $from and before $until that were held or missed, and those the person missed.
with ordered as (
    select distinct idncase, ended_on from proceedings where in_absentia
)
select h.idncase, h.on_day as day, h.court, p.nationality, p.language, p.custody, p.case_type, h.judge,
    (o.idncase is not null or coalesce(h.reason in $reasons, false))::integer as n, 1 as d
from hearings h join proceedings p using (idnproceeding) left join ordered o on o.idncase = h.idncase and o.ended_on = h.on_day
where h.on_day >= $from and h.on_day < $until and h.reason is not null and coalesce(h.medium, '') <> 'H'
