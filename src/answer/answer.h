/* answer: what is done about an alert, when somebody asked for it. In: alerts and times; out: which sources
 * are to be kept out (policy.h), the words that nft understands (nft.h), the mail and the line of the
 * system's log (words.h), and children that carry it out (job.h). It knows nothing of packets and does not
 * decide what an alert is.
 *
 * Only job.c starts anything; it belongs to the small process that cmd/watchhand.c forks before the watch
 * gives up its privileges. */
#pragma once
