# What runs on top of HTTP: applications, by title, body, header, cookie, JSON, generator.

[http.title http 0.96]

prosody
match ^Prosody is running!$
product Prosody
cpe a:prosody:prosody
example Prosody is running!

haproxy-stats
match ^Statistics Report for HAProxy
product HAProxy
cpe a:haproxy:haproxy
example Statistics Report for HAProxy

node-exporter
match ^Node Exporter$
product Prometheus node exporter
cpe a:prometheus:node_exporter
example Node Exporter

prometheus-exporter
match ^((?:Blackbox|MySQLd?|Postgres|Redis|HAProxy|Apache|Nginx|SNMP|StatsD|Memcached|Bind|Graphite|Consul|Process|Varnish|Mongodb|Elasticsearch|Pushgateway|SQL|IPMI|libvirt) [Ee]xporter)
product Prometheus $1
example Blackbox Exporter
gives product=Prometheus Blackbox Exporter

prometheus
match ^Prometheus(?: Time Series Collection and Processing Server| Server)?$
product Prometheus
cpe a:prometheus:prometheus
example Prometheus Time Series Collection and Processing Server

alertmanager
match ^Alertmanager$
product Prometheus Alertmanager
cpe a:prometheus:alertmanager
example Alertmanager

pushgateway
match ^Prometheus Pushgateway$
product Prometheus Pushgateway
example Prometheus Pushgateway

grafana
match ^Grafana$
product Grafana
cpe a:grafana:grafana
example Grafana

rabbitmq
match ^RabbitMQ Management$
product RabbitMQ management
cpe a:vmware:rabbitmq
example RabbitMQ Management

pdns
match ^PowerDNS Authoritative Server Monitor$
product PowerDNS Authoritative Server
cpe a:powerdns:authoritative_server
example PowerDNS Authoritative Server Monitor

dnsdist
match ^dnsdist statistics$
product dnsdist
cpe a:powerdns:dnsdist
example dnsdist statistics

tomcat-works
match ^It works ! \(Tomcat\)
product Apache Tomcat
cpe a:apache:tomcat
example It works ! (Tomcat)

tomcat
match ^Apache Tomcat(?:/(\d[\w.]*))?
product Apache Tomcat
version $1
cpe a:apache:tomcat
example Apache Tomcat/9.0.70
gives version=9.0.70

jenkins
match ^(?:Dashboard \[Jenkins\]|Sign in \[Jenkins\])
product Jenkins
cpe a:jenkins:jenkins
example Sign in [Jenkins]

gitlab
match GitLab$
product GitLab
cpe a:gitlab:gitlab
example Sign in · GitLab

gitea
match ^Gitea: Git with a cup of tea|- Gitea: Git with a cup of tea$
product Gitea
cpe a:gitea:gitea
example Gitea: Git with a cup of tea

phpmyadmin
match phpMyAdmin(?: (\d[\w.]*))?
product phpMyAdmin
version $1
cpe a:phpmyadmin:phpmyadmin
example phpMyAdmin

roundcube
match ^Roundcube Webmail
product Roundcube
cpe a:roundcube:webmail
example Roundcube Webmail :: Welcome to Roundcube Webmail

nextcloud
match ^(?:Login – )?Nextcloud$
product Nextcloud
cpe a:nextcloud:nextcloud_server
example Nextcloud

owncloud
match ^ownCloud$
product ownCloud
cpe a:owncloud:owncloud
example ownCloud

zabbix
match (?:^|: )Zabbix$
product Zabbix
cpe a:zabbix:zabbix
example Zabbix
example zoo: Zabbix

nagios
match ^Nagios(?: Core)?(?::|$)
product Nagios Core
cpe a:nagios:nagios_core
example Nagios: zoo

icinga
match ^Icinga(?: Web 2)?(?: Login| \(\))?$
product Icinga
cpe a:icinga:icinga_web_2
example Icinga Web 2 Login

cacti
match ^(?:Login to )?Cacti$
product Cacti
cpe a:cacti:cacti
example Login to Cacti

munin
match ^Munin :: overview
product Munin
example Munin :: overview

netdata
match ^netdata dashboard
product Netdata
flags icase
example Netdata dashboard

kibana
match ^(?:Kibana|Elastic)$
product Kibana
cpe a:elastic:kibana
example Kibana

portainer
match ^Portainer
product Portainer
cpe a:portainer:portainer
example Portainer

proxmox
match - Proxmox Virtual Environment$
product Proxmox VE
cpe a:proxmox:virtual_environment
example pve1 - Proxmox Virtual Environment

proxmox-backup
match - Proxmox Backup Server$
product Proxmox Backup Server
example pbs - Proxmox Backup Server

esxi
match ^(?:&quot; \+ ID_EESX_Welcome|VMware ESXi)
product VMware ESXi
os VMware ESXi
example VMware ESXi

vcenter
match ^(?:ID_VC_Welcome|VMware vSphere|vSphere Client)
product VMware vCenter Server
cpe a:vmware:vcenter_server
example vSphere Client

webmin
match ^Login to (Webmin|Usermin)
product $1
cpe a:webmin:webmin
example Login to Webmin

cockpit
match ^Cockpit$
product Cockpit
example Cockpit

pihole
match ^Pi-hole
product Pi-hole
cpe a:pi-hole:web_interface
example Pi-hole - zoo

homeassistant
match ^Home Assistant$
product Home Assistant
cpe a:home-assistant:home-assistant
example Home Assistant

openhab
match ^openHAB
product openHAB
example openHAB

domoticz
match ^Domoticz
product Domoticz
cpe a:domoticz:domoticz
example Domoticz

octoprint
match ^OctoPrint
product OctoPrint
device 3D printer
cpe a:octoprint:octoprint
example OctoPrint Login

jellyfin
match ^Jellyfin$
product Jellyfin
cpe a:jellyfin:jellyfin
example Jellyfin

emby
match ^Emby$
product Emby
cpe a:emby:emby.releases
example Emby

plex
match ^Plex$
product Plex Media Server
cpe a:plex:media_server
example Plex

transmission
match ^Transmission Web Interface$
product Transmission
cpe a:transmissionbt:transmission
example Transmission Web Interface

deluge
match ^Deluge(?: WebUI)?(?:[: ]+(?:Web UI )?(\d[\w.]*))?$
product Deluge
version $1
cpe a:deluge-torrent:deluge
example Deluge WebUI 2.0.3
gives version=2.0.3

qbittorrent
match ^qBittorrent
product qBittorrent
cpe a:qbittorrent:qbittorrent
example qBittorrent Web UI

syncthing
match ^Syncthing
product Syncthing
cpe a:syncthing:syncthing
example Syncthing

radicale
match ^Radicale
product Radicale
cpe a:radicale:radicale
example Radicale Web Interface

fossil
match ^Fossil: 
product Fossil
example Fossil: repository

cgit
match ^Git repository browser$
product cgit
example Git repository browser

hgweb
match ^Mercurial repositories index$
product Mercurial
example Mercurial repositories index

trac
match ^Available Projects$
product Trac
confidence 0.8
example Available Projects

redmine
match ^Redmine$
product Redmine
cpe a:redmine:redmine
example Redmine

jira
match - Jira$|^System Dashboard - 
product Atlassian Jira
cpe a:atlassian:jira
example Log in - Jira

confluence
match - Confluence$
product Atlassian Confluence
cpe a:atlassian:confluence
example Log In - Confluence

sonarqube
match ^SonarQube$
product SonarQube
cpe a:sonarsource:sonarqube
example SonarQube

nexus
match ^(?:Sonatype )?Nexus Repository(?: Manager)?
product Sonatype Nexus
cpe a:sonatype:nexus_repository_manager
example Sonatype Nexus Repository

artifactory
match ^JFrog
product JFrog Artifactory
example JFrog

consul
match ^Consul(?: by HashiCorp)?$
product Consul
cpe a:hashicorp:consul
example Consul by HashiCorp

nomad
match ^Nomad(?: - .*)?$
product Nomad
cpe a:hashicorp:nomad
example Nomad

vault
match ^Vault$
product HashiCorp Vault
cpe a:hashicorp:vault
example Vault

kubernetes-dashboard
match ^Kubernetes Dashboard$
product Kubernetes Dashboard
cpe a:kubernetes:dashboard
example Kubernetes Dashboard

rancher
match ^Rancher$
product Rancher
cpe a:rancher:rancher
example Rancher

traefik
match ^Traefik(?: Proxy)?$
product Traefik
cpe a:traefik:traefik
example Traefik

minio
match ^MinIO (?:Console|Browser)$
product MinIO
cpe a:minio:minio
example MinIO Console

hadoop
match ^(?:Namenode information|Hadoop NameNode)
product Apache Hadoop NameNode
cpe a:apache:hadoop
example Namenode information

yarn
match ^(?:About the Cluster|All Applications)$
product Apache Hadoop YARN
cpe a:apache:hadoop
example All Applications

spark
match ^Spark (?:Master|Worker) at 
product Apache Spark
cpe a:apache:spark
example Spark Master at spark://198.18.0.1:7077

solr
match ^Solr Admin$
product Apache Solr
cpe a:apache:solr
example Solr Admin

activemq
match ^Apache ActiveMQ$
product Apache ActiveMQ
cpe a:apache:activemq
example Apache ActiveMQ

airflow
match ^(?:Sign In - |)Airflow$
product Apache Airflow
cpe a:apache:airflow
example Sign In - Airflow

superset
match ^Superset$
product Apache Superset
example Superset

nifi
match ^NiFi$
product Apache NiFi
cpe a:apache:nifi
example NiFi

jupyter
match ^(?:Jupyter (?:Notebook|Server)|JupyterLab|Home Page - Select or create a notebook)
product Jupyter
cpe a:jupyter:notebook
example Jupyter Notebook

jupyterhub
match ^JupyterHub$
product JupyterHub
cpe a:jupyter:jupyterhub
example JupyterHub

rstudio
match ^RStudio Sign In$
product RStudio Server
example RStudio Sign In

guacamole
match ^(?:Apache )?Guacamole$
product Apache Guacamole
cpe a:apache:guacamole
example Apache Guacamole

novnc
match ^noVNC$
product noVNC
cpe a:novnc:novnc
example noVNC

opnsense
match ^(?:Login \| )?OPNsense
product OPNsense
device firewall
os FreeBSD
cpe a:opnsense:opnsense
example Login | OPNsense

pfsense
match pfSense - Login$
product pfSense
device firewall
os FreeBSD
cpe a:netgate:pfsense
example pfSense - Login

openwrt
match - LuCI$|^LuCI - Lua Configuration Interface
product OpenWrt LuCI
device router
os OpenWrt
cpe o:openwrt:openwrt
example OpenWrt - LuCI

ddwrt
match ^DD-WRT
product DD-WRT
device router
cpe o:dd-wrt:dd-wrt
example DD-WRT (build 44715) - Info

