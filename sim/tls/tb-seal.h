/* tb-seal: records of a session that is over as far as OpenSSL is concerned.
 *
 * From the transcript's application secrets and a sequence number come the very bytes that would be on the wire (RFC 9846 section 5.2),
 * and back. Pure: nothing is counted here, the caller says which record it is. */
#pragma once

#include "tb-transcript.h"
#include "tb-crypto.h"

G_BEGIN_DECLS

/**
 * TB_SEAL_OVERHEAD_BYTES:
 *
 * What TLS 1.3 adds to one record: header 5, content type 1, tag 16 (the same for all suites offered).
 */
#define TB_SEAL_OVERHEAD_BYTES 22

/**
 * TB_SEAL_MAX_PLAIN_BYTES:
 *
 * The most that one record can carry (RFC 9846 section 5.1); what is longer goes in several.
 */
#define TB_SEAL_MAX_PLAIN_BYTES 16384

/**
 * TB_SEAL_COUNT_RECORDS:
 * @n_bytes: how much is to be said
 *
 * In how many records it goes.
 */
#define TB_SEAL_COUNT_RECORDS(n_bytes) ((n_bytes) == 0 ? 1 : ((n_bytes) + TB_SEAL_MAX_PLAIN_BYTES - 1) / TB_SEAL_MAX_PLAIN_BYTES)

#define TB_SEAL_CONTENT_ALERT       21
#define TB_SEAL_CONTENT_HANDSHAKE   22
#define TB_SEAL_CONTENT_APPLICATION 23

GBytes *tb_seal_record   (TbCrypto *crypto, TbTranscript *transcript, TbSide from, guint64 sequence, guint8 content_type, GBytes *plain, GError **error);
GBytes *tb_seal_records  (TbCrypto *crypto, TbTranscript *transcript, TbSide from, guint64 sequence, guint8 content_type, GBytes *plain, GError **error);
GBytes *tb_seal_unseal   (TbCrypto *crypto, TbTranscript *transcript, TbSide from, guint64 sequence, GBytes *record, guint8 *content_type, GError **error);
gsize   tb_seal_overhead (TbTranscript *transcript);

G_END_DECLS
