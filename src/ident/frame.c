#include "ident/frame.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct row {
    const char *name, *language; /* "" = the name says it */
    bool program; /* has a command by which it is started and kept up to date: gunicorn, twistd web */
} rows[] = {{"aiohttp", "Python"},
            {"Akka HTTP", "Scala"},
            {"BaseHTTP", "Python"},
            {"BaseHTTPServer", "Python"},
            {"Cheroot", "Python"},
            {"CherryPy", "Python"},
            {"CivetWeb", "C"},
            {"Cowboy", "Erlang"},
            {"Daphne", "Python", true},
            {"Express", "JavaScript"},
            {"fasthttp", "Go"},
            {"Golang", "Go"},
            {"gSOAP", "C"},
            {"Gunicorn", "Python", true},
            {"Hypercorn", "Python", true},
            {"Jetty", "Java", true},
            {"libmicrohttpd", "C"},
            {"libwww-", "Perl"},
            {"Medusa", "Python"},
            {"MochiWeb", "Erlang"},
            {"Mongoose", "C"},
            {"Mongrel", "Ruby", true},
            {"Node.js", "JavaScript"},
            {"Puma", "Ruby", true},
            {"SimpleHTTP", "Python", true},
            {"SimpleHTTPServer", "Python", true},
            {"Starman", "Perl", true},
            {"Thin", "Ruby", true},
            {"Tornado", "Python"},
            {"TornadoServer", "Python"},
            {"TwistedWeb", "Python", true},
            {"Undertow", "Java"},
            {"unicorn", "Ruby", true},
            {"Uvicorn", "Python", true},
            {"Waitress", "Python", true},
            {"Warp", "Haskell"},
            {"WEBrick", "Ruby"},
            {"Werkzeug", "Python"},
            {"WSGIServer", "Python"},
            {"PHP cli", "", true},
            {"Mono XSP", "", true},
            {"Mojolicious", "Perl"},
            {"Feersum", "Perl"},
            {"HTTP::Server::", "Perl"},
            {"Net::Server::", "Perl"},
            {"Microsoft Kestrel", "C#"},
            {"Java HttpServer", "Java"},
            {"gevent", "Python"},
            {"eventlet", "Python"},
            {"PasteWSGIServer", "Python"},
            {"POE::Component::Server", "Perl"},
            {"WebSockify", "Python", true},
            {"gortsplib", "Go"}};

/* By the whole words that it begins with: ExpressGateway is not Express. */
static const struct row *row_of(const char *product)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = strlen(rows[i].name);
        if (strncasecmp(product, rows[i].name, n) == 0 &&
            !(isalnum((unsigned char)rows[i].name[n - 1]) && isalnum((unsigned char)product[n])))
            return &rows[i];
    }
    return NULL;
}

bool frame_of(const char *product)
{
    return row_of(product) != NULL;
}

bool frame_program(const char *product)
{
    const struct row *r = row_of(product);
    return r && r->program;
}

void frame_note(const char *product, const char *version, char *ret, size_t cap)
{
    const struct row *r = row_of(product);
    bool library = r && !r->program && r->language[0] && !strstr(product, "library");
    snprintf(ret, cap, "on %s%s%s%s%s%s", product, version[0] ? " " : "", version, library ? " (" : "",
             library ? r->language : "", library ? " library)" : "");
}
