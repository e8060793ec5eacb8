/* Sentences in which a program names itself: "Name 1.2.3 ready", "Welcome to Name", "Foo Bar (1.2.3
 * (linux))". Text in, found out (words_say); for grammar.h and strange.h alone. Pure. */
#pragma once

#include "ident/words.h"

/* "(Debian)", "Win64": the system that a comment names, into f->os. */
void phrases_system(struct text t, struct found *f);

/* A name in running text begins like one, or its version could be nothing else. */
bool phrases_proper(struct text name, struct text version);

/* "… Name [server] [version] 1.2.3 …", "… Name-1.2.3 …". `polite`: in a greeting of a known protocol, where
 * names need no capital. */
bool phrases_versioned(enum part_kind kind, const struct text *w, size_t n, bool polite, struct found *f);

/* A name without a version, only where it is one: after "ESMTP", and before "ready" or a protocol. */
bool phrases_unversioned(enum part_kind kind, const struct text *w, size_t n, struct found *f);

/* "Foo Bar Server v1.2.3 …", "Foo Bar (1.2.3 (linux))": the words before the version are the name. */
bool phrases_spaced(enum part_kind kind, struct text value, struct text head, struct found *f);

/* "Welcome to [the] Frobnik VTY interface": a name, when what stands behind it is what programs call
 * themselves. */
bool phrases_welcome(enum part_kind kind, struct text t, struct found *f);

/* The program in which an object of JSON names itself, and its version:
 * {"name":"frobnikd","version":"1.2"}. */
bool phrases_json(enum part_kind kind, struct text json, struct found *f);
