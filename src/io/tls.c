#include "io/tls.h"

#include "base/bytes.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHAIN_MAX (100u << 10)

struct tls_client {
    SSL_CTX *ctx;
};

struct tls {
    SSL *ssl;
    BIO *in, *out; /* owned by ssl */
    enum tls_state state;
    size_t heard;
    uint16_t version; /* of the ServerHello */
    char stack[sizeof((struct tls_facts *)0)->stack];
    uint8_t alert;
};

/* The version a ServerHello really chose is in an extension since TLS 1.3 (RFC 8446 §4.2.1). */
static void read_hello(struct tls *t, struct rd r)
{
    rd_skip(&r, 4); /* handshake type and length */
    t->version = rd_u16(&r);
    rd_skip(&r, 32);
    rd_skip(&r, rd_u8(&r));
    uint16_t cipher = rd_u16(&r);
    rd_skip(&r, 1);
    int n = snprintf(t->stack, sizeof t->stack, "%04x-%04x-", t->version, cipher);
    size_t used = (size_t)n;
    struct rd all = rd_sub(&r, rd_left(&r) >= 2 ? rd_u16(&r) : 0);
    while (rd_left(&all) >= 4 && used + 6 < sizeof t->stack) {
        uint16_t type = rd_u16(&all);
        struct rd body = rd_sub(&all, rd_u16(&all));
        if (type == 43 && rd_left(&body) == 2)
            t->version = rd_u16(&body);
        n = snprintf(t->stack + used, sizeof t->stack - used, "%s%04x", t->stack[used - 1] == '-' ? "" : ".",
                     type);
        used += (size_t)n;
    }
}

static void watch(int write_p, int version, int type, const void *data, size_t n, SSL *ssl, void *arg)
{
    struct tls *t = arg;
    const uint8_t *b = data;
    (void)version;
    (void)ssl;
    if (write_p || !n)
        return;
    if (type == SSL3_RT_HANDSHAKE && b[0] == SSL3_MT_SERVER_HELLO)
        read_hello(t, rd_of(b, n));
    if (type == SSL3_RT_ALERT && n == 2 && b[1])
        t->alert = b[1];
}

int tls_client_new(struct tls_client **ret)
{
    struct tls_client *c = calloc(1, sizeof *c);
    if (!c || !OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL)) {
        free(c);
        return -ENOMEM;
    }
    c->ctx = SSL_CTX_new(TLS_client_method());
    if (!c->ctx) {
        free(c);
        return -ENOMEM;
    }
    SSL_CTX_set_security_level(c->ctx, 0);
    (void)SSL_CTX_set_cipher_list(c->ctx, "ALL:COMPLEMENTOFALL:@SECLEVEL=0");
    (void)SSL_CTX_set_min_proto_version(c->ctx, TLS1_VERSION);
    SSL_CTX_set_options(c->ctx, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_NO_COMPRESSION |
                                    SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_TICKET);
    SSL_CTX_set_verify(c->ctx, SSL_VERIFY_NONE, NULL);
    SSL_CTX_set_session_cache_mode(c->ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(c->ctx, SSL_MODE_RELEASE_BUFFERS);
    (void)SSL_CTX_set_max_cert_list(c->ctx, CHAIN_MAX);
    *ret = c;
    return 0;
}

void tls_client_free(struct tls_client *c)
{
    if (c)
        SSL_CTX_free(c->ctx);
    free(c);
}

static void offer(SSL *ssl, const char *alpn, const char *name)
{
    uint8_t list[64];
    size_t n = alpn ? strlen(alpn) : 0;
    if (n && n < sizeof list) {
        list[0] = (uint8_t)n;
        memcpy(list + 1, alpn, n);
        (void)SSL_set_alpn_protos(ssl, list, (unsigned)n + 1);
    }
    if (name)
        (void)SSL_set_tlsext_host_name(ssl, name);
}

