/* tb-live-page: see the header. Switches, lists and what is chosen in them; the things to try are in tb-live-page-lines.c. */
#include "tb-live-page-private.h"

#include <glib/gi18n-lib.h>

#include "tb-save-dialog.h"

#define SCROLL_MS 60    /* once the list has made room for what came */

enum { CERTIFICATE_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TbLivePage, tb_live_page, GTK_TYPE_WIDGET)

void
tb_live_page_copy (TbLivePage *self, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("Copied"));
}

/* --- switches --- */

static const char *
get_authority_words (TbLivePage *self)
{
  switch (tb_live_service_get_state (self->service, TB_LIVE_PART_AUTHORITY))
    {
    case TB_LIVE_STARTING: return _("Making or reading its keys…");
    case TB_LIVE_STOPPING: return _("Closing its ports…");
    case TB_LIVE_ON: return _("Serves EST, ACME, SCEP, OCSP and the revocation list");
    default: return _("Off. It gives real certificates to real programs on this machine");
    }
}

static char *
make_broker_words (TbLivePage *self)
{
  guint n = g_list_model_get_n_items (tb_live_service_get_clients (self->service));

  switch (tb_live_service_get_state (self->service, TB_LIVE_PART_BROKER))
    {
    case TB_LIVE_STARTING: return g_strdup (_("Opening its port…"));
    case TB_LIVE_STOPPING: return g_strdup (_("Letting its clients go…"));
    case TB_LIVE_ON:
      return n == 0 ? g_strdup (_("Waits for clients with a certificate of this authority"))
                    : g_strdup_printf (ngettext ("%u real client is connected", "%u real clients are connected", n), n);
    default: return g_strdup (_("Off. It lets in whoever has a certificate of this authority"));
    }
}

static void
show_switch (TbLivePage *self, GtkSwitch *control, GtkSpinner *spinner, TbLivePart part)
{
  TbLiveState state = tb_live_service_get_state (self->service, part);
  gboolean is_moving = state == TB_LIVE_STARTING || state == TB_LIVE_STOPPING;
  gboolean is_active = state == TB_LIVE_ON || state == TB_LIVE_STARTING;

  /* To be told what it is already would still end the movement that somebody has just begun. */
  if (gtk_switch_get_active (control) != is_active)
    gtk_switch_set_active (control, is_active);
  if (gtk_switch_get_state (control) != (state == TB_LIVE_ON))
    gtk_switch_set_state (control, state == TB_LIVE_ON);
  gtk_spinner_set_spinning (spinner, is_moving);
  gtk_widget_set_visible (GTK_WIDGET (spinner), is_moving);
}

static void
show_switches (TbLivePage *self)
{
  g_autofree char *broker = make_broker_words (self);
  const char *problem = tb_live_service_get_problem (self->service);
  gboolean is_quiet = tb_live_service_is_quiet (self->service);

  show_switch (self, self->authority, self->authority_spinner, TB_LIVE_PART_AUTHORITY);
  show_switch (self, self->broker, self->broker_spinner, TB_LIVE_PART_BROKER);
  adw_action_row_set_subtitle (self->authority_row, get_authority_words (self));
  adw_action_row_set_subtitle (self->broker_row, broker);
  adw_action_row_set_subtitle (self->folder_row, tb_live_service_get_folder (self->service));
  adw_action_row_set_subtitle (self->port_row, tb_live_service_get_port (self->service) == 0 ? _("0: any that are free") : _("The next two are used as well"));
  gtk_spin_button_set_value (self->port, tb_live_service_get_port (self->service));
  gtk_widget_set_sensitive (GTK_WIDGET (self->port), is_quiet);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "live.choose-folder", is_quiet);
  gtk_label_set_text (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

static gboolean
on_switched (GtkSwitch *control, gboolean is_on, TbLivePage *self)
{
  if (!self->is_filling && self->service != NULL)
    tb_live_service_set_on (self->service, control == self->authority ? TB_LIVE_PART_AUTHORITY : TB_LIVE_PART_BROKER, is_on);
  return TRUE;
}

static void
on_port_chosen (GtkSpinButton *port, TbLivePage *self)
{
  if (!self->is_filling && self->service != NULL)
    tb_live_service_set_port (self->service, (guint) gtk_spin_button_get_value_as_int (port));
}

static void
on_name_changed (GtkEditable *name, TbLivePage *self)
{
  if (self->lines != NULL)
    tb_live_page_update_lines (self);
}

/* --- lists --- */

static void
show_counts (TbLivePage *self)
{
  guint n_kept = g_list_model_get_n_items (tb_live_service_get_requests (self->service));
  guint n_certificates = g_list_model_get_n_items (tb_live_service_get_certificates (self->service));
  guint64 n = tb_live_service_get_n_requests (self->service);
  gboolean is_on = !tb_live_service_is_quiet (self->service);
  g_autofree char *all = g_strdup_printf ("%" G_GUINT64_FORMAT, n);
  g_autofree char *requests = n > n_kept ? g_strdup_printf (_("%s, the last %u are kept"), all, n_kept) : n > 0 ? g_strdup (all) : g_strdup ("");
  g_autofree char *certificates = n_certificates > 0 ? g_strdup_printf ("%u", n_certificates) : g_strdup ("");

  gtk_label_set_text (self->n_requests, requests);
  gtk_label_set_text (self->n_certificates, certificates);
  gtk_stack_set_visible_child_name (self->requests_stack, n_kept > 0 ? "list" : "empty");
  gtk_stack_set_visible_child_name (self->certificates_stack, n_certificates > 0 ? "list" : "empty");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "live.clear", n_kept > 0);
  adw_status_page_set_title (self->no_requests, is_on ? _("Nobody Has Asked Yet") : _("The Live Authority Is Off"));
  adw_status_page_set_description (self->no_requests, is_on ? _("Try one of the lines at the right in a terminal: what it asks appears here as it comes in.")
                                                            : _("Switch it on at the right: then curl, certbot, openssl, mosquitto and others on this machine can get certificates from it and use them."));
}

