/* tb-half-private: half a conversation, between the code that lets it speak and the code that takes down what it hears. */
#pragma once

#include "tb-conversation.h"

G_BEGIN_DECLS

struct _TbHalf
{
  TbConversation conversation;  /* owns its transcript; `side` is this one */
  TbHandshakeTerms terms;
  gint64 now_us;

  /* owned */
  SSL *ssl;
  TbEndpoint *endpoint;
  GByteArray *inbox;            /* arrived, not read yet */
  GByteArray *outbox;           /* written, not taken yet */
  char *trouble;

  /* borrowed */
  TbStream *stream;

  /* the flight that is being spoken */
  gboolean is_speaking;
  TbSide speaker;
  gint64 flight_us;

  /* the other side's records, like those of a conversation: from the start of its flight */
  gsize heard_begin;
  gsize heard_end;
  gboolean heard_encrypted;
  gboolean heard_change;
  gboolean heard_finished;
  gboolean heard_more;          /* and something after that */
  guint64 n_data_bytes;

  gboolean is_over;
  gboolean is_ended;
};

void tb_half_note_speaker (TbHalf *half, TbSide speaker);
void tb_half_settle       (TbHalf *half);

G_END_DECLS
