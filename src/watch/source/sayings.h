/* What programs say in a system log, one function each: LINE_SIGHT, LINE_BAD (theirs, but damaged), or
 * LINE_SKIPPED: not theirs, or nothing about a connection (ret->at may be set where the line had no other
 * time). `line` begins behind the program's name, or behind the time where no program is named (appliances);
 * syslog.c asks a function only about programs that may speak so: any other program's text may be a visitor's
 * choice. */
#pragma once

#include "watch/source/lines.h"

typedef enum line_result (*saying)(struct line_state *state, struct word line, struct sight *ret);

/* Linux: iptables' and nft's log, and so UFW, firewalld, Shorewall, UniFi: "… IN=eth0 OUT= … SRC=… DST=…
 * PROTO=TCP SPT=… DPT=…". */
enum line_result saying_netfilter(struct line_state *state, struct word line, struct sight *ret);
/* pfSense and OPNsense: "filterlog…: 53,,,1000102631,em0,match,block,in,4,…". */
enum line_result saying_filterlog(struct line_state *state, struct word line, struct sight *ret);
/* OpenBSD and others, as tcpdump(8) prints pflog: "rule 5/(match) block in on em0: 198.18.0.9.40000 >
 * 198.18.0.1.23: S …". */
enum line_result saying_pf(struct line_state *state, struct word line, struct sight *ret);
/* FreeBSD: "ipfw: 65000 Deny TCP 198.18.0.9:40000 198.18.0.1:23 in via em0". */
enum line_result saying_ipfw(struct line_state *state, struct word line, struct sight *ret);
/* Cisco ASA, PIX, FTD, IOS and NX-OS: "%ASA-4-106023: Deny tcp src outside:…/… dst inside:…/…". */
enum line_result saying_cisco(struct line_state *state, struct word line, struct sight *ret);
/* MikroTik: "… proto TCP (SYN), 198.18.0.1:1234->198.18.0.2:23, len 40". */
enum line_result saying_mikrotik(struct line_state *state, struct word line, struct sight *ret);
/* ArcSight's CEF, which many firewalls write: "CEF:0|…|…|proto=TCP src=… spt=… dst=… dpt=… act=…". */
enum line_result saying_cef(struct line_state *state, struct word line, struct sight *ret);
/* IBM's LEEF, which is key=value behind a header, too: "LEEF:1.0|…|…|src=…\tdst=…". */
enum line_result saying_leef(struct line_state *state, struct word line, struct sight *ret);
/* Juniper SRX: "RT_FLOW_SESSION_DENY: session denied 198.18.0.9/40000->198.18.0.1/23 …", or with "[…
 * source-address="…" …]"; its stateless filters: "FW: ge-0/0/0.0 D tcp 198.18.0.9 198.18.0.1 40000 23". */
enum line_result saying_juniper(struct line_state *state, struct word line, struct sight *ret);
/* WatchGuard: "msg_id="3000-0148" Deny 0-External Firebox 44 tcp 20 241 198.18.0.9 198.18.0.1 40000 23 …". */
enum line_result saying_watchguard(struct line_state *state, struct word line, struct sight *ret);
/* VMware NSX: "5a1b INET match DROP 1007 IN 44 TCP 198.18.0.9/40000->198.18.0.1/23 S". */
enum line_result saying_nsx(struct line_state *state, struct word line, struct sight *ret);
/* FortiGate, SonicWall, Sophos, Zyxel: key=value, "srcip=… dstip=… dstport=… action=…". Where lines have a
 * type, only traffic. */
enum line_result saying_keyvalue(struct line_state *state, struct word line, struct sight *ret);
/* Check Point: "src: …; dst: …; proto: tcp; service: 443;". */
enum line_result saying_checkpoint(struct line_state *state, struct word line, struct sight *ret);
/* Palo Alto: comma-separated, "1,2026/11/22 03:54:00,serial,TRAFFIC,end,…". */
enum line_result saying_paloalto(struct line_state *state, struct word line, struct sight *ret);
/* OpenSSH: who came, and whether the password was right. */
enum line_result saying_sshd(struct line_state *state, struct word line, struct sight *ret);
enum line_result saying_vsftpd(struct line_state *state, struct word line, struct sight *ret);
enum line_result saying_proftpd(struct line_state *state, struct word line, struct sight *ret);
enum line_result saying_pureftpd(struct line_state *state, struct word line, struct sight *ret);

/* What a program said, in a log that knows by itself which one it was, and when (ret->at): by those of the
 * above that it may speak as. */
enum line_result saying_of(struct line_state *state, struct word program, struct word text,
                           struct sight *ret);

/* The kernel, journald, rsyslog, Cisco, ipfw: that they left lines out, in state->limited. Never more than
 * LINE_SKIPPED. */
enum line_result saying_limit(struct line_state *state, struct word line, struct sight *ret);

/* What a firewall says at the end of a connection that it let pass. */
struct saying_counts {
    uint32_t packets, answers; /* there and back, */
    bool counted;              /* where both are known; */
    uint32_t bytes;            /* or back, */
    bool weighed;              /* where that is */
    bool reset, ended;         /* reset: the server broke it off */
};
/* Of the reasons for an end: "TCP SERVER RST" (Juniper), "tcp-rst-from-server" (Palo Alto); "TCP RST" (older
 * Junos) when it was the answer to a single packet. By the client it is no refusal. */
bool saying_reset(struct word reason, uint32_t packets);
/* Makes the sight a flow with its outcome, unless the firewall did not let it pass, or it has only begun. */
void saying_ended(const struct saying_counts *c, struct sight *s);

/* "deny", "Blocked", "DROP" …, "accept", "permitted", …, "reject", "reset" in a text, as enum sight_action;
 * the first word that is found in this order: reject, drop, pass. */
enum sight_action saying_action(struct word text);
