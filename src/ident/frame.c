#include "ident/frame.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static const struct row {
    const char *name, *language; /* "" = the name says it */
} rows[] = {{"aiohttp", "Python"},
            {"Akka HTTP", "Scala"},
            {"BaseHTTP", ""},
            {"Cheroot", "Python"},
            {"CherryPy", "Python"},
            {"CivetWeb", "C"},
            {"Cowboy", "Erlang"},
            {"Daphne", "Python"},
            {"Express", "JavaScript"},
            {"fasthttp", "Golang"},
            {"Golang", ""},
            {"gSOAP", "C"},
            {"Gunicorn", "Python"},
            {"Hypercorn", "Python"},
            {"Jetty", "Java"},
            {"libmicrohttpd", "C"},
            {"libwww-", "Perl"},
            {"Medusa", "Python"},
            {"MochiWeb", "Erlang"},
            {"Mongoose", "C"},
            {"Mongrel", "Ruby"},
            {"Node.js", "JavaScript"},
            {"Puma", "Ruby"},
            {"SimpleHTTP", "Python"},
            {"Starman", "Perl"},
            {"Thin", "Ruby"},
            {"Tornado", "Python"},
            {"TwistedWeb", "Python"},
            {"Undertow", "Java"},
            {"unicorn", "Ruby"},
            {"Uvicorn", "Python"},
            {"Waitress", "Python"},
            {"Warp", "Haskell"},
            {"WEBrick", "Ruby"},
            {"Werkzeug", "Python"},
            {"WSGIServer", ""},
            {"PHP cli", ""},
            {"Mono XSP", ""},
            {"Mojolicious", "Perl"},
            {"Feersum", "Perl"},
            {"HTTP::Server::", "Perl"},
            {"Net::Server::", "Perl"},
            {"Microsoft Kestrel", "C#"},
            {"Java HttpServer", ""},
            {"gevent", "Python"},
            {"eventlet", "Python"},
            {"PasteWSGIServer", "Python"},
            {"POE::Component::Server", "Perl"},
            {"WebSockify", "Python"},
            {"gortsplib", "Golang"}};

static const struct row *row_of(const char *product)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strncasecmp(product, rows[i].name, strlen(rows[i].name)) == 0)
            return &rows[i];
    return NULL;
}

bool frame_of(const char *product)
{
    return row_of(product) != NULL;
}

const char *frame_language(const char *product)
{
    const struct row *r = row_of(product);
    return r && r->language[0] && !strchr(product, '(') ? r->language : NULL;
}
