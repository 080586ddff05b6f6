/* tb-record-fields: what an eavesdropper can name in the bytes of TLS records: headers and lengths, and no more. */
#pragma once

#include "tb-field-item.h"

G_BEGIN_DECLS

TbFieldItem *tb_record_fields_new (const guint8 *bytes, gsize n_bytes);

G_END_DECLS
