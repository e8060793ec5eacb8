/* The FTP client: whatever a server says, in pieces of the length that the first byte says. */
#include "check.h"
#include "scan/ftp.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const struct addr door = {.b = {0x20, 1, 0xd, 0xb8}, .len = 16};
    struct ftp f;
    if (len == 0)
        return 0;
    ftp_init(&f, "user", "password");
    size_t piece = data[0] % 64 + 1u;
    for (size_t at = 1; at < len; at += piece) {
        ftp_input(&f, data + at, len - at < piece ? len - at : piece);
        CHECK(f.out_len <= sizeof f.out && strlen(f.said) <= FTP_LINE_MAX);
        ftp_sent(&f, f.out_len);
        if (f.state == FTP_IDLE) {
            (void)ftp_take(&f);
            ftp_ask(&f, &door, 65535);
            CHECK(f.state == FTP_PORT);
        }
    }
    return 0;
}
