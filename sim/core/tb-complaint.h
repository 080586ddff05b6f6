/* tb-complaint: sentences about what somebody wrote, which quote a part of it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void tb_complaint_set (GError **error, GQuark domain, gint code, const char *where, const char *format, va_list args) G_GNUC_PRINTF (5, 0);

G_END_DECLS
