#include "cmd/watchduty.h"

#include "cmd/cmd.h"
#include "cmd/manifests.h"
#include "cmd/statedir.h"
#include "cmd/watchafter.h"
#include "cmd/watchblock.h"
#include "cmd/watchmetrics.h"
#include "report/jsonl.h"
#include "sys/clock.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { JSON = 1 << 20 };

#define SAVE_EVERY (5 * NSEC_SEC) /* a round takes its time, too: together below ten seconds */
#define LOOK_EVERY (5 * NSEC_SEC) /* metrics, status */
/* Who goes on is blocked again, or at last: whom an earlier watch told of is told by nobody else. A few milliseconds. */
#define BLOCK_EVERY NSEC_SEC

/* --- alerts on their way */

static unsigned severity_of(const struct record_alert *a)
{
    for (unsigned i = WATCH_INFO; i <= WATCH_CRITICAL; i++)
        if (a->severity && strcmp(a->severity, watch_severity_word(i)) == 0)
            return i;
    return WATCH_INFO;
}

/* Whether it is news, and how grave it was when it was told last (-1: never). Whoever cannot be asked has not
 * heard of it. */
static bool is_news(struct watchduty *d, const struct record *r, const char *json, int *ret_before)
{
    const struct record_alert *a = &r->alert;
    unsigned region;
    uint32_t piece;
    int e = 0;
    *ret_before = -1;
    if (!d->state)
        return true;
    for (unsigned i = 0; d->conf->state && e == 0 && watch_telling(d->w, i, &region, &piece); i++)
        e = state_piece(d->state, d->region, d->regions, region, piece);
    if (e == 0)
        e = state_tell(d->state, a->id, a->ongoing ? (int)severity_of(a) : STATE_ENDED, r->again, json,
                       ret_before);
    if (e < 0 && !d->state_lost)
        cmd_say(_("%s: %s: alerts go on, but what is told now may be told again"), d->conf->state,
                strerror(-e));
    d->state_lost = e < 0;
    return e != 0;
}

static void hand_on(struct watchduty *d, const struct record_alert *a, unsigned severity, const char *json)
{
    if (watchhand_tells(&d->conf->hand) && watchfold_alone(&d->fold, a, severity, clock_mono(), clock_wall()))
        watchhand_tell(&d->hand, a, json);
}

/* Once each, when it is grave enough for the first time, and when there is something new. */
static void answer(struct watchduty *d, const struct record *r, int before, const char *json)
{
    const struct record_alert *a = &r->alert;
    bool first = before < (int)d->conf->hooks_from;
    int severity = (int)severity_of(a);
    d->told[severity] += before < severity;
    d->alerts += before < 0;
    if (before == STATE_ENDED)
        return;
    if (!a->suppressed && severity >= (int)d->conf->hooks_from && (first || r->again))
        hand_on(d, a, (unsigned)severity, json);
    if (d->policy)
        watchblock_alert(d, a, (unsigned)severity);
}

/* What the engine does not know of an alert: what stands behind its ports, and where its packets are. */
static void complete(struct watchduty *d, struct record *r, struct watchafter *room)
{
    /* TRANSLATORS: the language of the texts in data/ports and data/reasons: "ja" for Japanese, else "en". */
    watchafter_fill(d->vulndb, _("en"), r, room);
    unsigned packets = watchpackets_put(&d->packets, d->w, r->alert.id, r->alert.kind);
    if (packets) {
        r->alert.packets = packets;
        r->alert.pcap = d->packets.path;
    }
}

static int put_alert(struct watchduty *d, const struct record *bare)
{
    struct buf json;
    struct watchafter room;
    struct record full = *bare, *r = &full;
    int before;
    complete(d, r, &room);
    if (r->alert.daily) /* known, and no news but for the day's account */
        return sink_put(d->to, r);
    buf_init(&json, JSON);
    jsonl_record(&json, r);
    bool news = is_news(d, r, buf_text(&json), &before);
    int e = news ? sink_put(d->to, r) : 0;
    if (news)
        answer(d, r, before, buf_text(&json));
    buf_fini(&json);
    return e;
}

static int put(struct sink *s, const struct record *r)
{
    struct watchduty *d = (struct watchduty *)s;
    return r->type == RECORD_ALERT ? put_alert(d, r) : sink_put(d->to, r);
}

static int flush(struct sink *s)
{
    struct watchduty *d = (struct watchduty *)s;
    return d->to->flush(d->to);
}

