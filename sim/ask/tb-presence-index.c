/* tb-presence-index: see the header. The entries of one object are a list from the last to the first. */
#include "tb-presence-index-private.h"

#include "tb-command.h"
#include "tb-message.h"
#include "tb-state.h"

/* First bytes of the two packets of MQTT that open a connection (MQTT 3.1.1 section 2.2.1), and where CONNACK has its return code. */
enum { MQTT_CONNECT = 0x10, MQTT_CONNACK = 0x20, CONNACK_BYTES = 4, CONNACK_CODE = 3 };

#define NONE G_MAXUINT32

typedef struct
{
  guint64 place;
  gint64 time_us;
  guint32 previous;
  TbPresence presence;
} Entry;

struct _TbPresenceIndex
{
  TbJournal *journal;
  TbFleet *fleet;
  guint64 position;
  GArray *entries;
  guint32 *last;        /* by object */
  guint64 command;      /* the last command's place */
  gboolean has_command;
};

TbPresenceIndex *
tb_presence_index_new (TbJournal *journal, TbFleet *fleet)
{
  TbPresenceIndex *index = g_new0 (TbPresenceIndex, 1);
  guint32 n = tb_fleet_get_n_objects (fleet);

  index->journal = tb_journal_ref (journal);
  index->fleet = tb_fleet_ref (fleet);
  index->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  index->last = g_new (guint32, n + 1);
  for (guint32 i = 0; i <= n; i++)
    index->last[i] = NONE;
  return index;
}

void
tb_presence_index_free (TbPresenceIndex *index)
{
  g_array_unref (index->entries);
  g_free (index->last);
  tb_fleet_unref (index->fleet);
  tb_journal_unref (index->journal);
  g_free (index);
}

static void
add (TbPresenceIndex *index, guint32 object, guint64 place, gint64 time_us, TbPresence presence)
{
  Entry entry = { place, time_us, index->last[object], presence };

  index->last[object] = index->entries->len;
  g_array_append_val (index->entries, entry);
}

/* Whether the last command switched @object off, just now. */
static gboolean
was_ordered (TbPresenceIndex *index, const TbRecord *record)
{
  const TbRecord *order = index->has_command ? tb_journal_get (index->journal, index->command) : NULL;
  GBytes *payload = order != NULL && order->time_us == record->time_us ? tb_journal_get_payload (index->journal, order->payload) : NULL;
  g_autofree char *text = payload != NULL ? g_strndup (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload)) : NULL;
  g_autoptr (TbCommand) command = text != NULL ? tb_command_parse (text, NULL) : NULL;

  return command != NULL && command->verb == TB_COMMAND_POWER && command->device != NULL && tb_fleet_find (index->fleet, command->device) == record->subject;
}

static gboolean
is_broker (TbPresenceIndex *index, guint32 object)
{
  return object != TB_NOBODY && tb_fleet_get_role (index->fleet, object) == TB_ROLE_BROKER;
}

static void
read_packet (TbPresenceIndex *index, const TbRecord *record, guint64 place, const guint8 *bytes, gsize n)
{
  if (n > 0 && bytes[0] == MQTT_CONNECT && is_broker (index, record->object))
    add (index, record->subject, place, record->time_us, TB_PRESENCE_APART);
  else if (n == CONNACK_BYTES && bytes[0] == MQTT_CONNACK && bytes[CONNACK_CODE] == 0 && is_broker (index, record->subject) && record->object != TB_NOBODY)
    add (index, record->object, place, record->time_us + record->value, TB_PRESENCE_CONNECTED);
}

static void
read_message (TbPresenceIndex *index, const TbRecord *record, guint64 place)
{
  TbMessageInfo message;
  gsize n;

  if (!tb_message_decode (tb_journal_get_payload (index->journal, record->payload), &message))
    return;
  read_packet (index, record, place, g_bytes_get_data (message.plain, &n), g_bytes_get_size (message.plain));
  g_bytes_unref (message.plain);
}

static void
read_record (TbPresenceIndex *index, const TbRecord *record, guint64 place)
{
  switch (record->kind)
    {
    case TB_RECORD_COMMAND:
      index->command = place;
      index->has_command = TRUE;
      break;
    case TB_RECORD_MESSAGE:
      read_message (index, record, place);
      break;
    case TB_RECORD_SESSION_CLOSED:
      add (index, record->subject, place, record->time_us, TB_PRESENCE_APART);
      break;
    case TB_RECORD_POWERED_ON:
      add (index, record->subject, place, record->time_us, TB_PRESENCE_APART);
      break;
    case TB_RECORD_POWERED_OFF:
      add (index, record->subject, place, record->time_us, was_ordered (index, record) ? TB_PRESENCE_OFF_BY_COMMAND : TB_PRESENCE_OFF);
      break;
    default:
      break;
    }
}

/* Reads on to @position. */
void
tb_presence_index_read (TbPresenceIndex *index, guint64 position)
{
  for (; index->position < position; index->position++)
    read_record (index, tb_journal_get (index->journal, index->position), index->position);
}

/* How @object was when the records before @position had happened, at @time_us; nobody is on before he is switched on. */
TbPresence
tb_presence_index_find (TbPresenceIndex *index, guint32 object, guint64 position, gint64 time_us)
{
  for (guint32 i = index->last[object]; i != NONE; i = g_array_index (index->entries, Entry, i).previous)
    {
      const Entry *entry = &g_array_index (index->entries, Entry, i);

      if (entry->place < position && entry->time_us <= time_us)
        return entry->presence;
    }
  return TB_PRESENCE_OFF;
}

/* When its last connection ended: G_MAXINT64 while it is connected, -1 when it never was. */
gint64
tb_presence_index_find_end (TbPresenceIndex *index, guint32 object, guint64 position, gint64 time_us)
{
  gint64 end_us = G_MAXINT64;

  for (guint32 i = index->last[object]; i != NONE; i = g_array_index (index->entries, Entry, i).previous)
    {
      const Entry *entry = &g_array_index (index->entries, Entry, i);

      if (entry->place >= position || entry->time_us > time_us)
        continue;
      if (entry->presence == TB_PRESENCE_CONNECTED)
        return end_us;
      end_us = entry->time_us;
    }
  return -1;
}
