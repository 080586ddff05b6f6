/* tb-datagram-private: a conversation over datagrams while it runs. Private to sim/tls. */
#pragma once

#include "tb-conversation.h"
#include "tb-datagram.h"

G_BEGIN_DECLS

/**
 * TbParcel:
 * @to: for whom
 * @arrives_us: when
 * @wire_offset: where in the wire bytes
 * @wire_length: how many
 *
 * A datagram on its way.
 */
typedef struct
{
  TbSide to;
  gint64 arrives_us;
  gsize wire_offset;
  gsize wire_length;
} TbParcel;

/**
 * TbDatagrams:
 * @conversation: what both say
 * @channel: what is between them
 * @losses: what decides which are lost
 * @now_us: how late it is, counted from the beginning
 * @parcels: (owned): of #TbParcel, in the order of their arrival
 * @next_parcel: the first that has not arrived
 * @inbox: the one that has just arrived; no bytes once it was read
 * @work: what each side has done since it last said something
 * @attempts: how often each side has said again what it said last
 * @is_over: whether a side has failed, or given up
 */
typedef struct
{
  TbConversation conversation;
  TbDatagramChannel channel;
  TbStream losses;
  gint64 now_us;
  GArray *parcels;
  guint next_parcel;
  TbParcel inbox;
  TbFlight work[2];
  guint8 attempts[2];
  gboolean is_over[2];
} TbDatagrams;

void            tb_datagram_mend      (TbTranscript *transcript, guint flight);

BIO            *tb_datagram_link_new  (TbDatagrams *datagrams);
const TbParcel *tb_datagram_link_next (TbDatagrams *datagrams);
void            tb_datagram_link_arrive (TbDatagrams *datagrams);

G_END_DECLS