static TbLiveCertificate *
get_chosen (TbLivePage *self)
{
  return gtk_single_selection_get_selected_item (self->chosen);
}

static void
show_chosen (TbLivePage *self)
{
  TbLiveCertificate *chosen = get_chosen (self);
  gboolean can_revoke = chosen != NULL && tb_live_certificate_can_revoke (chosen) && !tb_live_service_is_quiet (self->service);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "live.look", chosen != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "live.revoke", can_revoke);
  gtk_widget_set_sensitive (GTK_WIDGET (self->revoke), can_revoke);
}

static void
on_changed (TbLiveService *service, TbLivePage *self)
{
  self->is_filling = TRUE;
  show_switches (self);
  show_counts (self);
  show_chosen (self);
  self->is_filling = FALSE;
  tb_live_page_update_lines (self);
}

/* The newest stays in sight, unless a person has chosen a row to read. */
static gboolean
show_newest (gpointer data)
{
  TbLivePage *self = data;

  self->scrolling = 0;
  if (gtk_single_selection_get_selected (self->read) == GTK_INVALID_LIST_POSITION)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->requests_window), 0);
  return G_SOURCE_REMOVE;
}

/* A secret that somebody has got a certificate with is of no use any more. */
static void
on_requests (GListModel *requests, guint position, guint removed, guint added, TbLivePage *self)
{
  g_autoptr (TbLiveRequest) newest = added > 0 ? g_list_model_get_item (requests, 0) : NULL;

  if (newest != NULL && self->secret_name != NULL && tb_live_request_used_secret (newest, self->secret_name))
    tb_live_page_forget_secret (self);
  if (self->scrolling == 0)
    self->scrolling = g_timeout_add (SCROLL_MS, show_newest, self);
}

static void
choose_certificate (TbLivePage *self, TbLiveCertificate *certificate)
{
  if (certificate != NULL)
    g_signal_emit (self, signals[CERTIFICATE_CHOSEN], 0, certificate);
}

static void
on_certificate_activated (GtkColumnView *list, guint position, TbLivePage *self)
{
  g_autoptr (TbLiveCertificate) certificate = g_list_model_get_item (tb_live_service_get_certificates (self->service), position);

  choose_certificate (self, certificate);
}

/* --- actions --- */

static void
look (GtkWidget *widget, const char *action, GVariant *parameter)
{
  choose_certificate (TB_LIVE_PAGE (widget), get_chosen (TB_LIVE_PAGE (widget)));
}

static void
revoke_chosen (GtkWidget *widget, const char *action, GVariant *reason)
{
  TbLivePage *self = TB_LIVE_PAGE (widget);

  if (get_chosen (self) != NULL)
    tb_live_service_revoke (self->service, get_chosen (self), g_variant_get_string (reason, NULL));
}

