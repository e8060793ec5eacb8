/* A thread that does nothing but write: records go to it packed (report/pack.h), so that who finds doors does
 * not wait for who puts them into words, and readers see results while the scan runs. A sink in front of
 * another, which belongs to the thread from writer_new() to writer_free(). One thread puts. */
#pragma once

#include "model/sink.h"

struct writer;

/* `to` is borrowed. 0; -ENOMEM, -EAGAIN (no thread to be had). */
int writer_new(struct sink *to, struct writer **ret);

/* Takes every record that can be packed. put() waits while the thread is far behind; an error of the sink
 * behind comes back from a later put() or flush(). flush() asks for it and does not wait. What was put is
 * flushed at the latest a fifth of a second after nothing more came. */
struct sink *writer_sink(struct writer *w);

/* Everything that was put is handed on, then the thread ends. 0 or the error of the sink behind. NULL is
 * fine: 0. */
int writer_free(struct writer *w);
