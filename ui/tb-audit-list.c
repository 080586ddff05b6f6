/* tb-audit-list: see the header. */
#include "tb-audit-list.h"

#include <glib/gi18n-lib.h>

#include "tb-rows.h"
#include "tb-sentence.h"

/* So much of a serial number is enough to know it again. */
#define SHOWN_SERIAL 8

struct _TbAuditItem
{
  GObject parent_instance;

  TbAuditTrail *trail;   /* owned */
  guint number;
};

enum { PROP_TITLE = 1, PROP_TIME, PROP_SUMMARY, PROP_ICON_NAME, PROP_CSS_CLASSES, N_PROPS };
static GParamSpec *props[N_PROPS];

typedef struct
{
  const char *icon_name;
  const char *css_class;
} Look;

static const Look looks[TB_AUDIT_N_GROUPS] = {
  [TB_AUDIT_ISSUE] = { "tb-identity-valid-symbolic", "audit-good" },
  [TB_AUDIT_REVOCATION] = { "view-list-symbolic", "audit-plain" },
  [TB_AUDIT_KEYS] = { "dialog-password-symbolic", "audit-plain" },
  [TB_AUDIT_TRUST] = { "security-high-symbolic", "audit-plain" },
  [TB_AUDIT_AUTHORITY] = { "tb-authority-symbolic", "audit-plain" },
};

/* Those that do not look like their group. */
static const struct { guint16 record; Look look; } others[] = {
  { TB_RECORD_CERTIFICATE_REQUESTED, { "tb-identity-enrolling-symbolic", "audit-plain" } },
  { TB_RECORD_ENROLMENT_REFUSED, { "window-close-symbolic", "audit-bad" } },
  { TB_RECORD_COMMAND_REFUSED, { "window-close-symbolic", "audit-plain" } },
  { TB_RECORD_CERTIFICATE_EXPIRING, { "tb-identity-expires-soon-symbolic", "audit-warn" } },
  { TB_RECORD_CERTIFICATE_EXPIRED, { "tb-identity-expired-symbolic", "audit-bad" } },
  { TB_RECORD_CERTIFICATE_REVOKED, { "tb-identity-revoked-symbolic", "audit-bad" } },
  { TB_RECORD_FORMER_REVOKED, { "tb-identity-revoked-symbolic", "audit-bad" } },
  { TB_RECORD_CERTIFICATE_RELEASED, { "tb-identity-valid-symbolic", "audit-good" } },
  { TB_RECORD_KEY_STOLEN, { "tb-attacker-symbolic", "audit-bad" } },
  { TB_RECORD_THIEF_RENEWED, { "tb-attacker-symbolic", "audit-bad" } },
  { TB_RECORD_TRUST_LOST, { "tb-identity-lost-symbolic", "audit-bad" } },
  { TB_RECORD_DEVICE_CAPTURED, { "tb-health-captured-symbolic", "audit-bad" } },
};

G_DEFINE_FINAL_TYPE (TbAuditItem, tb_audit_item, G_TYPE_OBJECT)

static char *
dup_title (TbAuditItem *self)
{
  TbRun *run = tb_audit_trail_get_run (self->trail);

  return tb_sentence_for_record (tb_run_get_fleet (run), tb_run_get_journal (run), tb_audit_trail_get_record (self->trail, self->number));
}

/* Number, certificate, and who wanted it. */
static char *
dup_summary (TbAuditItem *self)
{
  g_auto (TbAuditFacts) facts = { 0 };
  GString *text = g_string_new (NULL);

  tb_audit_trail_describe (self->trail, self->number, &facts);
  /* Translators: number of an entry in a log */
  g_string_append_printf (text, _("entry %u"), self->number);
  if (facts.serial != NULL)
    {
      g_autofree char *shown = g_strdup_printf ("%.*s…", SHOWN_SERIAL, facts.serial);

      /* Translators: the beginning of a serial number */
      g_string_append (text, " · ");
      g_string_append_printf (text, _("serial %s"), shown);
    }
  if (facts.command != NULL)
    g_string_append_printf (text, " · %s", facts.command);
  return g_string_free (text, FALSE);
}