static void
clear (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_live_service_clear (TB_LIVE_PAGE (widget)->service);
}

static void
on_folder_chosen (GtkWidget *owner, const char *path, gpointer user_data)
{
  TbLivePage *self = TB_LIVE_PAGE (owner);

  if (self->service != NULL && tb_live_service_is_quiet (self->service))
    tb_live_service_set_folder (self->service, path);
}

static void
choose_folder (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_folder_dialog_ask (widget, _("Folder of the Live Authority"), on_folder_chosen, NULL);
}

/* --- the object --- */

static void
tb_live_page_dispose (GObject *object)
{
  TbLivePage *self = TB_LIVE_PAGE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  self->is_filling = TRUE;
  g_clear_handle_id (&self->scrolling, g_source_remove);
  if (self->service != NULL)
    g_signal_handlers_disconnect_by_data (self->service, self);
  g_clear_pointer (&child, gtk_widget_unparent);
  self->lines = NULL;
  g_clear_object (&self->chosen);
  g_clear_object (&self->read);
  g_clear_object (&self->service);
  tb_live_page_forget_secret (self);
  G_OBJECT_CLASS (tb_live_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  static const struct { const char *name; gssize offset; } children[] = {
#define CHILD(name) { #name, G_STRUCT_OFFSET (TbLivePage, name) }
    CHILD (requests_stack), CHILD (requests_window), CHILD (no_requests), CHILD (requests), CHILD (n_requests), CHILD (certificates_stack), CHILD (certificates),
    CHILD (n_certificates), CHILD (revoke), CHILD (problem), CHILD (authority_row), CHILD (authority_spinner), CHILD (authority), CHILD (broker_row),
    CHILD (broker_spinner), CHILD (broker), CHILD (folder_row), CHILD (port_row), CHILD (port), CHILD (name), CHILD (secret_row), CHILD (lines),
#undef CHILD
  };

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_class_bind_template_child_full (widget_class, children[i].name, FALSE, children[i].offset);
  gtk_widget_class_bind_template_callback (widget_class, on_switched);
  gtk_widget_class_bind_template_callback (widget_class, on_port_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_certificate_activated);
}

static void
tb_live_page_class_init (TbLivePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_live_page_dispose;
  g_type_ensure (TB_TYPE_LIVE_REQUEST);
  g_type_ensure (TB_TYPE_LIVE_CERTIFICATE);
  signals[CERTIFICATE_CHOSEN] = g_signal_new ("certificate-chosen", TB_TYPE_LIVE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                              TB_TYPE_LIVE_CERTIFICATE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-live-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "live.look", NULL, look);
  gtk_widget_class_install_action (widget_class, "live.revoke", "s", revoke_chosen);
  gtk_widget_class_install_action (widget_class, "live.clear", NULL, clear);
  gtk_widget_class_install_action (widget_class, "live.choose-folder", NULL, choose_folder);
  tb_live_page_install_lines (widget_class);
}

static void
tb_live_page_init (TbLivePage *self)
{
  g_autoptr (GMenuModel) menu = tb_live_menu_new ("live.revoke");

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_menu_model (self->revoke, menu);
  tb_live_page_make_lines (self);
}

/**
 * tb_live_page_set_service:
 * @self: a page that has none
 * @service: what it shows and switches
 */
void
tb_live_page_set_service (TbLivePage *self, TbLiveService *service)
{
  g_return_if_fail (self->service == NULL);
  self->service = g_object_ref (service);
  self->chosen = gtk_single_selection_new (g_object_ref (tb_live_service_get_certificates (service)));
  self->read = gtk_single_selection_new (g_object_ref (tb_live_service_get_requests (service)));
  gtk_single_selection_set_autoselect (self->read, FALSE);
  gtk_single_selection_set_can_unselect (self->read, TRUE);
  gtk_column_view_set_model (self->certificates, GTK_SELECTION_MODEL (self->chosen));
  gtk_column_view_set_model (self->requests, GTK_SELECTION_MODEL (self->read));
  g_signal_connect_object (self->chosen, "notify::selected-item", G_CALLBACK (show_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tb_live_service_get_requests (service), "items-changed", G_CALLBACK (on_requests), self, 0);
  g_signal_connect_object (service, "changed", G_CALLBACK (on_changed), self, 0);
  on_changed (service, self);
}
