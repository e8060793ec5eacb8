/* Logs of any content: every form reads every line without a byte too many, and a sight that it gives has two addresses of one family. */
#include "watch/source/conns.h"
#include "watch/source/lines.h"

#include "check.h"

static bool next(const struct line_form *form, struct word *rest, struct word *ret)
{
    if (!form->cut)
        return word_next(rest, "\n", ret);
    size_t n = rest->n ? form->cut(rest->p, rest->n) : 0;
    if (!n || n > rest->n)
        return false;
    *ret = (struct word){rest->p, n};
    *rest = (struct word){rest->p + n, rest->n - n};
    return true;
}

static void check(const struct sight *s)
{
    CHECK(s->src.len == s->dst.len && s->src.len && s->kind != SIGHT_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct line_form *const forms[] = {
        &lines_syslog, &lines_appliance, &lines_journal, &lines_windows, &lines_zeek,     &lines_zeek_json,
        &lines_eve,    &lines_argus,     &lines_web,     &lines_export,  &lines_paloalto, &lines_vpc};
    (void)lines_like(data, size);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct line_state state = {.reference = INT64_C(1795400000) * NSEC_SEC};
        struct word rest = {(const char *)data, size}, line;
        struct sight s;
        while (next(forms[i], &rest, &line)) {
            s = (struct sight){.vlan = SIGHT_NO_VLAN};
            if (line.n && forms[i]->read(&state, line, &s) == LINE_SIGHT)
                check(&s);
        }
        while (state.conns && conns_due(state.conns, INT64_MAX, &s))
            check(&s);
        conns_free(state.conns);
    }
    return 0;
}
