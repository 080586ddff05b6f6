/* tb-session-item: see the header. */
#include "tb-session-item.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-sentence.h"
#include "tb-units.h"

struct _TbSessionItem
{
  GObject parent_instance;

  TbFleet *fleet;            /* owned */
  TbJournal *journal;        /* owned */
  TbTranscript *transcript;  /* owned, made when asked for */
  TbSessionEntry entry;
  gboolean has_ended;
};

enum { PROP_TITLE = 1, PROP_TIME, PROP_SUMMARY, PROP_ICON_NAME, PROP_CSS_CLASSES, N_PROPS };
static GParamSpec *props[N_PROPS];

/* By TbSessionOutcome: how a row looks. */
static const struct
{
  const char *icon_name;
  const char *css_class;
} looks[] = {
  [TB_SESSION_UNDER_WAY] = { "content-loading-symbolic", "accent" },
  [TB_SESSION_COMPLETED] = { "object-select-symbolic", "success" },
  [TB_SESSION_REFUSED] = { "window-close-symbolic", "error" },
};

G_DEFINE_FINAL_TYPE (TbSessionItem, tb_session_item, G_TYPE_OBJECT)

static char *
dup_title (TbSessionItem *self)
{
  g_autofree char *client = tb_session_item_dup_client (self);
  g_autofree char *server = tb_session_item_dup_server (self);

  return g_strdup_printf ("%s → %s", client, server);
}

/* The time of day, with the day before it from the second on; seconds only on the first. */
static char *
dup_time (TbSessionItem *self)
{
  g_autofree char *clock = tb_units_format_clock (self->entry.time_us);
  int day = (int) (self->entry.time_us / TB_US_PER_DAY) + 1;

  *strrchr (clock, day > 1 ? ':' : '.') = '\0';
  /* Translators: a short form of the day, counted from 1, and the time of day */
  return day > 1 ? g_strdup_printf (_("d%d %s"), day, clock) : g_steal_pointer (&clock);
}

static char *
summarise_refusal (TbSessionItem *self, TbTranscript *transcript)
{
  const TbReasonText *reason = tb_sentence_find_reason (transcript ? tb_transcript_get_reason (transcript) : NULL);
  const char *alert = tb_transcript_alert_name (self->entry.alert);

  /* Translators: why a handshake was refused, and the name of the TLS alert */
  return g_strdup_printf (_("%s: %s"), _(reason->brief), alert ? alert : "?");
}

static const char *
version_word (guint16 version)
{
  static const struct { guint16 version; const char *word; } words[] = { { 0x0303, "TLS 1.2" }, { 0x0304, "TLS 1.3" }, { 0xfefd, "DTLS 1.2" } };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i].version == version)
      return words[i].word;
  return "TLS";
}

static char *
summarise_completed (TbSessionItem *self, TbTranscript *transcript)
{
  const char *who = tb_transcript_is_mutual (transcript) ? _("mutual") : _("server only");

  const char *version = version_word (tb_transcript_get_version (transcript));

  if (tb_transcript_is_resumed (transcript))
    /* Translators: a version of TLS */
    return g_strdup_printf (_("%s, resumed with a ticket"), version);
  /* Translators: a version of TLS, which sides proved who they are, and what the handshake was for */
  return g_strdup_printf (_("%s, %s, %s"), version, who, tb_sentence_purpose (self->entry.purpose));
}

/**
 * tb_session_item_dup_summary:
 * @self: a handshake
 *
 * Returns: (transfer full): how it ended, in a few translated words
 */
char *
tb_session_item_dup_summary (TbSessionItem *self)
{
  TbTranscript *transcript = tb_session_item_get_transcript (self);

  if (tb_session_item_get_outcome (self) == TB_SESSION_REFUSED)
    return summarise_refusal (self, transcript);
  if (tb_session_item_get_outcome (self) == TB_SESSION_COMPLETED && transcript != NULL)
    return summarise_completed (self, transcript);
  return g_strdup_printf (_("under way, %s"), tb_sentence_purpose (self->entry.purpose));
}

