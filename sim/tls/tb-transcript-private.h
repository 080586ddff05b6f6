/* tb-transcript-private: how a transcript is held, for those who make one: the handshake, the reader of bytes, and the tests. */
#pragma once

#include "tb-crypto.h"
#include "tb-transcript.h"

G_BEGIN_DECLS

#define TB_SECRET_MAX_BYTES 72  /* the longest is an agreement on P-521 */

/**
 * TbSecret:
 * @label: its number in the table of secret names
 * @n_bytes: its length, 1 to %TB_SECRET_MAX_BYTES
 * @bytes: the secret
 */
typedef struct
{
  guint8 label;
  guint8 n_bytes;
  guint8 bytes[TB_SECRET_MAX_BYTES];
} TbSecret;

/**
 * TbTrafficKey:
 * @key: of the record protection, as long as the cipher wants
 * @iv: what the sequence number is mixed into
 */
typedef struct
{
  guint8 key[32];
  guint8 iv[12];
} TbTrafficKey;

struct _TbTranscript
{
  gatomicrefcount refs;

  /* what was agreed, as code points, 0 where it did not come to that */
  guint16 version;
  guint16 cipher;
  guint16 group;
  gboolean has_times;
  TbOutcome outcomes[2];

  /* owned */
  char *host;
  GArray *flights;            /* of TbFlight */
  GArray *datagrams;          /* of TbDatagram, empty where there are none */
  GArray *messages;           /* of TbMessage */
  GArray *secrets;            /* of TbSecret */
  GByteArray *wire;
  GByteArray *plain;
  TbFlight closing;

  /* owned, made when first asked for, by tb-seal only */
  gpointer traffic_keys[2];
};

TbTranscript *tb_transcript_new_empty    (void);
void          tb_transcript_add_secret   (TbTranscript *transcript, guint label, const guint8 *bytes, gsize n_bytes);
const TbSecret *tb_transcript_find_secret (TbTranscript *transcript, const char *label);
gsize         tb_transcript_header_bytes (TbTranscript *transcript);
const TbMessage *tb_transcript_find_handshake (TbTranscript *transcript, TbSide from, guint type);
gboolean      tb_seal_next_secret        (TbCrypto *crypto, TbTranscript *transcript, const TbSecret *secret, guint8 *out);
guint64       tb_transcript_checksum     (const guint8 *bytes, gsize n_bytes);

G_END_DECLS
