/* The shape of the generated table (tools/gen-products.py): each text is a list of words, every one ended by
 * NUL, an empty one last. */
#pragma once

struct product {
    const char *names;  /* as services call themselves, in small letters */
    const char *cpes;   /* "vendor:product" */
    const char *debian; /* source packages */
};

extern const struct product products_table[];
extern const unsigned products_table_count;

/* The next word of a list, NULL behind the last. */
static inline const char *product_next(const char *word)
{
    while (*word++)
        ;
    return *word ? word : (const char *)0;
}

static inline const char *product_first(const char *list)
{
    return *list ? list : (const char *)0;
}