mikrotik
match ^RouterOS(?: router configuration page| v?(\d[\w.]*))?
product MikroTik RouterOS
version $1
os RouterOS
device router
cpe o:mikrotik:routeros
example RouterOS router configuration page

unifi
match ^UniFi(?: Network| OS)?$
product Ubiquiti UniFi
cpe a:ui:unifi_network_application
example UniFi Network

airos
match ^airOS|^AirOS
product Ubiquiti airOS
device wireless
example airOS

fritzbox
match ^FRITZ!(?:Box|Repeater)
product AVM FRITZ!
device router
cpe o:avm:fritz\!_os
example FRITZ!Box

synology
match (?:Synology|DiskStation|RackStation)
product Synology DSM
device storage
os DSM
cpe o:synology:diskstation_manager
example DiskStation - Synology DiskStation

qnap
match ^QNAP Turbo NAS
product QNAP QTS
device storage
example QNAP Turbo NAS

truenas
match ^(?:TrueNAS|FreeNAS)
product TrueNAS
device storage
example TrueNAS - 198.18.0.1

netgear
match ^NETGEAR (\S+)
product NETGEAR httpd
info $1
device router
example NETGEAR R7000

tplink
match ^(?:TL-|Archer )(\S+)|^TP-LINK
product TP-Link httpd
device router
example TL-WR841N

dlink
match ^D-LINK
product D-Link httpd
device router
flags icase
example D-LINK SYSTEMS, INC. | WIRELESS ROUTER

ubnt-edge
match ^EdgeOS
product Ubiquiti EdgeOS
device router
example EdgeOS

cisco-login
match ^Cisco (?:Systems Login|Router|RV\d+|SG\d+)
product Cisco httpd
device router
example Cisco Systems Login

aruba
match ^Aruba
product Aruba httpd
device switch
example ArubaOS

procurve
match ^(?:HP )?ProCurve Switch
product HP ProCurve
device switch
example ProCurve Switch 2810-24G

idrac
match ^(?:iDRAC|Integrated Dell Remote Access Controller|Dell Remote Access Controller)
product Dell iDRAC
device remote management
cpe o:dell:idrac
flags icase
example iDRAC9

ilo
match ^(?:HP|HPE) (?:iLO|Integrated Lights-Out)|^iLO \d
product HPE iLO
device remote management
example iLO 5

imm
match ^(?:IBM |Lenovo )?(?:Integrated Management Module|XClarity Controller)
product Lenovo XClarity
device remote management
example Lenovo XClarity Controller

supermicro
match ^ATEN International|^Supermicro
product Supermicro IPMI
device remote management
example Supermicro BMC Login

hp-printer
match ^HP (?:LaserJet|Color LaserJet|OfficeJet|DeskJet|PageWide|DesignJet|ENVY)[^<]*
product HP printer httpd
device printer
example HP LaserJet 400 M401dn

brother-printer
match ^Brother (\S+)(?: series)?
product Brother printer httpd
info $1
device printer
example Brother HL-L2350DW series
gives info=HL-L2350DW

canon-printer
match ^(?:Remote UI|Canon )
product Canon printer httpd
device printer
example Remote UI: Login Page: MF743C

kyocera-printer
match ^Kyocera Command Center
product Kyocera printer httpd
device printer
flags icase
example KYOCERA Command Center RX

lexmark-printer
match ^Lexmark (\S+)
product Lexmark printer httpd
info $1
device printer
example Lexmark MS610dn

ricoh-printer
match ^Web Image Monitor
product Ricoh printer httpd
device printer
example Web Image Monitor

xerox-printer
match ^(?:XEROX|Xerox) (?:WorkCentre|VersaLink|AltaLink|Phaser)
product Xerox printer httpd
device printer
example XEROX WorkCentre 7835

epson-printer
match ^EPSON|^Epson 
product EPSON printer httpd
device printer
unless PROJECTOR
example EPSON WF-2630 Series

zebra-printer
match ^(?:ZTC|Zebra) 
product Zebra printer httpd
device printer
example Zebra Technologies

apc-ups
match ^(?:APC \||Network Management Card)
product APC Network Management Card
device UPS
example APC | Log On

eaton-ups
match ^(?:Eaton|MGE) .*UPS
product Eaton UPS httpd
device UPS
example Eaton 5PX UPS

siemens-s7
match ^SIMATIC
product Siemens SIMATIC
device industrial controller
example SIMATIC 300

debian-apache
match ^Apache2 (Debian|Ubuntu) Default Page: It works
product Apache httpd
os $1
cpe a:apache:http_server
confidence 0.7
example Apache2 Debian Default Page: It works
gives os=Debian

nginx-welcome
match ^Welcome to nginx!$
product nginx
cpe a:f5:nginx
confidence 0.7
example Welcome to nginx!

owntone
match ^OwnTone$|^forked-daapd
product OwnTone
example OwnTone

icecast
match ^Icecast Streaming Media Server
product Icecast
cpe a:xiph:icecast
example Icecast Streaming Media Server

shoutcast
match ^SHOUTcast (?:Administrator|Server)
product SHOUTcast
example SHOUTcast Administrator

squid-error
match ^ERROR: The requested URL could not be retrieved$
service http-proxy
product Squid http proxy
confidence 0.8
cpe a:squid-cache:squid
example ERROR: The requested URL could not be retrieved

tor-socks
match ^This is a SOCKS Proxy, Not An HTTP Proxy$
service socks
product Tor SOCKS
cpe a:torproject:tor
example This is a SOCKS Proxy, Not An HTTP Proxy
gives name=socks; product=Tor SOCKS

tor-control
match ^Tor's ControlPort is not an HTTP proxy$
service tor-control
product Tor control
cpe a:torproject:tor
example Tor's ControlPort is not an HTTP proxy
gives name=tor-control

tor-dir
match ^This is a Tor Exit Router$
product Tor directory
example This is a Tor Exit Router

monit
match ^Monit:
product Monit
cpe a:tildeslash:monit
example Monit: zoo

darkstat
match ^(?:Graphs|darkstat[0-9]*).*darkstat
product darkstat
example darkstat3: Graphs darkstat

ajenti
match ^Ajenti$
product Ajenti
example Ajenti

cups
match ^(?:Home|Not Found|Forbidden|Bad Request) - CUPS (\d[\w.]*)
service ipp
product CUPS
version $1
cpe a:openprinting:cups
example Home - CUPS 2.4.2
gives version=2.4.2

gerbera
match ^Gerbera
product Gerbera
example Gerbera Media Server

couchdb-fauxton
match ^Project Fauxton
product Apache CouchDB
service couchdb
example Project Fauxton

bacula-web
match ^Bacula-Web
product Bacula-Web
example Bacula-Web

apt-cacher
match ^(?:Apt-Cacher NG|Apt-cacher NG|ACNG)
product Apt-Cacher NG
cpe a:apt-cacher-ng_project:apt-cacher-ng
flags icase
example Apt-Cacher NG maintenance page

apt-cacher-406
match ^(?:404|406) (?:Usage Information|Not Found or APT Reconfiguration Required)
product Apt-Cacher NG
example 404 Not Found or APT Reconfiguration Required

rspamd
match ^Rspamd Web Interface$
product Rspamd
cpe a:rspamd:rspamd
example Rspamd Web Interface

sogo
match ^SOGo$
product SOGo
cpe a:inverse:sogo
example SOGo

puppetboard
match ^Puppet(?:DB|board)
product PuppetDB
cpe a:puppet:puppetdb
example PuppetDB: Dashboard

graphite
match ^Graphite(?: Browser)?$
product Graphite
cpe a:graphite_project:graphite
example Graphite Browser

opentracker
match ^(?:OpenTracker|opentracker)
product opentracker
example opentracker

[http.header http 0.96]

influxdb-ping
match (?im)^X-Influxdb-Version: v?(\d[\w.~-]*)
product InfluxDB
version $1
cpe a:influxdata:influxdb
example Content-Type: text/plain\r\nX-Influxdb-Version: 1.6.7\r\n
gives version=1.6.7

varnish
match (?im)^X-Varnish: \d
product Varnish
cpe a:varnish-cache:varnish
confidence 0.94
example Server: nginx\r\nX-Varnish: 65559\r\n

squid
match (?im)^X-Squid-Error: 
service http-proxy
product Squid http proxy
cpe a:squid-cache:squid
confidence 0.85
example X-Squid-Error: ERR_INVALID_URL 0\r\n

jenkins
match (?im)^X-Jenkins: (\d[\w.-]*)
product Jenkins
version $1
cpe a:jenkins:jenkins
example Server: Jetty(9.4.45)\r\nX-Jenkins: 2.346.3\r\n
gives version=2.346.3

elasticsearch
match (?im)^X-elastic-product: Elasticsearch
service elasticsearch
product Elasticsearch
cpe a:elastic:elasticsearch
example X-elastic-product: Elasticsearch\r\n

kibana
match (?im)^kbn-(?:version|xpack-sig|name|license-sig): 
product Kibana
cpe a:elastic:kibana
example kbn-name: zoo\r\n

kibana-version
match (?im)^kbn-version: (\d[\w.-]*)
product Kibana
version $1
cpe a:elastic:kibana
confidence 0.97
example kbn-version: 7.17.9\r\n
gives version=7.17.9

nextcloud
match (?im)^X-Robots-Tag: [^\r\n]*\r\n(?:.*\r\n)*?Set-Cookie: oc_sessionPassphrase
product Nextcloud
confidence 0.9
example X-Robots-Tag: none\r\nSet-Cookie: oc_sessionPassphrase=x\r\n

gitlab
match (?im)^X-Gitlab-Meta: 
product GitLab
cpe a:gitlab:gitlab
example X-Gitlab-Meta: {"correlation_id":"x"}\r\n

minio
match (?im)^X-Minio-
product MinIO
cpe a:minio:minio
example X-Minio-Error-Code: x\r\n

consul
match (?im)^X-Consul-(?:Index|Default-Acl-Policy): 
product Consul
cpe a:hashicorp:consul
example X-Consul-Index: 1\r\n

nomad
match (?im)^X-Nomad-
product Nomad
cpe a:hashicorp:nomad
example X-Nomad-Index: 1\r\n

clickhouse
match (?im)^X-ClickHouse-(?:Server-Display-Name|Summary|Exception-Code): ?([^\r\n]*)
product ClickHouse
cpe a:clickhouse:clickhouse
example X-ClickHouse-Summary: {"read_rows":"0"}\r\n

docker
match (?im)^Api-Version: (\d[\d.]*)\r\n(?:.*\r\n)*?.*Docker
service docker
product Docker
info API $1
cpe a:docker:docker
example Api-Version: 1.41\r\nServer: Docker/20.10.24\r\n
gives info=API 1.41

docker-experimental
match (?im)^Docker-Experimental: 
service docker
product Docker
confidence 0.9
cpe a:docker:docker
example Docker-Experimental: false\r\n

docker-registry
match (?im)^Docker-Distribution-Api-Version: registry/(\d[\d.]*)
product Docker Registry
info API $1
cpe a:docker:registry
example Docker-Distribution-Api-Version: registry/2.0\r\n

