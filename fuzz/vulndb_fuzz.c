/* Feeds and banners: whatever a file holds, an import ends with a result, and what came in can be looked
 * up. */
#include "audit/match.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct rest {
    const uint8_t *at;
    size_t left;
};

static ssize_t read_rest(void *ctx, void *bytes, size_t n)
{
    struct rest *r = ctx;
    n = n < r->left ? n : r->left;
    n = n < 37 ? n : 37; /* pieces end anywhere */
    memcpy(bytes, r->at, n);
    r->at += n;
    r->left -= n;
    return (ssize_t)n;
}

static void look_up(struct vulndb *db, const char *text)
{
    struct vuln_target target;
    struct vuln_matches found;
    struct vuln_seen seen = {.product = "openssh", .version = text, .info = text, .cpe = &text, .cpes = 1};
    if (!vuln_target_of(&seen, &target))
        return;
    CHECK(target.names > 0 && target.version[0]);
    if (vuln_match(db, &target, &found) == 0)
        vuln_matches_fini(&found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct vulndb *db;
    struct diag d = {0};
    struct vulndb_imported imported;
    struct rest rest = {data, size};
    if (vulndb_open(":memory:", true, &db, &d) < 0)
        return 0;
    (void)vulndb_import(db, &(struct vulndb_input){.read = read_rest, .ctx = &rest, .name = "feed"},
                        &imported, &d);
    char *text = malloc(size + 1);
    if (text) {
        memcpy(text, data, size);
        text[size] = 0;
        look_up(db, text);
    }
    free(text);
    vulndb_free(db);
    return 0;
}
