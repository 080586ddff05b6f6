/* tb-conversation: one handshake while it runs, between the code that lets the two sides take turns and the code that OpenSSL tells what it does.
 * Private to sim/tls. */
#pragma once

#include "tb-handshake.h"
#include "tb-transcript-private.h"

G_BEGIN_DECLS

/**
 * TbConversation:
 * @transcript: (borrowed): what is written
 * @side: whose turn it is
 * @read_at: where in the wire bytes that side reads next
 * @turn_start: where its own bytes begin; it reads no further
 * @records_end: how far the records it has made reach, from @turn_start
 * @records_begin: where those begin that no message has claimed yet
 * @encrypted: whether the last record was encrypted
 * @slack_bytes: how much longer the signatures of this turn could have been
 * @certificate_slack_bytes: the same for the certificates of each side
 * @sent_finished: whether a side has said its Finished and so changed to application keys
 * @work: what the side did in this turn
 */
typedef struct
{
  TbTranscript *transcript;
  TbSide side;
  gsize read_at;
  gsize turn_start;
  gsize records_end;
  gsize records_begin;
  gboolean encrypted;
  guint slack_bytes;
  guint certificate_slack_bytes[2];
  gboolean sent_finished[2];
  TbFlight work;
} TbConversation;

void tb_conversation_watch (SSL_CTX *context, TbSide side);

G_END_DECLS