kubernetes
match (?im)^(?:Audit-Id: [0-9a-f-]{36}|X-Kubernetes-Pf-Flowschema-Uid: )
product Kubernetes API server
cpe a:kubernetes:kubernetes
example Audit-Id: 01234567-89ab-cdef-0123-456789abcdef\r\n

transmission
match (?im)^X-Transmission-Session-Id: 
product Transmission
cpe a:transmissionbt:transmission
example X-Transmission-Session-Id: x\r\n

sharepoint
match (?im)^MicrosoftSharePointTeamServices: (\d[\d.]*)
product Microsoft SharePoint
version $1
os Windows
cpe a:microsoft:sharepoint_server
example MicrosoftSharePointTeamServices: 16.0.0.10337\r\n
gives version=16.0.0.10337

exchange
match (?im)^X-OWA-Version: (\d[\d.]*)
product Microsoft Exchange
version $1
os Windows
cpe a:microsoft:exchange_server
example X-OWA-Version: 15.2.1118.7\r\n
gives version=15.2.1118.7

exchange-fe
match (?im)^X-FEServer: (\S+)
product Microsoft Exchange
hostname $1
os Windows
cpe a:microsoft:exchange_server
confidence 0.92
example X-FEServer: EX01\r\n
gives hostname=EX01

confluence
match (?im)^X-Confluence-Request-Time: 
product Atlassian Confluence
cpe a:atlassian:confluence
example X-Confluence-Request-Time: 1\r\n

jira
match (?im)^X-AREQUESTID: 
product Atlassian Jira
cpe a:atlassian:jira
example X-AREQUESTID: 1x1x1\r\n

artifactory
match (?im)^X-Artifactory-Id: 
product JFrog Artifactory
cpe a:jfrog:artifactory
example X-Artifactory-Id: x\r\n

plex
match (?im)^X-Plex-Protocol: 
product Plex Media Server
cpe a:plex:media_server
example X-Plex-Protocol: 1.0\r\n

couchdb
match (?im)^X-Couch-Request-ID: |^X-CouchDB-Body-Time: 
product Apache CouchDB
service couchdb
cpe a:apache:couchdb
confidence 0.85
example X-CouchDB-Body-Time: 0\r\n

neo4j
match (?im)^Neo4j-
product Neo4j
cpe a:neo4j:neo4j
example Neo4j-Version: x\r\n

rocket
match (?im)^X-Instance-ID: \w+\r
product Rocket.Chat
confidence 0.6
example X-Instance-ID: abcdef\r\n

drupal
match (?im)^X-Generator: Drupal (\d+)
product Drupal
version $1
cpe a:drupal:drupal
example X-Generator: Drupal 9 (https://www.drupal.org)\r\n
gives version=9

uwsgi
match (?im)^X-uWSGI-
product uWSGI
example X-uWSGI-Router: x\r\n

spring
match (?im)^X-Application-Context: 
product Spring Boot
confidence 0.6
example X-Application-Context: application\r\n

[http.cookie http 0.92]

grafana
match ^grafana_session
product Grafana
cpe a:grafana:grafana
example grafana_session=x

gitlab
match ^_gitlab_session=
product GitLab
cpe a:gitlab:gitlab
example _gitlab_session=x

gitea
match ^i_like_gitea=
product Gitea
cpe a:gitea:gitea
example i_like_gitea=x; Path=/

gogs
match ^i_like_gogs
product Gogs
cpe a:gogs:gogs
example i_like_gogs=x

redmine
match ^_redmine_session=
product Redmine
cpe a:redmine:redmine
example _redmine_session=x

phpmyadmin
match ^(?:phpMyAdmin|pma_lang)(?:_https)?=
product phpMyAdmin
cpe a:phpmyadmin:phpmyadmin
example phpMyAdmin=x

roundcube
match ^roundcube_sessid=
product Roundcube
cpe a:roundcube:webmail
example roundcube_sessid=x

zabbix
match ^zbx_session(?:id)?=
product Zabbix
cpe a:zabbix:zabbix
example zbx_session=x

bigip
match ^BIGipServer
product F5 BIG-IP
device load balancer
confidence 0.85
example BIGipServerpool=1.1.1; path=/

netscaler
match ^NSC_
product Citrix NetScaler
device load balancer
confidence 0.85
example NSC_x=1

proxmox
match ^PVEAuthCookie
product Proxmox VE
cpe a:proxmox:virtual_environment
example PVEAuthCookie=x

cockpit
match ^cockpit=
product Cockpit
example cockpit=deleted; PATH=/

webmin
match ^testing=1; path=/
product MiniServ
confidence 0.7
cpe a:webmin:webmin
example testing=1; path=/; HttpOnly

wordpress
match ^wordpress_
product WordPress
cpe a:wordpress:wordpress
example wordpress_test_cookie=x

syncthing
match ^CSRF-Token-[A-Z0-9]{5}=
product Syncthing
cpe a:syncthing:syncthing
example CSRF-Token-ABCDE=x

jenkins
match ^JSESSIONID\.[0-9a-f]{8}=
product Jenkins
cpe a:jenkins:jenkins
confidence 0.85
example JSESSIONID.0123abcd=x

odoo
match ^frontend_lang=
product Odoo
confidence 0.8
example frontend_lang=en_US

airflow
match ^airflow
product Apache Airflow
example airflow_session=x

[http.generator http 0.94]

wordpress
match ^WordPress(?: (\d[\w.]*))?
product WordPress
version $1
cpe a:wordpress:wordpress
example WordPress 6.4.2
gives version=6.4.2

joomla
match ^Joomla!
product Joomla!
cpe a:joomla:joomla\!
example Joomla! - Open Source Content Management

drupal
match ^Drupal (\d+)
product Drupal
version $1
cpe a:drupal:drupal
example Drupal 10 (https://www.drupal.org)
gives version=10

mediawiki
match ^MediaWiki (\d[\w.-]*)
product MediaWiki
version $1
cpe a:mediawiki:mediawiki
example MediaWiki 1.39.5
gives version=1.39.5

typo3
match ^TYPO3(?: (\d[\w.]*))?
product TYPO3
version $1
cpe a:typo3:typo3
example TYPO3 CMS

moodle
match ^Moodle
product Moodle
example Moodle

dokuwiki
match ^DokuWiki
product DokuWiki
cpe a:dokuwiki:dokuwiki
example DokuWiki

cgit
match ^cgit v?(\d[\w.-]*)
product cgit
version $1
cpe a:cgit_project:cgit
example cgit v1.2.3
gives version=1.2.3

gitweb
match ^gitweb/(\d[\w.]*)
product gitweb
version $1
cpe a:git-scm:git
example gitweb/2.39.5 git/2.39.5
gives version=2.39.5

privoxy
match ^Privoxy (\d[\w.]*)
product Privoxy
version $1
example Privoxy 3.0.34

[http.auth http 0.9]

tomcat-manager
match realm="Tomcat Manager Application"
product Apache Tomcat
cpe a:apache:tomcat
example Basic realm="Tomcat Manager Application"

transmission
match realm="Transmission"
product Transmission
cpe a:transmissionbt:transmission
example Basic realm="Transmission"

monit
match realm="monit"
product Monit
cpe a:tildeslash:monit
example Basic realm="monit"

cisco
match realm="level[_ ]15[_ ]access"
product Cisco IOS http config
os Cisco IOS
device router
example Basic realm="level_15_access"

activemq
match realm="ActiveMQRealm"
product Apache ActiveMQ
cpe a:apache:activemq
example basic realm="ActiveMQRealm"

rabbit
match realm="RabbitMQ Management"
product RabbitMQ management
cpe a:vmware:rabbitmq
example basic realm="RabbitMQ Management"

nagios
match realm="Nagios(?: Access)?"
product Nagios Core
cpe a:nagios:nagios_core
example Basic realm="Nagios Access"

linksys
match realm="(?:Linksys )?(WRT\S+|E\d{4})"
product Linksys httpd
info $1
device router
example Basic realm="WRT54G"

netgear
match realm="NETGEAR ([^"]+)"
product NETGEAR httpd
info $1
device router
example Basic realm="NETGEAR R7000"

hikvision
match realm="(?:DS-|IP Camera|DVR|NVR|DNVRS)
product Hikvision httpd
device camera
confidence 0.7
example Digest realm="DS-2CD2032"

axis
match realm="AXIS_[0-9A-F]{12}"
product AXIS httpd
device camera
example Digest realm="AXIS_ACCC8E012345", nonce="x"

mldonkey
match realm="MLdonkey"
product MLDonkey
example Basic realm="MLdonkey"

icinga2
match realm="Icinga 2"
product Icinga 2 API
cpe a:icinga:icinga
example Basic realm="Icinga 2"

elasticsearch
match realm="(?:security|shield)" charset="UTF-8"
product Elasticsearch
service elasticsearch
cpe a:elastic:elasticsearch
example Basic realm="security" charset="UTF-8"

couchdb
match realm="(?:CouchDB|server)"
product Apache CouchDB
service couchdb
unless "server"
example Basic realm="CouchDB"

apt-cacher
match realm="For login data, see AdminAuth
product Apt-Cacher NG
example Basic realm="For login data, see AdminAuth in Apt-Cacher NG config files"

privoxy
match realm="Privoxy
product Privoxy
service http-proxy
example Basic realm="Privoxy"

[http.body http 0.95]

privoxy
match ^Invalid header received from client\.
service http-proxy
product Privoxy
cpe a:privoxy:privoxy
example Invalid header received from client.\n

privoxy-page
match (?:title>Privoxy|This is <a href="https?://www\.privoxy\.org/">Privoxy</a>|Privoxy (\d[\w.]*) on )
service http-proxy
product Privoxy
version $1
cpe a:privoxy:privoxy
example <h1>This is <a href="https://www.privoxy.org/">Privoxy</a> 3.0.34 on zoo

privoxy-version
match Privoxy</a> (\d[\w.]*)
service http-proxy
product Privoxy
version $1
cpe a:privoxy:privoxy
confidence 0.97
example <h1>This is <a href="https://www.privoxy.org/">Privoxy</a> 3.0.34 on zoo
gives version=3.0.34

haproxy-503
match ^<html><body><h1>\d{3} [^<]*</h1>\n(?:No server is available to handle this request|Request forbidden by administrative rules|Your browser sent an invalid request|The server didn't respond in time|Your browser didn't send a complete request|You need a valid user and password)
product HAProxy
cpe a:haproxy:haproxy
confidence 0.88
example <html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>

haproxy-version
match <a href="http://www\.haproxy\.org/"[^>]*>HAProxy version (\d[\w.]*)
product HAProxy
version $1
cpe a:haproxy:haproxy
confidence 0.97
example <h1><a href="http://www.haproxy.org/" style="text-decoration: none;">HAProxy version 2.6.12-1+deb12u3, released 2025/10/03</a></h1>
gives version=2.6.12

