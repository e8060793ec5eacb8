/* Names in web pages and headers that nobody described: text of an HTTP answer in, a product at low confidence out; for
 * grammar.h alone. Pure. */
#pragma once

#include "ident/found.h"
#include "ident/read/text.h"

/* A header of the form "X-Name-Version: 1.2". */
bool pages_header(struct text header, struct found *f);
/* A title that ends with a role: "Foo Exporter", "Foo Web Interface". */
bool pages_title(struct text title, struct found *f);
/* A realm or a cookie that bears a name: `Basic realm="Foo Server"`, "foo_session=". */
bool pages_realm(struct text challenge, struct found *f);
bool pages_cookie(struct text cookie, struct found *f);
/* "Powered by Foo 1.2", the foot of an error page ("<address>Name/1.2 …"), or metrics of Prometheus' form ("name_build_info{…version="1.2"}"). */
bool pages_body(struct text body, struct found *f);
