/* tb-packets: see the header. */
#include "tb-packets.h"

#include "tb-readable.h"
#include "tb-units.h"

#define JUST_NOW_US (200 * TB_US_PER_MS)    /* after a leap, what left so recently is shown too */
#define MAX_WAY_US (10 * TB_US_PER_SECOND)  /* how long packets are on their way at most */
#define MAX_SEEN 20000                      /* packets looked at in one frame */
#define TEXT_CHARACTERS 28

struct _TbPackets
{
  GArray *moving;         /* of TbMovingPacket */
  TbJournal *journal;     /* borrowed, only to notice another one */
  gint64 last_us;
  guint share;            /* one report in so many is shown */
  double seen;            /* reports per shown time, smoothed */
};

typedef struct
{
  TbPackets *packets;
  TbFleet *fleet;
  gint64 now_us;
  gboolean only_under_way;
  guint n_seen;
  guint n_reports;
} Intake;

static void
moving_clear (gpointer data)
{
  g_free (((TbMovingPacket *) data)->text);
}

/**
 * tb_packets_new:
 *
 * Returns: (transfer full): no packets
 */
TbPackets *
tb_packets_new (void)
{
  TbPackets *packets = g_new0 (TbPackets, 1);

  packets->moving = g_array_new (FALSE, FALSE, sizeof (TbMovingPacket));
  packets->share = 1;
  g_array_set_clear_func (packets->moving, moving_clear);
  return packets;
}

/**
 * tb_packets_free:
 * @packets: (transfer full): packets
 */
void
tb_packets_free (TbPackets *packets)
{
  g_array_unref (packets->moving);
  g_free (packets);
}

/**
 * tb_packets_clear:
 * @packets: packets
 *
 * Forgets them all.
 */
void
tb_packets_clear (TbPackets *packets)
{
  g_array_set_size (packets->moving, 0);
  packets->journal = NULL;
  packets->share = 1;
  packets->seen = 0;
}

/* Spreads evenly: neighbours in number are no neighbours in the result. */
static guint32
scatter (const TbPacket *packet)
{
  guint64 key = (packet->number << 32 | packet->from) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return (guint32) (key >> 33);
}

/**
 * tb_packets_admit:
 * @packets: packets
 * @fleet: who is there
 * @packet: one that leaves
 *
 * Takes it in unless there are too many already.
 *
 * Returns: whether it will be shown
 */
gboolean
tb_packets_admit (TbPackets *packets, TbFleet *fleet, const TbPacket *packet)
{
  TbMovingPacket moving = { .packet = *packet };

  if (packet->kind == TB_PACKET_REPORT && packets->share > 1 && scatter (packet) % packets->share != 0)
    return FALSE;
  if (packets->moving->len >= TB_PACKETS_MAX)
    return FALSE;
  if (!tb_fleet_is_watched (fleet, packet->from, packet->to, &moving.eavesdropper))
    moving.eavesdropper = TB_NOBODY;
  g_array_append_val (packets->moving, moving);
  return TRUE;
}

static gboolean
take_in (const TbPacket *packet, gpointer user_data)
{
  Intake *intake = user_data;
  TbPackets *packets = intake->packets;

  intake->n_seen++;
  intake->n_reports += packet->kind == TB_PACKET_REPORT;
  if (intake->only_under_way && packet->arrive_us <= intake->now_us && packet->depart_us <= intake->now_us - JUST_NOW_US)
    return TRUE;
  if (tb_packets_admit (packets, intake->fleet, packet) && intake->only_under_way)
    {
      TbMovingPacket *moving = &g_array_index (packets->moving, TbMovingPacket, packets->moving->len - 1);

      if (packet->arrive_us > intake->now_us)
        moving->progress = (double) (intake->now_us - packet->depart_us) / (double) MAX (1, packet->arrive_us - packet->depart_us);
    }
  return intake->n_seen < MAX_SEEN;
}

/* How many reports would be on the screen at once if all were shown decides which share of them is. */
static void
update_share (TbPackets *packets, const Intake *intake, gint64 elapsed_us)
{
  double per_showing = intake->n_reports * (double) TB_PACKETS_SHOWN_US / (double) MAX (1000, elapsed_us);

  packets->seen += (per_showing - packets->seen) * 0.1;
  packets->share = (guint) MAX (1.0, packets->seen * 1.4 / TB_PACKETS_MAX + 0.5);
}

/**
 * tb_packets_advance:
 * @packets: packets
 * @fold: the state at @now_us
 * @now_us: simulated time
 * @elapsed_us: real time since the last call
 * @speed: simulated per real time
 * @is_playing: whether time goes on by itself; if not, a change of @now_us is a leap
 *
 * Takes in what left since the last call and moves everything on.
 *
 * Returns: whether any moved or is new
 */
