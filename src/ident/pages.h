/* Names in web pages and headers that nobody described: text of an HTTP answer in, a product at low
 * confidence out; for grammar.h alone. Pure. */
#pragma once

#include "ident/found.h"
#include "ident/read/text.h"

/* A header of the form "X-Name-Version: 1.2". */
bool pages_header(struct text header, struct found *f);
/* A title that ends with a role: "Foo Exporter", "Foo Web Interface". */
bool pages_title(struct text title, struct found *f);
/* A realm that ends with a role: "Foo Secure Area". */
bool pages_realm(struct text auth, struct found *f);
/* The realm of a header itself, to be shown where nothing else is known. len 0: there is none. */
struct text pages_quote(struct text header);
/* A cookie that bears a name: "frobnik_session=". */
bool pages_cookie(struct text cookie, struct found *f);
/* The foot of an error page ("<address>Name/1.2 …"), or metrics of Prometheus' form
 * ("name_exporter_build_info{…version="1.2"}"), or a signature that links to a site of its name. */
bool pages_body(struct text body, struct found *f);
