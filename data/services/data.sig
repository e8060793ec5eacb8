# Databases, caches, brokers, queues, coordination.

[mysql.version mysql]

mariadb
match ^(?:5\.5\.5-)?(\d+\.\d+\.\d+)-MariaDB(?:-(.*))?$
product MariaDB
version $1
info $2
cpe a:mariadb:mariadb
example 5.5.5-10.11.19-MariaDB-0+deb12u1
gives product=MariaDB; version=10.11.19; info=0+deb12u1
example 10.6.12-MariaDB

mariadb-deb
match ^(?:5\.5\.5-)?(\d+\.\d+\.\d+)-MariaDB-.*deb(\d+)u?
product MariaDB
version $1
os Debian $2
cpe a:mariadb:mariadb
confidence 0.96
example 5.5.5-10.11.19-MariaDB-0+deb12u1
gives os=Debian 12

mariadb-ubuntu
match ^(?:5\.5\.5-)?(\d+\.\d+\.\d+)-MariaDB-.*[uU]buntu
product MariaDB
version $1
os Ubuntu
cpe a:mariadb:mariadb
confidence 0.96
example 5.5.5-10.6.16-MariaDB-0ubuntu0.22.04.1
gives os=Ubuntu

mysql
match ^(\d+\.\d+\.\d+)(?:-(?:log|community|debug|0ubuntu\S*|\d+\S*|nt|commercial|enterprise\S*|\w+))*$
product MySQL
version $1
cpe a:oracle:mysql
confidence 0.9
example 8.0.36
gives product=MySQL; version=8.0.36
example 5.7.42-log
example 8.0.36-0ubuntu0.22.04.1

percona
match ^(\d+\.\d+\.\d+-\d+)(?:\.\d+)?(?:-log)?$
product Percona Server
version $1
cpe a:percona:percona_server
confidence 0.92
example 8.0.35-27
gives version=8.0.35-27