gboolean
tb_packets_advance (TbPackets *packets, TbFold *fold, gint64 now_us, gint64 elapsed_us, double speed, gboolean is_playing)
{
  gboolean is_leap = packets->journal != tb_fold_get_journal (fold) || now_us < packets->last_us || (!is_playing && now_us > packets->last_us);
  gboolean any = is_leap;
  Intake intake = { .packets = packets, .fleet = tb_fold_get_fleet (fold), .now_us = now_us, .only_under_way = is_leap };

  if (is_leap)
    tb_packets_clear (packets);
  else
    any = tb_packets_move (packets, now_us, elapsed_us, speed, is_playing);
  if (is_leap || now_us > packets->last_us)
    tb_traffic_foreach (fold, is_leap ? now_us - MAX_WAY_US : packets->last_us, now_us, take_in, &intake);
  if (is_playing && !is_leap)
    update_share (packets, &intake, elapsed_us);
  packets->journal = tb_fold_get_journal (fold);
  packets->last_us = now_us;
  return any || intake.n_seen > 0;
}

/* Real time its way takes at this speed. */
static double
true_time_us (const TbPacket *packet, double speed)
{
  return (double) (packet->arrive_us - packet->depart_us) / MAX (speed, 1e-9);
}

/* How long it is on the screen at least. What is there to be read needs time to read. */
static double
least_time_us (const TbPacket *packet)
{
  return packet->kind == TB_PACKET_MESSAGE && !packet->is_protected ? TB_PACKETS_READ_US : TB_PACKETS_SHOWN_US;
}

/**
 * tb_packets_move:
 * @packets: packets
 * @now_us: simulated time
 * @elapsed_us: real time since the last call
 * @speed: simulated per real time
 * @is_playing: whether time goes on by itself
 *
 * While time stands still those that have arrived in truth still finish their way; the others wait.
 *
 * Returns: whether any moved
 */
gboolean
tb_packets_move (TbPackets *packets, gint64 now_us, gint64 elapsed_us, double speed, gboolean is_playing)
{
  gboolean any = FALSE;

  for (guint i = packets->moving->len; i-- > 0;)
    {
      TbMovingPacket *moving = &g_array_index (packets->moving, TbMovingPacket, i);
      double way_us = true_time_us (&moving->packet, speed), least_us = least_time_us (&moving->packet);

      moving->is_slowed = way_us < least_us;
      if (!is_playing && moving->packet.arrive_us > now_us)
        continue;
      any = TRUE;
      moving->progress += (double) elapsed_us / MAX (way_us, least_us);
      if (moving->progress >= 1)
        g_array_remove_index_fast (packets->moving, i);
    }
  return any;
}

/**
 * tb_packets_get_n:
 * @packets: packets
 *
 * Returns: how many are moving
 */
guint
tb_packets_get_n (TbPackets *packets)
{
  return packets->moving->len;
}

/**
 * tb_packets_get:
 * @packets: packets
 * @index: less than [func@packets_get_n]
 *
 * Returns: (transfer none): one of them
 */
TbMovingPacket *
tb_packets_get (TbPackets *packets, guint index)
{
  return &g_array_index (packets->moving, TbMovingPacket, index);
}

/**
 * tb_packets_get_share:
 * @packets: packets
 *
 * Returns: one routine report in so many is shown
 */
guint
tb_packets_get_share (TbPackets *packets)
{
  return packets->share;
}

/**
 * tb_packets_is_slowed:
 * @packets: packets
 *
 * Returns: whether any moves slower than in truth
 */
gboolean
tb_packets_is_slowed (TbPackets *packets)
{
  for (guint i = 0; i < packets->moving->len; i++)
    if (g_array_index (packets->moving, TbMovingPacket, i).is_slowed)
      return TRUE;
  return FALSE;
}

/**
 * tb_packets_get_text:
 * @moving: a packet
 * @fleet: who is there
 * @journal: what happened
 *
 * Returns: (transfer none) (nullable): what anyone on its way can read in it
 */
const char *
tb_packets_get_text (TbMovingPacket *moving, TbFleet *fleet, TbJournal *journal)
{
  g_autoptr (GBytes) plain = NULL;

  if (moving->has_text || moving->packet.is_protected)
    return moving->text;
  moving->has_text = TRUE;
  plain = tb_traffic_dup_plain (fleet, journal, &moving->packet);
  moving->text = plain != NULL ? tb_readable_from_bytes (plain, TEXT_CHARACTERS) : NULL;
  return moving->text;
}
