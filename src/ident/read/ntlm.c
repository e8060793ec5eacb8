#include "ident/read/ntlm.h"

#include <stdio.h>

/* Microsoft's release tables: the build names the release; client and server often share one. */
static const struct {
    unsigned major, minor, build; /* from this build on */
    const char *name;
} releases[] = {
    {5, 1, 0, "Windows XP"},
    {5, 2, 0, "Windows Server 2003"},
    {6, 0, 6000, "Windows Vista / Server 2008"},
    {6, 1, 7600, "Windows 7 / Server 2008 R2"},
    {6, 2, 9200, "Windows 8 / Server 2012"},
    {6, 3, 9600, "Windows 8.1 / Server 2012 R2"},
    {10, 0, 10240, "Windows 10"},
    {10, 0, 14393, "Windows 10 1607 / Server 2016"},
    {10, 0, 15063, "Windows 10"},
    {10, 0, 17763, "Windows 10 1809 / Server 2019"},
    {10, 0, 18362, "Windows 10"},
    {10, 0, 20348, "Windows Server 2022"},
    {10, 0, 22000, "Windows 11"},
    {10, 0, 25398, "Windows Server 23H2"},
    {10, 0, 26100, "Windows 11 24H2 / Server 2025"},
};

const char *ntlm_windows(unsigned major, unsigned minor, unsigned build)
{
    const char *name = "";
    for (size_t i = 0; i < sizeof releases / sizeof *releases; i++)
        if (releases[i].major == major && releases[i].minor == minor && build >= releases[i].build)
            name = releases[i].name;
    return name;
}

/* UTF-16LE to text; what is beyond Latin-1 becomes '?'. */
static void wide(char *field, size_t cap, struct rd r)
{
    char narrow[96];
    size_t n = 0;
    while (rd_left(&r) >= 2 && n < sizeof narrow) {
        uint16_t ch = rd_le16(&r);
        narrow[n++] = ch && ch < 0x80 ? (char)ch : '?';
    }
    found_text(field, cap, narrow, n);
}

enum { AV_END, AV_COMPUTER, AV_DOMAIN, AV_DNS_COMPUTER, AV_DNS_DOMAIN };

static void take_names(struct cut *c, struct rd info)
{
    char netbios[32] = "", domain[64] = "", host[96] = "";
    for (int i = 0; i < 16 && !info.bad; i++) {
        uint16_t id = rd_le16(&info), len = rd_le16(&info);
        struct rd value = rd_sub(&info, len);
        if (id == AV_END || value.bad)
            break;
        if (id == AV_COMPUTER)
            wide(netbios, sizeof netbios, value);
        else if (id == AV_DNS_COMPUTER)
            wide(host, sizeof host, value);
        else if (id == AV_DNS_DOMAIN || (id == AV_DOMAIN && !domain[0]))
            wide(domain, sizeof domain, value);
    }
    snprintf(c->found.hostname, sizeof c->found.hostname, "%s", host[0] ? host : netbios);
    if (domain[0])
        cut_info(c, "domain %s", domain);
}

static bool challenge(struct cut *c, const uint8_t *at, size_t len)
{
    struct rd all = rd_of(at, len), r = all;
    rd_skip(&r, 8);
    if (rd_le32(&r) != 2)
        return false;
    rd_skip(&r, 8); /* target name */
    uint32_t flags = rd_le32(&r);
    rd_skip(&r, 16); /* challenge, reserved */
    uint16_t info_len = rd_le16(&r);
    rd_skip(&r, 2);
    uint32_t info_at = rd_le32(&r);
    uint8_t major = rd_u8(&r), minor = rd_u8(&r);
    uint16_t build = rd_le16(&r);
    bool versioned = !r.bad && flags & 0x02000000; /* NTLMSSP_NEGOTIATE_VERSION */
    rd_skip(&all, info_at);
    struct rd info = rd_sub(&all, info_len);
    if (!info.bad)
        take_names(c, info);
    const char *os = versioned ? ntlm_windows(major, minor, build) : "";
    if (os[0] && build) {
        snprintf(c->found.os, sizeof c->found.os, "%s", os);
        cut_info(c, "build %u.%u.%u", major, minor, build);
    }
    return true;
}

bool ntlm_find(struct cut *c, const void *data, size_t len)
{
    const uint8_t *at = len ? memmem(data, len, "NTLMSSP", 8) : NULL;
    return at && challenge(c, at, len - (size_t)(at - (const uint8_t *)data));
}

bool ntlm_base64(struct cut *c, const char *text, size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint8_t out[1024];
    uint32_t bits = 0, have = 0;
    size_t n = 0;
    for (size_t i = 0; i < len && n < sizeof out; i++) {
        const char *d = text[i] ? strchr(digits, text[i]) : NULL;
        if (!d)
            break;
        bits = bits << 6 | (uint32_t)(d - digits);
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[n++] = (uint8_t)(bits >> have);
        }
    }
    return ntlm_find(c, out, n);
}