static const Look *
find_look (TbAuditItem *self)
{
  guint16 record = tb_audit_trail_get_record (self->trail, self->number)->kind;

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (others[i].record == record)
      return &others[i].look;
  return &looks[tb_audit_trail_get (self->trail, self->number)->kind->group];
}

static void
tb_audit_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  TbAuditItem *self = TB_AUDIT_ITEM (object);
  const Look *look = find_look (self);
  const char *classes[] = { "audit-glyph", look->css_class, NULL };

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_take_string (value, dup_title (self));
      break;
    case PROP_TIME:
      g_value_take_string (value, tb_sentence_format_moment (tb_audit_trail_get_record (self->trail, self->number)->time_us));
      break;
    case PROP_SUMMARY:
      g_value_take_string (value, dup_summary (self));
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, look->icon_name);
      break;
    case PROP_CSS_CLASSES:
      g_value_set_boxed (value, classes);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tb_audit_item_finalize (GObject *object)
{
  tb_audit_trail_unref (TB_AUDIT_ITEM (object)->trail);
  G_OBJECT_CLASS (tb_audit_item_parent_class)->finalize (object);
}

static void
tb_audit_item_class_init (TbAuditItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tb_audit_item_get_property;
  object_class->finalize = tb_audit_item_finalize;
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_TIME] = g_param_spec_string ("time", NULL, NULL, NULL, flags);
  props[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, NULL, flags);
  props[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  props[PROP_CSS_CLASSES] = g_param_spec_boxed ("css-classes", NULL, NULL, G_TYPE_STRV, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tb_audit_item_init (TbAuditItem *self)
{
}

guint
tb_audit_item_get_number (TbAuditItem *self)
{
  return self->number;
}

/* --- the list --- */

struct _TbAuditList
{
  GObject parent_instance;

  TbAuditTrail *trail;   /* owned */
  TbRows *rows;          /* owned */
};

static GType
get_item_type (GListModel *model)
{
  return TB_TYPE_AUDIT_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return tb_rows_get_n (TB_AUDIT_LIST (model)->rows);
}

static gpointer
get_item (GListModel *model, guint row)
{
  TbAuditList *self = TB_AUDIT_LIST (model);
  TbAuditItem *item;

  if (row >= tb_rows_get_n (self->rows))
    return NULL;
  item = g_object_new (TB_TYPE_AUDIT_ITEM, NULL);
  item->trail = tb_audit_trail_ref (self->trail);
  item->number = tb_rows_get (self->rows, row);
  return item;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TbAuditList, tb_audit_list, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
tb_audit_list_finalize (GObject *object)
{
  TbAuditList *self = TB_AUDIT_LIST (object);

  tb_rows_free (self->rows);
  g_clear_pointer (&self->trail, tb_audit_trail_unref);
  G_OBJECT_CLASS (tb_audit_list_parent_class)->finalize (object);
}

static void
tb_audit_list_class_init (TbAuditListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_audit_list_finalize;
}

static void
tb_audit_list_init (TbAuditList *self)
{
  self->rows = tb_rows_new (G_LIST_MODEL (self), TRUE);
}

/**
 * tb_audit_list_new:
 *
 * Returns: (transfer full): a list of nothing
 */
TbAuditList *
tb_audit_list_new (void)
{
  return g_object_new (TB_TYPE_AUDIT_LIST, NULL);
}

/**
 * tb_audit_list_set_trail:
 * @self: a list
 * @trail: (nullable): whose entries it will show
 *
 * Shows nothing until it is told what.
 */
void
tb_audit_list_set_trail (TbAuditList *self, TbAuditTrail *trail)
{
  tb_rows_clear (self->rows);
  g_clear_pointer (&self->trail, tb_audit_trail_unref);
  self->trail = trail != NULL ? tb_audit_trail_ref (trail) : NULL;
}

/**
 * tb_audit_list_show:
 * @self: a list with a log
 * @numbers: (transfer full) (element-type guint): which entries, ascending
 *
 * Tells only of what changes.
 */
void
tb_audit_list_show (TbAuditList *self, GArray *numbers)
{
  tb_rows_replace (self->rows, numbers);
}

guint
tb_audit_list_find (TbAuditList *self, guint number)
{
  return tb_rows_find (self->rows, number);
}
