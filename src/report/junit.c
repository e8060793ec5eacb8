#include "report/junit.h"

#include "report/esc.h"
#include "report/fmt.h"
#include "report/gather.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Without a word of the caller's, all but what is no fault. */
static bool fails(const struct gathered *all, const struct record_finding *f)
{
    return levels_of(f->severity) <= levels_of(all->conf->fail_on ? all->conf->fail_on : "low");
}

static size_t failures(const struct gathered *all, size_t first, size_t n)
{
    size_t bad = 0;
    for (size_t i = first; i < first + n; i++)
        bad += fails(all, all->finding[i]);
    return bad;
}

static void text_of(struct buf *b, const struct record_finding *f)
{
    const struct record_cve *cve = f->cve.item;
    struct buf text;
    buf_init(&text, 1 << 20);
    if (f->evidence)
        buf_printf(&text, "seen: %s\n", f->evidence);
    for (size_t i = 0; i < f->cve.count; i++)
        buf_printf(&text, "%s %s%s\n", cve[i].id, cve[i].status ? cve[i].status : "",
                   cve[i].kev ? ", exploited" : "");
    if (f->advice)
        buf_printf(&text, "what to do: %s\n", f->advice);
    for (size_t i = 0; i < f->refs.count; i++)
        buf_printf(&text, "see: %s\n", f->refs.item[i]);
    esc_xml(b, buf_text(&text));
    b->over |= text.over;
    buf_fini(&text);
}

static void testcase(struct buf *b, const struct gathered *all, const struct record_finding *f,
                     const char *host)
{
    char door[FMT_MAX];
    bool failed = fails(all, f);
    buf_puts(b, "<testcase");
    esc_xml_attr(b, "classname", host);
    buf_printf(b, " name=\"%s ", fmt_door(f, door));
    esc_xml(b, f->id);
    buf_puts(b, "\" time=\"0\">\n");
    if (failed) {
        buf_puts(b, "<failure");
        esc_xml_attr(b, "type", f->severity);
        esc_xml_attr(b, "message", f->title);
        buf_putc(b, '>');
    } else {
        buf_puts(b, "<system-out>");
    }
    text_of(b, f);
    buf_puts(b, failed ? "</failure>\n</testcase>\n" : "</system-out>\n</testcase>\n");
}

static void begin_suite(struct buf *b, const char *name, size_t tests, size_t bad, size_t errors)
{
    buf_puts(b, "<testsuite");
    esc_xml_attr(b, "name", name);
    buf_printf(b, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"0\" time=\"0\">\n", tests, bad,
               errors);
}

static void write(struct buf *b, const struct gathered *all)
{
    char host[ADDR_TEXT_MAX];
    bool complete = all->end && all->end->complete && !all->left_out;
    double elapsed = all->end && isfinite(all->end->elapsed_s) ? all->end->elapsed_s : 0;
    buf_puts(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"tojimari audit\"");
    buf_printf(b, " tests=\"%zu\" failures=\"%zu\" errors=\"%d\" time=\"%" PRIu64 ".%03u\">\n",
               all->count + 1, failures(all, 0, all->count), !complete, (uint64_t)elapsed,
               (unsigned)(fmod(elapsed, 1) * 1e3));
    begin_suite(b, "audit", 1, 0, !complete);
    buf_puts(b, "<testcase classname=\"audit\" name=\"everything was judged\" time=\"0\"");
    if (complete) {
        buf_puts(b, "/>\n");
    } else {
        buf_puts(b, "><error type=\"incomplete\"");
        esc_xml_attr(b, "message", all->end && all->end->why ? all->end->why : "not everything is in here");
        buf_puts(b, "/></testcase>\n");
    }
    buf_puts(b, "</testsuite>\n");
    for (size_t i = 0, n; i < all->count; i += n) {
        n = gather_host(all, i);
        addr_show(&all->finding[i]->addr, host);
        begin_suite(b, host, n, failures(all, i, n), 0);
        for (size_t k = i; k < i + n; k++)
            testcase(b, all, all->finding[k], host);
        buf_puts(b, "</testsuite>\n");
    }
    buf_puts(b, "</testsuites>\n");
}

struct sink *junit_new(struct out *o, const struct report_conf *conf)
{
    return gather_new(o, conf, write);
}
