# Backup daemons that answer strangers late, and in their own words.

[raw bacula-sd]

bacula-sd-refused
match (?s)^\x00\x00..Jmsg JobId=\d+ type=\d+ level=\d+ (\S{1,60})-sd JobId \d+: Security Alert
service bacula-sd
product Bacula
cpe a:bacula:bacula
example \0\0\0\x9dJmsg JobId=0 type=14 level=1795335421 zoo-sd JobId 0: Security Alert: hello.c:91 Bad Hello command
gives name=bacula-sd; product=Bacula