nats
match (?i)<a href=https?://github\.com/nats-io/|<img src="https?://nats\.io/img/logo\.png" alt="NATS"
product NATS
cpe a:nats:nats_server
example <img src="https://nats.io/img/logo.png" alt="NATS">

nats-version
match NATS[^<]*</[^>]*>\s*(?:<[^>]*>\s*)*v?(\d+\.\d+\.\d+)
product NATS
version $1
cpe a:nats:nats_server
confidence 0.97
example <a class=version>NATS</a><br/>2.9.10
gives version=2.9.10

nats-link
match nats-io/nats-server(?:/tree/v[\w.-]*'?)? class='version'>v(\d[\w.-]*)
product NATS
version $1
cpe a:nats:nats_server
confidence 0.97
example <a href=https://github.com/nats-io/nats-server class='version'>v2.9.10</a>
gives version=2.9.10

prometheus-redirect
match ^<a href="(?:/classic)?/graph">Found</a>\.
product Prometheus
cpe a:prometheus:prometheus
example <a href="/classic/graph">Found</a>.\n

prometheus-metrics
match (?m)^(\w+?)_build_info\{[^}]*version="(\d[^"]*)"
product $1
version $2
confidence 0.75
example # TYPE bind_exporter_build_info gauge\nbind_exporter_build_info{branch="debian/sid",goversion="go1.19.8",version="0.6.1"} 1
gives product=bind_exporter; version=0.6.1

prometheus-build
match (?m)^prometheus_build_info\{[^}]*version="(\d[^"]*)"
product Prometheus
version $1
cpe a:prometheus:prometheus
confidence 0.97
example prometheus_build_info{branch="debian/sid",version="2.42.0+ds"} 1
gives version=2.42.0+ds

node-exporter-build
match (?m)^node_exporter_build_info\{[^}]*version="(\d[^"]*)"
product Prometheus node exporter
version $1
cpe a:prometheus:node_exporter
confidence 0.97
example node_exporter_build_info{branch="debian/sid",version="1.5.0"} 1
gives version=1.5.0

node-exporter-page
match <h1>Node Exporter</h1>(?:.|\n){0,400}Version: \(version=(\d[\w.+]*)
product Prometheus node exporter
version $1
cpe a:prometheus:node_exporter
confidence 0.97
example <h1>Node Exporter</h1>\n<div>Version: (version=1.5.0, branch=debian/sid)</div>
gives version=1.5.0

alertmanager-build
match (?m)^alertmanager_build_info\{[^}]*version="(\d[^"]*)"
product Prometheus Alertmanager
version $1
confidence 0.97
example alertmanager_build_info{branch="debian/sid",version="0.25.0"} 1
gives version=0.25.0

etcd-metrics
match (?m)^etcd_server_version\{server_version="(\d[^"]*)"
service etcd-client
product etcd
version $1
cpe a:etcd:etcd
confidence 0.97
example etcd_server_version{server_version="3.4.23"} 1
gives version=3.4.23

grafana
match "buildInfo":\{[^}]*"version":"(\d[^"]*)"
product Grafana
version $1
cpe a:grafana:grafana
confidence 0.97
example window.grafanaBootData = {"settings":{"buildInfo":{"hideVersion":false,"version":"9.3.2","commit":"x"}}}
gives version=9.3.2

tomcat-error
match <h3>Apache Tomcat/(\d[\w.]*)(?: \(([^)]*)\))?</h3>
product Apache Tomcat
version $1
info $2
cpe a:apache:tomcat
example <h3>Apache Tomcat/9.0.70 (Debian)</h3>
gives version=9.0.70; info=Debian

jetty-error
match Powered by Jetty:// (\d[\w.]*)
product Jetty
version $1
cpe a:eclipse:jetty
confidence 0.88
example <a href="https://eclipse.org/jetty">Powered by Jetty:// 9.4.50.v20221201</a>
gives version=9.4.50.v20221201

apache-error
match <address>Apache/(\d[\w.]*) \(([^)]*)\) Server at (\S+) Port \d+</address>
product Apache httpd
version $1
os $2
hostname $3
cpe a:apache:http_server
confidence 0.9
example <address>Apache/2.4.57 (Debian) Server at zoo.test Port 80</address>
gives version=2.4.57; hostname=zoo.test

nginx-error
match <hr><center>nginx(?:/(\d[\w.]*))?</center>
product nginx
version $1
cpe a:f5:nginx
confidence 0.85
example <hr><center>nginx/1.22.1</center>
gives version=1.22.1

cups-page
match <(?:title|TITLE)>[^<]* - CUPS v?(\d[\w.]*)
service ipp
product CUPS
version $1
cpe a:openprinting:cups
confidence 0.97
example <TITLE>Not Found - CUPS v2.4.2</TITLE>
gives version=2.4.2

gerbera-page
match Gerbera (?:Media Server|UPnP)|src="js/gerbera
product Gerbera
cpe a:gerbera:gerbera
example <title>Gerbera Media Server</title>

minidlna-page
match <TITLE>(?:MiniDLNA|ReadyDLNA) (?:v?(\d[\w.]*)|status)
product MiniDLNA
version $1
example <HTML><HEAD><TITLE>MiniDLNA 1.3.0</TITLE>
gives version=1.3.0

ejabberd
match <a href="https://www\.ejabberd\.im/?"|ejabberd Web Admin|<h1>ejabberd</h1>|ejabberd/mod_|urn:xmpp:alt-connections.*ejabberd
product ejabberd
cpe a:process-one:ejabberd
example <title>ejabberd Web Admin</title>

etcd-404-server
match ^404 page not found\n$
product etcd
service etcd-server
port 2380
cpe a:etcd:etcd
confidence 0.69
example 404 page not found\n

etcd-404-client
match ^404 page not found\n$
product etcd
service etcd-client
port 2379
cpe a:etcd:etcd
confidence 0.7
example 404 page not found\n

consul
match ^Consul Agent: UI disabled|<title>Consul by HashiCorp
product Consul
cpe a:hashicorp:consul
example Consul Agent: UI disabled. To enable, set ui_config.enabled=true in the agent configuration and restart.

kubelet
match ^Client sent an HTTP request to an HTTPS server\.
product Golang net/http server
confidence 0.4
example Client sent an HTTP request to an HTTPS server.\n

mongodb-http
match ^It looks like you are trying to access MongoDB over HTTP on the native driver port\.
service mongod
product MongoDB
cpe a:mongodb:mongodb
example It looks like you are trying to access MongoDB over HTTP on the native driver port.\r\n

sks
match <title>SKS OpenPGP (?:Public )?Keyserver|>SKS</a> (\d[\w.]*)
service hkp
product SKS keyserver
version $1
example <title>SKS OpenPGP Keyserver</title>

apt-cacher-ng
match Apt-Cacher NG/(\d[\w.-]*)
product Apt-Cacher NG
version $1
cpe a:apt-cacher-ng_project:apt-cacher-ng
flags icase
confidence 0.97
example <address>Server: zoo | Apt-Cacher NG/3.7.4</address>
gives version=3.7.4

squid-version
match Generated .* by (\S+) \(squid/(\d[\w.]*)\)
service http-proxy
product Squid http proxy
version $2
hostname $1
cpe a:squid-cache:squid
example <p>Generated Sun, 22 Nov 2026 07:32:31 GMT by zoo (squid/5.7)</p>
gives version=5.7; hostname=zoo

upnp-root
match <friendlyName>([^<]*)</friendlyName>(?:.|\n)*?<modelName>([^<]*)</modelName>
service upnp
info $1; $2
confidence 0.6
example <root><friendlyName>Router</friendlyName>\n<modelName>X1</modelName></root>

wordpress
match /wp-(?:content|includes)/
product WordPress
cpe a:wordpress:wordpress
confidence 0.91
example <link href="/wp-content/themes/x.css">

varnish-guru
match <h3>Guru Meditation:</h3>(?:.|\n)*Varnish cache server
product Varnish
cpe a:varnish-cache:varnish
example <h3>Guru Meditation:</h3>\n<p>XID: 3</p>\n<hr>\n<p>Varnish cache server</p>

mini-httpd-error
match <ADDRESS><A HREF="http://www\.acme\.com/software/(\w+)/">\1(?:/(\d[\w.]*))?
product $1
version $2
example <ADDRESS><A HREF="http://www.acme.com/software/mini_httpd/">mini_httpd/1.30 26Oct2018</A></ADDRESS>
gives product=mini_httpd; version=1.30

salt-api
match "clients": \["local", 
product Salt API
cpe a:saltstack:salt
example {"clients": ["local", "local_async"], "return": "Welcome"}

ceph-dashboard
match Ceph Dashboard|<title>Ceph</title>
product Ceph Dashboard
cpe a:redhat:ceph
example <title>Ceph</title>

graphite
match Graphite encountered an unexpected error|<title>Graphite
product Graphite
example <title>Graphite Browser</title>

unifi-inform
match window\.unifiConstant|<title>UniFi
product Ubiquiti UniFi
example <title>UniFi Network</title>

pdns-version
match id="appname">PowerDNS (\d[\w.-]*)</a>
product PowerDNS Authoritative Server
version $1
cpe a:powerdns:authoritative_server
confidence 0.97
example <div class="headl columns"><a href="/" id="appname">PowerDNS 4.7.3</a></div>
gives version=4.7.3

prosody-error
match <style>\nbody\{margin-top:1\d%;text-align:center;background-color:#[0-9a-f]{6};font-family:sans-serif
product Prosody
cpe a:prosody:prosody
confidence 0.9
example <title>404 Not Found</title>\n<style>\nbody{margin-top:14%;text-align:center;background-color:#f8f8f8;font-family:sans-serif}

ejabberd-error
match ^<\?xml version='1\.0'\?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1\.0 Transitional//EN"[^>]*>\n<html xmlns='http://www\.w3\.org/1999/xhtml' xml:lang='en' lang='en'><head><meta http-equiv='Content-Type' content='text/html; charset=utf-8'/></head><body><h1>
product ejabberd
cpe a:process-one:ejabberd
confidence 0.9
example <?xml version='1.0'?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n<html xmlns='http://www.w3.org/1999/xhtml' xml:lang='en' lang='en'><head><meta http-equiv='Content-Type' content='text/html; charset=utf-8'/></head><body><h1>404 Not Found</h1></body></html>

[http.json http 0.96]

etcd-peer
match ^\{"etcdserver":"(\d[^"]*)","etcdcluster":"[^"]*"
service etcd-server
port 2380
product etcd
version $1
cpe a:etcd:etcd
confidence 0.97
example {"etcdserver":"3.4.23","etcdcluster":"3.4.0"}

etcd
match ^\{"etcdserver":"(\d[^"]*)","etcdcluster":"[^"]*"
service etcd-client
product etcd
version $1
cpe a:etcd:etcd
example {"etcdserver":"3.4.23","etcdcluster":"3.4.0"}
gives version=3.4.23

elasticsearch
match "number" : "(\d[^"]*)"(?:.|\n)*"tagline" : "You Know, for Search"
service elasticsearch
product Elasticsearch
version $1
cpe a:elastic:elasticsearch
example {\n  "name" : "n1",\n  "version" : {\n    "number" : "7.17.9",\n    "lucene_version" : "8.11.1"\n  },\n  "tagline" : "You Know, for Search"\n}
gives version=7.17.9

opensearch
match "distribution" : "opensearch"(?:.|\n)*"number" : "(\d[^"]*)"
service elasticsearch
product OpenSearch
version $1
cpe a:amazon:opensearch
example {\n "version" : {\n "distribution" : "opensearch",\n "number" : "2.5.0"\n }\n}
gives version=2.5.0

