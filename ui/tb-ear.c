/* tb-ear: what an eavesdropper has heard last. See the header. While one lot of bytes is being made, later packets wait for the next call. */
#include "tb-ear.h"

#include "tb-traffic.h"
#include "tb-units.h"

#define N_LINES 6
#define WINDOW_US TB_US_PER_MINUTE
#define MAX_TEXT 96
#define MAX_HEX 24

struct _TbEar
{
  GObject parent_instance;

  /* owned */
  GPtrArray *lines;     /* of TbOverheard, the latest first */
  GArray *packets;      /* those the lines were made of */
  gboolean busy;
};

enum { HEARD, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TbEar, tb_ear, G_TYPE_OBJECT)

static void
overheard_free (gpointer data)
{
  TbOverheard *line = data;

  g_free (line->who);
  g_free (line->text);
  g_free (line);
}

/* Which packets: the last few on the watched line. */

typedef struct
{
  TbFleet *fleet;
  guint32 eavesdropper;
  GArray *packets;      /* by departure, the latest first */
} Walk;

static gboolean
keep_if_heard (const TbPacket *packet, gpointer user_data)
{
  Walk *walk = user_data;
  guint32 who = TB_NOBODY;
  guint at = 0;

  if (!tb_fleet_is_watched (walk->fleet, packet->from, packet->to, &who) || who != walk->eavesdropper)
    return TRUE;
  while (at < walk->packets->len && g_array_index (walk->packets, TbPacket, at).depart_us >= packet->depart_us)
    at++;
  if (at < N_LINES)
    g_array_insert_val (walk->packets, at, *packet);
  if (walk->packets->len > N_LINES)
    g_array_set_size (walk->packets, N_LINES);
  return TRUE;
}

static GArray *
find_packets (TbFold *fold, guint32 eavesdropper)
{
  Walk walk = { tb_fold_get_fleet (fold), eavesdropper, g_array_new (FALSE, FALSE, sizeof (TbPacket)) };
  gint64 now_us = tb_fold_get_time (fold);

  tb_traffic_foreach (fold, MAX (now_us - WINDOW_US, -1), now_us, keep_if_heard, &walk);
  return walk.packets;
}

static gboolean
same_packets (GArray *one, GArray *other)
{
  for (guint i = 0; one->len == other->len && i < one->len; i++)
    {
      const TbPacket *p = &g_array_index (one, TbPacket, i), *q = &g_array_index (other, TbPacket, i);

      if (p->depart_us != q->depart_us || p->payload != q->payload || p->number != q->number || p->from != q->from)
        return FALSE;
    }
  return one->len == other->len;
}

/* Their bytes: made in a thread. */

static char *
write_text (GBytes *bytes)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < n_bytes && i < MAX_TEXT; i++)
    g_string_append_c (text, g_ascii_isprint ((char) data[i]) ? (char) data[i] : '.');
  if (n_bytes > MAX_TEXT)
    g_string_append (text, "…");
  return g_string_free (text, FALSE);
}

static char *
write_hex (GBytes *bytes)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < n_bytes && i < MAX_HEX; i++)
    g_string_append_printf (text, "%s%02x", i ? " " : "", data[i]);
  if (n_bytes > MAX_HEX)
    g_string_append (text, " …");
  return g_string_free (text, FALSE);
}

static TbOverheard *
make_line (TbRun *run, const TbPacket *packet)
{
  TbFleet *fleet = tb_run_get_fleet (run);
  g_autoptr (GBytes) wire = tb_traffic_dup_wire (fleet, tb_run_get_journal (run), packet, NULL);
  g_autofree char *from = tb_fleet_dup_name (fleet, packet->from);
  g_autofree char *to = tb_fleet_dup_name (fleet, packet->to);
  gboolean is_text = !packet->is_protected && packet->kind != TB_PACKET_FLIGHT;
  TbOverheard *line = g_new0 (TbOverheard, 1);

  line->who = g_strdup_printf ("%s → %s", from, to);
  line->n_bytes = wire ? (guint32) g_bytes_get_size (wire) : packet->n_bytes;
  line->is_protected = packet->is_protected;
  line->text = wire ? (is_text ? write_text (wire) : write_hex (wire)) : g_strdup ("");
  return line;
}

typedef struct
{
  TbRun *run;
  GArray *packets;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_clear_pointer (&order->run, tb_run_unref);
  g_array_unref (order->packets);
  g_free (order);
}

static void
work (GTask *task, gpointer ear, gpointer data, GCancellable *cancellable)
{
  Order *order = data;
  GPtrArray *lines = g_ptr_array_new_with_free_func (overheard_free);

  for (guint i = 0; i < order->packets->len; i++)
    g_ptr_array_add (lines, make_line (order->run, &g_array_index (order->packets, TbPacket, i)));
  /* The task may outlive its answer; the run must not live with it. */
  g_clear_pointer (&order->run, tb_run_unref);
  g_task_return_pointer (task, lines, (GDestroyNotify) g_ptr_array_unref);
}

static void
heard (GObject *ear, GAsyncResult *result, gpointer user_data)
{
  TbEar *self = TB_EAR (ear);

  self->busy = FALSE;
  g_ptr_array_unref (self->lines);
  self->lines = g_task_propagate_pointer (G_TASK (result), NULL);
  g_signal_emit (self, signals[HEARD], 0);
}

/**
 * tb_ear_listen:
 * @self: an ear
 * @run: what is being played
 * @fold: at the time to listen
 * @eavesdropper: whose ear it is
 *
 * Looks for new packets; "heard" follows when their bytes are there.
 */
void
tb_ear_listen (TbEar *self, TbRun *run, TbFold *fold, guint32 eavesdropper)
{
  g_autoptr (GArray) packets = self->busy ? NULL : find_packets (fold, eavesdropper);
  g_autoptr (GTask) task = NULL;
  Order *order;

  if (packets == NULL || same_packets (packets, self->packets))
    return;
  g_array_unref (self->packets);
  self->packets = g_array_ref (packets);
  self->busy = TRUE;
  order = g_new0 (Order, 1);
  order->run = tb_run_ref (run);
  order->packets = g_array_ref (packets);
  task = g_task_new (self, NULL, heard, NULL);
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, work);
}

/**
 * tb_ear_get_lines:
 * @self: an ear
 *
 * Returns: (transfer none) (element-type TbOverheard): what was heard last, the latest first
 */
GPtrArray *
tb_ear_get_lines (TbEar *self)
{
  return self->lines;
}

static void
tb_ear_finalize (GObject *object)
{
  TbEar *self = TB_EAR (object);

  g_ptr_array_unref (self->lines);
  g_array_unref (self->packets);
  G_OBJECT_CLASS (tb_ear_parent_class)->finalize (object);
}

static void
tb_ear_class_init (TbEarClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_ear_finalize;
  signals[HEARD] = g_signal_new ("heard", TB_TYPE_EAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tb_ear_init (TbEar *self)
{
  self->lines = g_ptr_array_new_with_free_func (overheard_free);
  self->packets = g_array_new (FALSE, FALSE, sizeof (TbPacket));
}

TbEar *
tb_ear_new (void)
{
  return g_object_new (TB_TYPE_EAR, NULL);
}
