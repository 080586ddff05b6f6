/* tb-request-fields: a certificate request (PKCS #10, RFC 2986) taken apart: the named fields at the top, DER elements below. */
#pragma once

#include "tb-field-item.h"

G_BEGIN_DECLS

TbFieldItem *tb_request_fields_new (const guint8 *bytes, gsize n_bytes);

G_END_DECLS
