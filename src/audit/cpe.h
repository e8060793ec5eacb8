/* CPE names (NISTIR 7695): "cpe:2.3:a:openbsd:openssh:9.2:p1:*:*:*:*:*:*", or the older
 * "cpe:/a:openbsd:openssh:9.2:p1". Attributes are unquoted and in small letters; "" is ANY (also a '*' and
 * what is missing), "-" is "not applicable". */
#pragma once

#include <stdbool.h>

#define CPE_PART_MAX 128

enum cpe_attribute {
    CPE_PART, /* a, o or h */
    CPE_VENDOR,
    CPE_PRODUCT,
    CPE_VERSION,
    CPE_UPDATE,
    CPE_EDITION,
    CPE_LANGUAGE,
    CPE_SW_EDITION,
    CPE_TARGET_SW,
    CPE_TARGET_HW,
    CPE_OTHER,
    CPE_ATTRIBUTES
};

struct cpe {
    char at[CPE_ATTRIBUTES][CPE_PART_MAX];
};

/* True and *ret filled when `text` is a CPE name of either form; false when it is none, or an attribute is
 * too long. */
bool cpe_parse(const char *text, struct cpe *ret);

/* Cuts an update off a version as people write it: "9.2p1" -> "9.2", "p1"; "1.3.5rc2" -> "1.3.5", "rc2";
 * "1.0.1g" stays whole, as NVD has it. `version` and `update` have room for CPE_PART_MAX bytes each. */
void cpe_split_version(const char *text, char *version, char *update);
