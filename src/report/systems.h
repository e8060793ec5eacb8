/* What is known of a host's operating system and of its numbers (-O), as lines: for people, and in the words
 * of nmap's files. */
#pragma once

#include "base/buf.h"
#include "model/record.h"

/* Indented lines for the text output, translated. Nothing when nothing is known. */
void systems_text(struct buf *b, const struct record_host *h);
/* For -oN: Running, OS details, Uptime guess, TCP Sequence Prediction, IP ID Sequence Generation. */
void systems_normal(struct buf *b, const struct record_host *h);
/* For -oX: <os>, <uptime>; and what stands behind <distance>: <tcpsequence>, <ipidsequence>, <tcptssequence>.
 * `now` is when the run began. */
void systems_xml(struct buf *b, const struct record_host *h, nsec_wall now);
void systems_xml_numbers(struct buf *b, const struct record_host *h);
