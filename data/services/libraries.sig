# Servers that are libraries of a language, as they are with their own defaults.

[ftp.banner ftp]

twisted-ftp
match ^Twisted (\d[\w.]*) FTP Server$
product Twisted
version $1
info FTP
cpe a:twisted:twisted
confidence 0.97
example Twisted 22.4.0 FTP Server
gives product=Twisted; version=22.4.0

[raw multiprocessing]

python-multiprocessing
match ^\x00\x00\x00.#CHALLENGE#
flags dotall
product Python multiprocessing
info connection with a key
cpe a:python:python
confidence 0.95
example \x00\x00\x00\x1f#CHALLENGE#\xb05\x92\xfb\xccs\x00\x15=\xd37\x953\xdb[\xda\xf6V\x16"

[raw dask]

dask
match ^[\x00-\xff]\x00{7}[\x01-\x04]\x00{7}.{8}.{0,8}\xabcompression
flags dotall
product Dask
cpe a:anaconda:dask
confidence 0.93
example =\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00-\x00\x00\x00\x00\x00\x00\x00\x83\xabcompression\xa3lz4\xa6python\x93\x03\x0b\x02\xafpickle-protocol\x05

[raw pb]

twisted-pb
match ^\x02\x80\x02\x82pb\x04\x82none
product Twisted Perspective Broker
cpe a:twisted:twisted
confidence 0.95
example \x02\x80\x02\x82pb\x04\x82none

[http.server http]

starlet
match ^Plack::Handler::Starlet$
product Starlet
example Plack::Handler::Starlet

net-server-http
match ^Net::Server::HTTP/(\d[\w.]*)
product Net::Server::HTTP
version $1
confidence 0.97
example Net::Server::HTTP/2.013
gives version=2.013

[http.body http]

http-server-simple
match You now have a functional HTTP::Server::Simple::CGI running
product HTTP::Server::Simple
confidence 0.95
example <p>You now have a functional HTTP::Server::Simple::CGI running.\n      </p>

swi-prolog
match <a href="http://www\.swi-prolog\.org">SWI-Prolog</a> httpd at 
product SWI-Prolog httpd
cpe a:swi-prolog:swi-prolog
confidence 0.97
example <address>\n<a href="http://www.swi-prolog.org">SWI-Prolog</a> httpd at zoo.test\n</address>

busybox-httpd
match ^<HTML><HEAD><TITLE>(\d{3}) [^<]*</TITLE></HEAD>\n<BODY><H1>\1 [^<]*</H1>\n[^<\n]+\n</BODY></HTML>\n$
product BusyBox httpd
cpe a:busybox:busybox
confidence 0.88
example <HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n

java-httpserver
match ^<h1>(?:400 Bad Request</h1>(?:Invalid character in request header|Bad request line|URISyntaxException)|404 Not Found</h1>No context found for request)
product Java HttpServer
info com.sun.net.httpserver
cpe a:oracle:jdk
confidence 0.85
example <h1>400 Bad Request</h1>Invalid character in request header
example <h1>404 Not Found</h1>No context found for request

[raw http]

cheroot-505
match ^HTTP/1\.1 505 HTTP Version Not Supported\r\nContent-Length: 22\r\nContent-Type: text/plain\r\n\r\nCannot fulfill request$
service http
product Cheroot
cpe a:cherrypy:cheroot
confidence 0.85
probe http-odd
example HTTP/1.1 505 HTTP Version Not Supported\r\nContent-Length: 22\r\nContent-Type: text/plain\r\n\r\nCannot fulfill request

gevent-400
match ^HTTP/1\.1 400 Bad Request\r\nConnection: close\r\nContent-length: 0\r\n\r\n$
service http
product gevent
cpe a:gevent:gevent
confidence 0.8
probe http-odd
example HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-length: 0\r\n\r\n

feersum-400
match ^HTTP/1\.0 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\nCache-Control: no-cache, no-store\r\nContent-Length: 19\r\n\r\nMalformed request\.\n$
service http
product Feersum
confidence 0.9
probe http-odd
example HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\nCache-Control: no-cache, no-store\r\nContent-Length: 19\r\n\r\nMalformed request.\n
