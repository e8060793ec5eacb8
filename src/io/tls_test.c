/* A server of OpenSSL's on the other side, in memory. */
#include "io/tls.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static EVP_PKEY *key;
static SSL_CTX *server_ctx;
static struct tls_client *client;

static X509 *certificate(void)
{
    X509 *x = X509_new();
    X509_NAME *n = X509_NAME_new();
    (void)X509_NAME_add_entry_by_txt(n, "O", MBSTRING_ASC, (const uint8_t *)"Zoo", -1, -1, 0);
    (void)X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_ASC, (const uint8_t *)"zoo.test", -1, -1, 0);
    (void)X509_set_version(x, 2);
    (void)X509_set_subject_name(x, n);
    (void)X509_set_issuer_name(x, n);
    (void)X509_set_pubkey(x, key);
    (void)ASN1_TIME_set_string(X509_getm_notBefore(x), "20200101000000Z");
    (void)ASN1_TIME_set_string(X509_getm_notAfter(x), "20210101000000Z");
    X509_EXTENSION *e =
        X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "DNS:zoo.test,IP:198.18.0.2,IP:2001:db8::1");
    (void)X509_add_ext(x, e, -1);
    assert_true(X509_sign(x, key, EVP_sha256()) > 0);
    X509_EXTENSION_free(e);
    X509_NAME_free(n);
    return x;
}

static int choose(SSL *ssl, const uint8_t **out, uint8_t *n, const uint8_t *in, unsigned in_len, void *arg)
{
    (void)ssl;
    (void)arg;
    return SSL_select_next_proto((uint8_t **)(uintptr_t)out, n, (const uint8_t *)"\x08http/1.1", 9, in,
                                 in_len) == OPENSSL_NPN_NEGOTIATED
               ? SSL_TLSEXT_ERR_OK
               : SSL_TLSEXT_ERR_ALERT_FATAL;
}

static int set_up(void **state)
{
    (void)state;
    assert_int_equal(tls_client_new(&client), 0);
    key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    server_ctx = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_security_level(server_ctx, 0);
    X509 *x = certificate();
    assert_int_equal(SSL_CTX_use_certificate(server_ctx, x), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(server_ctx, key), 1);
    SSL_CTX_set_alpn_select_cb(server_ctx, choose, NULL);
    X509_free(x);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tls_client_free(client);
    SSL_CTX_free(server_ctx);
    EVP_PKEY_free(key);
    return 0;
}

