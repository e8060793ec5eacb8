/* The user's language: gettext, domain "tojimari". Ids are English; cmd/ calls setlocale, bindtextdomain and
 * bind_textdomain_codeset("tojimari", "UTF-8"), since this program speaks UTF-8 only. */
#pragma once

#include <libintl.h>

#define I18N_DOMAIN "tojimari"
#define _(text)     dgettext(I18N_DOMAIN, text)
/* The form that fits n: P_("%s host", "%s hosts", n). */
#define P_(one, many, n) dngettext(I18N_DOMAIN, one, many, (unsigned long)(n))

/* The translation of a text that may be empty: gettext("") is no text but the catalogue's header. */
static inline const char *i18n_word(const char *text)
{
    return *text ? dgettext(I18N_DOMAIN, text) : text;
}