couchdb
match ^\{"couchdb":"Welcome","version":"(\d[^"]*)"
service couchdb
product Apache CouchDB
version $1
cpe a:apache:couchdb
example {"couchdb":"Welcome","version":"3.2.2","git_sha":"x"}
gives version=3.2.2

docker-version
match "Platform":\{"Name":"Docker[^"]*"\}(?:.|\n)*?"Version":"(\d[^"]*)"
service docker
product Docker
version $1
cpe a:docker:docker
example {"Platform":{"Name":"Docker Engine - Community"},"Components":[{"Name":"Engine","Version":"20.10.24"}]}
gives version=20.10.24

docker-plain
match "ApiVersion":"(\d[\d.]*)"(?:.|\n)*"GoVersion"
service docker
product Docker
info API $1
confidence 0.9
example {"Version":"20.10.24","ApiVersion":"1.41","GitCommit":"x","GoVersion":"go1.19.8"}

docker-404
match ^\{"message":"page not found"\}
service docker
product Docker
confidence 0.75
example {"message":"page not found"}

kubernetes-version
match "gitVersion": "v(\d[^"]*)"(?:.|\n)*"goVersion"
product Kubernetes API server
version $1
cpe a:kubernetes:kubernetes
example {\n  "major": "1",\n  "gitVersion": "v1.26.3",\n  "goVersion": "go1.19.7"\n}
gives version=1.26.3

kubernetes-status
match ^\{\s*"kind": ?"Status",\s*"apiVersion": ?"v1"
product Kubernetes API server
cpe a:kubernetes:kubernetes
confidence 0.9
example {\n  "kind": "Status",\n  "apiVersion": "v1",\n  "status": "Failure"\n}

consul-agent
match "Config":\{(?:.|\n)*?"Version":"(\d[^"]*)"(?:.|\n)*"Datacenter"|"Config":\{"Datacenter"(?:.|\n)*?"Version":"(\d[^"]*)"
product Consul
version $2
cpe a:hashicorp:consul
example {"Config":{"Datacenter":"dc1","NodeName":"zoo","Version":"1.8.7"}}
gives version=1.8.7

vault
match ^\{"initialized":(?:true|false),"sealed":.*"version":"(\d[^"]*)"
product HashiCorp Vault
version $1
cpe a:hashicorp:vault
example {"initialized":true,"sealed":false,"standby":false,"version":"1.13.1"}
gives version=1.13.1

nats-varz
match "server_id": ?"N[A-Z0-9]{55}"(?:.|\n)*?"version": ?"(\d[^"]*)"
product NATS
version $1
cpe a:nats:nats_server
example {\n  "server_id": "NDPQ36VTRLDXIYN7DIJP7WITHO2LFJ47NKRDSJNBNXIKXR36RN6RB6BB",\n  "version": "2.9.10"\n}
gives version=2.9.10

prometheus-build
match ^\{"status":"success","data":\{"version":"(\d[^"]*)","revision"
product Prometheus
version $1
cpe a:prometheus:prometheus
example {"status":"success","data":{"version":"2.42.0+ds","revision":"x","branch":"debian/sid"}}
gives version=2.42.0+ds

influx-health
match "name":"influxdb","message":"[^"]*"(?:.|\n)*"version":"v?(\d[^"]*)"
product InfluxDB
version $1
cpe a:influxdata:influxdb
example {"name":"influxdb","message":"ready for queries and writes","status":"pass","checks":[],"version":"2.6.1"}
gives version=2.6.1

grafana-health
match ^\{\s*"commit": "[0-9a-z-]*",\s*"database": "ok",\s*"version": "(\d[^"]*)"
product Grafana
version $1
cpe a:grafana:grafana
example {\n  "commit": "x1",\n  "database": "ok",\n  "version": "9.3.2"\n}
gives version=9.3.2

kibana-status
match "name":"[^"]*","uuid":"[^"]*","version":\{"number":"(\d[^"]*)"
product Kibana
version $1
cpe a:elastic:kibana
example {"name":"zoo","uuid":"x","version":{"number":"7.17.9","build_hash":"x"}}
gives version=7.17.9

logstash
match "host":"[^"]*","version":"(\d[^"]*)","http_address"
product Logstash
version $1
cpe a:elastic:logstash
example {"host":"zoo","version":"7.17.9","http_address":"127.0.0.1:9600"}
gives version=7.17.9

neo4j
match "neo4j_version" ?: ?"(\d[^"]*)"
product Neo4j
version $1
cpe a:neo4j:neo4j
example {"bolt_routing":"neo4j://localhost:7687","neo4j_version":"4.4.18","neo4j_edition":"community"}
gives version=4.4.18

arangodb
match "server":"arango","license":"[^"]*","version":"(\d[^"]*)"
product ArangoDB
version $1
cpe a:arangodb:arangodb
example {"server":"arango","license":"community","version":"3.10.4"}
gives version=3.10.4

jellyfin
match "ServerName":"([^"]*)","Version":"(\d[^"]*)","ProductName":"Jellyfin Server"
product Jellyfin
version $2
hostname $1
cpe a:jellyfin:jellyfin
example {"LocalAddress":"x","ServerName":"zoo","Version":"10.8.9","ProductName":"Jellyfin Server"}
gives version=10.8.9

nextcloud
match "installed":true,"maintenance":(?:true|false),.*"version":"\d[^"]*","versionstring":"(\d[^"]*)"(?:.*"productname":"([^"]*)")?
product $2
version $1
example {"installed":true,"maintenance":false,"needsDbUpgrade":false,"version":"25.0.4.1","versionstring":"25.0.4","edition":"","productname":"Nextcloud"}
gives product=Nextcloud; version=25.0.4

pdns-api
match "daemon_type": ?"(authoritative|recursor)".*"version": ?"(\d[^"]*)"
product PowerDNS $1
version $2
example {"daemon_type": "authoritative", "id": "localhost", "version": "4.7.3"}
gives version=4.7.3

rabbitmq-api
match "rabbitmq_version":"(\d[^"]*)"
product RabbitMQ management
version $1
cpe a:vmware:rabbitmq
example {"management_version":"3.10.8","rates_mode":"basic","rabbitmq_version":"3.10.8"}
gives version=3.10.8

rabbitmq-401
match ^\{"error":"not_authori[sz]ed","reason":"Login failed"\}
product RabbitMQ management
confidence 0.85
example {"error":"not_authorised","reason":"Login failed"}

syncthing
match "arch":"\w+",.*"longVersion":"syncthing v(\d[\w.-]*)
product Syncthing
version $1
cpe a:syncthing:syncthing
example {"arch":"amd64","codename":"Fermium Flea","longVersion":"syncthing v1.19.2-ds1 \\"Fermium Flea\\""}
gives version=1.19.2-ds1

solr
match "solr-spec-version":"(\d[^"]*)"
product Apache Solr
version $1
cpe a:apache:solr
example {"lucene":{"solr-spec-version":"8.11.2"}}
gives version=8.11.2

spring
match ^\{"timestamp":"?[^,]*,"status":404,"error":"Not Found"
product Spring Boot
confidence 0.6
example {"timestamp":"2026-11-22T07:13:28.000+00:00","status":404,"error":"Not Found","path":"/"}

netdata
match ^\{\s*"version": "v(\d[^"]*)",\s*"uid": "
product Netdata
version $1
cpe a:netdata:netdata
example {\n\t"version": "v1.37.1",\n\t"uid": "x"\n}
gives version=1.37.1

minio-health
match "Version":"\d{4}-\d\d-\d\dT[^"]*","CommitID"
product MinIO
example {"Version":"2023-01-31T02:24:19Z","CommitID":"x"}

ipfs
match "AgentVersion":"(?:kubo|go-ipfs)/(\d[\w.-]*)
product IPFS Kubo
version $1
example {"ID":"x","AgentVersion":"kubo/0.18.1/"}
gives version=0.18.1

