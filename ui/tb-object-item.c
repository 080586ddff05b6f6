/* tb-object-item: one row of the list: what is known about an object, in words. */
#include "tb-object-item.h"

#include <glib/gi18n-lib.h>

#include "tb-look.h"
#include "tb-transcript.h"

struct _TbObjectItem
{
  GObject parent_instance;
  guint32 object;
  char *name;
  const char *kind;     /* borrowed from the fleet or gettext, which outlive the list */
  guint8 mark;
  guint32 completed;    /* transcript of the last handshake that succeeded */
  guint32 refused;      /* of the last that did not */
  guint32 session;
  int last_alert;
  GHashTable *alive;    /* where it is known while it lives */
};

enum { ITEM_NAME = 1, ITEM_KIND, ITEM_IDENTITY, ITEM_IDENTITY_ICON, ITEM_IDENTITY_CLASSES, ITEM_HEALTH, ITEM_HEALTH_ICON, ITEM_HEALTH_CLASSES,
       ITEM_HANDSHAKE, N_ITEM_PROPS };
static GParamSpec *item_properties[N_ITEM_PROPS];

G_DEFINE_FINAL_TYPE (TbObjectItem, tb_object_item, G_TYPE_OBJECT)

/* Payloads are numbered as they come, so the later one belongs to the later handshake. */
static gboolean
was_refused (const TbObjectItem *item)
{
  return item->refused != TB_NO_PAYLOAD && (item->completed == TB_NO_PAYLOAD || item->refused > item->completed);
}

static char *
describe_handshake (TbObjectItem *item)
{
  if (was_refused (item))
    return g_strdup_printf (_("refused: %s"), tb_transcript_alert_name (item->last_alert));
  if (item->completed == TB_NO_PAYLOAD)
    return g_strdup (_("none yet"));
  return g_strdup_printf (_("number %u, completed"), item->session);
}

static char **
make_classes (const TbLook *look)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *class = g_strconcat ("tb-", look->code, NULL);

  g_strv_builder_add (builder, "tb-badge");
  g_strv_builder_add (builder, class);
  return g_strv_builder_end (builder);
}

static void
item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TbObjectItem *item = TB_OBJECT_ITEM (object);
  const TbLook *identity = tb_look_identity (TB_MARK_IDENTITY (item->mark)), *health = tb_look_health (TB_MARK_HEALTH (item->mark));

  switch (id)
    {
    case ITEM_NAME: g_value_set_string (value, item->name); break;
    case ITEM_KIND: g_value_set_string (value, item->kind); break;
    case ITEM_IDENTITY: g_value_set_string (value, tb_look_get_word (identity)); break;
    case ITEM_IDENTITY_ICON: g_value_set_string (value, identity->icon); break;
    case ITEM_IDENTITY_CLASSES: g_value_take_boxed (value, make_classes (identity)); break;
    case ITEM_HEALTH: g_value_set_string (value, tb_look_get_word (health)); break;
    case ITEM_HEALTH_ICON: g_value_set_string (value, health->icon); break;
    case ITEM_HEALTH_CLASSES: g_value_take_boxed (value, make_classes (health)); break;
    case ITEM_HANDSHAKE: g_value_take_string (value, describe_handshake (item)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
item_finalize (GObject *object)
{
  TbObjectItem *item = TB_OBJECT_ITEM (object);

  g_hash_table_remove (item->alive, GUINT_TO_POINTER (item->object));
  g_hash_table_unref (item->alive);
  g_free (item->name);
  G_OBJECT_CLASS (tb_object_item_parent_class)->finalize (object);
}

static void
tb_object_item_class_init (TbObjectItemClass *klass)
{
  static const char *const strings[N_ITEM_PROPS] = {
    [ITEM_NAME] = "name", [ITEM_KIND] = "kind", [ITEM_IDENTITY] = "identity", [ITEM_IDENTITY_ICON] = "identity-icon",
    [ITEM_HEALTH] = "health", [ITEM_HEALTH_ICON] = "health-icon", [ITEM_HANDSHAKE] = "handshake",
  };
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->get_property = item_get_property;
  G_OBJECT_CLASS (klass)->finalize = item_finalize;
  for (guint i = 1; i < N_ITEM_PROPS; i++)
    if (strings[i] != NULL)
      item_properties[i] = g_param_spec_string (strings[i], NULL, NULL, NULL, flags);
  item_properties[ITEM_IDENTITY_CLASSES] = g_param_spec_boxed ("identity-classes", NULL, NULL, G_TYPE_STRV, flags);
  item_properties[ITEM_HEALTH_CLASSES] = g_param_spec_boxed ("health-classes", NULL, NULL, G_TYPE_STRV, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_ITEM_PROPS, item_properties);
}

static void
tb_object_item_init (TbObjectItem *item)
{
  item->completed = item->refused = TB_NO_PAYLOAD;
}

/**
 * tb_object_item_get_object:
 * @item: an item
 *
 * Returns: which object it stands for
 */
guint32
tb_object_item_get_object (TbObjectItem *item)
{
  return item->object;
}

/**
 * tb_object_item_new:
 * @fleet: who is there
 * @object: one of them
 * @alive: a table from objects to their items, not owned; the item is in it while it lives
 *
 * Returns: (transfer full): an item
 */
TbObjectItem *
tb_object_item_new (TbFleet *fleet, guint32 object, GHashTable *alive)
{
  TbObjectItem *item = g_object_new (TB_TYPE_OBJECT_ITEM, NULL);
  const TbGroup *group = tb_fleet_group_of (fleet, object);

  item->object = object;
  item->name = tb_fleet_dup_name (fleet, object);
  item->kind = group->label != NULL && *group->label != '\0' ? g_dgettext (GETTEXT_PACKAGE, group->label) : group->name;
  item->alive = g_hash_table_ref (alive);
  g_hash_table_insert (alive, GUINT_TO_POINTER (object), item);
  return item;
}

static void
notify_some (TbObjectItem *item, guint first, guint last)
{
  for (guint i = first; i <= last; i++)
    g_object_notify_by_pspec (G_OBJECT (item), item_properties[i]);
}

/**
 * tb_object_item_update:
 * @item: an item
 * @mark: identity and health, as a scene has them
 * @state: (nullable): the rest
 *
 * Notifies of what has changed.
 */
void
tb_object_item_update (TbObjectItem *item, guint8 mark, const TbObjectState *state)
{
  mark &= TB_MARK_STATE;
  if (mark != item->mark)
    {
      item->mark = mark;
      notify_some (item, ITEM_IDENTITY, ITEM_HEALTH_CLASSES);
    }
  if (state != NULL && (state->transcript != item->completed || state->refused_transcript != item->refused))
    {
      item->completed = state->transcript;
      item->refused = state->refused_transcript;
      item->session = state->session;
      item->last_alert = state->last_alert;
      notify_some (item, ITEM_HANDSHAKE, ITEM_HANDSHAKE);
    }
}