/* An alert of what goes on, as it stands. A memory that takes nothing is said with the rounds. */
static int put_known(struct sink *s, const struct record *bare)
{
    struct watchduty *d = ((struct watchduty_known *)s)->of;
    struct buf json;
    struct watchafter room;
    struct record r = *bare;
    complete(d, &r, &room);
    buf_init(&json, JSON);
    jsonl_record(&json, &r);
    (void)state_retell(d->state, r.alert.id, buf_text(&json));
    buf_fini(&json);
    return 0;
}

/* --- beginning */

static int open_state(struct watchduty *d)
{
    struct diag said = {0};
    int e = state_open(d->conf->state, &d->state, &said);
    if (e == -EBUSY) {
        cmd_say(_("%s: another watch uses it"), d->conf->state);
        return CMD_ENV;
    }
    if (e < 0)
        return cmd_failed(d->conf->state ? d->conf->state : _("memory for what is remembered"), e);
    if (said.msg)
        (void)cmd_wrong(&said);
    return CMD_OK;
}

/* Alerts come without what is known against a product, when nobody imported it. */
static void open_vulndb(struct watchduty *d)
{
    struct diag said = {0};
    char *path = statedir_file("vuln.db", false);
    if (path && vulndb_open(path, false, &d->vulndb, &said) < 0)
        d->vulndb = NULL;
    free(path);
}

/* Of those that take a name by renaming (the state's, when what is there is none): a device, a pipe or a link
 * would be gone. */
static int check_files(const struct watchduty_conf *conf)
{
    const char *const files[] = {conf->state, conf->metrics};
    struct stat st;
    struct diag said = {0};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i] && lstat(files[i], &st) == 0 && !S_ISREG(st.st_mode)) {
            diag_set(&said, N_("%s: this is no regular file, and one would take its place"), files[i], NULL,
                     NULL);
            return cmd_wrong(&said);
        }
    return CMD_OK;
}

int watchduty_open(struct watchduty *d, const struct watchduty_conf *conf)
{
    struct diag said;
    *d = (struct watchduty){.sink = {.put = put, .flush = flush},
                            .conf = conf,
                            .notify = -1,
                            .hand = {.fd = -1},
                            .packets = {.fd = -1},
                            .door = {.fd = -1}};
    d->known = (struct watchduty_known){{.put = put_known}, d};
    d->begun = clock_wall();
    int status = check_files(conf);
    if (status != CMD_OK)
        return status;
    d->rules = watchrules_read(&conf->rules, &said);
    if (!d->rules)
        return said.msg ? cmd_wrong(&said) : cmd_failed(_("the rules"), -ENOMEM);
    status = conf->manifest.count ? manifests_key(conf->manifest_pub, d->pub) : CMD_OK;
    status = status ? status
                    : manifests_take(&conf->manifest, d->pub, conf->live ? clock_wall() : 0, &d->manifest);
    if (status == CMD_OK && conf->block)
        status = watchblock_open(d);
    d->handed = conf->hand;
    d->handed.never = d->own;
    d->handed.nevers = d->never;
    if (status == CMD_OK)
        status = watchhand_open(&d->hand, &d->handed);
    if (status == CMD_OK && (conf->state || conf->block || watchhand_wanted(&conf->hand)))
        status = open_state(d);
    if (status == CMD_OK && conf->door)
        status = watchdoor_open(&d->door, conf->door);
    open_vulndb(d);
    d->notify = notify_open();
    d->dog = notify_watchdog() / 3;
    return status;
}

struct hash_key watchduty_key(const struct watchduty *d)
{
    return d->state ? state_key(d->state) : hash_key_random();
}

static void log_name(const char *path, char ret[64 + 4096])
{
    char whole[PATH_MAX];
    snprintf(ret, 64 + 4096, "log:%s", realpath(path, whole) ? whole : path);
}

/* Where they were left. What is gone is read from the beginning of what there is. */
static void resume_logs(struct watchduty *d)
{
    char name[64 + 4096];
    for (unsigned i = 0; i < d->logs.count; i++) {
        struct source *s = d->logs.in[i];
        log_name(d->logs.name[i], name);
        char *place = s->ops->resume ? state_noted(d->state, name) : NULL;
        if (place && !s->ops->resume(s, place))
            cmd_say(_("%s: what was read last is no longer there; it is read from its beginning"),
                    d->logs.name[i]);
        free(place);
    }
}

/* With the tables, in one go: what was read is remembered, and what is remembered was read. */
static int note_logs(struct watchduty *d)
{
    char name[64 + 4096], place[SOURCE_PLACE];
    int e = 0;
    for (unsigned i = 0; i < d->logs.count && !e; i++) {
        const struct source *s = d->logs.in[i];
        log_name(d->logs.name[i], name);
        if (s->ops->place && s->ops->place(s, place))
            e = state_note(d->state, name, place);
    }
    return e;
}

