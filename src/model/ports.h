/* Where the ports of services end and those begin that systems choose by themselves for who asks. */
#pragma once

/* RFC 6335 6 divides the numbers: 0 … 1023 system ports (well known, kept for services), 1024 … 49151 user
 * ports (registered), 49152 … 65535 dynamic ones, which nobody is given. RFC 6056 3.2 lets systems choose
 * the port that they ask from among all from 1024 on; Linux chooses by itself from 32768 to 60999
 * (ip_local_port_range), most others from the dynamic ones. */
enum {
    PORTS_FTP = 21, /* RFC 959: the control connection, on which the ports for data are named */
    PORTS_USER = 1024,
    PORTS_LINUX = 32768,
    PORTS_LINUX_LAST = 60999,
    PORTS_DYNAMIC = 49152,
    PORTS_LAST = 65535,
};
