select row_number() over (order by idncase) as idncaseprihistory, 'UC' as casepriority_code, idncase,
    stamp(received) as datcreatedon, stamp(received) as datmodifiedon
from court_case where family = 'unaccompanied_child' order by 1
