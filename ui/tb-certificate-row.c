/* tb-certificate-row: see the header. It holds its node: the tree makes nodes only for those who look at them, and a row of GTK's tree model does
 * not keep them. */
#include "tb-certificate-row.h"

struct _TbCertificateRow
{
  GtkWidget parent_instance;

  TbCertificateNode *node;   /* owned */
};

enum { PROP_NODE = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TbCertificateRow, tb_certificate_row, GTK_TYPE_WIDGET)

static void
tb_certificate_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (g_set_object (&TB_CERTIFICATE_ROW (object)->node, g_value_get_object (value)))
    g_object_notify_by_pspec (object, pspec);
}

static void
tb_certificate_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, TB_CERTIFICATE_ROW (object)->node);
}

static void
tb_certificate_row_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&TB_CERTIFICATE_ROW (object)->node);
  G_OBJECT_CLASS (tb_certificate_row_parent_class)->dispose (object);
}

static void
tb_certificate_row_class_init (TbCertificateRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = tb_certificate_row_set_property;
  G_OBJECT_CLASS (klass)->get_property = tb_certificate_row_get_property;
  G_OBJECT_CLASS (klass)->dispose = tb_certificate_row_dispose;
  props[PROP_NODE] = g_param_spec_object ("node", NULL, NULL, TB_TYPE_CERTIFICATE_NODE,
                                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-certificate-row.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tb_certificate_row_init (TbCertificateRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
}
