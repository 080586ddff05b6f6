/* tb-eavesdropper: what somebody on the path has written down: records, and the handshake messages that were in the clear. Knows bytes only, as they
 * were on the wire, never what the transcript says about them. Private to sim/tls. */
#pragma once

#include "tb-derive.h"
#include "tb-hello-view.h"
#include "tb-transcript.h"

G_BEGIN_DECLS

/* What comes before the content of a record and the body of a message in DTLS (RFC 6347 sections 4.1 and 4.2.2). */
#define TB_DATAGRAM_RECORD_BYTES  13
#define TB_DATAGRAM_MESSAGE_BYTES 12

/**
 * TbWireRecord:
 * @from: who sent it
 * @flight: in which flight
 * @offset: where in that flight it begins
 * @bytes: (borrowed): the record with its header
 * @n_bytes: its length
 * @is_sealed: whether it is under keys
 * @sequence: which sealed record of that side
 */
typedef struct
{
  TbSide from;
  guint flight;
  gsize offset;
  const guint8 *bytes;
  gsize n_bytes;
  gboolean is_sealed;
  guint64 sequence;
} TbWireRecord;

/**
 * TbWireMessage:
 * @from: who sent it
 * @bytes: the handshake message with its header
 *
 * A handshake message that anyone could read.
 */
typedef struct
{
  TbSide from;
  GBytes *bytes;
} TbWireMessage;

/**
 * TbEavesdropper:
 * @records: (element-type TbWireRecord): all of them
 * @messages: (element-type TbWireMessage): those in the clear
 * @is_datagrams: whether it is DTLS: headers are longer there
 * @version: what was agreed, 0 when it did not come to that
 * @suite: (nullable): likewise
 * @client: the last ClientHello; its random is %NULL where there is none
 * @server: the last ServerHello, likewise
 */
typedef struct
{
  GArray *records;
  GArray *messages;
  gboolean is_datagrams;
  guint16 version;
  const TbSuite *suite;
  TbHelloView client;
  TbHelloView server;
} TbEavesdropper;

TbEavesdropper *tb_eavesdropper_new  (TbTranscript *recorded);
void            tb_eavesdropper_hear_datagrams (TbEavesdropper *eavesdropper, TbTranscript *recorded);
void            tb_eavesdropper_free (TbEavesdropper *eavesdropper);
GBytes         *tb_eavesdropper_find (const TbEavesdropper *eavesdropper, TbSide from, guint type);
GPtrArray      *tb_eavesdropper_list (TbCrypto *crypto, const TbEavesdropper *eavesdropper);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbEavesdropper, tb_eavesdropper_free)

G_END_DECLS