int watchduty_begin(struct watchduty *d, struct watch *w, struct sink *to, const struct source_stats *seen)
{
    struct state_loaded loaded;
    d->w = w;
    d->to = to;
    d->seen = seen;
    d->regions = watch_regions(w, d->region);
    int e = d->conf->state ? state_load(d->state, d->region, d->regions, &loaded) : 0;
    if (e < 0)
        return cmd_failed(d->conf->state, e);
    if (d->conf->state)
        resume_logs(d);
    if (d->conf->state && loaded.other_form)
        cmd_say(
            _("%s: part of it was written by another version or with another --state-limit, and is forgotten"),
            d->conf->state);
    return CMD_OK;
}

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
}

void watchduty_folders(const struct watchduty *d, char *read[], char *write[], unsigned cap)
{
    const char *const files[] = {d->conf->state, d->conf->metrics, d->door.path};
    unsigned n = watchrules_folders(&d->conf->rules, read, cap - 1);
    for (unsigned i = 0; i < d->conf->manifest.count && n < cap - 1; i++)
        if ((read[n] = folder_of(d->conf->manifest.item[i])) != NULL)
            n++;
    char *vulndb = d->vulndb ? statedir_file("vuln.db", false) : NULL;
    if (vulndb && n < cap - 1 && (read[n] = folder_of(vulndb)) != NULL)
        n++; /* SQLite looks for a journal beside it */
    free(vulndb);
    read[n] = NULL;
    n = 0;
    for (unsigned i = 0; i < 3 && n < cap - 1; i++)
        if (files[i] && (write[n] = folder_of(files[i])))
            n++;
    write[n] = NULL;
}

int watchduty_ready(struct watchduty *d)
{
    int e = d->conf->state ? state_begin(d->state) : 0;
    if (e < 0)
        return cmd_failed(d->conf->state, e);
    notify_say(d->notify, "READY=1");
    return CMD_OK;
}

/* --- while it goes on */

static int save(struct watchduty *d, nsec now)
{
    if (!d->conf->state || (!d->saving && now < d->next_save))
        return 0;
    if (!d->saving)
        d->next_save = now + SAVE_EVERY;
    int e = d->logs.count ? note_logs(d) : 0;
    if (e == 0)
        e = d->logs.count ? state_save(d->state, d->region, d->regions)
                          : state_step(d->state, d->region, d->regions);
    if (e == 0 && d->logs.count)
        e = 1; /* a round: logs wait */
    if (e < 0 && !d->state_lost)
        cmd_say(_("%s: %s: nothing is remembered until that is better"), d->conf->state, strerror(-e));
    if (e == 1 && d->state_lost)
        cmd_say(_("%s: it is written again"), d->conf->state);
    d->state_lost = e < 0 || (e == 0 && d->state_lost);
    d->saving = e == 0;
    return d->saving;
}

/* Whoever removes or replaces the file takes what was remembered: it goes with the process. */
static bool is_state_there(struct watchduty *d)
{
    bool there = !d->conf->state || state_is_there(d->state);
    if (!there && !d->state_gone)
        cmd_say(_("%s: was removed or replaced: what is remembered ends with this watch"), d->conf->state);
    d->state_gone = !there;
    return there;
}

static void look(struct watchduty *d, nsec now)
{
    char status[128];
    struct watch_stats s;
    if (now < d->next_look)
        return;
    d->next_look = now + LOOK_EVERY;
    watch_stats(d->w, &s);
    (void)is_state_there(d);
    if (d->conf->metrics)
        watchmetrics_write(d);
    snprintf(status, sizeof status, "STATUS=%llu packets or lines, %llu connections, %llu alerts",
             (unsigned long long)d->seen->packets, (unsigned long long)s.flows,
             (unsigned long long)d->alerts);
    notify_say(d->notify, status);
}

bool watchduty_told(const struct watchduty *d, unsigned severity)
{
    for (; severity <= WATCH_CRITICAL; severity++)
        if (d->told[severity])
            return true;
    return false;
}

bool watchduty_enough(const struct watchduty *d)
{
    return d->top && d->top->quit;
}

static void block_again(void *of, const struct watch_suspect *s)
{
    struct watchduty *d = of;
    if (d->policy)
        watchblock_again(d, s);
}

