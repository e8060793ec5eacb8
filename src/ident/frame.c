#include "ident/frame.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

bool frame_of(const char *product)
{
    static const char *const frames[] = {"aiohttp",
                                         "Akka HTTP",
                                         "BaseHTTP",
                                         "Cheroot",
                                         "CherryPy",
                                         "CivetWeb",
                                         "Cowboy",
                                         "Daphne",
                                         "Express",
                                         "fasthttp",
                                         "Golang",
                                         "gSOAP",
                                         "Gunicorn",
                                         "Hypercorn",
                                         "Jetty",
                                         "libmicrohttpd",
                                         "libwww-",
                                         "Medusa",
                                         "MochiWeb",
                                         "Mongoose",
                                         "Mongrel",
                                         "Node.js",
                                         "Puma",
                                         "SimpleHTTP",
                                         "Starman",
                                         "Thin",
                                         "Tornado",
                                         "TwistedWeb",
                                         "Undertow",
                                         "unicorn",
                                         "Uvicorn",
                                         "Waitress",
                                         "Warp",
                                         "WEBrick",
                                         "Werkzeug",
                                         "WSGIServer",
                                         "PHP cli",
                                         "Mono XSP",
                                         "Mojolicious",
                                         "Feersum",
                                         "HTTP::Server::",
                                         "Net::Server::",
                                         "Microsoft Kestrel",
                                         "Java HttpServer",
                                         "gevent",
                                         "eventlet"};
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++)
        if (strncasecmp(product, frames[i], strlen(frames[i])) == 0)
            return true;
    return false;
}
