/* tb-revocation-text: how names, numbers and times of lists and responses are told. */
#pragma once

#include "tb-crl.h"

G_BEGIN_DECLS

char    *tb_revocation_name_to_text    (const X509_NAME *name);
char    *tb_revocation_integer_to_text (const ASN1_INTEGER *integer);
gboolean tb_revocation_time_to_unix_us (const ASN1_TIME *when, gint64 *unix_us);
gboolean tb_revocation_can_tell_time   (gint64 unix_us);

G_END_DECLS
