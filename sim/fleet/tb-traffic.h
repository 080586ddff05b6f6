/* tb-traffic: what is on the links, packet by packet, at any time.
 *
 * Flights and single messages are records; routine reports are expanded here from their series. Views, the eavesdropper and the capture
 * file all see traffic through this. */
#pragma once

#include "tb-fold.h"
#include "tb-message.h"

G_BEGIN_DECLS

typedef enum
{
  TB_PACKET_FLIGHT,     /* a flight of a handshake */
  TB_PACKET_MESSAGE,    /* one message */
  TB_PACKET_REPORT,     /* one report of a series */
  TB_PACKET_CHUNK,      /* one piece of firmware */
} TbPacketKind;

/**
 * TbPacket:
 * @depart_us: when it left @from; @arrive_us: when all of it has reached @to (over all hops of the path)
 * @from, @to: the two ends; the hops between are [func@fleet_get_path]
 * @payload: transcript, message, series or transfer, by @kind
 * @number: flight number, or number of the report in its series, of the piece in its transfer
 * @n_bytes: on the wire; 0 for a flight, whose transcript says it
 * @is_protected: whether an eavesdropper sees only ciphertext (for a flight: whether it holds any)
 */
typedef struct
{
  gint64 depart_us;
  gint64 arrive_us;
  guint64 number;
  guint32 from;
  guint32 to;
  guint32 payload;
  guint32 n_bytes;
  guint8 kind;
  guint8 is_protected;
} TbPacket;

/**
 * TbPacketFunc:
 *
 * Returns: %FALSE to stop
 */
typedef gboolean (*TbPacketFunc) (const TbPacket *packet, gpointer user_data);

void    tb_traffic_foreach   (TbFold *fold, gint64 from_us, gint64 to_us, TbPacketFunc func, gpointer user_data);
void    tb_traffic_foreach_of (TbFold *fold, guint32 object, gint64 from_us, gint64 to_us, TbPacketFunc func, gpointer user_data);
GArray *tb_traffic_collect   (TbFleet *fleet, TbJournal *journal, gint64 from_us, gint64 to_us, guint max_packets);
GBytes *tb_traffic_dup_plain (TbFleet *fleet, TbJournal *journal, const TbPacket *packet);
GBytes *tb_traffic_dup_wire  (TbFleet *fleet, TbJournal *journal, const TbPacket *packet, GError **error);

G_END_DECLS
