/* tb-certificate-row: what a row of the tree of certificates looks like: glyph of the state, whose it is, how long it lasts. */
#pragma once

#include <gtk/gtk.h>

#include "tb-certificate-node.h"

G_BEGIN_DECLS

#define TB_TYPE_CERTIFICATE_ROW (tb_certificate_row_get_type ())
G_DECLARE_FINAL_TYPE (TbCertificateRow, tb_certificate_row, TB, CERTIFICATE_ROW, GtkWidget)

/* Property: node (TbCertificateNode). */

G_END_DECLS