static void
tb_session_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TbSessionItem *self = TB_SESSION_ITEM (object);
  TbSessionOutcome outcome = tb_session_item_get_outcome (self);
  const char *classes[] = { looks[outcome].css_class, NULL };

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_take_string (value, dup_title (self));
      break;
    case PROP_TIME:
      g_value_take_string (value, dup_time (self));
      break;
    case PROP_SUMMARY:
      g_value_take_string (value, tb_session_item_dup_summary (self));
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, looks[outcome].icon_name);
      break;
    case PROP_CSS_CLASSES:
      g_value_set_boxed (value, classes);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tb_session_item_finalize (GObject *object)
{
  TbSessionItem *self = TB_SESSION_ITEM (object);

  g_clear_pointer (&self->transcript, tb_transcript_unref);
  g_clear_pointer (&self->journal, tb_journal_unref);
  g_clear_pointer (&self->fleet, tb_fleet_unref);
  G_OBJECT_CLASS (tb_session_item_parent_class)->finalize (object);
}

static void
tb_session_item_class_init (TbSessionItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tb_session_item_get_property;
  object_class->finalize = tb_session_item_finalize;
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_TIME] = g_param_spec_string ("time", NULL, NULL, NULL, flags);
  props[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, NULL, flags);
  props[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  props[PROP_CSS_CLASSES] = g_param_spec_boxed ("css-classes", NULL, NULL, G_TYPE_STRV, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tb_session_item_init (TbSessionItem *self)
{
}

/**
 * tb_session_item_new:
 * @fleet: who is there
 * @journal: what happened
 * @entry: the handshake
 * @has_ended: whether it is over at the playhead
 *
 * Returns: (transfer full): the row
 */
TbSessionItem *
tb_session_item_new (TbFleet *fleet, TbJournal *journal, const TbSessionEntry *entry, gboolean has_ended)
{
  TbSessionItem *self = g_object_new (TB_TYPE_SESSION_ITEM, NULL);

  self->fleet = tb_fleet_ref (fleet);
  self->journal = tb_journal_ref (journal);
  self->entry = *entry;
  self->has_ended = has_ended;
  return self;
}

/**
 * tb_session_item_update:
 * @self: a handshake
 * @entry: what is known of it now
 * @has_ended: whether it is over at the playhead
 *
 * Notifies only what reads differently now.
 */
void
tb_session_item_update (TbSessionItem *self, const TbSessionEntry *entry, gboolean has_ended)
{
  if (self->entry.payload != entry->payload)
    g_clear_pointer (&self->transcript, tb_transcript_unref);
  self->entry = *entry;
  if (self->has_ended == has_ended)
    return;
  self->has_ended = has_ended;
  for (guint i = PROP_SUMMARY; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), props[i]);
}

/**
 * tb_session_item_get_entry:
 * @self: a handshake
 *
 * Returns: (transfer none): what the journal says of it
 */
const TbSessionEntry *
tb_session_item_get_entry (TbSessionItem *self)
{
  return &self->entry;
}

/**
 * tb_session_item_get_outcome:
 * @self: a handshake
 *
 * Returns: how it stands at the playhead
 */
TbSessionOutcome
tb_session_item_get_outcome (TbSessionItem *self)
{
  if (!self->has_ended)
    return TB_SESSION_UNDER_WAY;
  return self->entry.refused ? TB_SESSION_REFUSED : TB_SESSION_COMPLETED;
}

/**
 * tb_session_item_get_transcript:
 * @self: a handshake
 *
 * Returns: (transfer none) (nullable): what was said, %NULL before the first flight
 */
TbTranscript *
tb_session_item_get_transcript (TbSessionItem *self)
{
  GBytes *payload = NULL;

  if (self->transcript == NULL && self->entry.payload != TB_NO_PAYLOAD)
    payload = tb_journal_get_payload (self->journal, self->entry.payload);
  if (payload != NULL)
    self->transcript = tb_transcript_new_from_bytes (payload, NULL);
  return self->transcript;
}

/**
 * tb_session_item_dup_client:
 * @self: a handshake
 *
 * Returns: (transfer full): name of whoever began it
 */
char *
tb_session_item_dup_client (TbSessionItem *self)
{
  return tb_fleet_dup_name (self->fleet, self->entry.client);
}

/**
 * tb_session_item_dup_server:
 * @self: a handshake
 *
 * Returns: (transfer full): name of the other side
 */
char *
tb_session_item_dup_server (TbSessionItem *self)
{
  return tb_fleet_dup_name (self->fleet, self->entry.server);
}
