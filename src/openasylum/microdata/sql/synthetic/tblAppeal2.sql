select row_number() over (order by idnproceeding) as idnappeal, idnproceeding, idncase
from proceeding where appealed is not null order by 1
