/* tb-legend: see the header. One row for identity, one for health, made from the tables of looks; where there is little room, they
 * go on in further lines. */
#include "tb-legend.h"

#include <glib/gi18n-lib.h>

#include "tb-wrap-row.h"

typedef struct
{
  GtkWidget *button;
  GtkWidget *count;
  guint32 shown;
  gboolean is_usual;      /* shown even while there are none */
} Entry;

struct _TbLegend
{
  GtkWidget parent_instance;
  Entry identities[TB_IDENTITY_N_STATES];
  Entry healths[TB_HEALTH_N_STATES];
  gboolean is_changing;
};

enum { FILTER_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TbLegend, tb_legend, GTK_TYPE_WIDGET)

/* Good first, then what needs looking at. */
static const TbIdentityState identity_order[TB_IDENTITY_N_STATES] = {
  TB_IDENTITY_VALID, TB_IDENTITY_ENROLLING, TB_IDENTITY_RENEWING, TB_IDENTITY_EXPIRING, TB_IDENTITY_EXPIRED, TB_IDENTITY_REVOKED, TB_IDENTITY_LOST,
  TB_IDENTITY_NONE,
};
static const TbHealth health_order[TB_HEALTH_N_STATES] = {
  TB_HEALTH_HEALTHY, TB_HEALTH_EXPOSED, TB_HEALTH_TAMPERED, TB_HEALTH_INFECTED, TB_HEALTH_CAPTURED, TB_HEALTH_QUARANTINED, TB_HEALTH_OFF,
};

/* At most one entry is pressed; together with another it would rarely leave anybody. */
static void
on_toggled (GtkToggleButton *button, TbLegend *self)
{
  if (self->is_changing)
    return;
  self->is_changing = TRUE;
  for (guint i = 0; i < TB_IDENTITY_N_STATES; i++)
    if (self->identities[i].button != GTK_WIDGET (button))
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->identities[i].button), FALSE);
  for (guint i = 0; i < TB_HEALTH_N_STATES; i++)
    if (self->healths[i].button != GTK_WIDGET (button))
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->healths[i].button), FALSE);
  self->is_changing = FALSE;
  g_signal_emit (self, signals[FILTER_CHANGED], 0);
}

static GtkWidget *
make_badge (const TbLook *look)
{
  GtkWidget *badge = gtk_image_new_from_icon_name (look->icon);
  g_autofree char *class = g_strconcat ("tb-", look->code, NULL);

  gtk_widget_add_css_class (badge, "tb-badge");
  gtk_widget_add_css_class (badge, class);
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  return badge;
}

static void
show_count (Entry *entry, const TbLook *look, guint32 n)
{
  g_autofree char *text = g_strdup_printf ("%u", n);
  g_autofree char *name = g_strdup_printf ("%s: %u", tb_look_get_word (look), n);

  gtk_label_set_text (GTK_LABEL (entry->count), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry->count), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (n > 0)
    gtk_widget_remove_css_class (entry->button, "tb-none");
  else
    gtk_widget_add_css_class (entry->button, "tb-none");
  gtk_widget_set_visible (entry->button, n > 0 || entry->is_usual || gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (entry->button)));
  entry->shown = n;
}

static void
make_entry (TbLegend *self, GtkWidget *row, const TbLook *look, Entry *entry)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  entry->button = gtk_toggle_button_new ();
  entry->count = gtk_label_new (NULL);
  gtk_widget_add_css_class (entry->count, "tb-count");
  gtk_widget_add_css_class (entry->count, "numeric");
  gtk_box_append (GTK_BOX (box), make_badge (look));
  gtk_box_append (GTK_BOX (box), gtk_label_new (tb_look_get_word (look)));
  gtk_box_append (GTK_BOX (box), entry->count);
  gtk_button_set_child (GTK_BUTTON (entry->button), box);
  gtk_widget_add_css_class (entry->button, "flat");
  gtk_widget_set_focus_on_click (entry->button, FALSE);
  gtk_widget_set_tooltip_text (entry->button, _("Show only these"));
  g_signal_connect (entry->button, "toggled", G_CALLBACK (on_toggled), self);
  gtk_widget_set_parent (entry->button, row);
  entry->is_usual = TRUE;
  show_count (entry, look, 0);
}

static GtkWidget *
make_row (TbLegend *self, GtkSizeGroup *titles, const char *title)
{
  GtkWidget *row = g_object_new (TB_TYPE_WRAP_ROW, "spacing", 2, "hanging", TRUE, NULL), *label = gtk_label_new (title);

  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_start (label, 6);
  gtk_widget_set_margin_end (label, 6);
  gtk_size_group_add_widget (titles, label);
  gtk_widget_set_parent (label, row);
  gtk_widget_set_parent (row, GTK_WIDGET (self));
  return row;
}

/**
 * tb_legend_update:
 * @self: a legend
 * @totals: how many there are of each
 */
