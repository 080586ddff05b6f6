/* tb-audit-why: why something stands in the certificate log, as words for people instead of the code in its entry. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *tb_audit_why_translate (const char *code);      /* (nullable), both */
const char *tb_audit_why_refused   (const char *code);      /* of a handshake */

G_END_DECLS