int tls_new(struct tls_client *c, const char *alpn, const char *name, struct tls **ret)
{
    struct tls *t = calloc(1, sizeof *t);
    BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
    SSL *ssl = SSL_new(c->ctx);
    if (!t || !in || !out || !ssl) {
        BIO_free(in);
        BIO_free(out);
        SSL_free(ssl);
        free(t);
        return -ENOMEM;
    }
    *t = (struct tls){.ssl = ssl, .in = in, .out = out};
    BIO_set_mem_eof_return(in, -1);
    BIO_set_mem_eof_return(out, -1);
    SSL_set_bio(ssl, in, out);
    SSL_set_connect_state(ssl);
    SSL_set_msg_callback(ssl, watch);
    SSL_set_msg_callback_arg(ssl, t);
    offer(ssl, alpn, name);
    *ret = t;
    return 0;
}

void tls_free(struct tls *t)
{
    if (!t)
        return;
    SSL_free(t->ssl);
    free(t);
}

/* What a call of OpenSSL that did not succeed means. */
static void judge(struct tls *t, int result)
{
    int e = SSL_get_error(t->ssl, result);
    if (e == SSL_ERROR_ZERO_RETURN)
        t->state = TLS_ENDED;
    else if (e != SSL_ERROR_WANT_READ && e != SSL_ERROR_WANT_WRITE)
        t->state = t->state == TLS_UP ? TLS_ENDED : TLS_FAILED;
    ERR_clear_error();
}

enum tls_state tls_hear(struct tls *t, const void *data, size_t n)
{
    if (t->state == TLS_FAILED || t->state == TLS_ENDED)
        return t->state;
    if (n && BIO_write(t->in, data, (int)n) != (int)n)
        return t->state = TLS_FAILED;
    t->heard += n;
    if (t->state == TLS_SHAKING) {
        int r = SSL_do_handshake(t->ssl);
        if (r == 1)
            t->state = TLS_UP;
        else
            judge(t, r);
        if (t->state == TLS_SHAKING && t->heard > TLS_HANDSHAKE_MAX)
            t->state = TLS_FAILED;
    }
    return t->state;
}

enum tls_state tls_now(const struct tls *t)
{
    return t->state;
}

size_t tls_take(struct tls *t, void *out, size_t cap)
{
    int n = BIO_read(t->out, out, (int)(cap < INT32_MAX ? cap : INT32_MAX));
    return n > 0 ? (size_t)n : 0;
}

size_t tls_read(struct tls *t, void *out, size_t cap)
{
    size_t n = 0;
    if (t->state != TLS_UP || !cap)
        return 0;
    int r = SSL_read_ex(t->ssl, out, cap, &n);
    if (r != 1)
        judge(t, r);
    return r == 1 ? n : 0;
}

bool tls_write(struct tls *t, const void *data, size_t n)
{
    size_t done = 0;
    if (t->state != TLS_UP)
        return false;
    int r = SSL_write_ex(t->ssl, data, n, &done);
    if (r != 1)
        judge(t, r);
    return r == 1 && done == n;
}