void
tb_legend_update (TbLegend *self, const TbTotals *totals)
{
  for (guint i = 0; i < TB_IDENTITY_N_STATES; i++)
    if (self->identities[i].shown != totals->by_identity[i])
      show_count (&self->identities[i], tb_look_identity (i), totals->by_identity[i]);
  for (guint i = 0; i < TB_HEALTH_N_STATES; i++)
    if (self->healths[i].shown != totals->by_health[i])
      show_count (&self->healths[i], tb_look_health (i), totals->by_health[i]);
}

/* Some states occur in few scenarios; the row is long enough without them. */
static gboolean
has_doors (TbFleet *fleet)
{
  return fleet != NULL && tb_fleet_get_attacker (fleet) != TB_NOBODY;
}

static gboolean
has_rogue (TbFleet *fleet)
{
  for (guint i = 0; fleet != NULL && i < tb_fleet_get_n_groups (fleet); i++)
    if (tb_fleet_get_group (fleet, i)->is_rogue)
      return TRUE;
  return FALSE;
}

static gboolean
installs_anything (TbFleet *fleet)
{
  for (guint i = 0; fleet != NULL && i < tb_fleet_get_n_groups (fleet); i++)
    if (tb_fleet_get_group (fleet, i)->installs_anything)
      return TRUE;
  return FALSE;
}

static void
set_usual (Entry *entry, const TbLook *look, gboolean is_usual)
{
  entry->is_usual = is_usual;
  show_count (entry, look, entry->shown);
}

/**
 * tb_legend_set_fleet:
 * @self: a legend
 * @fleet: (nullable): who is counted
 *
 * States that cannot be expected of @fleet are left out while nobody is in them.
 */
void
tb_legend_set_fleet (TbLegend *self, TbFleet *fleet)
{
  static const TbIdentityState unusual[] = { TB_IDENTITY_ENROLLING, TB_IDENTITY_EXPIRED, TB_IDENTITY_LOST };

  for (guint i = 0; i < G_N_ELEMENTS (unusual); i++)
    set_usual (&self->identities[unusual[i]], tb_look_identity (unusual[i]), FALSE);
  set_usual (&self->healths[TB_HEALTH_TAMPERED], tb_look_health (TB_HEALTH_TAMPERED), installs_anything (fleet));
  set_usual (&self->healths[TB_HEALTH_INFECTED], tb_look_health (TB_HEALTH_INFECTED), has_doors (fleet));
  set_usual (&self->healths[TB_HEALTH_CAPTURED], tb_look_health (TB_HEALTH_CAPTURED), has_rogue (fleet));
  set_usual (&self->healths[TB_HEALTH_QUARANTINED], tb_look_health (TB_HEALTH_QUARANTINED), has_doors (fleet));
}

static int
find_pressed (const Entry *entries, guint n)
{
  for (guint i = 0; i < n; i++)
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (entries[i].button)))
      return (int) i;
  return -1;
}

/**
 * tb_legend_get_identity:
 * @self: a legend
 *
 * Returns: the #TbIdentityState that is pressed, or -1
 */
int
tb_legend_get_identity (TbLegend *self)
{
  return find_pressed (self->identities, TB_IDENTITY_N_STATES);
}

/**
 * tb_legend_get_health:
 * @self: a legend
 *
 * Returns: the #TbHealth that is pressed, or -1
 */
int
tb_legend_get_health (TbLegend *self)
{
  return find_pressed (self->healths, TB_HEALTH_N_STATES);
}

/**
 * tb_legend_reset:
 * @self: a legend
 *
 * Releases what is pressed, without saying so.
 */
void
tb_legend_reset (TbLegend *self)
{
  self->is_changing = TRUE;
  for (guint i = 0; i < TB_IDENTITY_N_STATES; i++)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->identities[i].button), FALSE);
  for (guint i = 0; i < TB_HEALTH_N_STATES; i++)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->healths[i].button), FALSE);
  self->is_changing = FALSE;
}

static void
tb_legend_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (tb_legend_parent_class)->dispose (object);
}

static void
tb_legend_class_init (TbLegendClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_legend_dispose;
  signals[FILTER_CHANGED] = g_signal_new ("filter-changed", TB_TYPE_LEGEND, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "legend");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tb_legend_init (TbLegend *self)
{
  g_autoptr (GtkSizeGroup) titles = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  GtkWidget *row = make_row (self, titles, _("Identity"));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Legend"), -1);
  for (guint i = 0; i < TB_IDENTITY_N_STATES; i++)
    make_entry (self, row, tb_look_identity (identity_order[i]), &self->identities[identity_order[i]]);
  row = make_row (self, titles, _("Health"));
  for (guint i = 0; i < TB_HEALTH_N_STATES; i++)
    make_entry (self, row, tb_look_health (health_order[i]), &self->healths[health_order[i]]);
  tb_legend_set_fleet (self, NULL);
}

/**
 * tb_legend_new:
 *
 * Returns: (transfer floating): a legend that counts nobody
 */
GtkWidget *
tb_legend_new (void)
{
  return g_object_new (TB_TYPE_LEGEND, NULL);
}