gotify
match ^\{"error":"Unauthorized","errorCode":401,"errorDescription":"you need to provide a valid access token
product Gotify
example {"error":"Unauthorized","errorCode":401,"errorDescription":"you need to provide a valid access token or user credentials to access this api"}

bitcoin-rpc
match ^\{"result":null,"error":\{"code":-327\d\d,"message":"[^"]*"\},"id":null\}
product Bitcoin JSON-RPC
service bitcoin-rpc
confidence 0.8
example {"result":null,"error":{"code":-32700,"message":"Parse error"},"id":null}

ethereum-rpc
match "jsonrpc":"2\.0"
service jsonrpc
confidence 0.5
example {"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}

deluge-json
match ^\{"error": \{"code": -32700
service jsonrpc
confidence 0.5
example {"error": {"code": -32700, "message": "Parse error."}}

rspamd
match ^\{"(?:error|version)":"[^"]*","(?:config_id|domain)":
product Rspamd
service rspamd
cpe a:rspamd:rspamd
example {"version":"3.4","config_id":"x"}

kong
match "tagline":"Welcome to kong".*"version":"(\d[^"]*)"|"version":"(\d[^"]*)".*"tagline":"Welcome to kong"
product Kong
version $2
cpe a:konghq:kong_gateway
example {"version":"3.2.2","tagline":"Welcome to kong"}
gives version=3.2.2

home-assistant
match ^\{"message": ?"API running\."\}
product Home Assistant
example {"message":"API running."}

hue
match "modelid":"BSB\d+"
product Philips Hue bridge
device hub
example {"name":"Hue","modelid":"BSB002"}

chromecast
match "build_version":"\d+","cast_build_revision":"(\d[\d.]*)"
product Chromecast
version $1
device media
example {"build_version":"1","cast_build_revision":"1.56.281627"}
gives version=1.56.281627

[http.title http]

supervisor
match ^Supervisor Status$
product Supervisor
cpe a:supervisord:supervisor
confidence 0.97
example Supervisor Status

shellinabox
match ^Shell In A Box$
product Shell In A Box
cpe a:shellinabox_project:shellinabox
confidence 0.97
example Shell In A Box

baresip
match ^Baresip v(\d[\w.]*)$
product baresip
version $1
cpe a:baresip:baresip
example Baresip v1.0.0
gives version=1.0.0

filetea
match ^FileTea, 
product FileTea
example FileTea, anonymous, volatile file sharing

broadway
match ^broadway \d\.\d$
product GTK Broadway
example broadway 2.0

chasquid-monitoring
match : chasquid monitoring$
product chasquid
cpe a:blitiri:chasquid
example zoo: chasquid monitoring

ara
match ^ara \| (?:Playbook reports|Host reports|Task results)
product ara
info records of Ansible
cpe a:redhat:ara
example ara | Playbook reports: 1-0 of 0

bibledit
match ^Bibledit\b
product Bibledit Cloud
example Bibledit Installation

bepasty
match ^Bepasty$
product bepasty
cpe a:bepasty_project:bepasty
example Bepasty

i2pd-proxy
match ^I2Pd HTTP proxy$
service http-proxy
product i2pd
cpe a:i2pd:i2pd
example I2Pd HTTP proxy

i2pd-console
match ^Purple I2P Webconsole$
product i2pd
cpe a:i2pd:i2pd
example Purple I2P Webconsole

mtail
match ^mtail on \S+:\d+$
product mtail
cpe a:google:mtail
example mtail on 198.18.40.8:3903

morty
match ^MortyProxy$
product Morty
cpe a:asciimoo:morty
confidence 0.96
example MortyProxy

libwebsockets-test
match ^Minimal Websocket test app$
product libwebsockets test server
cpe a:libwebsockets:libwebsockets
confidence 0.96
example Minimal Websocket test app

public-inbox
match ^public-inbox listing$
product public-inbox
example public-inbox listing

shoelaces
match ^shoelaces - painless server bootstrapping$
product Shoelaces
example shoelaces - painless server bootstrapping

pcs
match ^(?:PCSD|Pacemaker/Corosync Configuration System)
product pcsd
cpe a:clusterlabs:pcs
example PCSD - Pacemaker/Corosync Configuration System

[http.body http]

supervisor-foot
match <a href="http://supervisord\.org">Supervisor</a> <span>(\d[\d.]*)</span>
product Supervisor
version $1
cpe a:supervisord:supervisor
confidence 0.98
example <a href="http://supervisord.org">Supervisor</a> <span>4.2.5</span>
gives version=4.2.5

shellinabox-comment
match ShellInABox - Make command line applications available as AJAX web applications
product Shell In A Box
cpe a:shellinabox_project:shellinabox
confidence 0.97
example <!--\n    ShellInABox - Make command line applications available as AJAX web applications\n

fusioninventory-agent
match This is FusionInventory Agent (\d[\d.]*)
product FusionInventory Agent
version $1
cpe a:fusioninventory:fusioninventory
confidence 0.97
example This is FusionInventory Agent 2.6-3<br />
gives version=2.6

bup
match <title>Directory listing for /</title>[\0-\xFF]{0,300}<div id="breadcrumb">[\0-\xFF]{0,300}<a href="\?hidden=1">Show hidden files</a>
flags dotall
product bup
info backups
confidence 0.9
example <title>Directory listing for /</title>\n<link rel="stylesheet" href="/static/styles.css" />\n</head>\n<body>\n<div id="wrapper">\n<div id="breadcrumb">\n\n<a href="/">[root]</a> /\n\n</div>\n\n<div id="message">\n\n<a href="?hidden=1">Show hidden files</a>

debuginfod
match ^debuginfod \(elfutils\) (\d[\w.]*)
product debuginfod
info elfutils
version $1
cpe a:elfutils_project:elfutils
example debuginfod (elfutils) 0.188
gives version=0.188

chasquid-version
match <h1>chasquid @[^<]*</h1>\s+<p>\s+chasquid (\d[\w.]*)
product chasquid
version $1
cpe a:blitiri:chasquid
confidence 0.97
example <h1>chasquid @zoo.test</h1>\n\n<p>\nchasquid 1.11-2&#43;b2<br>
gives version=1.11

didiwiki
match <a href='/WikiHome' title='Visit Wiki home page\. \[alt-z\]'
product DidiWiki
example <a href='/WikiHome' title='Visit Wiki home page. [alt-z]' accesskey='z'>

camo
match ^hwhat$
product camo
info image proxy
confidence 0.85
example hwhat

cubemap
match ^Something went wrong\. Sorry\.\r\n$
product Cubemap
confidence 0.85
example Something went wrong. Sorry.\r\n

dask-dashboard
match ^<p>Dask needs bokeh 
product Dask
example <p>Dask needs bokeh >= 2.4.2, < 3 for the dashboard.</p>

pod-webserver
match <title>Perl Documentation</title>[\0-\xFF]{0,300}<link rel="stylesheet" title="blkbluw"
flags dotall
product Pod::Webserver
confidence 0.9
example <html><head>\r\n<title>Perl Documentation</title>\r\n<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1" >\r\n\r\n<link rel="stylesheet" title="blkbluw" type="text/css" href="_blkbluw.css" media="all" >

containerd-metrics
match \ncontainerd_build_info_total\{[^}]*version="(\d[\d.]*)
product containerd
version $1
cpe a:linuxfoundation:containerd
confidence 0.97
example # TYPE containerd_build_info_total counter\ncontainerd_build_info_total{revision="1.6.20~ds1-1+deb12u3",version="1.6.20~ds1"} 1
gives version=1.6.20

crowdsec-metrics
match # HELP cs_info Information about Crowdsec\.\n# TYPE cs_info gauge\ncs_info\{version="v?(\d[\d.]*)
product CrowdSec
version $1
cpe a:crowdsec:crowdsec
example # HELP cs_info Information about Crowdsec.\n# TYPE cs_info gauge\ncs_info{version="v1.4.6-6~deb12u1+b1-linux-debian"} 0
gives version=1.4.6

cntlm
match <h1>\d{3} [^<]*</h1><p><a href='http://cntlm\.sf\.net/'>Cntlm</a> proxy
service http-proxy
product Cntlm
cpe a:cntlm:cntlm
example <html><body><h1>502 Parent proxy unreacheable</h1><p><a href='http://cntlm.sf.net/'>Cntlm</a> proxy failed to complete the request.</p></body></html>

i2pd-console-version
match <title>Purple I2P Webconsole</title>[\s\S]*?<b>Version:</b> (\d[\w.]*)
product i2pd
version $1
cpe a:i2pd:i2pd
confidence 0.97
example <title>Purple I2P Webconsole</title>\n</head><b>Version:</b> 2.45.1<br>
gives version=2.45.1

mtail-build
match <p>Build: mtail version (\d[\w.]*)
product mtail
version $1
cpe a:google:mtail
confidence 0.97
example <h1>mtail on 198.18.40.8:3903</h1>\n<p>Build: mtail version 3.0.0~rc50 git revision 3.0.0~rc50-1
gives version=3.0.0

abyss
match This XML-RPC For C/C\+\+ Abyss XML-RPC server responds to only one URI path
product Xmlrpc-c Abyss httpd
confidence 0.9
example <P>This XML-RPC For C/C++ Abyss XML-RPC server responds to only one URI path.  I don't know what URI path that is

mkdocs
match \nMkDocs version : (\d[\w.]*)
product MkDocs
version $1
cpe a:mkdocs:mkdocs
confidence 0.97
example <!--\nMkDocs version : 1.4.2\nBuild Date UTC : 2026-11-22 17:34:17.000000+00:00\n-->\n
gives version=1.4.2

hugo-404
match ^<h1>Page Not Found</h1>$
port 1313
product Hugo
cpe a:gohugo:hugo
confidence 0.85
example <h1>Page Not Found</h1>

loggerhead
match <div id="loggerheadCont">
product Loggerhead
cpe a:canonical:loggerhead
confidence 0.96
example <body>\n<div id="loggerheadCont">\n<h1>\nBrowsing

obs-source
match ^<hello name="Source Repository Server"
product Open Build Service source server
cpe a:opensuse:open_build_service
confidence 0.96
example <hello name="Source Repository Server" repoid="839998534" />

obs-repository
match ^<hello name="Package Repository Server"
product Open Build Service repository server
cpe a:opensuse:open_build_service
confidence 0.96
example <hello name="Package Repository Server" />

monitorix-version
match /monitorix/logo_top\.png[\s\S]{0,200}?<h2 align="right">v(\d[\w.]*)</h2>
product Monitorix
version $1
cpe a:fibranet:monitorix
confidence 0.97
example <a href="http://www.monitorix.org/"><img src="/monitorix/logo_top.png" border="0"></a>\n</td></tr><tr><td><h2 align="right">v3.15.0</h2>
gives version=3.15.0

bitcoin-post-only
match ^JSONRPC server handles only POST requests
product Bitcoin Core JSON-RPC
info or a fork of it
confidence 0.75
example JSONRPC server handles only POST requests

litecoin-post-only
match ^JSONRPC server handles only POST requests
port 9332
product Litecoin Core
info JSON-RPC
cpe a:litecoin:litecoin
confidence 0.85
example JSONRPC server handles only POST requests

glances-xmlrpc
match ^<!DOCTYPE HTML>\s*<html lang="en">[\s\S]*Error code explanation: 501 - Server does not support this operation
port 61209
product Glances
info XML-RPC
cpe a:nicolargo:glances
confidence 0.85
example <!DOCTYPE HTML>\n<html lang="en">\n    <head><title>Error response</title></head><p>Error code explanation: 501 - Server does not support this operation.</p>

softether
match <ADDRESS>HTTP Server at \S+ Port \d+</ADDRESS>\r\n
product SoftEther VPN Server
cpe a:softether:vpn
confidence 0.85
example <!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\r\n<HTML><HEAD>\r\n<TITLE>403 Forbidden</TITLE>\r\n</HEAD><BODY>\r\n<H1>Forbidden</H1>\r\nYou don't have permission to access /\r\non this server.<P>\r\n<HR>\r\n<ADDRESS>HTTP Server at 198.51.100.1 Port 443</ADDRESS>\r\n</BODY></HTML>

pushpin-handler
match ^(?:Hello from the Pushpin test handler!|Pushpin API)\n$
product Pushpin
example Pushpin API\n
example Hello from the Pushpin test handler!\n

nginx-exporter-build
match (?m)^nginxexporter_build_info\{[^}]*version="(\d[^"]*)"
product NGINX Prometheus Exporter
version $1
confidence 0.97
example nginxexporter_build_info{commit="",date="",version="0.11.0-1+b4"} 1
gives version=0.11.0-1+b4

yubiserver
match ^<html>Yubico Yubikey:<br>
product yubiserver
example <html>Yubico Yubikey:<br><form action='/wsapi/2.0/verify' method='GET'>

exporter-exporter
match ^\s*<h2>Exporters:</h2>\s*<ul>
product exporter_exporter
confidence 0.85
example \n\t\t\t<h2>Exporters:</h2>\n\t\t\t\t<ul>\n\t\t\t\t\t\n\t\t\t\t</ul>

x2go-broker
match <h1>X2Go Session Broker</h1>
product X2Go Session Broker
example <body><html><h1>X2Go Session Broker</h1><p>It works...</p></body></html>

journal-gatewayd
match ^<html><body>Please continue to the <a href="/browse">journal browser</a>
product systemd-journal-gatewayd
cpe a:systemd_project:systemd
example <html><body>Please continue to the <a href="/browse">journal browser</a>.</body></html>

stayrtr-metrics
match (?m)^rtr_clients\{bind="
product StayRTR
confidence 0.85
example rtr_clients{bind="198.51.100.5:8282"} 0

pushgateway-build
match (?m)^pushgateway_build_info\{[^}]*version="(\d[^"]*)"
product Prometheus Pushgateway
version $1
confidence 0.97
example pushgateway_build_info{branch="debian/sid",goversion="go1.19.8",version="1.5.1"} 1
gives version=1.5.1

exporter-exporter-build
match (?m)^build_info\{[^}]*version="(\d[^"]*)"\}
unless (?m)^\w+_build_info\{
version $1
confidence 0.75
example build_info{branch="debian/sid",goversion="go1.19.8",revision="0.4.0-1+b14",version="0.4.0"} 1
gives version=0.4.0

metrics-revision
match (?m)^(\w+)_build_info\{[^}]*revision="(\d+\.[\d.]+)[^"]*",version=""\}
product $1
version $2
confidence 0.72
example process_exporter_build_info{branch="debian/sid",goarch="amd64",goos="linux",goversion="go1.19.8",revision="0.7.10-3+b5",version=""} 1
gives version=0.7.10; product=process_exporter

