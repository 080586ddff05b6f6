/* tb-certificate-text: a certificate as text: PEM, the name of its file, and the lines of the openssl program that look at it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *tb_certificate_text_pem    (GBytes *der);
char *tb_certificate_text_file   (const char *title);
char *tb_certificate_text_show   (const char *title);
char *tb_certificate_text_verify (GPtrArray *titles, gint64 unix_us, const char *purpose);
char **tb_certificate_text_split (const char *text);

G_END_DECLS
