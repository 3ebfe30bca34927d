-- Cases that began from $from and before $until: whether anyone was ever ordered removed in absentia in them.
with by_case as (
    select idncase, min(opened_on) as day, bool_or(in_absentia) as ever,
        min_by(court, (opened_on, idnproceeding)) as court, min_by(nationality, (opened_on, idnproceeding)) as nationality,
        min_by(language, (opened_on, idnproceeding)) as language, max_by(custody, (opened_on, idnproceeding)) as custody,
        min_by(case_type, (opened_on, idnproceeding)) as case_type, max_by(judge, (opened_on, idnproceeding)) as judge
    from proceedings where case_type in $types group by idncase
)
select *, ever::integer as n, 1 as d from by_case where day >= $from and day < $until and custody in $custody
