/* tb-packets: the packets that are moving on the canvas.
 *
 * In truth most are on their way for milliseconds. Each is shown long enough to be read and remembers that it was slowed for that; when there are too many,
 * one in so many is shown, evenly over the fleet, and it is known how many. Knows simulated and real time, no widgets. */
#pragma once

#include "tb-traffic.h"

G_BEGIN_DECLS

#define TB_PACKETS_SHOWN_US 700000   /* shortest time on the screen, real microseconds */
#define TB_PACKETS_READ_US 2200000   /* likewise of a single message that anyone can read */
#define TB_PACKETS_MAX 160

/**
 * TbMovingPacket:
 * @packet: what moves
 * @progress: how much of its way is behind it, 0 to 1
 * @is_slowed: whether it moves slower than in truth, at the present speed
 * @eavesdropper: who can see it on its way, or %TB_NOBODY
 * @text: (nullable): what anyone can read in it, once asked for
 * @has_text: whether that was asked for
 */
typedef struct
{
  TbPacket packet;
  double progress;
  gboolean is_slowed;
  guint32 eavesdropper;
  char *text;
  gboolean has_text;
} TbMovingPacket;

typedef struct _TbPackets TbPackets;

TbPackets      *tb_packets_new       (void);
void            tb_packets_free      (TbPackets *packets);
void            tb_packets_clear     (TbPackets *packets);
gboolean        tb_packets_advance   (TbPackets *packets, TbFold *fold, gint64 now_us, gint64 elapsed_us, double speed, gboolean is_playing);
gboolean        tb_packets_admit     (TbPackets *packets, TbFleet *fleet, const TbPacket *packet);
gboolean        tb_packets_move      (TbPackets *packets, gint64 now_us, gint64 elapsed_us, double speed, gboolean is_playing);
guint           tb_packets_get_n     (TbPackets *packets);
TbMovingPacket *tb_packets_get       (TbPackets *packets, guint index);
guint           tb_packets_get_share (TbPackets *packets);
gboolean        tb_packets_is_slowed (TbPackets *packets);
const char     *tb_packets_get_text  (TbMovingPacket *moving, TbFleet *fleet, TbJournal *journal);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbPackets, tb_packets_free)

G_END_DECLS