/* What goes on is answered again, and known as it stands. */
static void go_on(struct watchduty *d)
{
    bool remembers = d->conf->live && d->conf->state;
    if (d->policy || remembers)
        watch_going_on(d->w, block_again, d, remembers ? &d->known.sink : NULL);
}

int watchduty_turn(struct watchduty *d, nsec now)
{
    if (d->top)
        (void)watchtop_turn(d->top, d->w, now, clock_wall());
    int busy = save(d, now);
    look(d, now);
    if (now >= d->next_again) {
        d->next_again = now + (d->policy ? BLOCK_EVERY : LOOK_EVERY);
        go_on(d);
    }
    watchfold_turn(&d->fold, &d->hand, now, clock_wall(), false);
    watchdoor_step(&d->door, now, watchmetrics_text, d);
    if (d->dog && now >= d->next_dog) {
        d->next_dog = now + d->dog;
        notify_say(d->notify, "WATCHDOG=1");
    }
    return busy;
}

/* A pipe would be waited for, by all. */
static bool is_read_at_once(const char *path)
{
    struct stat st;
    if (stat(path, &st) < 0 || S_ISREG(st.st_mode)) /* what is missing is said by whoever opens it */
        return true;
    cmd_say(_("%s: this is no regular file, and is not read again"), path);
    return false;
}

/* Announcements, all or none. */
static bool reload_manifests(struct watchduty *d)
{
    struct manifest *m, *old = d->manifest;
    for (unsigned i = 0; i < d->conf->manifest.count; i++)
        if (!is_read_at_once(d->conf->manifest.item[i]))
            return false;
    if (manifests_take(&d->conf->manifest, d->pub, clock_wall(), &m) != CMD_OK)
        return false;
    watch_announce(d->w, m, d->conf->manifest.count);
    d->manifest = m;
    manifests_free(old, d->conf->manifest.count);
    return true;
}

static bool reload_rules(struct watchduty *d)
{
    struct diag said;
    const char *path;
    for (unsigned i = 0; (path = watchrules_file(&d->conf->rules, i)) != NULL; i++)
        if (!is_read_at_once(path))
            return false;
    struct watchrules *r = watchrules_read(&d->conf->rules, &said);
    int e = r ? watch_reform(d->w, r->home, r->homes, r->role, r->roles) : -EINVAL;
    if (!r && said.msg)
        (void)cmd_wrong(&said);
    if (e < 0) {
        free(r);
        return false;
    }
    free(d->rules);
    d->rules = r;
    if (d->policy)
        watchblock_allow(d);
    cmd_say(_("the rules were read again: networks at home %u, roles %u, never blocked %u"), r->homes,
            r->roles, r->allows);
    return true;
}

bool watchduty_reload(struct watchduty *d, nsec now)
{
    unsigned announced = d->conf->manifest.count;
    bool any = watchrules_file(&d->conf->rules, 0) || announced;
    if (!any && d->notify < 0)
        return false;
    if (d->top && !isatty(STDOUT_FILENO)) /* the terminal is gone, and nobody looks on any more */
        return false;
    notify_reloading(d->notify, now);
    if (!any)
        cmd_say(_("there are no rules to read again: --config names their file"));
    else if (!reload_rules(d))
        cmd_say(_("the rules stay as they were"));
    if (announced && reload_manifests(d))
        cmd_say(_("announcements of scans were read again: %u"), announced);
    else if (announced)
        cmd_say(_("announcements of scans stay as they were"));
    notify_say(d->notify, "READY=1");
    return true;
}

bool watchduty_save(struct watchduty *d)
{
    if (d->w)
        go_on(d);
    int e = d->conf->state && d->w ? note_logs(d) : 0;
    if (e == 0 && d->conf->state && d->w)
        e = state_save(d->state, d->region, d->regions);
    if (e < 0)
        (void)cmd_failed(d->conf->state, e);
    return e >= 0 && is_state_there(d);
}

void watchduty_close(struct watchduty *d)
{
    notify_say(d->notify, "STOPPING=1");
    watchfold_turn(&d->fold, &d->hand, clock_mono(), clock_wall(), true);
    watchhand_close(&d->hand);
    watchdoor_close(&d->door);
    state_free(d->state);
    vulndb_free(d->vulndb);
    policy_free(d->policy);
    manifests_free(d->manifest, d->manifest ? d->conf->manifest.count : 0);
    free(d->rules);
    free(d->own);
    if (d->notify >= 0)
        close(d->notify);
    *d = (struct watchduty){.notify = -1, .hand = {.fd = -1}, .door = {.fd = -1}, .packets = {.fd = -1}};
}
