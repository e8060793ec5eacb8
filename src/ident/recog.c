#include "ident/recog.h"

#include "base/buf.h"
#include "base/grow.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <expat.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_MAX 4096
#define EXAMPLES 64

struct print {
    struct sig sig;
    char *owned[16]; /* the texts that sig points to */
    int texts;
    struct recog_example *example;
    size_t examples;
};

struct recog {
    struct print **print;
    size_t count, refused;
};

/* One file being read. */
struct reading {
    struct recog *recog;
    struct print *now; /* the open <fingerprint> */
    enum part_kind part;
    char service[32], stem[64];
    char product[160], vendor[160], version[64];
    struct buf text;
    bool in_example, base64;
    bool out_of_memory;
    uint32_t number;
    XML_Parser parser;
};

static const char *keep(struct reading *in, const char *text)
{
    struct print *p = in->now;
    if (!text || !text[0] || p->texts == sizeof p->owned / sizeof *p->owned)
        return NULL;
    char *copy = strdup(text);
    in->out_of_memory |= !copy;
    if (copy)
        p->owned[p->texts++] = copy;
    return copy;
}

static const char *attribute(const char **atts, const char *name)
{
    for (; atts && *atts; atts += 2)
        if (strcmp(*atts, name) == 0)
            return atts[1];
    return NULL;
}

/* Ruby's ^ and $ are those of lines, \h is a hex digit, \Z and \z ends. PCRE2 has (?m) for the first; Ruby's
 * (?m) is PCRE2's (?s). */
static void translate(const char *pattern, struct buf *out)
{
    buf_clear(out);
    for (const char *p = pattern; *p; p++) {
        if (p[0] == '\\' && p[1] == 'h') {
            buf_puts(out, "[0-9A-Fa-f]");
            p++;
        } else if (p[0] == '\\' && p[1]) {
            buf_put(out, p++, 2);
        } else if (strncmp(p, "(?m)", 4) == 0 || strncmp(p, "(?m:", 4) == 0) {
            buf_puts(out, "(?s");
            p += 2;
        } else {
            buf_putc(out, *p);
        }
    }
}

static void flags(struct sig *s, const char *list)
{
    if (!list)
        return;
    s->icase = strstr(list, "REG_ICASE") || strstr(list, "IGNORECASE");
    s->dotall = strstr(list, "REG_DOT_NEWLINE") || strstr(list, "REG_MULTILINE") || strstr(list, "MULTILINE");
}

static void begin_print(struct reading *in, const char **atts)
{
    struct recog *r = in->recog;
    const char *pattern = attribute(atts, "pattern");
    char id[48];
    if (!pattern || r->count == RECOG_SIGS_MAX) {
        r->refused++;
        return;
    }
    struct print **grown = grow_one(r->print, r->count, sizeof *grown);
    in->out_of_memory |= !grown;
    if (!grown)
        return;
    r->print = grown;
    struct print *p = calloc(1, sizeof *p);
    in->out_of_memory |= !p;
    if (!p)
        return;
    r->print[r->count++] = in->now = p;
    translate(pattern, &in->text);
    p->sig.part = in->part;
    p->sig.pattern = keep(in, buf_text(&in->text));
    p->sig.service = keep(in, in->service);
    p->sig.confidence = 0.85;
    flags(&p->sig, attribute(atts, "flags"));
    snprintf(id, sizeof id, "recog/%.32s:%u", in->stem, ++in->number);
    p->sig.id = keep(in, id);
    buf_clear(&in->text);
    in->product[0] = in->vendor[0] = 0;
    if (!p->sig.pattern)
        p->sig.pattern = "(?!)";
}

/* A param's value as our template: "$1" for a captured one; {service.version} is left to us. */
static const char *value_of(const char **atts, char *out, size_t cap)
{
    const char *pos = attribute(atts, "pos"), *value = attribute(atts, "value");
    size_t n = 0;
    if (pos && pos[0] != '0' && isdigit((unsigned char)pos[0]) && !pos[1]) {
        snprintf(out, cap, "$%s", pos);
        return out;
    }
    for (; value && *value && n + 2 < cap; value++) {
        if (*value == '$')
            out[n++] = '$';
        out[n++] = *value;
    }
    out[n] = 0;
    return n && pos && pos[0] == '0' && !pos[1] ? out : NULL;
}

/* cpe:/a:vendor:product:{service.version} -> a:vendor:product */
static const char *cpe_spec(struct reading *in, const char *cpe)
{
    char spec[96];
    int colons = 0;
    size_t n = 0;
    if (strncmp(cpe, "cpe:/", 5) != 0)
        return NULL;
    for (const char *p = cpe + 5; *p && n + 1 < sizeof spec; p++) {
        if (*p == ':' && ++colons == 3)
            break;
        spec[n++] = *p;
    }
    spec[n] = 0;
    return colons >= 2 ? keep(in, spec) : NULL;
}

static void add_cpe(struct reading *in, const char *cpe)
{
    const char **slot = in->now->sig.cpe;
    for (int i = 0; i < FOUND_CPES; i++)
        if (!slot[i]) {
            slot[i] = cpe_spec(in, cpe);
            return;
        }
}

