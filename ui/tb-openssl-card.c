/* tb-openssl-card: see the header. Copying is an action of the view. */
#include "tb-openssl-card.h"

struct _TbOpensslCard
{
  GtkWidget parent_instance;

  /* template */
  GtkLabel *client_line;
  GtkLabel *server_line;
};

G_DEFINE_FINAL_TYPE (TbOpensslCard, tb_openssl_card, GTK_TYPE_WIDGET)

static GtkLabel *
get_label (TbOpensslCard *self, TbSide side)
{
  return side == TB_SIDE_CLIENT ? self->client_line : self->server_line;
}

/**
 * tb_openssl_card_show:
 * @self: a card
 * @side: whose line
 * @line: it
 */
void
tb_openssl_card_show (TbOpensslCard *self, TbSide side, const char *line)
{
  gtk_label_set_text (get_label (self, side), line);
  gtk_widget_set_tooltip_text (GTK_WIDGET (get_label (self, side)), line);
}

/**
 * tb_openssl_card_get_line:
 * @self: a card
 * @side: whose line
 *
 * Returns: (transfer none): it
 */
const char *
tb_openssl_card_get_line (TbOpensslCard *self, TbSide side)
{
  return gtk_label_get_text (get_label (self, side));
}

static void
tb_openssl_card_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (tb_openssl_card_parent_class)->dispose (object);
}

static void
tb_openssl_card_class_init (TbOpensslCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_openssl_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-openssl-card.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, TbOpensslCard, client_line);
  gtk_widget_class_bind_template_child (widget_class, TbOpensslCard, server_line);
}

static void
tb_openssl_card_init (TbOpensslCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