static SSL *server(int version)
{
    SSL *s = SSL_new(server_ctx);
    SSL_set_bio(s, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(s);
    (void)SSL_set_min_proto_version(s, version);
    (void)SSL_set_max_proto_version(s, version);
    return s;
}

/* Carries bytes to and fro until both are done or neither says anything. */
static void shake(struct tls *t, SSL *s, size_t piece)
{
    uint8_t b[4096];
    (void)tls_hear(t, NULL, 0);
    for (unsigned i = 0; i < 10000; i++) {
        size_t n = tls_take(t, b, sizeof b);
        if (n)
            assert_int_equal(BIO_write(SSL_get_rbio(s), b, (int)n), n);
        (void)SSL_do_handshake(s);
        int m = BIO_read(SSL_get_wbio(s), b, (int)piece);
        if (m > 0)
            (void)tls_hear(t, b, (size_t)m);
        if (!n && m <= 0)
            return;
    }
    fail_msg("they never came to an end");
}

static void every_version(void **state)
{
    static const struct {
        int version;
        const char *word;
    } rows[] = {{TLS1_VERSION, "TLSv1"},
                {TLS1_1_VERSION, "TLSv1.1"},
                {TLS1_2_VERSION, "TLSv1.2"},
                {TLS1_3_VERSION, "TLSv1.3"}};
    (void)state;
    for (size_t i = 0; i < 4; i++)
        for (size_t piece = 1; piece <= 4096; piece *= 64) { /* cut anywhere */
            struct tls *t;
            struct tls_facts f;
            SSL *s = server(rows[i].version);
            assert_int_equal(tls_new(client, "http/1.1", "zoo.test", &t), 0);
            shake(t, s, piece);
            assert_int_equal(tls_now(t), TLS_UP);
            tls_facts(t, &f);
            assert_true(f.up);
            assert_string_equal(f.version, rows[i].word);
            assert_string_equal(f.alpn, "http/1.1");
            assert_true(f.cipher[0] && f.stack[0]);
            tls_free(t);
            SSL_free(s);
        }
}

static void what_the_certificate_says(void **state)
{
    (void)state;
    struct tls *t;
    struct tls_facts f;
    SSL *s = server(TLS1_3_VERSION);
    assert_int_equal(tls_new(client, NULL, NULL, &t), 0);
    shake(t, s, 4096);
    tls_facts(t, &f);
    assert_true(f.certificate && f.self_signed);
    assert_string_equal(f.subject, "CN=zoo.test,O=Zoo");
    assert_string_equal(f.issuer, f.subject);
    assert_string_equal(f.key, "EC P-256");
    assert_int_equal(f.names, 3);
    assert_string_equal(f.name[0], "zoo.test");
    assert_string_equal(f.name[1], "198.18.0.2");
    assert_string_equal(f.name[2], "2001:db8:0:0:0:0:0:1");
    assert_true(f.not_before == INT64_C(1577836800) * NSEC_SEC);
    assert_true(f.not_after == INT64_C(1609459200) * NSEC_SEC);
    assert_string_equal(f.alpn, "");
    tls_free(t);
    SSL_free(s);
}

static void words_inside(void **state)
{
    (void)state;
    struct tls *t;
    char b[64];
    uint8_t raw[4096];
    SSL *s = server(TLS1_2_VERSION);
    assert_int_equal(tls_new(client, NULL, NULL, &t), 0);
    assert_false(tls_write(t, "early", 5));
    shake(t, s, 4096);
    assert_true(tls_write(t, "hello", 5));
    size_t n = tls_take(t, raw, sizeof raw);
    (void)BIO_write(SSL_get_rbio(s), raw, (int)n);
    assert_int_equal(SSL_read(s, b, sizeof b), 5);
    assert_int_equal(SSL_write(s, "welcome", 7), 7);
    int m = BIO_read(SSL_get_wbio(s), raw, sizeof raw);
    assert_int_equal(tls_hear(t, raw, (size_t)m), TLS_UP);
    assert_int_equal(tls_read(t, b, sizeof b), 7);
    assert_memory_equal(b, "welcome", 7);
    assert_int_equal(tls_read(t, b, sizeof b), 0);
    (void)SSL_shutdown(s);
    m = BIO_read(SSL_get_wbio(s), raw, sizeof raw);
    (void)tls_hear(t, raw, (size_t)m);
    assert_int_equal(tls_read(t, b, sizeof b), 0);
    assert_int_equal(tls_now(t), TLS_ENDED);
    tls_free(t);
    SSL_free(s);
}

static void no_common_protocol(void **state)
{
    (void)state;
    struct tls *t;
    struct tls_facts f;
    SSL *s = server(TLS1_3_VERSION);
    assert_int_equal(tls_new(client, "h2", NULL, &t), 0);
    shake(t, s, 4096);
    assert_int_equal(tls_now(t), TLS_FAILED);
    tls_facts(t, &f);
    assert_int_equal(f.alert, 120); /* RFC 7301 §3.2 */
    tls_free(t);
    SSL_free(s);
}

static void noise(void **state)
{
    (void)state;
    static uint8_t zeros[TLS_HANDSHAKE_MAX];
    static const char *const starts[] = {"220 hello\r\n", "\x16\x03\x03\xff\xff\x02\xff\xff\xff",
                                         "\x15\x03\x03\x00\x02\x02\x28"};
    for (size_t i = 0; i < 3; i++) {
        struct tls *t;
        assert_int_equal(tls_new(client, NULL, NULL, &t), 0);
        (void)tls_hear(t, NULL, 0);
        (void)tls_hear(t, starts[i], i == 2 ? 7 : strlen(starts[i]));
        (void)tls_hear(t, zeros, sizeof zeros);
        assert_int_equal(tls_hear(t, zeros, 1), TLS_FAILED);
        tls_free(t);
    }
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_version), cmocka_unit_test(what_the_certificate_says),
        cmocka_unit_test(words_inside),  cmocka_unit_test(no_common_protocol),
        cmocka_unit_test(noise),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
