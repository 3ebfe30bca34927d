select row_number() over (order by idnproceeding) as idnappeal, idncase, idnproceeding, 'IJ' as strappealcategory,
    'Case Appeal' as strappealtype, stamp(appealed) as datappealfiled, 'A' as strfiledby,
    stamp(lawyer) as datattorneye27, stamp(appeal_decided) as datbiadecision,
    case when appeal_decided is null then '' when next_how = 'remanded' then 'REM' else 'DIS' end as strbiadecision,
    case when appeal_decided is null then '' else 'R' end as strbiadecisiontype, 'RMV' as strcasetype,
    lang as strlang, nat as strnat
from proceeding where appealed is not null order by 1
