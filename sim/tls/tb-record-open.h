/* tb-record-open: one record and the key it is under, whoever has that key and wherever from. Private to sim/tls. */
#pragma once

#include "tb-derive.h"

G_BEGIN_DECLS

#define TB_RECORD_HEADER_BYTES 5

GBytes *tb_record_open (TbCrypto *crypto, const TbSuite *suite, GBytes *key, GBytes *iv, guint64 sequence, const guint8 *record, gsize n_bytes,
                        guint8 *content_type);

G_END_DECLS