process-exporter-page
match <title>Named Process Exporter</title>
product Prometheus Process Exporter
example <html>\n\t\t\t<head><title>Named Process Exporter</title></head>

node-inspector
match ^WebSockets request was expected\r\n
product V8 inspector
info Node.js
cpe a:nodejs:node.js
confidence 0.93
example WebSockets request was expected\r\n

node-inspector-version
match "Browser": ?"node\.js/v(\d[\d.]*)"
product V8 inspector
info Node.js
version $1
cpe a:nodejs:node.js
confidence 0.97
example {\n  "Browser": "node.js/v20.20.2",\n  "Protocol-Version": "1.1"\n}
gives version=20.20.2

chrome-devtools
match "Browser": ?"(?:Headless)?Chrome/(\d[\d.]*)"
product Chrome DevTools
version $1
cpe a:google:chrome
confidence 0.95
example {\n   "Browser": "HeadlessChrome/120.0.6099.71",\n   "Protocol-Version": "1.3"
gives version=120.0.6099.71

hsqldb-web
match ^<HTML><BODY><H1>Not Found</H1>The server could not find this file\.<P></BODY></HTML>
product HSQLDB
cpe a:hsqldb:hypersql_database
confidence 0.85
example <HTML><BODY><H1>Not Found</H1>The server could not find this file.<P></BODY></HTML>

h2-console
match <title>H2 Console</title>
product H2
cpe a:h2database:h2
example <html><head>\n    <title>H2 Console</title>

# "application/vnd.openstack.NAME-v1+json": the API's media type (OpenStack API-SIG, "Microversion specification" and "Version discovery").
openstack-compute
match "application/vnd\.openstack\.compute-v\d[\d_.]*\+json"
product OpenStack Nova
cpe a:openstack:nova
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.compute-v1+json"}]}]}

openstack-image
match "application/vnd\.openstack\.image-v\d[\d_.]*\+json"
product OpenStack Glance
cpe a:openstack:glance
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.image-v1+json"}]}]}

openstack-network
match "application/vnd\.openstack\.network-v\d[\d_.]*\+json"
product OpenStack Neutron
cpe a:openstack:neutron
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.network-v1+json"}]}]}

openstack-volume
match "application/vnd\.openstack\.volume-v\d[\d_.]*\+json"
product OpenStack Cinder
cpe a:openstack:cinder
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.volume-v1+json"}]}]}

openstack-identity
match "application/vnd\.openstack\.identity-v\d[\d_.]*\+json"
product OpenStack Keystone
cpe a:openstack:keystone
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.identity-v1+json"}]}]}

openstack-clustering
match "application/vnd\.openstack\.clustering-v\d[\d_.]*\+json"
product OpenStack Senlin
cpe a:openstack:senlin
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.clustering-v1+json"}]}]}

openstack-messaging
match "application/vnd\.openstack\.messaging-v\d[\d_.]*\+json"
product OpenStack Zaqar
cpe a:openstack:zaqar
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.messaging-v1+json"}]}]}

openstack-container
match "application/vnd\.openstack\.container-v\d[\d_.]*\+json"
product OpenStack Zun
cpe a:openstack:zun
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.container-v1+json"}]}]}

openstack-container-infra
match "application/vnd\.openstack\.container-infra-v\d[\d_.]*\+json"
product OpenStack Magnum
cpe a:openstack:magnum
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.container-infra-v1+json"}]}]}

openstack-key-manager
match "application/vnd\.openstack\.key-manager-v\d[\d_.]*\+json"
product OpenStack Barbican
cpe a:openstack:barbican
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.key-manager-v1+json"}]}]}

openstack-share
match "application/vnd\.openstack\.share-v\d[\d_.]*\+json"
product OpenStack Manila
cpe a:openstack:manila
confidence 0.9
example {"versions": [{"id": "1.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.share-v1+json"}]}]}

