-- Cases that began from $from and before $until: whether anyone was ever ordered removed in absentia in them. Custody
-- is that of the proceeding opened last; other traits are those of the first.
with by_case as (
    select idncase, min(opened_on) as day, bool_or(in_absentia) as ever, min(entry_order) as entry_order,
        max_by(custody, entry_order) as last_custody
    from proceedings where case_type in $types group by idncase
)
select idncase, day, entry_order, ever::integer as n, 1 as d from by_case
where day >= $from and day < $until and last_custody in $custody
