#include "ident/frame.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static const struct row {
    const char *name, *language; /* "" = the name says it */
    bool inside;                 /* hardly ever run by itself */
} rows[] = {{"aiohttp", "Python"},
            {"Akka HTTP", "Scala", true},
            {"BaseHTTP", ""},
            {"Cheroot", "Python"},
            {"CherryPy", "Python"},
            {"CivetWeb", "C", true},
            {"Cowboy", "Erlang"},
            {"Daphne", "Python"},
            {"Express", "JavaScript", true},
            {"fasthttp", "Golang", true},
            {"Golang", ""},
            {"gSOAP", "C", true},
            {"Gunicorn", "Python"},
            {"Hypercorn", "Python"},
            {"Jetty", "Java"},
            {"libmicrohttpd", "C"},
            {"libwww-", "Perl", true},
            {"Medusa", "Python", true},
            {"MochiWeb", "Erlang"},
            {"Mongoose", "C", true},
            {"Mongrel", "Ruby"},
            {"Node.js", "JavaScript", true},
            {"Puma", "Ruby"},
            {"SimpleHTTP", "Python"},
            {"Starman", "Perl"},
            {"Thin", "Ruby"},
            {"Tornado", "Python"},
            {"TwistedWeb", "Python"},
            {"Undertow", "Java", true},
            {"unicorn", "Ruby"},
            {"Uvicorn", "Python"},
            {"Waitress", "Python"},
            {"Warp", "Haskell", true},
            {"WEBrick", "Ruby"},
            {"Werkzeug", "Python"},
            {"WSGIServer", ""},
            {"PHP cli", ""},
            {"Mono XSP", ""},
            {"Mojolicious", "Perl"},
            {"Feersum", "Perl"},
            {"HTTP::Server::", "Perl", true},
            {"Net::Server::", "Perl", true},
            {"Microsoft Kestrel", "C#", true},
            {"Java HttpServer", ""},
            {"gevent", "Python"},
            {"eventlet", "Python"},
            {"PasteWSGIServer", "Python"},
            {"POE::Component::Server", "Perl", true},
            {"WebSockify", "Python"},
            {"gortsplib", "Golang", true}};

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

bool frame_inside(const char *product)
{
    const struct row *r = row_of(product);
    return r && r->inside;
}