static void name_text(const X509_NAME *name, char *out, size_t cap)
{
    BIO *b = BIO_new(BIO_s_mem());
    if (b && X509_NAME_print_ex(b, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0) {
        int n = BIO_read(b, out, (int)cap - 1);
        out[n > 0 ? n : 0] = '\0';
    }
    BIO_free(b);
}

static void add_name(struct tls_facts *f, const uint8_t *text, size_t n)
{
    if (f->names == TLS_NAMES) {
        f->names_left_out++;
        return;
    }
    char *out = f->name[f->names++];
    n = n < TLS_NAME_MAX ? n : TLS_NAME_MAX - 1;
    for (size_t i = 0; i < n; i++)
        out[i] = text[i] ? (char)text[i] : '?';
    out[n] = '\0';
}

static void add_address(struct tls_facts *f, const ASN1_OCTET_STRING *ip)
{
    char text[64];
    const uint8_t *b = ip->data;
    int n = 0;
    if (ip->length == 4)
        n = snprintf(text, sizeof text, "%u.%u.%u.%u", b[0], b[1], b[2], b[3]);
    for (int i = 0; ip->length == 16 && i < 16; i += 2)
        n += snprintf(text + n, sizeof text - (size_t)n, "%s%x", i ? ":" : "", b[i] << 8 | b[i + 1]);
    add_name(f, (const uint8_t *)text, (size_t)n);
}

static void read_names(X509 *x, struct tls_facts *f)
{
    GENERAL_NAMES *all = X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
    for (int i = 0; all && i < sk_GENERAL_NAME_num(all); i++) {
        const GENERAL_NAME *g = sk_GENERAL_NAME_value(all, i);
        if (g->type == GEN_DNS || g->type == GEN_EMAIL || g->type == GEN_URI)
            add_name(f, g->d.ia5->data, (size_t)g->d.ia5->length);
        else if (g->type == GEN_IPADD)
            add_address(f, g->d.iPAddress);
    }
    GENERAL_NAMES_free(all);
}

static nsec_wall time_of(const ASN1_TIME *t)
{
    struct tm tm = {0};
    if (!ASN1_TIME_to_tm(t, &tm))
        return 0;
    time_t s = timegm(&tm);
    return s > INT64_MAX / NSEC_SEC || s < 0 ? 0 : (nsec_wall)s * NSEC_SEC;
}

static void read_key(X509 *x, struct tls_facts *f)
{
    EVP_PKEY *k = X509_get0_pubkey(x);
    char curve[16] = "";
    if (!k)
        return;
    (void)EVP_PKEY_get_utf8_string_param(k, "group", curve, sizeof curve, NULL);
    int id = EVP_PKEY_get_base_id(k), bits = EVP_PKEY_get_bits(k);
    const char *type = id == EVP_PKEY_RSA       ? "RSA"
                       : id == EVP_PKEY_RSA_PSS ? "RSA-PSS"
                       : id == EVP_PKEY_EC      ? "EC"
                       : id == EVP_PKEY_DSA     ? "DSA"
                       : id == EVP_PKEY_ED25519 ? "Ed25519"
                       : id == EVP_PKEY_ED448   ? "Ed448"
                                                : "other";
    if (id == EVP_PKEY_EC && curve[0])
        snprintf(f->key, sizeof f->key, "EC %s", strcmp(curve, "prime256v1") == 0 ? "P-256" : curve);
    else
        snprintf(f->key, sizeof f->key, "%s %d", type, bits);
}

static void read_certificate(X509 *x, struct tls_facts *f)
{
    unsigned n = sizeof f->sha256;
    f->certificate = true;
    name_text(X509_get_subject_name(x), f->subject, sizeof f->subject);
    name_text(X509_get_issuer_name(x), f->issuer, sizeof f->issuer);
    f->not_before = time_of(X509_get0_notBefore(x));
    f->not_after = time_of(X509_get0_notAfter(x));
    f->self_signed = X509_self_signed(x, 0) == 1;
    (void)X509_digest(x, EVP_sha256(), f->sha256, &n);
    read_key(x, f);
    read_names(x, f);
    ERR_clear_error();
}

static const char *version_word(uint16_t v)
{
    return v == 0x0304   ? "TLSv1.3"
           : v == 0x0303 ? "TLSv1.2"
           : v == 0x0302 ? "TLSv1.1"
           : v == 0x0301 ? "TLSv1"
           : v == 0x0300 ? "SSLv3"
                         : "";
}

void tls_facts(struct tls *t, struct tls_facts *ret)
{
    const uint8_t *alpn;
    unsigned n;
    *ret = (struct tls_facts){.up = SSL_is_init_finished(t->ssl) == 1, .alert = t->alert};
    snprintf(ret->version, sizeof ret->version, "%s", version_word(t->version));
    snprintf(ret->stack, sizeof ret->stack, "%s", t->stack);
    if (ret->up)
        snprintf(ret->cipher, sizeof ret->cipher, "%s", SSL_get_cipher_name(t->ssl));
    SSL_get0_alpn_selected(t->ssl, &alpn, &n);
    if (alpn && n < sizeof ret->alpn)
        memcpy(ret->alpn, alpn, n);
    X509 *x = SSL_get0_peer_certificate(t->ssl);
    if (x)
        read_certificate(x, ret);
}
