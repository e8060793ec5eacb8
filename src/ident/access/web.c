/* Services behind HTTP: a path that only those may read who are let in. 200 without a name: anybody is. */
#include "ident/access/dialogue.h"

/* By the service's name, by a part of its product, or, where nothing is known of it, by its port. */
static const struct {
    const char *service, *product, *path, *body; /* body NULL = GET; else POSTed */
    const char *shows;                           /* what stands in an answer that gives something away */
    uint16_t port;
    /* "control=open": it gives not its store away, but the power over what it does; NULL = "access=open" */
    const char *fact;
} paths[] = {
    {"docker", NULL, "/containers/json?limit=1", NULL, "["},
    {"elasticsearch", NULL, "/_cluster/health", NULL, "cluster_name"},
    {"couchdb", NULL, "/_all_dbs", NULL, "["},
    {"kubelet", NULL, "/pods", NULL, "PodList"},
    {NULL, "ubelet", "/pods", NULL, "PodList"},
    {NULL, "ubernetes", "/api/v1/namespaces", NULL, "NamespaceList"},
    {"etcd-client", NULL, "/v3/kv/range", "{\"key\":\"AA==\",\"range_end\":\"AA==\",\"limit\":1}", "header"},
    {"etcd", NULL, "/v3/kv/range", "{\"key\":\"AA==\",\"range_end\":\"AA==\",\"limit\":1}", "header"},
    {"influxdb", NULL, "/query?q=SHOW+DATABASES", NULL, "results"},
    {NULL, "InfluxDB", "/query?q=SHOW+DATABASES", NULL, "results"},
    {"ipp", NULL, "/admin/conf/cupsd.conf", NULL, "<Location /", .fact = "control=open"},
    {NULL, "Consul", "/v1/agent/self", NULL, "Config"},
    {NULL, "Solr", "/solr/admin/cores", NULL, "status"},
    {NULL, "Jupyter", "/api/contents", NULL, "content"},
    {NULL, "Elasticsearch", "/_cluster/health", NULL, "cluster_name"},
    {NULL, "OpenSearch", "/_cluster/health", NULL, "cluster_name"},
    {.port = 10250,
     .path = "/pods",
     .shows = "PodList",
     .fact = "control=open"}, /* a kubelet says nothing of itself */
    {.product = "aria2",
     .path = "/jsonrpc",
     .body = "{\"jsonrpc\":\"2.0\",\"id\":\"t\",\"method\":\"aria2.getVersion\"}",
     .shows = "result",
     .fact = "control=open"},
    {.product = "Monit", .path = "/_status?format=text", .shows = "uptime", .fact = "control=open"},
    {.product = "NATS", .path = "/varz", .shows = "server_id", .fact = "status=open"},
    {.product = "HAProxy", .path = "/", .shows = "Statistics Report for HAProxy", .fact = "status=open"},
    {.product = "Transmission",
     .path = "/transmission/rpc",
     .shows = "X-Transmission-Session-Id",
     .fact = "control=open"},
};

/* The part ends a word: "Kubernetes API server" has "ubernetes", but Monitorix is not Monit. */
static bool is_product(const char *product, const char *part)
{
    const char *at = strstr(product, part);
    return at && (at[strlen(part)] == '\0' || at[strlen(part)] == ' ');
}

static int path_of(const struct access *a)
{
    for (int i = 0; i < (int)(sizeof paths / sizeof *paths); i++)
        if (paths[i].service   ? strcmp(a->door.service, paths[i].service) == 0
            : paths[i].product ? is_product(a->door.product, paths[i].product)
                               : a->door.port == paths[i].port && !a->door.product[0])
            return i;
    return -1;
}

static enum access_do request(const struct access *a, int i, struct wr *out)
{
    char host[ADDR_TEXT_MAX];
    const char *body = paths[i].body;
    return dialogue_say(out,
                        "%s %s HTTP/1.0\r\nHost: %s\r\nUser-Agent: Mozilla/5.0 (compatible; tojimari)\r\n"
                        "Accept: */*\r\nContent-Length: %zu\r\n\r\n%s",
                        body ? "POST" : "GET", paths[i].path, addr_host(&a->door.addr, host),
                        body ? strlen(body) : 0, body ? body : "");
}

/* After "HTTP/1.1 ". */
static int status_of(struct rd in)
{
    rd_skip(&in, 9);
    int code = 0;
    for (int i = 0; i < 3; i++) {
        uint8_t digit = rd_u8(&in);
        if (digit < '0' || digit > '9')
            return 0;
        code = 10 * code + (digit - '0');
    }
    return code;
}

enum access_do access_web(struct access *a, struct rd in, struct wr *out)
{
    int i = path_of(a);
    if (i < 0)
        return access_web_proxy(a, in, out);
    if (a->fresh)
        return request(a, i, out);
    const uint8_t *end = rd_left(&in) ? memmem(in.p, rd_left(&in), "\r\n\r\n", 4) : NULL;
    int status = end && dialogue_starts(in, "HTTP/1.") ? status_of(in) : 0;
    bool fine = status == 200 ||
                status == 409; /* 409: Transmission wants its number back, of those whom it lets in */
    bool shown = end && (dialogue_has(rd_of(end, (size_t)(in.end - end)), paths[i].shows) ||
                         (status == 409 && dialogue_has(in, paths[i].shows)));
    if (!a->over && (!end || (fine && !shown)))
        return ACCESS_HEAR;
    if (fine && shown)
        dialogue_fact(a, "%s", paths[i].fact ? paths[i].fact : "access=open");
    else if (status == 401 || status == 403 || (status == 400 && dialogue_has(in, "user name is empty")))
        dialogue_fact(a, "access=password");
    return ACCESS_END;
}
