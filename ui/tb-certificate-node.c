/* tb-certificate-node: see the header. */
#include "tb-certificate-node.h"

struct _TbCertificateNode
{
  GObject parent_instance;

  TbCertificateNodeKind kind;
  guint number;
  char *title;            /* owned */
  char *tail;             /* owned: what stands at the end of the row */
  char *icon_name;        /* owned, NULL for the glyph of the look */
  const TbLook *look;     /* borrowed, static */
  GListModel *children;   /* owned, NULL for a leaf */
  gboolean was_offered;
};

enum { PROP_TITLE = 1, PROP_TAIL, PROP_ICON_NAME, PROP_HINT, PROP_CSS_CLASSES, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TbCertificateNode, tb_certificate_node, G_TYPE_OBJECT)

static char **
make_classes (TbCertificateNode *self)
{
  g_autofree char *state = self->look ? g_strdup_printf ("tb-%s", self->look->code) : NULL;
  const char *classes[] = { self->look ? "tb-badge" : "dim-label", state, NULL };

  return g_strdupv ((char **) classes);
}

static void
tb_certificate_node_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TbCertificateNode *self = TB_CERTIFICATE_NODE (object);

  switch (id)
    {
    case PROP_TITLE: g_value_set_string (value, self->title); break;
    case PROP_TAIL: g_value_set_string (value, self->tail); break;
    case PROP_ICON_NAME: g_value_set_string (value, self->icon_name ? self->icon_name : self->look ? self->look->icon : NULL); break;
    case PROP_HINT: g_value_set_string (value, self->look ? tb_look_get_word (self->look) : NULL); break;
    case PROP_CSS_CLASSES: g_value_take_boxed (value, make_classes (self)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tb_certificate_node_finalize (GObject *object)
{
  TbCertificateNode *self = TB_CERTIFICATE_NODE (object);

  g_clear_object (&self->children);
  g_free (self->title);
  g_free (self->tail);
  g_free (self->icon_name);
  G_OBJECT_CLASS (tb_certificate_node_parent_class)->finalize (object);
}

static void
tb_certificate_node_class_init (TbCertificateNodeClass *klass)
{
  static const char *const strings[] = { [PROP_TITLE] = "title", [PROP_TAIL] = "tail", [PROP_ICON_NAME] = "icon-name", [PROP_HINT] = "hint" };
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->get_property = tb_certificate_node_get_property;
  G_OBJECT_CLASS (klass)->finalize = tb_certificate_node_finalize;
  for (guint i = PROP_TITLE; i <= PROP_HINT; i++)
    props[i] = g_param_spec_string (strings[i], NULL, NULL, NULL, flags);
  props[PROP_CSS_CLASSES] = g_param_spec_boxed ("css-classes", NULL, NULL, G_TYPE_STRV, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
}

static void
tb_certificate_node_init (TbCertificateNode *self)
{
}

/**
 * tb_certificate_node_new:
 * @kind: what it stands for
 * @number: which one
 * @title: what the row is called
 *
 * Returns: (transfer full): a row without state
 */
TbCertificateNode *
tb_certificate_node_new (TbCertificateNodeKind kind, guint number, const char *title)
{
  TbCertificateNode *self = g_object_new (TB_TYPE_CERTIFICATE_NODE, NULL);

  self->kind = kind;
  self->number = number;
  self->title = g_strdup (title);
  self->tail = g_strdup ("");
  return self;
}

/**
 * tb_certificate_node_set_children:
 * @self: a row
 * @children: (transfer none): what is below it
 */
void
tb_certificate_node_set_children (TbCertificateNode *self, GListModel *children)
{
  g_set_object (&self->children, children);
}

/**
 * tb_certificate_node_set_icon:
 * @self: a row without state
 * @icon_name: its picture
 */
void
tb_certificate_node_set_icon (TbCertificateNode *self, const char *icon_name)
{
  g_free (self->icon_name);
  self->icon_name = g_strdup (icon_name);
}

/**
 * tb_certificate_node_update:
 * @self: a row
 * @look: (nullable): the state it is in now
 * @tail: what stands at its end
 *
 * Notifies only of what reads differently now.
 */
void
tb_certificate_node_update (TbCertificateNode *self, const TbLook *look, const char *tail)
{
  if (g_strcmp0 (self->tail, tail) != 0)
    {
      g_free (self->tail);
      self->tail = g_strdup (tail);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TAIL]);
    }
  if (self->look == look)
    return;
  self->look = look;
  for (guint i = PROP_ICON_NAME; i <= PROP_CSS_CLASSES; i++)
    g_object_notify_by_pspec (G_OBJECT (self), props[i]);
}

TbCertificateNodeKind
tb_certificate_node_get_kind (TbCertificateNode *self)
{
  return self->kind;
}

guint
tb_certificate_node_get_number (TbCertificateNode *self)
{
  return self->number;
}

const char *
tb_certificate_node_get_title (TbCertificateNode *self)
{
  return self->title;
}

const TbLook *
tb_certificate_node_get_look (TbCertificateNode *self)
{
  return self->look;
}

GListModel *
tb_certificate_node_get_children (TbCertificateNode *self)
{
  return self->children;
}

/**
 * tb_certificate_node_take_offer:
 * @self: a row
 *
 * A row is opened for a person once; whether it is open after that is theirs to say.
 *
 * Returns: whether nobody has asked before
 */
gboolean
tb_certificate_node_take_offer (TbCertificateNode *self)
{
  gboolean is_first = !self->was_offered;

  self->was_offered = TRUE;
  return is_first;
}

/**
 * tb_certificate_node_renew_offer:
 * @self: a row that is not shown any more
 *
 * When it is shown again, it is opened again.
 */
void
tb_certificate_node_renew_offer (TbCertificateNode *self)
{
  self->was_offered = FALSE;
}
