#include "report/sarif.h"

#include "report/esc.h"
#include "report/fmt.h"
#include "report/gather.h"
#include "report/jsonl.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void key(struct buf *b, char before, const char *name, const char *text)
{
    if (!text)
        return;
    buf_printf(b, "%c\"%s\":", before, name);
    esc_json(b, text);
}

static int by_id(const void *a, const void *b)
{
    return strcmp((*(const struct record_finding *const *)a)->id,
                  (*(const struct record_finding *const *)b)->id);
}

/* The first finding of each id, in the order of the ids: SARIF's rules. Returns how many; the list has room
 * for all findings. */
static size_t rules_of(const struct gathered *all, const struct record_finding **list)
{
    for (size_t i = 0; i < all->kinds; i++)
        list[i] = all->kind[i].item[0];
    qsort(list, all->kinds, sizeof *list, by_id);
    return all->kinds;
}

static const char *link_of(const struct record_strings *refs)
{
    for (size_t i = 0; i < refs->count; i++)
        if (strncmp(refs->item[i], "https://", 8) == 0)
            return refs->item[i];
    return NULL;
}

static void rule(struct buf *b, const struct record_finding *f)
{
    key(b, '{', "id", f->id);
    buf_puts(b, ",\"shortDescription\":");
    key(b, '{', "text", f->title);
    buf_putc(b, '}');
    if (f->advice) {
        buf_puts(b, ",\"help\":");
        key(b, '{', "text", f->advice);
        buf_putc(b, '}');
    }
    key(b, ',', "helpUri", link_of(&f->refs));
    buf_puts(b, ",\"properties\":{\"tags\":[\"security\"]}}");
}

static void driver(struct buf *b, const struct gathered *all, const struct record_finding *const *rules,
                   size_t n)
{
    buf_puts(b, "{\"driver\":{\"name\":\"tojimari\"");
    key(b, ',', "version", all->run ? all->run->version : NULL);
    buf_puts(b, ",\"rules\":[");
    for (size_t i = 0; i < n; i++) {
        buf_puts(b, i ? ",\n" : "\n");
        rule(b, rules[i]);
    }
    buf_puts(b, "]}}");
}

/* "tcp://[2001:db8::1]:23", without the zone, for which RFC 3986 has no place; "host://…" for the host as a
 * whole. */
static void uri_of(struct buf *b, const struct record_finding *f)
{
    char addr[ADDR_TEXT_MAX];
    bool door = f->port != RECORD_NO_U64;
    buf_printf(b, "%s://%s", door ? proto_word(f->proto) : "host", addr_host(&f->addr, addr));
    if (door)
        buf_printf(b, ":%" PRIu64, f->port);
}

static void name_of(struct buf *b, const struct record_finding *f)
{
    char addr[ADDR_TEXT_MAX], door[FMT_MAX];
    buf_printf(b, "%s %s", addr_show(&f->addr, addr), fmt_door(f, door));
}

static void location(struct buf *b, const struct record_finding *f)
{
    struct buf text;
    buf_init(&text, 1 << 10);
    name_of(&text, f);
    key(b, '{', "fullyQualifiedName", buf_text(&text));
    buf_puts(b, ",\"kind\":\"resource\"}],\"physicalLocation\":{\"artifactLocation\":");
    buf_clear(&text);
    uri_of(&text, f);
    key(b, '{', "uri", buf_text(&text));
    buf_puts(b, "}}}]");
    buf_fini(&text);
}

static void cve(struct buf *b, const struct record_cve *c)
{
    key(b, '{', "id", c->id);
    key(b, ',', "status", c->status);
    if (isfinite(c->cvss)) {
        buf_puts(b, ",\"cvss\":");
        jsonl_number(b, c->cvss);
    }
    if (isfinite(c->epss)) {
        buf_puts(b, ",\"epss\":");
        jsonl_number(b, c->epss);
    }
    buf_printf(b, ",\"kev\":%s}", c->kev ? "true" : "false");
}

static void result(struct buf *b, const struct record_finding *f, size_t rule_index)
{
    const struct level *level = &levels_table[levels_of(f->severity)];
    const struct record_cve *cves = f->cve.item;
    struct buf text;
    buf_init(&text, 1 << 20);
    key(b, '{', "ruleId", f->id);
    buf_printf(b, ",\"ruleIndex\":%zu,\"level\":\"%s\",\"message\":", rule_index, level->sarif);
    buf_printf(&text, "%s%s%s", f->title, f->evidence ? ": " : "", f->evidence ? f->evidence : "");
    key(b, '{', "text", buf_text(&text));
    buf_puts(b, "},\"locations\":[{\"logicalLocations\":[");
    location(b, f);
    buf_clear(&text);
    buf_printf(&text, "%s ", f->id);
    name_of(&text, f);
    buf_puts(b, ",\"partialFingerprints\":");
    key(b, '{', "door/v1", buf_text(&text));
    buf_fini(&text);
    buf_printf(b, "},\"properties\":{\"severity\":\"%s\",\"security-severity\":\"%s\"", level->word,
               level->score);
    for (size_t i = 0; i < f->cve.count; i++) {
        buf_puts(b, i ? "," : ",\"cve\":[");
        cve(b, &cves[i]);
    }
    buf_puts(b, f->cve.count ? "]}}" : "}}");
}

/* When, and was everything judged? */
static void invocation(struct buf *b, const struct gathered *all)
{
    char when[NSEC_TEXT_MAX];
    bool complete = all->end && all->end->complete && !all->left_out;
    buf_printf(b, "{\"executionSuccessful\":%s", complete ? "true" : "false");
    if (all->run && all->run->started)
        key(b, ',', "startTimeUtc", nsec_rfc3339(all->run->started, when));
    if (!complete) {
        buf_puts(b, ",\"toolExecutionNotifications\":[{\"level\":\"error\",\"message\":");
        key(b, '{', "text", all->end && all->end->why ? all->end->why : "not everything is in here");
        buf_puts(b, "}}]");
    }
    buf_putc(b, '}');
}

static void write(struct buf *b, const struct gathered *all)
{
    const struct record_finding **rules = calloc(all->count + 1, sizeof *rules);
    size_t n = rules ? rules_of(all, rules) : 0;
    buf_puts(b, "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\","
                "\"runs\":[{\"tool\":");
    driver(b, all, rules, n);
    buf_puts(b, ",\n\"invocations\":[");
    invocation(b, all);
    buf_puts(b, "],\n\"results\":[");
    for (size_t i = 0; i < all->count; i++) {
        const struct record_finding *const *at =
            n ? bsearch(&all->finding[i], rules, n, sizeof *rules, by_id) : NULL;
        buf_puts(b, i ? ",\n" : "\n");
        if (at)
            result(b, all->finding[i], (size_t)(at - rules));
    }
    buf_puts(b, "]}]}\n");
    b->over |= !rules;
    free(rules);
}

struct sink *sarif_new(struct out *o, const struct report_conf *conf)
{
    return gather_new(o, conf, write);
}