proxysql
match ^(\d+\.\d+\.\d+)\(ProxySQL
product ProxySQL
version $1
example 8.0.11(ProxySQL)

proxysql-name
match (?i)proxysql
product ProxySQL
confidence 0.97
example 5.5.30-ProxySQL

tidb
match ^\d+\.\d+\.\d+-TiDB-v(\d[\w.-]*)
product TiDB
version $1
cpe a:pingcap:tidb
example 5.7.25-TiDB-v6.5.0
gives version=6.5.0

aurora
match ^(\d+\.\d+\.\w+)-aurora|Aurora
product Amazon Aurora
version $1
example 5.6.10-aurora

router
match -router$
product MySQL Router
confidence 0.97
example 8.0.32-router

sphinx
match ^(\d[\w.]*)-?(?:id64-)?(?:release|dev) \(
product Sphinx
version $1
example 2.2.11-id64-release (95ae9a6)

manticore
match ^(\d\S*) \w+@\d+ (?:dev|release)
product Manticore Search
version $1
example 6.0.4 1a3a4ea82@230314 release

maxscale
match -maxscale
product MaxScale
confidence 0.97
example 10.6.11 6.4.5-maxscale

[mysql.error mysql]

mariadb-host
match is not allowed to connect to this MariaDB server
product MariaDB
cpe a:mariadb:mariadb
example Host 'scanner.test' is not allowed to connect to this MariaDB server
gives product=MariaDB

mysql-host
match is not allowed to connect to this MySQL server
product MySQL
cpe a:oracle:mysql
example Host '198.18.0.1' is not allowed to connect to this MySQL server

mariadb-blocked
match unblock with '(?:mariadb|mysqladmin)-admin flush-hosts'
product MariaDB
confidence 0.9
example Host '198.18.0.1' is blocked because of many connection errors; unblock with 'mariadb-admin flush-hosts'

[pgsql.error postgresql]

postgresql
match F(?:postmaster|auth|postinit|backend_startup|hba|miscinit)\.c;L\d+;R
product PostgreSQL
cpe a:postgresql:postgresql
example C0A000;Munsupported frontend protocol 27232.12382: server supports 3.0 to 3.0;Fpostmaster.c;L2220;RProcessStartupPacket;
gives product=PostgreSQL

pgbouncer
match (?:no such (?:user|database)|pgbouncer|invalid startup packet layout|bad startup packet)
product PgBouncer
unless F\w+\.c;
cpe a:pgbouncer:pgbouncer
example C08P01;Mno such database: postgres;
gives product=PgBouncer

pgpool
match (?i)pgpool|Fpool_\w+\.c
product Pgpool-II
cpe a:pgpool:pgpool-ii
example C08P01;Mbackend error;Fpool_auth.c;L1;Rx;

cockroach
match Fconn\.go|Fserver\.go
product CockroachDB
cpe a:cockroachlabs:cockroachdb
example C08P01;Munknown protocol version;Fserver.go;L700;RServeConn;

redshift
match /ec2-user/padb/src/pg/
product Amazon Redshift
example C0A000;Munsupported;F/ec2-user/padb/src/pg/src/backend/postmaster/postmaster.c;L2463;RProcessStartupPacket;

odyssey
match (?i)odyssey
product Odyssey
example C08P01;Modyssey: c1: route for 'a.b' is not found;

[redis.info redis]

redis
match redis_version:(\d[\w.]*)
product Redis
version $1
cpe a:redis:redis
example $4000\r\n# Server\r\nredis_version:7.0.15\r\nredis_git_sha1:00000000\r\nredis_mode:standalone\r\nos:Linux 6.1.0 x86_64\r\n
gives product=Redis; version=7.0.15

redis-os
match redis_version:(\d[\w.]*)\r\n(?:.*\r\n)*?redis_mode:(?:standalone|cluster)\r\n(?:.*\r\n)*?os:(\S+ \S+)
product Redis
version $1
os $2
cpe a:redis:redis
confidence 0.96
example $4000\r\n# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\nos:Linux 6.1.0 x86_64\r\n
gives os=Linux 6.1.0

sentinel
match redis_version:(\d[\w.]*)\r\n(?:.*\r\n)*?redis_mode:sentinel
product Redis Sentinel
version $1
cpe a:redis:redis
confidence 0.97
example $4000\r\n# Server\r\nredis_version:7.0.15\r\nredis_mode:sentinel\r\nos:Linux 6.1.0 x86_64\r\n
gives product=Redis Sentinel; version=7.0.15

valkey
match valkey_version:(\d[\w.]*)
product Valkey
version $1
cpe a:lfprojects:valkey
confidence 0.98
example $4000\r\n# Server\r\nredis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.0.1\r\n
gives product=Valkey; version=8.0.1

keydb
match redis_version:(\d[\w.]*)\r\n(?:.*\r\n)*?executable:\S*keydb
product KeyDB
version $1
cpe a:eqalpha:keydb
confidence 0.97
example $4000\r\nredis_version:6.3.2\r\nredis_mode:standalone\r\nexecutable:/usr/bin/keydb-server\r\n
gives product=KeyDB

dragonfly
match dragonfly_version:(?:df-)?v?(\d[\w.]*)
product Dragonfly
version $1
confidence 0.98
example $4000\r\nredis_version:6.2.11\r\ndragonfly_version:df-v1.13.0\r\n
gives version=1.13.0

noauth
match ^-NOAUTH Authentication required|^-DENIED Redis is running in protected mode
product Redis
cpe a:redis:redis
confidence 0.85
example -NOAUTH Authentication required.\r\n
example -DENIED Redis is running in protected mode because protected mode is enabled

unknown-command
match ^-ERR unknown command [`']\w+['`],? with args beginning with: 
product Redis
cpe a:redis:redis
confidence 0.8
example -ERR unknown command 'stats', with args beginning with: \r\n

[memcached.stats memcache]

memcached
match ^(?:VERSION |STAT version |(?:STAT .*\r\n)+?STAT version )(\d[\w.-]*)
product memcached
version $1
cpe a:memcached:memcached
example VERSION 1.6.18\r\n
gives product=memcached; version=1.6.18
example STAT pid 881\r\nSTAT uptime 325\r\nSTAT time 1795332690\r\nSTAT version 1.6.18\r\n
gives version=1.6.18

[amqp.product amqp]

rabbitmq
match ^RabbitMQ (\d[\w.+-]*)
product RabbitMQ
version $1
cpe a:vmware:rabbitmq
example RabbitMQ 3.10.8
gives product=RabbitMQ; version=3.10.8

qpid
match ^(?:qpid|Apache Qpid|qpid-cpp)\S* (\d[\w.]*)
product Apache Qpid
version $1
cpe a:apache:qpid
example qpid-cpp 1.39.0

lavinmq
match ^LavinMQ (\d[\w.]*)
product LavinMQ
version $1
example LavinMQ 1.2.1

[line mqtt 0.95]

mosquitto
match ^mosquitto version (\d[\w.]*)$
service mqtt
product Mosquitto
version $1
cpe a:eclipse:mosquitto
example mosquitto version 2.0.11
gives name=mqtt; version=2.0.11

emqx
match ^(?:emqx|EMQX?)(?: version)? ?v?(\d[\w.]*)$
service mqtt
product EMQX
version $1
example emqx 5.0.9

vernemq
match ^VerneMQ(?: (\d[\w.]*))?$
service mqtt
product VerneMQ
version $1
example VerneMQ 1.12.6

[raw nats]

nats
match ^INFO \{.*"version": ?"(\d[^"]*)"
product NATS
version $1
cpe a:nats:nats_server
example INFO {"server_id":"NDPQ36VTRLDXIYN7DIJP7WITHO2LFJ47NKRDSJNBNXIKXR36RN6RB6BB","server_name":"x","version":"2.9.10","proto":1,"go":"go1.19.8"} \r\n
gives name=nats; version=2.9.10

nats-error
match ^(?:PONG\r\n)?-ERR '(?:Unknown Protocol Operation|Authorization Violation|Stale Connection|Parser Error)'\r\n
product NATS
cpe a:nats:nats_server
confidence 0.9
example -ERR 'Unknown Protocol Operation'\r\n

[raw zookeeper]

zookeeper
match ^Zookeeper version: (\d[\w.]*)
product ZooKeeper
version $1
cpe a:apache:zookeeper
example Zookeeper version: 3.8.0-${mvngit.commit.id}, built on 2024-12-29 17:54 UTC\nLatency min/avg/max: 0/0.0/0\n
gives name=zookeeper; version=3.8.0

zookeeper-envi
match ^Environment:\nzookeeper\.version=(\d[\w.]*)
product ZooKeeper
version $1
cpe a:apache:zookeeper
example Environment:\nzookeeper.version=3.4.13-5, built on 05/07/2019\nhost.name=zoo\n
gives version=3.4.13

zookeeper-white
match ^(?:\w{4} is not executed because it is not in the whitelist|This ZooKeeper instance is not currently serving requests|imok$)
product ZooKeeper
cpe a:apache:zookeeper
confidence 0.9
example stat is not executed because it is not in the whitelist.\n
example imok

[raw gearman]

gearman-version
match ^OK (\d\.[\w.]*?)(?:\+\S*)?\r?\n
product Gearman
version $1
cpe a:gearman:gearman
confidence 0.85
example OK 1.1.20+ds\n
gives name=gearman; version=1.1.20

gearman-error
match ^ERR UNKNOWN_COMMAND Unknown\+server\+command
product Gearman
cpe a:gearman:gearman
example ERR UNKNOWN_COMMAND Unknown+server+commandBEGIN\r\n

gearman-binary
match ^\x00RES\x00\x00\x00[\x10-\x13]\x00
product Gearman
example \0RES\0\0\0\x11\0\0\0\x04abcd

[raw beanstalkd]

beanstalkd
match ^(?:UNKNOWN_COMMAND\r\n)*OK \d+\r\n---\n(?:.*\n)*?version: "?(\d[\w.+-]*?)(?:-\d+\S*)?"?\n
product beanstalkd
version $1
cpe a:beanstalkd:beanstalkd
confidence 0.97
example OK 959\r\n---\ncurrent-jobs-urgent: 0\npid: 5\nversion: "1.12"\nrusage-utime: 0.1\n
gives name=beanstalkd; version=1.12

beanstalkd-unknown
match ^UNKNOWN_COMMAND\r\n
product beanstalkd
cpe a:beanstalkd:beanstalkd
confidence 0.85
example UNKNOWN_COMMAND\r\n

[raw oracle-tns]

tns-refuse
match (?s)^..\x00\x00[\x04\x0b]\x00\x00\x00.*\(DESCRIPTION=\(.*(?:VSNNUM=(\d+)|ERR=\d+)
product Oracle TNS listener
cpe a:oracle:database_server
example \0\x65\0\0\x04\0\0\0\x22\0\0\x59(DESCRIPTION=(TMP=)(VSNNUM=186647552)(ERR=1189)(ERROR_STACK=(ERROR=(CODE=1189)(EMFI=4))))

tns-version
match TNSLSNR for (\S+?): Version (\d[\d.]*)
product Oracle TNS listener
version $2
os $1
cpe a:oracle:database_server
confidence 0.97
example \0\xb5\0\0\x06\0\0\0TNSLSNR for Linux: Version 19.0.0.0.0 - Production
gives version=19.0.0.0.0; os=Linux

[raw db2]

db2
match (?s)^.{4,12}SQLDB2RA|SQL(\d\d)(\d\d)(\d)\x00?.*QDB2
service ibm-db2
product IBM DB2
cpe a:ibm:db2
example \0\0\0\0SQLDB2RA\x01\0\x04\x01\x01\0\x05

das
match ^DB2DAS
service ibm-db2-admin
product IBM DB2 Administration Server
example DB2DAS      \x01\x04

[raw firebird]

firebird
match ^\x00\x00\x00[\x03\x5e\x62]\x00\x00\x00[\x0a-\x12]
service firebird
product Firebird
cpe a:firebirdsql:firebird
confidence 0.8
example \0\0\0\x03\0\0\0\x0a\0\0\0\x01\0\0\0\x03

firebird-accept
match ^\x00\x00\x00[\x03\x5e\x62]\xff\xff\x80[\x0a-\x12]
service firebird
product Firebird
cpe a:firebirdsql:firebird
example \0\0\0\x5e\xff\xff\x80\x0d\0\0\0\x01

[raw cassandra]

cassandra
match ^[\x83-\x85]\x00\x00\x00[\x00\x06]\x00\x00
service cassandra
product Apache Cassandra
cpe a:apache:cassandra
confidence 0.85
example \x84\0\0\0\x06\0\0\0\x2c

cassandra-supported
match (?s)^[\x83-\x85]\x00\x00\x00\x06.*\x00\x0bCQL_VERSION\x00.*?(\d\.\d\.\d)
service cassandra
product Apache Cassandra
info CQL $1
cpe a:apache:cassandra
example \x84\0\0\0\x06\0\0\0\x2c\0\x02\0\x0bCQL_VERSION\0\x01\0\x053.4.5\0\x0bCOMPRESSION
gives info=CQL 3.4.5

cassandra-error
match (?s)^[\x83-\x85]\x00..\x00\x00\x00.\x00\x00\x00\x0a..Invalid or unsupported protocol version
service cassandra
product Apache Cassandra
example \x84\0\0\0\0\0\0\0\x60\0\0\0\x0a\0\x5cInvalid or unsupported protocol version (1)

[raw kafka]

kafka-api
match (?s)^\x00\x00[\x00-\x0f].\x00\x00.{2}\x00\x00\x00\x00\x00[\x10-\x60]\x00\x00\x00
service kafka
product Apache Kafka
confidence 0.85
probe kafka-versions
cpe a:apache:kafka
example \0\0\x01\x06\0\0\0\x01\0\0\0\0\0\x2a\0\0\0\0\0\x07

[raw rethinkdb]

rethinkdb
match ^\{"max_protocol_version":\d+,"min_protocol_version":\d+,"server_version":"(\d[\w.]*)
service rethinkdb
product RethinkDB
version $1
cpe a:rethinkdb:rethinkdb
example {"max_protocol_version":0,"min_protocol_version":0,"server_version":"2.3.6~0jessie","success":true}
gives version=2.3.6

rethinkdb-error
match ^ERROR: Received an unsupported protocol version
service rethinkdb
product RethinkDB
example ERROR: Received an unsupported protocol version. This port is for RethinkDB queries.

[raw tarantool]

tarantool
match ^Tarantool (\d[\w.-]*) \(Binary\)
service tarantool
product Tarantool
version $1
cpe a:tarantool:tarantool
example Tarantool 2.6.0-0-g47aa4e01e (Binary) 01234567-89ab-cdef-0123-456789abcdef\n
gives version=2.6.0-0-g47aa4e01e

tarantool-console
match ^Tarantool (\d[\w.-]*) \(Lua console\)
service tarantool
product Tarantool
version $1
cpe a:tarantool:tarantool
example Tarantool 2.6.0 (Lua console)\ntype 'help' for interactive help\n
gives version=2.6.0

[raw clickhouse]

clickhouse-native
match (?s)^\x02.{6}DB::
service clickhouse
product ClickHouse
example \x02\x65\0\0\0\x0d\0DB::Exception

clickhouse-http-hint
match ^HTTP/1\.0 400 Bad Request\r\n\r\nPort \d+ is for clickhouse-client program
service clickhouse
product ClickHouse
cpe a:clickhouse:clickhouse
confidence 0.97
example HTTP/1.0 400 Bad Request\r\n\r\nPort 9000 is for clickhouse-client program\r\n

[raw monetdb]

monetdb
match (?s)^..([^:\x00]{8,40}):(merovingian|mserver):9:
service monetdb
product MonetDB
example \x5e\0wiLPJ12Y9LRR:merovingian:9:RIPEMD160,SHA512:LIT:SHA512:

[raw neo4j]

bolt
match ^\x00\x00[\x00-\x08][\x01-\x05]$
service bolt
product Neo4j
probe neo4j-bolt
confidence 0.8
example \0\0\x04\x04

[raw hazelcast]

hazelcast
match ^(?:HZC|Unknown protocol: )
service hazelcast
product Hazelcast
confidence 0.8
example Unknown protocol: GET

[raw ignite]

aerospike
match (?s)^\x02\x01\x00\x00.{4}(?:version|build)\t?(\d[\w.]*)?
service aerospike
product Aerospike
version $1
example \x02\x01\0\0\0\0\0\x0eversion\t5.7.0

[raw virtuoso]

virtuoso
match VIRTUOSO|Virtuoso (?:Universal )?Server
service virtuoso
product OpenLink Virtuoso
example x OpenLink Virtuoso Universal Server

[raw activemq]

openwire
match (?s)^....\x01ActiveMQ\x00\x00\x00[\x01-\x0d]
service openwire
product Apache ActiveMQ
cpe a:apache:activemq
confidence 0.9
example \0\0\x01\x06\x01ActiveMQ\0\0\0\x0c\x01\0\0\0\xf4

openwire-version
match (?s)^....\x01ActiveMQ.*ProviderVersion.{2,3}?(\d+\.\d+[\w.]*)
service openwire
product Apache ActiveMQ
version $1
cpe a:apache:activemq
confidence 0.97
example \0\0\x01\x06\x01ActiveMQ\0\0\0\x0c\x01\0\0\0\xf4\x0fProviderVersion\x09\0\x065.17.3
gives version=5.17.3

stomp
match ^(?:CONNECTED|ERROR)\n(?:.*\n)*?server:([A-Za-z-]+)/(\d[\w.]*)
service stomp
product $1
version $2
example CONNECTED\nserver:ActiveMQ/5.17.3\nversion:1.2\n\n
gives product=ActiveMQ; version=5.17.3

stomp-error
match ^ERROR\n(?:message:|content-type:|version:)
service stomp
example ERROR\nmessage:Bad command\ncontent-type:text/plain\n\n

[raw nsq]

nsqd
match (?s)^\x00\x00\x00.\x00\x00\x00\x01E_(?:INVALID|BAD_PROTOCOL)
service nsq
product nsqd
example \0\0\0\x0f\0\0\0\x01E_INVALID x

[raw zmq]

zmtp3
match (?s)^\xff\x00{7}[\x01\x00].?\x7f\x03
service zmtp
info ZeroMQ, ZMTP 3
example \xff\0\0\0\0\0\0\0\x01\x7f\x03\0NULL

zmtp2
match ^\xff\x00{7}\x01\x7f
service zmtp
info ZeroMQ
confidence 0.85
example \xff\0\0\0\0\0\0\0\x01\x7f

zmtp3-mechanism
match (?s)^\xff\x00{7}[\x00\x01]\x7f\x03[\x00\x01](NULL|PLAIN|CURVE|GSSAPI)
service zmtp
info ZeroMQ, ZMTP 3, $1
confidence 0.96
example \xff\0\0\0\0\0\0\0\x01\x7f\x03\0NULL\0\0\0
gives info=ZeroMQ, ZMTP 3, NULL

[raw epmd]

epmd
match (?s)^\x00\x00\x11\x11(?:name ([^ ]{1,40}) at port \d+\n)?
service epmd
product Erlang epmd
info node $1
cpe a:erlang:erlang/otp
example \0\0\x11\x11name rabbit at port 25672\n
gives name=epmd; info=node rabbit

[raw erlang-dist]

erlang-dist
match (?s)^\x00\x03sok\x00.[Nn].{6,20}?([a-z0-9_.-]+@[\w.-]+)$
service erlang-dist
product Erlang distribution
info node $1
example \0\x03sok\0#N\0\0\0\x0d\x07\xdf\x7f\xbde \xd7}k\x02\x99\x13\0\x10rabbit@localhost
gives name=erlang-dist; info=node rabbit@localhost

erlang-dist-nok
match ^\x00(?:\x03snok|\x0bsnot_allowed|\x04snok|\x06salive)
service erlang-dist
product Erlang distribution
example \0\x0bsnot_allowed

[raw ceph]

ceph-v2
match ^ceph v2\n
service ceph
product Ceph
cpe a:redhat:ceph
example ceph v2\n\x10\0\x03\0\0\0

ceph-v1
match ^ceph v0(\d\d)
service ceph
product Ceph
cpe a:redhat:ceph
example ceph v027\0\0\0\x01

[raw nbd]

nbd-new
match ^NBDMAGICIHAVEOPT\x00[\x00-\x03]
service nbd
example NBDMAGICIHAVEOPT\0\x03

nbd-old
match ^NBDMAGIC\x00\x00\x42\x02\x81\x86\x12\x53
service nbd
example NBDMAGIC\0\0\x42\x02\x81\x86\x12\x53\0\0\0\0

nbd-server
match ^(?:NBDMAGICIHAVEOPT\x00\x03)?\x00\x03\xe8\x89\x04Ue\xa9\x00\x00\x00\x03
service nbd
example \0\x03\xe8\x89\x04Ue\xa9\0\0\0\x03\0\0\0\x01\0\0\0\0

nbd-server-refuses
match ^\x00\x03\xe8\x89\x04Ue\xa9\x00\x00\x00c\x80\x00\x00\x01.{4}The given option is unknown to this server
service nbd
product nbd-server
flags dotall
example \0\x03\xe8\x89\x04Ue\xa9\0\0\0c\x80\0\0\x01\0\0\0\x39The given option is unknown to this server implementation

qemu-nbd
match ^\x00\x03\xe8\x89\x04Ue\xa9\x00\x00\x00c\x80\x00\x00\x01.{4}Unsupported option \d+
service nbd
product qemu-nbd
cpe a:qemu:qemu
flags dotall
example \0\x03\xe8\x89\x04Ue\xa9\0\0\0c\x80\0\0\x01\0\0\0\x22Unsupported option 99 (<unknown>)

[raw iscsi-target]

iscsi-login
match ^[\x23\x24\x3f][\x00\x80-\x87]\x00
service iscsi-target
confidence 0.85
probe iscsi-login
example \x23\x87\0\0\0\0\0\x20

iscsi-target-name
match TargetName=(iqn\.[^\x00]+)
service iscsi-target
info $1
confidence 0.97
example \x24\x80\0\0\0\0\0\x20TargetName=iqn.2001-04.org.example:disk\0TargetAddress=198.18.0.1:3260,1\0
gives info=iqn.2001-04.org.example:disk

[raw nfs-mount]

samba-ctdb
match ^BDTC
service ctdb
product CTDB
example BDTC\x01\0\0\0

[raw amanda]

amanda
match ^Amanda (\d+\.\d+) (?:NAK|ACK|REP|PREP) HANDLE
service amanda
product Amanda
info protocol $1
cpe a:zmanda:amanda
example Amanda 2.6 NAK HANDLE  SEQ 0\nERROR unknown\n

[raw bacula]

bacula-dir
match (?s)^\x00\x00\x00.1000 OK(?: auth|: )
service bacula-dir
product Bacula
example \0\0\0\x161000 OK auth\n

bacula-hello
match (?s)^\x00\x00\x00.(?:hello|authenticate|job|dircmd)\.c:\d+ Connection from (?:unknown )?Director
service bacula-fd
product Bacula
cpe a:bacula:bacula
example \0\0\0Hhello.c:109 Connection from unknown Director x at 198.18.10.1 rejected.\n
gives name=bacula-fd; product=Bacula

bacula-fd-2999
match (?s)^\x00\x00\x00.2999 (?:Authentication failed|Invalid command|Invalid Command)
service bacula-fd
product Bacula
cpe a:bacula:bacula
example \0\0\0\x1d2999 Authentication failed.\n

bacula-sd
match (?s)^\x00\x00\x00.3999 (?:Invalid|Authentication)
service bacula-sd
product Bacula
cpe a:bacula:bacula
example \0\0\0\x183999 Invalid command\n

bareos
match (?s)^\x00\x00\x00.auth cram-md5[c]? <[\d.]+@([\w.-]+)> ssl=\d
service bacula
product Bacula
hostname $1
confidence 0.85
example \0\0\x005auth cram-md5 <1795332690.1795332690@zoo-dir> ssl=0\n

bacula-cram
match (?s)^\x00\x00\x00.auth cram-md5c? <[\d.]+@\S+-fd> ssl=\d
service bacula-fd
product Bacula
cpe a:bacula:bacula
confidence 0.9
example \0\0\x005auth cram-md5 <1795332690.1795332690@zoo-fd> ssl=0\n

[raw urbackup]

burp
match ^[ec][0-9a-f]{4}(?:unable to read|authorise|rhello|hello)
service burp
product burp
example e0014unable to read hello

[raw vertica]

sybase
match (?s)^\x04\x01\x00.{5}.*(?:Adaptive Server|SQL Anywhere|sql server)
service sybase
product SAP ASE
example \x04\x01\0\x60\0\0\0\0\xad SQL Anywhere

[raw h2]

# A status of 1 and the SQLSTATE in UTF-16 behind its length; the trace names the classes.
h2-database
match (?s)^\x00{7}\x05(?:\x00[0-9A-Z]){5}.*\x00o\x00r\x00g\x00\.\x00h\x002\x00\.
product H2
cpe a:h2database:h2
confidence 0.95
example \0\0\0\0\0\0\0\x05\09\00\00\04\07\0\0\0\x01\0V\0\0\x01\0o\0r\0g\0.\0h\02\0.\0j\0d\0b\0c

[raw hsqldb]

hsqldb-listener
match ^HSQLDB JDBC Network Listener\.
product HSQLDB
cpe a:hsqldb:hypersql_database
confidence 0.97
example HSQLDB JDBC Network Listener.\nUse JDBC driver with Network Compatibility Version2.3.4.0 and a JDBC URL like

# It speaks PostgreSQL's protocol to ODBC clients, and refuses a start packet with a byte too many in its own words.
hsqldb-odbc
match (?s)^E.{4}SFATAL\x00C08006\x00MBad length for
product HSQLDB
cpe a:hsqldb:hypersql_database
confidence 0.97
example E\0\0\0\x3dSFATAL\0C08006\0MBad length for \xc0\x80 packet.  1 extra bytes\0\0

[raw drda]

# DRDA: length, D0, a reply, correlator 1; then the code point of EXCSATRD or of a syntax error (SYNTAXRM).
drda-reply
match (?s)^\x00.\xd0[\x02\x42]\x00\x01\x00.(?:\x12\x4c|\x14\x43)
service drda
confidence 0.95
example \0\x1b\xd0\x02\0\x01\0\x15\x12\x4c\0\x06\x11\x49\0\x08\0\x06\0\x0c\0\0\0\x05\x11\x4a\x03

# SRVCLSNM "Apache Derby" in EBCDIC.
drda-derby
match (?s)^\x00.\xd0[\x02\x42]\x00\x01\x00.\x14\x43.*\x11\x47\xc1\x97\x81\x83\x88\x85\x40\xc4\x85\x99\x82\xa8
service drda
product Apache Derby
cpe a:apache:derby
confidence 0.97
example \0\x20\xd0\x02\0\x01\0\x1a\x14\x43\0\x10\x11\x47\xc1\x97\x81\x83\x88\x85\x40\xc4\x85\x99\x82\xa8

[raw etcd]

etcd-grpc
match ^\x00\x00[\x00\x06\x0c\x12\x18\x1e\x24\x2a]\x04\x00\x00\x00\x00\x00
service http
info HTTP/2
confidence 0.85
example \0\0\x06\x04\0\0\0\0\0\0\x05\0\0\x40\0

[raw elasticsearch]

es-transport
match ^This is not (?:a|an) HTTP port
service elasticsearch-transport
product Elasticsearch
cpe a:elastic:elasticsearch
example This is not an HTTP port