openstack-named
match ^\{"name": "(OpenStack [A-Z]\w+)(?: API)?", "description": "
product $1
confidence 0.9
example {"name": "OpenStack Watcher API", "description": "Watcher is an OpenStack project which aims to improve physical resources usage"
gives product=OpenStack Watcher

patroni
match "patroni": ?\{"version": ?"(\d[\w.]*)"
product Patroni
version $1
confidence 0.97
example {"state": "running", "role": "master", "server_version": 150004, "patroni": {"version": "3.0.2", "scope": "z"}}
gives version=3.0.2

pagekite
match <i>PageKite</i></a> for <b>
product PageKite
confidence 0.95
example <html><body><h1>Sorry! (fe)</h1><p>The HTTP <a href="https://pagekite.net/"><i>PageKite</i></a> for <b>198.51.100.8</b> is unavailable at the moment.</p>

livereload
match document\.createElement\("script"\);var port=\(window\.location\.port \|\| .{0,60}\);s\.src="//"\+window\.location\.hostname\+":"\+port\+ ?"/livereload\.js
product python-livereload
confidence 0.85
example <script type="text/javascript">(function(){var s=document.createElement("script");var port=(window.location.port || (window.location.protocol == 'https:' ? 443: 80));s.src="//"+window.location.hostname+":"+port+ "/livereload.js?port=" + port;

[http.auth http]

orthanc
match ^Basic realm="Orthanc Secure Area"
product Orthanc
cpe a:orthanc-server:orthanc
confidence 0.96
example Basic realm="Orthanc Secure Area"

[http.body http-proxy]

ziproxy
match <ADDRESS>Generated [^<]*\(ziproxy/(\d[\w.]*)\)</ADDRESS>
product Ziproxy
version $1
confidence 0.98
example <ADDRESS>Generated Sun Nov 22 14:28:18 2026\n by zoo (ziproxy/3.3.2)</ADDRESS>
gives version=3.3.2

[http.header http]

etcd-discovery
match (?:^|\n)Location: https://coreos\.com/docs/cluster-management/setup/cluster-discovery/
product etcd discovery
example Content-Type: text/html; charset=utf-8\r\nLocation: https://coreos.com/docs/cluster-management/setup/cluster-discovery/\r\nContent-Length: 102

janus-root
match ^Date: [^\r]+\r\nConnection: close\r\nAccess-Control-Allow-Origin: \*\r\nAccess-Control-Max-Age: 86400\r\nContent-Length: 0(?:\r|$)
product Janus WebRTC Server
cpe a:meetecho:janus
confidence 0.8
example Date: Sun, 22 Nov 2026 14:22:13 GMT\r\nConnection: close\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Max-Age: 86400\r\nContent-Length: 0

glewlwyd
match ^Date: [^\r]+\r\n(?:Connection: \S+\r\n)?Access-Control-Allow-Origin: \*\r\nAccess-Control-Allow-Credentials: true\r\nCache-Control: no-store\r\nPragma: no-cache\r\nX-Frame-Options: deny\r\nContent-Length: 0
product Glewlwyd
cpe a:glewlwyd_project:glewlwyd
confidence 0.8
example Date: Sun, 22 Nov 2026 14:34:51 GMT\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Credentials: true\r\nCache-Control: no-store\r\nPragma: no-cache\r\nX-Frame-Options: deny\r\nContent-Length: 0

httptunnel
match ^Content-Length: 102400\r\nConnection: close\r\nPragma: no-cache\r\nCache-Control: no-cache, no-store, must-revalidate\r\nExpires: 0\r\nContent-Type: text/html
product httptunnel
confidence 0.85
example Content-Length: 102400\r\nConnection: close\r\nPragma: no-cache\r\nCache-Control: no-cache, no-store, must-revalidate\r\nExpires: 0\r\nContent-Type: text/html

jupyter-root
match (?im)^Server: TornadoServer/[\s\S]*^Location: /(?:tree|lab)(?:\?|\r|$)
product Jupyter
info on Tornado
cpe a:jupyter:notebook
confidence 0.93
example Server: TornadoServer/6.2\r\nContent-Type: text/html; charset=UTF-8\r\nDate: Sun, 22 Nov 2026 14:34:56 GMT\r\nLocation: /tree?\r\nContent-Length: 0

goiardi
match (?m)^X-Goiardi-Version: (\d[\w.]*)
product Goiardi
version $1
info Chef server
cpe a:goiardi:goiardi
confidence 0.98
example X-Chef-Version: 11.1.7\r\nX-Goiardi: yes\r\nX-Goiardi-Version: 0.11.10\r\n
gives version=0.11.10

openstack-placement
match (?im)^openstack-api-version: placement 
product OpenStack Placement
cpe a:openstack:placement
confidence 0.97
example Content-Type: application/json\r\nopenstack-api-version: placement 1.0\r\nvary: openstack-api-version\r\n

openstack-inspector
match (?im)^X-Openstack-Ironic-Inspector-Api-M
product OpenStack Ironic Inspector
cpe a:openstack:ironic-inspector
confidence 0.97
example Content-Type: application/json\r\nX-Openstack-Ironic-Inspector-Api-Minimum-Version: 1.0\r\n

libwebsockets-etag
match ^content-type: [^\r]+\r\ncontent-length: \d+\r\n(?:cache-control: [^\r]+\r\n)?etag: [0-9A-F]{16}(?:\r|$)
product libwebsockets
cpe a:libwebsockets:libwebsockets
confidence 0.8
example content-type: text/html\r\ncontent-length: 7205\r\ncache-control: no-store\r\netag: 00001C255FC6800A

openstack-request-id
match (?mi)^x-openstack-request-id: req-[\da-f]{8}-
product OpenStack
confidence 0.85
example HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-openstack-request-id: req-bf4ad2ca-594f-40d2-873c-9f5a19c79267

octavia
match (?mi)^x-openstack-request-id: req-[\da-f]{8}-
product OpenStack Octavia
cpe a:openstack:octavia
port 9876
confidence 0.86
example HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-openstack-request-id: req-bf4ad2ca-594f-40d2-873c-9f5a19c79267

[http.json http]

ara-api
match ^\{"kind":"ara","version":"(\d[\w.]*)"
product ara
version $1
cpe a:redhat:ara
confidence 0.97
example {"kind":"ara","version":"1.5.8","api":["http://198.18.61.4:8000/api/v1/"]}
gives version=1.5.8

aptly
match ^\{"Version":"(\d[\d.]*)[\w.+~-]*"\}$
product aptly
version $1
cpe a:aptly:aptly
probe http-api-version
confidence 0.85
example {"Version":"1.5.0+ds1-1+b4"}
gives version=1.5.0

openstack-barbican
match "application/vnd\.openstack\.key-manager-v1\+json"
product OpenStack Barbican
cpe a:openstack:barbican
example {"versions": {"values": [{"id": "v1", "status": "stable", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.key-manager-v1+json"}]}]}}

openstack-designate
match "https://docs\.openstack\.org/api-ref/dns"
product OpenStack Designate
cpe a:openstack:designate
example {"versions":[{"id":"v2","links":[{"href":"http://zoo:9001/v2","rel":"self"},{"href":"https://docs.openstack.org/api-ref/dns","rel":"help"}],"status":"SUPPORTED"}]}

openstack-octavia
match ^\{"versions": \[\{"id": "v2\.0", "status": "SUPPORTED", "updated": "2016-12-11T00:00:00Z"
product OpenStack Octavia
cpe a:openstack:octavia
example {"versions": [{"id": "v2.0", "status": "SUPPORTED", "updated": "2016-12-11T00:00:00Z", "links": [

openstack-cloudkitty
match ^\{"versions": \[\{"id": "v1", "links": \[\{"href": "[^"]+/v1", "rel": "self"\}\], "status": "CURRENT"\}, \{"id": "v2", "links": \[\{"href": "[^"]+/v2", "rel": "self"\}\], "status": "EXPERIMENTAL"
product OpenStack CloudKitty
cpe a:openstack:cloudkitty
confidence 0.95
example {"versions": [{"id": "v1", "links": [{"href": "http://zoo:8889/v1", "rel": "self"}], "status": "CURRENT"}, {"id": "v2", "links": [{"href": "http://zoo:8889/v2", "rel": "self"}], "status": "EXPERIMENTAL"}]}

openstack-cinder
match "application/vnd\.openstack\.volume\+json;version=
product OpenStack Cinder
cpe a:openstack:cinder
example {"versions": [{"id": "v3.0", "status": "CURRENT", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.volume+json;version=3"}]}]}

openstack-keystone
match "application/vnd\.openstack\.identity-v3\+json"
product OpenStack Keystone
cpe a:openstack:keystone
example {"versions": {"values": [{"id": "v3.14", "status": "stable", "media-types": [{"base": "application/json", "type": "application/vnd.openstack.identity-v3+json"}]}]}}

jupyter-api
match ^\{"version": "(\d[\w.]*)"\}$
probe jupyter-api
product Jupyter
version $1
cpe a:jupyter:notebook
confidence 0.97
example {"version": "6.4.12"}
gives version=6.4.12

janus-info
match "janus":\s*"server_info"[\s\S]{0,300}?"version_string":\s*"(\d[\w.]*)"
product Janus WebRTC Server
version $1
cpe a:meetecho:janus
confidence 0.97
example {\n   "janus": "server_info",\n   "name": "Janus WebRTC Server",\n   "version": 1102,\n   "version_string": "1.1.2",\n
gives version=1.1.2

lxd
match ^\{"type":"sync","status":"Success","status_code":200,"operation":"","error_code":0,"error":"","metadata":\["/1\.0"\]\}
product LXD
info or Incus
cpe a:canonical:lxd
confidence 0.92
example {"type":"sync","status":"Success","status_code":200,"operation":"","error_code":0,"error":"","metadata":["/1.0"]}

monero-info
match "nettype":\s*"\w+"[\s\S]*"version":\s*"(\d[\w.]*)
product Monero
version $1
cpe a:getmonero:monero
confidence 0.97
example {\n  "adjusted_time": 1,\n  "nettype": "mainnet",\n  "offline": true,\n  "version": "0.18.0.0-unknown",\n
gives version=0.18.0.0

openstack-named
match ^\{"name": ?"OpenStack (\w+) API", ?"description": ?"\w+ is an OpenStack project
product OpenStack $1
confidence 0.97
example {"name": "OpenStack Magnum API", "description": "Magnum is an OpenStack project which aims to provide container cluster management.", "versions": [{"id": "v1"
gives product=OpenStack Magnum

openstack-manila
match ^\{"versions": ?\[\{"id": ?"v[\s\S]*application/vnd\.openstack\.share
product OpenStack Manila
cpe a:openstack:manila
confidence 0.96
example {"versions": [{"id": "v1.0", "status": "DEPRECATED", "version": "", "links": [], "media-types": [{"base": "application/json", "type": "application/vnd.openstack.share+json;version=1"}]}

openstack-nova
match ^\{"versions": ?\[\{"id": ?"v2\.0", ?"status": ?"SUPPORTED", ?"version": ?"", ?"min_version": ?"", ?"updated": ?"2011-01-21T11:33:21Z"
product OpenStack Nova
cpe a:openstack:nova
confidence 0.96
example {"versions": [{"id": "v2.0", "status": "SUPPORTED", "version": "", "min_version": "", "updated": "2011-01-21T11:33:21Z", "links": []}

openstack-masakari
match ^\{"versions": ?\[\{"id": ?"v1\.0", ?"status": ?"\w+", ?"version": ?"1\.\d+", ?"min_version": ?"1\.0", ?"updated": ?"2016-07-01T11:33:21Z"
product OpenStack Masakari
cpe a:openstack:masakari
confidence 0.96
example {"versions": [{"id": "v1.0", "status": "CURRENT", "version": "1.2", "min_version": "1.0", "updated": "2016-07-01T11:33:21Z", "links": []}

openstack-glance
match ^\{"versions": ?\[\{"id": ?"v2\.\d+", ?"status": ?"CURRENT", ?"links": ?\[\{"rel": ?"self", ?"href": ?"[^"]*/v2/"\}\]\}, ?\{"id": ?"v2\.\d+", ?"status": ?"SUPPORTED"
product OpenStack Glance
cpe a:openstack:glance
confidence 0.95
example {"versions": [{"id": "v2.15", "status": "CURRENT", "links": [{"rel": "self", "href": "http://198.18.47.4:9292/v2/"}]}, {"id": "v2.9", "status": "SUPPORTED", "links": []}

openstack-mistral
match ^\{"versions": ?\[\{"id": ?"v2\.0", ?"status": ?"CURRENT", ?"links": ?\[\{"href": ?"[^"]*/v2", ?"target": ?"v2", ?"rel": ?"self"
product OpenStack Mistral
cpe a:openstack:mistral
confidence 0.95
example {"versions": [{"id": "v2.0", "status": "CURRENT", "links": [{"href": "http://198.18.47.4:8989/v2", "target": "v2", "rel": "self"}]}]}

openstack-heat
match ^\{"versions": ?\[\{"id": ?"v1\.0", ?"status": ?"CURRENT", ?"links": ?\[\{"rel": ?"self", ?"href": ?"[^"]*/v1/"
port 8004
product OpenStack Heat
cpe a:openstack:heat
confidence 0.92
example {"versions": [{"id": "v1.0", "status": "CURRENT", "links": [{"rel": "self", "href": "http://198.18.47.4:8004/v1/"}]}]}

openstack-heat-cfn
match ^\{"versions": ?\[\{"id": ?"v1\.0", ?"status": ?"CURRENT", ?"links": ?\[\{"rel": ?"self", ?"href": ?"[^"]*/v1/"
port 8000
product OpenStack Heat
info CloudFormation API
cpe a:openstack:heat
confidence 0.92
example {"versions": [{"id": "v1.0", "status": "CURRENT", "links": [{"rel": "self", "href": "http://198.18.47.4:8000/v1/"}]}]}

openstack-murano
match ^\{"versions": ?\[\{"id": ?"v1\.0", ?"status": ?"CURRENT", ?"links": ?\[\{"rel": ?"self", ?"href": ?"[^"]*/v1/"
port 8082
product OpenStack Murano
cpe a:openstack:murano
confidence 0.92
example {"versions": [{"id": "v1.0", "status": "CURRENT", "links": [{"rel": "self", "href": "http://198.18.47.4:8082/v1/"}]}]}

openstack-neutron
match ^\{"versions": ?\[\{"id": ?"v2\.0", ?"status": ?"CURRENT", ?"links": ?\[\{"rel": ?"self", ?"href": ?"[^"]*/v2\.0/?"
product OpenStack Neutron
cpe a:openstack:neutron
confidence 0.93
example {"versions": [{"id": "v2.0", "status": "CURRENT", "links": [{"rel": "self", "href": "http://198.18.47.4:9696/v2.0/"}]}]}

openstack-any
match ^\{"versions": ?\[\{"id": ?"v\d[\d.]*", ?(?:"(?:status|version|min_version|max_version|updated)": ?"[^"]*", ?)+"links": ?\[
product OpenStack API
confidence 0.85
example {"versions": [{"id": "v1.0", "status": "CURRENT", "links": [{"rel": "self", "href": "http://198.18.47.4:8082/v1/"}]}]}

[http.json http]

snapcast-status
match "snapserver":\{"controlProtocolVersion":\d+,"name":"Snapserver","protocolVersion":\d+,"version":"(\d[\w.]*)"
product Snapcast
version $1
cpe a:snapcast:snapcast
confidence 0.97
example {"id":1,"jsonrpc":"2.0","result":{"server":{"groups":[],"server":{"host":{"arch":"x86_64"},"snapserver":{"controlProtocolVersion":1,"name":"Snapserver","protocolVersion":1,"version":"0.26.0"}},"streams":[]}}}
gives product=Snapcast; version=0.26.0

[http.body http]

fossil-version
match This is fossil version (\d+(?:\.\d+)+) \[[0-9a-f]{8,}\]
product Fossil
version $1
cpe a:fossil-scm:fossil
probe http-fossil
confidence 0.97
example <pre>\nThis is fossil version 2.21 [3c53b6364e] 2023-02-26 1
gives product=Fossil; version=2.21

gerbera-description
match <modelName>[Gg]erbera[^<]{0,40}</modelName>\s*<modelNumber>(\d[\w.]*)</modelNumber>
product Gerbera
version $1
cpe a:gerbera:gerbera
confidence 0.97
example <modelName>gerbera</modelName>\r\n<modelNumber>1.1.0</modelNumber>\r\n<serialNumber>1</serialNumber>
gives product=Gerbera; version=1.1.0