static void param(struct reading *in, const char **atts)
{
    const char *name = attribute(atts, "name");
    struct sig *s = &in->now->sig;
    char text[160];
    const char *value = name ? value_of(atts, text, sizeof text) : NULL;
    if (!value)
        return;
    bool service = strncmp(name, "service.", 8) == 0;
    if (strcmp(name, "service.product") == 0)
        snprintf(in->product, sizeof in->product, "%s", value);
    else if (strcmp(name, "service.vendor") == 0)
        snprintf(in->vendor, sizeof in->vendor, "%s", value);
    else if (strcmp(name, "service.version") == 0)
        s->version = keep(in, value);
    else if (strcmp(name, "os.product") == 0)
        s->os = keep(in, value);
    else if (strcmp(name, "host.name") == 0)
        s->hostname = keep(in, value);
    else if ((strcmp(name, "hw.device") == 0 || strcmp(name, "os.device") == 0) && !s->device)
        s->device = keep(in, value);
    else if (strcmp(name, "hw.product") == 0)
        s->info = keep(in, value);
    else if (service && strcmp(name, "service.cpe23") == 0)
        add_cpe(in, value);
    else if (strcmp(name, "os.cpe23") == 0 || strcmp(name, "hw.cpe23") == 0)
        add_cpe(in, value);
}

/* "Vendor Product", unless the product begins with its vendor. */
static void end_print(struct reading *in)
{
    char whole[324];
    const char *vendor = in->vendor;
    if (strncasecmp(in->product, vendor, strlen(vendor)) == 0 || strcmp(vendor, "$1") == 0)
        vendor = "";
    snprintf(whole, sizeof whole, "%s%s%s", vendor, vendor[0] ? " " : "", in->product);
    if (in->product[0])
        in->now->sig.product = keep(in, whole);
    in->now = NULL;
}

static size_t unbase64(char *text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits = 0, have = 0;
    size_t n = 0;
    for (const char *p = text; *p; p++) {
        const char *d = strchr(digits, *p);
        if (!d)
            continue;
        bits = bits << 6 | (uint32_t)(d - digits);
        have += 6;
        if (have >= 8) {
            have -= 8;
            text[n++] = (char)(bits >> have);
        }
    }
    return n;
}

static void begin_example(struct reading *in, const char **atts)
{
    struct print *p = in->now;
    struct recog_example *grown =
        p->examples < EXAMPLES ? realloc(p->example, (p->examples + 1) * sizeof *grown) : NULL;
    if (!grown)
        return;
    const char *version = attribute(atts, "service.version"), *encoding = attribute(atts, "_encoding");
    p->example = grown;
    p->example[p->examples] = (struct recog_example){0};
    snprintf(in->version, sizeof in->version, "%s", version ? version : "");
    in->base64 = encoding && strcmp(encoding, "base64") == 0;
    in->in_example = true;
    buf_clear(&in->text);
}

static void end_example(struct reading *in)
{
    struct recog_example *e = &in->now->example[in->now->examples];
    char *copy = strdup(buf_text(&in->text));
    in->in_example = false;
    in->out_of_memory |= !copy;
    if (!copy)
        return;
    e->version = in->version[0] ? strdup(in->version) : NULL;
    e->len = in->base64 ? unbase64(copy) : strlen(copy);
    e->data = copy;
    in->now->examples++;
}

static void XMLCALL on_start(void *user, const char *name, const char **atts)
{
    struct reading *in = user;
    if (strcmp(name, "fingerprints") == 0) {
        const char *matches = attribute(atts, "matches");
        in->part = PART_KINDS;
        for (int k = 0; matches && k < PART_KINDS; k++)
            if (strcmp(part_recog((enum part_kind)k), matches) == 0)
                in->part = (enum part_kind)k;
        if (in->part != PART_KINDS)
            snprintf(in->service, sizeof in->service, "%s", part_service(in->part));
    } else if (strcmp(name, "fingerprint") == 0 && in->part != PART_KINDS && !in->now) {
        begin_print(in, atts);
    } else if (in->now && strcmp(name, "param") == 0) {
        param(in, atts);
    } else if (in->now && strcmp(name, "example") == 0 && !in->in_example) {
        begin_example(in, atts);
    }
}

static void XMLCALL on_end(void *user, const char *name)
{
    struct reading *in = user;
    if (in->in_example && strcmp(name, "example") == 0)
        end_example(in);
    else if (in->now && !in->in_example && strcmp(name, "fingerprint") == 0)
        end_print(in);
}

static void XMLCALL on_text(void *user, const char *text, int len)
{
    struct reading *in = user;
    if (in->in_example)
        buf_put(&in->text, text, (size_t)len);
}

/* No entities of its own: nothing grows beyond the file. */
static void XMLCALL on_doctype(void *user, const char *name, const char *system, const char *public,
                               int subset)
{
    struct reading *in = user;
    (void)name, (void)system, (void)public;
    if (subset)
        XML_StopParser(in->parser, XML_FALSE);
}

