/* Logs of any content: every form reads every line without a byte too many, and a sight that it gives has two addresses of one family. */
#include "watch/source/lines.h"

#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct line_form *const forms[] = {&lines_syslog,  &lines_appliance, &lines_journal,
                                                    &lines_windows, &lines_zeek,      &lines_zeek_json,
                                                    &lines_eve,     &lines_argus,     &lines_web};
    (void)lines_like(data, size);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct line_state state = {.reference = INT64_C(1795400000) * NSEC_SEC};
        struct word rest = {(const char *)data, size}, line;
        while (word_next(&rest, "\n", &line)) {
            struct sight s = {.vlan = SIGHT_NO_VLAN};
            if (line.n && forms[i]->read(&state, line, &s) == LINE_SIGHT)
                CHECK(s.src.len == s.dst.len && s.src.len && s.kind != SIGHT_NONE);
        }
    }
    return 0;
}
