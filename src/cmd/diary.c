#include "cmd/diary.h"

#include "cmd/cmd.h"

#include <errno.h>
#include <string.h>

#define EVERY (500 * NSEC_MS)

void diary_begin(struct diary *d, const char *id, nsec started)
{
    *d = (struct diary){
        .open = true, .kept = true, .writing = true, .id = id, .started = started, .next = started + EVERY};
    (void)runfile_new(&d->file, id); /* said when it would be needed */
    journal_begin(&d->journal, hash_key_random());
}

static int cannot_resume(const struct diary *d, const char *run, int e)
{
    const char *path = d->file.path ? d->file.path : run;
    if (e == -ENOENT)
        cmd_say(_("%s: there is no such run"), path);
    else if (e == -EBUSY)
        cmd_say(_("%s: this run is still under way"), path);
    else if (e == -EPERM)
        cmd_say(_("%s: not resumed, since others than you may have written it"), path);
    else
        cmd_say("%s: %s", path, strerror(-e));
    return e == -EBUSY || e == -EPERM || e == -ENOENT ? CMD_USAGE : CMD_ENV;
}

int diary_open(struct diary *d, const char *run)
{
    *d = (struct diary){.open = true, .kept = true, .resumed = true};
    int e = runfile_open(&d->file, run);
    if (e < 0)
        return cannot_resume(d, run, e);
    if (journal_open(&d->reader, d->file.content.data, d->file.content.len))
        return 0;
    cmd_say(_("%s is not the journal of a run"), d->file.path);
    return CMD_USAGE;
}

/* No journal any more; the file, if there is one, stays as it is. */
static void give_up(struct diary *d, int e)
{
    cmd_say(_("%s: %s: no journal is kept, and this run could not be resumed"),
            d->file.path ? d->file.path : "journal", strerror(-e));
    d->kept = false;
}

void diary_save(struct diary *d, nsec now)
{
    size_t n;
    if (!d->kept || !d->writing || !d->ready)
        return;
    journal_put(&d->journal,
                &(struct journal_entry){.kind = JOURNAL_TIME, .v = {(uint64_t)(now - d->started)}});
    const void *bytes = journal_take(&d->journal, &n);
    int e = d->journal.out.over ? -ENOMEM : runfile_append(&d->file, bytes, n);
    if (e == 0)
        journal_clear(&d->journal);
    else if (e != -EAGAIN)
        give_up(d, e);
}

/* Reading is over: writing begins behind the last whole chunk. */
static void write_on(struct diary *d, nsec now)
{
    int e = d->writing ? 0 : runfile_cut(&d->file, d->reader.valid);
    if (d->writing)
        return;
    journal_continue(&d->journal, d->reader.salt, d->reader.chunks);
    buf_fini(&d->file.content);
    d->writing = d->ready = true;
    d->next = now + EVERY;
    if (e < 0)
        give_up(d, e);
}

int diary_take_up(struct diary *d, struct scan *s, uint64_t part, nsec now)
{
    int e = RESUME_E_NONE;
    if (!d->kept)
        return 0;
    if (!d->writing)
        e = resume_read(s, &d->reader, part, now);
    if (e == -EINVAL) {
        cmd_say(_("%s is damaged, or of another version: begin anew"), d->file.path);
        return CMD_USAGE;
    }
    if (e < 0)
        return cmd_failed(d->file.path, e);
    if (e == 0 && scan_done(s))
        return 0;
    write_on(d, now);
    if (e == RESUME_E_NONE)
        resume_write(s, &d->journal, part);
    else
        resume_go_on(s, &d->journal);
    return 0;
}

void diary_turn(struct diary *d, struct scan *s, nsec now, bool last)
{
    if (!d->kept || !d->writing || (now < d->next && !last))
        return;
    d->next = now + EVERY;
    resume_mark(s, now);
    diary_save(d, now);
    if (!d->kept)
        resume_stop(s);
}

void diary_forget(struct diary *d)
{
    d->forgotten = true;
    d->kept = false;
}

void diary_end(struct diary *d, nsec now, bool complete)
{
    if (!d->open)
        return;
    if (d->kept && d->writing && d->file.size) {
        if (complete)
            journal_put(&d->journal, &(struct journal_entry){.kind = JOURNAL_RUN_END});
        runfile_wait(&d->file);
        diary_save(d, now);
    }
    bool kept = d->kept && d->writing && d->file.size;
    int e = runfile_close(&d->file, (complete && kept) || d->forgotten);
    if (kept && !complete && e == 0)
        cmd_say(_("to go on: tojimari scan --resume %s"), d->id);
    journal_fini(&d->journal);
    d->open = d->kept = d->writing = false;
}
