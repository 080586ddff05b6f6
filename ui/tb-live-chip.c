/* tb-live-chip: see the header. The button counts, what opens from it names them. */
#include "tb-live-chip.h"

#include <glib/gi18n-lib.h>

#define MOST_NAMED 20

struct _TbLiveChip
{
  GtkWidget parent_instance;

  TbLiveService *service;
  GtkWidget *button;      /* borrowed: the child */
  GtkWidget *words;
  GtkWidget *clients;
};

G_DEFINE_FINAL_TYPE (TbLiveChip, tb_live_chip, GTK_TYPE_WIDGET)

static GtkWidget *
make_name (TbLiveClient *client)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (tb_live_client_get_subject (client)), *id = gtk_label_new (NULL);
  /* Translators: %s is what a client of the broker calls itself */
  g_autofree char *text = g_strdup_printf (_("calls itself “%s”"), tb_live_client_get_id (client));

  gtk_label_set_text (GTK_LABEL (id), text);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_xalign (GTK_LABEL (id), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (id), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 40);
  gtk_label_set_max_width_chars (GTK_LABEL (id), 40);
  gtk_widget_add_css_class (id, "dim-label");
  gtk_widget_add_css_class (id, "small-type");
  gtk_widget_set_visible (id, *tb_live_client_get_id (client) != '\0');
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), id);
  return box;
}

static void
fill_clients (TbLiveChip *self, GListModel *clients)
{
  guint n = g_list_model_get_n_items (clients);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->clients)) != NULL)
    gtk_box_remove (GTK_BOX (self->clients), child);
  for (guint i = 0; i < MIN (n, MOST_NAMED); i++)
    {
      g_autoptr (TbLiveClient) client = g_list_model_get_item (clients, i);

      gtk_box_append (GTK_BOX (self->clients), make_name (client));
    }
  if (n > MOST_NAMED)
    {
      g_autofree char *rest = g_strdup_printf (ngettext ("and %u more", "and %u more", n - MOST_NAMED), n - MOST_NAMED);

      gtk_box_append (GTK_BOX (self->clients), gtk_label_new (rest));
    }
  gtk_widget_set_visible (self->clients, n > 0);
}

static void
on_changed (TbLiveChip *self)
{
  GListModel *clients = tb_live_service_get_clients (self->service);
  guint n = g_list_model_get_n_items (clients);
  g_autofree char *text = n == 0 ? g_strdup (_("Live: no real client connected"))
                                 : g_strdup_printf (ngettext ("Live: %u real client connected", "Live: %u real clients connected", n), n);

  gtk_widget_set_visible (GTK_WIDGET (self), tb_live_service_get_state (self->service, TB_LIVE_PART_BROKER) == TB_LIVE_ON);
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->words)), text) != 0)
    {
      gtk_label_set_text (GTK_LABEL (self->words), text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
    }
  if (n > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self), "connected");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "connected");
}

static void
on_clients (TbLiveChip *self)
{
  fill_clients (self, tb_live_service_get_clients (self->service));
}

/* --- the object --- */

static GtkWidget *
make_button (TbLiveChip *self)
{
  GtkWidget *button = gtk_menu_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 7);

  self->words = gtk_label_new (NULL);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("tb-live-client-symbolic"));
  gtk_box_append (GTK_BOX (box), self->words);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static GtkWidget *
make_popover (TbLiveChip *self)
{
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  GtkWidget *about = gtk_label_new (_("Programs on this machine that are connected to the live broker with a certificate of the live authority. They are no part of the run: "
                                      "its journal knows nothing of them."));
  GtkWidget *open = gtk_button_new_with_label (_("Live Authority and Broker"));

  self->clients = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_label_set_wrap (GTK_LABEL (about), TRUE);
  gtk_label_set_xalign (GTK_LABEL (about), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (about), 40);
  gtk_widget_add_css_class (about, "dim-label");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (open), "win.show-live");
  gtk_box_append (GTK_BOX (box), self->clients);
  gtk_box_append (GTK_BOX (box), about);
  gtk_box_append (GTK_BOX (box), open);
  gtk_widget_add_css_class (box, "live-chip-box");
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  return popover;
}

static void
tb_live_chip_dispose (GObject *object)
{
  TbLiveChip *self = TB_LIVE_CHIP (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->service);
  G_OBJECT_CLASS (tb_live_chip_parent_class)->dispose (object);
}

static void
tb_live_chip_class_init (TbLiveChipClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_live_chip_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "livechip");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
tb_live_chip_init (TbLiveChip *self)
{
  self->button = make_button (self);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), make_popover (self));
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * tb_live_chip_set_service:
 * @self: a chip that has none
 * @service: whose clients it counts
 */
void
tb_live_chip_set_service (TbLiveChip *self, TbLiveService *service)
{
  g_return_if_fail (self->service == NULL);
  self->service = g_object_ref (service);
  g_signal_connect_object (service, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tb_live_service_get_clients (service), "items-changed", G_CALLBACK (on_clients), self, G_CONNECT_SWAPPED);
  on_changed (self);
  on_clients (self);
}
