select row_number() over (order by idncase) as idncaseid, idncase, 'MP' as case_id
from court_case where ever_mpp order by 1