/* The file's name goes into ids without its folder and ending. */
static void begin_file(struct reading *in, const char *name)
{
    snprintf(in->stem, sizeof in->stem, "%.*s", (int)strcspn(name, "."), name);
    in->part = PART_KINDS;
    in->number = 0;
}

static int parse(struct reading *in, const char *data, size_t len, struct diag *d)
{
    in->parser = XML_ParserCreate(NULL);
    if (!in->parser)
        return -ENOMEM;
    XML_SetUserData(in->parser, in);
    XML_SetElementHandler(in->parser, on_start, on_end);
    XML_SetCharacterDataHandler(in->parser, on_text);
    XML_SetStartDoctypeDeclHandler(in->parser, on_doctype);
    int r = 0;
    if (XML_Parse(in->parser, data, (int)len, 1) != XML_STATUS_OK) {
        d->line = (unsigned)XML_GetCurrentLineNumber(in->parser);
        d->column = (unsigned)XML_GetCurrentColumnNumber(in->parser) + 1;
        r = diag_set(d, N_("not a readable fingerprint file: %s"),
                     XML_ErrorString(XML_GetErrorCode(in->parser)), NULL, NULL);
    }
    XML_ParserFree(in->parser);
    in->now = NULL;
    in->in_example = false;
    return in->out_of_memory ? -ENOMEM : r;
}

/* The whole file into *ret (owned by the caller). */
static int slurp(int folder, const char *name, char **ret, size_t *ret_len, struct diag *d)
{
    struct stat st;
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK), r = 0;
    if (fd < 0 || fstat(fd, &st) < 0) {
        r = -errno;
    } else if (!S_ISREG(st.st_mode) || st.st_size > RECOG_FILE_MAX) {
        r = diag_set(d, N_("not a fingerprint file, or a very large one"), NULL, NULL, NULL);
    } else if (!(*ret = malloc((size_t)st.st_size + 1))) {
        r = -ENOMEM;
    } else {
        ssize_t n = read(fd, *ret, (size_t)st.st_size);
        r = n < 0 ? -errno : 0;
        *ret_len = n < 0 ? 0 : (size_t)n;
    }
    if (fd >= 0)
        close(fd);
    return r;
}

static int read_file(struct reading *in, int folder, const char *dir, const char *name, struct diag *d)
{
    char *data = NULL;
    size_t len = 0;
    snprintf(d->file, sizeof d->file, "%.120s/%.120s", dir, name);
    begin_file(in, name);
    int r = slurp(folder, name, &data, &len, d);
    if (r == 0)
        r = parse(in, data, len, d);
    free(data);
    if (r == 0)
        d->file[0] = 0;
    return r;
}

static int is_xml(const struct dirent *e)
{
    const char *dot = strrchr(e->d_name, '.');
    return dot && strcmp(dot, ".xml") == 0;
}

int recog_new(const char *dir, struct recog **ret, struct diag *d)
{
    struct dirent **names = NULL;
    int folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return -errno;
    int n = scandirat(folder, ".", &names, is_xml, alphasort), r = n < 0 ? -errno : 0;
    struct reading in = {.recog = calloc(1, sizeof *in.recog)};
    buf_init(&in.text, TEXT_MAX);
    if (!in.recog)
        r = -ENOMEM;
    for (int i = 0; i < n; i++) {
        if (r == 0 && i < RECOG_FILES_MAX)
            r = read_file(&in, folder, dir, names[i]->d_name, d);
        free(names[i]);
    }
    free(names);
    close(folder);
    buf_fini(&in.text);
    if (r < 0) {
        recog_free(in.recog);
        return r;
    }
    *ret = in.recog;
    return 0;
}

int recog_parse(const char *name, const void *data, size_t len, struct recog **ret, struct diag *d)
{
    struct reading in = {.recog = calloc(1, sizeof *in.recog)};
    if (!in.recog)
        return -ENOMEM;
    if (len > RECOG_FILE_MAX)
        len = RECOG_FILE_MAX;
    buf_init(&in.text, TEXT_MAX);
    begin_file(&in, name);
    int r = parse(&in, data, len, d);
    buf_fini(&in.text);
    if (r < 0) {
        recog_free(in.recog);
        return r;
    }
    *ret = in.recog;
    return 0;
}

void recog_free(struct recog *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->count; i++) {
        struct print *p = r->print[i];
        for (int t = 0; t < p->texts; t++)
            free(p->owned[t]);
        for (size_t k = 0; k < p->examples; k++) {
            free((char *)p->example[k].data);
            free((char *)p->example[k].version);
        }
        free(p->example);
        free(p);
    }
    free(r->print);
    free(r);
}

size_t recog_count(const struct recog *r)
{
    return r ? r->count : 0;
}

size_t recog_refused(const struct recog *r)
{
    return r ? r->refused : 0;
}

const struct sig *recog_sig(const struct recog *r, size_t i)
{
    return &r->print[i]->sig;
}

const struct recog_example *recog_example(const struct recog *r, size_t i, size_t k)
{
    return k < r->print[i]->examples ? &r->print[i]->example[k] : NULL;
}
