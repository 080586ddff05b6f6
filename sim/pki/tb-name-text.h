/* tb-name-text: names as people type them: distinguished names (RFC 4514) and lists of alternative names. OpenSSL makes the names. */
#pragma once

#include <glib.h>
#include <openssl/x509v3.h>

G_BEGIN_DECLS

X509_NAME     *tb_name_parse              (const char *text, GError **error);
GENERAL_NAMES *tb_alternative_names_parse (const char *text, GError **error);

G_END_DECLS
